"""The places of records in a draft, and of the references to them."""

from collections.abc import Iterator
from typing import NamedTuple

from policykb.authoring.draft import Draft, unknown
from policykb.diagnostics import Route
from policykb.loading.candidate import references
from policykb.loading.layout import SOURCES
from policykb.loading.part_files import list_at, singular
from policykb.loading.raw_records import LISTS
from policykb.text.spelling import close_matches
from policykb.yaml.document import Data


class Place(NamedTuple):
    """The file of a record, the route to it, and its data."""

    path: str
    route: Route
    data: dict[str, Data]


def file_of(kind: str, source: str = "") -> str:
    """Return the path of the file that records of a kind, and of a source if any, are in."""
    return (
        f"{LISTS[kind]}.yaml" if kind in {"actor", "topic"} else f"{SOURCES}/{source}/claims.yaml"
    )


def records(draft: Draft, path: str) -> Iterator[tuple[str, Place]]:
    """Yield the kind and the place of each record in a file."""
    data = draft.document(path).data
    if path.endswith("/source.yaml"):
        if isinstance(data, dict):
            yield "source", Place(path, (), data)
        return
    for key in LISTS.values():
        for index, record in enumerate(list_at(data, key)):
            if isinstance(record, dict):
                yield singular(key), Place(path, (key, index), record)


def find(draft: Draft, kind: str, record_id: str) -> Place:
    """Return the place of an actor, topic or claim.

    Raises:
        PolicyKBError: there is none with this id.
    """
    place = look_for(draft, kind, record_id)
    if place is None:
        known = {"actor": draft.kb.actors, "topic": draft.kb.topics, "claim": draft.kb.claims}
        raise unknown(kind, record_id, close_matches(record_id, known[kind]))
    return place


def look_for(draft: Draft, kind: str, record_id: str) -> Place | None:
    """Return the place of an actor, topic or claim; None if there is none with this id."""
    for path in files_with(draft, record_id):
        if path.endswith(f"{LISTS[kind]}.yaml"):
            for found_kind, place in records(draft, path):
                if (found_kind, place.data.get("id")) == (kind, record_id):
                    return place
    return None


def files_with(draft: Draft, word: str) -> Iterator[str]:
    """Yield the YAML files that may hold a word."""
    wanted = word.encode()
    for path in draft.yaml_files():
        data = draft.read(path)
        # A word may be written with escapes.
        if isinstance(data, bytes) and (wanted in data or b"\\" in data):
            yield path


def referring(draft: Draft, kind: str, record_id: str) -> Iterator[tuple[Place, Route]]:
    """Yield the records that refer to a record, and the routes of the references in their files."""
    for path in files_with(draft, record_id):
        for found_kind, place in records(draft, path):
            for reference in references(found_kind, place.data):
                if (reference.field.kind, reference.id) == (kind, record_id):
                    yield place, (*place.route, *reference.route)
