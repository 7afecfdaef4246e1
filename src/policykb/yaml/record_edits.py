"""Changes of the records in a document: items and fields come and go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from policykb.diagnostics import Route
from policykb.yaml.document import Data, Document
from policykb.yaml.edits import Edits
from policykb.yaml.layouts import layout_of


class NewItem(NamedTuple):
    """A value, and the index of the item of a list that it is to stand before."""

    before: int
    value: Data


@dataclass(frozen=True, slots=True)
class InsertItems:
    """A change that inserts items, in the order of their indexes, into the list at ``route``."""

    route: Route
    items: tuple[NewItem, ...]

    @property
    def groups(self) -> dict[int, list[Data]]:
        """The values by the index of the item that they are to stand before."""
        found: dict[int, list[Data]] = {}
        for item in sorted(self.items, key=lambda one: one.before):
            found.setdefault(item.before, []).append(item.value)
        return found


@dataclass(frozen=True, slots=True)
class SetField:
    """A change that gives the record at ``route`` a field with this value, or another value."""

    route: Route
    key: str
    value: Data


@dataclass(frozen=True, slots=True)
class Remove:
    """A change that removes the item or field at ``route``, with the comments above and in it. A
    list in a record goes with its last item.
    """

    route: Route


RecordEdit = InsertItems | SetField | Remove
"""A change of the records in a document."""


def record_edits(document: Document, change: RecordEdit) -> Edits:
    """Return the edits of a change; empty if there are none. They may lead to other data than they
    should: :mod:`policykb.yaml.patch` checks it.
    """
    match change:
        case InsertItems(route):
            present = document.value(route)
            if not isinstance(present, list):
                return ()
            layout = layout_of(document, route if present else ())
            return tuple(layout.insert(route, len(present), change.groups))
        case SetField(route, key, value):
            record = document.value(route)
            if not isinstance(record, dict) or not record:
                return ()
            return tuple(layout_of(document, route).set_field(route, list(record), key, value))
        case Remove(route):
            route = _whole(document, route)
            holder = document.value(route[:-1])
            steps = _steps(holder)
            if not steps or (isinstance(holder, dict) and len(steps) == 1):
                return ()
            return tuple(layout_of(document, route[:-1]).remove(route, steps))


def _whole(document: Document, route: Route) -> Route:
    """Return the route of what goes with the item or field at a route."""
    last_of_its_list = isinstance(route[-1], int) and len(_steps(document.value(route[:-1]))) == 1
    return route[:-1] if last_of_its_list and len(route) > 2 else route


def _steps(holder: Data | None) -> Sequence[str | int]:
    """Return the steps that lead into a list or mapping, in the order of the file."""
    if isinstance(holder, dict):
        return list(holder)
    return range(len(holder)) if isinstance(holder, list) else ()


def changed_data(document: Document, data: Data | None, change: RecordEdit) -> None:
    """Apply a change of a document to its plain data."""
    match change:
        case InsertItems(route):
            found = _value_at(data, route)
            if isinstance(found, list):
                for index, values in reversed(change.groups.items()):
                    found[index:index] = values
        case SetField(route, key, value):
            found = _value_at(data, route)
            if isinstance(found, dict):
                found[key] = value
        case Remove(route):
            *outer, last = _whole(document, route)
            found = _value_at(data, tuple(outer))
            if isinstance(found, dict):
                found.pop(str(last))
            elif isinstance(found, list):
                found.pop(int(last))


def _value_at(data: Data | None, route: Route) -> Data | None:
    for step in route:
        if isinstance(data, dict):
            data = data.get(str(step))
        elif isinstance(data, list):
            data = data[int(step)]
    return data
