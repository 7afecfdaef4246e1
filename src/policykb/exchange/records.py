"""Records made of what was imported: what is not known gets the usual value, and is marked."""

from collections.abc import Container, Iterable, Iterator, Mapping

from policykb.diagnostics import PolicyKBError, format_value
from policykb.exchange.claims import ClaimMaker
from policykb.exchange.ids import Ids
from policykb.exchange.imported import Fields, Imported, ImportedDocument, RecordData, Statement
from policykb.exchange.quotes import QuotedText
from policykb.loading.layout import SOURCES
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import ActorKind, SourceKind

KNOWN_IDS: Mapping[str, Mapping[str, str]] = {}
"""No ids: all are made."""


class RecordMaker:
    """Makes the records of what was imported.

    ``actors``, ``topics`` and ``sources`` have the ids of names. The other attributes are filled by
    :meth:`make`: ``records`` by kind, without skipped sentences; ``claims`` and ``texts`` by source
    (id); ``places`` in the foreign file by the path of the claim's file and its index there.

    Args:
        imported: What was read.
        known_ids: The ids of actors, topics and sources by name, from an earlier import.
        kb: The knowledge base that it is added to, if any: what it has by the same name is used.
    """

    def __init__(
        self,
        imported: Imported,
        known_ids: Mapping[str, Mapping[str, str]] = KNOWN_IDS,
        kb: KnowledgeBase | None = None,
    ) -> None:
        self.imported = imported
        self.kb = kb
        self.actors = _ids("actor", known_ids, kb.actor_names if kb else {}, imported.actors)
        self.topics = _ids("topic", known_ids, kb.topic_names if kb else {}, imported.topics)
        self.sources = Ids("source", known_ids.get("sources", {}), kb.sources if kb else ())
        for name, document in imported.documents.items():
            if isinstance(given := document.fields.get("id"), str):
                self.sources.give(name, given)
        self.records: dict[str, list[RecordData]] = {}
        self.claims: dict[str, list[RecordData]] = {}
        self.texts: dict[str, QuotedText] = {}
        self.places: dict[tuple[str, int], str] = {}

    def claim_maker(self, taken: set[str]) -> ClaimMaker:
        """Return what makes claims, with ids that are not ``taken``."""
        return ClaimMaker(self.imported, self.actors, self.topics, taken)

    def make(self) -> None:
        """Make the records."""
        imported = self.imported
        by_document: dict[str, list[Statement]] = {name: [] for name in imported.documents}
        for statement in imported.statements:
            by_document.setdefault(statement.document, []).append(statement)
        sources: list[RecordData] = []
        maker = self.claim_maker(set(self.kb.claims if self.kb else ()))
        for name, statements in by_document.items():
            document = imported.documents.get(name) or ImportedDocument({})
            source = self._source(name, document, statements)
            source_id, published = str(source["id"]), str(source["published"])
            text = QuotedText(document.text, str(source["language"]))
            self.claims[source_id] = [maker.claim(one, text, published) for one in statements]
            path = f"{SOURCES}/{source_id}/claims.yaml"
            self.places |= {(path, at): one.place for at, one in enumerate(statements)}
            sources.append(source)
            self.texts[source_id] = text
        self.records = {
            "actor": list(self._actors()),
            "topic": list(self._topics()),
            "source": sources,
            "claim": [one for some in self.claims.values() for one in some],
        }

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
        have = self.kb.actors if self.kb else {}
        for record in _new(self.actors, self.imported.actors, have, "name", "part_of"):
            if "kind" not in record:
                record["kind"] = ActorKind.ORGANIZATION
                _remark(record, f"Its kind is not stated in {self.imported.origin}.")
            yield record

    def _topics(self) -> Iterator[RecordData]:
        have = self.kb.topics if self.kb else {}
        for record in _new(self.topics, self.imported.topics, have, "label", "broader"):
            if "proposition" not in record:
                record["proposition"] = record["label"]
                _remark(
                    record,
                    f"The proposition is still to be written: {self.imported.origin} has only the "
                    "label.",
                )
            yield record


def _new(
    ids: Ids, fields: Mapping[str, Fields], have: Container[str], named: str, parent: str
) -> Iterator[RecordData]:
    """Yield the records that a knowledge base does not have.

    Args:
        ids: The ids of their names; a name that is only a parent gets one.
        fields: The fields that are known, by name.
        have: The ids of the records that it has.
        named: The field that is the name, unless it is known.
        parent: The field that refers to another record by its name.
    """
    for given in list(fields.values()):
        if parent in given:
            ids.of(str(given[parent]))
    for name, record_id in _first_names(ids.made):
        if record_id not in have:
            record: RecordData = {"id": record_id, named: name, **fields.get(name, {})}
            if parent in record:
                record[parent] = ids.of(str(record[parent]))
            yield record


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


def _remark(record: RecordData, text: str) -> None:
    """Add a sentence to the note of a record."""
    record["note"] = f"{record['note']} {text}" if "note" in record else text
