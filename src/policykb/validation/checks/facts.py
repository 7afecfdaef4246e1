"""Checks of claims against the kinds of topics: what cannot be a stance on a fact."""

from collections.abc import Iterator

from policykb.diagnostics import Diagnostic, catalogue
from policykb.loading.read import LoadedKB
from policykb.model.knowledge_base import Prefilter
from policykb.model.records import ClaimKind, Status, TopicKind
from policykb.validation.checks.context import id_list_fault, record_fault

_UNFIT = frozenset({ClaimKind.ACTION, ClaimKind.INTEREST})


def stances_on_facts(loaded: LoadedKB) -> Iterator[Diagnostic]:
    """Report actions and interests on facts, and facts that are demanded."""
    kb = loaded.kb
    facts = frozenset(topic.id for topic in kb.topics.values() if topic.kind is TopicKind.FACT)
    if not facts:
        return
    rule = catalogue.NO_STANCE_ON_FACT
    for claim in kb.prefilter(Prefilter(topics=facts)):
        if claim.kind in _UNFIT and claim.status is not Status.RETRACTED:
            article = "an action" if claim.kind is ClaimKind.ACTION else "an interest"
            message = f"{claim.topic} is a fact: {article} neither affirms nor denies it"
            yield record_fault(loaded, claim, rule, message, "kind")
    for part, outline in loaded.outlines.items():
        for demanding in outline.conditions:
            for index, topic in enumerate(demanding.ids):
                if topic in facts:
                    message = f"{topic} is a fact: nobody can demand that it be so"
                    yield id_list_fault(loaded, part, demanding, rule, message, "conditions", index)
