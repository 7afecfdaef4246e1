"""Unified diffs of files."""

from difflib import unified_diff

from policykb.render.escaping import one_line, visible
from policykb.render.output import Output

_COLOURS = {"+": "32", "-": "31", "@": "36"}
_NO_NEWLINE = "\n\\ No newline at end of file\n"


def patch(path: str, before: str, after: str, output: Output) -> str:
    """Return the unified diff of two texts of a file, safe to print, in the form that ``git apply``
    and ``patch -p1`` accept.
    """
    name = one_line(path).lstrip("/")
    lines = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(_printable(line, output) for line in lines)


def _lines(text: str) -> list[str]:
    """Return the lines of a text with their line ends."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]


def _printable(line: str, output: Output) -> str:
    line = line if line.endswith("\n") else line + _NO_NEWLINE
    # Neither is escaped, as both are harmless: a carriage return at the end of a line, and a byte
    # order mark at the beginning of a line, unless on a terminal.
    end = "\r\n" if line.endswith("\r\n") else "\n"
    mark = "\ufeff" if line[1:2] == "\ufeff" and not output.terminal else ""
    line = line[:1] + mark + visible(line[1 + len(mark) :].removesuffix(end)) + end
    colour = _COLOURS.get(line[:1]) if output.colour else None
    return f"\x1b[{colour}m{line.removesuffix(end)}\x1b[0m{end}" if colour else line
