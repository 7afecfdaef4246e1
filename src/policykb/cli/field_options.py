"""The fields of a record as options, made from the record: one option a field."""

from dataclasses import fields, make_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from policykb.cli.completion import complete_actor, complete_claim, complete_topic
from policykb.cli.parameters import option
from policykb.model.fields import FileField, file_fields
from policykb.model.records import RECORD_TYPES, RelativeTo, Than

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policykb.yaml.document import Data

FIELDS = "Fields"
"""The section of the help with the fields of a record."""

_COMPLETION = {"actor id": complete_actor, "topic id": complete_topic, "claim id": complete_claim}
_METAVARS = {
    "actor id": "ACTOR",
    "topic id": "TOPIC",
    "claim id": "CLAIM",
    "id": "ID",
    "wikidata id": "Q…",
    "text": "TEXT",
}


class FieldOptions:
    """The values of the fields of a record that were given as options."""

    def data(self) -> "dict[str, Data]":
        """Return the fields that were given, with their values as in the file of the record."""
        return dict(self._data())

    def _data(self) -> "Iterator[tuple[str, Data]]":
        for field in fields(self):  # type: ignore[arg-type] # those made below are dataclasses
            value = getattr(self, field.name)
            if isinstance(value, str) and field.name == "relative_to":
                actor, _, than = value.partition(":")
                yield field.name, {"actor": actor, "than": than}
            elif isinstance(value, str):
                yield field.name, value
            elif value:
                yield field.name, list(value)


def field_options(kind: str) -> type[FieldOptions]:
    """Return the options of the fields of a kind of record, as one dataclass."""
    made = [(field.name, _annotation(field), None) for field in file_fields(RECORD_TYPES[kind])]
    return make_dataclass(f"{kind.title()}Fields", made, bases=(FieldOptions,), frozen=True)


def _annotation(field: FileField) -> object:
    shown = f"--{field.name.replace('_', '-')} {_metavar(field)}"
    made = option(shown, _help(field), section=FIELDS, completion=_completion(field))
    type_: object = list[str] | None if field.is_list else str | None
    return Annotated[type_, made]


def _help(field: FileField) -> str:
    choices = f" One of: {', '.join(_choices(field))}." if _choices(field) else ""
    return f"{field.description}{choices}{' May be repeated.' if field.is_list else ''}"


def _metavar(field: FileField) -> str:
    if field.type is RelativeTo:
        return f"ACTOR:{'|'.join(Than)}"
    return _METAVARS.get(str(field.type), field.name.rpartition("_")[2].upper())


def _choices(field: FileField) -> list[str]:
    if isinstance(field.type, type) and issubclass(field.type, StrEnum):
        return [one.value for one in field.type]
    return []


def _completion(field: FileField) -> "Callable[..., Any] | None":
    if choices := _choices(field):
        return lambda incomplete: [one for one in choices if one.startswith(incomplete)]
    return _COMPLETION.get(str(field.type))
