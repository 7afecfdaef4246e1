"""The decision on a passage that coders read differently, as changes of a knowledge base."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from policykb.analysis.collation import Collation, Passage, Reading
from policykb.analysis.coverage import Treatment
from policykb.authoring.changes import AddRecord, AnyChange, Retract, SetFields
from policykb.diagnostics import PolicyKBError, format_value
from policykb.model.fields import file_fields
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor, Claim, Record, RelativeTo, Status, Topic
from policykb.text.normalize import collapse_spaces, normalize
from policykb.yaml.document import Data

Key = tuple[str, str, str, str, str]
"""The content of a claim: source, quote, actor, topic and stance."""


@dataclass(frozen=True, slots=True)
class Keep:
    """The claims (of a passage) that stand, the coder who coded nothing there if it is that, and
    the reason, if one is given.
    """

    claims: Sequence[Claim]
    nothing_of: str = ""
    reason: str = ""


def numbered(passage: Passage) -> list[tuple[int, Claim]]:
    """Return the claims of a passage, coder by coder, each with the index of its reading."""
    return [(index, claim) for index, some in enumerate(passage.claims) for claim in some]


def keep(text: str, collation: Collation, passage: Passage) -> Keep:
    """Return what ``CODER`` or ``NUMBER...``, and perhaps ``| REASON``, keeps of a passage.

    Raises:
        PolicyKBError: it names no coder and no claim of the passage.
    """
    words, _, reason = text.partition("|")
    name, reason = words.strip(), collapse_spaces(reason)
    if name in collation.names:
        index = collation.names.index(name)
        claims = passage.claims[index]
        if not claims and Treatment.SKIPPED not in passage.treatments[index]:
            raise PolicyKBError(f"{name} has not decided here", "Keep the reading of another.")
        return Keep(claims, "" if claims else name, reason)
    found = dict(enumerate((claim for _, claim in numbered(passage)), start=1))
    wanted = name.split()
    if not wanted or not all(one.isdecimal() and int(one) in found for one in wanted):
        raise PolicyKBError(
            f"{format_value(name)} is no coder, and no number of a claim here",
            f"Write keep: and {', '.join(collation.names)}, or numbers from 1 to {len(found)}.",
        )
    return Keep([found[int(one)] for one in dict.fromkeys(wanted)], "", reason)


@dataclass
class Deciding:
    """Makes changes of a knowledge base of what coders decided together, as ``coder``."""

    kb: KnowledgeBase
    collation: Collation
    coder: str
    _ids: set[str] = field(default_factory=set)

    def decide(
        self, passage: Passage, kept: Sequence[Keep], typed: Sequence[AddRecord]
    ) -> Iterator[AnyChange]:
        """Yield what a decision changes: claims that are kept or typed stand, the others of the
        passage are retracted if they are in the knowledge base.
        """
        standing = [claim for one in kept for claim in one.claims]
        yield from self.stand(passage, standing)
        keys = {key(claim) for claim in standing}
        present = {one.id for claim in standing if (one := self._there(claim))}
        reason = next((one.reason for one in kept if one.reason), "")
        for _, claim in numbered(passage):
            there = self._there(claim)
            if there and there.id not in present:
                present.add(there.id)
                same = "coded twice alike" if key(claim) in keys else "decided otherwise"
                yield Retract(there.id, f"{self.coder}: {(reason or same).rstrip('.')}.")
        yield from (one for one in typed if one.kind != "skipped")
        yield from self._skipped(passage, standing, kept, typed)

    def _skipped(
        self,
        passage: Passage,
        standing: Sequence[Claim],
        kept: Sequence[Keep],
        typed: Sequence[AddRecord],
    ) -> Iterator[AnyChange]:
        reasons = {
            one.sentence[0]: str(one.fields["reason"])
            for one in typed
            if one.kind == "skipped" and one.sentence
        }
        if not standing and len(reasons) == len(typed):  # all of it is skipped
            first = next(iter(reasons.values()), "")
            nothing = [self._reason(passage, one) for one in kept if one.nothing_of]
            for number in range(passage.first, passage.last + 1):
                reasons.setdefault(number, first or next(iter(nothing), ""))
        for number, reason in reasons.items():
            extent = self.collation.sources[passage.source].text.sentences[number - 1].extent
            quote = self.collation.sources[passage.source].text.quote(extent)
            if reason and not self._is_skipped(passage.source, quote):
                fields = {"reason": f"{self.coder}: {reason}"}
                yield AddRecord("skipped", fields, passage.source, (number, number))

    def _reason(self, passage: Passage, kept: Keep) -> str:
        if kept.reason:
            return kept.reason
        reading = self.collation.readings[self.collation.names.index(kept.nothing_of)]
        quotes = {normalize(claim.quote) for _, claim in numbered(passage)}
        for one in reading.skipped.get(passage.source, ()):
            if normalize(one.quote) in quotes:
                return collapse_spaces(one.reason)
        return f"{kept.nothing_of} coded nothing here."

    def stand(self, passage: Passage, claims: Iterable[Claim]) -> Iterator[AnyChange]:
        """Yield what makes claims stand in the knowledge base, each once."""
        done: set[Key] = set()
        index_of = {id(claim): index for index, claim in numbered(passage)}
        for claim in claims:
            if key(claim) in done:
                continue
            done.add(key(claim))
            if there := self._there(claim):
                yield SetFields("claim", there.id, {"coder": self.coder})
            else:
                reading = self.collation.readings[index_of[id(claim)]]
                yield from self._needed(reading, claim)
                yield self._new(claim)

    def agreed(self) -> Iterator[AnyChange]:
        """Yield what adds claims and skipped sentences on which all agree, and which the knowledge
        base does not have.
        """
        for passage in self.collation.passages:
            claims = next(some for some in passage.claims if some)
            if not passage.differs_in and sum(map(bool, passage.claims)) > 1:
                yield from self.stand(passage, (one for one in claims if not self._there(one)))
        for name, collated in self.collation.sources.items():
            rows = zip(collated.text.sentences, collated.treatments, strict=True)
            for number, (sentence, row) in enumerate(rows, start=1):
                quote = collated.text.quote(sentence.extent)
                if row.count(Treatment.SKIPPED) < 2 or Treatment.CODED in row:
                    continue
                reasons = [
                    one.reason
                    for reading in self.collation.readings
                    for one in reading.skipped.get(name, ())
                    if normalize(one.quote) == normalize(quote)
                ]
                if reasons and not self._is_skipped(name, quote):
                    yield AddRecord("skipped", {"reason": reasons[0]}, name, (number, number))

    def _there(self, claim: Claim) -> Claim | None:
        """Return the claim of the knowledge base that says the same, the same record first."""
        same = self.kb.claims.get(claim.id)
        candidates = [same] if same else []
        candidates += self.kb.by_source.get(claim.source, ())
        for one in candidates:
            if one.status is not Status.RETRACTED and key(one) == key(claim):
                return one
        return None

    def _is_skipped(self, source: str, quote: str) -> bool:
        return any(
            one.source == source and normalize(one.quote) == normalize(quote)
            for one in self.kb.skipped
        )

    def _new(self, claim: Claim) -> AddRecord:
        fields = {**fields_of(claim), "coder": self.coder}
        taken = self.kb.claims.keys() | {one.id for one in self.kb.left_out} | self._ids
        if claim.id in taken:
            del fields["id"]
        self._ids.add(claim.id)
        known = [one for one in claim.contradicts if one in self.kb.claims]
        fields.pop("contradicts", None)
        return AddRecord(
            "claim", {**fields, **({"contradicts": [*known]} if known else {})}, claim.source
        )

    def _needed(self, reading: Reading, claim: Claim) -> Iterator[AnyChange]:
        """Yield what adds the actors and topics of a claim that the knowledge base has not."""
        actors = [claim.actor, *claim.said_by, *claim.disputed_by, claim.target]
        if claim.relative_to:
            actors.append(claim.relative_to.actor)
        for name in actors:
            if name and name not in self.kb.actors and f"actor {name}" not in self._ids:
                self._ids.add(f"actor {name}")
                yield AddRecord("actor", fields_of(reading.kb.actors[name], without="part_of"))
        for name in (claim.topic, *claim.conditions):
            if name not in self.kb.topics and f"topic {name}" not in self._ids:
                self._ids.add(f"topic {name}")
                yield AddRecord("topic", fields_of(reading.kb.topics[name], without="broader"))


def key(claim: Claim) -> Key:
    """Return what a claim says."""
    return (claim.source, normalize(claim.quote), claim.actor, claim.topic, claim.stance)


def fields_of(record: Record, without: str = "") -> dict[str, Data]:
    """Return the fields of an actor, topic or claim as its file has them, without defaults."""
    assert isinstance(record, Actor | Topic | Claim)  # noqa: S101 - no others are made here
    found: dict[str, Data] = {}
    for one in file_fields(type(record)):
        value = getattr(record, one.name)
        if one.name != without and value is not None and value != one.default:
            found[one.name] = _data(value)
    return found


def _data(value: object) -> Data:
    match value:
        case RelativeTo():
            return {one.name: str(getattr(value, one.name)) for one in dataclasses.fields(value)}
        case tuple():
            return [str(one) for one in value]
        case _:
            return str(value)
