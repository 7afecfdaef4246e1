"""Two texts of a file as a unified diff."""

from difflib import unified_diff

from policykb.render.escaping import one_line, visible

_UNENDED = "\n\\ No newline at end of file\n"


def patch(path: str, before: str, after: str) -> str:
    """What changes from one text of a file to the other, safe to print."""
    name = one_line(path).lstrip("/")
    lines = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(visible(line if line.endswith("\n") else line + _UNENDED) for line in lines)


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends; those of other systems show as what they are."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
