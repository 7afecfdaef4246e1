"""Select claims by words and by fields."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from policykb.diagnostics import PolicyKBError, format_value, one_of
from policykb.frozen import NamedTuple, dataclass
from policykb.model.knowledge_base import KnowledgeBase, Prefilter
from policykb.model.period import Period, PeriodError, parse_day
from policykb.model.records import Certainty, Claim, ClaimKind, PeriodBasis, Stance, Status, Voice
from policykb.text.normalize import normalize
from policykb.text.spelling import close_matches

if TYPE_CHECKING:
    from policykb.analysis.regex_search import Search
    from policykb.text.tokens import Literal

BATCH = 10_000
"""The number of claims that are searched at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The filters that a claim must pass. An empty field filters nothing.

    Actors, topics and sources are given by id, name or alias; a topic includes the narrower ones.
    ``include_hearsay`` adds the voice ``other`` to those that pass. ``bases`` are period bases;
    ``disputed`` keeps claims with ``disputed_by``, ``undisputed`` leaves them out. ``targets`` are
    actors that a claim is about. ``during`` is a period that the claim's must overlap, ``known_by``
    a date by which its source must have been published.

    ``pattern`` is a regular expression for quote, summary or id (``fixed``: plain text;
    ``word``: whole words only). Without ``ignore_case``, case matters as soon as the pattern
    has a capital letter.
    """

    pattern: str = ""
    fixed: bool = False
    word: bool = False
    ignore_case: bool = False
    actors: Collection[str] = ()
    topics: Collection[str] = ()
    sources: Collection[str] = ()
    stances: Collection[Stance | str] = ()
    voices: Collection[Voice | str] = ()
    include_hearsay: bool = False
    kinds: Collection[ClaimKind | str] = ()
    certainties: Collection[Certainty | str] = ()
    bases: Collection[PeriodBasis | str] = ()
    statuses: Collection[Status | str] = ()
    undisputed: bool = False
    disputed: bool = False
    targets: Collection[str] = ()
    during: str = ""
    known_by: str = ""

    def counting(self) -> "Query":
        """Return this query, narrowed to the claims that count towards a position: active ones in
        the voice of the author or the actor, unless it names other statuses or voices.
        ``include_hearsay`` adds the voice of others.
        """
        return replace(
            self,
            statuses=self.statuses or (Status.ACTIVE,),
            voices=self.voices or (Voice.AUTHOR, Voice.ACTOR),
        )


class Match(NamedTuple):
    """A match of the pattern: a field of the claim, and the start and end in its text."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A claim that fits a query, with the matches of its pattern."""

    claim: Claim
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """The claims that fit a query, in loading order.

    ``scope`` holds the actors, topics and literals of the query, ``looked_at`` is the number of
    claims that were read for them. ``rejected`` holds those of the actors and topics that do not
    fit, by the name of the first filter that rejected them. With a pattern it is empty: which
    claims are read depends then on how the knowledge base looks for words.
    """

    hits: tuple[Hit, ...]
    scope: Prefilter
    looked_at: int
    rejected: Mapping[str, Sequence[Claim]]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of the hits."""
        return tuple(hit.claim for hit in self.hits)


class Filter(NamedTuple):
    """One filter of a query: its name in answers, and a function that returns True if a claim
    passes.
    """

    name: str
    passes: Callable[[Claim], bool]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A query with ids for the names in it. Its filters need no knowledge base, so that they work
    wherever claims are read.

    ``actors`` and ``topics`` are those that claims must have, None for any; narrower topics are
    among them.
    """

    query: Query
    actors: frozenset[str] | None
    topics: frozenset[str] | None
    sources: frozenset[str]
    targets: frozenset[str]

    def filters(self, published: Mapping[str, int]) -> Iterator[Filter]:
        """Yield the filters besides those of actors and topics, in the order in which they reject.

        Args:
            published: the day of publication of each source (ordinal), which the date of
                ``known_by`` is compared with when a claim is looked at.

        Raises:
            PolicyKBError: a word is no value of its field, or a period or date cannot be read.
        """
        query = self.query
        if query.sources:
            yield Filter("source", lambda claim: claim.source in self.sources)
        if query.known_by:
            last = day(query.known_by)
            yield Filter("known-by", lambda claim: published[claim.source] <= last)
        yield from _field_filters(query)
        if query.undisputed:
            yield Filter("undisputed", lambda claim: not claim.disputed_by)
        if query.disputed:
            yield Filter("disputed", lambda claim: bool(claim.disputed_by))
        if query.targets:
            yield Filter("target", lambda claim: claim.target in self.targets)
        if query.during:
            during = period(query.during)
            yield Filter("during", lambda claim: claim.period.overlaps(during))


