"""Tables on a terminal, by rich. Data goes in as text, never as markup."""

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
from policykb.render.strips import characters as drawing
from policykb.views.cells import Cell, Line, Scale, Strip, Style, TableRow
from policykb.views.view import View

_WORD = 32
"""No longer word gets a column as wide as itself."""

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
# For outputs that cannot show the signs themselves.
_ASCII = str.maketrans(
    {
        **drawing.ASCII_SIGNS,
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

_ASCII_DRAWING = str.maketrans(drawing.ASCII_SIGNS)


def console(output: Output, file: io.StringIO | None = None) -> Console:
    """A console that writes to memory, as wide and colourful as the output."""
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
    """A view as a table: groups under their headings, then the notes."""
    buffer = io.StringIO()
    screen = console(output, buffer)
    if view.title:
        screen.print(Text(_shown(view.title, output), style="bold"))
    headed = any(column.label for column in view.columns)
    widths = _widths(view, screen.width, output)
    for index, group in enumerate(view.groups):
        if group.title:
            screen.print()
            screen.print(Text(_shown(group.title, output), style="bold"))
        if group.rows:
            screen.print(_rows(view, group.rows, output, widths, headed=headed and index == 0))
        if group.code:
            for one in group.code:
                screen.print(Text(_shown(one, output), overflow="fold"))
    if remarks := (*view.notes, *view.legend):
        screen.print()
        for note in remarks:
            screen.print(_text(note, output))
        if not output.unicode and _has_strips(view):
            screen.print(Text(drawing.ASCII_LEGEND, style="dim"))
    text = "\n".join(one.rstrip() for one in buffer.getvalue().split("\n")).strip("\n")
    return _EMPTY_LINES.sub("\n\n", text) + "\n"


def _has_strips(view: View) -> bool:
    cells = (cell for group in view.groups for row in group.rows for cell in row.cells)
    return any(isinstance(part, Strip) for cell in cells for part in cell)


def _widths(view: View, width: int, output: Output) -> list[int]:
    """How wide each column is, padding included: its share, but enough for its words."""
    number = len(view.columns)
    room = width - (number - 1)
    needed = [_needed(view, i, output) + sum(_padding(view, i)) for i in range(number)]
    longest = next((n for n in range(_WORD, 1, -1) if sum(min(n, w) for w in needed) <= room), 1)
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
    """The spaces around a cell (top, right, bottom, left): none at the edges of the table."""
    return (0, int(index < len(view.columns) - 1), 0, int(index > 0))


def _needed(view: View, index: int, output: Output) -> int:
    """The width of the longest word in a column, or what a drawing in it needs."""
    parts = [part for group in view.groups for row in group.rows for part in row.cells[index]]
    lines = [part for part in parts if not isinstance(part, Strip | Scale)]
    texts = [view.columns[index].label, *("".join(piece.text for piece in one) for one in lines)]
    words = [cell_len(word) for text in texts for word in _shown(text, output).split(" ")]
    return max(*words, drawing.LEAST_WIDTH if len(lines) < len(parts) else 0)


def _rows(
    view: View, rows: Sequence[TableRow], output: Output, widths: Sequence[int], *, headed: bool
) -> RenderableType:
    """Rows as one table, or as many as there are notes between them; columns line up."""
    parts: list[RenderableType] = []
    run: list[TableRow] = []
    for row in rows:
        run.append(row)
        if row.notes:
            parts.append(_table(view, run, output, widths, headed=headed and not parts))
            parts.extend(Padding(_text(note, output), (0, 0, 0, 4)) for note in row.notes)
            parts.append(Text())
            run = []
    if run or not parts:
        parts.append(_table(view, run, output, widths, headed=headed and not parts))
    return Group(*parts)


def _table(
    view: View, rows: Sequence[TableRow], output: Output, widths: Sequence[int], *, headed: bool
) -> Table:
    made = Table(
        box=box.SIMPLE_HEAD if output.unicode else box.ASCII2,
        show_header=headed,
        padding=0,  # versions of rich disagree on padding at the edges, so cells bring their own
        show_edge=False,
        leading=int(view.spaced),
    )
    paddings = [_padding(view, index) for index in range(len(view.columns))]
    for column, width, padding in zip(view.columns, widths, paddings, strict=True):
        made.add_column(
            Padding(Text(_shown(column.label, output)), padding),
            width=width,
            justify="right" if column.right else "left",
            overflow="fold",
        )
    for row in rows:
        cells = zip(row.cells, paddings, widths, strict=True)
        made.add_row(
            *(
                Padding(_cell(cell, output, width - sum(padding)), padding)
                for cell, padding, width in cells
            )
        )
    return made


def _cell(cell: Cell, output: Output, width: int) -> Text:
    return Text("\n").join(list(_texts(cell, output, width)))


def _texts(parts: Cell, output: Output, width: int) -> Iterator[Text]:
    for part in parts:
        match part:
            case Strip():
                yield _drawn(drawing.strip_line(part, width), output)
            case Scale():
                yield from (_drawn(one, output) for one in drawing.scale_lines(part, width))
            case _:
                yield _text(part, output)


def _drawn(line: Line, output: Output) -> Text:
    """A drawing, in which every sign stays one column wide."""
    made = Text(overflow="crop", no_wrap=True)
    for text, style in line:
        shown = text if output.unicode else text.translate(_ASCII_DRAWING)
        made.append(shown, _STYLES[style] if style else None)
    return made


def _text(line: Line, output: Output) -> Text:
    made = Text(overflow="fold")
    for piece in line:
        made.append(_shown(piece.text, output), _STYLES[piece.style] if piece.style else None)
    return made


def _shown(text: str, output: Output) -> str:
    text = one_line(text)
    if output.unicode:
        return text
    # An unknown end, which in three dots would look like an open one.
    text = text.replace("…/", "(?)/").replace("/…", "/(?)").translate(_ASCII)
    # Spelt out here, so that columns are as wide as what is printed.
    return text.encode(output.encoding, "backslashreplace").decode(output.encoding)
