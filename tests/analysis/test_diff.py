"""The difference of two states, and what moved with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import TypeVar
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykb.analysis.counted import CountedClaims
from policykb.analysis.diff import Difference, diff
from policykb.analysis.positions import PositionStatus
from policykb.analysis.query import Query
from policykb.analysis.record_diff import ChangeKind, RecordChange
from policykb.analysis.verdicts import Verdict
from policykb.diagnostics import Location, PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase, LeftOut
from policykb.model.period import day_text
from policykb.model.records import Claim, Record, Skipped, Stance
from tests.support.factories import actor, claim, knowledge_base, source, topic
from tests.support.strategies import BROADER, SOURCES, claims, days, knowledge_bases, with_ids

_R = TypeVar("_R", bound=Record)

A = claim("c-a", actor="a", topic="t", stance="support")
B = claim("c-b", actor="b", topic="t", stance="oppose")
OTHER = claim("c-o", actor="a", topic="u", stance="support")
BASE = [A, B, OTHER]


def between(
    before: Sequence[Claim], after: Sequence[Claim], *actors: str, query: Query | None = None
) -> Difference:
    return diff(knowledge_base(before), knowledge_base(after), actors=actors, query=query)


def told(changes: Sequence[RecordChange[Claim]]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.record.id, one.kind.value, one.fields) for one in changes]


def moved(found: Difference) -> list[tuple[str, str, str | None, str | None]]:
    return [(m.actor, m.topic, m.before.stance, m.after.stance) for m in found.positions]


# --- records ---------------------------------------------------------------------------


def test_claims_are_added_removed_and_changed() -> None:
    new = claim("c-new", actor="a", topic="v")
    found = between([A, B, OTHER], [replace(A, summary="Other words"), OTHER, new])
    assert told(found.claims) == [
        ("c-new", "added", ()),
        ("c-b", "removed", ()),
        ("c-a", "changed", ("summary",)),
    ]
    added, removed, changed = found.claims
    assert (added.before, added.after, removed.before, removed.after) == (None, new, B, None)
    assert changed.before is not None
    assert changed.before.summary == A.summary
    assert found


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        (replace(A, source="s2023"), ("source",)),
        (replace(A, stance=B.stance, quote="Other words."), ("stance", "quote")),
        (claim("c-a", period="2020/.."), ("period",)),
        (claim("c-a", status="retracted"), ("status",)),
        (claim("c-a", than="less"), ("relative_to",)),
        (replace(A, location=Location("elsewhere"), route=("claims", 7)), ()),
        (replace(A, quote="The  whole\nsentence. "), ()),
    ],
)
def test_a_claim_is_known_by_its_id(changed: Claim, fields: tuple[str, ...]) -> None:
    found = between([A, claim("c-x", source="s2023")], [changed, claim("c-x", source="s2023")])
    assert [one.fields for one in found.claims] == ([fields] if fields else [])
    assert not found.skipped


def test_the_order_in_a_list_is_no_change() -> None:
    one = claim("c-a", contradicts=["x", "y"])
    assert not between([one], [replace(one, contradicts=("y", "x"))])
    assert between([one], [replace(one, contradicts=("x",))]).claims[0].fields == ("contradicts",)


def test_actors_topics_sources_and_skipped_sentences() -> None:
    def skip(quote: str, reason: str) -> Skipped:
        where = Location("sources/s2025/claims.yaml")
        return Skipped(source="s2025", quote=quote, reason=reason, location=where)

    before = replace(
        knowledge_base([A], actors=[actor("x")], topics=[topic("y")]),
        skipped=(skip("One.", "no"), skip("Two.", "no"), skip("Twice.", "no")),
    )
    after = replace(
        knowledge_base(
            [A],
            actors=[actor("x", "New name"), actor("z")],
            published={"s0": "2024-01-01"},
        ),
        skipped=(skip("Three.", "no"), skip("Two.", "yes"), *[skip("Twice.", "no")] * 2),
    )
    found = diff(before, after)
    assert [(e.record.id, e.kind, e.fields) for e in found.actors] == [
        ("z", ChangeKind.ADDED, ()),
        ("x", ChangeKind.CHANGED, ("name",)),
    ]
    assert [(e.record.id, e.kind) for e in found.topics] == [("y", ChangeKind.REMOVED)]
    assert [(e.record.id, e.kind) for e in found.sources] == [("s0", ChangeKind.ADDED)]
    assert [(e.record.quote, e.kind, e.fields) for e in found.skipped] == [
        ("Three.", ChangeKind.ADDED, ()),
        ("Twice.", ChangeKind.ADDED, ()),
        ("One.", ChangeKind.REMOVED, ()),
        ("Two.", ChangeKind.CHANGED, ("reason",)),
    ]
    assert not found.positions


@pytest.mark.parametrize(
    ("left_out", "faulty"),
    [
        (LeftOut("claim", "c-b", Location("x"), "why"), True),
        (LeftOut("claim", "c-x", Location("x"), "why"), False),
        (LeftOut("actor", "c-b", Location("x"), "why"), False),
        (LeftOut("file", "sources/s2025/claims.yaml", Location("x"), "why"), True),
        (LeftOut("file", "sources/s2025", Location("x"), "why"), True),
        (LeftOut("file", "sources/s20", Location("x"), "why"), False),
    ],
)
def test_what_is_there_with_a_fault_is_told_apart(left_out: LeftOut, *, faulty: bool) -> None:
    sound, spoilt = knowledge_base([A, B]), knowledge_base([A], left_out=[left_out])
    (removed,), (added,) = diff(sound, spoilt).claims, diff(spoilt, sound).claims
    assert (removed.kind, removed.faulty) == (ChangeKind.REMOVED, faulty)
    assert (added.kind, added.faulty) == (ChangeKind.ADDED, faulty)


# --- positions and verdicts ------------------------------------------------------------


def test_a_position_and_a_verdict_move_and_others_do_not() -> None:
    found = between(BASE, [A, replace(B, stance=A.stance), OTHER])
    (position,) = found.positions
    assert moved(found) == [("b", "t", "oppose", "support")]
    assert (position.claims, position.sources) == (("c-b",), ())
    (verdict,) = found.verdicts
    assert (verdict.topic, verdict.actors) == ("t", ("a", "b"))
    assert (verdict.before.verdict, verdict.after.verdict) == (Verdict.OPPOSED, Verdict.AGREE)
    assert found.day is not None
    assert day_text(found.day) == "2025-07-04"


def test_a_position_may_move_and_the_verdict_stay() -> None:
    found = between(BASE, [A, replace(B, stance=claim(stance="lean-oppose").stance), OTHER])
    assert moved(found) == [("b", "t", "oppose", "lean-oppose")]
    assert not found.verdicts


def test_a_claim_that_rests_on_nothing_moves_nothing() -> None:
    assert not between(BASE, [replace(A, summary="Other"), B, OTHER]).positions
    milder = claim("c-n", topic="t", stance="lean-support", period="2010/..")
    assert not between(BASE, [*BASE, milder]).positions
    draft = claim("c-n", topic="t", stance="oppose", period="2022/..", status="draft")
    assert between(BASE, [*BASE, draft]).claims
    assert not between(BASE, [*BASE, draft]).positions


def test_a_retracted_claim_is_a_change_and_its_position_goes() -> None:
    retracted = claim("c-b", actor="b", topic="t", stance="oppose", status="retracted")
    found = between(BASE, [A, retracted, OTHER])
    assert told(found.claims) == [("c-b", "changed", ("status",))]
    assert found.positions[0].after.status is PositionStatus.SILENT
    assert found.positions[0].claims == ("c-b",)
    assert found.verdicts[0].after == (Verdict.ONE_SIDED, "a")


def test_an_order_is_a_position_too() -> None:
    less = claim("c-l", than="less")
    found = between([less], [claim("c-l", than="more")])
    assert [p.before.status for p in found.positions] == [PositionStatus.RELATIVE]


def test_a_new_date_of_a_source_is_told_as_what_is_behind() -> None:
    by = claim("c-p", period="2023-05-01/..", basis="published", source="s2023")
    other = knowledge_base([by, A])
    moved_source = source("s2023", published="2025-07-05")
    later = replace(other, sources={**other.sources, "s2023": moved_source})
    found = diff(other, later, as_of="2024")
    assert [(e.record.id, e.fields) for e in found.sources] == [("s2023", ("published",))]
    assert found.sources[0].record.published == date(2025, 7, 5)
    assert all(p.claims == () and p.sources == ("s2023",) for p in found.positions)


def test_a_claim_that_changes_hands_moves_both() -> None:
    found = between(BASE, [A, replace(B, actor="c"), OTHER])
    assert [(p.actor, p.claims) for p in found.positions] == [("c", ("c-b",)), ("b", ("c-b",))]
    assert {v.actors for v in found.verdicts} == {("a", "c"), ("a", "b"), ("c", "b")}


def test_a_position_of_many_is_found_once_though_it_is_in_many_verdicts() -> None:
    names = [f"a{n:02}" for n in range(40)]
    before = [claim(f"c-{name}", actor=name, stance="support") for name in names]
    after = [replace(one, stance=Stance.OPPOSE) if one.actor <= "a19" else one for one in before]
    with patch.object(
        CountedClaims, "position", autospec=True, side_effect=CountedClaims.position
    ) as position:
        found = between(before, after)
    assert [one.actors for one in found.verdicts] == [
        pair for pair in combinations(names, 2) if (pair[0] <= "a19") != (pair[1] <= "a19")
    ]
    assert position.call_count == 2 * 20 + 2 * 40


def test_verdicts_are_on_those_who_speak_or_are_named() -> None:
    bases = (
        knowledge_base(BASE, actors=[actor("z")]),
        knowledge_base([A, OTHER], actors=[actor("z")]),
    )
    assert [v.actors for v in diff(*bases).verdicts] == [("a", "b")]
    named = diff(*bases, actors=["b", "z"])
    assert [(v.actors, v.before.side) for v in named.verdicts] == [(("b", "z"), "b")]


def test_as_of_is_one_date_for_both() -> None:
    after = [*BASE, claim("c-n", topic="t", stance="oppose", period="2023/..")]
    befores, afters = knowledge_base(BASE), knowledge_base(after)
    assert not diff(befores, afters, as_of="2022").positions
    assert diff(befores, afters, as_of="2023").positions
    earlier = knowledge_base([claim(source="s2015", period="2010/..")])
    found = diff(earlier, befores)
    assert found.day == found.record_ends == date(2025, 7, 4).toordinal()
    assert diff(befores, earlier).day == date(2015, 3, 1).toordinal()


def test_agreements_of_those_named() -> None:
    names = [(who, about) for who in "ab" for about in ("t1", "t2", "t3")]
    before = [claim(f"c-{who}-{about}", actor=who, topic=about) for who, about in names]
    after = [*before[:-1], replace(before[-1], stance=B.stance)]
    (agreement,) = between(before, after, "a", "b").agreements
    assert agreement.before.value == 1
    assert agreement.after.value == pytest.approx(2 / 3)
    assert not between(before, after).agreements
    assert not between(before, after, "b").agreements
    withheld = between(before, before[:-1], "a", "b").agreements[0].after
    assert (withheld.value, withheld.shared) == (None, 2)


# --- what is asked for -----------------------------------------------------------------


def test_only_these_actors() -> None:
    after = [claim("c-new", actor="new", topic="t"), replace(A, stance=B.stance)]
    found = between(BASE, after, "new")
    assert told(found.claims) == [("c-new", "added", ())]
    assert moved(found) == [("new", "t", None, "support")]
    assert [e.record.id for e in found.actors] == ["new"]
    assert told(between(BASE, after, "b").claims) == [("c-b", "removed", ())]
    assert told(between(after, BASE, "new").claims) == [("c-new", "removed", ())]
    with pytest.raises(PolicyKBError, match="unknown actor"):
        between(BASE, after, "nobody")


def test_a_name_of_either_state_is_known() -> None:
    before = knowledge_base(BASE, actors=[actor("a", "Old")])
    after = knowledge_base([B, OTHER], actors=[actor("a", "New")])
    assert diff(before, after, actors=["old"]).claims == diff(before, after, actors=["new"]).claims


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (Query(), ["c-n", "c-o", "c-a", "c-b"]),
        (Query(topics=["t"]), ["c-a", "c-b"]),
        (Query(topics=["v"]), ["c-n"]),
        (Query(topics=["u", "v"]), ["c-n", "c-o"]),
        (Query(sources=["s2023"]), ["c-n"]),
        (Query(stances=["oppose"]), ["c-a", "c-b"]),
        (Query(known_by="2024"), ["c-n"]),
        (Query(statuses=["active", "draft"]), ["c-n", "c-o", "c-a", "c-b"]),
    ],
)
def test_claims_are_told_that_fit_in_one_of_the_states(query: Query, ids: list[str]) -> None:
    after = [
        replace(A, stance=B.stance),
        claim("c-b", actor="b", topic="t", stance="neutral", status="retracted"),
        claim("c-n", topic="v", source="s2023"),
    ]
    assert [one.record.id for one in between(BASE, after, query=query).claims] == ids


def test_filters_count() -> None:
    after = [A, B, OTHER, claim("c-n", actor="c", topic="v", certainty="possible")]
    assert not between(BASE, after, query=Query(certainties=["certain"])).positions
    assert between(BASE, after, query=Query(certainties=["possible"])).positions
    for query in (
        Query(topics=["w"]),
        Query(known_by="2001"),
        Query(during="x"),
        Query(pattern="("),
    ):
        with pytest.raises(PolicyKBError):
            between(BASE, after, query=query)


def test_narrower_topics_and_other_records_follow() -> None:
    before = knowledge_base([A], topics=[topic("t5"), topic("t4")])
    after = knowledge_base([A], topics=[topic("t5", "New"), topic("t4", "New", broader="t5")])
    found = diff(before, after, query=Query(topics=["t5"]))
    assert [e.record.id for e in found.topics] == ["t5", "t4"]
    assert [e.record.id for e in diff(before, after, query=Query(topics=["t4"])).topics] == ["t4"]


@pytest.mark.parametrize("empty", [knowledge_base(), knowledge_base(topics=[topic("t")])])
def test_a_state_without_sources_has_no_positions(empty: KnowledgeBase) -> None:
    full = knowledge_base(BASE)
    there, back = diff(empty, full), diff(full, empty)
    assert {p.before.status for p in there.positions} == {PositionStatus.SILENT}
    assert {p.after.status for p in back.positions} == {PositionStatus.SILENT}
    assert len(there.positions) == len(back.positions) == 3
    assert back.day == full.published["s2025"]
    assert back.record_ends is None
    assert len(there.claims) == len(back.claims) == 3
    assert diff(empty, empty).day is None
    assert not diff(empty, empty)


# --- laws ------------------------------------------------------------------------------


def reordered(kb: KnowledgeBase, draw: st.DataObject) -> KnowledgeBase:
    def shuffled(records: dict[str, _R]) -> dict[str, _R]:
        return dict(draw.draw(st.permutations(list(records.items()))))

    return replace(
        kb,
        actors=shuffled(dict(kb.actors)),
        topics=shuffled(dict(kb.topics)),
        sources=shuffled(dict(kb.sources)),
        claims=shuffled(dict(kb.claims)),
    )


@given(knowledge_bases, st.data())
def test_a_state_does_not_differ_from_itself_in_any_order(
    kb: KnowledgeBase, data: st.DataObject
) -> None:
    assert not diff(kb, kb)
    assert not diff(kb, reordered(kb, data), actors=["a", "b"])


dates = st.sampled_from([SOURCES, {**SOURCES, "s1": "2022-01-01", "s4": "2020-01-01"}])
states = st.builds(
    lambda found, published: knowledge_base(found, published=published, broader=BROADER),
    st.lists(claims(), max_size=20).map(with_ids),
    dates,
)


@given(states, states, days)
def test_back_is_the_mirror_of_there(before: KnowledgeBase, after: KnowledgeBase, day: str) -> None:
    there, back = (diff(one, other, as_of=day) for one, other in ((before, after), (after, before)))
    for name in ("claims", "actors", "topics", "sources", "skipped"):
        assert {(e.before, e.after, e.fields) for e in getattr(there, name)} == {
            (e.after, e.before, e.fields) for e in getattr(back, name)
        }
    assert {
        (m.actor, m.topic, m.before, m.after, frozenset(m.claims)) for m in there.positions
    } == {(m.actor, m.topic, m.after, m.before, frozenset(m.claims)) for m in back.positions}
    assert {(m.topic, frozenset(m.actors), m.before, m.after) for m in there.verdicts} == {
        (m.topic, frozenset(m.actors), m.after, m.before) for m in back.verdicts
    }


@given(states, states, days)
def test_what_moved_has_something_behind_it(
    before: KnowledgeBase, after: KnowledgeBase, day: str
) -> None:
    found = diff(before, after, as_of=day)
    edited_ids = {one.record.id for one in found.claims}
    for move in found.positions:
        assert set(move.claims) <= edited_ids
        assert move.claims or move.sources
    movers = {(move.actor, move.topic) for move in found.positions}
    for verdict in found.verdicts:
        assert {(who, verdict.topic) for who in verdict.actors} & movers
