"""The places of records in a draft, and of the references to them."""

from collections.abc import Iterator
from typing import NamedTuple

from policykb.authoring.draft import Draft, unknown
from policykb.diagnostics import Route
from policykb.loading.candidate import references
from policykb.loading.layout import SOURCES
from policykb.loading.part_files import list_at, singular
from policykb.text.spelling import close_matches
from policykb.yaml.document import Data

LISTS = {"actor": "actors", "topic": "topics", "claim": "claims", "skipped": "skipped"}
"""The lists that records are in, by kind."""


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
    ids: list[str] = []
    for path in files_with(draft, record_id if kind == "claim" else "", kind):
        for found_kind, place in records(draft, path):
            if found_kind == kind:
                if place.data.get("id") == record_id:
                    return place
                ids.append(str(place.data.get("id")))
    known = {"actor": draft.kb.actors, "topic": draft.kb.topics, "claim": draft.kb.claims}[kind]
    raise unknown(kind, record_id, close_matches(record_id, dict.fromkeys([*ids, *known])))


def files_with(draft: Draft, word: str, kind: str = "") -> Iterator[str]:
    """Yield the YAML files that may hold a word, and where records of a kind stand."""
    wanted = word.encode()
    for path in draft.yaml_files():
        data = draft.read(path)
        in_place = (
            path == f"{LISTS[kind]}.yaml"
            if kind in {"actor", "topic"}
            else (not kind or path.endswith("/claims.yaml"))
        )
        # A word may be written with escapes.
        if in_place and isinstance(data, bytes) and (wanted in data or b"\\" in data):
            yield path


def referring(draft: Draft, kind: str, record_id: str) -> Iterator[tuple[Place, Route]]:
    """Yield the records that refer to a record, and the routes of the references in their files."""
    for path in files_with(draft, record_id):
        for found_kind, place in records(draft, path):
            for reference in references(found_kind, place.data):
                if (reference.field.kind, reference.id) == (kind, record_id):
                    yield place, (*place.route, *reference.route)
