"""A view: a result that is ready for every format.

A view holds the result three times, each complete: as a table for people (terminal,
Markdown, HTML), as lines (plain, CSV) and as a payload for programs (JSON).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from policykb.frozen import dataclass
from policykb.views.cells import Column, Group, Line

if TYPE_CHECKING:  # few views have one
    from policykb.views.page import Page

Scalar = str | int | float | None
"""A field of a line; numbers stay numbers."""

Json = Scalar | bool | Sequence["Json"] | Mapping[str, "Json"]
"""A value of a payload."""


class Groups(Sequence[Group]):
    """Groups of a table that are made on first use, as lines never use them."""

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
        """Return the group, or groups, at an index."""
        return self._made[index]

    def __len__(self) -> int:
        """Return the number of members."""
        return len(self._made)


class Payload(Mapping[str, Json]):
    """A payload that is made on first use."""

    def __init__(self, make: Callable[[], Mapping[str, Json]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Json]:
        return self._make()

    def __getitem__(self, key: str) -> Json:
        """Return the member of this name."""
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        """Return an iterator over the names, in their order."""
        return iter(self._made)

    def __len__(self) -> int:
        """Return the number of members."""
        return len(self._made)


@dataclass(frozen=True, slots=True)
class View:
    """A result, ready for any format.

    ``fields`` names the fields of the lines in ``flat``. ``payload`` is the object for programs,
    and ``items`` names its list that JSON Lines print. ``notes`` are remarks on the result as a
    whole; formats without room for them print them on standard error, and the title if it is a
    ``headline``, a summary of the result. ``legend`` explains the signs of the table. ``spaced``
    asks for an empty line between the rows of the table. ``page`` is what an HTML page shows in
    place of the table, where it can show more.
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
    """Return several values as one field of a line."""
    return " ".join(str(value) for value in values)
