from collections.abc import Mapping
from dataclasses import fields, replace
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policykb.analysis import query as query_module
from policykb.analysis import regex_search
from policykb.analysis.query import Match, Query, select
from policykb.diagnostics import PolicyKBError
from policykb.model.knowledge_base import KnowledgeBase
from tests.support.factories import actor, claim, knowledge_base, topic
from tests.support.strategies import (
    ACTORS,
    DAYS,
    PERIODS,
    SOURCES,
    TOPICS,
    knowledge_base_of,
    knowledge_bases,
)
from tests.support.word_index import IndexedKnowledgeBase, patterns_and_texts

KB = knowledge_base(
    [
        claim("us-sanctions", actor="us", topic="sanctions", stance="support", period="2021/.."),
        claim(
            "us-freeze",
            actor="us",
            topic="asset-freeze",
            stance="lean-support",
            period="2021-08/2022",
            source="s2023",
            kind="action",
            certainty="probable",
        ),
        claim(
            "ru-sanctions",
            actor="russia",
            topic="sanctions",
            stance="oppose",
            period="/2020",
            source="s2015",
            voice="actor",
        ),
        claim(
            "ru-talks",
            actor="russia",
            topic="talks",
            stance="mixed",
            period="2020/",
            voice="other",
            kind="belief",
            certainty="possible",
        ),
        claim("us-talks", actor="us", topic="talks", stance="neutral", status="draft"),
        claim("us-no-talks", actor="us", topic="talks", stance="oppose", status="retracted"),
    ],
    actors=[actor("us", "United States", "USA"), actor("russia", "Russia")],
    topics=[topic("sanctions", "Sanctions"), topic("asset-freeze", broader="sanctions")],
)
ALL = set(KB.claims)


def found(query: Query, kb: KnowledgeBase = KB) -> set[str]:
    return {c.id for c in select(kb, query).claims}


def test_claims_about_an_actor_and_claims_that_somebody_disputes() -> None:
    kb = knowledge_base(
        [
            replace(claim("about-russia", actor="us"), target="russia"),
            claim("disputed", actor="us", disputed_by=("russia",)),
            claim("neither", actor="us"),
        ],
        actors=[actor("us", "United States"), actor("russia", "Russia")],
    )
    assert found(Query(targets=["Russia"]), kb) == {"about-russia"}
    assert found(Query(disputed=True), kb) == {"disputed"}
    assert found(Query(undisputed=True), kb) == {"about-russia", "neither"}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (Query(), ALL),
        (Query(actors=["russia"]), {"ru-sanctions", "ru-talks"}),
        (Query(actors=["the USA"]), {"us-sanctions", "us-freeze", "us-talks", "us-no-talks"}),
        (Query(actors=["us", "Russia"]), ALL),
        (Query(topics=["asset-freeze"]), {"us-freeze"}),
        (Query(topics=["Sanctions"]), {"us-sanctions", "us-freeze", "ru-sanctions"}),
        (Query(topics=["talks", "asset-freeze"]), ALL - {"us-sanctions", "ru-sanctions"}),
        (Query(sources=["s2015"]), {"ru-sanctions"}),
        (Query(sources=["About s2023", "s2015"]), {"us-freeze", "ru-sanctions"}),
        (Query(stances=["oppose"]), {"ru-sanctions", "us-no-talks"}),
        (Query(stances=["support", "mixed"]), {"us-sanctions", "ru-talks"}),
        (Query(voices=["actor"]), {"ru-sanctions"}),
        (Query(voices=["author", "actor"]), ALL - {"ru-talks"}),
        (Query(kinds=["action", "belief"]), {"us-freeze", "ru-talks"}),
        (Query(certainties=["certain"]), ALL - {"us-freeze", "ru-talks"}),
        (Query(statuses=["draft"]), {"us-talks"}),
        (Query(actors=["us"], stances=["oppose"]), {"us-no-talks"}),
        (Query(actors=["us"], sources=["s2015"]), set()),
    ],
)
def test_a_query_finds_what_fits_all_its_fields(query: Query, ids: set[str]) -> None:
    assert found(query) == ids


def test_claims_come_in_loading_order() -> None:
    assert [c.id for c in select(KB, Query(topics=["talks", "sanctions"])).claims] == list(
        KB.claims
    )


