"""Fields of records in descriptions, which every program shows and keeps.

A description begins with text for people. The fields follow after a line ``policykb:``, one a line.
"""

import json
from collections.abc import Mapping, Sequence

from policykb.exchange.imported import RecordData
from policykb.yaml.document import Data

_MARK = "policykb:"


def with_fields(text: str, fields: Mapping[str, str | Sequence[str] | None]) -> str:
    """Return a description of a text and the fields that have a value."""
    lines = [f"{name}: {_written(value)}" for name, value in fields.items() if value]
    return "\n".join([text, "", _MARK, *lines]).strip("\n")


def _written(value: str | Sequence[str]) -> str:
    plain = isinstance(value, str) and value[0] not in '["' and value == " ".join(value.split())
    return value if plain and isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def fields_in(description: str) -> tuple[str, RecordData | None]:
    """Return the text of a description and its fields; None if it has none."""
    lines = description.splitlines()
    at = next((n for n, line in enumerate(lines) if line.strip() == _MARK), None)
    if at is None:
        return description.strip(), None
    found: RecordData = {}
    for line in lines[at + 1 :]:
        name, colon, value = line.strip().partition(": ")
        if colon:
            found[name] = _read(value)
    return "\n".join(lines[:at]).strip(), found


def _read(value: str) -> Data:
    if value[:1] not in ('"', "["):
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    if isinstance(read, list):
        return [str(item) for item in read]
    return str(read)