def select(kb: KnowledgeBase, query: Query) -> Selection:
    """Return the claims of ``kb`` that fit ``query``.

    Raises:
        PolicyKBError: the query names what the knowledge base does not have, its
            pattern, period or date cannot be read, or the search for the pattern takes too long.
    """
    asked = resolve(kb, query)
    filters = list(asked.filters(kb.published if query.known_by else {}))
    search, literals = _search(query)
    scope = Prefilter(asked.actors, asked.topics, literals)
    looked_at = 0
    rejected: dict[str, list[Claim]] = {}

    def fitting() -> Iterator[Claim]:
        nonlocal looked_at
        for looked_at, claim in enumerate(kb.prefilter(scope), start=1):  # noqa: B007 - used below
            failed = next((one.name for one in filters if not one.passes(claim)), None)
            if failed is None:
                yield claim
            else:
                rejected.setdefault(failed, []).append(claim)

    if search is None:
        return Selection(tuple(map(Hit, fitting())), scope, looked_at, rejected)
    return Selection(tuple(_hits(search, fitting())), scope, looked_at, {})


def _search(query: Query) -> "tuple[Search | None, tuple[Literal, ...]]":
    """Return the search for the pattern of a query, and pieces of words that are in every match."""
    if not query.pattern:
        return None, ()
    from policykb.analysis.regex_literals import literals, parse  # noqa: PLC0415 - few have one
    from policykb.analysis.regex_search import Search, compile_pattern  # noqa: PLC0415 - same

    pattern = compile_pattern(
        query.pattern, fixed=query.fixed, word=query.word, ignore_case=query.ignore_case
    )
    return Search(pattern), literals(parse(pattern.pattern, pattern.flags))


def resolve(kb: KnowledgeBase, query: Query) -> Resolved:
    """Return a query with ids for the names in it.

    Raises:
        PolicyKBError: it names what the knowledge base does not have.
    """
    return Resolved(
        query,
        actors=frozenset(kb.actor(word).id for word in query.actors) if query.actors else None,
        topics=kb.with_narrower([kb.topic(word).id for word in query.topics])
        if query.topics
        else None,
        sources=frozenset(kb.source(word).id for word in query.sources),
        targets=frozenset(kb.actor(word).id for word in query.targets),
    )


def _field_filters(query: Query) -> Iterator[Filter]:
    """Yield the filters on fields with a closed list of values, named as the fields are."""
    hearsay = (Voice.OTHER,) if query.voices and query.include_hearsay else ()
    for name, kind, words in (
        ("status", Status, query.statuses),
        ("voice", Voice, (*query.voices, *hearsay)),
        ("certainty", Certainty, query.certainties),
        ("kind", ClaimKind, query.kinds),
        ("basis", PeriodBasis, query.bases),
        ("stance", Stance, query.stances),
    ):
        if words:
            field = attrgetter("period_basis" if kind is PeriodBasis else name)
            yield Filter(name, partial(_among, _choices(name, kind, words), field))


def _among(allowed: frozenset[StrEnum], value: Callable[[Claim], StrEnum], claim: Claim) -> bool:
    return value(claim) in allowed


def day(text: str, *, first: bool = False) -> int:
    """Return the day (ordinal) of a date: of a month, year or decade its last day, or its first day
    if ``first`` is true.

    Raises:
        PolicyKBError: ``text`` is not a date.
    """
    try:
        bound = parse_day(text)
    except PeriodError as error:
        raise PolicyKBError(
            str(error), "Write a date as 198X, 2021, 2021-08 or 2021-08-15."
        ) from None
    return bound.first if first else bound.last


def period(text: str) -> Period:
    """Return a period.

    Raises:
        PolicyKBError: ``text`` is not a period.
    """
    try:
        return Period.parse(text)
    except PeriodError as error:
        raise PolicyKBError(
            str(error), "Write a period as 2021, 2021-08/.., ../2020 or 2001/2021."
        ) from None


def _choices(name: str, kind: type[StrEnum], words: Collection[str]) -> frozenset[StrEnum]:
    known = [member.value for member in kind]
    for word in words:
        if word not in known:
            near = close_matches(word, known, limit=1)
            raise PolicyKBError(
                f"unknown {name} {format_value(word)}",
                f"Did you mean {near[0]}?" if near else f"Write {one_of(known)}.",
            )
    return frozenset(kind(word) for word in words)


def _hits(search: "Search", claims: Iterator[Claim]) -> Iterator[Hit]:
    """Yield the claims with a match in their quote, summary or id."""
    while batch := list(islice(claims, BATCH)):
        texts = [
            normalize(text) for claim in batch for text in (claim.quote, claim.summary, claim.id)
        ]
        found = search.spans(texts)
        for place, claim in enumerate(batch):
            spans = found[3 * place : 3 * place + 3]
            if any(spans):
                yield Hit(
                    claim,
                    tuple(
                        Match(field, start, end)
                        for field, places in zip(("quote", "summary", "id"), spans, strict=True)
                        for start, end in places
                    ),
                )
