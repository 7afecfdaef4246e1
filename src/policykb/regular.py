"""YAML text in the form that `policykb fmt` gives it -> its data, without a parser.

Most files have that form: fields at the top, lists of records, in these texts on one line, folded
blocks, and short lists and mappings of texts on one line. One expression says whether a text is of
it and so cannot be read in two ways; then it is cut at its line ends, in a quarter of the time that
the parser takes. All other texts, also those with comments, are for :mod:`policykb.faultless`,
which says the same of these.
"""

import re
from typing import TYPE_CHECKING

from policykb.faultless import Faultless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policykb.diagnostics import Route
    from policykb.documents import Data

_MOST_LINES = 500_000
"""In so many lines there may be more values than policykb reads."""

_KEY = r"[a-z][a-z0-9_]{0,63}+:"
# What begins with a letter or digit, holds nothing that ends a key or begins a comment, and does
# not end in white space; or stands in quotes in which nothing is escaped, and which no selector
# behind them varies: the text would begin with it.
_REST = r"[^\n\r\t:#]*+"
_PLAIN = rf"[\w./(]{_REST}(?:(?::(?![ \n])|(?<! )#){_REST})*+(?<! )"
_QUOTED = r"'[^'\n\r\t]*+'|\"(?:[\w !#-\[\]-~][^\"\\\n\r\t]*+)?+\""
_TEXT = rf"(?:{_PLAIN}|{_QUOTED})"
_LINE = r"[^\s][^\n\r\t]*+"
_AT_TOP = rf"{_KEY} (?:{_TEXT}|>-(?:\n  {_LINE})++)\n"
_IN_RECORD = (
    rf"{_KEY}(?: {_TEXT}| >-(?:\n      {_LINE})++"
    rf"|(?:\n      - {_TEXT})++|(?:\n      {_KEY} {_TEXT})++)\n"
)
_RECORDS = rf"{_KEY}\n(?:  - {_IN_RECORD}(?:    {_IN_RECORD})*+\n*+)++"
_FILE = re.compile(rf"(?:(?:{_RECORDS}|{_AT_TOP})\n*+)++")

_NEXT_AT_TOP = re.compile(r"\n(?=[^ \n])")
_NEXT_RECORD = "\n  - "
_NEXT_IN_RECORD = re.compile(r"\n    (?! )")
_NOT_PLAIN = " >'\""


class _RepeatedError(Exception):
    """A key stands twice."""


def read_regular(text: str) -> Faultless | None:
    """What ``text``, of which nothing was hidden, says; None where it has another form, or repeats
    a key.
    """
    if text.count("\n") > _MOST_LINES or _FILE.fullmatch(text) is None:
        return None
    try:
        return _read(text)
    except _RepeatedError:
        return None


def _read(text: str) -> Faultless:
    extents: dict[Route, tuple[int, int]] = {}
    fields: list[tuple[str, Data]] = []
    at = end = 0
    for written in _NEXT_AT_TOP.split(text[:-1]):
        key, _, value = written.partition(":")
        if value[0] == "\n":
            start = at + len(key) + len(":")
            records: list[Data] = []
            for record in value[len(_NEXT_RECORD) :].split(_NEXT_RECORD):
                start += len(_NEXT_RECORD)
                inner = _NEXT_IN_RECORD.split(record.rstrip("\n"))
                end = start + _length(record, inner[-1])
                extents[key, len(records)] = (start, end)
                records.append(_mapping(map(_field, inner), len(inner)))
                start += len(record)
            extents[key,] = (at + len(key) + len(":\n  "), end)
            fields.append((key, records))
        else:
            fields.append((key, _value(value.rstrip("\n"), "\n  ")))
            end = at + _length(written, written)
        at += len(written) + 1
    extents[()] = (0, end)
    return Faultless(_mapping(fields, len(fields)), extents)


def _mapping(pairs: "Iterable[tuple[str, Data]]", number: int) -> "dict[str, Data]":
    made = dict(pairs)
    if len(made) < number:
        raise _RepeatedError
    return made


def _field(written: str) -> "tuple[str, Data]":
    key, _, value = written.partition(":")
    return key, value[1:] if value[1] not in _NOT_PLAIN else _value(value, "\n      ")


def _value(written: str, deeper: str) -> "Data":
    """What stands behind a key; ``deeper`` is what each further line begins with."""
    if written[0] == " ":
        if written[1] == ">":
            return written[len(" >-") + len(deeper) :].replace(deeper, " ")
        return _text(written[1:])
    lines = written.split(deeper)[1:]
    if lines[0].startswith("- "):
        return [_text(line[2:]) for line in lines]
    parted = (line.partition(": ") for line in lines)
    return _mapping(((key, _text(value)) for key, _, value in parted), len(lines))


def _text(written: str) -> str:
    return written[1:-1] if written[0] in "'\"" else written


def _length(written: str, last: str) -> int:
    """How far a record reaches: with a block at its end to the next line that is not blank."""
    return len(written) + 1 if ": >-\n" in last else len(written.rstrip("\n"))
