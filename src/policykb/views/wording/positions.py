"""Positions as views show them: a cell for people, JSON for lines and programs."""

from collections.abc import Iterator, Sequence

from policykb.analysis.positions import Position, PositionStatus, Side
from policykb.analysis.verdicts import Row
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim, ClaimKind
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.cells import Cell, Line, Segment, Style, line
from policykb.views.payloads import Json
from policykb.views.wording import claims as words
from policykb.views.wording import stances, verdicts
from policykb.views.wording.citations import Texts, cite


def position_cell(kb: KnowledgeBase, position: Position, *, history: bool = True) -> Cell:
    """Return a position as a table shows it: stance, period and marks, the summary and, with
    ``history``, the trajectory. The periods are brief, so that :data:`words.AS_OF` must be a
    footnote if publication alone dates a claim.
    """
    match position.status:
        case PositionStatus.SILENT:
            return (line(Segment("silent", Style.MUTED), *_mark_words(position)),)
        case PositionStatus.CONTESTED:
            head = Segment(f"{words.CONTESTED} contested", Style.CLASH)
            sides = [part for side in position.sides for part in _side(kb, side)]
            return (line(head, *_mark_words(position)), *sides)
        case PositionStatus.PAST | PositionStatus.UNDATED:
            head = Segment(f"{words.NOT_IN_FORCE} {position.status}", Style.MUTED)
            return (
                line(head, *_mark_words(position)),
                line(words.trajectory(kb, position)),
                *_summaries(position.deciding),
            )
        case _:
            stances = dict.fromkeys(words.claim_stance(kb, claim) for claim in position.deciding)
            periods = dict.fromkeys(words.when(claim, brief=True) for claim in position.deciding)
            return (
                line(*stances, f", {'; '.join(periods)}", *_mark_words(position)),
                *_summaries(position.deciding),
                *(_history(kb, position) if history else ()),
            )


def brief_position(kb: KnowledgeBase, position: Position, actors: Sequence[str] = ()) -> Cell:
    """Return a position as a line: sign, stance, period, and the signs of its marks; a contested
    one with a line for each side. The names of ``actors`` (ids) who hold it, if any are given,
    stand in the place of a stance that the sign shows, and before any other.
    """
    name = f"{stances.capitalized(words.names(kb, actors))} " if actors else ""
    marks = mark_signs(position)
    match position.status:
        case PositionStatus.SILENT:
            return (words.muted(f"{words.NOT_IN_FORCE} {name}silent{marks}"),)
        case PositionStatus.CONTESTED:
            sides = (line(*words.dated(kb, side.claims[-1], brief=True)) for side in position.sides)
            head = Segment(f"{words.CONTESTED} {name}contested", Style.CLASH)
            return (line(head, marks), *sides)
        case PositionStatus.PAST | PositionStatus.UNDATED:
            last = words.dated(kb, position.deciding[-1], brief=True)
            told = "".join(piece.text for piece in last)[2:]
            status = f"{words.NOT_IN_FORCE} {name}{position.status}"
            return (words.muted(f"{status}: {told}{marks}"),)
        case _:
            claim = position.deciding[-1]
            stance = words.claim_stance(kb, claim)
            verb = "" if actors and position.score else stance.text[2:]
            head = Segment(f"{stance.text[:2]}{name}{verb}".rstrip(), stance.style)
            return (line(head, f", {words.when(claim, brief=True)}{marks}"),)


def mark_signs(position: Position) -> str:
    """Return the signs of the marks of a position, after a space; nothing if it has none."""
    signs = "".join(verdicts.MARK_SIGNS[mark] for mark in position.marks)
    return f" {signs}" if signs else ""


def one_sided_phrase(kb: KnowledgeBase, position: Position) -> Segment:
    """Return what an actor in force does, as the label of the topic follows it."""
    if position.status is PositionStatus.CONTESTED:
        return Segment(f"{words.CONTESTED} contested:", Style.CLASH)
    return words.claim_phrase(kb, position.deciding[-1])[0]


def _mark_words(position: Position) -> tuple[Segment, ...]:
    """Return the kinds and marks of a position, where they are not the usual ones."""
    found = [*kinds(position), *position.marks]
    return (Segment(f" ({', '.join(found)})", Style.MUTED),) if found else ()


