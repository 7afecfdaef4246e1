from collections.abc import Mapping

import pytest

from policykb.diagnostics import Location, PolicyKBError
from policykb.model.knowledge_base import LeftOut, Prefilter
from policykb.text.tokens import Literal
from tests.support.factories import actor, claim, knowledge_base, source, topic

KB = knowledge_base(
    [
        claim("c1", actor="us", topic="sanctions", source="s2023"),
        claim("c2", actor="russia", topic="asset-freeze", source="s2025"),
        claim("c3", actor="us", topic="sanctions", source="s2025"),
    ],
    actors=[
        actor("us", "United States", "USA", "the Americans"),
        actor("russia", "Russia", "RU", "Straße"),
        actor("hague-court", "The Hague Court"),
        actor("thebes", "Thebes"),
        actor("congo-brazzaville", "Republic of the Congo", "Congo"),
        actor("congo-kinshasa", "Democratic Republic of the Congo", "Congo"),
    ],
    topics=[
        topic("sanctions", "Sanctions on the Taliban", "embargo"),
        topic("asset-freeze", "Freezing reserves", broader="sanctions"),
        topic("gold-freeze", "Freezing gold", broader="asset-freeze"),
        topic("travel-ban", "Banning travel", broader="sanctions"),
        topic("recognition"),
    ],
    left_out=[LeftOut("actor", "atlantis", Location("actors.yaml"), "it sank")],
)


@pytest.mark.parametrize(
    ("word", "actor_id"),
    [
        ("us", "us"),
        ("United States", "us"),
        ("USA", "us"),
        ("ru", "russia"),
        ("RUSSIA", "russia"),
        ("STRASSE", "russia"),
        ("the United States", "us"),
        ("The  united   STATES", "us"),
        (" us ", "us"),
        ("Americans", "us"),
        ("hague court", "hague-court"),
        ("the Hague Court", "hague-court"),
        ("thebes", "thebes"),
    ],
)
def test_an_actor_is_found_by_any_of_its_names(word: str, actor_id: str) -> None:
    assert KB.actor(word).id == actor_id


@pytest.mark.parametrize(
    ("word", "topic_id"),
    [
        ("sanctions", "sanctions"),
        ("the sanctions on the taliban", "sanctions"),
        ("Embargo", "sanctions"),
        ("freezing reserves", "asset-freeze"),
    ],
)
def test_a_topic_is_found_by_any_of_its_names(word: str, topic_id: str) -> None:
    assert KB.topic(word).id == topic_id


@pytest.mark.parametrize("word", ["s2025", "S2025", "about s2025"])
def test_a_source_is_found_by_id_and_title(word: str) -> None:
    assert KB.source(word) == source("s2025")


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [("rusia", "russia"), ("Untied States", "us"), ("unitedstates", "us"), ("RUSSSIA", "russia")],
)
def test_a_near_miss_is_an_error_with_a_suggestion(word: str, suggestion: str) -> None:
    with pytest.raises(PolicyKBError) as caught:
        KB.actor(word)
    assert word in caught.value.message
    assert suggestion in caught.value.help


def test_a_word_of_a_name_is_an_error_that_suggests_the_name() -> None:
    with pytest.raises(PolicyKBError, match="unknown actor") as caught:
        KB.actor("kinshasa")
    assert "congo-kinshasa" in caught.value.help
    with pytest.raises(PolicyKBError, match="unknown id") as caught:
        KB.find("brazzaville")
    assert "congo-brazzaville" in caught.value.help


@pytest.mark.parametrize("word", ["unite", "russi", "States", "bes", "the", "u", ""])
def test_a_part_of_a_name_is_no_name(word: str) -> None:
    with pytest.raises(PolicyKBError, match="unknown actor"):
        KB.actor(word)


@pytest.mark.parametrize("word", ["Mars", "x" * 5000, "\x1b[31m", "us\x00"])
def test_a_word_like_nothing_still_gets_help(word: str) -> None:
    with pytest.raises(PolicyKBError) as caught:
        KB.topic(word)
    assert caught.value.help
    assert len(caught.value.message) < 200


