"""What was most likely meant by a field in the wrong place, or by a period in other words."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from policykb.diagnostics import Route
from policykb.model.period import Period, PeriodError
from policykb.model.schema import FILES, Model, model_in

LISTS = frozenset(kind for kind, model in FILES.items() if kind in model.model_fields)
"""The files that are a list, which is headed by the file's name."""

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


def home_of(path: str, route: Route) -> str:
    """Where the field at ``route`` of a file belongs, in a sentence; empty if it is a field of
    nothing else.
    """
    *way, field = route
    model = FILES[PurePath(path).stem]
    for depth in range(len(way)):
        outer = _model_at(model, tuple(way[:depth]))
        if outer is not None and field in outer.model_fields:
            beside = next(step for step in way[depth:] if isinstance(step, str))
            return f"{field} belongs beside {beside}: indent it as far as that."
    here = _model_at(model, tuple(way))
    for name, inner in here.model_fields.items() if here is not None else ():
        group = model_in(inner.annotation)
        if way and group is not None and field in group.model_fields:
            return f"{field} belongs into {name}: indent it further."
    if not way:
        return f"{field} stand in {field}.yaml." if field in LISTS else ""
    return ""


def _model_at(model: type[Model], route: Route) -> type[Model] | None:
    """The model of the record at ``route``, if there is one."""
    found: type[Model] | None = model
    for step in route:
        if isinstance(step, str):
            field = found.model_fields.get(step) if found is not None else None
            found = model_in(field.annotation) if field is not None else None
    return found


def period_meant(text: str) -> str:
    """The period that a text most likely stands for: ``March 2021`` as ``2021-03``.

    Empty where none is likely.
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
    """A date as EDTF has it, open and unknown ends as they are; None for what is no date."""
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