@pytest.mark.parametrize(
    ("known_by", "ids"),
    [
        ("2015-02-28", set()),
        ("2015-03-01", {"ru-sanctions"}),
        ("2015-03", {"ru-sanctions"}),
        ("2023-04", {"ru-sanctions"}),
        ("2023", {"ru-sanctions", "us-freeze"}),
        ("2025-07-03", {"ru-sanctions", "us-freeze"}),
        ("2025-07", ALL),
    ],
)
def test_known_by_asks_for_sources_published_by_the_last_day_of_a_date(
    known_by: str, ids: set[str]
) -> None:
    assert found(Query(known_by=known_by)) == ids


@pytest.mark.parametrize(
    ("period", "during", "overlap"),
    [
        ("2021/..", "2020", False),
        ("2021/..", "2021-01-01", True),
        ("2021/..", "2050", True),
        ("../2020", "1900", True),
        ("../2020", "2021", False),
        ("2001/2021", "2021-08", True),
        ("2001/2021", "1990/2001", True),
        ("2001/2021", "2005", True),
        ("2001/2021", "../2000", False),
        ("2001/2021", "2022/..", False),
        ("198X", "1989-12-31", True),
        ("198X", "1990", False),
        ("/2020", "2020-06", True),
        ("/2020", "2019", False),
        ("/2020", "2021", False),
        ("2020/", "2020-06", True),
        ("2020/", "2021", False),
        ("2020/", "2019", False),
        ("/2020", "../2020", True),
        ("2020/", "2021/..", False),
    ],
)
def test_during_asks_for_periods_known_to_reach_it(
    period: str, during: str, *, overlap: bool
) -> None:
    assert bool(found(Query(during=during), knowledge_base([claim(period=period)]))) is overlap


@pytest.mark.parametrize(
    "query",
    [
        Query(actors=["uss"]),
        Query(topics=["sanction"]),
        Query(sources=["s2024"]),
        Query(stances=["suport"]),
        Query(stances=["Support"]),
        Query(voices=["authors"]),
        Query(kinds=["actions"]),
        Query(certainties=["sure"]),
        Query(statuses=["actve"]),
        Query(during="2021-02-29"),
        Query(during="../.."),
        Query(during="2021/2001"),
        Query(known_by="yesterday"),
        Query(known_by="2021/2022"),
        Query(known_by="2021?"),
        Query(pattern="("),
        Query(pattern="*"),
        Query(pattern="a{2,1}"),
        Query(pattern="[z-a]"),
        Query(pattern="(" * 500),
        Query(pattern="a{99999999999999999999}"),
        Query(pattern="a" * 10_001),
    ],
)
def test_what_cannot_be_asked_for_is_an_error_with_help(query: Query) -> None:
    with pytest.raises(PolicyKBError) as caught:
        select(KB, query)
    assert caught.value.help


# --- words

QUOTE = "The US “claims”, that many don’t agree: Kabul (2021) isn't a.b \\w."


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        (Query(pattern="kabul"), True),
        (Query(pattern="KABUL"), False),
        (Query(pattern="Kabul"), True),
        (Query(pattern="kabuL"), False),
        (Query(pattern="kabuL", ignore_case=True), True),
        (Query(pattern=r"\Sabul"), True),
        (Query(pattern=r"kabul\W"), True),
        (Query(pattern=r"\w", fixed=True), True),
        (Query(pattern=r"\W", fixed=True), False),
        (Query(pattern="(?i)KABUL"), True),
        (Query(pattern="(?i)KABUL", word=True), True),
        (Query(pattern="[[a]bul"), True),
        (Query(pattern="cl.*ree"), True),
        (Query(pattern="^the"), True),
        (Query(pattern="^many"), False),
        (Query(pattern="many|few"), True),
        (Query(pattern="aab"), False),
        (Query(pattern="a.b"), True),
        (Query(pattern="k.b", fixed=True), False),
        (Query(pattern="a.b", fixed=True), True),
        (Query(pattern="(2021)", fixed=True), True),
        (Query(pattern="(", fixed=True), True),
        (Query(pattern="kab", word=True), False),
        (Query(pattern="kabul", word=True), True),
        (Query(pattern="man|abul", word=True), False),
        (Query(pattern="man|kabul", word=True), True),
        (Query(pattern="(2021)", fixed=True, word=True), True),
        (Query(pattern="agre", fixed=True, word=True), False),
        (Query(pattern='"claims"'), True),
        (Query(pattern="“claims”"), True),
        (Query(pattern="«claims»", fixed=True), True),
        (Query(pattern="don't"), True),
        (Query(pattern="don’t"), True),
        (Query(pattern="isn’t", word=True), True),
        (Query(pattern="in the coder's words"), True),
        (Query(pattern="^us-kabul$"), True),
        (Query(pattern="^a$"), False),
        (Query(pattern="support"), False),
    ],
    ids=lambda value: value.pattern if isinstance(value, Query) else "",
)
def test_a_pattern_is_looked_for_in_quote_summary_and_id(query: Query, *, hit: bool) -> None:
    kb = knowledge_base([claim("us-kabul", quote=QUOTE, summary="In the coder's words")])
    assert bool(found(query, kb)) is hit


