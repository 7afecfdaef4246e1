"""An answer as text without markup, with numbered notes that cite its documents."""

from collections.abc import Iterator

from policykb.render.citations import Numbers, cited_parts, citing
from policykb.render.escaping import no_commands, one_line, web_address
from policykb.views.table import CitedSource, Quotation, Scale, Strip, TableCell, TableRow
from policykb.views.view import View
from policykb.views.wording.dates import date_in_words


def footnotes(view: View) -> str:
    """Return a view as paragraphs and numbered notes; no line is wrapped.

    Raises:
        PolicyKBError: the view does not say what it rests on.
    """
    numbers = Numbers()
    notes: list[str] = []
    parts = [one_line(text) for text in (citing(view).title, view.answer) if text]
    for group in view.groups:
        parts += [one_line(group.title)] if group.title else []
        parts += ["".join(piece.text for piece in one) for one in group.lines]
        rows = ["\n".join(_row(view, row, numbers, notes)) for row in group.rows]
        named = any(column.label for column in view.columns)
        parts += rows if named else ["\n".join(filter(None, rows))]
    said = [text for note in view.notes if (text := "".join(piece.text for piece in note))]
    parts += ["\n".join(map(one_line, said)), "\n".join(notes)]
    return no_commands("\n\n".join(part for part in parts if part) + "\n")


def _row(view: View, row: TableRow, numbers: Numbers, notes: list[str]) -> Iterator[str]:
    """Yield the lines of a row, each with its marks; add the new ones to the notes."""
    marks: dict[int, list[int]] = {}
    named = any(column.label for column in view.columns)
    last = len(row.cells) - 1
    for one in row.cited:
        number, is_first = numbers.of(one)
        if is_first:
            notes.append(f"[{number}] {reference(one)}")
        at = last
        if isinstance(one, Quotation):
            at = one.column if one.column >= 0 else last
        elif named:
            at = 0
        found = marks.setdefault(at, [])
        if number not in found:
            found.append(number)
    texts = [
        " ".join(filter(None, (_text(cell), "".join(f"[{n}]" for n in marks.get(at, ())))))
        for at, cell in enumerate(row.cells)
    ]
    if not named:
        yield ": ".join(filter(None, texts))
        return
    for at, (column, text) in enumerate(zip(view.columns, texts, strict=True)):
        if text:
            yield text if at == 0 else f"  {one_line(column.label)}: {text}"


def _text(cell: TableCell) -> str:
    lines = (
        "".join(piece.text for piece in part)
        for part in cell
        if not isinstance(part, Strip | Scale)
    )
    return one_line("; ".join(filter(None, lines)))


def reference(cited: Quotation | CitedSource) -> str:
    """Return a citation as text: the sentence if any, then the whole reference."""
    source = cited.source if isinstance(cited, Quotation) else cited
    sentence = f"“{cited.quote}” " if isinstance(cited, Quotation) else ""
    author = [source.author] if source.author else []
    rest = list(cited_parts(source))[len(author) :]
    parts = [*author, f"“{source.title}”", *rest, *filter(None, [web_address(source.url)])]
    seen = f" (accessed {date_in_words(source.accessed)})" if source.accessed else ""
    return one_line(f"{sentence}{', '.join(parts)}{seen}.")
