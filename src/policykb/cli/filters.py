"""Options that filter claims, and groups of them that several commands share."""

from dataclasses import replace
from typing import Annotated

from policykb.analysis.query import Query
from policykb.cli.completion import complete_actor, complete_source, complete_topic
from policykb.cli.parameters import non_empty, option
from policykb.frozen import dataclass
from policykb.model.records import Certainty, ClaimKind, PeriodBasis, Stance, Status, Voice

FILTERS = "Filters"
"""The section of the help with these options."""

Topics = Annotated[
    list[str] | None,
    option(
        "--topic -t TOPIC",
        "Only this topic and narrower ones. All filters may be repeated.",
        FILTERS,
        completion=complete_topic,
    ),
]
Actors = Annotated[
    list[str] | None,
    option("--actor -a ACTOR", "Only this actor.", FILTERS, completion=complete_actor),
]
Stances = Annotated[list[Stance] | None, option("--stance -s", "Only this stance.", FILTERS)]
Sources = Annotated[
    list[str] | None,
    option("--source SOURCE", "Only from this source.", FILTERS, completion=complete_source),
]
Voices = Annotated[
    list[Voice] | None,
    option(
        "--voice",
        "Only what the source's author says, or the actor in its own words, or others (hearsay).",
        FILTERS,
    ),
]
Hearsay = Annotated[bool, option("--include-hearsay", "What others say counts, too.", FILTERS)]
Kinds = Annotated[
    list[ClaimKind] | None,
    option(
        "--kind",
        "Only claims that rest on a position, an action, a belief or an interest.",
        FILTERS,
    ),
]
Certainties = Annotated[
    list[Certainty] | None, option("--certainty", "Only if the source is as sure as this.", FILTERS)
]
Statuses = Annotated[list[Status] | None, option("--status", "Only of this status.", FILTERS)]
During = Annotated[
    str,
    option(
        "--during PERIOD",
        "Only claims whose period overlaps this one (2021, 2001/2021, 2021-08/..).",
        FILTERS,
        callback=non_empty,
    ),
]
KnownBy = Annotated[
    str,
    option(
        "--known-by DATE", "Only from sources published by this date.", FILTERS, callback=non_empty
    ),
]
Bases = Annotated[
    list[PeriodBasis] | None,
    option(
        "--basis", "Only periods dated by the text, by the coder, or by publication alone.", FILTERS
    ),
]
Undisputed = Annotated[
    bool, option("--undisputed", "Leave out claims that somebody disputes.", FILTERS)
]
Disputed = Annotated[bool, option("--disputed", "Only claims that somebody disputes.", FILTERS)]
Targets = Annotated[
    list[str] | None,
    option("--target ACTOR", "Only claims about this actor.", FILTERS, completion=complete_actor),
]
Drafts = Annotated[bool, option("--include-drafts", "Count drafts, too.", FILTERS)]


@dataclass(frozen=True)
class TopicFilter:
    """The filter by topic."""

    topic: Topics = None


@dataclass(frozen=True)
class Filters:
    """The filters of every command that reads claims."""

    stance: Stances = None
    source: Sources = None
    during: During = ""
    known_by: KnownBy = ""
    voice: Voices = None
    include_hearsay: Hearsay = False
    certainty: Certainties = None
    kind: Kinds = None
    basis: Bases = None
    undisputed: Undisputed = False

    def query(self) -> Query:
        """Return the query of these options."""
        return Query(
            stances=self.stance or (),
            sources=self.source or (),
            during=self.during,
            known_by=self.known_by,
            voices=self.voice or (),
            include_hearsay=self.include_hearsay,
            certainties=self.certainty or (),
            kinds=self.kind or (),
            bases=self.basis or (),
            undisputed=self.undisputed,
        )


@dataclass(frozen=True)
class PositionFilters(Filters):
    """The filters of claims that count towards the positions on one topic."""

    include_drafts: Drafts = False

    def query(self) -> Query:
        """Return the query of these options."""
        statuses = (Status.ACTIVE, Status.DRAFT) if self.include_drafts else ()
        return replace(Filters.query(self), statuses=statuses)


@dataclass(frozen=True)
class CountingFilters(PositionFilters, TopicFilter):
    """The filters of claims that count towards positions."""

    def query(self) -> Query:
        """Return the query of these options."""
        return replace(PositionFilters.query(self), topics=self.topic or ())


@dataclass(frozen=True)
class FindingFilters(Filters, TopicFilter):
    """The filters of claims to list, counted or not."""

    actor: Actors = None
    target: Targets = None
    disputed: Disputed = False
    status: Statuses = None

    def query(self) -> Query:
        """Return the query of these options."""
        return replace(
            Filters.query(self),
            topics=self.topic or (),
            actors=self.actor or (),
            targets=self.target or (),
            disputed=self.disputed,
            statuses=self.status or (),
        )
