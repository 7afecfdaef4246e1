"""Verdicts and undated positions through time, in words."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from policykb.analysis.positions import Position, PositionStatus
from policykb.analysis.timelines import Episode, Timeline
from policykb.analysis.verdicts import SEVERAL, Row, Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import AFTER_ALL_DAYS
from policykb.model.records import Claim, PeriodBasis, TopicKind
from policykb.views.wording import claims as words
from policykb.views.wording.dates import bound_in_words, day_in_words, days_in_words
from policykb.views.wording.sentences import about_words

_SIDES = {
    TopicKind.POLICY: {1: "were for it", 0: "were neutral on it", -1: "were against it"},
    TopicKind.FACT: {1: "affirmed it", 0: "were neutral on it", -1: "denied it"},
}


def position_through_time(kb: KnowledgeBase, position: Position) -> str:
    """Return a position on days of a timeline. Of an undated one also the reason, and the stance
    if its claims are on one side: ``leans against (undated: start unknown)``.
    """
    if position.status is not PositionStatus.UNDATED:
        return words.position_words(kb, position)
    held = position.if_it_held
    stance = f"{words.position_words(kb, held)} " if held.stance is not None else ""
    reasons = ", ".join(_reasons(kb, position))
    return f"{stance}(undated: {reasons})" if stance else f"undated ({reasons})"


def verdict_words(kb: KnowledgeBase, row: Row) -> str:
    """Return a verdict with the actors that it is about: the only one in force or, if there are
    more than two actors, the sides. An undated one is about the undated actors, and has the verdict
    that follows if their positions were in force.
    """
    if row.verdict is not Verdict.UNDATED:
        names = kb.actors[row.side].name if row.side else about_words(kb, row)
        return f"{row.verdict} ({names})" if names else row.verdict.value
    return _undated_words(kb, [row])


def verdicts_words(
    kb: KnowledgeBase, episodes: Sequence[Episode], *, undated: bool = True
) -> Iterator[str]:
    """Yield the verdicts in order, each with its days; those where all are silent or past are left
    out, and the undated ones if ``undated`` is False. What was undated and is then in force with
    the same verdict begins *at the latest* then.
    """
    before: Episode | None = None
    for _, group in groupby(
        episodes, lambda one: _undated_if(one) or (one.row.outcome, about_words(kb, one.row))
    ):
        run = list(group)
        one, last = run[0], run[-1].last
        if one.row.verdict is Verdict.UNDATED:
            if undated:
                told = _undated_words(kb, [each.row for each in run])
                yield f"{told}, {days_in_words(one.first, last, by_month=True)}"
        elif before and _undated_if(before) is one.row.verdict and before.last + 1 == one.first:
            until = f", until {day_in_words(last)}" if last < AFTER_ALL_DAYS - 1 else ""
            first = day_in_words(one.first)
            yield f"{verdict_words(kb, one.row)}, at the latest by {first}{until}"
        elif one.row.verdict is not Verdict.NONE:
            days = days_in_words(one.first, last, by_month=True)
            yield f"{verdict_words(kb, one.row)}, {days}"
        before = run[-1]


def _undated_if(episode: Episode) -> Verdict | None:
    """Return the verdict if all positions hold, of an undated one."""
    row = episode.row
    return row.verdict_if_held if row.verdict is Verdict.UNDATED else None


def _undated_words(kb: KnowledgeBase, rows: Sequence[Row]) -> str:
    undated = list(dict.fromkeys(one.actor for row in rows for one in _undated(row)))
    row = rows[0]
    both = len(undated) == len(row.positions) == 2
    names = "both" if both else words.names(kb, undated)
    if row.verdict_if_held in SEVERAL:
        return f"{row.verdict_if_held} if {names} held it then"
    return f"{row.verdict} for {names}"


def turn_words(kb: KnowledgeBase, timeline: Timeline) -> str:
    """Return a sentence on the last time that two actors parted or came together, with whose
    position was undated before; an empty text if they never did.

    An example: "Both were against it until July 2025 (Russia: start unknown), then they parted."
    """
    turns = [
        (before, after)
        for before, after in pairwise(timeline.episodes)
        if {before.row.verdict_if_held, after.row.verdict} == {Verdict.AGREE, Verdict.OPPOSED}
    ]
    if len(timeline.stretches) != 2 or not turns:
        return ""
    before, after = turns[-1]
    agreed = before if after.row.verdict is Verdict.OPPOSED else after
    stances = [one.if_it_held.stance for one in agreed.row.positions.values()]
    both = _SIDES[timeline.topic.kind][next(one.sign or 0 for one in stances if one)]
    undated = [
        f"{kb.actors[one.actor].name}: {', '.join(_reasons(kb, one))}"
        for one in _undated(before.row)
    ]
    remark = f" ({'; '.join(undated)})" if undated else ""
    until = f"until {_turn(after)}{remark}"
    if agreed is before:
        return f"Both {both} {until}, then they parted."
    return f"They were on opposite sides {until}, then both {both}."


def _undated(row: Row) -> list[Position]:
    return [one for one in row.positions.values() if one.status is PositionStatus.UNDATED]


def _reasons(kb: KnowledgeBase, position: Position) -> list[str]:
    """Return the reasons for which a position is undated, each once; of many the first."""
    (group,) = position.bases
    found = list(dict.fromkeys(_reason(kb, claim) for claim in group.latest))
    others = group.unnamed or len(found) > _MOST_REASONS
    return [*found[:_MOST_REASONS], *(["and others"] if others else [])]


_MOST_REASONS = 5


def _reason(kb: KnowledgeBase, claim: Claim) -> str:
    if claim.period_basis is PeriodBasis.PUBLISHED:
        return f"at the latest by {day_in_words(kb.published[claim.source])}"
    return "start unknown" if claim.period.start is None else "end unknown"


def _turn(after: Episode) -> str:
    """Return when an episode begins, no finer than the claims say that begin it."""
    deciding = (one.bases[0] for one in after.row.positions.values() if len(one.bases) == 1)
    starts = (claim.period.start for group in deciding for claim in group.latest)
    for start in starts:
        if start is not None and start.first == after.first:
            return bound_in_words(start)
    return day_in_words(after.first)
