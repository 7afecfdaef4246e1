"""Formats of lines: plain, CSV, JSON, JSON Lines and Markdown."""

from collections.abc import Iterator, Mapping
from io import StringIO

from policykb.render.escaping import csv_text, json_text, markdown_code, markdown_text, one_line
from policykb.views.cells import Cell, Line, Scale, Strip
from policykb.views.view import Json, Scalar, View

_DRAWN = 48
"""How many columns a drawing gets where no screen says how many there are."""


def plain(view: View) -> str:
    """One record a line, fields parted by tabs, nothing wrapped or cut; no heading."""
    return "".join("\t".join(_plain(value) for value in row) + "\n" for row in view.flat)


def _plain(value: Scalar) -> str:
    return "" if value is None else one_line(str(value))


def csv_rows(view: View) -> str:
    """Comma-separated values (RFC 4180) with a heading; text cannot become a formula."""
    import csv

    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(view.fields)
    for row in view.flat:
        writer.writerow([csv_text(v) if isinstance(v, str) else v for v in row])
    return buffer.getvalue()


def json_document(payload: Mapping[str, Json]) -> str:
    """The payload as one indented JSON document."""
    import json

    return json_text(json.dumps(dict(payload), ensure_ascii=False, indent=2)) + "\n"


def jsonl(view: View) -> str:
    """Each item of the payload on a line of its own, then a line with all else."""
    import json

    items = view.payload[view.items]
    rest = {name: value for name, value in view.payload.items() if name != view.items}
    values = [*(items if isinstance(items, list) else []), rest]
    return "".join(json_text(json.dumps(value, ensure_ascii=False)) + "\n" for value in values)


def markdown(view: View) -> str:
    """A table or block of code for each group (GitHub's Markdown), footnotes of rows, and the
    notes.
    """
    parts = [f"**{markdown_text(view.title)}**\n"] if view.title else []
    for group in view.groups:
        if group.title:
            parts.append(f"**{markdown_text(group.title)}**\n")
        if group.code:
            parts.append(markdown_code(group.code))
            continue
        heads = [markdown_text(column.label) for column in view.columns]
        rules = ["---:" if column.right else "---" for column in view.columns]
        rows = [["<br>".join(_lines(cell)) for cell in row.cells] for row in group.rows]
        table = [heads, rules, *rows]
        parts.append("".join(f"| {' | '.join(row)} |\n" for row in table))
        notes = [text for row in group.rows for text in _lines(row.notes)]
        if notes:
            parts.append("".join(f"- {text}\n" for text in notes))
    parts.extend(f"{text}\n" for text in _lines((*view.notes, *view.legend)))
    return "\n".join(parts)


def _lines(found: Cell) -> Iterator[str]:
    from policykb.render.strips import characters as drawing

    for one in found:
        match one:
            case Strip():
                yield _code(drawing.strip_line(one, _DRAWN))
            case Scale():
                yield from (_code(line) for line in drawing.scale_lines(one, _DRAWN))
            case _:
                yield markdown_text("".join(piece.text for piece in one))


def _code(drawn: Line) -> str:
    """A drawing as code, which has columns of one width; it holds no letters from data."""
    return "`" + "".join(piece.text for piece in drawn).replace(" ", "\u00a0") + "`"


def notes(view: View) -> str:
    """The notes of a view as plain lines, for formats that have no room for them."""
    said = [view.title] if view.headline else []
    said += ["".join(piece.text for piece in one) for one in view.notes]
    return "".join(f"{one_line(text)}\n" for text in said)
