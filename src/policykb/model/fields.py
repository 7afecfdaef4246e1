"""The fields of records: the types of text in them, and how to list them.

Nothing here validates a value, so that answers from a cache need no pydantic.
"""

import dataclasses
from collections.abc import Iterator
from types import NoneType
from typing import Annotated, get_args

from policykb.frozen import dataclass

_DESCRIPTION = "description"
_BEFORE = "before"


class TextType(str):
    """The name of a type of text, as a mark on annotations; an enum takes longer to define."""

    __slots__ = ()


Text = Annotated[str, TextType("text")]
Id = Annotated[str, TextType("id")]
ActorId = Annotated[str, TextType("actor id")]
TopicId = Annotated[str, TextType("topic id")]
ClaimId = Annotated[str, TextType("claim id")]
Url = Annotated[str, TextType("url")]
Language = Annotated[str, TextType("language")]
WikidataId = Annotated[str, TextType("wikidata id")]
Sha256 = Annotated[str, TextType("sha256")]

REFERRED_KINDS = {"actor id": "actor", "topic id": "topic", "claim id": "claim"}
"""The kinds of the records that texts refer to, by type of text."""


def doc(description: str, *, before: str = "") -> dict[str, str]:
    """Return the metadata of a field that its record has in its file.

    ``before`` is the field that it usually precedes there, if not the next one of the class.
    """
    return {_DESCRIPTION: description, _BEFORE: before}


@dataclass(frozen=True, slots=True)
class FileField:
    """A field of a record in its file.

    ``type`` is that of its value, or of each item of its value if ``is_list``. ``default`` is
    ``dataclasses.MISSING`` for a required field.
    """

    name: str
    type: TextType | type
    is_list: bool
    default: object
    description: str

    @property
    def is_required(self) -> bool:
        """Return True if a record must have the field."""
        return self.default is dataclasses.MISSING


def file_fields(record: type) -> tuple[FileField, ...]:
    """Return the fields that a record has in its file, in their usual order.

    They are those of its class that have a description; the others come from its place.
    """
    moved: dict[str, list[FileField]] = {}
    for field in dataclasses.fields(record):
        if description := field.metadata.get(_DESCRIPTION):
            type_, *others = _parts_of_type(field.type)
            types = (part for part in (*others, type_) if isinstance(part, TextType | type))
            in_file = FileField(field.name, next(types), ... in others, field.default, description)
            moved.setdefault(field.metadata[_BEFORE], []).append(in_file)
    in_place = moved.pop("", [])
    return tuple(each for field in in_place for each in (*moved.get(field.name, ()), field))


def _parts_of_type(annotation: object) -> Iterator[object]:
    """Flatten an annotation: ``tuple[ActorId, ...]`` to ``str``, its ``TextType`` and ``...``."""
    parts = get_args(annotation)
    if not parts and annotation is not NoneType:
        yield annotation
    for part in parts:
        yield from _parts_of_type(part)
