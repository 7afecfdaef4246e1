"""How long work lets itself be watched: it hands its items to a watcher and gets them back."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

_T = TypeVar("_T")


class Watch(Protocol):
    """Gives back ``items`` in their order, and may show how far the work has come."""

    def __call__(self, items: Sequence[_T], what: str, /) -> Iterable[_T]:
        """Watch the work on ``items``; ``what`` says in a word or two what is done to them."""


def unwatched(items: Sequence[_T], _: str, /) -> Iterable[_T]:
    """Work that nobody watches."""
    return items
