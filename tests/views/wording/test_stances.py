from pathlib import Path

import pytest

from policykb import load
from policykb.diagnostics import Location, Span
from policykb.model.records import Actor, ActorKind, Stance, Topic, TopicKind
from policykb.views.wording.stances import (
    both_verbs,
    heading,
    order_before_label,
    order_verb,
    question,
    verb,
    verb_before_label,
)
from tests.support.running import ROOT

WHERE = Location("topics.yaml", Span(1, 1, 1, 1))
POLICY = Topic(id="ferry", label="running the ferry", proposition="Let it run.", location=WHERE)
FACT = Topic(
    id="storms",
    label="storms grow worse",
    proposition="Storms grow worse.",
    kind=TopicKind.FACT,
    location=WHERE,
)
SENTENCES = {
    Stance.SUPPORT: ("supports running the ferry", "affirms that storms grow worse"),
    Stance.LEAN_SUPPORT: (
        "leans towards running the ferry",
        "tends to affirm that storms grow worse",
    ),
    Stance.NEUTRAL: ("is neutral on running the ferry", "is neutral on whether storms grow worse"),
    Stance.LEAN_OPPOSE: ("leans against running the ferry", "doubts that storms grow worse"),
    Stance.OPPOSE: ("opposes running the ferry", "denies that storms grow worse"),
    Stance.MIXED: ("is divided on running the ferry", "is divided on whether storms grow worse"),
}


def actor(name: str, kind: ActorKind = ActorKind.STATE) -> Actor:
    return Actor(id="a", name=name, kind=kind, location=WHERE)


@pytest.mark.parametrize("stance", Stance)
def test_the_verb_fits_the_kind_of_the_topic(stance: Stance) -> None:
    policy, fact = SENTENCES[stance]
    assert f"{verb_before_label(stance, POLICY)} {POLICY.label}" == policy
    assert f"{verb_before_label(stance, FACT)} {FACT.label}" == fact
    assert policy.startswith(verb(stance, POLICY))
    assert fact.startswith(verb(stance, FACT))


@pytest.mark.parametrize(
    ("name", "kind", "plural"),
    [
        ("some analysts", ActorKind.UNNAMED, True),
        ("those who say so", ActorKind.UNNAMED, True),
        ("Afghans", ActorKind.GROUP, True),
        ("the West", ActorKind.GROUP, False),
        ("the article's author", ActorKind.UNNAMED, False),
        ("United States", ActorKind.STATE, False),
        ("the Red Cross", ActorKind.GROUP, False),
    ],
)
def test_the_verb_agrees_with_the_actor(name: str, kind: ActorKind, *, plural: bool) -> None:
    who = actor(name, kind)
    assert verb(Stance.OPPOSE, FACT, who) == ("deny" if plural else "denies")
    assert verb(Stance.MIXED, POLICY, who) == ("are divided" if plural else "is divided")
    far = "go further than Norland" if plural else "goes further than Norland"
    assert order_verb("more", actor("Norland"), who) == far


def test_every_verb_has_a_plural() -> None:
    for topic in (POLICY, FACT):
        for stance in Stance:
            who = actor("some", ActorKind.UNNAMED)
            assert verb(stance, topic, who) != verb(stance, topic)


def test_topics_in_headings_and_questions() -> None:
    assert heading(FACT) == "Storms grow worse"
    assert question(POLICY) == "running the ferry"
    assert question(FACT) == "whether storms grow worse"
    assert order_before_label(POLICY) == "in"
    assert order_before_label(FACT) == "in affirming that"


def test_a_legend_names_both_verbs_once() -> None:
    assert both_verbs(Stance.SUPPORT) == "supports or affirms"
    assert both_verbs(Stance.NEUTRAL) == "is neutral"


@pytest.mark.parametrize("folder", ["kb", "tests/sample", "src/policykb/loading/template"])
def test_labels_of_our_topics_complete_a_sentence(folder: str) -> None:
    for topic in load(Path(ROOT / folder)).topics.values():
        says = {"should"} & set(topic.proposition.replace(".", "").split())
        assert bool(says) == (topic.kind is TopicKind.POLICY)
        assert not topic.label.endswith(".")
        if topic.kind is TopicKind.POLICY:
            # A bare noun is one word, perhaps with an article.
            assert len(topic.label.split()) > 1
