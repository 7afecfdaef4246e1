"""Stances, periods and claims in words, the same in every table."""

from collections.abc import Callable, Iterable, Sequence
from math import copysign
from typing import TYPE_CHECKING

from policykb.frozen import NamedTuple
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import (
    Actor,
    Certainty,
    Claim,
    PeriodBasis,
    RelativeTo,
    Stance,
    Topic,
    Voice,
)
from policykb.text.normalize import collapse_spaces
from policykb.views.table import Line, Segment, Style, line
from policykb.views.wording import stances
from policykb.views.wording.dates import period_in_words

if TYPE_CHECKING:  # words of claims need none
    from policykb.analysis.positions import Content, Position

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


def stance(value: Stance, topic: Topic, actor: Actor | None = None) -> Segment:
    """Return a stance as glyph and verb, where the topic is named beside it: ``▲ supports``."""
    return Segment(f"{GLYPHS[value]} {stances.verb(value, topic, actor)}", style(value))


def claim_stance(kb: KnowledgeBase, claim: Claim) -> Segment:
    """Return the stance of a claim, where the topic is named beside it; for a comparative the order
    that it gives.
    """
    if claim.relative_to is None:
        return stance(claim.stance, kb.topics[claim.topic], kb.actors[claim.actor])
    return Segment(f"{RELATIVE} {_order(kb, claim.actor, claim.relative_to)}", Style.BETWEEN)


def claim_phrase(kb: KnowledgeBase, claim: Claim) -> Line:
    """Return what the actor of a claim does: ``▲ supports recognising the Taliban``."""
    topic, actor = kb.topics[claim.topic], kb.actors[claim.actor]
    if claim.relative_to is None:
        verb = stances.verb_before_label(claim.stance, topic, actor)
        head = Segment(f"{GLYPHS[claim.stance]} {verb}", style(claim.stance))
    else:
        order = f"{_order(kb, claim.actor, claim.relative_to)} {stances.order_before_label(topic)}"
        head = Segment(f"{RELATIVE} {order}", Style.BETWEEN)
    return line(head, f" {topic.label}")


def who_holds_what(kb: KnowledgeBase, claim: Claim, *, brief: bool = False) -> Line:
    """Return a claim as a sentence behind its sign: ``▼ United States opposes recognising the
    Taliban, since 2021``. ``brief`` is as in :func:`when`.
    """
    held, _ = claim_phrase(kb, claim)
    sign, _, _ = held.text.partition(" ")
    return line(Segment(f"{sign} ", held.style), *claim_sentence(kb, claim, brief=brief))


def claim_sentence(kb: KnowledgeBase, claim: Claim, *, brief: bool = False) -> Line:
    """Return a claim as a sentence: actor, stance, topic and period. ``brief`` is as in
    :func:`when`.
    """
    held, label = claim_phrase(kb, claim)
    _, _, verb = held.text.partition(" ")
    name = Segment(stances.capitalized(kb.actors[claim.actor].name), Style.STRONG)
    return line(name, Segment(f" {verb}", held.style), label, f", {when(claim, brief=brief)}")


def _order(kb: KnowledgeBase, actor: str, order: RelativeTo) -> str:
    return stances.order_verb(order.than, kb.actors[order.actor], kb.actors[actor])


def when(claim: Claim, *, brief: bool = False, in_history: bool = False) -> str:
    """Return the period of a claim in words. ``brief`` leaves out that the start is unknown if only
    publication dates the claim; :data:`AS_OF` must then say so. ``in_history`` says in its place
    that the stance was held at the latest by then.
    """
    text = period_in_words(claim.period, claim.period_basis, in_history=in_history)
    published = claim.period_basis is PeriodBasis.PUBLISHED
    return text.removesuffix(" (start unknown)") if brief and published else text


AS_OF = "as of: so when the source was published; the start is unknown"
"""The footnote of brief periods."""


def as_of_legend(claims: Iterable[Claim]) -> tuple[Line, ...]:
    """Return the footnote of the brief periods of claims, if one of them needs it."""
    published = any(claim.period_basis is PeriodBasis.PUBLISHED for claim in claims)
    return (muted(AS_OF),) if published else ()


def dated(kb: KnowledgeBase, claim: Claim, *, brief: bool = False) -> Line:
    """Return the stance and the period of a claim, where the topic is named beside it."""
    return line(claim_stance(kb, claim), f", {when(claim, brief=brief)}")


class Trajectory(NamedTuple):
    """The stances of an actor on a topic through time: ``opposes, until 2025 (start unknown) →
    supports, at the latest by 4 July 2025``. ``turns`` is True if they are not all on one side.
    """

    text: str
    turns: bool


def trajectory_of(kb: KnowledgeBase, position: "Position") -> Trajectory:
    """Return the stances through time. They are the same on each day."""
    signs = {claim.sign for claim in position.trajectory if claim.relative_to is None}
    return Trajectory(trajectory(kb, position), len(signs) > 1)