def test_a_quote_broken_into_lines_reads_as_one() -> None:
    kb = knowledge_base([claim(quote="did not\n  officially\trecognize")])
    assert found(Query(pattern="not officially recognize"), kb)


def test_a_hit_says_where_its_pattern_stands() -> None:
    kb = knowledge_base([claim("no-talks", quote="Talks about “talks”", summary="No\n talks")])
    (hit,) = select(kb, Query(pattern="talks")).hits
    assert hit.matches == (
        Match("quote", 0, 5),
        Match("quote", 13, 18),
        Match("summary", 3, 8),
        Match("id", 3, 8),
    )


def test_each_claim_has_its_own_places() -> None:
    kb = knowledge_base([claim("a", quote="talks"), claim("b"), claim("c", summary="no talks")])
    assert {hit.claim.id: hit.matches for hit in select(kb, Query(pattern="talks")).hits} == {
        "a": (Match("quote", 0, 5),),
        "c": (Match("summary", 3, 8),),
    }


def test_without_a_pattern_a_hit_has_no_places() -> None:
    assert all(not hit.matches for hit in select(KB, Query()).hits)


# --- what counts


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (Query().counting(), {"us-sanctions", "us-freeze", "ru-sanctions"}),
        (
            Query(statuses=["active", "draft"]).counting(),
            {"us-sanctions", "us-freeze", "ru-sanctions", "us-talks"},
        ),
        (Query(voices=["other"]).counting(), {"ru-talks"}),
        (Query(voices=["author", "actor", "other"]).counting(), ALL - {"us-talks", "us-no-talks"}),
        (Query(actors=["us"]).counting(), {"us-sanctions", "us-freeze"}),
        (Query(certainties=["certain"]).counting(), {"us-sanctions", "ru-sanctions"}),
    ],
)
def test_active_claims_in_the_voice_of_author_or_actor_count(query: Query, ids: set[str]) -> None:
    assert found(query) == ids


@pytest.mark.parametrize(
    ("query", "rejected"),
    [
        (Query(), {}),
        (Query().counting(), {"status": 2, "voice": 1}),
        (Query(actors=["us"]).counting(), {"status": 2}),
        (Query(topics=["talks"]).counting(), {"status": 2, "voice": 1}),
        (Query(pattern="no-such-word", kinds=["action"]), {}),
        (Query(pattern="sentence", kinds=["action"]), {}),
        (Query(known_by="2023", during="2020"), {"known-by": 4, "during": 1}),
    ],
)
def test_what_did_not_fit_is_counted_by_the_first_rule_it_broke(
    query: Query, rejected: Mapping[str, int]
) -> None:
    assert {k: len(v) for k, v in select(KB, query).rejected.items()} == rejected


# --- laws

FILTERS = st.one_of(
    st.fixed_dictionaries({"actors": st.lists(st.sampled_from(ACTORS), min_size=1)}),
    st.fixed_dictionaries({"topics": st.lists(st.sampled_from(TOPICS), min_size=1)}),
    st.fixed_dictionaries({"sources": st.lists(st.sampled_from(list(SOURCES)), min_size=1)}),
    st.fixed_dictionaries({"stances": st.sampled_from([["support"], ["mixed", "oppose"]])}),
    st.fixed_dictionaries({"voices": st.sampled_from([["author"], ["other", "actor"]])}),
    st.fixed_dictionaries({"kinds": st.sampled_from([["action"], ["belief", "interest"]])}),
    st.fixed_dictionaries({"certainties": st.sampled_from([["certain"], ["possible"]])}),
    st.fixed_dictionaries({"statuses": st.sampled_from([["active"], ["draft", "retracted"]])}),
    st.fixed_dictionaries({"during": st.sampled_from(PERIODS)}),
    st.fixed_dictionaries({"known_by": st.sampled_from(DAYS)}),
    st.fixed_dictionaries({"pattern": st.sampled_from(["c", "1", "c0[0-4]", "sentence", "none"])}),
)


