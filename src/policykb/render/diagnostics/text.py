"""Validation reports as text: in full with the source lines, or one fault a line."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from policykb.diagnostics import Diagnostic, Location, Severity, format_value
from policykb.render.diagnostics.locations import shown_path
from policykb.render.escaping import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policykb.render.output import Output
    from policykb.validation.fix import Fixed
    from policykb.validation.report import Report

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33"}
_FILE_WIDTH = 168


def concise(fixes: Sequence[Fixed]) -> str:
    """Return ``path:line:column: code message`` for each fault, one a line."""
    return "".join(
        one_line(
            f"{_place(report, d.location)}: {d.rule.code} {d.message}"
            + (f" [{_route(d)}]" if d.route else "")
        )
        + "\n"
        for report in (fixed.report for fixed in fixes)
        for d in report.shown
    )


def applied_fix_lines(fixes: Sequence[Fixed]) -> list[str]:
    """Return a line for each fixed fault: its place, the text before and after."""
    return [
        f"fixed {_place(fixed.report, one.fault.location)}: {one.fault.rule.code} "
        f"{one.fault.rule.name}: "
        + (
            f"{format_value(one.was)} is now {format_value(one.became)}"
            if one.became
            else one.fault.message
        )
        for fixed in fixes
        for one in fixed.applied
    ]


def full(fixes: Sequence[Fixed], output: Output) -> str:
    """Return every fault with its line, carets under its span, related places and help."""
    width = _width(output)
    parts = [
        "\n".join(_diagnostic(report, d, output, width)) + "\n\n"
        for report in (fixed.report for fixed in fixes)
        for d in report.shown
    ]
    return "".join(parts) + "\n".join(_wrapped(summary(fixes), width, "  ")) + "\n"


def summary(fixes: Sequence[Fixed], *, would: bool = False) -> str:
    """Return one line: the numbers of faults, of fixable and of fixed ones (with ``would``: of
    those that would be fixed), and of what was checked.
    """
    reports = [fixed.report for fixed in fixes]
    gone = sum(len(fixed.applied) for fixed in fixes)
    errors = sum(report.count(Severity.ERROR) for report in reports)
    warnings = sum(report.count(Severity.WARNING) for report in reports)
    fixable = sum(report.fixable for report in reports)
    unsafe = sum(report.unsafe_fixable for report in reports)
    suppressed = sum(report.suppressed for report in reports)
    omitted = sum(len(report.diagnostics) - len(report.shown) for report in reports)
    failing = any(r.settings.strict and not r.settings.exit_zero for r in reports)
    checked: Counter[str] = Counter()
    for report in reports:
        checked.update(report.checked)
    files = {(report.root, d.location.path) for report in reports for d in report.diagnostics}
    parts = [_number(errors, "error")] if errors else []
    parts += [_number(warnings, "warning")] if warnings else []
    found = f"{' and '.join(parts)} in {_number(len(files), 'file')}" if parts else "no faults"
    found += " (warnings fail here)" if failing and warnings else ""
    found += f", {fixable} fixable with --fix" if fixable else ""
    found += f", {unsafe}{' more' if fixable else ''} with --fix --unsafe-fixes" if unsafe else ""
    done = "--fix would fix" if would else "fixed"
    more = [f"{done} {_number(gone, 'fault')}"] if gone else []
    more += [found]
    more += [f"{_number(omitted, 'fault')} not shown: --max-faults 0 shows all"] if omitted else []
    more += [f"{_number(suppressed, 'fault')} suppressed by comments"] if suppressed else []
    what = ", ".join(_number(n, name.removesuffix("s")) for name, n in checked.items())
    left_out = sum(report.left_out for report in reports)
    rest = [f"left out {_number(left_out, 'record')}"] if left_out else []
    return "; ".join([*more, f"checked {what}", *rest])


def _number(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


def _width(output: Output) -> int:
    """Return the maximum width of lines: that of the screen, or a fixed one for a file."""
    if output.terminal:
        return max(40, output.width or shutil.get_terminal_size().columns)
    return _FILE_WIDTH


def _wrapped(text: str, width: int, indent: str) -> Iterator[str]:
    """Yield the lines of a text: wrapped on a screen, one line in a file."""
    text = one_line(text)
    if width == _FILE_WIDTH:
        yield text
    else:
        yield from textwrap.wrap(
            text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [""]


def _diagnostic(
    report: Report, diagnostic: Diagnostic, output: Output, width: int
) -> Iterator[str]:
    rule = diagnostic.rule
    head = f"{rule.severity}[{rule.code} {rule.name}]"
    for line in _wrapped(f"{head}: {diagnostic.message}", width, "  "):
        coloured = f"\x1b[{_COLOURS[rule.severity]}m{head}\x1b[0m" if output.colour else head
        yield line.replace(head, coloured, 1)
    places = [diagnostic.location, *(related.location for related in diagnostic.related)]
    margin = " " * len(str(max(place.line for place in places)))
    yield one_line(f"{margin}--> {_place(report, diagnostic.location)}")
    yield from _excerpt(report.excerpts, diagnostic.location, margin, "", width)
    for related in diagnostic.related:
        yield one_line(f"{margin}::: {_place(report, related.location)}")
        yield from _excerpt(report.excerpts, related.location, margin, related.message, width)
    if diagnostic.route:
        yield f"{margin} = at: {one_line(_route(diagnostic))}"
    if diagnostic.help:
        yield from _wrapped(f"{margin} = help: {diagnostic.help}", width, f"{margin}   ")


def _place(report: Report, where: Location) -> str:
    return f"{shown_path(report, where)}:{where.line}:{where.column}"


def _route(diagnostic: Diagnostic) -> str:
    """Return the route to the value as text, such as ``claims[3].stance``."""
    route = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in diagnostic.route
    )
    return route.removeprefix(".")


def _excerpt(
    excerpts: Mapping[tuple[str, int], str], where: Location, margin: str, message: str, width: int
) -> Iterator[str]:
    """Yield the line of a fault with carets under its span, cut to the width of the screen."""
    text = excerpts.get((where.path, where.line))
    span = where.span
    if text is None or span is None:
        if message:
            yield f"{margin}  | {one_line(message)}"
        return
    first = span.column - 1
    last = span.end_column - 1 if span.end_line == span.line else len(text)
    room = width - len(margin) - len(" | ……")
    cut = max(0, first - room // 2) if len(text) > room else 0
    shown = text[cut : cut + room].replace("\t", " ")
    lead = "…" if cut else ""
    # Escapes widen the text before and above the carets.
    before = len(lead) + len(one_line(text[cut:first]))
    under = len(one_line(text[first : max(first + 1, min(last, cut + room))].rstrip())) or 1
    number = str(where.line).rjust(len(margin))
    yield f"{margin} |"
    yield f"{number} | {lead}{one_line(shown)}{'…' if cut + room < len(text) else ''}".rstrip()
    carets = f"{margin} | {' ' * before}{'^' * under}"
    label = f" {one_line(message)}" if message else ""
    if len(carets) + len(label) <= width:
        yield f"{carets}{label}"
    else:
        yield from (carets, *_wrapped(f"{margin} |{label}", width, f"{margin} | "))
