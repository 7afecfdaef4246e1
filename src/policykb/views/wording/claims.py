"""Stances, periods and claims in words, the same in every table."""

from collections.abc import Iterable
from math import copysign
from typing import TYPE_CHECKING

from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Certainty, Claim, PeriodBasis, RelativeTo, Stance, Voice
from policykb.text.normalize import collapse_spaces
from policykb.views.cells import Line, Segment, Style, line

if TYPE_CHECKING:  # words of claims need none
    from policykb.analysis.positions import Position

GLYPHS = {
    Stance.SUPPORT: "▲",
    Stance.LEAN_SUPPORT: "△",
    Stance.NEUTRAL: "○",
    Stance.LEAN_OPPOSE: "▽",
    Stance.OPPOSE: "▼",
    Stance.MIXED: "◆",
}
CONTESTED = "✕"
RELATIVE = "◇"
NOT_IN_FORCE = "·"

_STYLES = {1: Style.FOR, 0: Style.BETWEEN, -1: Style.AGAINST, None: Style.BETWEEN}


def style(value: Stance) -> Style:
    """Return the style of a stance: for, against, or neither."""
    return _STYLES[value.sign]


def stance(value: Stance) -> Segment:
    """Return a stance as glyph and word."""
    return Segment(f"{GLYPHS[value]} {value}", style(value))


def claim_stance(kb: KnowledgeBase, claim: Claim) -> Segment:
    """Return the stance of a claim; for a comparative the order that it gives."""
    if claim.relative_to is None:
        return stance(claim.stance)
    return Segment(f"{RELATIVE} {order(kb, claim.relative_to)}", Style.BETWEEN)


def order(kb: KnowledgeBase, relative: RelativeTo) -> str:
    """Return the order that a comparative gives: ``less than United States``."""
    return f"{relative.than} than {kb.actors[relative.actor].name}"


def period(text: str) -> str:
    """Return a period as people read it: an unknown end is shown, not left empty."""
    if text.startswith("/"):
        return f"…{text}"
    return f"{text}…" if text.endswith("/") else text


def when(claim: Claim) -> str:
    """Return the period of a claim. If only its publication dates it, it did not begin then: it
    was so ``by`` that day.
    """
    text = period(claim.period.text)
    return f"by {text}" if claim.period_basis is PeriodBasis.PUBLISHED else text


def trajectory(kb: KnowledgeBase, position: "Position") -> str:
    """Return the stances through time: ``oppose …/2025-07 → support 2025-07/..``.

    Claims that repeat the stance and period of the one before are left out. Two that take
    opposite sides at the same time have "against" between them, as the actor did not turn.
    """
    steps: list[str] = []
    for before, standing in zip((None, *position.standings), position.standings, strict=False):
        claim = standing.claim
        stance = order(kb, claim.relative_to) if claim.relative_to else claim.stance.value
        step = f"{stance} {when(claim)}"
        if step in steps:
            continue
        clash = before and before.claim.opposes(claim) and before.in_force.meets(standing.in_force)
        steps += ([" against " if clash else " → "] if steps else []) + [step]
    return "".join(steps)


def spoken(claim: Claim) -> str:
    """Return the voice and the certainty of a claim, where they are not the usual ones."""
    parts = []
    if claim.voice is Voice.ACTOR:
        parts.append("in the actor's own words")
    if claim.said_by:
        parts.append(f"said by {', '.join(claim.said_by)}")
    if claim.certainty is not Certainty.CERTAIN:
        parts.append(claim.certainty.value)
    if claim.disputed_by:
        parts.append(f"disputed by {', '.join(claim.disputed_by)}")
    return "; ".join(parts)


def claim_lines(kb: KnowledgeBase, claim: Claim) -> tuple[Line, ...]:
    """Return the stance and the period of a claim, then its voice if it is not the usual one."""
    voice = spoken(claim)
    head = line(claim_stance(kb, claim), f" {when(claim)}")
    return (head, muted(voice)) if voice else (head,)


def quoted(text: str) -> str:
    """Return a sentence of a source in quotation marks, on one line."""
    return f"“{collapse_spaces(text)}”"


def muted(text: str) -> Line:
    """Return a line of lesser weight."""
    return line(Segment(text, Style.MUTED))


def listed(names: Iterable[str]) -> str:
    """Return names as people list them: one, two and three."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def quantity(count: int, noun: str) -> str:
    """Return a number of things, in words: ``1 claim``, ``2 claims``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def rounded(value: float | None) -> str:
    """Return a number with two decimals, half away from zero; an empty text for None."""
    if value is None:
        return ""
    # A half may have become a little less in binary; no two means differ by so little.
    return f"{value + copysign(1e-9, value):.2f}"
