"""Tables on a terminal, by rich. Data is passed as text, never as markup."""

import io
import re
from collections.abc import Iterator, Sequence
from math import ceil

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from policykb.render.escaping import one_line
from policykb.render.output import Output
from policykb.render.strips import characters
from policykb.views.cells import Cell, Line, Quotation, Scale, Segment, Strip, Style, TableRow
from policykb.views.view import View

_LONGEST = 32
"""A longer word does not make its column wider."""

_EMPTY_LINES = re.compile(r"\n{3,}")

_STYLES = {
    Style.FOR: "green",
    Style.AGAINST: "red",
    Style.BETWEEN: "yellow",
    Style.CLASH: "bold magenta",
    Style.STRONG: "bold",
    Style.MUTED: "dim",
    Style.MATCH: "bold red underline",
}
# Replacements for outputs without these characters.
_ASCII = str.maketrans(
    {
        **characters.ASCII_SIGNS,
        "▲": "++",
        "△": "+",
        "○": "=",
        "▽": "-",
        "▼": "--",
        "◆": "+-",
        "◇": "~",
        "✕": "x",
        "·": ".",
        "…": "...",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "→": "->",
    }
)

_ASCII_STRIP = str.maketrans(characters.ASCII_SIGNS)


def console(output: Output, file: io.StringIO | None = None) -> Console:
    """Return a console that writes to memory, with the width and colours of the output."""
    return Console(
        file=file or io.StringIO(),
        width=output.width or (None if output.terminal else 80),
        force_terminal=output.colour,
        color_system="standard" if output.colour else None,
        no_color=not output.colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def table(view: View, output: Output) -> str:
    """Return a view as a table: groups under their headings, then the notes."""
    buffer = io.StringIO()
    screen = console(output, buffer)
    _head(screen, view, output)
    headed = any(column.label for column in view.columns)
    widths = _widths(view, screen.width, output)
    for index, group in enumerate(view.groups):
        if group.title:
            screen.print()
            screen.print(Text(_printable(group.title, output), style="bold"))
        if group.rows:
            screen.print(_rows(view, group.rows, output, widths, headed=headed and index == 0))
        if group.code:
            for one in group.code:
                screen.print(Text(_printable(one, output), overflow="fold"))
    if remarks := (*view.notes, *view.legend):
        screen.print()
        for note in remarks:
            screen.print(_text(note, output))
        if not output.unicode and _has_strips(view):
            screen.print(Text(characters.ASCII_LEGEND, style="dim"))
    text = "\n".join(one.rstrip() for one in buffer.getvalue().split("\n")).strip("\n")
    return _EMPTY_LINES.sub("\n\n", text) + "\n"


def _head(screen: Console, view: View, output: Output) -> None:
    for text, style in ((view.title, "bold"), (view.sources, "")):
        if text:
            screen.print(Text(_printable(text, output), style=style, overflow="fold"))
    if view.answer:
        screen.print()
        screen.print(Text(_printable(view.answer, output), style="bold", overflow="fold"))


def _has_strips(view: View) -> bool:
    cells = (cell for group in view.groups for row in group.rows for cell in row.cells)
    return any(isinstance(part, Strip) for cell in cells for part in cell)


def _widths(view: View, width: int, output: Output) -> list[int]:
    """Return the widths of the columns with padding: their share, but enough for their words."""
    number = len(view.columns)
    room = width - (number - 1)
    needed = [_needed(view, i, output) + sum(_padding(view, i)) for i in range(number)]
    longest = next((n for n in range(_LONGEST, 1, -1) if sum(min(n, w) for w in needed) <= room), 1)
    least = [min(longest, wanted) for wanted in needed]
    widths = {i: least[i] for i, column in enumerate(view.columns) if column.right}
    while True:
        others = [i for i in range(number) if i not in widths]
        left, shares = room - sum(widths.values()), sum(view.columns[i].ratio for i in others)
        short = [i for i in others if left * view.columns[i].ratio < least[i] * shares]
        if not short:
            break
        widths |= {i: least[i] for i in short}
    for i in others:
        widths[i] = ceil(left * view.columns[i].ratio / shares)
        left, shares = left - widths[i], shares - view.columns[i].ratio
    return [max(widths[i], 1 + sum(_padding(view, i))) for i in range(number)]


def _padding(view: View, index: int) -> tuple[int, int, int, int]:
    """Return the padding of a cell (top, right, bottom, left): none at the edges of the table."""
    return (0, int(index < len(view.columns) - 1), 0, int(index > 0))


def _needed(view: View, index: int, output: Output) -> int:
    """Return the width of the longest word in a column, or of a strip in it."""
    parts = [part for group in view.groups for row in group.rows for part in row.cells[index]]
    lines = [part for part in parts if not isinstance(part, Strip | Scale)]
    texts = [view.columns[index].label, *("".join(piece.text for piece in one) for one in lines)]
    words = [cell_len(word) for text in texts for word in _printable(text, output).split(" ")]
    return max(*words, characters.LEAST_WIDTH if len(lines) < len(parts) else 0)


def _rows(
    view: View, rows: Sequence[TableRow], output: Output, widths: Sequence[int], *, headed: bool
) -> RenderableType:
    """Return rows as tables, with the notes between them; the columns of all are aligned."""
    parts: list[RenderableType] = []
    run: list[TableRow] = []
    for row in rows:
        run.append(row)
        if row.notes:
            parts.append(_table(view, run, output, widths, headed=headed and not parts))
            parts.extend(Padding(_text(_note(note), output), (0, 0, 0, 4)) for note in row.notes)
            parts.append(Text())
            run = []
    if run or not parts:
        parts.append(_table(view, run, output, widths, headed=headed and not parts))
    return Group(*parts)


def _note(note: Line | Quotation) -> Line:
    """Return a note as a line; a sentence with its place in the knowledge base."""
    if not isinstance(note, Quotation):
        return note
    return (*note.introduction, *note.sentence, Segment(f" {note.place}", Style.MUTED))


def _table(
    view: View, rows: Sequence[TableRow], output: Output, widths: Sequence[int], *, headed: bool
) -> Table:
    grid = Table(
        box=box.SIMPLE_HEAD if output.unicode else box.ASCII2,
        show_header=headed,
        padding=0,  # versions of rich differ in the padding at the edges, so cells have their own
        show_edge=False,
        leading=int(view.spaced),
    )
    paddings = [_padding(view, index) for index in range(len(view.columns))]
    for column, width, padding in zip(view.columns, widths, paddings, strict=True):
        grid.add_column(
            Padding(Text(_printable(column.label, output)), padding),
            width=width,
            justify="right" if column.right else "left",
            overflow="fold",
        )
    for row in rows:
        cells = zip(row.cells, paddings, widths, strict=True)
        grid.add_row(
            *(
                Padding(_cell(cell, output, width - sum(padding)), padding)
                for cell, padding, width in cells
            )
        )
    return grid


def _cell(cell: Cell, output: Output, width: int) -> Text:
    return Text("\n").join(list(_texts(cell, output, width)))


def _texts(parts: Cell, output: Output, width: int) -> Iterator[Text]:
    for part in parts:
        match part:
            case Strip():
                yield _strip(characters.strip_line(part, width), output)
            case Scale():
                yield from (_strip(one, output) for one in characters.scale_lines(part, width))
            case _:
                yield _text(part, output)


def _strip(line: Line, output: Output) -> Text:
    """Return a strip, in which every character stays one column wide."""
    text_line = Text(overflow="crop", no_wrap=True)
    for text, style, _ in line:
        shown = text if output.unicode else text.translate(_ASCII_STRIP)
        text_line.append(shown, _STYLES[style] if style else None)
    return text_line


def _text(line: Line, output: Output) -> Text:
    text = Text(overflow="fold")
    for piece in line:
        text.append(_printable(piece.text, output), _STYLES[piece.style] if piece.style else None)
    return text


def _printable(text: str, output: Output) -> str:
    text = one_line(text)
    if output.unicode:
        return text
    # Three dots would make an unknown end of a period look like an open one.
    text = text.replace("…/", "(?)/").replace("/…", "/(?)").translate(_ASCII)
    # Escaped here, so that columns are as wide as the printed text.
    return text.encode(output.encoding, "backslashreplace").decode(output.encoding)
