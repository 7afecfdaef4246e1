"""Text formats of views: plain, CSV, JSON, JSON Lines and Markdown."""

from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from policykb.render.citations import Numbers
from policykb.render.escaping import (
    csv_text,
    json_text,
    markdown_code,
    markdown_line,
    markdown_text,
    one_line,
)
from policykb.views.payloads import Json, Scalar
from policykb.views.table import Line, Scale, Strip
from policykb.views.view import View

_STRIP_WIDTH = 48
"""The width of a strip, in columns, where there is no screen."""


def plain(view: View) -> str:
    """Return one record a line, with tabs between fields; nothing is wrapped or cut, no heading. If
    the view has places, each line begins with the place, as those of grep do.
    """
    lines = map(_line, view.flat)
    if view.make_places is None:
        return "".join(lines)
    places = (f"{one_line(place)}:\t" for place in view.make_places())
    return "".join(map("".join, zip(places, lines, strict=True)))


def _line(values: Iterable[Scalar]) -> str:
    texts = ["" if value is None else str(value) for value in values]
    # Few lines need an escape, and this is quicker to see of all fields at once.
    joined = " ".join(texts)
    return "\t".join(texts if one_line(joined) == joined else map(one_line, texts)) + "\n"


def csv_rows(view: View) -> str:
    """Return comma-separated values (RFC 4180) with a heading; text cannot become a formula."""
    import csv

    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(view.fields)
    for row in view.flat:
        writer.writerow([csv_text(v) if isinstance(v, str) else v for v in row])
    return buffer.getvalue()


def json_document(payload: Mapping[str, Json]) -> str:
    """Return the payload as one indented JSON document."""
    import json

    return json_text(json.dumps(dict(payload), ensure_ascii=False, indent=2)) + "\n"


def jsonl(view: View) -> str:
    """Return each item of the payload on its own line, then a line with the rest."""
    import json

    rest = {name: value for name, value in view.payload.items() if name != view.items}
    values = [*view.listed, rest]
    return "".join(json_text(json.dumps(value, ensure_ascii=False)) + "\n" for value in values)


def markdown(view: View) -> str:
    """Return a table or block of code for each group (GitHub's Markdown), notes of rows, and the
    notes of the view.
    """
    numbers = Numbers()
    parts = [f"**{markdown_text(view.title)}**\n"] if view.title else []
    parts += [f"{markdown_text(view.sources)}\n"] if view.sources else []
    parts += [f"**{markdown_text(view.answer)}**\n"] if view.answer else []
    for group in view.groups:
        if group.title:
            parts.append(f"**{markdown_text(group.title)}**\n")
        if group.code:
            parts.append(markdown_code(group.code))
            continue
        if group.lines:
            parts.append("".join(f"- {text}\n" for text in _lines(group.lines)))
            continue
        heads = [markdown_text(column.label) for column in view.columns]
        rules = ["---:" if column.right else "---" for column in view.columns]
        rows = [["<br>".join(_lines(cell)) for cell in row.cells] for row in group.rows]
        table = [heads, rules, *rows]
        parts.append("".join(f"| {' | '.join(row)} |\n" for row in table))
        notes = [text for row in group.rows for text in _lines(map(numbers.line, row.notes))]
        if notes:
            parts.append("".join(f"- {text}\n" for text in notes))
    parts.extend(f"{text}\n" for text in _lines((*view.notes, *view.legend)))
    return "\n".join(parts)


def _lines(found: Iterable[Line | Strip | Scale]) -> Iterator[str]:
    from policykb.render.strips import characters

    for one in found:
        match one:
            case Strip():
                yield _code(characters.strip_line(one, _STRIP_WIDTH))
            case Scale():
                yield from (_code(line) for line in characters.scale_lines(one, _STRIP_WIDTH))
            case _:
                yield markdown_line(one)


def _code(drawn: Line) -> str:
    """Return a strip as code, which has a fixed width; it holds no data."""
    return "`" + "".join(piece.text for piece in drawn).replace(" ", "\u00a0") + "`"


def notes(view: View) -> str:
    """Return the head and notes of a view as plain lines, for formats without room for them."""
    texts = [view.title] if view.headline else []
    texts += [text for text in (view.sources, view.answer) if text]
    texts += ["".join(piece.text for piece in one) for one in view.notes]
    return "".join(f"{one_line(text)}\n" for text in texts)
