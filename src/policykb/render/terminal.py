"""Tables on a terminal, by rich. Data goes in as text, never as markup."""

import io
from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from policykb.render.escaping import visible
from policykb.render.output import Output
from policykb.views.model import Cell, Line, Row, Style, View

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
    for index, group in enumerate(view.groups):
        if group.title:
            screen.print()
            screen.print(Text(_shown(group.title, output), style="bold"))
        screen.print(_rows(view, group.rows, output, headed=headed and index == 0))
    if view.notes:
        screen.print()
        for note in view.notes:
            screen.print(_text(note, output))
    return "".join(f"{one.rstrip()}\n" for one in buffer.getvalue().split("\n")[:-1])


def _rows(view: View, rows: Sequence[Row], output: Output, *, headed: bool) -> RenderableType:
    """Rows as one table, or as many as there are notes between them; columns line up."""
    parts: list[RenderableType] = []
    run: list[Row] = []
    for row in rows:
        run.append(row)
        if row.notes:
            parts.append(_table(view, run, output, headed=headed and not parts))
            parts.extend(Padding(_text(note, output), (0, 0, 0, 4)) for note in row.notes)
            parts.append(Text())
            run = []
    if run or not parts:
        parts.append(_table(view, run, output, headed=headed and not parts))
    return Group(*parts)


def _table(view: View, rows: Sequence[Row], output: Output, *, headed: bool) -> Table:
    made = Table(
        box=box.SIMPLE_HEAD if output.unicode else box.ASCII2,
        show_header=headed,
        expand=True,
        pad_edge=False,
        show_edge=False,
        leading=int(view.spaced),
    )
    for column in view.columns:
        made.add_column(
            Text(_shown(column.label, output)),
            ratio=column.ratio,
            min_width=len(column.label) if column.right else None,
            justify="right" if column.right else "left",
            overflow="fold",
        )
    for row in rows:
        made.add_row(*(_cell(cell, output) for cell in row.cells))
    return made


def _cell(cell: Cell, output: Output) -> Text:
    return Text("\n").join(list(_texts(cell, output)))


def _texts(lines: Cell, output: Output) -> Iterator[Text]:
    for line in lines:
        yield _text(line, output)


def _text(line: Line, output: Output) -> Text:
    made = Text(overflow="fold")
    for piece in line:
        made.append(_shown(piece.text, output), _STYLES[piece.style] if piece.style else None)
    return made


def _shown(text: str, output: Output) -> str:
    text = visible(text)
    return text if output.unicode else text.translate(_ASCII)
