"""Escape data for output: it stays readable, and cannot control anything."""

import re
from collections.abc import Callable, Sequence

from policykb.text import characters
from policykb.views.table import Line, Segment

# These patterns are compiled when they are used: few texts need one.
# GitHub Actions reads these in a log as commands: ``##[`` anywhere in a line, ``::`` at its
# beginning.
# https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
_OLD_COMMAND = r"(?<=##)\["
# No command is called ``: ``, so ``::: `` may introduce a related place.
_COMMAND = r"(?m)^([^\S\n]*):(?=:(?!: ))"


def visible(text: str) -> str:
    """Return ``text`` with escapes for characters that could control a terminal or the reader of a
    log, or mislead a person.
    """
    return _escape_unsafe(text, _escape)


def _escape_unsafe(text: str, escape: Callable[[re.Match[str]], str]) -> str:
    if not characters.is_safe(text):
        text = characters.UNSAFE.sub(escape, text)
    return re.sub(_OLD_COMMAND, escape, text) if "##[" in text else text


def no_commands(text: str) -> str:
    """Return a finished text without workflow commands at the beginning of its lines."""
    return re.sub(_COMMAND, r"\1\\x3a", text) if "::" in text else text


def one_line(text: str) -> str:
    """Return ``text`` as a field of a line: escaped, without tabs and line ends."""
    return visible(text.replace("\t", " ").replace("\n", " "))


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def json_text(text: str) -> str:
    """Return JSON text without unsafe characters, in the escapes of JSON: the data is the same."""
    return _escape_unsafe(text, _json_escape)


def _json_escape(match: re.Match[str]) -> str:
    import json

    code = ord(match.group())
    # JSON writes a character with more than four digits as a pair of surrogates.
    return f"\\u{code:04x}" if code < 0x10000 else json.dumps(chr(code))[1:-1]


_FORMULA = r"\s*[=+\-@\t\r]"


def csv_text(text: str) -> str:
    """Return ``text`` as a cell that a spreadsheet does not read as a formula.

    See https://owasp.org/www-community/attacks/CSV_Injection: a leading apostrophe.
    """
    text = one_line(text)
    return f"'{text}" if re.match(_FORMULA, text) else text


_FORMULA_OR_ESCAPED = r"'*\s*[=+\-@\t\r]"


def escape_formula(text: str) -> str:
    """Return ``text``, line ends included, as a cell that a spreadsheet does not read as a formula;
    :func:`unescape_formula` gives it back.
    """
    return f"'{text}" if re.match(_FORMULA_OR_ESCAPED, text) else text


def unescape_formula(text: str) -> str:
    """Return the text of a cell that :func:`escape_formula` made."""
    return text[1:] if text[:1] == "'" and re.match(_FORMULA_OR_ESCAPED, text) else text


# Characters with a meaning anywhere, or that turn an address into a link; then those that begin a
# list or a rule.
_MARKDOWN = r"(?i)[\\`*_\[\]<>|~#&]|:(?=//)|(?<=www)\.|^[-+=](?=[-+=\s]|$)|^[0-9]{1,9}[.)](?=\s|$)"
# GitHub turns these into mentions and links to issues, after it has resolved the backslashes.
_REFERENCE = r"(?i)@(?=\w)|#(?=[0-9])|\bGH-(?=[0-9])"
_NO_WIDTH = "&#8203;"


def markdown_text(text: str) -> str:
    """Return Markdown that shows ``text`` as it is.

    A zero-width space keeps GitHub from turning it into mentions and links.
    """
    escaped = re.sub(_MARKDOWN, _add_backslash, one_line(text).strip())
    return re.sub(_REFERENCE, lambda match: match.group() + _NO_WIDTH, escaped)


def web_address(url: str | None) -> str:
    """Return an address of the web, percent-encoded so that it is one word in any format; an empty
    text if it is none, or no address of the web.
    """
    from urllib.parse import quote

    if not url or not re.match(r"(?i)https?://", url):
        return ""
    return quote(url, safe=":/?#[]@!$&'*+,;=%-._~", errors="replace")


def markdown_line(line: Line) -> str:
    """Return Markdown that shows a line as it is, with its links."""
    if not any(piece.href for piece in line):
        return markdown_text("".join(piece.text for piece in line))
    return "".join(map(_markdown_piece, line)).strip()


def _markdown_piece(piece: Segment) -> str:
    text = markdown_text(piece.text)
    if piece.href:
        # References to characters mean something in an address, too.
        return f"[{text}]({re.sub(r'[&_*]', _add_backslash, piece.href)})"
    before, after = (" " if at == " " else "" for at in (piece.text[:1], piece.text[-1:]))
    return f"{before}{text}{after}" if text else before


def markdown_code(lines: Sequence[str]) -> str:
    """Return lines as a block of code, with a fence that no line can close."""
    text = "".join(f"{one_line(line)}\n" for line in lines)
    fence = "`" * max([2, *(len(run) for run in re.findall(r"`+", text))]) + "`"
    return f"{fence}\n{text}{fence}\n"


def _add_backslash(match: re.Match[str]) -> str:
    text = match.group()
    return f"{text[:-1]}\\{text[-1]}"
