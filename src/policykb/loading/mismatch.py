"""Where data does not fit a model: pydantic's errors as located diagnostics."""

import re
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from policykb import rules
from policykb.diagnostics import Diagnostic, Route, Rule, one_of, shown
from policykb.documents import Data, Document
from policykb.knowledge import nearest
from policykb.schema import Model

_SHAPES = {
    "string_type": "text",
    "tuple_type": "a list",
    "model_type": "fields, each with a value",
    "model_attributes_type": "fields, each with a value",
}
_CUSTOM: dict[str, Rule] = {
    "bad_id": rules.BAD_ID,
    "bad_date": rules.BAD_DATE,
    "bad_period": rules.BAD_PERIOD,
    "bad_value": rules.BAD_VALUE,
    "unsupported_version": rules.UNSUPPORTED_VERSION,
}
_CHOICE = re.compile(r"'([^']*)'")


def mismatches(
    error: ValidationError, document: Document, model: type[Model]
) -> Iterator[Diagnostic]:
    """Each error of ``model`` on the data of ``document``, at the value it speaks of: at the key
    of an unknown field, at the record for a missing one.
    """
    for details in error.errors(include_url=False):
        yield _diagnostic(details, document, model)


def _diagnostic(details: ErrorDetails, document: Document, model: type[Model]) -> Diagnostic:
    route: Route = details["loc"]
    kind = details["type"]
    value = details["input"]
    if kind == "missing":
        *parent, field = route
        return Diagnostic(
            rules.MISSING_FIELD,
            f"missing field {shown(field)}",
            document.location(tuple(parent)),
            f"Add {field}: {_purpose(model, route)}",
            route,
        )
    if kind == "extra_forbidden":
        near = nearest(str(route[-1]), _fields(model, route[:-1]), limit=1)
        return Diagnostic(
            rules.UNKNOWN_FIELD,
            f"unknown field {shown(route[-1])}",
            document.location(route, key=True),
            f"Did you mean {near[0]}?"
            if near
            else f"Known here: {', '.join(_fields(model, route[:-1]))}.",
            route,
        )
    where = document.location(route)
    name = next((str(part) for part in reversed(route) if isinstance(part, str)), "the file")
    if kind in {"enum", "literal_error"}:
        choices = _CHOICE.findall(str(details.get("ctx", {}).get("expected", "")))
        near = nearest(str(value), choices, limit=1) if isinstance(value, str) else []
        return Diagnostic(
            rules.UNKNOWN_CHOICE if isinstance(value, str) else rules.WRONG_TYPE,
            f"{name}: expected {one_of(choices)}, found {_found(value)}",
            where,
            f"Did you mean {near[0]}?" if near else "",
            route,
        )
    if kind in _CUSTOM:
        message = details["msg"]
        about = "" if shown(value) in message else f", found {_found(value)}"
        return Diagnostic(_CUSTOM[kind], f"{name}: {message}{about}", where, "", route)
    expected = _SHAPES.get(kind, details["msg"])
    return Diagnostic(
        rules.WRONG_TYPE,
        f"{name}: expected {expected}, found {_found(value)}",
        where,
        "Write it as a list: [ … ]" if kind == "tuple_type" and value else "",
        route,
    )


def _found(value: Data) -> str:
    match value:
        case "":
            return "nothing"
        case str():
            return shown(value)
        case list():
            return "a list"
        case _:
            return "fields"


def _inner(model: type[Model], route: Route) -> type[Model]:
    """The model that describes the mapping at ``route``."""
    for part in route:
        if isinstance(part, str) and part in model.model_fields:
            found = _model_in(model.model_fields[part].annotation)
            model = found or model
    return model


def _model_in(annotation: object) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    arguments: tuple[object, ...] = getattr(annotation, "__args__", ())
    return next((found for a in arguments if (found := _model_in(a))), None)


def _fields(model: type[Model], route: Route) -> list[str]:
    return list(_inner(model, route).model_fields)


def _purpose(model: type[Model], route: Route) -> str:
    field = _inner(model, route[:-1]).model_fields.get(str(route[-1]))
    return (field.description if field else None) or ""
