"""Compare two moments: the positions and verdicts that changed between them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from policykb.analysis.comparison import Comparison, comparable, compare_counted
from policykb.analysis.counted import CountedClaims, count_for, record_ends
from policykb.analysis.histories import position
from policykb.analysis.in_force import Times
from policykb.analysis.positions import Position, PositionStatus, moves
from policykb.analysis.query import Query, day
from policykb.analysis.succession import Published, begins, succeeds_on, yields
from policykb.analysis.verdicts import Row, compare_topic
from policykb.diagnostics import PolicyKBError
from policykb.frozen import dataclass
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import BEFORE_ALL_DAYS, day_text
from policykb.model.records import Claim, PeriodBasis, Topic


class Course(StrEnum):
    """The change of a topic between two moments; the first of these that applies."""

    TURNED = "turned"  # a position and the verdict changed
    MOVED = "moved"  # a position changed, and the verdict did not
    EVIDENCED = "evidenced"  # what changed is due to sources published between the moments
    UNKNOWN = "unknown"  # a position is undated at one moment, so a change cannot be seen
    STAYED = "stayed"  # nothing changed


_COURSES = list(Course)


@dataclass(frozen=True, slots=True)
class RowChange:
    """The rows of one topic at two moments.

    Each actor (id) is in one of these at most: ``moved`` if its position changed, ``evidenced`` if
    it only seems to, because a source published between the moments is the first evidence of it,
    and ``unknown`` if it is undated at one of the moments or both, so that it is unknown whether it
    changed.
    """

    before: Row
    after: Row
    moved: tuple[str, ...]
    evidenced: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def topic(self) -> Topic:
        """The topic."""
        return self.after.topic

    @property
    def turned(self) -> bool:
        """True if the verdict changed, or the only actor in force."""
        return self.before.outcome != self.after.outcome

    @property
    def course(self) -> Course:
        """The change of the topic."""
        if self.moved:
            return Course.TURNED if self.turned else Course.MOVED
        if self.evidenced:
            return Course.EVIDENCED
        return Course.UNKNOWN if self.unknown else Course.STAYED


@dataclass(frozen=True, slots=True)
class Change:
    """The comparisons of the same actors at two moments, and the rows of all topics by their
    course.

    ``courses`` counts all topics, ``movers`` those on which the position of each actor (id)
    changed, whichever rows were asked for.
    """

    before: Comparison
    after: Comparison
    rows: tuple[RowChange, ...]
    courses: Mapping[Course, int]
    movers: Mapping[str, int]


def moments(kb: KnowledgeBase, start: str, end: str = "", known_by: str = "") -> tuple[int, int]:
    """Return the days (ordinals) of two moments: the last day of each date.

    Without ``end`` the second is the day on which the newest source was published, of those
    published by ``known_by``.

    Raises:
        PolicyKBError: the second is not after the first, a date cannot be read, or no source was
            published in time.
    """
    first, last = day(start), day(end) if end else record_ends(kb, known_by)
    if first >= last:
        raise PolicyKBError(
            f"{day_text(last)} is not after {day_text(first)}",
            "Give the earlier moment first: --from 2020 --to 2024. Without --to it is the day on "
            "which the newest source was published.",
        )
    return first, last


def moment_dates(
    kb: KnowledgeBase, as_of: str, start: str = "", end: str = "", known_by: str = ""
) -> list[str]:
    """Return the date of one moment, as asked for, or with a ``start`` those of both (ISO).

    Raises:
        PolicyKBError: as :func:`moments` does.
    """
    if not start:
        return [as_of]
    return [day_text(one) for one in moments(kb, start, end, known_by)]


def compare_moments(
    kb: KnowledgeBase,
    *actors: str,
    start: str,
    end: str = "",
    query: Query | None = None,
    only: Collection[str] = (),
) -> Change:
    """Compare two or more actors at two moments.

    Args:
        kb: the knowledge base.
        actors: two or more actors, by id, name or alias.
        start: the first moment (a date; a coarse one means its last day).
        end: the second; by default the day on which the newest source was published.
        query: which claims to look at, as in :func:`policykb.analysis.comparison.compare`.
        only: the verdicts that a row must have at one of the moments.

    Raises:
        PolicyKBError: the second moment is not after the first, or as
            :func:`policykb.analysis.comparison.compare` does.
    """
    found = comparable(kb, actors)
    counted = count_for(kb, found, query)
    first, last = moments(kb, start, end, counted.query.known_by)
    before, after = (compare_counted(counted, found, on, only) for on in (first, last))
    ids = [actor.id for actor in found]
    rows = [_row_change(counted, topic, ids, (first, last)) for topic in counted.topics(ids)]
    not_silent = [row for row in rows if not (row.before.silent and row.after.silent)]
    wanted = {row.topic.id for row in (*before.rows, *after.rows)}
    shown = [row for row in not_silent if row.topic.id in wanted]
    courses = [row.course for row in not_silent]
    return Change(
        before,
        after,
        tuple(sorted(shown, key=lambda row: _COURSES.index(row.course))),
        {course: courses.count(course) for course in Course},
        {actor: sum(actor in row.moved for row in not_silent) for actor in ids},
    )


def _row_change(
    counted: CountedClaims, topic: str, ids: Sequence[str], days: tuple[int, int]
) -> RowChange:
    before, after = (compare_topic(counted, topic, ids, on) for on in days)
    moved: list[str] = []
    evidenced: list[str] = []
    unknown: list[str] = []
    for actor, now in after.positions.items():
        was = before.positions[actor]
        if _is_evidenced(counted, was, now, days):
            evidenced.append(actor)
        elif _is_unknown(was, now, days[0]):
            unknown.append(actor)
        elif moves(was, now):
            moved.append(actor)
    return RowChange(before, after, tuple(moved), tuple(evidenced), tuple(unknown))


def _is_evidenced(
    counted: CountedClaims, before: Position, after: Position, days: tuple[int, int]
) -> bool:
    """Return True if a position differs only by claims whose publication, between the moments, is
    their only date, and nothing yields to them: it may have been so before.
    """
    published = counted.kb.published
    first, last = days
    new = [
        claim
        for claim in after.claims
        if claim.period_basis is PeriodBasis.PUBLISHED and first < published[claim.source] <= last
    ]
    if not new or not moves(before, after) or _ends_another(after.times, new, published):
        return False
    ids = {claim.id for claim in new}
    others = [claim for claim in after.trajectory if claim.id not in ids]
    was, now = (position(after.actor, after.topic, others, published, on) for on in days)
    return not moves(was, now)


def _ends_another(times: Times, new: Iterable[Claim], published: Published) -> bool:
    """Return True if one of the claims is among the first that another one yields to."""
    groups: dict[tuple[int, int | None], list[Claim]] = {}
    for claim in new:
        groups.setdefault((succeeds_on(claim, published), claim.sign), []).append(claim)
    # What yields to one of a group yields to that of the latest source, or with the latest start.
    latest: dict[int, list[Claim]] = {}
    for (on, _), group in groups.items():
        found = latest.setdefault(on, [])
        found.append(max(group, key=lambda claim: published[claim.source]))
        found.append(max(group, key=_end_of_start))
    return any(
        yields(time.claim, claim, published)
        for time in times.each
        if time.until is not None
        for claim in latest.get(time.until, ())
    )


def _end_of_start(claim: Claim) -> int:
    start = claim.period.start
    return BEFORE_ALL_DAYS if start is None else start.last


def _is_unknown(before: Position, after: Position, first: int) -> bool:
    """Return True if it is unknown whether a position changed: it is undated at one of the moments
    or both, and no claim that it now rests on is known to begin after the first.
    """
    if PositionStatus.UNDATED not in {before.status, after.status}:
        return False
    bases = [*after.deciding, *(claim for side in after.sides for claim in side.claims)]
    return not (
        after.status.in_force
        and any(c.period_basis is not PeriodBasis.PUBLISHED and begins(c) > first for c in bases)
    )
