"""Two texts of a file as a unified diff."""

from difflib import unified_diff

from policykb.render.escaping import one_line, visible
from policykb.render.output import Output

_COLOURS = {"+": "32", "-": "31", "@": "36"}
_UNENDED = "\n\\ No newline at end of file\n"


def patch(path: str, before: str, after: str, output: Output) -> str:
    """What changes from one text of a file to the other, safe to print, and as ``git apply`` and
    ``patch -p1`` take it.
    """
    name = one_line(path).lstrip("/")
    lines = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(_shown(line, output) for line in lines)


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]


def _shown(line: str, output: Output) -> str:
    line = line if line.endswith("\n") else line + _UNENDED
    # At the end of a line a carriage return moves nothing; at the beginning of a file that is no
    # screen, nor does a byte order mark.
    end = "\r\n" if line.endswith("\r\n") else "\n"
    mark = "\ufeff" if line[1:2] == "\ufeff" and not output.terminal else ""
    line = line[:1] + mark + visible(line[1 + len(mark) :].removesuffix(end)) + end
    colour = _COLOURS.get(line[:1]) if output.colour else None
    return f"\x1b[{colour}m{line.removesuffix(end)}\x1b[0m{end}" if colour else line
