"""What a check is given, and how it reports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from policykb.coverage import Coverage, cover
from policykb.diagnostics import Diagnostic, Location, Related, Route, Rule
from policykb.knowledge import KnowledgeBase
from policykb.loading import Loaded
from policykb.records import Source
from policykb.texts import Extent, SourceText


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

    ``source`` is None where ``source.yaml`` is faulty; its quotes are checked all the same.
    """

    loaded: Loaded
    source_id: str
    data: bytes
    text: SourceText

    @property
    def kb(self) -> KnowledgeBase:
        """The sound records."""
        return self.loaded.kb

    @property
    def source(self) -> Source | None:
        """The sound record of the source."""
        return self.kb.sources.get(self.source_id)

    @property
    def claims_path(self) -> str:
        """Path of the source's claims."""
        return f"sources/{self.source_id}/claims.yaml"

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """All quotes of the source's file, in its order."""
        return tuple(self._quotes())

    def _quotes(self) -> Iterator[Quote]:
        document = self.loaded.documents.get(self.claims_path)
        data = document.data if document is not None else None
        for key in ("claims", "skipped"):
            records = data.get(key) if isinstance(data, dict) else None
            for index, record in enumerate(records if isinstance(records, list) else ()):
                quote = record.get("quote") if isinstance(record, dict) else None
                if isinstance(quote, str) and quote.strip():
                    extents = tuple(self.text.find(quote))
                    yield Quote(key, quote, (key, index, "quote"), extents)

    @cached_property
    def coverage(self) -> Coverage | None:
        """The coverage of a sound source."""
        return cover(self.kb, self.source, self.text) if self.source else None

    def fault(
        self,
        rule: Rule,
        message: str,
        route: Route,
        *,
        help: str = "",  # noqa: A002 - the word of the glossary
        related: tuple[Related, ...] = (),
    ) -> Diagnostic:
        """A fault at a value of the source's claims."""
        where = self.loaded.documents[self.claims_path].location(route)
        return Diagnostic(rule, message, where, help or rule.remedy, route, related)


SourceCheck = Callable[[SourceCase], Iterator[Diagnostic]]
KnowledgeCheck = Callable[[Loaded], Iterator[Diagnostic]]


def record_fault(
    loaded: Loaded,
    record_location: Location,
    route: Route,
    rule: Rule,
    message: str,
    *,
    help: str = "",  # noqa: A002 - the word of the glossary
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    """A fault at a value of a sound record: ``route`` leads to it from the top of the file."""
    where = loaded.documents[record_location.path].location(route)
    return Diagnostic(rule, message, where, help or rule.remedy, route, related)
