"""The words of a text in the form of a search index."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from policykb.text.normalize import normalize

_WORD = re.compile(r"\w+")


class Literal(NamedTuple):
    """A fixed text within a word, folded by :func:`fold_case`. With ``begins`` it begins the word,
    with ``ends`` it ends it; with both it is the whole word.
    """

    text: str
    begins: bool = False
    ends: bool = False


def fold_case(text: str) -> str:
    """Return ``text`` in the case in which words are indexed and searched. Two characters that
    ``re`` treats as equal with IGNORECASE have the same form, which may be longer than they are.
    """
    # `re` takes the dotted and the dotless i of Turkish for an i.
    return text.replace("\u0130", "i").replace("\u0131", "i").casefold()


def tokenize(text: str) -> list[str]:
    r"""Return the words of a text in their order: the runs of ``\w`` in the normalized text, with
    their case folded.
    """
    # Folding may add combining marks, which are not `\w` and would split the word: it comes last.
    return fold_case(" ".join(_WORD.findall(normalize(text)))).split()


def matching_terms(literal: Literal, terms: Iterable[str]) -> Iterator[str]:
    """Return the terms (words of :func:`tokenize`) that hold the literal."""
    text = literal.text
    if literal.begins and literal.ends:
        return (term for term in terms if term == text)
    if literal.begins:
        return (term for term in terms if term.startswith(text))
    if literal.ends:
        return (term for term in terms if term.endswith(text))
    return (term for term in terms if text in term)
