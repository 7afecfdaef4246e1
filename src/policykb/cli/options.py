"""Options and arguments that several commands share, with their completion."""

from collections.abc import Iterator
from typing import Annotated

import typer

from policykb.comparison import Verdict
from policykb.diagnostics import PolicyKBError
from policykb.knowledge import KnowledgeBase
from policykb.loading import load
from policykb.records import Certainty, ClaimKind, Stance, Status, Voice
from policykb.render import Format


def _kb(context: typer.Context) -> KnowledgeBase | None:
    above = context.parent.params.get("kb") if context.parent else None
    try:
        return load(context.params.get("kb") or above)
    except PolicyKBError:
        return None


def complete_actor(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Ids of actors, with their names."""
    if kb := _kb(context):
        yield from ((a.id, a.name) for a in kb.actors.values() if a.id.startswith(incomplete))


def complete_topic(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Ids of topics, with their labels."""
    if kb := _kb(context):
        yield from ((t.id, t.label) for t in kb.topics.values() if t.id.startswith(incomplete))


def complete_source(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Ids of sources, with their titles."""
    if kb := _kb(context):
        yield from ((s.id, s.title) for s in kb.sources.values() if s.id.startswith(incomplete))


def complete_record(context: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Ids of all records."""
    yield from complete_actor(context, incomplete)
    yield from complete_topic(context, incomplete)
    yield from complete_source(context, incomplete)
    if kb := _kb(context):
        yield from ((c.id, c.summary) for c in kb.claims.values() if c.id.startswith(incomplete))


Kb = Annotated[
    str | None,
    typer.Option(
        "--kb",
        metavar="DIR",
        help="The knowledge base: a folder that is one, or holds one as kb/. "
        "Else POLICYKB_KB, the nearest upwards, or the bundled one.",
        show_default=False,
    ),
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
        help="Only claims whose period overlaps this one (2021, 2001/2021, 2021-08/..).",
        show_default=False,
    ),
]
KnownBy = Annotated[
    str,
    typer.Option(
        "--known-by",
        metavar="DATE",
        help="Only from sources published by this date.",
        show_default=False,
    ),
]
Only = Annotated[
    list[Verdict] | None,
    typer.Option("--only", help="Only rows with this verdict.", show_default=False),
]
