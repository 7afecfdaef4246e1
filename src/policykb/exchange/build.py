"""The files of a knowledge base, made from the codings of another program."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from policykb.diagnostics import PolicyKBError, format_value
from policykb.exchange.claims import ClaimMaker
from policykb.exchange.contradictions import acknowledge
from policykb.exchange.ids import Ids
from policykb.exchange.imported import Fields, Imported, ImportedDocument, RecordData, Statement
from policykb.exchange.quotes import QuotedText
from policykb.loading.layout import SOURCES
from policykb.model.fields import file_fields
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import RECORD_TYPES, ActorKind, SourceKind
from policykb.views.wording.claims import quantity
from policykb.yaml.writer import write_yaml

_SHOWN = 5
"""The most names that a remark lists."""

KNOWN_IDS: Mapping[str, Mapping[str, str]] = {}
"""No ids: all are made."""

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
    """Return the files of a new knowledge base, or those that are added to one.

    Args:
        imported: What was read.
        known_ids: The ids of actors, topics and sources by name, from an earlier import.
        kb: The knowledge base that it is added to: what it has by the same name is used.
    """
    return Builder(imported, known_ids, kb).build()


class Builder:
    """Makes the records of what was imported, and files of them.

    Args:
        imported: What was read.
        known_ids: The ids of actors, topics and sources by name, from an earlier import.
        kb: The knowledge base that it is added to, if any.
    """

    def __init__(
        self,
        imported: Imported,
        known_ids: Mapping[str, Mapping[str, str]],
        kb: KnowledgeBase | None,
    ) -> None:
        self.imported = imported
        self.kb = kb
        self.actors = _ids("actor", known_ids, kb.actor_names if kb else {}, imported.actors)
        self.topics = _ids("topic", known_ids, kb.topic_names if kb else {}, imported.topics)
        self.sources = Ids("source", known_ids.get("sources", {}), kb.sources if kb else ())
        for name, document in imported.documents.items():
            if isinstance(given := document.fields.get("id"), str):
                self.sources.give(name, given)
        self.built = Built()

    def build(self) -> Built:
        """Return the files and all that is known of them."""
        claims, texts = self.make_records()
        published = {str(one["id"]): str(one["published"]) for one in self.built.records["source"]}
        found = acknowledge(claims, published, self.kb)
        self.built.remarks += _remarks(
            self.imported, {"actor": self.actors, "topic": self.topics}, contradicting=found
        )
        self._write(claims, texts)
        self.built.ids = {
            "actors": self.actors.to_keep,
            "topics": self.topics.to_keep,
            "sources": self.sources.to_keep,
        }
        return self.built

    def make_records(self) -> tuple[dict[str, list[RecordData]], dict[str, QuotedText]]:
        """Make the records of ``built``; return the claims and the texts by source (ids)."""
        imported = self.imported
        by_document: dict[str, list[Statement]] = {name: [] for name in imported.documents}
        for statement in imported.statements:
            by_document.setdefault(statement.document, []).append(statement)
        sources: list[RecordData] = []
        claims: dict[str, list[RecordData]] = {}
        texts: dict[str, QuotedText] = {}
        maker = ClaimMaker(
            imported, self.actors, self.topics, set(self.kb.claims if self.kb else ())
        )
        for name, statements in by_document.items():
            document = imported.documents.get(name) or ImportedDocument({})
            source = self._source(name, document, statements)
            source_id = str(source["id"])
            text = QuotedText(document.text, str(source["language"]))
            path = f"{SOURCES}/{source_id}/claims.yaml"
            claims[source_id] = []
            for index, statement in enumerate(statements):
                made = maker.claim(statement, text, str(source["published"]))
                claims[source_id].append(made)
                self.built.places[path, index] = statement.place
            sources.append(source)
            texts[source_id] = text
        self.built.records = {
            "actor": list(self._actors()),
            "topic": list(self._topics()),
            "source": sources,
            "claim": [one for some in claims.values() for one in some],
        }
        return claims, texts

    # --- records ---------------------------------------------------------------------

    def _source(
        self, name: str, document: ImportedDocument, statements: Iterable[Statement]
    ) -> RecordData:
        """Return the fields of a source, its id included."""
        given = document.fields
        origin = self.imported.origin
        dates = [one.date for one in statements if one.date]
        usual: dict[str, str] = {
            "title": name,
            "kind": SourceKind.OTHER if document.text else SourceKind.DATASET,
            "published": max(dates, default=self.imported.published),
            "language": "und",
            "rights": f"Not stated in {origin}.",
        }
        unknown = [key for key in ("kind", "language", "rights") if key not in given]
        if not dates and "published" not in given:
            unknown.insert(1, "published")
        record: RecordData = {"id": self.sources.of(name), **usual, **given}
        if not record["published"]:
            raise PolicyKBError(
                f"{format_value(name)} has no date, and nothing in it does",
                "Map a column as `date`, or say when it was published in the map, under sources: "
                "`published: {value: 2011-03-11}`.",
            )
        if "author" in given:
            record["author"] = self.actors.of(str(given["author"]))
        if document.text is None:
            _remark(
                record,
                f"Imported from {origin}, which does not hold the text: text.txt consists of the "
                "quotes of the claims, in order.",
            )
        if unknown:
            _remark(record, f"Not stated in {origin}: {', '.join(unknown)}.")
        return record

    def _actors(self) -> Iterator[RecordData]:
        """Yield the actors that the knowledge base does not have."""
        have = self.kb.actors if self.kb else {}
        fields = dict(self.imported.actors)
        for fields_of_actor in list(fields.values()):
            if "part_of" in fields_of_actor:
                self.actors.of(str(fields_of_actor["part_of"]))
        for name, record_id in _first_names(self.actors.made):
            if record_id in have:
                continue
            given = fields.get(name, {})
            usual = {"name": name, "kind": ActorKind.ORGANIZATION}
            record: RecordData = {"id": record_id, **usual, **given}
            if "part_of" in given:
                record["part_of"] = self.actors.of(str(given["part_of"]))
            if "kind" not in given:
                _remark(record, f"Its kind is not stated in {self.imported.origin}.")
            yield record

    def _topics(self) -> Iterator[RecordData]:
        """Yield the topics that the knowledge base does not have."""
        have = self.kb.topics if self.kb else {}
        fields = self.imported.topics
        for fields_of_topic in list(fields.values()):
            if "broader" in fields_of_topic:
                self.topics.of(str(fields_of_topic["broader"]))
        for name, record_id in _first_names(self.topics.made):
            if record_id in have:
                continue
            given = fields.get(name, {})
            record: RecordData = {"id": record_id, "label": name, "proposition": name, **given}
            if "broader" in given:
                record["broader"] = self.topics.of(str(given["broader"]))
            if "proposition" not in given:
                record["proposition"] = record["label"]
                _remark(
                    record,
                    f"The proposition is still to be written: {self.imported.origin} has only the "
                    "label.",
                )
            yield record

    # --- files -----------------------------------------------------------------------

    def _write(
        self, claims: Mapping[str, list[RecordData]], texts: Mapping[str, QuotedText]
    ) -> None:
        files, records = self.built.files, self.built.records
        for kind, some in records.items():
            for record in some:
                _drop_usual(kind, record)
        if self.kb is None:
            head: RecordData = {"policykb": "1", "title": self.imported.title}
            if self.imported.description:
                head["description"] = self.imported.description
            files["kb.yaml"] = write_yaml("kb.yaml", head).encode()
        for kind in ("actor", "topic"):
            path = f"{kind}s.yaml"
            if records[kind] or self.kb is None:
                files[path] = write_yaml(path, {f"{kind}s": [*records[kind]]}).encode()
        skipped = self._skipped(texts)
        records["skipped"] = [one for some in skipped.values() for one in some]
        repeated = 0
        for source in records["source"]:
            source_id = str(source["id"])
            folder = f"{SOURCES}/{source_id}"
            quoted = texts[source_id]
            text = quoted.text.encode()
            source.setdefault("sha256", hashlib.sha256(text).hexdigest())
            fields = {key: value for key, value in source.items() if key != "id"}
            content: RecordData = {"claims": [*claims[source_id]]}
            if skipped.get(source_id):
                content["skipped"] = [*skipped[source_id]]
            comments = {"claims": quoted.comments([str(one["quote"]) for one in claims[source_id]])}
            repeated += len(comments["claims"]) if quoted.is_known else 0
            files[f"{folder}/source.yaml"] = write_yaml("source.yaml", fields).encode()
            files[f"{folder}/text.txt"] = text
            files[f"{folder}/claims.yaml"] = write_yaml("claims.yaml", content, comments).encode()

        if repeated:
            self.built.remarks.append(
                f"{quantity(repeated, 'quote')} at several places of the text: a comment says so."
            )

    def _skipped(self, texts: Mapping[str, QuotedText]) -> dict[str, list[RecordData]]:
        found: dict[str, list[RecordData]] = {}
        for one in self.imported.skipped:
            source_id = self.sources.of(one.document)
            if source_id in texts:
                quote = texts[source_id].quote(one.quote)
                found.setdefault(source_id, []).append({"quote": quote, "reason": one.reason})
        return found


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


def _ids(
    kind: str,
    known_ids: Mapping[str, Mapping[str, str]],
    kb_names: Mapping[str, tuple[str, ...]],
    given: Mapping[str, Fields],
) -> Ids:
    """Return the ids of actors or topics: those of the knowledge base come first."""
    known = {**known_ids.get(f"{kind}s", {})}
    known |= {name: ids[0] for name, ids in kb_names.items() if len(ids) == 1}
    made = Ids(kind, known)
    made.reserve(kb_names)
    for name, fields in given.items():
        if isinstance(own := fields.get("id"), str):
            made.give(name, own)
    for name in given:
        made.of(name)
    return made


def _first_names(made: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each id once, with the first name that has it."""
    seen: set[str] = set()
    for name, record_id in made.items():
        if record_id not in seen:
            seen.add(record_id)
            yield name, record_id


def _drop_usual(kind: str, record: RecordData) -> None:
    """Remove the fields of a record that have their default."""
    for name, usual in _USUAL[kind].items():
        if record.get(name) == usual:
            del record[name]


def _remark(record: RecordData, text: str) -> None:
    """Add a sentence to the note of a record."""
    record["note"] = f"{record['note']} {text}" if "note" in record else text
