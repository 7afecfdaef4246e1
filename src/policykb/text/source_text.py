"""The text of a source, with its lines, sentences and paragraphs, and the search for quotes in it.

Quotes and text are compared in their normalized form (:mod:`policykb.text.normalize`): a run of
white space is one space, quotation marks are straight, and invisible characters do not count.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path

from policykb.diagnostics import Diagnostic, Location
from policykb.frozen import NamedTuple
from policykb.text import characters
from policykb.text.decoding import Lines, decode
from policykb.text.files import MAX_TEXT_BYTES, read_bytes
from policykb.text.multi_search import find_all
from policykb.text.normalize import collapse_spaces, normalize, strip_invisible
from policykb.text.sentences import split_paragraphs, split_sentences

_SPACE = re.compile(r"\s")
_START = re.compile(r"\s*")
# If a text has no invisible characters, its normalized form is shorter only at white space of
# several characters.
_SPACES = re.compile(r"\s\s+")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»›)\]]*$")  # noqa: RUF001 - full stops of other scripts
MAX_PLACES = 1_000
"""The most occurrences of a quote to search: one letter may occur a million times."""


class _InvisiblePatterns(NamedTuple):
    """Patterns for the invisible characters at the start of a text, for the text up to the last
    visible character, and for the places where the normalized form is shorter.
    """

    start: re.Pattern[str]
    up_to_visible: re.Pattern[str]
    seams: re.Pattern[str]


@cache
def _invisible() -> _InvisiblePatterns:
    """Return the patterns. They take 13 ms to compile, and few texts need them."""
    return _InvisiblePatterns(
        re.compile(rf"{characters.BLANK}*"),
        re.compile(rf".*(?!{characters.BLANK}).", re.DOTALL),
        re.compile(rf"{characters.BLANK}(?:{characters.BLANK}+|(?<!\s))"),
    )


class Extent(NamedTuple):
    """An extent is a range of a text, by offsets in characters from 0; the end is exclusive."""

    start: int
    end: int

    def touches(self, other: "Extent") -> bool:
        """Return True if the two share a character."""
        return self.start < other.end and other.start < self.end


class Sentence(NamedTuple):
    """One sentence of a text, as the splitter finds it.

    ``is_sentence`` is False for a paragraph that does not end like a sentence: a heading, a list
    item, a page header.
    """

    extent: Extent
    text: str
    is_sentence: bool


class NormalizedText(NamedTuple):
    """A normalized text that can convert its offsets into those of the original text.

    It consists of pieces whose characters correspond one to one: the piece at ``starts[i]`` begins
    at ``originals[i]`` in the original text.
    """

    text: str
    starts: Sequence[int]
    originals: Sequence[int]

    def original_offset(self, at: int) -> int:
        """Return the offset in the original text of the character at an offset here."""
        index = bisect_right(self.starts, at) - 1
        return self.originals[index] + at - self.starts[index]

    def original_extent(self, start: int, end: int) -> Extent:
        """Return the extent in the original text of an extent here, which must not end in white
        space.
        """
        index = bisect_right(self.starts, start)
        moved = self.originals[index - 1] - self.starts[index - 1]
        if index == len(self.starts) or end <= self.starts[index]:
            return Extent(start + moved, end + moved)
        return Extent(start + moved, self.original_offset(end - 1) + 1)


class SourceText:
    """The text of one source, with its path below the knowledge base and its language tag."""

    def __init__(self, text: str, path: str, language: str = "en") -> None:
        self.text = text
        self.path = path
        self.language = language
        self._expected: tuple[str, ...] = ()
        self._found: dict[str, tuple[Extent, ...]] = {}

    @cached_property
    def _is_all_visible(self) -> bool:
        """True if the text holds no invisible characters."""
        return strip_invisible(self.text) == self.text

    @cached_property
    def normalized(self) -> NormalizedText:
        """The text in the form in which quotes are compared with it."""
        start, seams = (
            (_START, _SPACES) if self._is_all_visible else (_invisible().start, _invisible().seams)
        )
        beginning = start.match(self.text)
        starts, originals = [0], [beginning.end() if beginning else 0]
        for seam in seams.finditer(self.text, originals[0]):
            passed = starts[-1] + seam.start() - originals[-1]
            # Invisible characters do not separate words.
            is_space = self._is_all_visible or _SPACE.search(self.text, *seam.span())
            starts.append(passed + 1 if is_space else passed)
            originals.append(seam.end())
        return NormalizedText(normalize(self.text), starts, originals)

    @cached_property
    def word_starts(self) -> Sequence[int]:
        """The offsets of words in the normalized text. After invisible characters within a word
        the rest of it counts as a word, too.
        """
        text, starts, _ = self.normalized
        spaces = (space.end() for space in re.finditer(" ", text))
        return sorted({0, *spaces, *(start for start in starts if start < len(text))})

    def find(self, quote: str) -> tuple[Extent, ...]:
        """Return the extents of the occurrences of ``quote``, in order, at most
        :data:`MAX_PLACES`. Overlapping occurrences count once.
        """
        if self._expected:
            self._found = dict(zip(self._expected, self.find_all(self._expected), strict=True))
            self._expected = ()
        if quote not in self._found:
            self._found[quote] = self.find_all([quote])[0]
        return self._found[quote]

    def expect(self, quotes: Iterable[str]) -> None:
        """Have :meth:`find` search for all of these quotes in one pass when it is first called."""
        self._expected = tuple(dict.fromkeys(quotes))

    def find_all(self, quotes: Sequence[str]) -> list[tuple[Extent, ...]]:
        """Return the result of :meth:`find` for each quote, in one pass over the text."""
        normalized = self.normalized
        wanted = [normalize(quote) for quote in quotes]
        places = find_all(normalized.text, wanted, MAX_PLACES)
        return [
            tuple([normalized.original_extent(at, at + len(one)) for at in places[one]])
            for one in wanted
        ]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the text, in lower case."""
        return frozenset(re.findall(r"\w+", self.text.casefold()))

    def quote(self, extent: Extent) -> str:
        """Return the text of an extent in the form of a quote: on one line, without invisible
        characters.
        """
        return collapse_spaces(strip_invisible(self.text[extent.start : extent.end]))

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def location(self, extent: Extent) -> Location:
        """Return the location of an extent."""
        return Location(self.path, self._lines.span(extent.start, extent.end))

    @cached_property
    def paragraphs(self) -> tuple[Extent, ...]:
        """The paragraphs, which end at blank lines and at line ends that are not wraps."""
        return tuple(Extent(*one) for one in split_paragraphs(self.text))

    @cached_property
    def _paragraph_starts(self) -> Sequence[int]:
        return [start for start, _ in self.paragraphs]

    def paragraphs_of(self, extent: Extent) -> Extent:
        """Return the extent from the paragraph in which an extent begins to the one in which it
        ends.
        """
        first = self._paragraph_at(extent.start)
        if extent.end <= first.end:
            return first
        return Extent(first.start, self._paragraph_at(extent.end - 1).end)

    def _paragraph_at(self, at: int) -> Extent:
        """Return the paragraph of a character, or the last one before it, or the first one."""
        return self.paragraphs[max(bisect_right(self._paragraph_starts, at) - 1, 0)]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the text, found by the splitter for its language."""
        found: list[Sentence] = []
        for paragraph in self.paragraphs:
            pieces = [Extent(*one) for one in split_sentences(self.text, *paragraph, self.language)]
            is_sentence = len(pieces) > 1 or self._ends_like_one(paragraph)
            found += [Sentence(one, self.text[one.start : one.end], is_sentence) for one in pieces]
        return tuple(found)

    def _ends_like_one(self, paragraph: Extent) -> bool:
        return _SENTENCE_END.search(self.text, *paragraph) is not None

    def is_whole_sentences(self, extent: Extent) -> bool:
        """Return True if an extent consists of one or more whole sentences."""
        starts, ends = self.sentence_bounds
        return extent.start in starts and extent.end in ends

    @cached_property
    def sentence_bounds(self) -> tuple[frozenset[int], frozenset[int]]:
        """The offsets at which sentences begin, and those at which they end."""
        extents = [sentence.extent for sentence in self.sentences]
        if not self._is_all_visible:
            extents = [self._trim_invisible(extent) for extent in extents]
        return frozenset(start for start, _ in extents), frozenset(end for _, end in extents)

    def _trim_invisible(self, extent: Extent) -> Extent:
        """Return an extent without the invisible characters at its ends."""
        text = self.text[extent.start : extent.end]
        start, end = _invisible().start.match(text), _invisible().up_to_visible.match(text)
        return Extent(
            extent.start + (start.end() if start else 0), extent.start + (end.end() if end else 0)
        )

    def context(self, extent: Extent) -> tuple[str, str, str]:
        """Return the sentence before an extent, the text of the extent, and the sentence after it.

        A neighbour outside the paragraph is an empty text.
        """
        paragraph, sentences = self._paragraph_at(extent.start), self.sentences
        before = bisect_right(sentences, extent.start, key=_end) - 1
        after = bisect_left(sentences, extent.end, key=_start)
        return (
            _text_in(paragraph, sentences[before : before + 1] if before >= 0 else ()),
            self.text[extent.start : extent.end],
            _text_in(paragraph, sentences[after : after + 1]),
        )


def _start(sentence: Sentence) -> int:
    return sentence.extent.start


def _end(sentence: Sentence) -> int:
    return sentence.extent.end


def _text_in(paragraph: Extent, sentences: Sequence[Sentence]) -> str:
    """Return the text of a sentence, of none or one, if it is in the paragraph."""
    return "".join(one.text for one in sentences if one.extent.touches(paragraph))


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
