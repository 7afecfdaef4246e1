"""The columns of a table whose rows all show the same things of an item."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from policykb.views.table import Column, Group, TableCell, TableRow, cell

_T = TypeVar("_T")
_Shown = Callable[[_T], TableCell | str | int | None]


class Columns(Generic[_T]):
    """Columns, each with the function that gives its cell of an item, or the text of the cell."""

    def __init__(self, *columns: tuple[Column, _Shown[_T]]) -> None:
        self.heads = tuple(column for column, _ in columns)
        self._shown = tuple(shown for _, shown in columns)

    def cells(self, item: _T) -> tuple[TableCell, ...]:
        """Return the cells of an item."""
        found = (shown(item) for shown in self._shown)
        return tuple(one if isinstance(one, tuple) else cell(one) for one in found)

    def group(self, items: Iterable[_T], title: str = "") -> Group:
        """Return the rows of items under a heading."""
        return Group(title, tuple(TableRow(self.cells(item)) for item in items))
