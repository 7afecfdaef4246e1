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
_RECORDS = rf"{_KEY}\n(?=  - )(?:(?:  - |    ){_IN_RECORD}\n*+)++"
_FILE = re.compile(rf"(?:(?:{_RECORDS}|{_AT_TOP})\n*+)++")

_NEXT_AT_TOP = re.compile(r"\n(?=[^ \n])")
_NEXT_RECORD = "\n  - "
# Each key, and what stands behind it, with the lines that are indented more.
_FIELDS = re.compile(r"([a-z0-9_]+): ?(.*(?:\n      .*)*)")
_PAIRS = re.compile(r"([a-z0-9_]+): (.*)")
_NOT_PLAIN = "\n>'\""


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
    data: dict[str, Data] = {}
    at = end = 0
    fields = _NEXT_AT_TOP.split(text[:-1])
    for written in fields:
        key, _, value = written.partition(":")
        if value[0] == "\n":
            start = at + len(key) + len(":")
            records: list[Data] = []
            for record in value[len(_NEXT_RECORD) :].split(_NEXT_RECORD):
                start += len(_NEXT_RECORD)
                pairs = _FIELDS.findall(record)
                end = start + _length(record, pairs[-1][1])
                extents[key, len(records)] = (start, end)
                records.append(_mapping(pairs, "\n      "))
                start += len(record)
            extents[key,] = (at + len(key) + len(":\n  "), end)
            data[key] = records
        else:
            value = value[1:].rstrip("\n")
            data[key] = _value(value, "\n  ") if value[0] in _NOT_PLAIN else value
            end = at + _length(written, value)
        at += len(written) + 1
    if len(data) < len(fields):
        raise _RepeatedError
    extents[()] = (0, end)
    return Faultless(data, extents)


def _mapping(pairs: list[tuple[str, str]], deeper: str) -> "Data":
    found: dict[str, Data] = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedError
    for key, value in pairs:
        if value[0] in _NOT_PLAIN:
            found[key] = _value(value, deeper)
    return found


def _value(written: str, deeper: str) -> "Data":
    """What is no plain text; ``deeper`` is what each further line begins with."""
    if written[0] == ">":
        return written[len(">-") + len(deeper) :].replace(deeper, " ")
    if written[0] != "\n":
        return written[1:-1]
    if written.startswith("- ", len(deeper)):
        items = written.split(f"{deeper}- ")[1:]
        return [_value(one, "") if one[0] in _NOT_PLAIN else one for one in items]
    return _mapping(_PAIRS.findall(written), "")


def _length(written: str, last: str) -> int:
    """How far it reaches, if this is its last value: a block to the next line that is not blank."""
    return len(written) + 1 if last[0] == ">" else len(written.rstrip("\n"))
