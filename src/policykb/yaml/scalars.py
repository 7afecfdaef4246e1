"""How a text is best written in YAML: the one form that each text has in a formatted file.

Other readers than policykb's give plain words types, so what one of them may take for a number,
a date, a truth value or nothing is quoted, unless the field holds such values.
"""

import re

WIDTH = 88
"""How many columns a line may have, where the text has a blank to break it at."""

# Indicators at the beginning, what would begin a comment or end a key, white space at either end
# or of another kind than blanks.
_NOT_PLAIN = re.compile(
    r"\A[\s,\[\]{}#&*!|>'\"%@`?:]|\A-(?:[ -]|\Z)|\A\.\.\.(?: |\Z)|:(?: |\Z)| #|\s\Z|[\t\r\n]"
)
_NOT_PLAIN_IN_BRACKETS = re.compile(r"[,:\[\]{}]")
_NOT_IN_BLOCK = re.compile(r"\A\s|[^\S\n]$|\n\n\Z|[\t\r]", re.MULTILINE)
_BREAK = re.compile(r"(?<=\S) (?=\S)")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\t": r"\t", "\r": r"\r", "\n": r"\n"})

# What YAML 1.1 or 1.2 types: https://yaml.org/type/ and https://yaml.org/spec/1.2.2/#103-core-schema
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
    """A value in block style.

    Args:
        text: The text.
        column: How many columns are taken on the line that it begins on.
        indent: Where its further lines begin.
        typed: Whether other readers may give it a type.

    Returns:
        Its lines: the first stands behind a key or dash, others, if it announces a block, are to
        begin at ``indent``.
    """
    fits = column + len(text) <= WIDTH or not _BREAK.search(text)
    if fits and _is_plain(text, typed=typed):
        return [text]
    if _NOT_IN_BLOCK.search(text) or not re.search(r"[ \n]", text):
        return [_quoted(text)]
    body = text.removesuffix("\n")
    kept = "-" if body == text else ""
    lines = body.split("\n")
    folded = [_folded(line, WIDTH - indent) for line in lines]
    # Folded, n + 1 line breaks stand for n, but not where a line begins with a blank.
    if len(lines) == 1 or (sum(map(len, folded)) > len(lines) and "\n " not in body):
        first, *others = folded
        return [
            f">{kept}",
            *first,
            *(line for more in others for line in ("", *filter(None, more))),
        ]
    return [f"|{kept}", *lines]


def in_brackets(text: str, *, typed: bool = False) -> str:
    """A key or value in flow style."""
    plain = _is_plain(text, typed=typed) and not _NOT_PLAIN_IN_BRACKETS.search(text)
    return text if plain else _quoted(text)


def as_key(text: str) -> str:
    """A key in block style."""
    return text if _is_plain(text) else _quoted(text)


def _is_plain(text: str, *, typed: bool = False) -> bool:
    if not text or _NOT_PLAIN.search(text):
        return False
    return typed or not _TYPED.fullmatch(text)


def _quoted(text: str) -> str:
    if re.search(r"[\t\r\n]", text) or ("'" in text and not re.search(r'["\\]', text)):
        return f'"{text.translate(_ESCAPES)}"'
    return "'" + text.replace("'", "''") + "'"


def _folded(text: str, width: int) -> list[str]:
    """The lines of a text of one line, as long as they may be; only a single blank can be left
    out between two of them.
    """
    lines: list[str] = []
    for word in _BREAK.split(text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
