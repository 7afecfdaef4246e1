"""The catalogue of rules as a view."""

from collections.abc import Sequence

from policykb.diagnostics import Rule, Severity
from policykb.views.model import View
from policykb.views.payloads import VERSION
from policykb.views.pieces import Column, Group, Piece, Row, Style, line

_FIELDS = ("code", "name", "severity", "summary", "why", "remedy")


def rules_view(found: Sequence[Rule]) -> View:
    """Rules with what they ask; a single one also with why, and what to do."""
    whole = len(found) == 1
    return View(
        title="",
        columns=(Column("Rule", 3), Column("Asks", 6)),
        groups=(Group("", tuple(_row(rule, whole=whole) for rule in found)),),
        fields=_FIELDS,
        flat=tuple(tuple(str(getattr(rule, name)) for name in _FIELDS) for rule in found),
        payload={
            "version": VERSION,
            "rules": [{name: str(getattr(rule, name)) for name in _FIELDS} for rule in found],
        },
        items="rules",
    )


def _row(rule: Rule, *, whole: bool) -> Row:
    style = Style.AGAINST if rule.severity is Severity.ERROR else Style.BETWEEN
    head = line(Piece(rule.code, Style.STRONG), " ", Piece(rule.severity, style))
    about = [line(rule.summary)]
    if whole:
        about += [line(), line("Why: ", rule.why), line(), line("Remedy: ", rule.remedy)]
    return Row(((head, line(rule.name)), tuple(about)))
