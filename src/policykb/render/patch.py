"""What would change in a file, as a unified diff."""

from collections.abc import Iterator
from difflib import unified_diff

from policykb.render.escaping import visible
from policykb.render.output import Output

_COLOURS = {"+": "32", "-": "31", "@": "36"}


def patch(path: str, before: str, after: str, output: Output) -> str:
    """The difference between two texts of the file at ``path``; empty if there is none."""
    return "".join(_lines(path, before, after, output))


def _lines(path: str, before: str, after: str, output: Output) -> Iterator[str]:
    old, new = (text.replace("\r\n", "\n").split("\n") for text in (before, after))
    for line in unified_diff(old, new, path, path, lineterm=""):
        shown = visible(line)
        colour = _COLOURS.get(line[:1]) if output.colour else None
        yield f"\x1b[{colour}m{shown}\x1b[0m\n" if colour else f"{shown}\n"
