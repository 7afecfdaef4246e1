"""The contents of the page of a comparison, ready to be drawn.

Nothing is worked out on the page: it holds the answer of every day on which something changes.
Such a day is a *stop*. Cells, verdicts and summaries are held once each; a row says from which
stop on it shows which.
"""

from collections.abc import Sequence
from typing import NamedTuple

from policykb.frozen import dataclass
from policykb.views.cells import Cell, Column, Group, Line, Style


class PageCell(NamedTuple):
    """The cell of an actor: its lines; status, stance, score and marks by their names;
    the ids of the claims that the position rests on, and of the other counted ones.
    """

    actor: str
    name: str
    lines: Cell
    status: str
    stance: str | None
    score: int | None
    marks: tuple[str, ...]
    claims: tuple[str, ...]
    others: tuple[str, ...]


class PageVerdict(NamedTuple):
    """A verdict with its sign, and the names of the actors it is about (empty if it is all)."""

    verdict: str
    sign: str
    style: Style
    about: str
    side: str | None
    pair: tuple[str, ...]


class PageAgreement(NamedTuple):
    """The agreement of two actors (ids), in words and as numbers; ``text`` holds the count of
    their verdicts, too, if there are more than two actors.
    """

    actors: tuple[str, str]
    text: str
    value: float | None
    low: float | None
    high: float | None
    shared: int
    topics: int


class PageSummary(NamedTuple):
    """The summary of a day: the count of each verdict, in numbers and in words, the agreement of
    each two actors, and the limits of the answer.
    """

    counts: tuple[tuple[str, int], ...]
    headline: str
    agreements: tuple[PageAgreement, ...]
    remarks: tuple[str, ...]


class PageChange(NamedTuple):
    """The contents of a row from a stop on: indexes of a verdict (None: there is no claim yet, so
    there is no row) and of a cell for each actor.
    """

    stop: int
    verdict: int | None
    cells: tuple[int, ...]


class PageRow(NamedTuple):
    """A topic: ``words`` are all by which a reader may look for it."""

    topic: str
    label: str
    proposition: str
    words: str
    changes: tuple[PageChange, ...]


class PageStop(NamedTuple):
    """A day on which something changes (ISO), the day to show for it, and its label for people.

    Of the first stop, which has no beginning, the day shown is the one before the second.
    """

    first: str
    shown: str
    label: str


class PageClaim(NamedTuple):
    """A claim with its sentence in its context. ``facts`` are named and in reading order; ``url``
    is empty unless it leads to a web page; ``place`` is ``path:line``. ``statement`` is the claim
    as a sentence, ``stance`` its stance and period alone.
    """

    id: str
    statement: Line
    stance: Line
    summary: str
    facts: tuple[tuple[str, str], ...]
    before: str
    sentence: str
    after: str
    place: str
    source: str
    url: str


class PageClaims(NamedTuple):
    """The claims on a topic."""

    label: str
    claims: tuple[PageClaim, ...]


class PageConflict(NamedTuple):
    """Two claims (their ids are those of the page's claims) that stand on opposite sides;
    ``acknowledged`` says in words if a claim names the other; empty if it need not.
    """

    kind: str
    actor: str
    topic: str
    first: PageClaim
    second: PageClaim
    acknowledged: str


class PageSentence(NamedTuple):
    """A sentence of a source: its treatment, the ids of its claims, those of them that the
    page holds, and the reason for which it was skipped.
    """

    treatment: str
    line: int
    text: str
    claims: tuple[str, ...]
    reason: str


class PageSource(NamedTuple):
    """A source with its sentences; ``counts`` are those of each treatment."""

    id: str
    title: str
    description: str
    url: str
    counts: tuple[tuple[str, int], ...]
    sentences: tuple[PageSentence, ...]


class PageTimeline(NamedTuple):
    """Strips through time: the days (ISO) at which their axis begins and ends, and tables."""

    first: str
    last: str
    columns: tuple[Column, ...]
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Page:
    """A comparison as a page. ``stop``, ``day`` (ISO) and the verdicts ``only`` are what it shows
    at first; ``record_ends`` is a date in words; ``more_conflicts`` is how many it has no room for;
    ``verdict_words`` are all verdicts with their signs and meanings; ``about`` are facts about the
    page, each with its name.
    """

    kb: str
    actors: tuple[tuple[str, str], ...]
    day: str
    day_in_words: str
    stop: int
    stops: tuple[PageStop, ...]
    record_ends: str
    only: tuple[str, ...]
    verdict_words: tuple[tuple[PageVerdict, str], ...]
    cells: tuple[PageCell, ...]
    verdicts: tuple[PageVerdict, ...]
    summaries: tuple[PageSummary, ...]
    summary_changes: tuple[tuple[int, int], ...]
    rows: tuple[PageRow, ...]
    timeline: PageTimeline
    conflicts: tuple[PageConflict, ...]
    more_conflicts: int
    sources: tuple[PageSource, ...]
    claims: tuple[PageClaims, ...]
    legend: tuple[Line, ...]
    about: tuple[tuple[str, str], ...]