def kinds(position: Position) -> list[ClaimKind]:
    """Return the kinds of the deciding claims; none if one of them states a position."""
    found = dict.fromkeys(claim.kind for claim in position.deciding)
    return [] if ClaimKind.POSITION in found else list(found)


def _side(kb: KnowledgeBase, side: Side) -> Iterator[Line]:
    for claim in side.claims:
        kind = "" if claim.kind is ClaimKind.POSITION else f"{claim.kind}, "
        yield line(*words.dated(kb, claim, brief=True), f", {kind}voice: {claim.voice}")
        yield words.muted(collapse_spaces(claim.summary))


def _summaries(claims: tuple[Claim, ...]) -> tuple[Line, ...]:
    """Return the summary of the first claim, and the number of the others."""
    first, *others = claims
    more = f" (+{len(others)} more)" if others else ""
    return (words.muted(collapse_spaces(first.summary) + more),)


def _history(kb: KnowledgeBase, position: Position) -> tuple[Line, ...]:
    """Return the trajectory of a position, if the stance was once another."""
    signs = {claim.sign for claim in position.trajectory if claim.relative_to is None}
    if len(signs) < 2:
        return ()
    return (line(Segment("through time: "), words.trajectory(kb, position)),)


def position_payload(kb: KnowledgeBase, position: Position, texts: Texts | None) -> dict[str, Json]:
    """Return a position as JSON, with the sentences of its claims if ``texts`` are given."""
    deciding, trajectory = position.deciding, position.trajectory
    made: dict[str, Json] = {
        **_state_payload(position),
        "voices": list(dict.fromkeys(claim.voice.value for claim in deciding)),
        "period_bases": period_bases(position),
        "certainties": list(dict.fromkeys(claim.certainty.value for claim in deciding)),
        **payloads.attributes(position, "claims", "deciding"),
        "sides": [
            {
                "sign": side.sign,
                "voices": sorted({claim.voice.value for claim in side.claims}),
                "claims": [claim.id for claim in side.claims],
            }
            for side in position.sides
        ],
        "relative_to": [
            {**payloads.attributes(claim.relative_to, "actor", "than"), "claim": claim.id}
            for claim in position.claims
            if claim.relative_to is not None
        ],
        "trajectory": [
            {"claim": claim.id, **payloads.attributes(claim, "stance", "score", "period")}
            for claim in trajectory
        ],
    }
    if texts is not None:
        made["citations"] = [cite(kb, claim, texts)._asdict() for claim in trajectory]
    return made


def period_bases(position: Position) -> list[Json]:
    """Return what dates the deciding claims of a position."""
    return list(dict.fromkeys(claim.period_basis.value for claim in position.deciding))


def _state_payload(position: Position) -> dict[str, Json]:
    """Return the status and stance of a position as JSON, with the kinds of deciding claims."""
    return {
        **payloads.attributes(position, "status", "stance", "score", "period", "marks"),
        "kinds": list(dict.fromkeys(claim.kind.value for claim in position.deciding)),
    }


POSITION_FIELDS = (
    *("status", "stance", "score", "period", "marks", "kinds"),
    *("claims", "summary", "trajectory"),
)
"""The fields of a line that :func:`position_line` gives, without the ``citations``."""


def position_line(kb: KnowledgeBase, position: Position, texts: Texts | None) -> dict[str, Json]:
    """Return a position as JSON for lines: its summary and its trajectory as texts, and so the
    sentences of its claims if ``texts`` are given.
    """
    made: dict[str, Json] = {
        **_state_payload(position),
        "claims": [claim.id for claim in position.claims],
        "summary": position.deciding[0].summary if position.deciding else None,
        "trajectory": words.coded_trajectory(kb, position),
    }
    if texts is not None:
        cited = (cite(kb, claim, texts) for claim in position.trajectory)
        made["citations"] = " ".join(f"{words.quoted(c.quote)} {c.place}" for c in cited)
    return made


def outcome_payload(row: Row) -> dict[str, Json]:
    """Return the verdict of a row as JSON, with its reason and the actors that it is about."""
    return payloads.attributes(row, "verdict", "reason", "side", "pair")
