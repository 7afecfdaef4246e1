"""The catalogue of rules as a view."""

from collections.abc import Iterator, Sequence

from policykb.diagnostics import Rule, Severity
from policykb.diagnostics.examples import LISTING, Example, examples
from policykb.views import payloads
from policykb.views.columns import Columns
from policykb.views.payloads import Json
from policykb.views.table import Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.view import View

_OF_RULE = ("code", "name", "severity", "summary", "why", "remedy", "fixable")
_OF_EXAMPLE = ("file", "wrong", "right")
_FIELDS = payloads.fields(*_OF_RULE, *_OF_EXAMPLE)


def rules_view(found: Sequence[Rule], *, whole: bool) -> View:
    """Return rules. With ``whole`` a table shows each on a screen of its own, with the reason, the
    remedy and an example; lines and the payload always hold all of it.
    """
    return View(
        title="",
        columns=(Column("", 2), Column("", 11)) if whole else _COLUMNS.heads,
        make_groups=lambda: (
            (group for rule in found for group in _groups(rule, examples()[rule.code]))
            if whole
            else (_COLUMNS.group(found),)
        ),
        make_payload=lambda: {
            "version": payloads.VERSION,
            "rules": [_item(rule, examples()[rule.code]) for rule in found],
        },
        items="rules",
        fields=_FIELDS,
        to_scalar=payloads.as_written,
        document=whole,
    )


def _item(rule: Rule, example: Example) -> dict[str, Json]:
    return {**payloads.attributes(rule, *_OF_RULE), **payloads.attributes(example, *_OF_EXAMPLE)}


def _severity(rule: Rule) -> Segment:
    return Segment(
        rule.severity, Style.AGAINST if rule.severity is Severity.ERROR else Style.BETWEEN
    )


_COLUMNS = Columns[Rule](
    (Column("Rule", 6), lambda rule: (line(Segment(rule.code, Style.STRONG), " ", rule.name),)),
    (
        Column("Severity", 3),
        lambda rule: (line(_severity(rule), *([", fixable"] if rule.fixable else [])),),
    ),
    (Column("What", 10), lambda rule: rule.summary),
)


def _groups(rule: Rule, example: Example) -> Iterator[Group]:
    facts: dict[str, Line] = {
        "severity": line(_severity(rule)),
        "what": line(rule.summary),
        "why": line(rule.why),
        "remedy": line(rule.remedy),
    }
    if rule.fixable:
        facts["fix"] = line("`policykb validate --fix` fixes it if the fix is certain.")
    rows = (TableRow((cell(name, Style.MUTED), (fact,))) for name, fact in facts.items())
    yield Group(f"{rule.code} {rule.name}", tuple(rows))
    place = "the folder" if example.file == LISTING else example.file
    yield Group(f"Wrong, in {place}", (), tuple(example.wrong.split("\n")))
    yield Group("Right", (), tuple(example.right.split("\n")))
