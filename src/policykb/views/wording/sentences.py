"""Positions and verdicts as sentences."""

from collections.abc import Iterable

from policykb.analysis.positions import Position, PositionStatus
from policykb.analysis.verdicts import Row, Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.reasons import REASONS


def verdict_sentence(kb: KnowledgeBase, row: Row) -> str:
    """Return a verdict with its reason and the positions that it is about."""
    about = row.actors_in_force if row.pair else tuple(row.positions)
    told = "; ".join(position_words(kb, row.positions[actor]) for actor in about)
    return f"{stances.capitalized(row.verdict)}, as {REASONS[row.reason]}: {told}."


def sides_words(kb: KnowledgeBase, row: Row) -> str:
    """Return who stands against whom, if more than two actors are compared: ``Ethiopia against
    Egypt and Sudan``. Empty if the verdict is another.
    """
    if row.verdict is not Verdict.OPPOSED or row.pair is None:
        return ""
    supporters, opponents = (_names(kb, side) for side in (row.supporters, row.opponents))
    return f"{stances.capitalized(supporters)} against {opponents}"


def about_words(kb: KnowledgeBase, row: Row) -> str:
    """Return the actors that a verdict is about, if more than two are compared: both sides, or all
    whose positions are in force. Empty if fewer than two are.
    """
    return sides_words(kb, row) or (_names(kb, row.actors_in_force) if row.pair else "")


def _names(kb: KnowledgeBase, actors: Iterable[str]) -> str:
    return words.listed(kb.actors[actor].name for actor in actors)


def position_sentence(kb: KnowledgeBase, position: Position) -> str:
    """Return a position as a sentence."""
    return f"{stances.capitalized(position_words(kb, position))}."


def position_words(kb: KnowledgeBase, position: Position) -> str:
    """Return a position as a sentence without a full stop: ``Russia supports recognising the
    Taliban, since July 2025``.
    """
    name = kb.actors[position.actor].name
    deciding = position.bases[0].latest if len(position.bases) == 1 else ()
    told = dict.fromkeys(_held(kb, claim) for claim in deciding)
    held = "; ".join(words.abridged([*told], "{} others"))
    match position.status:
        case PositionStatus.SILENT:
            return f"nothing is on record from {name}"
        case PositionStatus.CONTESTED:
            sides = ", and ".join(_held(kb, side.latest[-1]) for side in position.bases)
            return f"{name} is on both sides: {sides}"
        case PositionStatus.UNDATED:
            return f"{name} {held}, but it is not known if on this date"
        case PositionStatus.PAST:
            return f"{name} no longer {held}"
        case _:
            return f"{name} {_held(kb, deciding[-1])}"


def _held(kb: KnowledgeBase, claim: Claim) -> str:
    told = "".join(piece.text for piece in words.claim_phrase(kb, claim))
    return f"{told.partition(' ')[2]}, {words.when(claim)}"
