"""What the data of a file holds, before any model has seen it: lists, records, texts."""

from collections.abc import Container, Iterator

from policykb.diagnostics import Route
from policykb.yaml.document import Data


def singular(key: str) -> str:
    """The kind of the records in a list."""
    return key if key == "skipped" else key.removesuffix("s")


def list_at(data: Data | None, key: str) -> list[Data]:
    """The items of a list; none where there is no such list."""
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, list) else []


def without_items(data: Data | None, keys: Container[str]) -> Data | None:
    """A file's data with nothing in its lists: what is wrong with the file, and no record of it."""
    if not isinstance(data, dict):
        return data
    return {
        key: [] if key in keys and isinstance(value, list) else value for key, value in data.items()
    }


def named_records(data: Data | None) -> Iterator[tuple[Route, str, dict[str, Data]]]:
    """The records of a file that have ids: the route to the id, the kind, and the record."""
    for key in ("actors", "topics", "claims"):
        for index, record in enumerate(list_at(data, key)):
            if isinstance(record, dict):
                yield (key, index, "id"), key.removesuffix("s"), record


def texts(data: dict[str, Data]) -> Iterator[str]:
    """The texts of a record's fields, and of the lists among them."""
    for value in data.values():
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str):
                yield text
