"""Compare actors: a verdict for each topic, and the agreement of each pair over all topics."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property, partial
from itertools import combinations
from typing import TYPE_CHECKING

from policykb.analysis.counted import CountedClaims, count_for, resolve_actors
from policykb.analysis.query import Query
from policykb.analysis.verdicts import SILENT, Row, Verdict, compare_topic, distance
from policykb.diagnostics import PolicyKBError, format_value, one_of
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Actor

if TYPE_CHECKING:
    from policykb.analysis.agreement import Agreement


@dataclass(frozen=True, slots=True)
class Pair:
    """Two of several actors: the number of rows by verdict, and their agreement."""

    actors: tuple[str, str]
    verdicts: Mapping[Verdict, int]
    agreement: "Agreement"


@dataclass(frozen=True)
class Comparison:
    """The answer to ``compare``: rows grouped by verdict, most important first.

    ``day`` is the date of the answer and ``record_ends`` the day on which the newest
    source was published (ordinals). ``verdicts`` counts all rows, ``sides`` the one-sided ones of
    each actor (id), ``rows`` holds those asked for. ``not_counted`` is the number of claims of the
    actors that did not count, by the filter that rejected them. ``query`` and ``only`` are the
    request. ``leaf_rows`` is the number of rows on leaf topics, where there are no ``rows``.
    """

    actors: tuple[Actor, ...]
    day: int
    record_ends: int
    rows: tuple[Row, ...]
    verdicts: Mapping[Verdict, int]
    sides: Mapping[str, int]
    make_pairs: Callable[[], Iterable[Pair]] = field(compare=False)
    not_counted: Mapping[str, int]
    query: Query
    only: tuple[str, ...] = ()
    leaf_rows: int | None = None

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Each pair of the actors, also if there are only two; worked out when it is asked for."""
        return tuple(self.make_pairs())

    @property
    def known_by(self) -> str | None:
        """The date by which the sources had to be published, if one was given."""
        return self.query.known_by or None

    @property
    def agreement(self) -> "Agreement":
        """The agreement of two actors; without a value if there are more: see ``pairs``."""
        if len(self.actors) == 2:
            return self.pairs[0].agreement
        from policykb.analysis.agreement import Agreement  # noqa: PLC0415 - lines need none

        leaves = self.leaf_rows
        if leaves is None:
            leaves = sum(row.leaf for row in self.rows)
        reason = "an agreement is between two actors: see the pairs"
        return Agreement(None, None, None, 0, leaves, reason=reason)


def compare(
    kb: KnowledgeBase,
    *actors: str,
    as_of: str = "",
    query: Query | None = None,
    only: Collection[str] = (),
) -> Comparison:
    """Compare the positions of two or more actors, topic by topic.

    Args:
        kb: the knowledge base.
        actors: two or more actors, by id, name or alias.
        as_of: the date of the answer (``2021-08``: its last day); by default the day on which
            the newest source was published.
        query: which claims to look at; by default all that count (active, in the
            voice of the source's author or of the actor).
        only: the verdicts to keep in ``rows``, and ``silent`` for the topics on which one of the
            actors is silent, or all of them; the counts still cover all rows with a verdict.

    Raises:
        PolicyKBError: fewer than two actors, one of them twice, an unknown name, a bad date,
            or no source that was published in time.
    """
    found = comparable(kb, actors)
    counted = count_for(kb, found, query)
    return compare_counted(counted, found, counted.day(as_of), only)


def comparable(kb: KnowledgeBase, words: Sequence[str]) -> tuple[Actor, ...]:
    """Return two or more actors by id, name or alias.

    Raises:
        PolicyKBError: there are fewer, one of them is named twice, or a name is unknown.
    """
    found = resolve_actors(kb, words)
    if len(found) < 2:
        raise PolicyKBError(
            "a comparison needs two actors or more", "`policykb actors` lists the actors."
        )
    return found


def compare_counted(
    counted: CountedClaims,
    actors: Sequence[Actor],
    on: int,
    only: Collection[str] = (),
) -> Comparison:
    """Compare two or more actors by counted claims, on a day (ordinal).

    Raises:
        PolicyKBError: ``only`` names no verdict.
    """
    wanted = known_verdicts(only)
    ids = [actor.id for actor in actors]
    rows = _rows(counted, ids, on)
    return Comparison(
        actors=tuple(actors),
        day=on,
        record_ends=counted.record_ends,
        rows=tuple(_wanted(counted, ids, on, rows, wanted) if wanted else rows),
        verdicts=_count(rows),
        sides={
            actor: sum(row.outcome == (Verdict.ONE_SIDED, actor) for row in rows) for actor in ids
        },
        make_pairs=partial(_pairs, counted, ids, on, rows),
        not_counted=counted.not_counted,
        query=counted.query,
        only=wanted,
    )


def known_verdicts(words: Collection[str]) -> tuple[str, ...]:
    """Return verdicts, and the word silent, as they were given.

    Raises:
        PolicyKBError: one of the words is none of these.
    """
    known = [*(verdict.value for verdict in Verdict), SILENT]
    for word in words:
        if word not in known:
            raise PolicyKBError(f"unknown verdict {format_value(word)}", f"Write {one_of(known)}.")
    return tuple(map(str, words))


def _wanted(
    counted: CountedClaims,
    actors: Sequence[str],
    on: int,
    rows: Sequence[Row],
    wanted: Collection[str],
) -> Iterator[Row]:
    """Yield the rows asked for; also those of topics on which all are silent."""
    for row in rows:
        if row.verdict in wanted or (SILENT in wanted and row.silent_actors):
            yield row
    if SILENT in wanted:
        spoken = {row.topic.id for row in rows}
        for topic in counted.asked_topics():
            if topic not in spoken:
                yield compare_topic(counted, topic, actors, on)


def _rows(counted: CountedClaims, actors: Sequence[str], on: int) -> list[Row]:
    """Return the rows of a comparison by verdict, then by distance, then in file order."""
    rows = [compare_topic(counted, topic, actors, on) for topic in counted.topics(actors)]
    return sorted(
        (row for row in rows if not row.silent),
        key=lambda row: (
            list(Verdict).index(row.verdict),
            -distance(row),
            actors.index(row.side) if row.side else 0,
        ),
    )


def _count(rows: Sequence[Row]) -> dict[Verdict, int]:
    verdicts = [row.verdict for row in rows]
    return {verdict: verdicts.count(verdict) for verdict in Verdict}


def _pairs(
    counted: CountedClaims, actors: Sequence[str], on: int, rows: Sequence[Row]
) -> tuple[Pair, ...]:
    """Return each pair of actors (ids); ``rows`` are those of all of them."""
    return tuple(
        _pair(counted, pair, rows if len(actors) == 2 else _rows(counted, pair, on))
        for pair in combinations(actors, 2)
    )


def _pair(counted: CountedClaims, actors: tuple[str, str], rows: Sequence[Row]) -> Pair:
    """Return the counts of verdicts and the agreement of two actors."""
    from policykb.analysis.agreement import agreement  # noqa: PLC0415 - lines need none

    positions = {row.topic.id: [row.positions[actor] for actor in actors] for row in rows}
    return Pair(actors, _count(rows), agreement(counted, actors, positions))
