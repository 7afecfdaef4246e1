"""Options and arguments that several commands share, with their completion."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from policykb.analysis.query import Query
from policykb.cli.completion import complete_actor, complete_source, complete_topic
from policykb.diagnostics import PolicyKBError
from policykb.frozen import dataclass
from policykb.model.records import Certainty, ClaimKind, PeriodBasis, Stance, Status, Voice
from policykb.render import Format


def said(context: typer.Context, option: typer.CallbackParam, value: str | None) -> str | None:
    """The value of an option, if it is one: an empty one is a slip, as of a variable not set.

    Raises:
        PolicyKBError: it is empty.
    """
    source = context.get_parameter_source(option.name or "")
    if value is not None and not value.strip() and source is not None and source.name != "DEFAULT":
        raise PolicyKBError(f"{option.opts[0]} is empty", "Give it a value, or leave it out.")
    return value


def _kb(else_: str) -> object:
    """The option that names the knowledge base, and what else is taken for it."""
    said_so = f"The knowledge base: a folder that is one, or holds one as kb/. Else {else_}."
    return typer.Option("--kb", metavar="DIR", callback=said, help=said_so, show_default=False)


Kb = Annotated[str | None, _kb("POLICYKB_KB, the nearest upwards, or the bundled one")]
OwnKb = Annotated[str | None, _kb("POLICYKB_KB, or the nearest upwards; never the bundled one")]
"""For commands that would have no use for the bundled one."""
NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help="Read all files anew, and keep nothing of them."),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        help="How to print; a table on a terminal, plain lines in a pipe.",
        show_default=False,
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file instead; its ending gives the format (.html, .csv, .json …).",
        show_default=False,
    ),
]
Topics = Annotated[
    list[str] | None,
    typer.Option(
        "--topic",
        "-t",
        metavar="TOPIC",
        help="Only this topic and narrower ones. May be repeated, as all filters may.",
        autocompletion=complete_topic,
        show_default=False,
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
    ),
]
Stances = Annotated[
    list[Stance] | None,
    typer.Option("--stance", "-s", help="Only this stance.", show_default=False),
]
Sources = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        metavar="SOURCE",
        help="Only from this source.",
        autocompletion=complete_source,
        show_default=False,
    ),
]
Voices = Annotated[
    list[Voice] | None,
    typer.Option("--voice", help="Only in this voice.", show_default=False),
]
Kinds = Annotated[
    list[ClaimKind] | None,
    typer.Option("--kind", help="Only of this kind.", show_default=False),
]
Certainties = Annotated[
    list[Certainty] | None,
    typer.Option("--certainty", help="Only of this certainty.", show_default=False),
]
Statuses = Annotated[
    list[Status] | None,
    typer.Option("--status", help="Only of this status.", show_default=False),
]
During = Annotated[
    str,
    typer.Option(
        "--during",
        metavar="PERIOD",
        callback=said,
        help="Only claims whose period overlaps this one (2021, 2001/2021, 2021-08/..).",
        show_default=False,
    ),
]
KnownBy = Annotated[
    str,
    typer.Option(
        "--known-by",
        metavar="DATE",
        callback=said,
        help="Only from sources published by this date.",
        show_default=False,
    ),
]
Bases = Annotated[
    list[PeriodBasis] | None,
    typer.Option("--basis", help="Only with a period that this dates.", show_default=False),
]
Undisputed = Annotated[
    bool,
    typer.Option("--undisputed", help="Not what somebody disputes, says the source."),
]
Drafts = Annotated[bool, typer.Option("--include-drafts", help="Count drafts, too.")]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        metavar="DATE",
        callback=said,
        help="Positions on this date; of 2021 or 2021-08 the last day. "
        "By default the day the newest source was published.",
        show_default=False,
    ),
]
From = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="DATE",
        callback=said,
        help="The first of two moments to compare; of 2021 or 2021-08 the last day.",
        show_default=False,
    ),
]
To = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="DATE",
        callback=said,
        help="The second moment; by default the day the newest source was published.",
        show_default=False,
    ),
]
ActorArguments = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ACTOR...]",
        help="These actors: ids, names or aliases; by default all.",
        autocompletion=complete_actor,
        show_default=False,
    ),
]


def file_of(output: Path | None) -> Path | None:
    """The file that ``--output`` names; None for standard output, which ``-`` names, too."""
    return None if output is None or str(output) == "-" else output


@dataclass(frozen=True, slots=True)
class Where:
    """Which knowledge base to answer from, and whether from what was read before."""

    kb: Kb = None
    no_cache: NoCache = False


@dataclass(frozen=True, slots=True)
class OwnWhere:
    """The same, for a knowledge base that is never the bundled one."""

    kb: OwnKb = None
    no_cache: NoCache = False


@dataclass(frozen=True, slots=True)
class Printing:
    """How and where to print an answer."""

    format_: FormatOption = None
    output: OutputOption = None

    @property
    def file(self) -> Path | None:
        """The file to write to; None for standard output, which ``-`` names, too."""
        return file_of(self.output)

    @property
    def asked(self) -> Format | None:
        """The format that was named, or that the ending of the file asks for.

        Raises:
            PolicyKBError: the ending asks for none.
        """
        return self.format_ or (Format.of(self.file) if self.file else None)


@dataclass(frozen=True)
class TopicFilter:
    """On which topics."""

    topic: Topics = None


@dataclass(frozen=True)
class Filters:
    """Which claims to look at, in every command that looks at claims."""

    stance: Stances = None
    source: Sources = None
    during: During = ""
    known_by: KnownBy = ""
    voice: Voices = None
    certainty: Certainties = None
    kind: Kinds = None
    basis: Bases = None
    undisputed: Undisputed = False

    def query(self) -> Query:
        """The query that the options ask for."""
        return Query(
            stances=self.stance or (),
            sources=self.source or (),
            during=self.during,
            known_by=self.known_by,
            voices=self.voice or (),
            certainties=self.certainty or (),
            kinds=self.kind or (),
            bases=self.basis or (),
            undisputed=self.undisputed,
        )


@dataclass(frozen=True)
class PositionFilters(Filters):
    """Which claims count towards the positions on a topic."""

    include_drafts: Drafts = False

    def query(self) -> Query:
        """The query that the options ask for."""
        statuses = (Status.ACTIVE, Status.DRAFT) if self.include_drafts else ()
        return replace(Filters.query(self), statuses=statuses)


@dataclass(frozen=True)
class CountingFilters(PositionFilters, TopicFilter):
    """Which claims count towards positions."""

    def query(self) -> Query:
        """The query that the options ask for."""
        return replace(PositionFilters.query(self), topics=self.topic or ())


@dataclass(frozen=True)
class FindingFilters(Filters, TopicFilter):
    """Which claims to find, whether or not they count."""

    actor: Actors = None
    status: Statuses = None

    def query(self) -> Query:
        """The query that the options ask for."""
        return replace(
            Filters.query(self),
            topics=self.topic or (),
            actors=self.actor or (),
            statuses=self.status or (),
        )
