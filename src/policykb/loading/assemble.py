"""Assemble the parts of a knowledge base: find the records that are valid beside the others.

For most parts their outlines are enough; only faulty ones are read again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from policykb.diagnostics import Diagnostic, Location
from policykb.diagnostics.limit import CappedFaults
from policykb.frozen import dataclass
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
    """The valid records of all parts, and the faults between parts.

    ``outlines`` are those of the valid records, by part in loading order; what a part declares
    (``declared``, ``coded`` and so on) stays. ``raw_records`` are the valid ones, by kind, of the
    parts that are faulty by themselves or beside the others, ``faults`` the faults of these, and
    ``left_out`` the records that are not valid.
    """

    outlines: Mapping[str, Outline]
    raw_records: Mapping[str, Mapping[str, Sequence[RawRecord]]]
    faults: tuple[Diagnostic, ...]
    left_out: tuple[LeftOut, ...]


def assemble(outlines: Mapping[str, Outline], reread: Callable[[str], Part]) -> Assembly:
    """Assemble the parts that have these outlines, given in loading order.

    ``reread`` returns a part with all its candidates; it is called for faulty parts.
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
        faulty = [name for name, outline in self.outlines.items() if outline.faulty]
        valid = ValidRecords({kind: set() for kind in _KINDS})
        for name in ("actors.yaml", "topics.yaml"):
            outline = self.outlines.get(name)
            if outline is not None and not outline.faulty:
                for kind, ids in outline.declared.items():
                    valid.ids[kind].update(ids)
        # Actors and topics first: who is valid among them decides of the others.
        first = [name for name in faulty if not name.startswith("sources/")]
        self._resolve(first, possible, valid)
        rest = [name for name in self.outlines if name.startswith("sources/")]
        rest = [name for name in rest if self._is_faulty(name, valid)]
        clear = self.outlines.keys() - set(rest)
        valid.ids["source"].update(
            one for name in clear for one in self.outlines[name].declared.get("source", ())
        )
        self._resolve(rest, possible, valid, clear)
        return self._assembly([*first, *rest], valid)

    def _misnamed(self, kind: str) -> set[str]:
        return {one for outline in self.outlines.values() for one in outline.misnamed.get(kind, ())}

    def _is_faulty(self, name: str, valid: ValidRecords) -> bool:
        outline = self.outlines[name]
        if outline.faulty or name in self.clashing:
            return True
        needs = outline.references
        return not (
            valid.ids["actor"].issuperset(needs.get("actor", ()))
            and valid.ids["topic"].issuperset(needs.get("topic", ()))
            and all(one in self.declared["claim"] for one in needs.get("claim", ()))
        )

    def _resolve(
        self,
        names: Sequence[str],
        possible: PossibleIds,
        valid: ValidRecords,
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

        def count(kind: str, record_id: str) -> int:
            """Return the number of references to an id."""
            others = (self.outlines[name].references.get(kind, ()) for name in clear)
            return used[kind, record_id] + sum(ids.count(record_id) for ids in others)

        suggestions = Suggestions(self.declared, self._named, count)
        resolve_candidates(candidates, self.declared, valid, possible, suggestions, self.faults)

    def _named(self) -> Iterator[tuple[str, str, Data]]:
        """Yield the kind, id and data of all actors and topics, faulty ones too."""
        for name in ("actors.yaml", "topics.yaml"):
            if name in self.outlines:
                for document in self.reread(name).documents.values():
                    for _, kind, data in named_records(document.data):
                        if isinstance(record_id := data.get("id"), str):
                            yield kind, record_id, data

    def _unless_taken(self, name: str, candidate: Candidate) -> Candidate:
        """Return the candidate; not to be loaded if an earlier part has a record with its id."""
        kind, record_id = candidate.kind, candidate.id
        first = self.declared[kind].get(record_id or "") if kind != "skipped" else None
        if name not in self.clashing or kind == "source" or first in {None, name}:
            return candidate
        message = duplicate_id_message(kind, record_id or "")
        route = (*candidate.route, "id")
        here = candidate.document.location(route)
        there = self._place(first or "", kind, record_id or "")
        self.faults.add(duplicate_id_fault(message, here, route, there))
        return replace(candidate, raw=None, reason=candidate.reason or message)

    def _place(self, name: str, kind: str, record_id: str) -> Location:
        """Return the location where a part first declares an id."""
        for document in self.reread(name).documents.values():
            for route, one, data in named_records(document.data):
                if (one, data.get("id")) == (kind, record_id):
                    return document.location(route)
        return Location(name)

    def _assembly(self, faulty: Sequence[str], valid: ValidRecords) -> Assembly:
        raw_records: dict[str, dict[str, list[RawRecord]]] = {name: {} for name in faulty}
        for candidate in valid.candidates:
            if candidate.raw is not None:
                of_part = raw_records[part_of(candidate.document.path)]
                of_part.setdefault(candidate.kind, []).append(candidate.raw)
        outlines = dict(self.outlines)
        for name in faulty:
            written, made = self.outlines[name], outline_of(name, raw_records[name])
            outlines[name] = replace(
                written,
                references=made.references,
                parents=made.parents,
                claims=made.claims,
                conditions=made.conditions,
                contradictions=made.contradictions,
            )
        return Assembly(outlines, raw_records, self.faults.kept(), tuple(valid.left_out))
