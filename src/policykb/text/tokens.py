"""The words of texts, as an index holds them and a search asks for them."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from policykb.text.normalize import normalize

_WORD = re.compile(r"\w+")


class Literal(NamedTuple):
    """A piece of a word, folded by :func:`fold_case`. With ``begins`` a word begins with it, with
    ``ends`` a word ends with it; with both it is a whole word.
    """

    text: str
    begins: bool = False
    ends: bool = False


def fold_case(text: str) -> str:
    """``text`` in the form in which words are held and asked for: two characters that ``re`` takes
    for one when it ignores case have one form. The form of a text is that of its characters, one
    after the other; of some it is several characters.
    """
    # The dotted and the dotless i of Turkish: `re` takes both for an i.
    return text.replace("\u0130", "i").replace("\u0131", "i").casefold()


def tokenize(text: str) -> list[str]:
    r"""The words of a text, in their form and in their order: what stands between characters that
    belong to no word, as ``\w`` has it, once the text is folded as quotes are.
    """
    # The form of a letter may hold a mark that would part the word; it comes last, therefore.
    return fold_case(" ".join(_WORD.findall(normalize(text)))).split()


def matching_terms(piece: Literal, terms: Iterable[str]) -> Iterator[str]:
    """Those of the terms (words as :func:`tokenize` gives them) that the piece is a piece of."""
    text = piece.text
    if piece.begins and piece.ends:
        return (term for term in terms if term == text)
    if piece.begins:
        return (term for term in terms if term.startswith(text))
    if piece.ends:
        return (term for term in terms if term.endswith(text))
    return (term for term in terms if text in term)