@pytest.mark.parametrize("word", ["Congo", "the congo"])
def test_a_word_that_names_two_is_an_error_that_lists_them(word: str) -> None:
    with pytest.raises(PolicyKBError) as caught:
        KB.actor(word)
    assert "congo-brazzaville" in caught.value.message
    assert "congo-kinshasa" in caught.value.message


def test_the_id_of_one_that_is_an_alias_of_another_names_two() -> None:
    kb = knowledge_base(actors=[actor("eu", "Union"), actor("europe", "Europe", "EU")])
    with pytest.raises(PolicyKBError, match="eu, europe"):
        kb.actor("EU")


def test_an_actor_may_say_the_same_name_twice() -> None:
    kb = knowledge_base(actors=[actor("us", "US", "the US", "Us")])
    assert kb.actor("us").id == "us"


def test_name_of_another_kind_is_an_error_that_says_its_kind_and_option() -> None:
    with pytest.raises(PolicyKBError, match="sanctions is a topic, not an actor") as caught:
        KB.actor("Sanctions")
    assert "-t sanctions" in caught.value.help
    with pytest.raises(PolicyKBError, match="russia is an actor, not a topic") as caught:
        KB.topic("russia")
    assert "-a russia" in caught.value.help
    with pytest.raises(PolicyKBError, match="russia is an actor, not a source"):
        KB.source("russia")


def test_title_of_a_source_is_no_actor() -> None:
    kb = knowledge_base(published={"gazette": "2024-05-02"})
    with pytest.raises(PolicyKBError, match="gazette is a source, not an actor") as caught:
        kb.actor(kb.sources["gazette"].title)
    assert "--source gazette" in caught.value.help


def test_a_record_that_was_left_out_is_not_called_unknown() -> None:
    with pytest.raises(PolicyKBError, match="left out"):
        KB.actor("atlantis")


@pytest.mark.parametrize(
    ("topics", "closure"),
    [
        ([], set()),
        (["recognition"], {"recognition"}),
        (["travel-ban"], {"travel-ban"}),
        (["asset-freeze"], {"asset-freeze", "gold-freeze"}),
        (["sanctions"], {"sanctions", "asset-freeze", "gold-freeze", "travel-ban"}),
        (["gold-freeze", "recognition"], {"gold-freeze", "recognition"}),
    ],
)
def test_a_topic_takes_in_the_narrower_ones_at_any_depth(
    topics: list[str], closure: set[str]
) -> None:
    assert KB.with_narrower(topics) == closure


@pytest.mark.parametrize("broader", [{"x": "x"}, {"x": "y", "y": "x"}])
def test_topics_that_are_broader_than_themselves_hang_nothing(broader: Mapping[str, str]) -> None:
    kb = knowledge_base(broader=broader)
    assert kb.with_narrower(["x"]) == set(broader)


def test_a_leaf_is_a_topic_with_no_narrower_one_whether_or_not_claims_have_it() -> None:
    leaves = {name for name in KB.topics if KB.is_leaf(name)}
    assert leaves == {"gold-freeze", "travel-ban", "recognition"}


def test_claims_are_indexed_in_loading_order() -> None:
    assert [c.id for c in KB.by_actor_and_topic["us", "sanctions"]] == ["c1", "c3"]
    assert [c.id for c in KB.by_source["s2025"]] == ["c2", "c3"]
    assert ("russia", "sanctions") not in KB.by_actor_and_topic


@pytest.mark.parametrize(
    ("scope", "ids"),
    [
        (Prefilter(), ["c1", "c2", "c3"]),
        (Prefilter(actors=frozenset({"us"})), ["c1", "c3"]),
        (Prefilter(topics=frozenset({"asset-freeze"})), ["c2"]),
        (Prefilter(actors=frozenset({"us"}), topics=frozenset({"asset-freeze"})), []),
        (Prefilter(actors=frozenset()), []),
        (Prefilter(frozenset({"us"}), literals=(Literal("no-such-word"),)), ["c1", "c3"]),
    ],
)
def test_a_scope_is_of_actors_and_topics_in_loading_order(scope: Prefilter, ids: list[str]) -> None:
    assert [claim.id for claim in KB.prefilter(scope)] == ids
