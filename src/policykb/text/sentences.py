"""The paragraphs of a text and the sentences of a paragraph.

Both are ranges of the text, by offsets in characters from 0; the end is exclusive.
"""

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\n]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
# A line end is a wrap if the line is about as long as the longest line of its block, and that line
# is no longer than wrapped lines usually are.
_WRAPPED = 0.75
_WRAP_WIDTHS = range(30, 160)
# The splitter panics at some white space before a full stop.
_OTHER_SPACE = re.compile(r"[^\S \n]")


def split_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs, which end at blank lines and at line ends that are not wraps."""
    # A CRLF becomes a space and a line feed, so that offsets do not change.
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    start = int(text.startswith("\ufeff"))
    breaks = [(m.start(), m.end()) for m in _BLANK_LINE.finditer(text)]
    for block_end, next_start in [*breaks, (len(text), len(text))]:
        if text.find("\n", start, block_end) < 0:  # most blocks are one line
            yield from _trimmed(text, start, block_end)
            start = next_start
            continue
        lines = [match.span() for match in _LINE.finditer(text, start, block_end)]
        longest = max([end - begin for begin, end in lines], default=0)
        for begin, end in lines[:-1]:
            width = end - begin
            if longest not in _WRAP_WIDTHS or width < max(longest * _WRAPPED, _WRAP_WIDTHS[0]):
                yield from _trimmed(text, start, end)
                start = end + 1
        yield from _trimmed(text, start, block_end)
        start = next_start


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the range without white space at its ends; none if nothing is left."""
    piece = text[start:end]
    stripped = piece.strip()
    at = start + piece.index(stripped)
    return [(at, at + len(stripped))] if stripped else []


def split_sentences(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Return the sentences of a paragraph, found by the splitter for a language (its tag)."""
    paragraph = text[start:end]
    if not paragraph.isprintable():
        paragraph = _OTHER_SPACE.sub(" ", paragraph)
    at = 0
    pieces: list[tuple[int, int]] = []
    for piece in _segments(language, paragraph):
        where = paragraph.find(piece, at)
        if where != at and (where < 0 or not paragraph[at:where].isspace()):
            break
        at = where + len(piece)
        if piece:
            pieces.append((start + where, start + at))
    # If the splitter altered or dropped text, the paragraph counts as one sentence.
    return [(start, end)] if paragraph[at:].strip() else pieces


def _segments(language: str, text: str) -> list[str]:
    import sentencex  # noqa: PLC0415 - answers without sentences need no splitter

    language = language.partition("-")[0].lower()
    try:
        return [piece.strip() for piece in sentencex.segment(language, text)]
    except BaseException as error:
        # A panic of its Rust code is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        return []
