"""Read the map of an import, and check the records that an import makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from policykb.diagnostics import Diagnostic, Location, PolicyKBError, Route, format_value, one_of
from policykb.loading.schema_errors import diagnose_errors
from policykb.model.import_map import (
    SECTIONS,
    ColumnMap,
    ImportMap,
    ImportMapFile,
    KnownIds,
    TableOptions,
)
from policykb.model.schema import (
    ActorModel,
    ClaimModel,
    Model,
    SkippedModel,
    SourceModel,
    TopicModel,
)
from policykb.yaml.document import Data, Document
from policykb.yaml.parser import parse_document
from policykb.yaml.scalars import as_key, in_block

_MODELS: Mapping[str, type[Model]] = {
    "claims": ClaimModel,
    "actors": ActorModel,
    "topics": TopicModel,
    "sources": SourceModel,
    "skipped": SkippedModel,
}


@dataclass(frozen=True, slots=True)
class Section:
    """The columns of one kind of records, by field; ``file`` is empty if they are in the table of
    the claims.
    """

    file: str
    columns: Mapping[str, ColumnMap]


@dataclass(frozen=True, slots=True)
class ReadMap:
    """The map of an import at ``path``.

    ``sections`` are by name; ``document`` is the file, for the places of its values.
    """

    path: Path
    title: str
    description: str
    options: TableOptions
    sections: Mapping[str, Section]
    ids: Mapping[str, Mapping[str, str]]
    document: Document

    def error(self, route: Route, message: str, help_: str) -> PolicyKBError:
        """Return an error at the value at a route of the map."""
        return _error(self.document.location(route), message, help_)


def read_map(path: Path) -> ReadMap:
    """Return the map in a file.

    Raises:
        PolicyKBError: It cannot be read, or is no map; the message names the line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PolicyKBError(
            f"cannot read {path}: {error.strerror}",
            "`policykb import FILE --print-map` proposes one: save it, and edit it.",
        ) from None
    document = parse_document(data, str(path))
    if document.faults:
        raise _first(document.faults)
    try:
        found = ImportMapFile.model_validate(document.data)
    except ValidationError as error:
        raise _first(
            tuple(diagnose_errors(error, document, ImportMapFile, document.data, ()))
        ) from None
    assert isinstance(found, ImportMap)  # noqa: S101 - it is a model with this base
    return ReadMap(
        path,
        found.title or "",
        found.description or "",
        found.table or TableOptions.model_validate({}),
        {name: _section(getattr(found, name)) for name in SECTIONS},
        dict(found.ids),
        document,
    )


def _section(model: Model | None) -> Section:
    fields = dict(model) if model else {}
    file = fields.pop("file", None)
    columns = {name: one for name, one in fields.items() if isinstance(one, ColumnMap)}
    return Section(str(file or ""), columns)


def _first(faults: tuple[Diagnostic, ...]) -> PolicyKBError:
    fault = faults[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return _error(fault.location, fault.message + more, fault.help or fault.rule.remedy)


def _error(where: Location, message: str, help_: str) -> PolicyKBError:
    return PolicyKBError(f"{where.path}:{where.line}:{where.column}: {message}", help_)


def field_fault(section: str, data: Mapping[str, Data]) -> tuple[str, str] | None:
    """Return the first field of a record that its model does not accept, and why.

    Args:
        section: The list that it would be in, as in ``claims``, or ``sources``.
        data: Its fields. What is missing is no fault.
    """
    try:
        _MODELS[section].model_validate(data)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            if details["type"] != "missing":
                return _reason(section, str(details["loc"][0]), details["msg"], details["input"])
    return None


def _reason(section: str, field: str, message: str, value: object) -> tuple[str, str]:
    choices = getattr(_MODELS[section].model_fields[field].annotation, "__members__", None)
    if choices:
        return field, f"expected {one_of([str(one) for one in choices.values()])}, found " + (
            format_value(value)
        )
    return field, message if "found" in message else f"{message}, found {format_value(value)}"


_MAX_KEY = 1_000
"""YAML has no plain keys of more than 1,024 characters: such names get their ids anew."""
_IDS = "# The ids that names have: with them, a second import is the same."


def with_ids(map_: ReadMap, ids: Mapping[str, Mapping[str, str]]) -> str:
    """Return the text of a map that keeps ids, by kind and name; comments in it stay."""
    document = map_.document
    text = document.text
    if isinstance(document.data, dict) and "ids" in document.data:
        start = document.extent(("ids",), key=True)[0]
        end = document.extent(("ids",))[1]
        before, after = text[:start], text[end:].lstrip("\n")
    else:
        before, after = f"{text.rstrip()}\n\n{_IDS}\n", ""
    lines = ["ids:"]
    for kind in KnownIds.model_fields:
        known = {**map_.ids[kind], **ids.get(kind, {})}
        names = {name: one for name, one in known.items() if len(name) < _MAX_KEY}
        lines.append(f"  {kind}:" if names else f"  {kind}: {{}}")
        lines += [f"    {as_key(name)}: {in_block(one, 0, 6)[0]}" for name, one in names.items()]
    return before + "\n".join([*lines, ""]) + after
