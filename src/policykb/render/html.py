"""Views as one HTML page that needs nothing else: no network, no fonts, no other files.

No data becomes markup: all text that a template prints is escaped as for a terminal, then for HTML.
A content security policy in the page allows no script or style but its own.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from policykb.render.citations import Numbers, cited_parts, sources_of
from policykb.render.escaping import one_line, web_address
from policykb.render.footnotes import reference
from policykb.render.strips import style, svg
from policykb.render.strips.document import drawing
from policykb.render.strips.strip_chart import legend_svgs, row_svg
from policykb.views.page import Page
from policykb.views.payloads import Json
from policykb.views.picture import ChartRow, StripChart
from policykb.views.table import CitedSource, Line, Scale, Strip, TableCell, TableRow
from policykb.views.view import View
from policykb.views.wording.dates import date_in_words

_DRAWING_WIDTH = 1000
"""The width for which a drawing on a page is laid out, in its own units."""


def page(view: View) -> Iterator[str]:
    """Yield the pieces of a view as a page, the interactive one if the view holds one."""
    sheet = f"\n{style.STYLE}{_template_text('page.css')}"
    script = "".join(map(_template_text, ("report.js", "export.js"))) if view.page else ""
    name = "report.html" if view.page else "tables.html"
    return (
        _templates()
        .get_template(name)
        .generate(
            view=view,
            numbers=Numbers(),
            page=view.page,
            documents=_documents(view),
            propositions=list(view.make_propositions()) if view.make_propositions else [],
            title=_title(view),
            style=Markup(sheet),  # noqa: S704 - files of this package, no data
            script=Markup(script),  # noqa: S704 - same
            policy=_policy(sheet, script),
            picture=_picture(view),
            drawn=view.has_strips,
            drawn_legend=svg.LEGEND,
            left_out=list(_left_out(view.payload)),
            data=_data(view.page) if view.page else "",
        )
    )


def _title(view: View) -> str:
    """Return the answer as a title, without its point, if it is one sentence; else the title."""
    answer = view.answer.removesuffix(".")
    if answer and (". " not in answer or not view.title):
        return answer
    return view.title or view.items.replace("_", " ").capitalize()


def _documents(view: View) -> list[CitedSource]:
    """Return the documents that a view rests on, the newest first."""
    if view.page:
        found = [source.cited for source in view.page.sources]
    elif view.make_documents:
        found = list(view.make_documents())
    else:
        found = list(sources_of(view.cited)) if view.cites else []
    return sorted(found, key=lambda source: source.published, reverse=True)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("policykb.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"drawing": _drawing, "chart_row": _chart_row, "legend": _legend}
    environment.filters |= {"web": web_address, "reference": reference, "parts": cited_parts}
    environment.filters["day"] = lambda source: date_in_words(source.published)
    environment.filters["plain"] = _plain
    environment.tests["drawn"] = lambda part: isinstance(part, Strip | Scale)
    return environment


def _template_text(name: str) -> str:
    environment = _templates()
    assert environment.loader is not None  # noqa: S101 - it was made with one
    return environment.loader.get_source(environment, name)[0]


def _printable(value: object) -> object:
    """Return a value as a template prints it: text escaped, markup as it is."""
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
    """Return the content security policy of a page with this style, and this script if any."""
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


def _drawing(part: Strip | Scale, heading: str, row: TableRow) -> Markup:
    """Return a strip or scale as markup; the ``heading`` and the first cell of the row label it."""
    if isinstance(part, Scale):
        return Markup(svg.scale(part))  # noqa: S704 - elements built by the standard library
    label = f"{_label(row.cells[0])} through time"
    return Markup(svg.strip(part, f"{heading}: {label}" if heading else label))  # noqa: S704 - same


def _chart_row(chart: StripChart, row: ChartRow) -> Markup:
    return Markup(row_svg(chart, row))  # noqa: S704 - elements built by the standard library


def _legend(chart: StripChart) -> Iterator[tuple[Markup, str]]:
    return ((Markup(shape), text) for shape, text in legend_svgs(chart))  # noqa: S704 - same


def _picture(view: View) -> Markup | None:
    """Return the network of a view as markup; None if it has none."""
    if view.make_graph is None or view.make_picture is None:
        return None
    return Markup(drawing(view.make_picture(), _DRAWING_WIDTH))  # noqa: S704 - same


def _label(cell: TableCell) -> str:
    return " ".join(_plain(part) for part in cell if not isinstance(part, Strip | Scale))


def _left_out(payload: Mapping[str, Json]) -> Iterator[str]:
    """Yield the records that were left out, each with its file and the reason."""
    found = payload.get("left_out")
    for one in found if isinstance(found, Sequence) and not isinstance(found, str) else ():
        match one:
            case {"kind": kind, "id": name, "reason": reason, "location": {"path": path}}:
                yield f"{kind} {name or '(no id)'} in {path}: {reason}"


def _data(page: Page) -> Markup:
    """Return the data of the script, as JSON that cannot close its element."""
    text = json.dumps(
        {
            "day": page.day,
            "last": page.last_day,
            "only": page.only,
            "folded": page.folded,
            "verdicts": [verdict.verdict for verdict, _ in page.verdict_words],
            "stops": page.stops,
            "summaries": page.summary_changes,
            "rows": [{"topic": row.topic, "changes": row.changes} for row in page.rows],
            "chart_style": style.STYLE + style.DOCUMENT_STYLE,
        },
        separators=(",", ":"),
    )
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - the characters of markup are escaped
