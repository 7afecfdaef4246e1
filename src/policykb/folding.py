"""How texts are compared: white space, typographic quotation marks and what cannot be seen
do not count.
"""

import re

INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f"
    "\u202a-\u202e\u2060\u2066-\u2069\ufeff"
)
"""What a text may hold and no record (PKB005), as a class of a regular expression: a quote
could not repeat it. Those that are white space are folded as such."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")

_MARKS = str.maketrans(dict.fromkeys("‘’‚‛‹›", "'") | dict.fromkeys("“”„‟«»", '"'))


def single_spaced(text: str) -> str:
    """``text`` on one line, with single spaces."""
    return " ".join(text.split())


def fold_marks(text: str) -> str:
    """``text`` with straight quotation marks, character for character."""
    return text.translate(_MARKS)


def fold(text: str) -> str:
    """``text`` as quotes and patterns are compared. The characters of a record's text stand
    where those of the single-spaced text stand.
    """
    return fold_marks(single_spaced(_INVISIBLE.sub("", text)))
