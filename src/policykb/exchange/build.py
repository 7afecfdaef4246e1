"""The files of a knowledge base, made from the codings of another program."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from policykb.exchange.contradictions import acknowledge
from policykb.exchange.ids import Ids
from policykb.exchange.imported import Imported, RecordData
from policykb.exchange.records import KNOWN_IDS, RecordMaker
from policykb.loading.layout import SOURCES
from policykb.model.fields import file_fields
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import RECORD_TYPES
from policykb.views.wording.claims import quantity
from policykb.yaml.writer import write_yaml

_SHOWN = 5
"""The most names that a remark lists."""

_USUAL: Mapping[str, Mapping[str, str]] = {
    kind: {
        one.name: str(one.default)
        for one in file_fields(RECORD_TYPES[kind])
        if not one.is_required and one.default
    }
    for kind in ("actor", "topic", "source", "claim")
}
"""The defaults of fields, by kind of record; those of others are nothing."""


@dataclass(slots=True)
class Built:
    """The result of an import.

    Args:
        records: The new records by kind: ``actor``, ``topic``, ``source``, ``claim``, ``skipped``.
        files: The contents of the new files, by path; ``actors.yaml`` and ``topics.yaml`` only hold
            the new records.
        ids: The ids of actors, topics and sources by name, for the next import.
        places: Where in the foreign file a claim comes from, by the path of its file and its index.
        remarks: What a person should know, in sentences.
    """

    records: dict[str, list[RecordData]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    places: dict[tuple[str, int], str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def build(
    imported: Imported,
    known_ids: Mapping[str, Mapping[str, str]] = KNOWN_IDS,
    kb: KnowledgeBase | None = None,
) -> Built:
    """Return the files of a new knowledge base, or those that are added to one (``kb``). The
    arguments are those of :class:`.RecordMaker`.
    """
    made = RecordMaker(imported, known_ids, kb)
    made.make()
    published = {str(one["id"]): str(one["published"]) for one in made.records["source"]}
    contradicting = acknowledge(made.claims, published, kb)
    remarks = [
        *_remarks(
            imported, {"actor": made.actors, "topic": made.topics}, contradicting=contradicting
        )
    ]
    for kind, some in made.records.items():
        for record in some:
            _drop_usual(kind, record)
    skipped = _skipped(made)
    repeated = 0
    files = dict(_shared_files(made))
    for source in made.records["source"]:
        source_id = str(source["id"])
        folder, text, claims = (
            f"{SOURCES}/{source_id}",
            made.texts[source_id],
            made.claims[source_id],
        )
        content = text.text.encode()
        source.setdefault("sha256", hashlib.sha256(content).hexdigest())
        fields = {key: value for key, value in source.items() if key != "id"}
        lists: RecordData = {"claims": [*claims]}
        if source_id in skipped:
            lists["skipped"] = [*skipped[source_id]]
        comments = {"claims": text.comments([str(one["quote"]) for one in claims])}
        repeated += len(comments["claims"]) if text.is_known else 0
        files[f"{folder}/source.yaml"] = write_yaml("source.yaml", fields).encode()
        files[f"{folder}/text.txt"] = content
        files[f"{folder}/claims.yaml"] = write_yaml("claims.yaml", lists, comments).encode()
    if repeated:
        told = quantity(repeated, "quote")
        remarks.append(f"{told} at several places of the text: a comment says so.")
    return Built(
        records={**made.records, "skipped": [one for some in skipped.values() for one in some]},
        files=files,
        ids={
            "actors": made.actors.to_keep,
            "topics": made.topics.to_keep,
            "sources": made.sources.to_keep,
        },
        places=made.places,
        remarks=remarks,
    )


def _skipped(made: RecordMaker) -> dict[str, list[RecordData]]:
    """Return the skipped sentences by source (id). They become parts of the texts."""
    found: dict[str, list[RecordData]] = {}
    for one in made.imported.skipped:
        source_id = made.sources.of(one.document)
        if source_id in made.texts:
            quote = made.texts[source_id].quote(one.quote)
            found.setdefault(source_id, []).append({"quote": quote, "reason": one.reason})
    return found


def _shared_files(made: RecordMaker) -> Iterator[tuple[str, bytes]]:
    """Yield the paths and contents of the files beside the folder of the sources."""
    if made.kb is None:
        head: RecordData = {"policykb": "1", "title": made.imported.title}
        if made.imported.description:
            head["description"] = made.imported.description
        yield "kb.yaml", write_yaml("kb.yaml", head).encode()
    for kind in ("actor", "topic"):
        if made.records[kind] or made.kb is None:
            path = f"{kind}s.yaml"
            yield path, write_yaml(path, {f"{kind}s": [*made.records[kind]]}).encode()


def _remarks(imported: Imported, ids: Mapping[str, Ids], *, contradicting: int) -> Iterator[str]:
    """Yield what a person should know of an import."""
    yield from imported.remarks
    lacking = sum("stance" not in one.fields for one in imported.statements)
    if lacking:
        yield f"{quantity(lacking, 'claim')} without a stance: drafts, which count in no position."
    if contradicting:
        yield (
            f"{contradicting:,} claims contradict others of the same actor: they name one another "
            "in contradicts."
        )
    for kind, made in ids.items():
        same = [f"{name} = {first}" for first, name in made.same]
        if same:
            more = f" and {len(same) - _SHOWN:,} more" if len(same) > _SHOWN else ""
            yield (
                f"names of {kind}s that differ only in case or an article are one: "
                f"{', '.join(same[:_SHOWN])}{more}."
            )


def _drop_usual(kind: str, record: RecordData) -> None:
    """Remove the fields of a record that have their default."""
    for name, usual in _USUAL[kind].items():
        if record.get(name) == usual:
            del record[name]
