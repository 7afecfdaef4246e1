"""The passage of a text that a quote which does not stand there was most likely made of."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from difflib import SequenceMatcher

from policykb.frozen import dataclass
from policykb.text.normalize import collapse_spaces, normalize
from policykb.text.source_text import Extent, SourceText
from policykb.text.spelling import is_misspelling

# A passage is alike from this ratio on; of a longer quote the beginning is compared.
_ALIKE = 60
_COMPARED = 300
# An edit is small up to so many characters, and unique if no other passage is so much alike.
_EDITED = 20
_RIVAL = 90
_ARTICLES = {"", "a", "an", "the"}
_LETTERS = re.compile(r"\w+")
# How far from where the ratio is best a passage may begin, in characters, at least.
_SLACK = 20


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The passage nearest to a quote that was not found.

    ``extent`` is the passage, ``at`` the place in the text where the two part; the
    words behind it are ``expected`` (in the text) and ``found`` (in the quote).
    """

    extent: Extent
    at: int
    expected: str
    found: str


def nearest_passage(text: SourceText, quote: str) -> Mismatch | None:
    """The passage most like ``quote``, and where it starts to differ; None if nothing is."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only a quote that was not found needs it

    wanted, folded = normalize(quote), text.folded.text
    if not wanted or len(folded) < len(wanted) * _ALIKE / 100:
        return None
    compared = wanted[:_COMPARED]
    aligned = fuzz.partial_ratio_alignment(compared, folded, score_cutoff=_ALIKE)
    if aligned is None:
        return None
    # Counted from the end: at the end of the text the window is shorter than the quote.
    start = _beginning(text, wanted, aligned.dest_end - len(compared))
    same = _common_words(wanted, folded[start : start + len(wanted)])
    at = text.folded.original(min(start + same, len(folded) - 1))
    extent = _passage(text, text.folded.original(start), at, start + len(wanted))
    rest = normalize(text.text[at : extent.end])
    return Mismatch(extent, at, _words_from(rest), _words_from(wanted[same:]))


def certain_passage(text: SourceText, quote: str, near: Mismatch) -> str | None:
    """What the passage nearest to ``quote`` says, if it differs by a small edit (a character
    of ten, and 20 at most) that cannot change what is said, stands there once and no other is like
    it; None if not.
    """
    from rapidfuzz import fuzz  # noqa: PLC0415 - only a quote that was not found needs it
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - same

    wanted, said = normalize(quote), text.said(near.extent)
    most = min(_EDITED, len(wanted) // 10)
    if Levenshtein.distance(wanted, normalize(said), score_cutoff=most) > most:
        return None
    if not _says_the_same(text, collapse_spaces(quote), said):
        return None
    others = text.folded.text.replace(normalize(said), "\0", 1)
    rivals = fuzz.partial_ratio(wanted, others, score_cutoff=_RIVAL)
    return None if rivals else said


def _says_the_same(text: SourceText, quote: str, said: str) -> bool:
    """Whether two texts have the same words but for signs, articles and slips of the pen: a slip
    makes no word that the text has, and a number or a name is never taken for one.
    """
    found, wanted = quote.split(), said.split()
    for tag, i, j, k, m in SequenceMatcher(None, found, wanted, autojunk=False).get_opcodes():
        ours, theirs = [[_bare(word) for word in part] for part in (found[i:j], wanted[k:m])]
        if tag == "equal" or "".join(ours) == "".join(theirs):
            continue
        if {*ours, *theirs} <= _ARTICLES or (
            len(ours) == len(theirs)
            and all(
                one == other
                or (
                    is_misspelling(one, other) and not _is_name(word) and one not in text.vocabulary
                )
                for one, other, word in zip(ours, theirs, wanted[k:m], strict=True)
            )
        ):
            continue
        return False
    return True


def _is_name(word: str) -> bool:
    return any(part[0].isupper() for part in _LETTERS.findall(word))


def _bare(word: str) -> str:
    return "".join(_LETTERS.findall(unicodedata.normalize("NFKC", word))).casefold()


def _beginning(text: SourceText, wanted: str, near: int) -> int:
    """The word at which a passage like ``wanted`` begins, as folded text counts."""
    folded = text.folded.text
    slack = max(_SLACK, len(wanted) // 4)
    low = min(bisect_left(text.words, near - slack), len(text.words) - 1)
    words = text.words[low : max(bisect_right(text.words, near + slack), low + 1)]
    beginnings, _ = text.edges

    def fit(word: int) -> tuple[int, bool, int]:
        same = _common_words(wanted, folded[word : word + len(wanted)])
        return same, text.folded.original(word) in beginnings, -abs(word - near)

    return max(words, key=fit)


def _passage(text: SourceText, start: int, at: int, folded_end: int) -> Extent:
    """The sentences from ``start`` on, as far as a quote reaches that differs at ``at``."""
    end = text.folded.original(min(folded_end, len(text.folded.text)) - 1)
    reached = [s.extent for s in text.sentences if s.extent.end > start]
    last = min((e for e in reached if e.end > at), key=lambda e: abs(e.end - end))
    return Extent(reached[0].start, last.end)


def _common_words(one: str, other: str) -> int:
    """How far two texts agree, in characters, up to the beginning of a word."""
    pairs = enumerate(zip(one, other, strict=False))
    same = next((i for i, (left, right) in pairs if left != right), min(len(one), len(other)))
    return one.rfind(" ", 0, same) + 1


def _words_from(text: str, count: int = 6) -> str:
    words = text.split(" ")
    return " ".join(words[:count]) + (" …" if len(words) > count else "")
