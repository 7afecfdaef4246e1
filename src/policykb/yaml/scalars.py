"""The form of a text in formatted YAML: plain, quoted or as a block.

Other YAML readers give plain scalars a type. A text that one of them may take for a number, a date,
a truth value or null is quoted, unless the field has such values.
"""

import re

WIDTH = 88
"""The maximum width of a line, if the text has a space to break it at."""

# Matches texts that cannot be plain: an indicator at the beginning, the beginning of a comment, the
# end of a key, white space at either end, and tabs and line ends.
_NOT_PLAIN = re.compile(
    r"\A[\s,\[\]{}#&*!|>'\"%@`?:]|\A-(?:[ -]|\Z)|\A\.\.\.(?: |\Z)|:(?: |\Z)| #|\s\Z|[\t\r\n]"
)
# libyaml does not read plain text in brackets with a `?` anywhere.
_NOT_PLAIN_IN_BRACKETS = re.compile(r"[,:?\[\]{}]")
_NOT_IN_BLOCK = re.compile(r"\A\s|[^\S\n]$|\n\n\Z|[\t\r]", re.MULTILINE)
_BREAK = re.compile(r"(?<=\S) (?=\S)")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\t": r"\t", "\r": r"\r", "\n": r"\n"})

# Matches what YAML 1.1 or 1.2 gives a type: https://yaml.org/type/ and https://yaml.org/spec/1.2.2/#103-core-schema
_TYPED = re.compile(
    r"y|yes|n|no|true|false|on|off|null|~|=|<<"
    r"|[-+]?(?:0b[01_]+|0o[0-7]+|0x[0-9a-f_]+)"
    r"|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]*)(?:e[-+]?[0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[-+]?\.inf|\.nan"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t ].*)?",
    re.IGNORECASE,
)


def in_block(text: str, column: int, indent: int, *, typed: bool = False) -> list[str]:
    """Return the lines of a value in block style.

    Args:
        text: The text of the value.
        column: The number of columns that its key or dash takes up on its first line.
        indent: The indentation of its other lines.
        typed: True if other readers may give it a type.

    Returns:
        The lines, without indentation: the first one follows the key or dash.
    """
    fits = column + len(text) <= WIDTH or not _BREAK.search(text)
    if fits and _is_plain(text, typed=typed):
        return [text]
    if _NOT_IN_BLOCK.search(text) or not re.search(r"[ \n]", text):
        return [_quoted(text)]
    body = text.removesuffix("\n")
    chomping = "-" if body == text else ""
    lines = body.split("\n")
    folded = [_fold(line, WIDTH - indent) for line in lines]
    # In a folded block n + 1 line ends stand for n, but not before a line that begins with a space.
    if len(lines) == 1 or (sum(map(len, folded)) > len(lines) and "\n " not in body):
        first, *others = folded
        return [
            f">{chomping}",
            *first,
            *(line for more in others for line in ("", *filter(None, more))),
        ]
    return [f"|{chomping}", *lines]


def in_brackets(text: str, *, typed: bool = False) -> str:
    """Return a key or value in flow style."""
    plain = _is_plain(text, typed=typed) and not _NOT_PLAIN_IN_BRACKETS.search(text)
    return text if plain else _quoted(text)


def as_key(text: str) -> str:
    """Return a key in block style."""
    return text if _is_plain(text) else _quoted(text)


def _is_plain(text: str, *, typed: bool = False) -> bool:
    if not text or _NOT_PLAIN.search(text):
        return False
    return typed or not _TYPED.fullmatch(text)


def _quoted(text: str) -> str:
    if re.search(r"[\t\r\n]", text) or ("'" in text and not re.search(r'["\\]', text)):
        return f'"{text.translate(_ESCAPES)}"'
    return "'" + text.replace("'", "''") + "'"


def _fold(text: str, width: int) -> list[str]:
    """Return a text without line ends, broken into lines at single spaces."""
    lines: list[str] = []
    for word in _BREAK.split(text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
