"""Diagnostics for data that does not fit its schema, made from pydantic's errors."""

import re
import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import islice

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from policykb.diagnostics import (
    Diagnostic,
    RenameKey,
    Route,
    Rule,
    SetValue,
    catalogue,
    format_value,
    one_of,
)
from policykb.loading.suggestions import LISTS, suggest_period, suggest_place
from policykb.model.schema import Model, model_at
from policykb.text.spelling import close_matches, correction
from policykb.yaml.document import Data, Document

_SHAPES = {
    "string_type": "text",
    "tuple_type": "a list",
    "model_type": "fields, each with a value",
    "model_attributes_type": "fields, each with a value",
}
_CUSTOM: dict[str, Rule] = {
    "bad_id": catalogue.BAD_ID,
    "bad_date": catalogue.BAD_DATE,
    "bad_period": catalogue.BAD_PERIOD,
    "bad_value": catalogue.BAD_VALUE,
    "unknown_code": catalogue.UNKNOWN_CODE,
    "unsupported_version": catalogue.UNSUPPORTED_VERSION,
}
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
RECORD_LOSING_RULES = frozenset(
    {
        catalogue.BAD_KEY,
        catalogue.DUPLICATE_KEY,
        catalogue.SEVERAL_DOCUMENTS,
        catalogue.YAML_ALIAS,
        catalogue.YAML_MERGE_KEY,
    }
)
"""The rules whose faults, where they are of a whole list, remove records from it."""

MAX_ERRORS = 10_000
"""The number of errors of one record that are listed, beside those of its first fields."""

_CHOICE = re.compile(r"'([^']*)'")


