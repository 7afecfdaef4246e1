"""What an id that stands for nothing was most likely meant to be."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from policykb.diagnostics import format_value
from policykb.text.spelling import close_matches, correction, normalize_name
from policykb.yaml.document import Data
from policykb.yaml.syntax_errors import describe_character

_MOST_LOOKS = 10_000_000
"""How many ids are compared with unknown ones in all: it takes a few seconds."""


class Meaning(NamedTuple):
    """A hint, and the id that may be written without asking, if there is one."""

    hint: str = ""
    id: str | None = None


class Meanings:
    """What unknown ids mean, by the ids that are written down and the names of their records. After
    very many looks nothing is near any more.
    """

    def __init__(
        self,
        declared: Mapping[str, Mapping[str, object]],
        records: Callable[[], Iterable[tuple[str, str, Data]]],
        used: Counter[tuple[str, str]],
    ) -> None:
        """Take in the ids by kind, where to get the kind, the id and the data of actors and topics,
        and how often ids are referred to.
        """
        self._declared = declared
        self._records = records
        self._used = used
        self._looks = _MOST_LOOKS
        self._known: dict[tuple[str, str], Meaning] = {}

    @cached_property
    def _named(self) -> Mapping[tuple[str, str], set[str]]:
        by_name: dict[tuple[str, str], set[str]] = {}
        for kind, record_id, data in self._records():
            for name in _names(data):
                by_name.setdefault((kind, normalize_name(name)), set()).add(record_id)
        return by_name

    def of(self, kind: str, wanted: str) -> Meaning:
        """What ``wanted``, which is no id of this kind, was meant to be."""
        found = self._known.get((kind, wanted))
        if found is None:
            found = self._known[kind, wanted] = self._look(kind, wanted)
        return found

    def _look(self, kind: str, wanted: str) -> Meaning:
        owners = self._named.get((kind, normalize_name(wanted)), set())
        if len(owners) == 1:
            (record_id,) = owners
            return Meaning(
                f"{format_value(wanted)} is a name of {record_id}: write the id.", record_id
            )
        other = next((name for name, ids in self._declared.items() if wanted in ids), "")
        if other:
            return Meaning(f"{wanted} is {'an' if other == 'actor' else 'a'} {other}.")
        self._looks -= len(self._declared[kind])
        near = close_matches(wanted, self._declared[kind], limit=2) if self._looks > 0 else []
        hint = f"Did you mean {' or '.join(near)}?" if near else ""
        if odd := next((sign for sign in wanted if not sign.isascii()), ""):
            hint += f" It holds {describe_character(odd)}."
        meant = correction(wanted, near)
        if meant and self._used[kind, wanted] > 1 and not self._used[kind, meant]:
            # All agree against what nobody refers to: that may well be the misspelt one.
            hint += f" Nothing refers to {meant}: is it misspelt where it is written down?"
            meant = None
        return Meaning(hint.strip(), meant)


def _names(data: Data) -> Iterable[str]:
    if isinstance(data, dict):
        for field in ("name", "label", "aliases"):
            value = data.get(field, [])
            for name in value if isinstance(value, list) else [value]:
                if isinstance(name, str) and name.strip():
                    yield name
