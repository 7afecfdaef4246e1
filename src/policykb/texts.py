"""A source's text: finding quotes in it, its lines, sentences and paragraphs.

Quotes are compared after folding white space (any run is one space) and typographic
quotation marks (they become straight ones). What cannot be seen, and may stand in no
record, is passed over. Nothing else is folded.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from policykb.characters import INVISIBLE
from policykb.diagnostics import Diagnostic, Location
from policykb.files import MAX_TEXT_BYTES, Lines, decode, read_bytes
from policykb.folding import fold, fold_marks, single_spaced
from policykb.records import Source
from policykb.values import dataclass

_WORDS = re.compile(rf"[^\s{INVISIBLE}]+")
_SPACE = re.compile(r"\s")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_UNSEEN_START = re.compile(rf"\A[\s{INVISIBLE}]+")
_UNSEEN_END = re.compile(rf"[\s{INVISIBLE}]+\Z")
# Some white space before a full stop makes the splitter panic.
_OTHER_SPACE = re.compile(r"[^\S \n]")
_LINE = re.compile(r"[^\n]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»›)\]]*$")  # noqa: RUF001 - full stops of other scripts
# A line was wrapped, and not ended by its writer, if it is about as long as the longest beside
# it, and that is no longer than lines of wrapped text are.
_WRAPPED = 0.75
_WRAP_WIDTHS = range(30, 160)
MAX_PLACES = 1_000
"""A quote that stands more often is looked for no further: a letter may stand a million times."""


class Extent(NamedTuple):
    """A stretch of a text, in characters from 0; the end is the first behind it."""

    start: int
    end: int

    def touches(self, other: "Extent") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch that the splitter takes for one sentence.

    ``is_sentence`` is False for a paragraph without a full stop or its like: a
    heading, a list item, a line of page furniture.
    """

    extent: Extent
    text: str
    is_sentence: bool


class Folded(NamedTuple):
    """A text in its folded form: where each word stands there, and where in the text itself."""

    text: str
    words: Sequence[int]
    originals: Sequence[int]

    def original(self, at: int) -> int:
        """Where in the text itself a character of the folded form stands."""
        word = bisect_right(self.words, at) - 1
        return self.originals[word] + at - self.words[word]


