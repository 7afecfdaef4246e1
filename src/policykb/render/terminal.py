"""Tables on a terminal, by rich. Data is passed as text, never as markup."""

import io
import re
from collections.abc import Sequence
from math import ceil

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from policykb.render.output import Output
from policykb.render.strips import characters
from policykb.render.terminal_text import STYLES, cell_text, line_text, printable, signed_text
from policykb.views.table import Group as RowGroup
from policykb.views.table import Line, Quotation, Scale, Segment, Strip, Style, TableRow
from policykb.views.view import View

_LONGEST = 32
"""A longer word does not make its column wider."""

_EMPTY_LINES = re.compile(r"\n{3,}")


def _console(output: Output, file: io.StringIO) -> Console:
    """Return a console that writes to memory, with the width and colours of the output."""
    return Console(
        file=file,
        width=output.width or (None if output.terminal else 80),
        height=25,  # any will do: rich asks the terminal for every text if it is unknown
        force_terminal=output.colour,
        color_system="256" if output.colour else None,
        no_color=not output.colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def table(view: View, output: Output) -> str:
    """Return a view as a table: groups under their headings, then the notes."""
    buffer = io.StringIO()
    screen = _console(output, buffer)
    _head(screen, view, output)
    headed = any(column.label for column in view.columns)
    widths = _widths(view, screen.width, output)
    for index, group in enumerate(view.groups):
        _group(screen, view, group, output, widths, headed=headed and index == 0)
    if remarks := (*view.notes, *view.legend):
        screen.print()
        for note in remarks:
            screen.print(line_text(note, output))
        if not output.unicode and view.has_strips:
            screen.print(Text(characters.ASCII_LEGEND, style="dim"))
    text = "\n".join(one.rstrip() for one in buffer.getvalue().split("\n")).strip("\n")
    return _EMPTY_LINES.sub("\n\n", text) + "\n"


def _group(
    screen: Console,
    view: View,
    group: RowGroup,
    output: Output,
    widths: Sequence[int],
    *,
    headed: bool,
) -> None:
    """Print a group; the first is ``headed``. Only columns that are fitted stand over its title."""
    title = Text(printable(group.title, output), style=STYLES[group.style])
    header = [_table(view, (), output, widths, headed=True)] if headed and group.rows else []
    if title or group.lines or (header and (view.fitted or view.sources)):
        screen.print()
    titles = [title] if title else []
    for part in (*header, *titles) if view.fitted else (*titles, *header):
        screen.print(part)
    if group.rows:
        screen.print(_rows(view, group.rows, output, widths))
    for one in group.code:
        screen.print(Text(printable(one, output), overflow="fold"))
    for told in group.lines:
        screen.print(signed_text(told, output, screen.width))


def _head(screen: Console, view: View, output: Output) -> None:
    for text, style in ((view.title, "bold"), (view.sources, "")):
        if text:
            screen.print(Text(printable(text, output), style=style, overflow="fold"))
    if view.answer:
        screen.print()
        screen.print(Text(printable(view.answer, output), style="bold", overflow="fold"))


def _widths(view: View, width: int, output: Output) -> list[int]:
    """Return the widths of the columns with padding: their share, but enough for their words."""
    number = len(view.columns)
    room = width - (number - 1)
    longest = [_longest_line(view, i, output) for i in range(number)] if view.fitted else []
    if longest:
        room = min(room, sum(longest))
    needed = [_needed(view, i, output) + sum(_padding(view, i)) for i in range(number)]
    cap = next((n for n in range(_LONGEST, 1, -1) if sum(min(n, w) for w in needed) <= room), 1)
    least = [min(cap, wanted) for wanted in needed]
    widths = {i: least[i] for i, column in enumerate(view.columns) if column.right}
    while True:
        others = [i for i in range(number) if i not in widths]
        left, shares = room - sum(widths.values()), sum(view.columns[i].ratio for i in others)
        short = [i for i in others if left * view.columns[i].ratio < least[i] * shares]
        wanted = least
        if not short and view.fitted:
            wanted = longest
            short = [i for i in others if left * view.columns[i].ratio >= longest[i] * shares]
        if not short:
            break
        widths |= {i: wanted[i] for i in short}
    for i in others:
        widths[i] = ceil(left * view.columns[i].ratio / shares)
        left, shares = left - widths[i], shares - view.columns[i].ratio
    return [max(widths[i], 1 + sum(_padding(view, i))) for i in range(number)]


def _padding(view: View, index: int) -> tuple[int, int, int, int]:
    """Return the padding of a cell (top, right, bottom, left): none at the edges of the table."""
    left = index > 0 and not view.fitted
    return (0, int(index < len(view.columns) - 1), 0, int(left))


def _needed(view: View, index: int, output: Output) -> int:
    """Return the width of the longest word in a column, or of a strip in it."""
    parts = [part for group in view.groups for row in group.rows for part in row.cells[index]]
    lines = [part for part in parts if not isinstance(part, Strip | Scale)]
    texts = [view.columns[index].label, *("".join(piece.text for piece in one) for one in lines)]
    words = [cell_len(word) for text in texts for word in printable(text, output).split(" ")]
    return max(*words, characters.LEAST_WIDTH if len(lines) < len(parts) else 0)


def _longest_line(view: View, index: int, output: Output) -> int:
    """Return the width of a column in which no line is wrapped, with its padding."""
    lines = [part for g in view.groups for row in g.rows for part in row.cells[index]]
    texts = [line_text(one, output).plain for one in lines if not isinstance(one, Strip | Scale)]
    longest = max(map(cell_len, (view.columns[index].label, *texts)))
    # Signs are padded to the same width.
    return longest + 2 * view.columns[index].signed + sum(_padding(view, index))


def _rows(
    view: View, rows: Sequence[TableRow], output: Output, widths: Sequence[int]
) -> RenderableType:
    """Return rows as tables, with the notes between them; the columns of all are aligned."""
    parts: list[RenderableType] = []
    run: list[TableRow] = []
    for row in rows:
        run.append(row)
        if row.notes:
            parts.append(_table(view, run, output, widths))
            parts.extend(
                Padding(line_text(_note(note), output), (0, 0, 0, 4)) for note in row.notes
            )
            parts.append(Text())
            run = []
    if run or not parts:
        parts.append(_table(view, run, output, widths))
    return Group(*parts)


def _note(note: Line | Quotation) -> Line:
    """Return a note as a line; a sentence with its place in the knowledge base."""
    if not isinstance(note, Quotation):
        return note
    return (*note.introduction, *note.sentence, Segment(f" {note.place}", Style.MUTED))


def _table(
    view: View,
    rows: Sequence[TableRow],
    output: Output,
    widths: Sequence[int],
    *,
    headed: bool = False,
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
            Padding(Text(printable(column.label, output)), padding),
            width=width,
            justify="right" if column.right else "left",
            overflow="fold",
        )
    for row in rows:
        cells = zip(row.cells, paddings, widths, view.columns, strict=True)
        grid.add_row(
            *(
                Padding(
                    cell_text(cell, output, width - sum(padding), signed=column.signed), padding
                )
                for cell, padding, width, column in cells
            )
        )
    return grid
