"""New files, written as ``fmt`` would format them, but without parsing anything: for files with a
hundred thousand records.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from policykb.model.schema import FILES, Model
from policykb.yaml.document import Data
from policykb.yaml.scalars import as_key, in_block
from policykb.yaml.tree import Field, fields_of

Comments = Mapping[int, tuple[str, str]]
"""Comments by the index of a record: the field that the comment stands above, and its text."""


def write_yaml(
    path: str, data: Mapping[str, Data], comments: Mapping[str, Comments] | None = None
) -> str:
    """Return the text of a file of a knowledge base.

    Args:
        path: The path of the file, whose name tells its model.
        data: Its content.
        comments: Comments of the records in its lists, by list.
    """
    model = FILES[PurePosixPath(path).stem]
    lines: list[str] = []
    for key, value, field in _ordered(data, model):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.extend(["", f"{key}:"] if lines else [f"{key}:"])
            lines.extend(_records(value, field, (comments or {}).get(key, {})))
        else:
            lines.extend(_field(key, value, field, ""))
    return "\n".join([*lines, ""])


def _ordered(
    data: Mapping[str, Data], model: type[Model] | None
) -> Iterator[tuple[str, Data, Field]]:
    """Yield the fields of a record in the order of its model."""
    fields = fields_of(model) if model else {}
    for name, field in fields.items():
        if name in data:
            yield name, data[name], field
    for name in data:
        if name not in fields:
            yield name, data[name], Field()


def _records(records: Sequence[Data], field: Field, comments: Comments) -> Iterator[str]:
    for index, record in enumerate(records):
        if index:
            yield ""
        assert isinstance(record, dict)  # noqa: S101 - the caller looked at the first one
        above, comment = comments.get(index, ("", ""))
        lead = "  - "
        for key, value, inner in _ordered(record, field.model):
            if key == above:
                yield f"    {comment}"
            for line in _field(key, value, inner, " " * 4):
                yield lead + line[4:] if lead else line
                lead = ""


def _field(key: str, value: Data, field: Field, indent: str) -> Iterator[str]:
    """Yield the lines of a field."""
    head = f"{indent}{as_key(key)}:"
    deeper = indent + "  "
    match value:
        case str():
            first, *rest = in_block(value, len(head) + 1, len(deeper), typed=field.typed)
            yield f"{head} {first}"
            yield from (deeper + line if line else "" for line in rest)
        case dict():
            yield head if value else f"{head} {{}}"
            for name, one, inner in _ordered(value, field.model):
                yield from _field(name, one, inner, deeper)
        case _:
            yield head if value else f"{head} []"
            for one in value:
                assert isinstance(one, str)  # noqa: S101 - no field is a list of lists
                first, *rest = in_block(one, len(deeper) + 2, len(deeper) + 2, typed=field.typed)
                yield f"{deeper}- {first}"
                yield from (f"{deeper}  {line}" if line else "" for line in rest)
