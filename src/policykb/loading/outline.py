"""What the parts of a knowledge base say, each by itself.

A part is ``kb.yaml``, ``actors.yaml``, ``topics.yaml`` or the folder of a source. It is read, and
kept, without regard to the others; what takes several of them is decided from their outlines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from policykb.diagnostics import Diagnostic, Route, Rule
from policykb.diagnostics.catalogue import (
    UNKNOWN_ACTOR,
    UNKNOWN_AUTHOR,
    UNKNOWN_BROADER,
    UNKNOWN_CONDITION,
    UNKNOWN_CONTRADICTS,
    UNKNOWN_DISPUTED_BY,
    UNKNOWN_PART_OF,
    UNKNOWN_RELATIVE_TO,
    UNKNOWN_SAID_BY,
    UNKNOWN_TARGET,
    UNKNOWN_TOPIC,
)
from policykb.diagnostics.settings import Settings
from policykb.loading.rows import Row
from policykb.model.knowledge_base import LeftOut
from policykb.yaml.document import Data, Document

Ids = dict[str, list[str]]
"""Ids by the kind of their records."""


Cell = tuple[str, str]
"""An actor and a topic (ids), on which the actor has claims."""


class Field(NamedTuple):
    """A field that refers: the way to it in the record, what it names, which rule it can break."""

    route: tuple[str, ...]
    kind: str
    rule: Rule


REFERRING: Mapping[str, tuple[Field, ...]] = {
    "actor": (Field(("part_of",), "actor", UNKNOWN_PART_OF),),
    "topic": (Field(("broader",), "topic", UNKNOWN_BROADER),),
    "source": (Field(("author",), "actor", UNKNOWN_AUTHOR),),
    "claim": (
        Field(("actor",), "actor", UNKNOWN_ACTOR),
        Field(("topic",), "topic", UNKNOWN_TOPIC),
        Field(("target",), "actor", UNKNOWN_TARGET),
        Field(("said_by",), "actor", UNKNOWN_SAID_BY),
        Field(("disputed_by",), "actor", UNKNOWN_DISPUTED_BY),
        Field(("relative_to", "actor"), "actor", UNKNOWN_RELATIVE_TO),
        Field(("conditions",), "topic", UNKNOWN_CONDITION),
        Field(("contradicts",), "claim", UNKNOWN_CONTRADICTS),
    ),
    "skipped": (),
}


class Reference(NamedTuple):
    """One reference: where in its record it stands, and the id it gives."""

    route: Route
    field: Field
    id: str


def references(kind: str, data: Data) -> Iterator[Reference]:
    """All references that the data of a record makes, whether or not the rest of it is sound."""
    if not isinstance(data, dict):
        return
    for referring in REFERRING[kind]:
        value: Data | None = data.get(referring.route[0])
        if value is None:
            continue
        for key in referring.route[1:]:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            yield Reference(referring.route, referring, value)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, str):
                    yield Reference((*referring.route, index), referring, item)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a file holds in a record's place: ``row`` is None where it does not fit its
    model, and ``reason`` then says why not.
    """

    kind: str
    id: str | None
    data: Data
    document: Document
    route: Route
    row: Row | None
    reason: str = ""

    def references(self) -> Iterator[Reference]:
        """All references the data makes."""
        return references(self.kind, self.data)

    def about(self) -> tuple[str | None, str | None]:
        """The actor and the topic that a claim names, sound or not."""
        named = {reference.route: reference.id for reference in self.references()}
        is_claim = self.kind == "claim"
        return (named.get(("actor",)), named.get(("topic",))) if is_claim else (None, None)


class Side(NamedTuple):
    """What other claims must know of one: ``stance`` is empty for a comparative, which takes no
    side; ``counts`` says whether it counts towards positions.
    """

    actor: str
    topic: str
    stance: str
    counts: bool


class Listed(NamedTuple):
    """A list of ids in a claim: the claim's number in its file, its id, and the list."""

    number: int
    id: str
    ids: list[str]


@dataclass(slots=True)
class Outline:
    """What the other parts of a knowledge base must know of one.

    ``troubled`` says that not all its records fit, or not together. ``declared`` are the ids that
    are written down, ``needs`` those that its records refer to, and ``above`` what actors are part
    of and topics are narrower than, by id; ``broader`` the topics that one is narrower than, also a
    faulty one. ``claims`` are those that fit, by id; ``coded`` on what there are claims by whom,
    faulty ones, too, unless they are retracted. ``demands`` are the
    conditions of claims and ``opposites`` what they contradict, where there are any.
    ``incomplete`` are the kinds of which a file could not be read: there it may be any id;
    ``misnamed`` the ids that records without a proper one may mean to have. ``files`` are those
    that could be read as YAML, ``commented`` those of them with comments for policykb.
    """

    part: str
    troubled: bool = False
    declared: Ids = field(default_factory=dict)
    needs: Ids = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    broader: list[str] = field(default_factory=list)
    claims: dict[str, Side] = field(default_factory=dict)
    coded: list[tuple[str, str]] = field(default_factory=list)
    demands: list[Listed] = field(default_factory=list)
    opposites: list[Listed] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    misnamed: Ids = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    commented: list[str] = field(default_factory=list)


class Header(NamedTuple):
    """What ``kb.yaml`` says."""

    title: str = ""
    description: str = ""
    settings: Settings = Settings()


@dataclass(slots=True)
class Reading:
    """A part as it was read: its outline, the rows of the records that fit, by kind, and what is
    wrong with its files by themselves. ``findings`` is what checks of them found; None before.
    ``digests`` are of the bytes that were read, by path.
    """

    outline: Outline
    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: tuple[Diagnostic, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    header: Header | None = None
    findings: tuple[Diagnostic, ...] | None = None
    digests: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Part:
    """A part that has just been read, with the documents of its files by path; and, where it is
    troubled, all that stands in a record's place.
    """

    name: str
    reading: Reading
    documents: Mapping[str, Document]
    candidates: list[Candidate]


def part_of(path: str) -> str:
    """The part that a file belongs to."""
    return path.rpartition("/")[0] or path
