"""A source's text: finding quotes in it, its lines, sentences and paragraphs.

Quotes are compared after folding white space (any run is one space) and typographic
quotation marks (they become straight ones). What cannot be seen, and may stand in no
record, is passed over. Nothing else is folded.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from policykb.diagnostics import Diagnostic, Location
from policykb.text import characters
from policykb.text.files import MAX_TEXT_BYTES, Lines, decode, read_bytes
from policykb.text.multi_search import find_all
from policykb.text.normalize import collapse_spaces, normalize, strip_invisible

_SPACE = re.compile(r"\s")
_START = re.compile(r"\s*")
# Where the folded form of a text is shorter all of which is seen: at white space of several
# characters.
_SPACES = re.compile(r"\s\s+")
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


class _Unseen(NamedTuple):
    """Expressions for what cannot be seen: at the start of a text, up to the last that is seen, and
    where the folded form is shorter.
    """

    start: re.Pattern[str]
    up_to_seen: re.Pattern[str]
    seams: re.Pattern[str]


@cache
def _unseen() -> _Unseen:
    """They are made for a text that needs them, which few do, and take 13 ms to make."""
    return _Unseen(
        re.compile(rf"{characters.BLANK}*"),
        re.compile(rf".*(?!{characters.BLANK}).", re.DOTALL),
        re.compile(rf"{characters.BLANK}(?:{characters.BLANK}+|(?<!\s))"),
    )


class Extent(NamedTuple):
    """A stretch of a text, in characters from 0; the end is the first behind it."""

    start: int
    end: int

    def touches(self, other: "Extent") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


class Sentence(NamedTuple):
    """A stretch that the splitter takes for one sentence.

    ``is_sentence`` is False for a paragraph without a full stop or its like: a
    heading, a list item, a line of page furniture.
    """

    extent: Extent
    text: str
    is_sentence: bool


class NormalizedText(NamedTuple):
    """A text in its folded form, which has the characters of the text itself from each of
    ``starts`` to the next: there they begin at the same one of ``originals``.
    """

    text: str
    starts: Sequence[int]
    originals: Sequence[int]

    def original(self, at: int) -> int:
        """Where in the text itself a character of the folded form stands."""
        index = bisect_right(self.starts, at) - 1
        return self.originals[index] + at - self.starts[index]

    def stretch(self, start: int, end: int) -> Extent:
        """Where in the text itself a stretch stands that ends in no white space."""
        index = bisect_right(self.starts, start)
        moved = self.originals[index - 1] - self.starts[index - 1]
        if index == len(self.starts) or end <= self.starts[index]:
            return Extent(start + moved, end + moved)
        return Extent(start + moved, self.original(end - 1) + 1)


class SourceText:
    """The text of one source. ``language`` is a language tag, for the sentence splitter."""

    def __init__(self, text: str, path: str, language: str = "en") -> None:
        self.text = text
        self.path = path
        self.language = language

    @cached_property
    def _is_seen(self) -> bool:
        """Whether all of the text can be seen."""
        return strip_invisible(self.text) == self.text

    @cached_property
    def folded(self) -> NormalizedText:
        """The text as quotes are compared with it."""
        start, seams = (_START, _SPACES) if self._is_seen else (_unseen().start, _unseen().seams)
        beginning = start.match(self.text)
        starts, originals = [0], [beginning.end() if beginning else 0]
        for seam in seams.finditer(self.text, originals[0]):
            passed = starts[-1] + seam.start() - originals[-1]
            # What cannot be seen parts no words.
            is_space = self._is_seen or _SPACE.search(self.text, *seam.span())
            starts.append(passed + 1 if is_space else passed)
            originals.append(seam.end())
        return NormalizedText(normalize(self.text), starts, originals)

    @cached_property
    def words(self) -> Sequence[int]:
        """Where words begin in the folded form; one that has something in it that cannot be seen
        begins behind this once more.
        """
        text, starts, _ = self.folded
        spaces = (space.end() for space in re.finditer(" ", text))
        return sorted({0, *spaces, *(start for start in starts if start < len(text))})

    def find(self, quote: str) -> tuple[Extent, ...]:
        """Every place where ``quote`` stands, in order, or the first :data:`MAX_PLACES`;
        overlapping ones count once.
        """
        return self.find_all([quote])[0]

    def find_all(self, quotes: Sequence[str]) -> list[tuple[Extent, ...]]:
        """What :meth:`find` finds of each quote, in the time of one pass over the text."""
        folded = self.folded
        wanted = [normalize(quote) for quote in quotes]
        places = find_all(folded.text, wanted, MAX_PLACES)
        return [tuple([folded.stretch(at, at + len(one)) for at in places[one]]) for one in wanted]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the text, in lower case."""
        return frozenset(re.findall(r"\w+", self.text.casefold()))

    def said(self, extent: Extent) -> str:
        """A stretch as a quote of it is written: on one line, without what cannot be seen."""
        return collapse_spaces(strip_invisible(self.text[extent.start : extent.end]))

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
            longest = max([end - begin for begin, end in lines], default=0)
            for begin, end in lines[:-1]:
                width = end - begin
                if longest not in _WRAP_WIDTHS or width < max(longest * _WRAPPED, _WRAP_WIDTHS[0]):
                    yield from _trimmed(text, start, end)
                    start = end + 1
            yield from _trimmed(text, start, block_end)
            start = next_start

    @cached_property
    def _paragraph_starts(self) -> Sequence[int]:
        return [start for start, _ in self.paragraphs]

    def paragraphs_of(self, extent: Extent) -> Extent:
        """The paragraphs that a stretch begins and ends in, and those between."""
        first = self._paragraph_at(extent.start)
        if extent.end <= first.end:
            return first
        return Extent(first.start, self._paragraph_at(extent.end - 1).end)

    def _paragraph_at(self, at: int) -> Extent:
        """The paragraph that a character stands in, or else the one before; the first, if none."""
        return self.paragraphs[max(bisect_right(self._paragraph_starts, at) - 1, 0)]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The text in sentences, by the splitter for its language."""
        found: list[Sentence] = []
        spaced = _OTHER_SPACE.sub(" ", self.text)
        for paragraph in self.paragraphs:
            pieces = self._split_sentences(spaced, paragraph)
            is_sentence = len(pieces) > 1 or self._ends_like_one(paragraph)
            found += [Sentence(one, self.text[one[0] : one[1]], is_sentence) for one in pieces]
        return tuple(found)

    def _ends_like_one(self, paragraph: Extent) -> bool:
        return _SENTENCE_END.search(self.text, *paragraph) is not None

    def _split_sentences(self, spaced: str, paragraph: Extent) -> list[Extent]:
        at, end = paragraph
        pieces: list[Extent] = []
        for piece in _segments(self.language, spaced[at:end]):
            where = spaced.find(piece, at, end)
            if where != at and (where < 0 or not spaced[at:where].isspace()):
                break
            at = where + len(piece)
            if piece:
                pieces.append(Extent(where, at))
        # A splitter that alters or drops text has not split this one.
        return [paragraph] if spaced[at:end].strip() else pieces

    def is_whole(self, extent: Extent) -> bool:
        """Whether a stretch begins where a sentence begins and ends where one ends."""
        starts, ends = self.edges
        return extent.start in starts and extent.end in ends

    @cached_property
    def edges(self) -> tuple[frozenset[int], frozenset[int]]:
        """Where sentences begin, and where they end."""
        extents = [sentence.extent for sentence in self.sentences]
        if not self._is_seen:
            extents = [self._seen(extent) for extent in extents]
        return frozenset(start for start, _ in extents), frozenset(end for _, end in extents)

    def _seen(self, extent: Extent) -> Extent:
        """A stretch without what cannot be seen at its ends."""
        text = self.text[extent.start : extent.end]
        start, end = _unseen().start.match(text), _unseen().up_to_seen.match(text)
        return Extent(
            extent.start + (start.end() if start else 0), extent.start + (end.end() if end else 0)
        )

    def around(self, extent: Extent) -> tuple[str, str, str]:
        """The sentence before a stretch, the stretch, and the sentence behind it.

        A neighbour outside the paragraph is empty.
        """
        paragraph = self._paragraph_at(extent.start)
        near = [s for s in self.sentences if s.extent.touches(paragraph)]
        before = [s.text for s in near if s.extent.end <= extent.start]
        behind = [s.text for s in near if s.extent.start >= extent.end]
        return (
            before[-1] if before else "",
            self.text[extent.start : extent.end],
            behind[0] if behind else "",
        )


def read_text(root: Path, path: str, language: str) -> SourceText | Diagnostic:
    """Return the text of a source, or its fault.

    Args:
        root: The folder of the knowledge base.
        path: The path of the text below ``root``, with ``/``.
        language: The language tag of the text.
    """
    data = read_bytes(root, path, limit=MAX_TEXT_BYTES)
    text = data if isinstance(data, Diagnostic) else decode(data, path)
    return text if isinstance(text, Diagnostic) else SourceText(text, path, language)


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
