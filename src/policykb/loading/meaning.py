"""What an id that stands for nothing was most likely meant to be."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from policykb.diagnostics import shown
from policykb.documents import Data
from policykb.knowledge import fold_name, nearest, slip_of


class Meaning(NamedTuple):
    """A hint, and the id that may be written without asking, if there is one."""

    hint: str = ""
    id: str | None = None


class Names:
    """The names and aliases of the records of one kind, as their files hold them."""

    def __init__(self, records: Iterable[tuple[str, Data]]) -> None:
        """Take in the ids and the data of the records."""
        self._ids: dict[str, set[str]] = {}
        for record_id, data in records:
            for name in _names(data):
                self._ids.setdefault(fold_name(name), set()).add(record_id)

    def meaning(self, wanted: str, declared: Mapping[str, object]) -> Meaning:
        """What ``wanted`` means, which is none of the ``declared`` ids."""
        named = self._ids.get(fold_name(wanted), set())
        if len(named) == 1:
            (record_id,) = named
            return Meaning(f"{shown(wanted)} is a name of {record_id}: write the id.", record_id)
        near = nearest(wanted, declared, limit=2)
        hint = f"Did you mean {' or '.join(near)}?" if near else ""
        return Meaning(hint, slip_of(wanted, declared))


def _names(data: Data) -> Iterable[str]:
    if isinstance(data, dict):
        for field in ("name", "label", "aliases"):
            value = data.get(field, [])
            for name in value if isinstance(value, list) else [value]:
                if isinstance(name, str) and name.strip():
                    yield name
