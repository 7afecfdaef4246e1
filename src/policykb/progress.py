"""The progress of long work: the work passes its items through a function that may show it."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

_T = TypeVar("_T")


class Progress(Protocol):
    """A function that yields ``items`` in their order and may show how many are done."""

    def __call__(self, items: Sequence[_T], what: str, /) -> Iterable[_T]:
        """Yield the items; ``what`` names the work in a word or two ("reading")."""


def no_progress(items: Sequence[_T], _: str, /) -> Iterable[_T]:
    """Return the items and show nothing."""
    return items
