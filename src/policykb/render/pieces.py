"""Long texts in pieces, of which each is worth a write."""

from collections.abc import Iterable, Iterator
from itertools import islice

_PIECES = 1000


def joined(pieces: Iterable[str]) -> Iterator[str]:
    """Yield a text in fewer pieces. They are made as they are asked for."""
    left = iter(pieces)
    while some := list(islice(left, _PIECES)):
        yield "".join(some)
