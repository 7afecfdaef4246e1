"""Names that stand for two things, and things that nothing names."""

from collections.abc import Iterator

from policykb import rules
from policykb.checks.cases import Written, record_fault, written_records
from policykb.diagnostics import Diagnostic, Location, Related, Route, shown
from policykb.knowledge import fold_name
from policykb.loading import Loaded
from policykb.loading.discovery import MARKER


def shared_names(loaded: Loaded) -> Iterator[Diagnostic]:
    """No id, name or alias stands for two actors, or for two topics."""
    for kind, field in (("actor", "name"), ("topic", "label")):
        seen: dict[str, tuple[str, Location]] = {}
        for record in written_records(loaded, f"{kind}s.yaml", f"{kind}s"):
            # Records of one id are the fault of the id.
            record_id = record.text("id") or f"number {int(record.route[-1]) + 1}"
            for route, name in _names(record, field):
                here = record.location(*route)
                owner, first = seen.setdefault(fold_name(name), (record_id, here))
                if owner != record_id:
                    yield record.fault(
                        rules.SHARED_ALIAS,
                        f"{shown(name)} stands for the {kind} {owner}, too",
                        *route,
                        related=(Related(first, f"it stands for {owner} here"),),
                    )


def _names(record: Written, field: str) -> Iterator[tuple[Route, str]]:
    names: list[tuple[Route, str]] = [
        (("id",), record.text("id")),
        ((field,), record.text(field)),
    ]
    names += [(("aliases", index), alias) for index, alias in record.texts("aliases")]
    return ((route, name) for route, name in names if name.strip())


def unused_topics(loaded: Loaded) -> Iterator[Diagnostic]:
    """Every topic has a claim, or a narrower topic."""
    kb = loaded.kb
    used = {claim.topic for claim in kb.claims.values()}
    for topic in kb.topics.values():
        if topic.id not in used and kb.is_leaf(topic.id) and not _may_be_left_out(loaded):
            message = f"no claim is on {topic.id}"
            yield record_fault(loaded, topic, rules.UNUSED_TOPIC, message, "id")


def unused_actors(loaded: Loaded) -> Iterator[Diagnostic]:
    """Every actor is used by some record."""
    kb = loaded.kb
    used = {actor.part_of for actor in kb.actors.values()}
    used |= {source.author for source in kb.sources.values()}
    for claim in kb.claims.values():
        used |= {claim.actor, claim.target, *claim.said_by, *claim.disputed_by}
        used |= {claim.relative_to.actor} if claim.relative_to else set()
    for actor in kb.actors.values():
        if actor.id not in used and not _may_be_left_out(loaded):
            message = f"nothing refers to {actor.id}"
            yield record_fault(loaded, actor, rules.UNUSED_ACTOR, message, "id")


def _may_be_left_out(loaded: Loaded) -> bool:
    """Whether a record that was left out may be the one that uses it: better silent than wrong."""
    return any(record.kind != "skipped" and record.id != MARKER for record in loaded.kb.left_out)
