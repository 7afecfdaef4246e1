"""Suggestions for misplaced fields, periods in other words, and unknown ids."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import PurePath

from policykb.diagnostics import Route, format_value
from policykb.frozen import NamedTuple
from policykb.model.period import Period, PeriodError
from policykb.model.schema import FILES, model_at, model_in
from policykb.text.spelling import close_matches, correction, normalize_name
from policykb.yaml.document import Data
from policykb.yaml.syntax_errors import describe_character

LISTS = frozenset(kind for kind, model in FILES.items() if kind in model.model_fields)
"""The files that are a list, which is headed by the file's name."""

_MOST_LOOKS = 10_000_000
"""The most ids that are compared with unknown ones; this takes a few seconds."""

_LONGEST = 40
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_REWORDED = (
    (r"(?:since|from) (.+)", r"\1/.."),
    (r"(?:until|till|to) (.+)", r"/\1"),
    (r"(.+?) ?(?:-|–|—|\.\.+) ?(.+)", r"\1/\2"),
    (r"(.+?) ?(?:-|–|—|\.\.+|/)", r"\1/.."),
    (r"(?:-|–|—|\.\.+) ?(.+)", r"/\1"),
    (r"(.+)", r"\1"),
)
_DATES = (
    (r"(\d{4})", "{0}"),
    (r"(\d{4})[-/.](\d{1,2})", "{0}-{1:0>2}"),
    (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", "{0}-{1:0>2}-{2:0>2}"),
    (r"(\d{1,2})\.(\d{1,2})\.(\d{4})", "{2}-{1:0>2}-{0:0>2}"),
)


def suggest_place(path: str, route: Route) -> str:
    """Return a sentence about the place where the field at ``route`` of a file belongs; empty if it
    is a field of nothing else.
    """
    *way, field = route
    model = FILES[PurePath(path).stem]
    for depth in range(len(way)):
        outer = model_at(model, tuple(way[:depth]))
        if outer is not None and field in outer.model_fields:
            beside = next(step for step in way[depth:] if isinstance(step, str))
            return f"{field} belongs beside {beside}: indent it as far as that."
    here = model_at(model, tuple(way))
    for name, inner in here.model_fields.items() if here is not None else ():
        group = model_in(inner.annotation)
        if way and group is not None and field in group.model_fields:
            return f"{field} belongs into {name}: indent it further."
    if not way:
        return f"{field} stand in {field}.yaml." if field in LISTS else ""
    return ""


def suggest_period(text: str) -> str:
    """Return the period that a text most likely means: ``March 2021`` becomes ``2021-03``.

    Empty if none is likely.
    """
    plain = " ".join(text.casefold().split())
    if len(plain) > _LONGEST:
        return ""
    return next(_periods(plain), "")


def _periods(plain: str) -> Iterator[str]:
    for pattern, form in _REWORDED:
        if match := re.fullmatch(pattern, plain):
            sides = [_date(side) for side in match.expand(form).split("/")]
            if None not in sides:
                period = "/".join(side for side in sides if side is not None)
                try:
                    yield Period.parse(period).text
                except PeriodError:
                    continue


def _date(text: str) -> str | None:
    """Return a date in EDTF, with open and unknown ends as they are; None for a text that is no
    date.
    """
    text = text.strip()
    if text in {"", "..", "now", "today", "present"}:
        return text and ".."
    if match := re.fullmatch(r"(?:(\d{1,2})\.? )?([a-z]{3,9})\.? (\d{4})", text):
        day, month, year = match.groups()
        if month[:3] in _MONTHS:
            number = f"{year}-{_MONTHS.index(month[:3]) + 1:02}"
            return f"{number}-{int(day):02}" if day else number
    for pattern, form in _DATES:
        if match := re.fullmatch(pattern, text):
            return form.format(*match.groups())
    return None


class Suggestion(NamedTuple):
    """A hint, and the id that a fix may write, if there is one.

    ``likely`` is the only near id, where it is not certain enough for a fix.
    """

    hint: str = ""
    id: str | None = None
    likely: str | None = None


class Suggestions:
    """Suggests ids for unknown ones, by the declared ids and the names of records.

    After very many comparisons no more are made.
    """

    def __init__(
        self,
        declared: Mapping[str, Mapping[str, object]],
        records: Callable[[], Iterable[tuple[str, str, Data]]],
        used: Callable[[str, str], int],
    ) -> None:
        """Take the declared ids by kind, a function that returns the kind, id and data of actors
        and topics, and one that counts the references to an id of a kind.
        """
        self._declared = declared
        self._records = records
        self._used = used
        self._looks = _MOST_LOOKS
        self._known: dict[tuple[str, str], Suggestion] = {}

    @cached_property
    def _named(self) -> Mapping[tuple[str, str], set[str]]:
        by_name: dict[tuple[str, str], set[str]] = {}
        for kind, record_id, data in self._records():
            for name in _names(data):
                by_name.setdefault((kind, normalize_name(name)), set()).add(record_id)
        return by_name

    def of(self, kind: str, wanted: str) -> Suggestion:
        """Return the suggestion for ``wanted``, which is no id of this kind."""
        found = self._known.get((kind, wanted))
        if found is None:
            found = self._known[kind, wanted] = self._look(kind, wanted)
        return found

    def _look(self, kind: str, wanted: str) -> Suggestion:
        owners = self._named.get((kind, normalize_name(wanted)), set())
        if len(owners) == 1:
            (record_id,) = owners
            hint = f"{format_value(wanted)} is a name of {record_id}: write the id."
            return Suggestion(hint, record_id)
        other = next((name for name, ids in self._declared.items() if wanted in ids), "")
        if other:
            return Suggestion(f"{wanted} is {'an' if other == 'actor' else 'a'} {other}.")
        self._looks -= len(self._declared[kind])
        near = close_matches(wanted, self._declared[kind], limit=2) if self._looks > 0 else []
        hint = f"Did you mean {' or '.join(near)}?" if near else ""
        if odd := next((sign for sign in wanted if not sign.isascii()), ""):
            hint += f" It holds {describe_character(odd)}."
        meant = correction(wanted, near)
        likely = near[0] if len(near) == 1 and not meant else None
        if meant and self._used(kind, wanted) > 1 and not self._used(kind, meant):
            # All agree against what nobody refers to: that may well be the misspelt one.
            hint += f" Nothing refers to {meant}: is it misspelt where it is written down?"
            meant = None
        return Suggestion(hint.strip(), meant, likely)


def _names(data: Data) -> Iterable[str]:
    if isinstance(data, dict):
        for field in ("name", "label", "aliases"):
            value = data.get(field, [])
            for name in value if isinstance(value, list) else [value]:
                if isinstance(name, str) and name.strip():
                    yield name
