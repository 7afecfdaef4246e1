"""The spelling of names: comparing them, finding similar ones, recognising misspellings."""

import re
from collections.abc import Iterable, Sequence

_ARTICLE = re.compile(r"^the\s+")


def normalize_name(name: str) -> str:
    """Return a name in the form in which names are compared: case-folded, with single spaces and
    without a leading "the".
    """
    return _ARTICLE.sub("", " ".join(name.casefold().split()))


def close_matches(word: str, choices: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return up to ``limit`` choices that ``word`` may be a misspelling of, the closest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only an unknown name needs it

    word = normalize_name(word)[:200]
    # Two equal letters of three are not enough: the USSR is not the US.
    cutoff = 65 if len(word) > 5 else 70
    found = process.extract(
        word, list(choices), scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit
    )
    # A choice that is clearly further away than the best one does not help.
    return [choice for choice, score, _ in found if score > found[0][1] - 10]


def correction(word: str, matches: Sequence[str]) -> str | None:
    """Return the one of ``matches`` that ``word`` was certainly meant to be, if there is one.

    ``matches`` is the result of :func:`close_matches`. The correction differs from ``word`` only
    in case or in the signs between its words. Or it is the only match, and one of its words was
    misspelled (:func:`is_misspelling`).
    """
    words = _words(word)
    same = [match for match in matches if _words(match) == words]
    if same or len(matches) != 1:
        return same[0] if len(same) == 1 else None
    others = _words(matches[0])
    pairs = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    is_certain = len(words) == len(others) and len(pairs) == 1 and is_misspelling(*pairs[0])
    return matches[0] if is_certain else None


def is_misspelling(word: str, other: str) -> bool:
    """Return True if one word is almost certainly a misspelling of the other.

    Both have at least five letters and begin with the same one. Two neighbouring letters are
    swapped, or one letter is wrong, missing or added; the last letter may only be added or missing
    if it is doubled or the s of a plural. So Iran is not a misspelling of Iraq, nor imports
    of exports, nor a number of another number.
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only an unknown name needs it

    longer, shorter = sorted((word, other), key=len, reverse=True)
    if len(shorter) < 5 or not (word + other).isalpha() or word[0] != other[0]:
        return False
    if longer[:-1] == shorter:
        return longer[-1] in {"s", shorter[-1]}
    ends_alike = sorted(word[-2:]) == sorted(other[-2:]) or word[-1] == other[-1]
    return ends_alike and OSA.distance(word, other) == 1


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text[:200].casefold().replace("_", " "))
