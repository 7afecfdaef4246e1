"""How texts are compared: white space, typographic quotation marks and what cannot be seen
do not count.
"""

import re
from functools import cache

from policykb.characters import INVISIBLE

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
    return fold_marks(single_spaced(_invisible().sub("", text)))


@cache
def _invisible() -> re.Pattern[str]:
    return re.compile(f"[{INVISIBLE}]")
