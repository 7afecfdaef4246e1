"""Actors side by side: a verdict for each topic, and how far they agree over all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations
from math import fsum

from policykb.diagnostics import PolicyKBError, one_of, shown
from policykb.knowledge import KnowledgeBase
from policykb.period import day_text
from policykb.positions import Position, PositionStatus, position
from policykb.query import Query, day, select
from policykb.records import Actor, Claim, Topic

LEAST_SHARED = 3
"""With fewer shared topics than this an agreement is no number worth printing."""

_WIDTH = 4  # from support (+2) to oppose (-2)


class Verdict(StrEnum):
    """How the positions of a row stand to each other, most telling first."""

    OPPOSED = "opposed"
    CONTESTED = "contested"
    DIFFER = "differ"
    AGREE = "agree"
    ONE_SIDED = "one-sided"
    NONE = "none"


_ORDER = list(Verdict)


@dataclass(frozen=True, slots=True)
class Row:
    """One topic: each actor's position, by actor id, and the verdict.

    ``side`` is the only actor in force where the verdict is one-sided. ``pair`` is the pair that
    the verdict speaks of where there are more than two actors. ``leaf`` says that no
    topic is narrower, so that the row counts towards the agreement.
    """

    topic: Topic
    positions: Mapping[str, Position]
    verdict: Verdict
    side: str | None
    pair: tuple[str, str] | None
    leaf: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two actors agree: the mean of 1 - |a - b| / 4 over the topics where both
    hold a scored position, leaves only; 1 is the same stance everywhere, 0 the opposite.

    ``low`` and ``high`` are the range when each counted claim is left out in turn (the value
    itself is in it); ``removals`` is how many were left out, ``below_three`` how many of
    those left fewer than three topics. ``shared`` counts the scored topics, ``topics`` all
    leaf rows. Where ``value`` is None, ``reason`` says why.
    """

    value: float | None
    low: float | None
    high: float | None
    shared: int
    topics: int
    removals: int = 0
    below_three: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two of several actors: how often which verdict, and their agreement."""

    actors: tuple[str, str]
    verdicts: Mapping[Verdict, int]
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer to ``compare``: rows grouped by verdict, most telling first.

    ``day`` is the date of the answer and ``record_ends`` the day on which the newest
    source was published (ordinals). ``verdicts`` counts all rows, ``rows`` holds those asked
    for. ``not_counted`` says how many claims of the actors did not count, by the rule
    that left them out. ``query``, ``include_drafts`` and ``only`` are what was asked for.
    """

    actors: tuple[Actor, ...]
    day: int
    record_ends: int
    known_by: str | None
    rows: tuple[Row, ...]
    verdicts: Mapping[Verdict, int]
    agreement: Agreement
    pairs: tuple[Pair, ...]
    not_counted: Mapping[str, int]
    query: Query
    include_drafts: bool = False
    only: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ledger:
    """The counted claims by (actor, topic), and the day to read them on."""

    kb: KnowledgeBase
    day: int
    claims: Mapping[tuple[str, str], list[Claim]]

    def position(self, actor: str, topic: str, without: str | None = None) -> Position:
        claims = [c for c in self.claims.get((actor, topic), ()) if c.id != without]
        return position(actor, topic, claims, self.kb.published, self.day)


def compare(
    kb: KnowledgeBase,
    *actors: str,
    as_of: str = "",
    query: Query | None = None,
    include_drafts: bool = False,
    only: Collection[Verdict | str] = (),
) -> Comparison:
    """Compare the positions of two or more actors, topic by topic.

    Args:
        kb: the knowledge base.
        actors: two or more actors, by id, name or alias.
        as_of: the date of the answer (``2021-08``: its last day); by default the day on which
            the newest source was published.
        query: which claims to look at; by default all that count (active, in the
            voice of the source's author or of the actor).
        include_drafts: count drafts, too.
        only: the verdicts to keep in ``rows``; the counts still speak of all.

    Raises:
        PolicyKBError: fewer than two actors, one of them twice, an unknown name, a bad date,
            or no source that was published in time.
    """
    found = tuple(kb.actor(word) for word in actors)
    if len(found) < 2:
        raise PolicyKBError(
            "a comparison needs two actors or more", "`policykb actors` lists those there are."
        )
    ids = [actor.id for actor in found]
    for actor in found:
        if ids.count(actor.id) > 1:
            raise PolicyKBError(f"{shown(actor.name)} is named twice", "Name different actors.")
    wanted = _verdicts(only)
    query = query or Query()
    record_ends = _record_ends(kb, query.known_by)
    selection = select(kb, replace(query, actors=ids).counting(include_drafts=include_drafts))
    claims: dict[tuple[str, str], list[Claim]] = {}
    for claim in selection.claims:
        claims.setdefault((claim.actor, claim.topic), []).append(claim)
    ledger = _Ledger(kb, day(as_of) if as_of else record_ends, claims)
    rows = _rows(ledger, ids)
    pairs = tuple(_pair(ledger, pair) for pair in combinations(ids, 2))
    return Comparison(
        actors=found,
        day=ledger.day,
        record_ends=record_ends,
        known_by=query.known_by or None,
        rows=tuple(row for row in rows if not wanted or row.verdict in wanted),
        verdicts=_count(rows),
        agreement=pairs[0].agreement if len(pairs) == 1 else _no_single_number(rows),
        pairs=pairs if len(pairs) > 1 else (),
        not_counted={k: n for k, n in selection.rejected.items() if k not in {"actor", "topic"}},
        query=query,
        include_drafts=include_drafts,
        only=wanted,
    )


