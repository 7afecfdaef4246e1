"""The sensitivity of a comparison: other claims counted, and each claim left out in turn."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from policykb.analysis.agreement import mean_nearness, near_on
from policykb.analysis.all_pairs import CellComparison
from policykb.analysis.cells import Question
from policykb.analysis.comparison import Comparison, Pair, comparable, compare_counted
from policykb.analysis.counted import count_for
from policykb.analysis.counted_cells import cells_of, count_cells
from policykb.analysis.leaving_out import leaving_out
from policykb.analysis.positions import Content, Position
from policykb.analysis.query import Query
from policykb.analysis.succession import in_order
from policykb.analysis.verdicts import Outcome, Row, Verdict, outcome_of
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Certainty, Claim, ClaimKind, PeriodBasis, Voice
from policykb.progress import Progress, no_progress


class Variant(NamedTuple):
    """A way to count: its name, its meaning, the options of ``compare`` that select it, and a
    function that applies it to a query.
    """

    name: str
    meaning: str
    options: str
    apply: Callable[[Query], Query]


VARIANTS = (
    Variant("as-asked", "what you asked for", "", lambda query: query),
    Variant(
        "author",
        "only what the source's author says",
        "--voice author",
        lambda query: replace(query, voices=(Voice.AUTHOR,)),
    ),
    Variant(
        "reported",
        "only the actors' own words, as reported",
        "--voice actor",
        lambda query: replace(query, voices=(Voice.ACTOR,)),
    ),
    Variant(
        "hearsay-too",
        "what others say of them, too",
        "--include-hearsay",
        lambda query: replace(query, include_hearsay=True),
    ),
    Variant(
        "firm",
        "without hedged or disputed claims",
        "--certainty certain --undisputed",
        lambda query: replace(query, certainties=(Certainty.CERTAIN,), undisputed=True),
    ),
    Variant(
        "dated",
        "without claims that publication alone dates",
        "--basis stated --basis inferred",
        lambda query: replace(query, bases=(PeriodBasis.STATED, PeriodBasis.INFERRED)),
    ),
    Variant(
        "policy",
        "positions and actions",
        "--kind position --kind action",
        lambda query: replace(query, kinds=(ClaimKind.POSITION, ClaimKind.ACTION)),
    ),
    Variant(
        "outlook",
        "beliefs and interests",
        "--kind belief --kind interest",
        lambda query: replace(query, kinds=(ClaimKind.BELIEF, ClaimKind.INTEREST)),
    ),
)
"""The variants of ``compare --sensitivity``. Each sets the filters that it names, and keeps the
others of the request.
"""


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """The verdict on a topic (id) before and after."""

    topic: str
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class Trial:
    """A comparison under one variant, and the verdicts that differ from those of the request."""

    variant: Variant
    comparison: Comparison
    changes: tuple[OutcomeChange, ...]


@dataclass(frozen=True, slots=True)
class ClaimEffect:
    """The effect of leaving out one claim: the verdicts that change, and the agreements that change
    with their new values, by pair of actors (ids).
    """

    claim: Claim
    changes: tuple[OutcomeChange, ...]
    agreements: Mapping[tuple[str, str], float | None]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The trials, the first of which is the request; the effects of single claims, those that
    change a verdict first; and the number of claims that were left out in turn.
    """

    trials: tuple[Trial, ...]
    effects: tuple[ClaimEffect, ...]
    tried: int


class VariedComparison(NamedTuple):
    """A comparison at one moment or two, the earlier first, its variant (None if claims are counted
    as asked), and the sources (ids) that it rests on.
    """

    variant: Variant | None
    moments: Sequence[Comparison]
    sources: Collection[str] = ()


def varied_comparisons(
    kb: KnowledgeBase, *actors: str, dates: Sequence[str], query: Query, varied: bool
) -> list[VariedComparison]:
    """Compare actors on each of the dates as asked or, if ``varied``, under every variant.

    Raises:
        PolicyKBError: as :func:`policykb.analysis.comparison.compare` does.
    """
    variants = VARIANTS if varied else VARIANTS[:1]
    made = (_moments(kb, actors, dates, variant.apply(query)) for variant in variants)
    return [
        VariedComparison(variant if varied else None, *one)
        for variant, one in zip(variants, made, strict=True)
    ]


def _moments(
    kb: KnowledgeBase, actors: Sequence[str], dates: Sequence[str], query: Query
) -> tuple[Sequence[Comparison], Collection[str]]:
    """Return the comparison on each date, and the sources (ids) of their claims."""
    found = comparable(kb, actors)
    counted = count_cells(kb, replace(query, actors=[actor.id for actor in found]))
    days = tuple(counted.day(on) for on in dates)
    made = CellComparison(counted, found, days)
    made.add(cells_of(counted, Question(days, without=True)))
    return list(made.comparisons(query)), made.sources


