"""The matrix of many actors: its pairs are made as they are written."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from policykb.analysis.comparison import Comparison, Pair
from policykb.analysis.query import Query
from policykb.analysis.sensitivity import VariedComparison, varied_comparisons
from policykb.model.knowledge_base import KnowledgeBase
from policykb.render import Format, Output
from policykb.render.formats import render_pieces
from policykb.render.lines import markdown
from policykb.views.matrix import matrix_view
from policykb.views.wording.summary import agreement_brief
from tests.support.factories import claim, knowledge_base

ACTORS = 80
TOPICS = 7
STANCES = ("support", "lean-support", "neutral", "lean-oppose", "oppose")


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return knowledge_base(
        claim(
            f"c{actor}-{topic}",
            actor=f"a{actor:02}",
            topic=f"t{topic}",
            stance=STANCES[(actor * actor + topic * (actor % 11)) % 5],
        )
        for actor in range(ACTORS)
        for topic in range(TOPICS if actor else 2)
    )


@pytest.fixture(scope="module")
def found(kb: KnowledgeBase) -> VariedComparison:
    (one,) = varied_comparisons(kb, *kb.actors, dates=[""], query=Query(), varied=False)
    return one


@pytest.mark.parametrize("chosen", [Format.PLAIN, Format.CSV, Format.JSON, Format.JSONL])
def test_pairs_are_made_as_they_are_written(
    kb: KnowledgeBase, found: VariedComparison, chosen: Format
) -> None:
    (moment,) = found.moments
    made: list[tuple[str, str]] = []

    def counted() -> Iterator[Pair]:
        for pair in moment.make_pairs():
            made.append(pair.actors)
            yield pair

    watched: Comparison = replace(moment, make_pairs=counted)
    view = matrix_view(kb, [found._replace(moments=[watched])])
    pieces = iter(render_pieces(view, chosen, Output.of_file()))
    next(pieces)
    assert len(made) < len(moment.pairs) / 2
    assert sum(1 for _ in pieces)
    assert made == [pair.actors for pair in moment.pairs]


def test_of_many_pairs_the_closest_and_the_most_distant_are_listed(
    kb: KnowledgeBase, found: VariedComparison
) -> None:
    pairs = [one for one in found.moments[-1].pairs if one.agreement.value is not None]
    ranked = sorted(pairs, key=lambda one: -(one.agreement.value or 0))
    closest, distant, without = matrix_view(kb, [found]).groups
    assert closest.title == f"The 20 closest of {len(pairs):,} pairs"
    assert f"{ACTORS - 1} pairs without a number" in markdown(matrix_view(kb, [found]))
    for group, expected in ((closest, ranked[:20]), (distant, ranked[-20:])):
        shown = [(str(row.cells[0]), str(row.cells[1])) for row in group.rows]
        assert len(shown) == 20
        for (names, agreement), pair in zip(shown, expected, strict=True):
            assert all(kb.actors[actor].name in names for actor in pair.actors)
            assert agreement_brief(pair.agreement) in agreement
    assert without.lines
