"""Ids made from names: readable, unique, and the same the next time."""

from collections.abc import Iterable, Iterator, Mapping

from policykb.loading.schema_errors import slugify
from policykb.model.field_types import free_id
from policykb.text.spelling import normalize_name

# Letters that Unicode does not take apart into a Latin one and a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)


class Ids:
    """The ids of the records of one kind, by their names.

    Names that differ only in case, spaces or a leading "the" are one name.

    Args:
        kind: The kind, which is the id of a name without Latin letters: ``actor``.
        known: Ids of names, from an earlier import or in a knowledge base.
        taken: Ids that no name may get.
    """

    def __init__(self, kind: str, known: Mapping[str, str], taken: Iterable[str] = ()) -> None:
        self.kind = kind
        self._ids = {normalize_name(name): one for name, one in known.items()}
        self._taken = {*taken, *known.values()}
        self._names: set[str] = set()
        self._given: set[str] = set()
        self._numbers: dict[str, int] = {}
        self.made: dict[str, str] = {}

    def give(self, name: str, record_id: str) -> None:
        """Give a name an id that its record has."""
        self._ids[normalize_name(name)] = record_id
        self._taken.add(record_id)
        self.made[name] = record_id
        self._given.add(name)

    @property
    def to_keep(self) -> dict[str, str]:
        """Return the ids that were not given, by name: what a next import must know."""
        return {name: one for name, one in self.made.items() if name not in self._given}

    @property
    def same(self) -> Iterator[tuple[str, str]]:
        """Yield each name that is one with an earlier one, behind that one."""
        first: dict[str, str] = {}
        for name in self.made:
            earlier = first.setdefault(normalize_name(name), name)
            if earlier != name:
                yield earlier, name

    def reserve(self, names: Iterable[str]) -> None:
        """Keep the names of other records from becoming ids."""
        self._names.update(map(normalize_name, names))

    def of(self, name: str) -> str:
        """Return the id of a name; a new one if it has none."""
        key = normalize_name(name)
        if key not in self._ids:
            made = slugify(name.casefold().translate(_LETTERS)) or self.kind
            self._ids[key] = free_id(
                made,
                lambda one: one in self._taken or (one in self._names and one != key),
                self._numbers,
            )
            self._taken.add(self._ids[key])
        self.made.setdefault(name, self._ids[key])
        return self._ids[key]
