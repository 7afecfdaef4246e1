"""Any view as one HTML page that needs nothing else: no network, no fonts, no other files.

Nothing from data becomes markup: whatever a template prints crosses the same boundary as the text
of a terminal, then is escaped. A policy in the page itself lets no script or style run but its own.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from policykb.render.escaping import one_line
from policykb.render.strips import svg
from policykb.views.cells import Cell, Line, Scale, Strip, TableRow
from policykb.views.page import Page
from policykb.views.view import Json, View


def page(view: View) -> str:
    """A view as a page; of a comparison, if it holds one, the page to look further into."""
    style = f"\n{svg.STYLE}{_text('page.css')}"
    script = _text("report.js") if view.page else ""
    name = "report.html" if view.page else "tables.html"
    return (
        _templates()
        .get_template(name)
        .render(
            view=view,
            page=view.page,
            title=view.title or view.items.replace("_", " ").capitalize(),
            style=Markup(style),  # noqa: S704 - files of this package, no data
            script=Markup(script),  # noqa: S704 - same
            policy=_policy(style, script),
            drawn=svg.has_strips(view),
            drawn_legend=svg.LEGEND,
            left_out=list(_left_out(view.payload)),
            data=_data(view.page) if view.page else "",
        )
    )


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("policykb.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_readable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["drawing"] = _drawing
    made.filters["plain"] = _plain
    made.tests["drawn"] = _is_drawn
    return made


def _text(name: str) -> str:
    environment = _templates()
    assert environment.loader is not None  # noqa: S101 - it was made with one
    return environment.loader.get_source(environment, name)[0]


def _readable(value: object) -> object:
    """What a template prints: text that can mislead nobody; markup is made here alone."""
    match value:
        case Markup():
            return value
        case str():
            return one_line(value)
        case None:
            return ""
        case _:
            return value


def _policy(style: str, script: str) -> str:
    """The content security policy of a page that holds this style, and this script if any."""
    parts = [
        "default-src 'none'",
        *([f"script-src {_hash(script)}"] if script else []),
        f"style-src {_hash(style)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(parts)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _plain(line: Line) -> str:
    return one_line("".join(piece.text for piece in line))


def _is_drawn(part: Line | Strip | Scale) -> bool:
    return isinstance(part, Strip | Scale)


def _drawing(part: Strip | Scale, heading: str, row: TableRow) -> Markup:
    """A strip or scale as markup; ``heading`` and the first cell of its row say what it shows."""
    if isinstance(part, Scale):
        return Markup(svg.scale(part))  # noqa: S704 - elements built by the standard library
    label = f"{_label(row.cells[0])} through time"
    return Markup(svg.strip(part, f"{heading}: {label}" if heading else label))  # noqa: S704 - same


def _label(cell: Cell) -> str:
    return " ".join(_plain(part) for part in cell if not isinstance(part, Strip | Scale))


def _left_out(payload: Mapping[str, Json]) -> Iterator[str]:
    """The records that the answer is without, each with its place and what is wrong with it."""
    found = payload.get("left_out")
    for one in found if isinstance(found, Sequence) and not isinstance(found, str) else ():
        match one:
            case {"kind": kind, "id": name, "reason": reason, "location": {"path": path}}:
                yield f"{kind} {name or '(no id)'} in {path}: {reason}"


def _data(page: Page) -> Markup:
    """What the script needs to know, as JSON that cannot end the element that holds it."""
    text = json.dumps(
        {
            "day": page.day,
            "only": page.only,
            "verdicts": [verdict.verdict for verdict, _ in page.verdict_words],
            "stops": page.stops,
            "axis": [page.timeline.first, page.timeline.last],
            "summaries": page.summary_changes,
            "rows": [{"topic": row.topic, "changes": row.changes} for row in page.rows],
        },
        separators=(",", ":"),
    )
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - ASCII without a sign of markup
