"""The boundary that data crosses on its way out: it can be read there, and does nothing."""

import re
from collections.abc import Callable, Sequence

from policykb.text import characters

# Where logs are read by a runner of GitHub Actions these give it orders: ``##[`` anywhere in a
# line, ``::`` at its beginning.
# https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
_OLD_COMMAND = re.compile(r"(?<=##)\[")
# No order is called ``: ``, so ``::: `` may introduce a second place.
_COMMAND = re.compile(r"^([^\S\n]*):(?=:(?!: ))", re.MULTILINE)


def visible(text: str) -> str:
    """``text`` with whatever could drive a terminal or a log's reader, or mislead a person, spelt
    out.
    """
    return _OLD_COMMAND.sub(_escape, _spelt_out(text, _escape))


def _spelt_out(text: str, escape: Callable[[re.Match[str]], str]) -> str:
    return text if characters.is_safe(text) else characters.UNSAFE.sub(escape, text)


def no_commands(text: str) -> str:
    """A finished text, no line of which gives an order to the reader of a log."""
    return _COMMAND.sub(r"\1\\x3a", text)


def one_line(text: str) -> str:
    """``text`` as a field of a line: visible, without tabs and line ends."""
    return visible(text.replace("\t", " ").replace("\n", " "))


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def json_text(text: str) -> str:
    """JSON whose strings hold nothing unsafe: escapes are JSON's own, so it still reads back."""
    return _OLD_COMMAND.sub(_json_escape, _spelt_out(text, _json_escape))


def _json_escape(match: re.Match[str]) -> str:
    import json

    code = ord(match.group())
    # Beyond four digits JSON writes a pair of surrogates.
    return f"\\u{code:04x}" if code < 0x10000 else json.dumps(chr(code))[1:-1]


# Patterns of formats that few ask for stay texts, and are compiled when one is used.
_FORMULA = r"\s*[=+\-@\t\r]"


def csv_text(text: str) -> str:
    """``text`` as a spreadsheet cell that is no formula.

    See https://owasp.org/www-community/attacks/CSV_Injection: a leading apostrophe.
    """
    text = one_line(text)
    return f"'{text}" if re.match(_FORMULA, text) else text


# Signs that mean something anywhere, or make a link of an address; then those that begin a list or
# draw a line.
_MARKDOWN = r"(?i)[\\`*_\[\]<>|~#&]|:(?=//)|(?<=www)\.|^[-+=](?=[-+=\s]|$)|^[0-9]{1,9}[.)](?=\s|$)"
# What GitHub makes of text after it has read the backslashes: mentions, and links to issues.
_REFERENCE = r"(?i)@(?=\w)|#(?=[0-9])|\bGH-(?=[0-9])"
_NO_WIDTH = "&#8203;"


def markdown_text(text: str) -> str:
    """``text`` as Markdown that shows it, and nothing else: on GitHub it mentions nobody, too, for
    which a space of no width stands behind some signs.
    """
    escaped = re.sub(_MARKDOWN, _behind_backslash, one_line(text).strip())
    return re.sub(_REFERENCE, lambda match: match.group() + _NO_WIDTH, escaped)


def markdown_code(lines: Sequence[str]) -> str:
    """Lines as a block of code, in which nothing is Markdown; no line can end it."""
    text = "".join(f"{one_line(line)}\n" for line in lines)
    fence = "`" * max([2, *(len(run) for run in re.findall(r"`+", text))]) + "`"
    return f"{fence}\n{text}{fence}\n"


def _behind_backslash(match: re.Match[str]) -> str:
    text = match.group()
    return f"{text[:-1]}\\{text[-1]}"