def _record_ends(kb: KnowledgeBase, known_by: str) -> int:
    last = day(known_by) if known_by else date.max.toordinal()
    days = [s.published.toordinal() for s in kb.sources.values()]
    known = [published for published in days if published <= last]
    if not known:
        first = f"the first is of {day_text(min(days))}" if days else "there is none"
        raise PolicyKBError(
            f"no source was published by {known_by}" if known_by else "no sound source",
            f"{first[0].upper()}{first[1:]}; `policykb sources` lists them.",
        )
    return max(known)


def _verdicts(words: Collection[Verdict | str]) -> tuple[Verdict, ...]:
    known = [verdict.value for verdict in Verdict]
    for word in words:
        if word not in known:
            raise PolicyKBError(f"unknown verdict {shown(word)}", f"Write {one_of(known)}.")
    return tuple(Verdict(word) for word in words)


def _rows(ledger: _Ledger, actors: Sequence[str]) -> list[Row]:
    """The rows of the comparison: by verdict, then the widest apart, then as in the file."""
    topics = {topic for _, topic in ledger.claims}
    rows = [_row(ledger, topic, actors) for key, topic in ledger.kb.topics.items() if key in topics]
    heard = [row for row in rows if not _all_silent(row)]
    return sorted(
        heard,
        key=lambda row: (
            _ORDER.index(row.verdict),
            -_distance(row),
            actors.index(row.side) if row.side else 0,
        ),
    )


def _all_silent(row: Row) -> bool:
    return all(p.status is PositionStatus.SILENT for p in row.positions.values())


def _row(ledger: _Ledger, topic: Topic, actors: Sequence[str]) -> Row:
    positions = {actor: ledger.position(actor, topic.id) for actor in actors}
    in_force = [actor for actor in actors if positions[actor].status.in_force]
    pair: tuple[str, str] | None = None
    if not in_force:
        verdict = Verdict.NONE
    elif len(in_force) == 1:
        verdict = Verdict.ONE_SIDED
    else:
        pairs = list(combinations(in_force, 2))
        verdicts = {(a, b): _between(positions[a], positions[b]) for a, b in pairs}
        pair = min(pairs, key=lambda p: (_PAIR_ORDER.index(verdicts[p]), -_gap(positions, p)))
        verdict = verdicts[pair]
    return Row(
        topic=topic,
        positions=positions,
        verdict=verdict,
        side=in_force[0] if verdict is Verdict.ONE_SIDED else None,
        pair=pair if len(actors) > 2 else None,
        leaf=ledger.kb.is_leaf(topic.id),
    )


# Of several pairs the widest apart: an actor whose own claims clash is not known to be far
# from anybody, and must not hide that two others are.
_PAIR_ORDER = (Verdict.OPPOSED, Verdict.CONTESTED, Verdict.DIFFER, Verdict.AGREE)


def _between(one: Position, other: Position) -> Verdict:
    """The verdict on two positions in force."""
    if PositionStatus.CONTESTED in {one.status, other.status}:
        return Verdict.CONTESTED
    signs = [p.stance.sign if p.stance else None for p in (one, other)]
    if None not in signs and signs[0] == signs[1]:
        return Verdict.AGREE
    if None in signs or 0 in signs:
        return Verdict.DIFFER
    return Verdict.OPPOSED


def _gap(positions: Mapping[str, Position], pair: tuple[str, str]) -> int:
    one, other = (positions[actor].score for actor in pair)
    return 0 if one is None or other is None else abs(one - other)


def _distance(row: Row) -> int:
    scores = [p.score for p in row.positions.values() if p.score is not None]
    return max(scores) - min(scores) if scores else 0


def _count(rows: Sequence[Row]) -> dict[Verdict, int]:
    verdicts = [row.verdict for row in rows]
    return {verdict: verdicts.count(verdict) for verdict in Verdict}


def _pair(ledger: _Ledger, actors: tuple[str, str]) -> Pair:
    rows = _rows(ledger, actors)
    return Pair(actors, _count(rows), _agreement(ledger, actors, rows))


def _no_single_number(rows: Sequence[Row]) -> Agreement:
    leaves = sum(row.leaf for row in rows)
    return Agreement(None, None, None, 0, leaves, reason="agreement is between two: see the pairs")


def _agreement(ledger: _Ledger, actors: tuple[str, str], rows: Sequence[Row]) -> Agreement:
    leaves = [row for row in rows if row.leaf]
    terms = {
        row.topic.id: term
        for row in leaves
        if (term := _term(*(row.positions[actor] for actor in actors))) is not None
    }
    topics = len(leaves)
    if len(terms) < LEAST_SHARED:
        reason = f"shared scored topics: {len(terms)}; fewer than {LEAST_SHARED} say nothing"
        return Agreement(None, None, None, len(terms), topics, reason=reason)
    value = _mean(terms)
    values = [value]
    below_three = 0
    removals = [c for (actor, _), found in ledger.claims.items() if actor in actors for c in found]
    for removed in removals:
        topic = removed.topic
        if not ledger.kb.is_leaf(topic):
            continue
        term = _term(*(ledger.position(actor, topic, without=removed.id) for actor in actors))
        left = {key: t for key, t in terms.items() if key != topic}
        if term is not None:
            left[topic] = term
        if len(left) < LEAST_SHARED:
            below_three += 1
        else:
            values.append(_mean(left))
    return Agreement(
        value, min(values), max(values), len(terms), topics, len(removals), below_three
    )


def _term(one: Position, other: Position) -> float | None:
    if one.score is None or other.score is None:
        return None
    return 1 - abs(one.score - other.score) / _WIDTH


def _mean(terms: Mapping[str, float]) -> float:
    return fsum(terms.values()) / len(terms)
