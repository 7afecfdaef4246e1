"""The words of stances: the verb for each, by the kind of its topic, and the phrase it begins.

One supports or opposes that a policy be done; one affirms or denies that a fact is so. Where a row
or a heading names the topic the verb stands alone (``supports``); elsewhere the label of the topic
follows it (``supports recognising the Taliban``).
"""

from collections.abc import Iterable

from policykb.frozen import NamedTuple
from policykb.model.records import Actor, ActorKind, Stance, Topic, TopicKind
from policykb.text.normalize import collapse_spaces


class _Verb(NamedTuple):
    """A verb where the topic is named beside it, and the words before a label."""

    alone: str
    before_label: str


_VERBS = {
    TopicKind.POLICY: {
        Stance.SUPPORT: _Verb("supports", "supports"),
        Stance.LEAN_SUPPORT: _Verb("leans towards", "leans towards"),
        Stance.NEUTRAL: _Verb("is neutral", "is neutral on"),
        Stance.LEAN_OPPOSE: _Verb("leans against", "leans against"),
        Stance.OPPOSE: _Verb("opposes", "opposes"),
        Stance.MIXED: _Verb("is divided", "is divided on"),
    },
    TopicKind.FACT: {
        Stance.SUPPORT: _Verb("affirms", "affirms that"),
        Stance.LEAN_SUPPORT: _Verb("tends to affirm", "tends to affirm that"),
        Stance.NEUTRAL: _Verb("is neutral", "is neutral on whether"),
        Stance.LEAN_OPPOSE: _Verb("doubts", "doubts that"),
        Stance.OPPOSE: _Verb("denies", "denies that"),
        Stance.MIXED: _Verb("is divided", "is divided on whether"),
    },
}
_PLURALS = {
    "supports": "support",
    "opposes": "oppose",
    "leans": "lean",
    "is": "are",
    "goes": "go",
    "affirms": "affirm",
    "tends": "tend",
    "doubts": "doubt",
    "denies": "deny",
}
_SEVERAL = {"some", "many", "most", "several", "those", "other", "others"}
"""First words of the names of several people."""


def verb(stance: Stance, topic: Topic, actor: Actor | None = None) -> str:
    """Return the verb of a stance where the topic is named beside it: ``leans against``."""
    return _agreeing(_VERBS[topic.kind][stance].alone, actor)


def plural(stance: Stance, topic: Topic) -> str:
    """Return the verb of a stance of several where the topic is named beside it: ``support``."""
    return _in_plural(_VERBS[topic.kind][stance].alone)


def verb_before_label(stance: Stance, topic: Topic, actor: Actor | None = None) -> str:
    """Return the verb of a stance as the label of the topic follows it: ``is neutral on``."""
    return _agreeing(_VERBS[topic.kind][stance].before_label, actor)


def both_verbs(stance: Stance) -> str:
    """Return the verbs of a stance for a legend: ``supports or affirms``."""
    return verbs(stance, _VERBS)


def verbs(stance: Stance, kinds: Iterable[TopicKind]) -> str:
    """Return the verbs of a stance for topics of these kinds: ``supports or affirms``."""
    return " or ".join(dict.fromkeys(_VERBS[kind][stance].alone for kind in kinds))


def order_verb(than: str, other: Actor, actor: Actor | None = None) -> str:
    """Return the words of a comparative: ``goes less far than United States``."""
    return _agreeing(f"goes {_FAR[than]} than {other.name}", actor)


_FAR = {"less": "less far", "more": "further"}


def order_before_label(topic: Topic) -> str:
    """Return the words between a comparative and the label of the topic."""
    return "in" if topic.kind is TopicKind.POLICY else "in affirming that"


def question(topic: Topic) -> str:
    """Return a topic as it follows "on": ``recognising the Taliban``, ``whether ...``."""
    return topic.label if topic.kind is TopicKind.POLICY else f"whether {topic.label}"


def heading(topic: Topic) -> str:
    """Return the label of a topic as a row or a heading shows it: with a capital first letter."""
    return capitalized(topic.label)


def propositions(topics: Iterable[Topic]) -> tuple[tuple[str, str], ...]:
    """Return each topic once: its heading, and what one is for or against."""
    unique = {topic.id: topic for topic in topics}.values()
    return tuple((heading(topic), collapse_spaces(topic.proposition)) for topic in unique)


def capitalized(text: str) -> str:
    """Return a text with a capital first letter; the others stay as they are."""
    return text[:1].upper() + text[1:]


def _agreeing(words: str, actor: Actor | None) -> str:
    """Return words that begin with a verb, in the plural if the actor is several people."""
    if actor is None or not _is_plural(actor):
        return words
    return _in_plural(words)


def _in_plural(words: str) -> str:
    first, _, rest = words.partition(" ")
    return f"{_PLURALS[first]} {rest}".rstrip()


def _is_plural(actor: Actor) -> bool:
    """Return True if the name of an actor stands for several people: ``some analysts``."""
    words = actor.name.casefold().split()
    if actor.kind not in {ActorKind.GROUP, ActorKind.UNNAMED, ActorKind.ARMED_GROUP} or not words:
        return False
    return words[0] in _SEVERAL or (words[-1].endswith("s") and not words[-1].endswith("ss"))
