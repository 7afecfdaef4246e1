"""Positions as views show them: a cell for people, JSON for lines and programs."""

from collections.abc import Iterator, Sequence

from policykb.analysis.bases import Basis
from policykb.analysis.positions import Position, PositionStatus
from policykb.analysis.verdicts import Row
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import ClaimKind
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.payloads import Json
from policykb.views.table import Line, Segment, Style, TableCell, line
from policykb.views.wording import claims as words
from policykb.views.wording import stances, verdicts
from policykb.views.wording.citations import Texts, cite


def position_cell(
    kb: KnowledgeBase,
    position: Position,
    *,
    history: bool = True,
    trajectory: words.Trajectory | None = None,
) -> TableCell:
    """Return a position as a table shows it: stance, period and marks, the summary and, with
    ``history``, the trajectory, which may be given. The periods are brief, so that
    :data:`words.AS_OF` must be a footnote if publication alone dates a claim.
    """
    match position.status:
        case PositionStatus.SILENT:
            return (line(Segment("silent", Style.MUTED), *_mark_words(position)),)
        case PositionStatus.CONTESTED:
            head = Segment(f"{words.CONTESTED} contested", Style.CLASH)
            sides = [part for side in position.bases for part in _side(kb, side)]
            return (line(head, *_mark_words(position)), *sides)
        case PositionStatus.PAST | PositionStatus.UNDATED:
            head = Segment(f"{words.NOT_IN_FORCE} {position.status}", Style.MUTED)
            return (
                line(head, *_mark_words(position)),
                line((trajectory or words.trajectory_of(kb, position)).text),
                *_summaries(position.bases[0]),
            )
        case _:
            (group,) = position.bases
            stances = dict.fromkeys(words.claim_stance(kb, claim) for claim in group.latest)
            periods = dict.fromkeys(words.when(claim, brief=True) for claim in group.latest)
            told = words.abridged([*periods], "{} others")
            return (
                line(*stances, f", {'; '.join(told)}", *_mark_words(position)),
                *_summaries(group),
                *(_history(trajectory or words.trajectory_of(kb, position)) if history else ()),
            )


def brief_position(kb: KnowledgeBase, position: Position, actors: Sequence[str] = ()) -> TableCell:
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
            last = (group.latest[-1] for group in position.bases)
            sides = (line(*words.dated(kb, claim, brief=True)) for claim in last)
            head = Segment(f"{words.CONTESTED} {name}contested", Style.CLASH)
            return (line(head, marks), *sides)
        case PositionStatus.PAST | PositionStatus.UNDATED:
            dated = words.dated(kb, position.bases[0].latest[-1], brief=True)
            told = "".join(piece.text for piece in dated)[2:]
            status = f"{words.NOT_IN_FORCE} {name}{position.status}"
            return (words.muted(f"{status}: {told}{marks}"),)
        case _:
            claim = position.bases[0].latest[-1]
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
    return words.claim_phrase(kb, position.bases[0].latest[-1])[0]


def _mark_words(position: Position) -> tuple[Segment, ...]:
    """Return the kinds and marks of a position, where they are not the usual ones."""
    found = [*kinds(position), *position.marks]
    return (Segment(f" ({', '.join(found)})", Style.MUTED),) if found else ()


def kinds(position: Position) -> list[ClaimKind]:
    """Return the kinds of the deciding claims; none if one of them states a position."""
    found = dict.fromkeys(trait.kind for trait in position.traits)
    return [] if ClaimKind.POSITION in found else list(found)


_MOST_CLAIMS = 5
"""The number of claims of a side that a cell shows."""


def _side(kb: KnowledgeBase, side: Basis) -> Iterator[Line]:
    """Yield the claims of a side, of many the latest."""
    shown = side.latest[-_MOST_CLAIMS:]
    if side.number > len(shown):
        yield words.muted(f"{side.number - len(shown)} earlier claims, then:")
    for claim in shown:
        kind = "" if claim.kind is ClaimKind.POSITION else f"{claim.kind}, "
        yield line(*words.dated(kb, claim, brief=True), f", {kind}voice: {claim.voice}")
        yield words.muted(collapse_spaces(claim.summary))


def _summaries(group: Basis) -> tuple[Line, ...]:
    """Return the summary of the first claim, and the number of the others."""
    more = f" (+{group.number - 1} more)" if group.number > 1 else ""
    return (words.muted(collapse_spaces(group.first.summary) + more),)


def _history(trajectory: words.Trajectory) -> tuple[Line, ...]:
    """Return a trajectory, if the stance was once another."""
    return (line(Segment("through time: "), trajectory.text),) if trajectory.turns else ()


def position_payload(kb: KnowledgeBase, position: Position, texts: Texts | None) -> dict[str, Json]:
    """Return a position as JSON, with the sentences of its claims if ``texts`` are given."""
    traits, trajectory = position.traits, position.trajectory
    made: dict[str, Json] = {
        **_state_payload(position),
        "voices": list(dict.fromkeys(trait.voice.value for trait in traits)),
        "period_bases": period_bases(position),
        "certainties": list(dict.fromkeys(trait.certainty.value for trait in traits)),
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
    return list(dict.fromkeys(trait.period_basis.value for trait in position.traits))


def _state_payload(position: Position) -> dict[str, Json]:
    """Return the status and stance of a position as JSON, with the kinds of deciding claims."""
    return {
        **payloads.attributes(position, "status", "stance", "score", "period", "marks"),
        "kinds": list(dict.fromkeys(trait.kind.value for trait in position.traits)),
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
        "summary": position.bases[0].first.summary if len(position.bases) == 1 else None,
        "trajectory": words.coded_trajectory(kb, position),
    }
    if texts is not None:
        cited = (cite(kb, claim, texts) for claim in position.trajectory)
        made["citations"] = " ".join(f"{words.quoted(c.quote)} {c.place}" for c in cited)
    return made


def outcome_payload(row: Row) -> dict[str, Json]:
    """Return the verdict of a row as JSON, with its reason and the actors that it is about."""
    return payloads.attributes(row, "verdict", "reason", "side", "pair")