class SourceText:
    """The text of one source. ``language`` is a language tag, for the sentence splitter."""

    def __init__(self, text: str, path: str, language: str = "en") -> None:
        self.text = text
        self.path = path
        self.language = language

    @cached_property
    def folded(self) -> "Folded":
        """The text as quotes are compared with it."""
        pieces: list[str] = []
        folded_starts: list[int] = []
        starts: list[int] = []
        at = end = 0
        for match in _WORDS.finditer(self.text):
            # What cannot be seen parts no words.
            if pieces and _SPACE.search(self.text, end, match.start()):
                pieces.append(" ")
                at += 1
            pieces.append(match.group())
            folded_starts.append(at)
            starts.append(match.start())
            at += len(match.group())
            end = match.end()
        return Folded(fold_marks("".join(pieces)), folded_starts, starts)

    def find(self, quote: str) -> list[Extent]:
        """Every place where ``quote`` stands, in order, or the first :data:`MAX_PLACES`;
        overlapping ones count once.
        """
        wanted = fold(quote)
        folded = self.folded
        found: list[Extent] = []
        at = folded.text.find(wanted) if wanted else -1
        while at >= 0 and len(found) < MAX_PLACES:
            end = at + len(wanted)
            found.append(Extent(folded.original(at), folded.original(end - 1) + 1))
            at = folded.text.find(wanted, end)
        return found

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the text, in lower case."""
        return frozenset(re.findall(r"\w+", self.text.casefold()))

    def said(self, extent: Extent) -> str:
        """A stretch as a quote of it is written: on one line, without what cannot be seen."""
        return single_spaced(_INVISIBLE.sub("", self.text[extent.start : extent.end]))

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def location(self, extent: Extent) -> Location:
        """Where a stretch stands."""
        return Location(self.path, self._lines.span(extent.start, extent.end))

    @cached_property
    def paragraphs(self) -> tuple[Extent, ...]:
        """The paragraphs: parted by blank lines, or by line ends that are no mere wraps."""
        return tuple(self._split_paragraphs())

    def _split_paragraphs(self) -> Iterator[Extent]:
        # Offsets must stay, so a CRLF becomes a space and a line feed.
        text = self.text.replace("\r\n", " \n").replace("\r", "\n")
        start = int(text.startswith("\ufeff"))
        breaks = [(m.start(), m.end()) for m in _BLANK_LINE.finditer(text)]
        for block_end, next_start in [*breaks, (len(text), len(text))]:
            lines = [match.span() for match in _LINE.finditer(text, start, block_end)]
            longest = max((end - begin for begin, end in lines), default=0)
            for begin, end in lines[:-1]:
                width = end - begin
                if longest not in _WRAP_WIDTHS or width < max(longest * _WRAPPED, _WRAP_WIDTHS[0]):
                    yield from _trimmed(text, start, end)
                    start = end + 1
            yield from _trimmed(text, start, block_end)
            start = next_start

    def paragraphs_of(self, extent: Extent) -> str:
        """The text of the paragraphs that a stretch begins and ends in, and of those between."""
        first, last = (
            max(bisect_right(self.paragraphs, at, key=lambda one: one.start) - 1, 0)
            for at in (extent.start, extent.end - 1)
        )
        return self.text[self.paragraphs[first].start : self.paragraphs[last].end]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The text in sentences, by the splitter for its language."""
        found: list[Sentence] = []
        for paragraph in self.paragraphs:
            pieces = self._split_sentences(paragraph)
            text = self.text[paragraph.start : paragraph.end]
            is_sentence = len(pieces) > 1 or _SENTENCE_END.search(text) is not None
            found.extend(Sentence(e, self.text[e.start : e.end], is_sentence) for e in pieces)
        return tuple(found)

    def _split_sentences(self, paragraph: Extent) -> list[Extent]:
        text = _OTHER_SPACE.sub(" ", self.text[paragraph.start : paragraph.end])
        at = 0
        pieces: list[Extent] = []
        for piece in _segments(self.language, text):
            where = text.find(piece, at)
            if where < 0 or text[at:where].strip():
                break
            at = where + len(piece)
            if piece:
                pieces.append(Extent(paragraph.start + where, paragraph.start + at))
        # A splitter that alters or drops text has not split this one.
        return [paragraph] if text[at:].strip() else pieces

    def is_whole(self, extent: Extent) -> bool:
        """Whether a stretch begins where a sentence begins and ends where one ends."""
        starts, ends = self.edges
        return extent.start in starts and extent.end in ends

    @cached_property
    def edges(self) -> tuple[frozenset[int], frozenset[int]]:
        """Where sentences begin, and where they end."""
        starts: set[int] = set()
        ends: set[int] = set()
        for start, end in (sentence.extent for sentence in self.sentences):
            text = self.text[start:end]
            starts.add(end - len(_UNSEEN_START.sub("", text)))
            ends.add(start + len(_UNSEEN_END.sub("", text)))
        return frozenset(starts), frozenset(ends)

    def around(self, extent: Extent) -> tuple[str, str, str]:
        """The sentence before a stretch, the stretch, and the sentence behind it.

        A neighbour outside the paragraph is empty.
        """
        index = bisect_right(self.paragraphs, extent.start, key=lambda e: e.start) - 1
        paragraph = self.paragraphs[max(index, 0)]
        near = [s for s in self.sentences if s.extent.touches(paragraph)]
        before = [s.text for s in near if s.extent.end <= extent.start]
        behind = [s.text for s in near if s.extent.start >= extent.end]
        return (
            before[-1] if before else "",
            self.text[extent.start : extent.end],
            behind[0] if behind else "",
        )


def read_text(root: Path, source: Source) -> SourceText | Diagnostic:
    """The text of ``source`` in the knowledge base at ``root``, or what is wrong with it."""
    path = source.text_path
    data = read_bytes(root, path, limit=MAX_TEXT_BYTES)
    text = data if isinstance(data, Diagnostic) else decode(data, path)
    return text if isinstance(text, Diagnostic) else SourceText(text, path, source.language)


def _segments(language: str, text: str) -> list[str]:
    # Imported on use: answers without sentences need no splitter.
    import sentencex  # noqa: PLC0415 - answers without sentences need none

    language = language.partition("-")[0].lower()
    try:
        return [piece.strip() for piece in sentencex.segment(language, text)]
    except BaseException as error:
        # What its Rust code panics with is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        return []


def _trimmed(text: str, start: int, end: int) -> Iterator[Extent]:
    piece = text[start:end]
    if stripped := piece.strip():
        at = start + piece.index(stripped)
        yield Extent(at, at + len(stripped))
