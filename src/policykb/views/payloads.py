"""Payloads: records and answers as JSON, and the lines that are picked from them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields as fields_of

from policykb.diagnostics import Location
from policykb.model.knowledge_base import KnowledgeBase, LeftOut
from policykb.model.records import Actor, Claim, Record, RelativeTo, Source, Topic
from policykb.text.normalize import collapse_spaces

Scalar = str | int | float | None
"""A field of a line; numbers stay numbers."""


class Items:
    """A long list of a payload: its items are made each time that it is read, and not kept."""

    def __init__(self, make: Callable[[], "Iterable[Json]"]) -> None:
        self._make = make

    def __iter__(self) -> "Iterator[Json]":
        return iter(self._make())


Json = Scalar | bool | Sequence["Json"] | Mapping[str, "Json"] | Items
"""A value of a payload."""

VERSION = 1
"""Version of the JSON contracts."""


def envelope(kb: KnowledgeBase, **members: Json) -> dict[str, Json]:
    """Return the payload of an answer: the version, the place of the knowledge base, the members,
    and the records that were left out.
    """
    return {
        "version": VERSION,
        "kb": str(kb.root),
        **members,
        "left_out": [left_out(record) for record in kb.left_out],
    }


def left_out(record: LeftOut) -> dict[str, Json]:
    """Return a record that was left out as JSON."""
    about = attributes(record, "kind", "id", "reason", "actor", "topic")
    return {**about, "location": location(record.location)}


def location(where: Location) -> dict[str, Json]:
    """Return a place as JSON: path relative to the knowledge base, line and column from 1."""
    return {"path": where.path, "line": where.line, "column": where.column}


_FIRST = ("id", "source", "actor", "topic", "stance", "score", "period", "quote", "summary")
"""The fields that come first in the JSON of a record, in this order, which is a contract; the
others follow in the order of its class.
"""


def record(of: Record) -> dict[str, Json]:
    """Return every field of a record under its own name, its location last, and the score of a
    claim beside its stance. Absent values are None or empty lists.
    """
    type_ = type(of)
    if type_ not in _MEMBERS:
        _MEMBERS[type_] = members(type_)
    made = attributes(of, *_MEMBERS[type_])
    return {**made, "location": location(of.location)}


def members(of: type[Record]) -> tuple[str, ...]:
    """Return the members of the JSON of a record, in their order, without its location."""
    names = [field.name for field in fields_of(of) if field.name not in {"location", "route"}]
    if of is Claim:
        names.append("score")
    first = [name for name in _FIRST if name in names]
    return (*first, *(name for name in names if name not in first))


_MEMBERS: dict[type[Record], tuple[str, ...]] = {}


def attributes(of: object, *names: str) -> dict[str, Json]:
    """Return attributes of an object as JSON, under their own names and in the order given."""
    return {name: plain(getattr(of, name)) for name in names}


def plain(value: object) -> Json:  # noqa: PLR0911 - one for each kind of value
    """Return a value as JSON: a record as its id, a tuple as a list, all else as its text."""
    match value:
        case None | int() | float():
            return value
        case str():  # the most frequent, so before types that take longer to tell
            return str(value)
        case RelativeTo():
            return {"actor": value.actor, "than": value.than.value}
        case Actor() | Topic() | Source() | Claim():
            return value.id
        case tuple():
            return [plain(item) for item in value]
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case _:
            return str(value)


# --- lines -----------------------------------------------------------------------------

Fields = Mapping[str, str]
"""The fields of lines: their names, and where in an item of a payload each has its value: the names
on the way to it, with dots between them, as in ``first.citation.quote``.
"""


def fields(*names: str, **paths: str) -> dict[str, str]:
    """Return fields: first those that an item holds under the same name, then the others."""
    return {**dict(zip(names, names, strict=True)), **paths}


def flatten(
    items: Iterable[Json], fields: Fields, to_scalar: Callable[[Json], Scalar] | None = None
) -> Iterator[tuple[Scalar, ...]]:
    """Yield a line for each item of a payload. What an item does not hold is None."""
    to_scalar, paths = to_scalar or scalar, [(path, path.split(".")) for path in fields.values()]
    for item in items:
        held = item if isinstance(item, dict) else {}  # most values stand under their own name
        values = (held[path] if path in held else _value(item, names) for path, names in paths)
        yield tuple(map(to_scalar, values))


def _value(item: Json, names: Iterable[str]) -> Json:
    for name in names:
        if isinstance(item, (dict, Mapping)):  # a dict is told at once
            item = item.get(name)
        elif isinstance(item, (list, tuple)) and name.isdigit():
            item = item[int(name)]
        else:
            return None
    return item


def as_written(value: Json) -> Scalar:
    """Return a value of a payload as :func:`scalar` does, but a text with all its spaces."""
    return value if isinstance(value, str) else scalar(value)


def scalar(value: Json, separator: str = " ") -> Scalar:
    """Return a value of a payload on one line, lists with a separator between their items."""
    match value:
        case str():
            return collapse_spaces(value)
        case bool():
            return "yes" if value else "no"
        case None | int() | float():
            return value
        case list() | Sequence():  # a list is told at once
            return separator.join([str(scalar(item, separator)) for item in value])
        case _:
            return _text(value, separator)


def _text(value: Mapping[str, Json] | Items, separator: str) -> str:
    match value:
        case Items():
            return separator.join([str(scalar(item, separator)) for item in value])
        case {"before": before, "sentence": sentence, "after": after}:
            return collapse_spaces(f"{before} {sentence} {after}")
        case {"actor": actor, "than": than}:
            return f"{than} than {actor}"
        case {"path": path, "line": line}:
            place = (path, line, value.get("column"))
            return ":".join(str(part) for part in place if part is not None)
        case _:
            return separator.join(f"{name}: {scalar(of)}" for name, of in value.items())
