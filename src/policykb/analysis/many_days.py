"""Comparisons on many days. From one day to the next only what changes is worked out again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from policykb.analysis.agreement import (
    LEAST_SHARED,
    Agreement,
    Contribution,
    Tally,
    claims_of,
    contribution_of_scores,
)
from policykb.analysis.comparison import Comparison, Pair
from policykb.analysis.counted import CountedClaims
from policykb.analysis.histories import Stretch
from policykb.analysis.verdicts import Outcome, Row, Verdict, compare_topic
from policykb.model.records import Actor

if TYPE_CHECKING:
    from policykb.analysis.leaving_out import Scores


def turning_days(stretches: Iterable[Stretch]) -> list[int]:
    """Return the days (ordinals) on which a position begins, in order."""
    return sorted({stretch.first for stretch in stretches})


def topic_rows(
    counted: CountedClaims, topic: str, actors: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a topic (id) on all days: each with the first day (ordinal) on which it
    holds, in order.
    """
    counted = counted.for_many_days()
    days = turning_days(one for actor in actors for one in counted.history(actor, topic))
    return ((day, compare_topic(counted, topic, actors, day)) for day in days)


def compare_on_days(
    counted: CountedClaims, actors: Sequence[Actor], days: Iterable[int]
) -> Iterator[Comparison]:
    """Yield the comparisons of two or more actors on days (ordinals, in order), without rows.

    They are otherwise those of :func:`policykb.analysis.comparison.compare_counted`.
    """
    counted = counted.for_many_days()
    ids = [actor.id for actor in actors]
    pairs = [_PairTotals(counted, pair) for pair in combinations(ids, 2)]
    totals = pairs[0] if len(pairs) == 1 else _Totals(counted, ids)
    for day in days:
        for one in {id(one): one for one in (totals, *pairs)}.values():
            one.go_to(day)
        found = tuple(Pair(pair.actors, pair.verdicts(), pair.agreement()) for pair in pairs)
        yield Comparison(
            actors=tuple(actors),
            day=day,
            record_ends=counted.record_ends,
            rows=(),
            verdicts=totals.verdicts(),
            sides={actor: totals.count(Outcome(Verdict.ONE_SIDED, actor)) for actor in ids},
            make_pairs=partial(tuple, found),
            not_counted=counted.not_counted,
            query=counted.query,
        )


class _Part(NamedTuple):
    """The part of one topic in the totals from a day (ordinal) on: the outcome of its row, None if
    there is none, and its contribution to the agreement.
    """

    day: int
    topic: str
    outcome: Outcome | None
    contribution: Contribution | None


class _Totals:
    """The outcomes of the rows of some actors (ids) on a day, counted."""

    def __init__(self, counted: CountedClaims, actors: Sequence[str]) -> None:
        self._counted = counted
        self._actors = actors
        topics = counted.topics(actors)
        # The last is the earliest that is not yet counted.
        self._ahead = sorted(
            (part for topic in topics for part in self._parts(topic)),
            key=lambda part: part.day,
            reverse=True,
        )
        self._now: dict[str, _Part] = {}
        self._outcomes = Counter[Outcome]()

    def go_to(self, day: int) -> None:
        """Count what holds on a day, which is not before the last one asked for."""
        while self._ahead and self._ahead[-1].day <= day:
            part = self._ahead.pop()
            if (before := self._now.get(part.topic)) is not None:
                self._change(before, -1)
            self._now[part.topic] = part
            self._change(part, 1)

    def count(self, outcome: Outcome) -> int:
        """Return the number of rows with this outcome."""
        return self._outcomes[outcome]

    def verdicts(self) -> dict[Verdict, int]:
        """Return the number of rows with each verdict."""
        found = dict.fromkeys(Verdict, 0)
        for outcome, number in self._outcomes.items():
            found[outcome.verdict] += number
        return found

    def _parts(self, topic: str) -> Iterator[_Part]:
        for day, row in topic_rows(self._counted, topic, self._actors):
            yield _Part(day, topic, None if row.silent else row.outcome, None)

    def _change(self, part: _Part, by: int) -> None:
        if part.outcome is not None:
            self._outcomes[part.outcome] += by


class _PairTotals(_Totals):
    """The outcomes of the rows of two actors (ids) on a day, and their agreement."""

    def __init__(self, counted: CountedClaims, actors: tuple[str, str]) -> None:
        self.actors = actors
        self._tally = Tally(claims_of(counted, actors))
        shared = (
            counted.kb.is_leaf(topic)
            for topic in counted.topics(actors)
            if all(counted.of(actor, topic) for actor in actors)
        )
        self._may_have_value = sum(shared) >= LEAST_SHARED
        super().__init__(counted, actors)

    def agreement(self) -> Agreement:
        """Return the agreement of the two."""
        return self._tally.agreement()

    def _parts(self, topic: str) -> Iterator[_Part]:
        """Yield the parts of a topic. Without a claim, a position may change on other days."""
        counted, kb = self._counted, self._counted.kb
        rows = dict(topic_rows(counted, topic, self.actors))
        changes = [
            dict(counted.scores_without(actor, topic)) if self._may_have_value else {}
            for actor in self.actors
        ]
        without: list[Scores] = [{}, {}]
        row: Row | None = None
        for day in sorted({*rows, *changes[0], *changes[1]}):
            row = rows.get(day, row)
            without = [new.get(day, old) for new, old in zip(changes, without, strict=True)]
            if row is None or row.silent:
                yield _Part(day, topic, None, None)
                continue
            scores = [row.positions[actor].score for actor in self.actors]
            yield _Part(day, topic, row.outcome, contribution_of_scores(kb, topic, scores, without))

    def _change(self, part: _Part, by: int) -> None:
        super()._change(part, by)
        if part.contribution is not None:
            change = self._tally.add if by > 0 else self._tally.remove
            change(part.contribution)
