"""Records as rows: what the fields of a record that fits its model say, as texts, and where it
stands. Rows are cheap to make, to keep and to send; records are made of those that are asked for.

"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from policykb.diagnostics import Location, Span
from policykb.model.period import Period
from policykb.model.records import (
    Actor,
    ActorKind,
    Certainty,
    Claim,
    ClaimKind,
    PeriodBasis,
    Record,
    RelativeTo,
    Skipped,
    Source,
    SourceKind,
    Stance,
    Status,
    Than,
    Topic,
    Voice,
)

if TYPE_CHECKING:
    from policykb.yaml.document import Data


class RawRecord(NamedTuple):
    """A record: its number in its file, the texts of its fields in the order of :data:`FIELDS`
    (None for a field that is not there, :data:`ITEM_SEPARATOR` between the items of a list), its
    span.
    """

    number: int
    texts: tuple[str | None, ...]
    span: Span


ITEM_SEPARATOR = "\x1f"
"""Parts the split_items of a list; no record may hold it (PKB005)."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "actor": ("id", "name", "kind", "aliases", "part_of", "wikidata", "note"),
    "topic": ("id", "label", "proposition", "aliases", "broader", "note"),
    "source": (
        *("id", "title", "kind", "published", "language", "rights", "author", "publisher", "url"),
        *("accessed", "sha256", "note"),
    ),
    "claim": (
        *("id", "actor", "topic", "stance", "period", "quote", "summary", "period_basis", "kind"),
        *("voice", "said_by", "disputed_by", "certainty", "relative_to", "conditions", "target"),
        *("contradicts", "status", "coder", "note"),
    ),
    "skipped": ("quote", "reason"),
}


def raw_record(kind: str, data: "Mapping[str, Data]", number: int, span: Span) -> RawRecord:
    """The row of a record, of the data that fits its model."""
    values = map(data.get, FIELDS[kind])
    texts = [one if one is None or isinstance(one, str) else _joined(one) for one in values]
    return RawRecord(number, tuple(texts), span)


def _joined(value: "Data") -> str:
    # The only mapping inside a record names an actor, and less or more than that.
    split_items = (value["actor"], value["than"]) if isinstance(value, dict) else value
    return ITEM_SEPARATOR.join(map(str, split_items))


def split_items(text: str | None) -> tuple[str, ...]:
    """The split_items of a list that a row holds."""
    return tuple(text.split(ITEM_SEPARATOR)) if text else ()


def record_of(kind: str, part: str, row: RawRecord) -> Record:
    """The record of a row that is in a part of the knowledge base (:mod:`.readings`)."""
    return _MAKERS[kind](part, row)


@lru_cache(maxsize=65_536)
def _period(text: str) -> Period:
    # Claims share periods, and reading one takes longer than all else of a claim.
    return Period.parse(text)


def _actor(part: str, row: RawRecord) -> Actor:
    id_, name, kind, aliases, part_of, wikidata, note = row.texts
    return Actor(
        id=id_ or "",
        name=name or "",
        kind=ActorKind(kind or ""),
        aliases=split_items(aliases),
        part_of=part_of,
        wikidata=wikidata,
        note=note,
        location=Location(part, row.span),
        route=("actors", row.number),
    )


def _topic(part: str, row: RawRecord) -> Topic:
    id_, label, proposition, aliases, broader, note = row.texts
    return Topic(
        id=id_ or "",
        label=label or "",
        proposition=proposition or "",
        aliases=split_items(aliases),
        broader=broader,
        note=note,
        location=Location(part, row.span),
        route=("topics", row.number),
    )


def _source(part: str, row: RawRecord) -> Source:
    id_, title, kind, published, language, rights, *others = row.texts
    author, publisher, url, accessed, sha256, note = others
    return Source(
        id=id_ or "",
        title=title or "",
        kind=SourceKind(kind or ""),
        published=date.fromisoformat(published or ""),
        language=language or "",
        rights=rights or "",
        author=author,
        publisher=publisher,
        url=url,
        accessed=date.fromisoformat(accessed) if accessed else None,
        sha256=sha256,
        note=note,
        location=Location(f"{part}/source.yaml", row.span),
    )


def _claim(part: str, row: RawRecord) -> Claim:
    id_, actor, topic, stance, period, quote, summary, *others = row.texts
    basis, kind, voice, said_by, disputed_by, certainty, relative_to, *rest = others
    conditions, target, contradicts, status, coder, note = rest
    other = split_items(relative_to)
    return Claim(
        id=id_ or "",
        source=part.rpartition("/")[2],
        actor=actor or "",
        topic=topic or "",
        stance=Stance(stance or ""),
        period=_period(period or ""),
        quote=quote or "",
        summary=summary or "",
        period_basis=PeriodBasis(basis) if basis else PeriodBasis.STATED,
        kind=ClaimKind(kind) if kind else ClaimKind.POSITION,
        voice=Voice(voice) if voice else Voice.AUTHOR,
        said_by=split_items(said_by),
        disputed_by=split_items(disputed_by),
        certainty=Certainty(certainty) if certainty else Certainty.CERTAIN,
        relative_to=RelativeTo(other[0], Than(other[1])) if other else None,
        conditions=split_items(conditions),
        target=target,
        contradicts=split_items(contradicts),
        status=Status(status) if status else Status.ACTIVE,
        coder=coder,
        note=note,
        location=Location(f"{part}/claims.yaml", row.span),
        route=("claims", row.number),
    )


def _skipped(part: str, row: RawRecord) -> Skipped:
    quote, reason = row.texts
    return Skipped(
        source=part.rpartition("/")[2],
        quote=quote or "",
        reason=reason or "",
        location=Location(f"{part}/claims.yaml", row.span),
        route=("skipped", row.number),
    )


_MAKERS = {
    "actor": _actor,
    "topic": _topic,
    "source": _source,
    "claim": _claim,
    "skipped": _skipped,
}
