"""Lines, strips and scales as texts of rich, in the characters of the output."""

import io
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from policykb.render.escaping import one_line
from policykb.render.output import Output
from policykb.render.strips import characters
from policykb.views.table import Line, Scale, Strip, Style, TableCell

STYLES = {
    # Stances are blue and orange of a lightness that is readable on light and on dark; verdicts
    # have the colours of the terminal's theme.
    Style.FOR: "color(32)",
    Style.AGAINST: "color(166)",
    Style.BETWEEN: "color(97)",
    Style.CLASH: "bold magenta",
    Style.OPPOSED: "bold red",
    Style.DIFFER: "bold yellow",
    Style.AGREE: "bold green",
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
        "◇": "<>",
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


def cell_text(cell: TableCell, output: Output, width: int, *, signed: bool) -> Text:
    """Return the lines of a cell; those of a ``signed`` one are indented behind their signs."""
    return Text("\n").join(list(_texts(cell, output, width, signed=signed)))


def _texts(parts: TableCell, output: Output, width: int, *, signed: bool) -> Iterator[Text]:
    for part in parts:
        match part:
            case Strip():
                yield _strip(characters.strip_line(part, width), output)
            case Scale():
                yield from (_strip(one, output) for one in characters.scale_lines(part, width))
            case _ if signed:
                yield signed_text(part, output, width)
            case _:
                yield line_text(part, output)


def signed_text(line: Line, output: Output, width: int) -> Text:
    """Return a line of which all but the sign it may begin with is indented."""
    indent = 2 if output.unicode else 3
    text = line_text(line, output)
    head, _, _ = text.plain.partition(" ")
    sign = Text()
    if len("".join(piece.text for piece in line).partition(" ")[0]) == 1:
        sign, text = text[: len(head)], text[len(head) + 1 :]
    sign.pad_right(indent - cell_len(sign.plain))
    if cell_len(text.plain) <= width - indent:  # to wrap a text takes time
        return sign + text
    wrapped = text.wrap(_WRAPPING, max(width - indent, 1), overflow="fold")
    return Text("\n").join(
        [(sign if i == 0 else Text(" " * indent)) + one for i, one in enumerate(wrapped)]
    )


_WRAPPING = Console(file=io.StringIO())
"""Rich asks for a console where it wraps texts; which one makes no difference."""


def _strip(line: Line, output: Output) -> Text:
    """Return a strip, in which every character stays one column wide."""
    text_line = Text(overflow="crop", no_wrap=True)
    for text, style, _ in line:
        shown = text if output.unicode else text.translate(_ASCII_STRIP)
        text_line.append(shown, STYLES[style] if style else None)
    return text_line


def line_text(line: Line, output: Output) -> Text:
    """Return a line with its styles, folded where there is no room."""
    text = Text(overflow="fold")
    for piece in line:
        text.append(printable(piece.text, output), STYLES[piece.style] if piece.style else None)
    return text


def printable(text: str, output: Output) -> str:
    """Return a text that cannot control the terminal, in characters that the output has."""
    text = one_line(text)
    if output.unicode:
        return text
    # Three dots would make an unknown end of a period look like an open one.
    text = text.replace("…/", "(?)/").replace("/…", "/(?)").translate(_ASCII)
    # Escaped here, so that columns are as wide as the printed text.
    return text.encode(output.encoding, "backslashreplace").decode(output.encoding)