def merged(filters: list[dict[str, Any]]) -> dict[str, Any]:
    return {key: value for fields in filters for key, value in fields.items()}


@given(knowledge_bases, st.lists(FILTERS, max_size=3).map(merged), FILTERS)
def test_adding_a_filter_never_adds_claims(
    kb: KnowledgeBase, filters: dict[str, Any], another: dict[str, Any]
) -> None:
    query = Query(**filters)
    narrowed = query if another.keys() & filters.keys() else replace(query, **another)
    assert found(narrowed, kb) <= found(query, kb)
    assert found(narrowed.counting(), kb) <= found(narrowed, kb)


@given(knowledge_bases, st.lists(FILTERS, max_size=4).map(merged))
def test_every_claim_is_found_or_counted_as_rejected_once(
    kb: KnowledgeBase, filters: dict[str, Any]
) -> None:
    query = Query(**filters)
    selection = select(kb, query)
    scope = [*kb.prefilter(selection.scope)]
    assert selection.looked_at == len(scope)
    if query.pattern:
        assert not selection.rejected
    else:
        assert len(selection.hits) + sum(map(len, selection.rejected.values())) == len(scope)
    assert all(selection.rejected.values())


# --- words that are looked up


def indexed(kb: KnowledgeBase) -> IndexedKnowledgeBase:
    return IndexedKnowledgeBase(**{field.name: getattr(kb, field.name) for field in fields(kb)})


@given(
    patterns_and_texts,
    st.lists(patterns_and_texts, max_size=2),
    st.lists(FILTERS, max_size=1).map(merged),
)
@example(("aς", "A\u03c3"), [], {})
def test_an_index_of_words_changes_nothing_of_an_answer(
    one: tuple[str, str], others: list[tuple[str, str]], filters: dict[str, Any]
) -> None:
    pattern, text = one
    kb = knowledge_base_of(
        [
            claim("c0", actor="a", topic="t4", source="s2", quote=text),
            claim("c1", actor="b", topic="t1", source="s1", quote="Another", summary=text),
            *(
                claim(f"c-{place}", actor="c", topic="t2", source="s4", quote=other)
                for place, (_, other) in enumerate(others)
            ),
        ]
    )
    for fixed, word, ignore_case in product((False, True), repeat=3):
        query = Query(
            **{**filters, "pattern": pattern},
            fixed=fixed,
            word=word,
            ignore_case=ignore_case,
        )
        try:
            expected = select(kb, query)
        except PolicyKBError:
            with pytest.raises(PolicyKBError):
                select(indexed(kb), query)
            continue
        selection = select(indexed(kb), query)
        assert selection.hits == expected.hits
        assert selection.rejected == expected.rejected
        assert selection.looked_at <= expected.looked_at


def test_an_index_of_words_narrows_what_is_looked_at() -> None:
    kb = indexed(
        knowledge_base(
            [
                claim("c1", quote="Kabul fell to the Taliban."),
                claim("c2", quote="The talibs fell."),
                claim("c3", summary="Fell in Kabul"),
                claim("c4", actor="b", quote="Kabul fell."),
            ]
        )
    )
    for query, looked_at in (
        (Query(), 4),
        (Query(pattern="."), 4),
        (Query(pattern="tali"), 2),
        (Query(pattern="tali", word=True), 0),
        (Query(pattern="kabul fell", fixed=True), 3),
        (Query(pattern="Kabul fell", actors=["b"]), 1),
        (Query(pattern="fell", actors=["a"], topics=["t"]), 3),
    ):
        assert select(kb, query).looked_at == looked_at, query


def test_a_pattern_that_takes_for_ever_is_an_error_with_help(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(regex_search, "SECONDS", 0.3)
    kb = knowledge_base([claim(quote="a" * 5000 + "!")])
    with pytest.raises(PolicyKBError, match="was stopped") as caught:
        select(kb, Query(pattern="(a+)+$"))
    assert caught.value.help
    assert found(Query(pattern="(a+)+", word=True), knowledge_base([claim(quote="a a")]))


def test_in_more_claims_than_are_searched_at_once_none_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(query_module, "BATCH", 2)
    kb = knowledge_base([claim(f"c{place}", quote="x" * place) for place in range(7)])
    assert found(Query(pattern="xx"), kb) == {"c2", "c3", "c4", "c5", "c6"}
