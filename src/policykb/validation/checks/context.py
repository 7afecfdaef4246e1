"""The contexts that checks are given, and the faults that they report."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property

from policykb.diagnostics import Diagnostic, Fix, Location, Related, Route, Rule
from policykb.frozen import NamedTuple, dataclass
from policykb.loading.outline import IdList, Part
from policykb.loading.part_files import list_at
from policykb.loading.raw_records import record_of
from policykb.loading.read import LoadedKB
from policykb.model.records import Record, Source
from policykb.text.nearest_passage import Mismatch, nearest_passage
from policykb.text.source_text import Extent, SourceText
from policykb.yaml.document import Data, Document

# The most characters to compare with missing quotes. If no quote is found, for example because the
# text was replaced, the first few show what is wrong.
_MAX_COMPARED = 10_000_000


class YamlRecord(NamedTuple):
    """A record as it is in its file, valid or not, so that one fault does not hide another."""

    document: Document
    route: Route
    data: Mapping[str, Data]

    def text(self, field: str) -> str:
        """Return the text of a field; empty if there is none."""
        value = self.data.get(field)
        return value if isinstance(value, str) else ""

    def texts(self, field: str) -> list[tuple[int, str]]:
        """Return the texts in a list, with their indexes."""
        value = self.data.get(field)
        items = enumerate(value) if isinstance(value, list) else ()
        return [(index, item) for index, item in items if isinstance(item, str)]

    def location(self, *route: str | int) -> Location:
        """Return the location of a value inside the record."""
        return self.document.location((*self.route, *route))

    def fault(
        self, rule: Rule, message: str, *route: str | int, related: tuple[Related, ...] = ()
    ) -> Diagnostic:
        """Return a fault at a value inside the record."""
        full_route = (*self.route, *route)
        return Diagnostic(rule, message, self.location(*route), rule.remedy, full_route, related)


@dataclass(frozen=True)
class PartContext:
    """A part for its checks, with data that several of them use."""

    part: Part

    @property
    def claims_path(self) -> str:
        """Path of the claims, if the part is that of a source."""
        return f"{self.part.name}/claims.yaml"

    @cached_property
    def claims(self) -> list[YamlRecord]:
        """The claims, valid or not."""
        return self.records(self.claims_path, "claims")

    @cached_property
    def skipped(self) -> list[YamlRecord]:
        """The skipped sentences, valid or not."""
        return self.records(self.claims_path, "skipped")

    def records(self, path: str, key: str) -> list[YamlRecord]:
        """Return the records in a list of a file."""
        document = self.part.documents.get(path)
        if document is None:
            return []
        records = enumerate(list_at(document.data, key))
        return [YamlRecord(document, (key, i), one) for i, one in records if isinstance(one, dict)]

    @cached_property
    def source(self) -> Source | None:
        """The source, if its record is valid."""
        rows = self.part.parsed.raw_records.get("source", ())
        records = (record_of("source", self.part.name, row) for row in rows)
        return next((one for one in records if isinstance(one, Source)), None)


class Quote(NamedTuple):
    """A quote as it is in its file: the list it is in (``claims`` or ``skipped``), its text and
    route, and its places in the source's text.
    """

    kind: str
    text: str
    route: Route
    extents: tuple[Extent, ...]


@dataclass(frozen=True)
class SourceContext(PartContext):
    """A source for its checks, with its text: ``data`` as bytes, ``raw_text`` decoded.

    ``source`` is None if ``source.yaml`` is not valid; the quotes are checked even so.
    """

    data: bytes
    raw_text: str

    @cached_property
    def text(self) -> SourceText:
        """The source's text."""
        language = self.source.language if self.source else "en"
        return SourceText(self.raw_text, f"{self.part.name}/text.txt", language)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """All quotes of the source's file, in its order."""
        return tuple(self._quotes())

    def _quotes(self) -> Iterator[Quote]:
        document = self.part.documents.get(self.claims_path)
        # The parser replaced characters in these, so they are not what the coder wrote.
        hidden = {fault.route for fault in document.faults} if document is not None else ()
        quotes = [
            (key, text, route)
            for key, records in (("claims", self.claims), ("skipped", self.skipped))
            for record in records
            if (text := record.text("quote")).strip()
            and (route := (*record.route, "quote")) not in hidden
        ]
        found = self.text.find_all([text for _, text, _ in quotes])
        for quote, extents in zip(quotes, found, strict=True):
            yield Quote(*quote, extents)

    @property
    def has_unreadable_quotes(self) -> bool:
        """True if a record has no quote that can be searched for."""
        return len(self.quotes) < len(self.claims) + len(self.skipped)

    @cached_property
    def nearest(self) -> Mapping[Route, Mismatch]:
        """The passages nearest to the quotes that were not found, by the route of the quote."""
        missing = [quote for quote in self.quotes if not quote.extents]
        most = _MAX_COMPARED // max(len(self.text.text), 1)
        found = ((quote.route, nearest_passage(self.text, quote.text)) for quote in missing[:most])
        return {route: near for route, near in found if near is not None}

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the bytes of the text."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_altered(self) -> bool:
        """True if the source states another checksum: its quotes may be from another text."""
        return self.source is not None and self.source.sha256 not in {None, self.sha256}

    def fault(
        self,
        rule: Rule,
        message: str,
        route: Route,
        *,
        help: str = "",  # noqa: A002 - the name in a diagnostic
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
        unsafe_fix: Fix | None = None,
    ) -> Diagnostic:
        """Return a fault at a value of the source's claims."""
        where = self.part.documents[self.claims_path].location(route)
        return Diagnostic(
            rule, message, where, help or rule.remedy, route, related, fix, unsafe_fix
        )


def record_fault(
    loaded: LoadedKB,
    record: Record,
    rule: Rule,
    message: str,
    *route: str | int,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    """Return a fault at a value inside a valid record."""
    where = loaded.locate(record, route)
    return Diagnostic(rule, message, where, rule.remedy, (*record.route, *route), related)


def id_list_fault(
    loaded: LoadedKB,
    part: str,
    claim: IdList,
    rule: Rule,
    message: str,
    *route: str | int,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    """Return a fault at a value inside a claim of a part."""
    full_route = ("claims", claim.number, *route)
    where = loaded.documents[f"{part}/claims.yaml"].location(full_route)
    return Diagnostic(rule, message, where, rule.remedy, full_route, related)
