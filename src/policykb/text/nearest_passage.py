"""The passage of a text that is most similar to a quote that does not occur in the text."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from difflib import SequenceMatcher

from policykb.frozen import dataclass
from policykb.text.normalize import collapse_spaces, normalize
from policykb.text.source_text import Extent, SourceText
from policykb.text.spelling import is_misspelling

# The least ratio (0 to 100) at which a passage is similar to a quote.
_SIMILAR = 60
# The number of characters of a long quote that are compared.
_COMPARED = 300
# The most characters that a small edit changes.
_MAX_EDIT = 20
# If another passage has this ratio, the correction is not certain.
_RIVAL = 90
_ARTICLES = {"", "a", "an", "the"}
_LETTERS = re.compile(r"\w+")
# The least distance, in characters, from the best window at which a passage may begin.
_SLACK = 20


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The passage most similar to a quote, and the first place where the two differ.

    ``offset`` is this place in the text. The words that follow are ``expected`` in the text and
    ``found`` in the quote.
    """

    extent: Extent
    offset: int
    expected: str
    found: str


def nearest_passage(text: SourceText, quote: str) -> Mismatch | None:
    """Return the passage most similar to ``quote``; None if no passage is similar."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only a quote that was not found needs it

    wanted, normalized = normalize(quote), text.normalized.text
    if not wanted or len(normalized) < len(wanted) * _SIMILAR / 100:
        return None
    compared = wanted[:_COMPARED]
    aligned = fuzz.partial_ratio_alignment(compared, normalized, score_cutoff=_SIMILAR)
    if aligned is None:
        return None
    # At the end of the text the window is shorter than the quote, so its end counts.
    start = _find_start(text, wanted, aligned.dest_end - len(compared))
    same = _common_words(wanted, normalized[start : start + len(wanted)])
    at = text.normalized.original_offset(min(start + same, len(normalized) - 1))
    extent = _passage(text, text.normalized.original_offset(start), at, start + len(wanted))
    rest = normalize(text.text[at : extent.end])
    return Mismatch(extent, at, _first_words(rest), _first_words(wanted[same:]))


def certain_passage(text: SourceText, quote: str, near: Mismatch) -> str | None:
    """Return the passage that ``quote`` was certainly meant to repeat, or None.

    It is the most similar passage (``near``), if this occurs once, differs from the quote by a
    small edit (a tenth of the characters, at most 20) that cannot change the meaning, and no other
    passage is as similar.
    """
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - only a quote that was not found

    wanted, passage = normalize(quote), text.quote(near.extent)
    most = min(_MAX_EDIT, len(wanted) // 10)
    if Levenshtein.distance(wanted, normalize(passage), score_cutoff=most) > most:
        return None
    if not _means_the_same(text, collapse_spaces(quote), passage):
        return None
    return only_passage(text, quote, near)


def only_passage(text: SourceText, quote: str, near: Mismatch) -> str | None:
    """Return the passage most similar to ``quote`` (``near``), or None if another is as similar."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only a quote that was not found needs it

    wanted, passage = normalize(quote), text.quote(near.extent)
    others = text.normalized.text.replace(normalize(passage), "\0", 1)
    rivals = fuzz.partial_ratio(wanted, others, score_cutoff=_RIVAL)
    return None if rivals else passage


def _means_the_same(text: SourceText, quote: str, passage: str) -> bool:
    """Return True if two texts differ only in punctuation, articles and misspelled words. A word
    that occurs in the text is not a misspelling, nor is a number or a name.
    """
    found, wanted = quote.split(), passage.split()
    for tag, i, j, k, m in SequenceMatcher(None, found, wanted, autojunk=False).get_opcodes():
        ours, theirs = [[_letters(word) for word in part] for part in (found[i:j], wanted[k:m])]
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


def _letters(word: str) -> str:
    return "".join(_LETTERS.findall(unicodedata.normalize("NFKC", word))).casefold()


def _find_start(text: SourceText, wanted: str, near: int) -> int:
    """Return the offset in the normalized text of the word at which the passage begins."""
    normalized = text.normalized.text
    slack = max(_SLACK, len(wanted) // 4)
    low = min(bisect_left(text.word_starts, near - slack), len(text.word_starts) - 1)
    words = text.word_starts[low : max(bisect_right(text.word_starts, near + slack), low + 1)]
    beginnings, _ = text.sentence_bounds

    def fit(word: int) -> tuple[int, bool, int]:
        same = _common_words(wanted, normalized[word : word + len(wanted)])
        return same, text.normalized.original_offset(word) in beginnings, -abs(word - near)

    return max(words, key=fit)


def _passage(text: SourceText, start: int, at: int, normalized_end: int) -> Extent:
    """Return the extent of the sentences that a quote covers that begins at ``start`` and differs
    at ``at``.
    """
    end = text.normalized.original_offset(min(normalized_end, len(text.normalized.text)) - 1)
    reached = [s.extent for s in text.sentences if s.extent.end > start]
    last = min((e for e in reached if e.end > at), key=lambda e: abs(e.end - end))
    return Extent(reached[0].start, last.end)


def _common_words(one: str, other: str) -> int:
    """Return the length of the whole words at the beginning that two texts have in common."""
    pairs = enumerate(zip(one, other, strict=False))
    same = next((i for i, (left, right) in pairs if left != right), min(len(one), len(other)))
    return one.rfind(" ", 0, same) + 1


def _first_words(text: str, count: int = 6) -> str:
    words = text.split(" ")
    return " ".join(words[:count]) + (" …" if len(words) > count else "")