def sensitivity(
    kb: KnowledgeBase,
    *actors: str,
    as_of: str = "",
    query: Query | None = None,
    progress: Progress = no_progress,
) -> Sensitivity:
    """Compare actors under every variant, and with each counted claim left out in turn.

    Args:
        kb: the knowledge base.
        actors: two or more actors, by id, name or alias.
        as_of: the date of the answers, as in :func:`policykb.analysis.comparison.compare`.
        query: which claims to look at.
        progress: shows the number of claims that have been left out so far.

    Raises:
        PolicyKBError: as :func:`policykb.analysis.comparison.compare` does.
    """
    found = comparable(kb, actors)
    query = query or Query()
    requested = count_for(kb, found, query)
    on = requested.day(as_of)
    baseline = compare_counted(requested, found, on)
    trials = []
    for variant in VARIANTS:
        counted = count_for(kb, found, variant.apply(query))
        comparison = compare_counted(counted, found, on)
        trials.append(Trial(variant, comparison, tuple(_outcome_changes(kb, baseline, comparison))))
    counted_claims = in_order(chain.from_iterable(requested.claims.values()))
    left_out = {
        name: content
        for row in baseline.rows
        for position in row.positions.values()
        for name, content in leaving_out(position).items()
    }
    by_topic = _Baseline(kb, baseline)
    effects = [
        effect
        for claim in progress([one for one in counted_claims if one.id in left_out], "leaving out")
        if (effect := _effect_of(by_topic, claim, left_out[claim.id])) is not None
    ]
    values = {pair.actors: pair.agreement.value for pair in baseline.pairs}
    return Sensitivity(
        tuple(trials),
        tuple(sorted(effects, key=lambda one: (not one.changes, -_shift(values, one)))),
        len(counted_claims),
    )


def _outcome_changes(
    kb: KnowledgeBase, before: Comparison, after: Comparison
) -> Iterator[OutcomeChange]:
    old, new = ({row.topic.id: row.outcome for row in found.rows} for found in (before, after))
    for topic in kb.topics:
        was, now = (found.get(topic, Outcome(Verdict.NONE)) for found in (old, new))
        if was != now:
            yield OutcomeChange(topic, was, now)


class _Baseline:
    """The comparison as asked, looked up by topic and by pair."""

    def __init__(self, kb: KnowledgeBase, comparison: Comparison) -> None:
        self.kb = kb
        self.day = comparison.day
        self.ids = [actor.id for actor in comparison.actors]
        self.rows = {row.topic.id: row for row in comparison.rows}
        self.pairs = comparison.pairs
        self.means = {
            pair.actors: mean_nearness(
                kb, {topic: _positions(row, pair) for topic, row in self.rows.items()}
            )
            for pair in comparison.pairs
        }

    def value_with(self, pair: Pair, topic: str, after: Content) -> float | None:
        """Return the agreement of a pair with another position of one of them on a topic (id)."""
        before = {actor: self.rows[topic].positions[actor].score for actor in pair.actors}
        was, now = (
            near_on(self.kb, topic, *scores.values())
            for scores in (before, before | {after.actor: after.score})
        )
        return self.means[pair.actors].replaced(was, now).value


def _positions(row: Row, pair: Pair) -> list[Position]:
    return [row.positions[actor] for actor in pair.actors]


def _effect_of(baseline: _Baseline, claim: Claim, after: Content) -> ClaimEffect | None:
    """Return the effect of leaving out a claim; None if nothing changes. ``after`` is the position
    without it.
    """
    row = baseline.rows[claim.topic]
    contents = {actor: position.content for actor, position in row.positions.items()}
    was, now = row.outcome, outcome_of(contents | {claim.actor: after})
    changes = (OutcomeChange(claim.topic, was, now),) if was != now else ()
    changed = {
        pair.actors: value
        for pair in baseline.pairs
        if claim.actor in pair.actors
        and (value := baseline.value_with(pair, claim.topic, after)) != pair.agreement.value
    }
    return ClaimEffect(claim, changes, changed) if changes or changed else None


def _shift(values: Mapping[tuple[str, str], float | None], effect: ClaimEffect) -> float:
    """Return the furthest that an agreement moves from these values."""
    moved = [
        abs(value - was)
        for actors, value in effect.agreements.items()
        if value is not None and (was := values[actors]) is not None
    ]
    return round(max(moved, default=0), 12)
