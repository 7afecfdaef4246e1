"""A view: a result that is ready for every format.

A view holds the result twice: as a table for people (terminal, Markdown, HTML), and as a payload
for programs (JSON), from which lines (plain, CSV) are picked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from policykb.frozen import dataclass
from policykb.views.payloads import Fields, Items, Json, Scalar, flatten, scalar
from policykb.views.table import CitedSource, Column, Group, Line, Quotation, Strip

if TYPE_CHECKING:  # few views have one
    from policykb.views.graph import Graph
    from policykb.views.page import Page
    from policykb.views.picture import Picture


@dataclass(frozen=True)
class View:
    """A result, ready for any format.

    ``make_groups`` gives the table, and ``make_payload`` the object for programs; each is called on
    first use, as a format uses one of them. ``items`` names the list of the payload that JSON Lines
    print. Plain lines and CSV have a line for each of these items, or of those that ``make_lines``
    gives: the ``fields`` that are picked from it, each put on one line by ``to_scalar``.

    ``sources`` and ``answer`` stand below the title: the documents that the result rests on, and
    the result in a sentence. ``notes`` are remarks on the result as a whole; formats without room
    for them print them on standard error, and the title if it is a ``headline``, a summary of the
    result. ``legend`` explains the signs of the table. ``spaced`` asks for an empty line between
    the rows, ``fitted`` for columns no wider than their lines. A ``document`` is text for
    people rather than a list, so its table is the default in a pipe, too.

    ``page`` is what an HTML page shows in place of the table, where it can show more.
    ``make_places`` gives the place of each line in the files, which plain lines begin with.
    ``cites`` is True if the rows say what they rest on. ``make_picture`` and ``make_graph`` give a
    picture and a network, if the view has one; ``make_documents`` the documents of ``sources``, the
    newest first; ``make_propositions`` the topics that the result names, each with what it says.
    """

    title: str
    columns: tuple[Column, ...]
    make_groups: Callable[[], Iterable[Group]]
    make_payload: Callable[[], Mapping[str, Json]]
    items: str
    fields: Fields
    make_lines: Callable[[], Iterable[Mapping[str, Json]]] | None = None
    to_scalar: Callable[[Json], Scalar] = scalar
    sources: str = ""
    answer: str = ""
    headline: bool = False
    notes: tuple[Line, ...] = ()
    legend: tuple[Line, ...] = ()
    spaced: bool = False
    fitted: bool = False
    document: bool = False
    page: "Page | None" = None
    make_places: Callable[[], Iterable[str]] | None = None
    cites: bool = False
    make_picture: "Callable[[], Picture] | None" = None
    make_documents: Callable[[], Iterable[CitedSource]] | None = None
    make_propositions: Callable[[], Iterable[tuple[str, str]]] | None = None
    make_graph: "Callable[[], Graph] | None" = None

    @property
    def flat(self) -> Iterator[tuple[Scalar, ...]]:
        """Yield the values of the fields, line by line; they are not kept."""
        lines = self.make_lines() if self.make_lines else self.listed
        return flatten(lines, self.fields, self.to_scalar)

    @property
    def listed(self) -> Iterable[Json]:
        """Return the items of the payload that JSON Lines print."""
        found = self.payload[self.items]
        return found if isinstance(found, list | Items) else ()

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Return the groups of the table."""
        return tuple(self.make_groups())

    @property
    def has_strips(self) -> bool:
        """Return True if a cell of the table holds a strip."""
        cells = (cell for group in self.groups for row in group.rows for cell in row.cells)
        return any(isinstance(part, Strip) for cell in cells for part in cell)

    @property
    def cited(self) -> Iterator[Quotation | CitedSource]:
        """Yield what the rows rest on, row by row; a sentence as often as it is cited."""
        return (one for group in self.groups for row in group.rows for one in row.cited)

    @cached_property
    def payload(self) -> Mapping[str, Json]:
        """Return the object for programs."""
        return self.make_payload()
