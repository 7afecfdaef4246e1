"""The outlines of parts, and parts as they are parsed.

A part is ``kb.yaml``, ``actors.yaml``, ``topics.yaml`` or the folder of a source. Each is read, and
cached, independently of the others; faults between parts are found from their outlines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from policykb.diagnostics import Diagnostic
from policykb.diagnostics.settings import Settings
from policykb.frozen import NamedTuple
from policykb.loading.candidate import Candidate
from policykb.loading.raw_records import FIELDS, RawRecord, split_items
from policykb.model.knowledge_base import LeftOut
from policykb.model.records import Status, Voice
from policykb.yaml.document import Document

_COUNTING = frozenset({None, Voice.AUTHOR.value, Voice.ACTOR.value})
_ACTIVE = frozenset({None, Status.ACTIVE.value})
_RETRACTED = Status.RETRACTED.value
_AT: Mapping[str, Mapping[str, int]] = {
    kind: {name: place for place, name in enumerate(names)} for kind, names in FIELDS.items()
}
"""The indexes of fields in the texts of raw records, by kind."""
_OTHERS = itemgetter(
    *(
        _AT["claim"][name]
        for name in (
            *("voice", "said_by", "disputed_by", "relative_to"),
            *("conditions", "target", "contradicts", "status"),
        )
    )
)
_ABOVE = {"actor": _AT["actor"]["part_of"], "topic": _AT["topic"]["broader"]}

Ids = dict[str, list[str]]
"""Ids by the kind of their records."""


class ClaimSide(NamedTuple):
    """The side of a claim, which other claims are compared with.

    ``stance`` is empty for a comparative, which takes no side. ``counts`` says whether the claim
    counts towards positions.
    """

    actor: str
    topic: str
    stance: str
    counts: bool


class IdList(NamedTuple):
    """A list of ids in a claim: the index and the id of the claim, and the list."""

    number: int
    id: str
    ids: list[str]


@dataclass(slots=True)
class Outline:
    """The ids, references and claim sides of a part, which the other parts depend on.

    - ``faulty``: some records do not fit their schema, or do not fit together.
    - ``declared``: the ids of its records, by kind; faulty records too.
    - ``references``: the ids that its records refer to, by kind.
    - ``parents``: the ``part_of`` of actors and the ``broader`` of topics, by id.
    - ``broader``: the topics that another one is narrower than, be that one faulty.
    - ``claims``: the sides of the claims that fit their schema, by id.
    - ``coded``: the actor-topic pairs that have claims; faulty claims too, retracted ones not.
    - ``conditions`` and ``contradictions``: the claims that have such lists, with these.
    - ``incomplete``: the kinds of which a file could not be read, so that any id may exist.
    - ``misnamed``: the likely ids of records that have no valid one, by kind.
    - ``files``: the paths of the files that are YAML; ``commented``: those of them with
      ``# policykb:`` comments.
    """

    part: str
    faulty: bool = False
    declared: Ids = field(default_factory=dict)
    references: Ids = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    broader: list[str] = field(default_factory=list)
    claims: dict[str, ClaimSide] = field(default_factory=dict)
    coded: list[tuple[str, str]] = field(default_factory=list)
    conditions: list[IdList] = field(default_factory=list)
    contradictions: list[IdList] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    misnamed: Ids = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    commented: list[str] = field(default_factory=list)


class Header(NamedTuple):
    """The title, description and settings in ``kb.yaml``."""

    title: str = ""
    description: str = ""
    settings: Settings = Settings()


@dataclass(slots=True)
class ParsedPart:
    """A part as it was parsed.

    ``raw_records`` are those that fit their schema, by kind. ``faults`` are those of its files
    by themselves; ``findings`` are those that checks have found, None before they have run.
    ``digests`` are the hashes of its files, by path.
    """

    outline: Outline
    raw_records: dict[str, list[RawRecord]] = field(default_factory=dict)
    faults: tuple[Diagnostic, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    header: Header | None = None
    findings: tuple[Diagnostic, ...] | None = None
    digests: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Part:
    """A part that has just been read, with its documents by path.

    ``candidates`` are all records of a part that is faulty or was read thoroughly.
    """

    name: str
    parsed: ParsedPart
    documents: Mapping[str, Document]
    candidates: list[Candidate]


def part_of(path: str) -> str:
    """Return the name of the part that a file belongs to."""
    return path.rpartition("/")[0] or path


def outline_of(part: str, raw_records: Mapping[str, Iterable[RawRecord]]) -> Outline:
    """Return the outline of a part that has these raw records, by kind."""
    outline = Outline(part)
    needs: dict[str, dict[str, None]] = {"actor": {}, "topic": {}, "claim": {}}
    for kind in ("actor", "topic"):
        if kind in raw_records:
            outline.declared[kind] = [(raw.texts[0] or "") for raw in raw_records[kind]]
            above = _ABOVE[kind]
            outline.parents = {
                raw.texts[0] or "": raw.texts[above] or ""
                for raw in raw_records[kind]
                if raw.texts[above]
            }
    if "topic" in raw_records:
        outline.broader = list(outline.parents.values())
    for raw in raw_records.get("source", ()):
        outline.declared["source"] = [(raw.texts[0] or "")]
        if author := raw.texts[_AT["source"]["author"]]:
            needs["actor"][author] = None
    if "claim" in raw_records:
        outline.declared["claim"] = [(raw.texts[0] or "") for raw in raw_records["claim"]]
        for raw in raw_records["claim"]:
            _add_claim(outline, needs, raw)
    outline.references = {kind: list(ids) for kind, ids in needs.items() if ids}
    return outline


def _add_claim(outline: Outline, needs: dict[str, dict[str, None]], raw: RawRecord) -> None:
    texts = raw.texts
    id_, actor, topic, stance = texts[0] or "", texts[1] or "", texts[2] or "", texts[3] or ""
    needs["actor"][actor] = needs["topic"][topic] = None
    voice, said_by, disputed_by, order, conditions, target, contradicts, status = _OTHERS(texts)
    counts = status in _ACTIVE and voice in _COUNTING
    outline.claims[id_] = ClaimSide(actor, topic, "" if order else stance, counts)
    if status != _RETRACTED:
        outline.coded.append((actor, topic))
    if said_by or disputed_by or target or order:
        for one in (
            *split_items(said_by),
            *split_items(disputed_by),
            *split_items(target),
            *split_items(order)[:1],
        ):
            needs["actor"][one] = None
    if conditions:
        ids = list(split_items(conditions))
        needs["topic"].update(dict.fromkeys(ids))
        outline.conditions.append(IdList(raw.number, id_, ids))
    if contradicts:
        ids = list(split_items(contradicts))
        needs["claim"].update(dict.fromkeys(ids))
        outline.contradictions.append(IdList(raw.number, id_, ids))
