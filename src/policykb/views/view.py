"""What every result becomes before it is printed: a view, the same for all formats.

A view holds the result three times, each complete: as a table for people (terminal,
Markdown), as flat rows for lines (plain, CSV) and as a payload for programs (JSON).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from policykb.frozen import dataclass
from policykb.views.cells import Column, Group, Line

if TYPE_CHECKING:  # few views have one
    from policykb.views.page import Page

Scalar = str | int | float | None
"""A value of a flat row; numbers stay numbers."""

Json = Scalar | bool | Sequence["Json"] | Mapping[str, "Json"]
"""What a payload is made of."""


class Groups(Sequence[Group]):
    """The groups of a table that are made when somebody looks at them, as lines never do."""

    def __init__(self, make: Callable[[], Iterable[Group]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[Group, ...]:
        return tuple(self._make())

    @overload
    def __getitem__(self, index: int) -> Group: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Group]: ...
    def __getitem__(self, index: int | slice) -> Group | Sequence[Group]:
        """The group, or groups, at these places."""
        return self._made[index]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._made)


class Payload(Mapping[str, Json]):
    """A payload that is made when somebody looks at it."""

    def __init__(self, make: Callable[[], Mapping[str, Json]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Json]:
        return self._make()

    def __getitem__(self, key: str) -> Json:
        """What has this name."""
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        """All names, in their order."""
        return iter(self._made)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._made)


@dataclass(frozen=True, slots=True)
class View:
    """A result, ready for any format.

    ``fields`` and ``flat`` are the rows for lines, ``payload`` the object for programs, of which
    ``items`` names the list that JSON Lines print. ``notes`` is what is to be said of the
    result as a whole; formats without room for it say it on standard error, and the title if it is
    a ``headline``, which says what the result comes to. ``legend`` explains the signs of the table.
    ``spaced`` asks for an empty line between the rows of the table. ``page`` is what an HTML page
    shows in place of the table, where it can show more.
    """

    title: str
    columns: tuple[Column, ...]
    groups: Sequence[Group]
    fields: tuple[str, ...]
    flat: tuple[tuple[Scalar, ...], ...]
    payload: Mapping[str, Json]
    items: str
    headline: bool = False
    notes: tuple[Line, ...] = ()
    legend: tuple[Line, ...] = ()
    spaced: bool = False
    page: "Page | None" = None


def joined(values: Iterable[object]) -> str:
    """Several values in one flat cell."""
    return " ".join(str(value) for value in values)
