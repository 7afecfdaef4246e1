"""The boundary that data crosses on its way out: it can be read there, and does nothing."""

import json
import re

from policykb.characters import UNSAFE

_BREAKS = re.compile(r"[\t\n]")


def visible(text: str) -> str:
    """``text`` with whatever could drive a terminal, or mislead its reader, spelt out."""
    return UNSAFE.sub(_escape, text)


def one_line(text: str) -> str:
    """``text`` as a field of a line: visible, without tabs and line ends."""
    return visible(_BREAKS.sub(" ", text))


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def json_text(text: str) -> str:
    """JSON whose strings hold nothing unsafe: escapes are JSON's own, so it still reads back."""
    return UNSAFE.sub(_json_escape, text)


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    # Beyond four digits JSON writes a pair of surrogates.
    return f"\\u{code:04x}" if code < 0x10000 else json.dumps(chr(code))[1:-1]


_FORMULA = re.compile(r"\s*[=+\-@\t\r]")


def csv_text(text: str) -> str:
    """``text`` as a spreadsheet cell that is no formula.

    See https://owasp.org/www-community/attacks/CSV_Injection: a leading apostrophe.
    """
    text = one_line(text)
    return f"'{text}" if _FORMULA.match(text) else text


# Signs that mean something anywhere, or make a link of an address; then those that begin a list or
# draw a line.
_MARKDOWN = re.compile(
    r"[\\`*_\[\]<>|~#&]|:(?=//)|(?<=www)\.|^[-+=](?=[-+=\s]|$)|^[0-9]{1,9}[.)](?=\s|$)",
    re.IGNORECASE,
)
# What GitHub makes of text after it has read the backslashes: mentions, and links to issues.
_REFERENCE = re.compile(r"@(?=\w)|#(?=[0-9])|\bGH-(?=[0-9])", re.IGNORECASE)
_NO_WIDTH = "&#8203;"


def markdown_text(text: str) -> str:
    """``text`` as Markdown that shows it, and nothing else: on GitHub it mentions nobody, too, for
    which a space of no width stands behind some signs.
    """
    escaped = _MARKDOWN.sub(_behind_backslash, one_line(text).strip())
    return _REFERENCE.sub(lambda match: match.group() + _NO_WIDTH, escaped)


def _behind_backslash(match: re.Match[str]) -> str:
    text = match.group()
    return f"{text[:-1]}\\{text[-1]}"
