"""New records from lines of JSON, one a line, for scripts.

A line is an object with the fields of a record. Beside these ``record`` is its kind, ``source`` the
id of the source of a claim or skipped sentence, and ``sentence`` the number of the sentence that is
its quote (or ``"3-4"`` for several).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from policykb.authoring.changes import AddRecord
from policykb.diagnostics import PolicyKBError, format_value, one_of
from policykb.yaml.document import Data

KINDS = ("actor", "topic", "claim", "skipped")
"""The kinds of records that can be added in lines."""

_SENTENCES = re.compile(r"\s*([0-9]{1,9})\s*(?:-\s*([0-9]{1,9}))?\s*")
_Json = str | int | float | bool | None | list["_Json"] | dict[str, "_Json"]


class NumberedChange(NamedTuple):
    """A new record, and the number of its line."""

    line: int
    change: AddRecord


class BadLine(NamedTuple):
    """The reason why a line is no record, and the number of the line."""

    line: int
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Defaults:
    """The defaults of lines: the kind of their records, their source, and fields of that kind."""

    kind: str
    source: str
    fields: Mapping[str, Data]


def read_lines(text: str, defaults: Defaults) -> Iterator[NumberedChange | BadLine]:
    """Yield a new record for each line that is not blank, or why it is none."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield NumberedChange(number, _change(line, defaults))
            except PolicyKBError as error:
                yield BadLine(number, error.message, error.help)


def _change(line: str, defaults: Defaults) -> AddRecord:
    values = _object(line)
    kind = values.pop("record", defaults.kind)
    if kind not in KINDS:
        raise PolicyKBError(
            f"record is {format_value(kind)}", f"It is one of {one_of(KINDS)}; sources have files."
        )
    fields = {} if kind != defaults.kind else dict(defaults.fields)
    source, sentence = "", None
    if kind in {"claim", "skipped"}:
        source = str(values.pop("source", None) or defaults.source)
        sentence = sentence_numbers(values.pop("sentence", None))
    if sentence and "quote" in values:
        raise PolicyKBError("both quote and sentence are given", "Give one of them.")
    given = {name: _data(value) for name, value in values.items() if value is not None}
    return AddRecord(kind, {**fields, **given}, source, sentence)


def _object(line: str) -> dict[str, _Json]:
    try:
        values: _Json = json.loads(line, object_pairs_hook=_distinct)
    except (json.JSONDecodeError, RecursionError) as error:
        reason = f": {error.msg} in column {error.colno}" if isinstance(error, ValueError) else ""
        raise PolicyKBError(f"this is not JSON{reason}", "Write one object a line.") from None
    if not isinstance(values, dict):
        raise PolicyKBError("this is not a JSON object", "Write one object a line.")
    return values


def _distinct(pairs: list[tuple[str, _Json]]) -> dict[str, _Json]:
    names = [name for name, _ in pairs]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise PolicyKBError(f"{format_value(twice)} is given twice", "Give each field once.")
    return dict(pairs)


def _data(value: _Json) -> Data:
    """Return a value as it would stand in YAML, where every scalar is a text."""
    if isinstance(value, dict):
        return {name: _data(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_data(one) for one in value]
    return value if isinstance(value, str) else json.dumps(value)


def sentence_numbers(value: object) -> tuple[int, int] | None:
    """Return the first and last number of sentences that are given as one number or as ``3-4``;
    None if there are none.

    Raises:
        PolicyKBError: these are no numbers of sentences.
    """
    if value in {None, ""}:
        return None
    found = _SENTENCES.fullmatch(str(value))
    if found is None:
        raise PolicyKBError(
            f"{format_value(value)} is no number of a sentence",
            "`policykb coverage --sentences` lists them; 3-4 joins two.",
        )
    return int(found[1]), int(found[2] or found[1])
