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
    """The lines of a text with their ends; those of other systems show as what they are."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]


def _shown(line: str, output: Output) -> str:
    line = visible(line if line.endswith("\n") else line + _UNENDED)
    colour = _COLOURS.get(line[:1]) if output.colour else None
    return f"\x1b[{colour}m{line[:-1]}\x1b[0m\n" if colour else line
