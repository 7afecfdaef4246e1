"""The quotes of a source: from its text, or, if it is not known, as its text."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from policykb.text.normalize import collapse_spaces, normalize
from policykb.text.source_text import Extent, SourceText
from policykb.yaml.writer import Comments

_IN_OTHERS = "# policykb: ignore[PKB302] the text is a list of quotes, and this one is in others"
_REPEATED = "# policykb: ignore[PKB302] its place was not imported, and the text has several"


class QuotedText:
    """The text of a source, and the quotes from it.

    Args:
        text: The text; None if it is not known, and is to consist of the quotes.
        language: Its language tag.
    """

    def __init__(self, text: str | None, language: str) -> None:
        self._known = None if text is None else SourceText(text, "", language)
        self._quotes: dict[str, str] = {}

    @property
    def is_known(self) -> bool:
        """True if the text is known, and does not consist of the quotes."""
        return self._known is not None

    @property
    def text(self) -> str:
        """The text: as it is known, or a paragraph for each quote."""
        if self._known is not None:
            return self._known.text
        return "\n\n".join([*self._quotes.values(), ""]).removesuffix("\n")

    def quote(self, words: str) -> str:
        """Return a quote: as it is if the text is known, else on one line; it becomes a part of the
        text.
        """
        if self._known is not None:
            return words
        words = collapse_spaces(words)
        return self._quotes.setdefault(normalize(words), words)

    def sentences(self, start: int, end: int) -> str:
        """Return the sentences that an extent of the text touches; more of them if these occur
        several times.
        """
        assert self._known is not None  # noqa: S101 - only a known text has offsets
        extents, extent = self._extents, Extent(start, max(end, start + 1))
        first = bisect_right(self._ends, extent.start)
        last = bisect_left(self._starts, extent.end) - 1
        if first > last:
            return self._known.quote(extent)
        while True:
            quote = self._known.quote(Extent(extents[first].start, extents[last].end))
            whole = first == 0 and last == len(extents) - 1
            if whole or not self._is_repeated(quote):
                return quote
            first, last = (first, last + 1) if last + 1 < len(extents) else (first - 1, last)

    def _is_repeated(self, quote: str) -> bool:
        """Return True if a quote occurs several times in the known text."""
        assert self._known is not None  # noqa: S101 - as above
        text, words = self._known.normalized.text, normalize(quote)
        return text.find(words, text.find(words) + len(words)) >= 0

    def comments(self, quotes: Sequence[str]) -> Comments:
        """Return comments that keep quotes which stand several times in the text from being faults,
        by the indexes of the quotes.
        """
        text = self._known or SourceText(self.text, "")
        places = text.find_all(quotes) if quotes else ()
        repeated = (index for index, found in enumerate(places) if len(found) > 1)
        return dict.fromkeys(repeated, ("quote", _REPEATED if self._known else _IN_OTHERS))

    @cached_property
    def _extents(self) -> Sequence[Extent]:
        assert self._known is not None  # noqa: S101 - as above
        return [one.extent for one in self._known.sentences]

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [start for start, _ in self._extents]

    @cached_property
    def _ends(self) -> Sequence[int]:
        return [end for _, end in self._extents]
