"""Text formats of views: plain, CSV and Markdown.

Formats of long answers yield their text in pieces, made when they are asked for.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from policykb.render.escaping import (
    csv_text,
    markdown_code,
    markdown_line,
    markdown_text,
    one_line,
)
from policykb.views.payloads import Scalar
from policykb.views.table import Line, Scale, Strip
from policykb.views.view import View

_STRIP_WIDTH = 48
"""The width of a strip, in columns, where there is no screen."""


_PIECES = 1000
"""So many lines are written at once."""


def joined(pieces: Iterable[str]) -> Iterator[str]:
    """Yield a text in fewer pieces. They are made as they are asked for."""
    left = iter(pieces)
    while some := list(islice(left, _PIECES)):
        yield "".join(some)


def plain(view: View) -> Iterator[str]:
    """Yield one record a line, with tabs between fields; nothing is wrapped or cut, no heading. If
    the view has places, each line begins with the place, as those of grep do.
    """
    lines = map(_line, view.flat)
    if view.make_places is None:
        return joined(lines)
    places = (f"{one_line(place)}:\t" for place in view.make_places())
    return joined(f"{place}{text}" for place, text in zip(places, lines, strict=True))


def _line(values: Iterable[Scalar]) -> str:
    texts = ["" if value is None else str(value) for value in values]
    # Few lines need an escape, and this is quicker to see of all fields at once.
    joined = " ".join(texts)
    return "\t".join(texts if one_line(joined) == joined else map(one_line, texts)) + "\n"


class _Returned:
    """A file for the writer of CSV, which returns what the file says: here the row itself."""

    def write(self, row: str) -> str:
        return row


def csv_rows(view: View) -> Iterator[str]:
    """Yield comma-separated values (RFC 4180) with a heading; text cannot become a formula."""
    import csv

    writer = csv.writer(_Returned(), lineterminator="\r\n")
    rows: Iterable[Iterable[Scalar]] = chain((view.fields,), map(_csv_values, view.flat))
    return joined(str(writer.writerow(row)) for row in rows)


def _csv_values(row: Iterable[Scalar]) -> list[Scalar]:
    return [csv_text(value) if isinstance(value, str) else value for value in row]


def markdown(view: View) -> str:
    """Return a table or block of code for each group (GitHub's Markdown), notes of rows, and the
    notes of the view.
    """
    from policykb.render.citations import Numbers

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
