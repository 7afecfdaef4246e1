"""Positions as views show them: a cell for people, values for lines, JSON for programs."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from policykb.folding import single_spaced
from policykb.knowledge import KnowledgeBase
from policykb.positions import Mark, Position, PositionStatus, Side
from policykb.records import Claim
from policykb.texts import SourceText
from policykb.views import words
from policykb.views.model import Cell, Json, Line, Piece, Scalar, Style, joined, line

POSITION_FIELDS = (
    "status",
    "stance",
    "score",
    "period",
    "marks",
    "claims",
    "summary",
    "trajectory",
)
"""What :func:`position_values` gives, in this order."""


class Citation(NamedTuple):
    """A claim's sentence and where it stands: ``sources/<id>/text.txt:line``."""

    claim: str
    quote: str
    path: str
    line: int | None

    @property
    def place(self) -> str:
        """Path and line; the path alone where the sentence is not found."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


def cite(kb: KnowledgeBase, claim: Claim, texts: Mapping[str, SourceText]) -> Citation:
    """The sentence of a claim with its place in the text of its source."""
    text = texts.get(claim.source)
    found = text.find(claim.quote) if text is not None else []
    at = text.location(found[0]).line if text is not None and found else None
    quote = single_spaced(claim.quote)
    return Citation(claim.id, quote, kb.sources[claim.source].text_path, at)


def position_cell(kb: KnowledgeBase, position: Position) -> Cell:
    """A position as a table shows it: stance, period and marks, what it rests on, how it came
    about.
    """
    match position.status:
        case PositionStatus.SILENT:
            return (words.muted("silent"),)
        case PositionStatus.CONTESTED:
            head = Piece(f"{words.CONTESTED} contested", Style.CLASH)
            sides = [part for side in position.sides for part in _side(side)]
            return (line(head, *_mark_words(position.marks)), *sides)
        case PositionStatus.PAST | PositionStatus.UNDATED:
            head = Piece(f"{words.NOT_IN_FORCE} {position.status}", Style.MUTED)
            return (
                line(head, *_mark_words(position.marks)),
                line(words.trajectory(position.trajectory)),
                *_summaries(position.deciding),
            )
        case _:
            stances = dict.fromkeys(words.claim_stance(kb, claim) for claim in position.deciding)
            periods = dict.fromkeys(words.when(claim) for claim in position.deciding)
            return (
                line(*stances, f" {', '.join(periods)}", *_mark_words(position.marks)),
                *_summaries(position.deciding),
                *_history(position),
            )


def _mark_words(marks: tuple[Mark, ...]) -> tuple[Piece, ...]:
    return (Piece(f" ({', '.join(marks)})", Style.MUTED),) if marks else ()


def _side(side: Side) -> Iterator[Line]:
    for claim in side.claims:
        voice = f" {words.when(claim)}, voice: {claim.voice}"
        yield line(words.stance(claim.stance), voice)
        yield words.muted(single_spaced(claim.summary))


def _summaries(claims: tuple[Claim, ...]) -> tuple[Line, ...]:
    """The summary of the first claim, and how many more say as much."""
    first, *others = claims
    more = f" (+{len(others)} more)" if others else ""
    return (words.muted(single_spaced(first.summary) + more),)


def _history(position: Position) -> tuple[Line, ...]:
    """How the stance came about, where it was once another."""
    signs = {claim.sign for claim in position.trajectory if claim.relative_to is None}
    if len(signs) < 2:
        return ()
    return (line(Piece("history: "), words.trajectory(position.trajectory)),)


def position_values(
    kb: KnowledgeBase, position: Position, texts: Mapping[str, SourceText] | None
) -> list[Scalar]:
    """A position as values of a flat row, with the sentences last if ``texts`` are given."""
    values: list[Scalar] = [
        position.status.value,
        position.stance.value if position.stance else None,
        position.score,
        position.period,
        joined(mark.value for mark in position.marks),
        joined(claim.id for claim in position.claims),
        single_spaced(position.deciding[0].summary) if position.deciding else None,
        words.trajectory(position.trajectory),
    ]
    if texts is not None:
        cited = (cite(kb, claim, texts) for claim in position.trajectory)
        values.append(" ".join(f"{words.quoted(c.quote)} {c.place}" for c in cited))
    return values


def position_payload(
    kb: KnowledgeBase, position: Position, texts: Mapping[str, SourceText] | None
) -> Json:
    """A position as JSON, with the sentences of its claims if ``texts`` are given."""
    made: dict[str, Json] = {
        "status": position.status.value,
        "stance": position.stance.value if position.stance else None,
        "score": position.score,
        "period": position.period,
        "marks": [mark.value for mark in position.marks],
        "claims": [claim.id for claim in position.claims],
        "deciding": [claim.id for claim in position.deciding],
        "sides": [
            {
                "sign": side.sign,
                "voices": sorted({claim.voice.value for claim in side.claims}),
                "claims": [claim.id for claim in side.claims],
            }
            for side in position.sides
        ],
        "relative_to": [
            {"actor": c.relative_to.actor, "than": c.relative_to.than.value, "claim": c.id}
            for c in position.claims
            if c.relative_to is not None
        ],
        "trajectory": [
            {"claim": c.id, "stance": c.stance.value, "score": c.score, "period": c.period.text}
            for c in position.trajectory
        ],
    }
    if texts is not None:
        made["citations"] = [cite(kb, claim, texts)._asdict() for claim in position.trajectory]
    return made
