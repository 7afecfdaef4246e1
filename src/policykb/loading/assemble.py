"""The parts of a knowledge base put together: which records are sound beside the others.

Most parts are: then their outlines say so, and nothing else of them is looked at.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from policykb.diagnostics import Diagnostic, Location
from policykb.diagnostics.limit import CappedFaults
from policykb.loading.candidate import Candidate
from policykb.loading.outline import Outline, Part, outline_of, part_of
from policykb.loading.part_files import named_records
from policykb.loading.raw_records import RawRecord
from policykb.loading.references import (
    PossibleIds,
    ValidRecords,
    duplicate_id_fault,
    duplicate_id_message,
    resolve_candidates,
)
from policykb.loading.suggestions import Suggestions
from policykb.model.knowledge_base import LeftOut
from policykb.yaml.document import Data

_KINDS = ("actor", "topic", "source", "claim")


@dataclass(frozen=True, slots=True)
class Assembly:
    """What the parts amount to.

    ``outlines`` are those of the sound records, by part in loading order; what is written down
    beside them (``declared``, ``coded`` and so on) stays. ``rows`` holds the rows of the sound
    records, by kind, of the parts that are troubled in themselves or beside the others, ``faults``
    what is wrong with these beside the others, and ``left_out`` what is not sound.
    """

    outlines: Mapping[str, Outline]
    rows: Mapping[str, Mapping[str, Sequence[RawRecord]]]
    faults: tuple[Diagnostic, ...]
    left_out: tuple[LeftOut, ...]


def assemble(outlines: Mapping[str, Outline], reread: Callable[[str], Part]) -> Assembly:
    """Put together the parts with these outlines, which come in loading order.

    ``reread`` gives a part with all its candidates; it is asked for those that are troubled.
    """
    return _Assembler(outlines, reread).assembled()


class _Assembler:
    def __init__(self, outlines: Mapping[str, Outline], reread: Callable[[str], Part]) -> None:
        self.outlines = outlines
        self.reread = reread
        self.faults = CappedFaults()
        self.declared: dict[str, dict[str, str]] = {kind: {} for kind in _KINDS}
        self.clashing: set[str] = set()
        for name, outline in outlines.items():
            for kind, ids in outline.declared.items():
                known = self.declared[kind]
                before = len(known)
                known |= {one: name for one in ids if one not in known}
                if len(known) < before + len(ids):
                    self.clashing.add(name)

    def assembled(self) -> Assembly:
        possible = PossibleIds(
            {kind for outline in self.outlines.values() for kind in outline.incomplete},
            {kind: self._misnamed(kind) for kind in ("actor", "topic", "claim")}
            | {"source": set()},
        )
        troubled = [name for name, outline in self.outlines.items() if outline.faulty]
        sound = ValidRecords({kind: set() for kind in _KINDS})
        for name in ("actors.yaml", "topics.yaml"):
            outline = self.outlines.get(name)
            if outline is not None and not outline.faulty:
                for kind, ids in outline.declared.items():
                    sound.ids[kind].update(ids)
        # Actors and topics first: who is sound among them decides of the others.
        first = [name for name in troubled if not name.startswith("sources/")]
        self._resolve(first, possible, sound)
        rest = [name for name in self.outlines if name.startswith("sources/")]
        rest = [name for name in rest if self._is_troubled(name, sound)]
        clear = self.outlines.keys() - set(rest)
        sound.ids["source"].update(
            one for name in clear for one in self.outlines[name].declared.get("source", ())
        )
        self._resolve(rest, possible, sound, clear)
        return self._told([*first, *rest], sound)

    def _misnamed(self, kind: str) -> set[str]:
        return {one for outline in self.outlines.values() for one in outline.misnamed.get(kind, ())}

    def _is_troubled(self, name: str, sound: ValidRecords) -> bool:
        outline = self.outlines[name]
        if outline.faulty or name in self.clashing:
            return True
        needs = outline.references
        return not (
            sound.ids["actor"].issuperset(needs.get("actor", ()))
            and sound.ids["topic"].issuperset(needs.get("topic", ()))
            and all(one in self.declared["claim"] for one in needs.get("claim", ()))
        )

    def _resolve(
        self,
        names: Sequence[str],
        possible: PossibleIds,
        sound: ValidRecords,
        clear: Sequence[str] | set[str] = (),
    ) -> None:
        if not names:
            return
        candidates = [
            self._unless_taken(name, candidate)
            for name in names
            for candidate in self.reread(name).candidates
        ]
        used = Counter((one.field.kind, one.id) for c in candidates for one in c.references())
        for name in clear:
            for kind, ids in self.outlines[name].references.items():
                used.update((kind, one) for one in ids)
        suggestions = Suggestions(self.declared, self._named, used)
        resolve_candidates(candidates, self.declared, sound, possible, suggestions, self.faults)

    def _named(self) -> Iterator[tuple[str, str, Data]]:
        """Kind, id and data of actors and topics, whether or not they are sound."""
        for name in ("actors.yaml", "topics.yaml"):
            if name in self.outlines:
                for document in self.reread(name).documents.values():
                    for _, kind, data in named_records(document.data):
                        if isinstance(record_id := data.get("id"), str):
                            yield kind, record_id, data

    def _unless_taken(self, name: str, candidate: Candidate) -> Candidate:
        """The candidate, without its row if a part before has a record with its id."""
        kind, record_id = candidate.kind, candidate.id
        first = self.declared[kind].get(record_id or "") if kind != "skipped" else None
        if name not in self.clashing or kind == "source" or first in {None, name}:
            return candidate
        message = duplicate_id_message(kind, record_id or "")
        route = (*candidate.route, "id")
        here = candidate.document.location(route)
        there = self._place(first or "", kind, record_id or "")
        self.faults.add(duplicate_id_fault(message, here, route, there))
        return replace(candidate, row=None, reason=candidate.reason or message)

    def _place(self, name: str, kind: str, record_id: str) -> Location:
        """Where a part writes down an id first."""
        for document in self.reread(name).documents.values():
            for route, one, data in named_records(document.data):
                if (one, data.get("id")) == (kind, record_id):
                    return document.location(route)
        return Location(name)

    def _told(self, troubled: Sequence[str], sound: ValidRecords) -> Assembly:
        rows: dict[str, dict[str, list[RawRecord]]] = {name: {} for name in troubled}
        for candidate in sound.candidates:
            if candidate.row is not None:
                of_part = rows[part_of(candidate.document.path)]
                of_part.setdefault(candidate.kind, []).append(candidate.row)
        outlines = dict(self.outlines)
        for name in troubled:
            written, made = self.outlines[name], outline_of(name, rows[name])
            outlines[name] = replace(
                written,
                references=made.references,
                parents=made.parents,
                claims=made.claims,
                conditions=made.conditions,
                contradictions=made.contradictions,
            )
        return Assembly(outlines, rows, self.faults.kept(), tuple(sound.left_out))
