"""Claims of one actor on one topic that say the opposite at the same time name one another."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from policykb.analysis.conflicts import unsettled_conflicts
from policykb.diagnostics import Location
from policykb.exchange.imported import RecordData
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import Period
from policykb.model.records import Claim, PeriodBasis, RelativeTo, Stance, Status, Than, Voice
from policykb.yaml.document import Data


def acknowledge(
    claims: Mapping[str, Sequence[RecordData]],
    published: Mapping[str, str],
    kb: KnowledgeBase | None,
) -> int:
    """Add what is missing in ``contradicts``; return how many claims name others now that did not.

    Args:
        claims: The new claims, by source.
        published: The dates of the new sources.
        kb: The knowledge base that they are added to, if any.
    """
    days = {one: date.fromisoformat(text).toordinal() for one, text in published.items()}
    days |= kb.published if kb else {}
    changed: set[str] = set()
    for some in _two_sided(claims, with_known=kb is not None):
        data = {str(one["id"]): one for _, one in some}
        actor, topic = str(some[0][1]["actor"]), str(some[0][1]["topic"])
        known = kb.by_actor_and_topic.get((actor, topic), ()) if kb else ()
        records = [*known, *(_claim(source, one) for source, one in some)]
        counted = [one for one in records if one.counts]
        for conflict in unsettled_conflicts(counted, days):
            for one, other in (
                (conflict.first.id, conflict.second.id),
                (conflict.second.id, conflict.first.id),
            ):
                if one in data:
                    named = data[one].get("contradicts", [])
                    data[one]["contradicts"] = [*(named if isinstance(named, list) else ()), other]
                    changed.add(one)
    return len(changed)


def _two_sided(
    claims: Mapping[str, Sequence[RecordData]], *, with_known: bool
) -> Iterator[list[tuple[str, RecordData]]]:
    """Yield the claims of each actor on each topic, with their sources, unless all are for or all
    against, and there are none before.
    """
    by_pair: dict[tuple[str, str], list[tuple[str, RecordData]]] = {}
    for source, some in claims.items():
        for one in some:
            by_pair.setdefault((str(one["actor"]), str(one["topic"])), []).append((source, one))
    for pair in by_pair.values():
        signs = {Stance(str(one["stance"])).sign for _, one in pair}
        if with_known or {1, -1} <= signs:
            yield pair


def _claim(source: str, data: Mapping[str, Data]) -> Claim:
    """Return a claim with the fields that decide whether it contradicts another."""

    def text(name: str, usual: str) -> str:
        return str(data.get(name) or usual)

    relative = data.get("relative_to")
    contradicts = data.get("contradicts")
    return Claim(
        id=text("id", ""),
        source=source,
        actor=text("actor", ""),
        topic=text("topic", ""),
        stance=Stance(text("stance", Stance.MIXED)),
        period=Period.parse(text("period", "")),
        quote="",
        summary="",
        period_basis=PeriodBasis(text("period_basis", PeriodBasis.STATED)),
        voice=Voice(text("voice", Voice.AUTHOR)),
        status=Status(text("status", Status.ACTIVE)),
        relative_to=RelativeTo(str(relative["actor"]), Than(str(relative["than"])))
        if isinstance(relative, dict)
        else None,
        contradicts=tuple(map(str, contradicts)) if isinstance(contradicts, list) else (),
        location=Location(f"sources/{source}/claims.yaml"),
    )