def diagnose_errors(
    error: ValidationError, document: Document, model: type[Model], data: Data | None, base: Route
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each error of ``model`` on the ``data`` at ``base`` in ``document``.

    Its location is that of the value; of an unknown field, its key; of a missing one, the record.
    Of a huge number of errors the first ones are reported, and the number of the others.
    """
    errors, others = _errors(error, model, data)
    misspelt = {
        (*details["loc"][:-1], near)
        for details in errors
        if details["type"] == "extra_forbidden" and (near := _near_field(model, details["loc"]))
    }
    if any(
        details["type"] == "extra_forbidden" and details["loc"][0] in LISTS for details in errors
    ):
        # Nor is the list of a file that holds another's.
        misspelt |= {(kind,) for kind in LISTS}
    for details in errors:
        # A field whose name is misspelt is not missing as well.
        if details["type"] != "missing" or details["loc"] not in misspelt:
            yield _diagnostic(details, document, model, base)
    if others:
        message = f"{others:,} more values do not fit"
        where = document.location(base)
        yield Diagnostic(catalogue.WRONG_TYPE, message, where, catalogue.WRONG_TYPE.remedy, base)


def _errors(
    error: ValidationError, model: type[Model], data: Data | None
) -> tuple[list[ErrorDetails], int]:
    """Return the errors, and the number of others that are not listed.

    pydantic lists all or none, and a million of them fill the memory.
    """
    count = error.error_count()
    if count <= MAX_ERRORS or data is None:
        return error.errors(include_url=False), 0
    try:
        model.model_validate(_beginning(data, model.model_fields))
    except ValidationError as beginning:
        errors = beginning.errors(include_url=False)
        return errors, count - len(errors)
    return [], count


def _beginning(data: Data, fields: Container[str] = ()) -> Data:
    """Return ``data`` with all ``fields``, but only the first of other fields and of items."""
    match data:
        case dict():
            others = islice((key for key in data if key not in fields), MAX_ERRORS)
            keys = {*others, *(key for key in data if key in fields)}
            return {key: _beginning(data[key]) for key in data if key in keys}
        case list():
            return [_beginning(item) for item in data[:MAX_ERRORS]]
        case _:
            return data


def _diagnostic(
    details: ErrorDetails, document: Document, model: type[Model], base: Route
) -> Diagnostic:
    inner: Route = details["loc"]
    route = (*base, *inner)
    kind = details["type"]
    value = details["input"]
    if kind == "missing":
        *parent, field = route
        return Diagnostic(
            catalogue.MISSING_FIELD,
            f"missing field {format_value(field)}",
            document.location(tuple(parent)),
            f"Add {field}: {_purpose(model, inner)}",
            route,
        )
    if kind == "extra_forbidden":
        near_field = _near_field(model, inner)
        known = (model_at(model, inner[:-1]) or model).model_fields
        near = close_matches(str(route[-1]), known, limit=2)
        meant = correction(str(route[-1]), near)
        likely = near[0] if len(near) == 1 and not meant else None
        return Diagnostic(
            catalogue.UNKNOWN_FIELD,
            f"unknown field {format_value(route[-1])}",
            document.location(route, key=True),
            f"Did you mean {near_field}?"
            if near_field
            else suggest_place(document.path, route) or f"Known here: {', '.join(known)}.",
            route,
            fix=RenameKey(route, meant) if meant and not _has(document, route, meant) else None,
            unsafe_fix=RenameKey(route, likely)
            if likely and not _has(document, route, likely)
            else None,
        )
    where = document.location(route)
    name = next((str(part) for part in reversed(route) if isinstance(part, str)), "the file")
    if kind in {"enum", "literal_error"}:
        choices = _CHOICE.findall(str(details.get("ctx", {}).get("expected", "")))
        near = close_matches(value, choices, limit=2) if isinstance(value, str) else []
        meant = correction(str(value), near)
        return Diagnostic(
            catalogue.UNKNOWN_CHOICE if isinstance(value, str) else catalogue.WRONG_TYPE,
            f"{name}: expected {one_of(choices)}, found {_found(value)}",
            where,
            f"Did you mean {near[0]}?" if near else catalogue.UNKNOWN_CHOICE.remedy,
            route,
            fix=SetValue(route, meant) if meant else None,
            unsafe_fix=SetValue(route, near[0]) if len(near) == 1 and not meant else None,
        )
    if rule := _CUSTOM.get(kind):
        message = details["msg"]
        # What the parser of periods says names the part of the text that is wrong.
        said = rule in {catalogue.BAD_PERIOD, catalogue.UNKNOWN_CODE} or "found" in message
        about = "" if said else f", found {_found(value)}"
        help_ = rule.remedy
        unsafe_fix = None
        if rule is catalogue.BAD_ID and isinstance(value, str) and (better := slugify(value)):
            help_ = f"Did you mean {better}?"
        if rule in {catalogue.BAD_PERIOD, catalogue.BAD_DATE} and (
            better := _date_meant(rule, value)
        ):
            help_ = f"Did you mean {better}?"
            unsafe_fix = SetValue(route, better)
        return Diagnostic(
            rule, f"{name}: {message}{about}", where, help_, route, unsafe_fix=unsafe_fix
        )
    expected = _SHAPES.get(kind, details["msg"])
    is_list = kind == "tuple_type" and value
    help_ = "Write it as a list: [ … ]" if is_list else catalogue.WRONG_TYPE.remedy
    headings = LISTS.intersection(model.model_fields)
    if not route and headings and isinstance(value, list):
        help_ = f"Head the list with a line `{next(iter(headings))}:`."
    return Diagnostic(
        catalogue.WRONG_TYPE,
        f"{name}: expected {expected}, found {_found(value)}",
        where,
        help_,
        route,
    )


def explains(guard: Diagnostic, fault: Diagnostic) -> bool:
    """Return True if what the guard reported and removed is all that the fault is about."""
    if guard.rule in {catalogue.YAML_MERGE_KEY, catalogue.BAD_KEY}:
        return fault.rule is catalogue.MISSING_FIELD and fault.route[:-1] == guard.route
    # A character that stands in no value, but in a comment, has the route of the whole file.
    hidden = guard.rule is catalogue.FORBIDDEN_CHARACTER and guard.route != ()
    emptied = hidden or guard.rule is catalogue.YAML_ALIAS
    return emptied and fault.route == guard.route


def _date_meant(rule: Rule, value: Data) -> str:
    """Return the period, or the full date, that a text most likely means, or an empty text."""
    meant = suggest_period(value) if isinstance(value, str) else ""
    return meant if rule is catalogue.BAD_PERIOD or _FULL_DATE.fullmatch(meant) else ""


def slugify(text: str) -> str:
    """Return the id that a text most likely means: ``Islamic State`` becomes ``islamic-state``."""
    plain = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain.casefold()))[:64].strip("-")


def _found(value: Data) -> str:
    match value:
        case "":
            return "nothing"
        case str():
            return format_value(value)
        case list():
            return "a list"
        case _:
            return "fields"


def _near_field(model: type[Model], route: Route) -> str:
    """Return the known field whose name is near that of the unknown one at ``route``, if any."""
    return _near((model_at(model, route[:-1]) or model), str(route[-1]))


@lru_cache(maxsize=1024)
def _near(model: type[Model], name: str) -> str:
    near = close_matches(name, model.model_fields, limit=1)
    return near[0] if near else ""


def _has(document: Document, route: Route, name: str) -> bool:
    """Return True if the record of the field at ``route`` has a field of that name."""
    return document.value((*route[:-1], name)) is not None


def _purpose(model: type[Model], route: Route) -> str:
    field = (model_at(model, route[:-1]) or model).model_fields.get(str(route[-1]))
    return (field.description if field else None) or ""
