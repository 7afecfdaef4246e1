"""What a check is given, and how it reports."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from policykb.diagnostics import Diagnostic, Fix, Location, Related, Route, Rule
from policykb.documents import Data, Document
from policykb.likeness import Difference, nearest_passage
from policykb.loading.loaded import Loaded
from policykb.loading.readings import Listed, Part
from policykb.loading.rows import record_of
from policykb.records import Record, Source
from policykb.texts import Extent, SourceText

# Of a whole text's quotes, as when the text was replaced, the first say what is wrong.
_MOST_COMPARED = 10_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """A record as its file holds it, sound or not: what one record must be by itself is checked
    here, so that one fault of it hides no other.
    """

    document: Document
    route: Route
    data: Mapping[str, Data]

    def text(self, field: str) -> str:
        """The text of a field; empty where there is none."""
        value = self.data.get(field)
        return value if isinstance(value, str) else ""

    def texts(self, field: str) -> list[tuple[int, str]]:
        """The texts in a list, with their indexes."""
        value = self.data.get(field)
        items = enumerate(value) if isinstance(value, list) else ()
        return [(index, item) for index, item in items if isinstance(item, str)]

    def hides(self, field: str) -> bool:
        """Whether the guard took something out of a field, so that it is not as it was written."""
        route = (*self.route, field)
        return any(fault.route == route for fault in self.document.faults)

    def location(self, *route: str | int) -> Location:
        """The place of a value inside the record."""
        return self.document.location((*self.route, *route))

    def fault(
        self, rule: Rule, message: str, *route: str | int, related: tuple[Related, ...] = ()
    ) -> Diagnostic:
        """A fault at a value inside the record."""
        full_route = (*self.route, *route)
        return Diagnostic(rule, message, self.location(*route), rule.remedy, full_route, related)


def written_records(part: Part, path: str, key: str) -> Iterator[Written]:
    """The records in a list of a file."""
    document = part.documents.get(path)
    data = document.data if document is not None else None
    records = data.get(key) if isinstance(data, dict) else None
    if document is not None and isinstance(records, list):
        for index, record in enumerate(records):
            if isinstance(record, dict):
                yield Written(document, (key, index), record)


def written_claims(part: Part) -> Iterator[Written]:
    """The claims of a part."""
    return written_records(part, f"{part.name}/claims.yaml", "claims")


def source_in(part: Part) -> Source | None:
    """The source of a part, if its record fits."""
    rows = part.reading.rows.get("source", ())
    made = (record_of("source", part.name, row) for row in rows)
    return next((one for one in made if isinstance(one, Source)), None)


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as the file holds it, in a sound record or not: whether of a claim or of a
    skipped sentence, where it stands, and where the text has it.
    """

    kind: str
    text: str
    route: Route
    extents: tuple[Extent, ...]


@dataclass(frozen=True)
class SourceCase:
    """One source for its checks: its text, the bytes that this was read from, and all quotes.

    ``source`` is None where ``source.yaml`` does not fit; its quotes are checked all the same.
    """

    part: Part
    source: Source | None
    data: bytes
    text: SourceText

    @property
    def claims_path(self) -> str:
        """Path of the source's claims."""
        return f"{self.part.name}/claims.yaml"

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """All quotes of the source's file, in its order."""
        return tuple(self._quotes())

    def _quotes(self) -> Iterator[Quote]:
        quoting = [
            (key, (*written.route, "quote"), written.text("quote"))
            for key in ("claims", "skipped")
            for written in written_records(self.part, self.claims_path, key)
            if written.text("quote").strip() and not written.hides("quote")
        ]
        found = self.text.find_all([text for _, _, text in quoting])
        for (key, route, text), extents in zip(quoting, found, strict=True):
            yield Quote(key, text, route, extents)

    @property
    def has_unreadable_quotes(self) -> bool:
        """Whether some record has no quote that can be looked for."""
        records = sum(
            len(list(written_records(self.part, self.claims_path, key)))
            for key in ("claims", "skipped")
        )
        return len(self.quotes) < records

    @cached_property
    def nearest(self) -> Mapping[Route, Difference]:
        """The passages nearest to the quotes that were not found, by the routes of these."""
        missing = [quote for quote in self.quotes if not quote.extents]
        most = _MOST_COMPARED // max(len(self.text.text), 1)
        found = ((quote.route, nearest_passage(self.text, quote.text)) for quote in missing[:most])
        return {route: near for route, near in found if near is not None}

    @cached_property
    def sum(self) -> str:
        """The SHA-256 of the bytes of the text."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_altered(self) -> bool:
        """Whether the source states another sum: what is said of quotes may be of another text."""
        return self.source is not None and self.source.sha256 not in {None, self.sum}

    def fault(
        self,
        rule: Rule,
        message: str,
        route: Route,
        *,
        help: str = "",  # noqa: A002 - the word of the glossary
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
    ) -> Diagnostic:
        """A fault at a value of the source's claims."""
        where = self.part.documents[self.claims_path].location(route)
        return Diagnostic(rule, message, where, help or rule.remedy, route, related, fix)


def record_fault(
    loaded: Loaded,
    record: Record,
    rule: Rule,
    message: str,
    *route: str | int,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    """A fault at a value inside a sound record."""
    where = loaded.locate(record, route)
    return Diagnostic(rule, message, where, rule.remedy, (*record.route, *route), related)


def listed_fault(
    loaded: Loaded,
    part: str,
    claim: Listed,
    rule: Rule,
    message: str,
    *route: str | int,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    """A fault at a value inside a claim of a part."""
    full_route = ("claims", claim.number, *route)
    where = loaded.documents[f"{part}/claims.yaml"].location(full_route)
    return Diagnostic(rule, message, where, rule.remedy, full_route, related)