def trajectory(kb: KnowledgeBase, position: "Position") -> str:
    """Return the stances through time, of many the first and the last."""

    def step(claim: Claim) -> str:
        period = period_in_words(claim.period, claim.period_basis, in_history=True)
        return f"{claim_stance(kb, claim).text[2:]}, {period}"

    return "".join(abridged(_through_time(position, step, " but also "), "… {} more …", " → "))


def coded_trajectory(kb: KnowledgeBase, position: "Position") -> str:
    """Return the stances through time as programs read them, in the words of the files:
    ``oppose …/2025-07 → support 2025-07/..``.
    """
    steps = _through_time(position, lambda claim: f"{_coded(kb, claim)} {_coded_period(claim)}")
    return "".join(steps)


def coded_stance(kb: KnowledgeBase, position: "Position | Content") -> str:
    """Return the stance of a position in the words of the files; its status if it has none."""
    if position.stance is not None:
        return position.stance.value
    if position.orders:
        return ", ".join(f"{RELATIVE} {_coded_order(kb, one)}" for one in position.orders)
    return position.status.value


def _coded(kb: KnowledgeBase, claim: Claim) -> str:
    return _coded_order(kb, claim.relative_to) if claim.relative_to else claim.stance.value


def _coded_order(kb: KnowledgeBase, order: RelativeTo) -> str:
    return f"{order.than} than {kb.actors[order.actor].name}"


def _coded_period(claim: Claim) -> str:
    """Return a period with "…" for an unknown end, and "by" if only publication dates it."""
    text = claim.period.text
    if text.startswith("/"):
        text = f"…{text}"
    elif text.endswith("/"):
        text = f"{text}…"
    return f"by {text}" if claim.period_basis is PeriodBasis.PUBLISHED else text


def _through_time(
    position: "Position", step_of: Callable[[Claim], str], clashing: str = " against "
) -> list[str]:
    """Return the steps of a trajectory, each with what stands before it.

    Claims that repeat a step are left out. Two that take opposite sides at the same time have
    ``clashing`` between them, as the actor did not turn.
    """
    steps: dict[str, str] = {}
    times = position.times.each
    for before, time in zip((None, *times), times, strict=False):
        step = step_of(time.claim)
        if step not in steps:
            clash = before and before.claim.opposes(time.claim) and before.meets(time)
            steps[step] = (clashing if clash else " → ") if steps else ""
    return [f"{between}{step}" for step, between in steps.items()]


_MOST_PARTS = 12
_FIRST_PARTS = 3


def abridged(parts: Sequence[str], others: str, before: str = "") -> list[str]:
    """Return the parts of a text; of many the first and the last, and between them the number of
    the ``others``, in its words, with what stands ``before`` it.
    """
    if len(parts) <= _MOST_PARTS:
        return list(parts)
    last = _MOST_PARTS - _FIRST_PARTS - 1
    between = before + others.format(len(parts) - _MOST_PARTS + 1)
    return [*parts[:_FIRST_PARTS], between, *parts[-last:]]


def position_words(kb: KnowledgeBase, position: "Position | Content") -> str:
    """Return the stance of a position, where the topic is named beside it; its status if it has
    none.
    """
    topic, actor = kb.topics[position.topic], kb.actors[position.actor]
    if position.stance is not None:
        return stances.verb(position.stance, topic, actor)
    if position.orders:
        return ", ".join(_order(kb, position.actor, order) for order in position.orders)
    return position.status.value


def spoken(kb: KnowledgeBase, claim: Claim) -> str:
    """Return the voice and the certainty of a claim, where they are not the usual ones."""
    parts = []
    if claim.voice is Voice.ACTOR:
        parts.append("in the actor's own words")
    if claim.said_by:
        parts.append(f"said by {names(kb, claim.said_by)}")
    if claim.certainty is not Certainty.CERTAIN:
        parts.append(claim.certainty.value)
    if claim.disputed_by:
        parts.append(f"disputed by {names(kb, claim.disputed_by)}")
    return "; ".join(parts)


def claim_lines(kb: KnowledgeBase, claim: Claim) -> tuple[Line, ...]:
    """Return the stance and the period of a claim, then its voice if it is not the usual one."""
    voice = spoken(kb, claim)
    head = dated(kb, claim)
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


def names(kb: KnowledgeBase, actors: Iterable[str]) -> str:
    """Return the names of actors (by id) as people list them."""
    return listed(kb.actors[actor].name for actor in actors)


def quantity(count: int, noun: str) -> str:
    """Return a number of things, in words: ``1 claim``, ``2 claims``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def rounded(value: float | None) -> str:
    """Return a number with two decimals, half away from zero; an empty text for None."""
    if value is None:
        return ""
    # A half may have become a little less in binary; no two means differ by so little.
    return f"{value + copysign(1e-9, value):.2f}"
