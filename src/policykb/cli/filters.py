"""Options that filter claims, and groups of them that several commands share."""

from dataclasses import replace
from typing import Annotated

import typer

from policykb.analysis.query import Query
from policykb.cli.completion import complete_actor, complete_source, complete_topic
from policykb.cli.options import non_empty
from policykb.frozen import dataclass
from policykb.model.records import Certainty, ClaimKind, PeriodBasis, Stance, Status, Voice

FILTERS = "Filters"
"""The section of the help with these options."""

Topics = Annotated[
    list[str] | None,
    typer.Option(
        "--topic",
        "-t",
        metavar="TOPIC",
        help="Only this topic and narrower ones. All filters may be repeated.",
        autocompletion=complete_topic,
        show_default=False,
        rich_help_panel=FILTERS,
    ),
]
Actors = Annotated[
    list[str] | None,
    typer.Option(
        "--actor",
        "-a",
        metavar="ACTOR",
        help="Only this actor.",
        autocompletion=complete_actor,
        show_default=False,
        rich_help_panel=FILTERS,
    ),
]
Stances = Annotated[
    list[Stance] | None,
    typer.Option(
        "--stance", "-s", help="Only this stance.", show_default=False, rich_help_panel=FILTERS
    ),
]
Sources = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        metavar="SOURCE",
        help="Only from this source.",
        autocompletion=complete_source,
        show_default=False,
        rich_help_panel=FILTERS,
    ),
]
Voices = Annotated[
    list[Voice] | None,
    typer.Option(
        "--voice",
        help="Only what the source's author says, or the actor in its own words, or others "
        "(hearsay).",
        show_default=False,
        rich_help_panel=FILTERS,
    ),
]
Hearsay = Annotated[
    bool,
    typer.Option("--include-hearsay", help="What others say counts, too.", rich_help_panel=FILTERS),
]
Kinds = Annotated[
    list[ClaimKind] | None,
    typer.Option(
        "--kind",
        help="Only claims that rest on a position, an action, a belief or an interest.",
        show_default=False,
        rich_help_panel=FILTERS,
    ),
]
Certainties = Annotated[
    list[Certainty] | None,
    typer.Option(
        "--certainty",
        help="Only if the source is as sure as this.",
        show_default=False,
        rich_help_panel=FILTERS,
    ),
]
Statuses = Annotated[
    list[Status] | None,
    typer.Option(
        "--status", help="Only of this status.", show_default=False, rich_help_panel=FILTERS
    ),
]
During = Annotated[
    str,
    typer.Option(
        "--during",
        metavar="PERIOD",
        callback=non_empty,
        help="Only claims whose period overlaps this one (2021, 2001/2021, 2021-08/..).",
        show_default=False,
        rich_help_panel=FILTERS,
    ),
]
KnownBy = Annotated[
    str,
    typer.Option(
        "--known-by",
        metavar="DATE",
        callback=non_empty,
        help="Only from sources published by this date.",
        show_default=False,
        rich_help_panel=FILTERS,
    ),
]
Bases = Annotated[
    list[PeriodBasis] | None,
    typer.Option(
        "--basis",
        help="Only periods dated by the text, by the coder, or by publication alone.",
        show_default=False,
        rich_help_panel=FILTERS,
    ),
]
Undisputed = Annotated[
    bool,
    typer.Option(
        "--undisputed", help="Leave out claims that somebody disputes.", rich_help_panel=FILTERS
    ),
]
Disputed = Annotated[
    bool,
    typer.Option("--disputed", help="Only claims that somebody disputes.", rich_help_panel=FILTERS),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        metavar="ACTOR",
        help="Only claims about this actor.",
        autocompletion=complete_actor,
        show_default=False,
        rich_help_panel=FILTERS,
    ),
]
Drafts = Annotated[
    bool, typer.Option("--include-drafts", help="Count drafts, too.", rich_help_panel=FILTERS)
]


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
