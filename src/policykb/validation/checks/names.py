"""Checks of names shared by two records, and of records that nothing refers to."""

from collections.abc import Container, Iterator

from policykb.diagnostics import Diagnostic, Related, Route, catalogue, format_value
from policykb.loading.locate import MARKER
from policykb.loading.read import LoadedKB
from policykb.text.spelling import normalize_name
from policykb.validation.checks.context import PartContext, YamlRecord, record_fault


def shared_names(context: PartContext) -> Iterator[Diagnostic]:
    """Report ids, names and aliases that two actors, or two topics, share."""
    for kind, field in (("actor", "name"), ("topic", "label")):
        seen: dict[str, tuple[str, YamlRecord, Route]] = {}
        for record in context.records(f"{kind}s.yaml", f"{kind}s"):
            # Two records with one id are a fault of another rule.
            record_id = record.text("id") or f"number {int(record.route[-1]) + 1}"
            for route, name in _names(record, field):
                # To locate a name is slow, so this is only done for faults.
                owner, first, first_route = seen.setdefault(
                    normalize_name(name), (record_id, record, route)
                )
                if owner != record_id:
                    here = first.location(*first_route)
                    yield record.fault(
                        catalogue.SHARED_ALIAS,
                        f"{format_value(name)} is a name of the {kind} {owner}, too",
                        *route,
                        related=(Related(here, f"it is a name of {owner} here"),),
                    )


def _names(record: YamlRecord, field: str) -> Iterator[tuple[Route, str]]:
    names: list[tuple[Route, str]] = [
        (("id",), record.text("id")),
        ((field,), record.text(field)),
    ]
    names += [(("aliases", index), alias) for index, alias in record.texts("aliases")]
    return ((route, name) for route, name in names if name.strip())


def unused_topics(loaded: LoadedKB) -> Iterator[Diagnostic]:
    """Report topics without a claim and without a narrower topic."""
    kb = loaded.kb
    used = {side.topic for one in loaded.outlines.values() for side in one.claims.values()}
    for topic in _unused(loaded, "topic", used):
        if kb.is_leaf(topic):
            message = f"no claim is on {topic}"
            yield record_fault(loaded, kb.topics[topic], catalogue.UNUSED_TOPIC, message, "id")


def unused_actors(loaded: LoadedKB) -> Iterator[Diagnostic]:
    """Report actors that no record refers to."""
    used = {one for part in loaded.outlines.values() for one in part.references.get("actor", ())}
    if actors := loaded.outlines.get("actors.yaml"):
        used.update(actors.parents.values())
    for actor in _unused(loaded, "actor", used):
        message = f"nothing refers to {actor}"
        yield record_fault(loaded, loaded.kb.actors[actor], catalogue.UNUSED_ACTOR, message, "id")


def _unused(loaded: LoadedKB, kind: str, used: Container[str]) -> Iterator[str]:
    """Yield the ids of valid records that are not used.

    None if records were left out, because one of these may refer to them.
    """
    records = loaded.kb.actors if kind == "actor" else loaded.kb.topics
    if any(record.kind != "skipped" and record.id != MARKER for record in loaded.kb.left_out):
        return
    yield from (one for one in records if one not in used)
