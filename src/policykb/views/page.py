"""The contents of the page of a comparison, ready to be drawn.

Nothing is worked out on the page: it holds the answer of every day on which something changes.
Such a day is a *stop*. Cells, verdicts and summaries are held once each; a row says from which
stop on it shows which.
"""

from collections.abc import Sequence
from typing import NamedTuple

from policykb.frozen import dataclass
from policykb.views.picture import StripChart
from policykb.views.table import CitedSource, Column, Group, Line, TableCell


class PageCell(NamedTuple):
    """The cell of an actor: its lines; status, stance, score, period (EDTF) and marks by their
    names; the ids of the claims that the position rests on, and of the other counted ones; and the
    number of counted ones for which the page has no room.
    """

    actor: str
    name: str
    lines: TableCell
    status: str
    stance: str | None
    score: int | None
    period: str
    marks: tuple[str, ...]
    claims: tuple[str, ...]
    others: tuple[str, ...]
    more: int


class PageVerdict(NamedTuple):
    """A verdict with its sign, and the actors it is about in words (empty if it is all)."""

    verdict: str
    sign: str
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
    """The summary of a day: the finding as a sentence, and what else there is; the count of each
    verdict, the agreement of each two actors, and the limits of the answer.
    """

    finding: str
    besides: str
    counts: tuple[tuple[str, int], ...]
    agreements: tuple[PageAgreement, ...]
    remarks: tuple[str, ...]


class PageChange(NamedTuple):
    """The contents of a row from a stop on: indexes of a verdict (None: there is no claim yet, so
    there is no row), of a cell for each actor, and of a row of the chart, if it has one.
    """

    stop: int
    verdict: int | None
    cells: tuple[int, ...]
    chart: int | None


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
    """A claim: as a sentence, its summary in the words of the coder, and ``facts``, each with its
    name and in reading order. ``quote`` is its sentence if none of the source holds it. ``parts``
    are the indexes of the sentences of its source that it is quoted from.
    """

    id: str
    topic: str
    statement: Line
    summary: str
    facts: tuple[tuple[str, str], ...]
    source: str
    parts: tuple[int, ...]
    quote: str


class PageConflict(NamedTuple):
    """Two claims (among those of the page's sources) that stand on opposite sides;
    ``acknowledged`` says in words if a claim names the other; empty if it need not.
    """

    kind: str
    actor: str
    topic: str
    label: str
    sides: tuple[PageClaim, PageClaim]
    acknowledged: str


class PageSentence(NamedTuple):
    """A sentence of a source: its treatment, the claims that it is the first sentence of, the ids
    of other claims that it is quoted by, and the reason for which it was skipped.
    """

    treatment: str
    text: str
    claims: tuple[PageClaim, ...]
    others: tuple[str, ...]
    reason: str


class PageSource(NamedTuple):
    """A document with its sentences in reading order, and the claims that no sentence of it holds;
    ``counts`` are the numbers of sentences of each treatment.
    """

    cited: CitedSource
    counts: tuple[tuple[str, int], ...]
    sentences: tuple[PageSentence, ...]
    claims: tuple[PageClaim, ...]


class PageTimeline(NamedTuple):
    """Strips through time: the days (ISO) at which their axis begins and ends, the table of their
    scale, and a table for each topic (id).
    """

    first: str
    last: str
    columns: tuple[Column, ...]
    scale: Group
    topics: Sequence[tuple[str, Group]]


@dataclass(frozen=True, slots=True)
class Page:
    """A comparison as a page.

    ``stop``, ``day`` (ISO) and the verdicts ``only`` are what it shows at first; ``last_day`` (ISO)
    is the last that it can show. ``chart`` is the strip chart of that day, with one group for the
    rows of all days. Rows with the verdicts ``folded`` are shown on request, and so is the second
    of the ``timelines``. ``more_conflicts`` is how many conflicts it has no room for; ``brackets``
    says what stands in brackets in cells; ``verdict_words`` are all verdicts with their signs and
    meanings; ``about`` are facts about the page, each with its name.
    """

    kb: str
    actors: tuple[tuple[str, str], ...]
    day: str
    day_in_words: str
    stop: int
    stops: tuple[PageStop, ...]
    last_day: str
    only: tuple[str, ...]
    folded: tuple[str, ...]
    verdict_words: tuple[tuple[PageVerdict, str], ...]
    cells: tuple[PageCell, ...]
    verdicts: tuple[PageVerdict, ...]
    chart: StripChart
    summaries: tuple[PageSummary, ...]
    summary_changes: tuple[tuple[int, int], ...]
    rows: tuple[PageRow, ...]
    timelines: tuple[PageTimeline, PageTimeline]
    conflicts: tuple[PageConflict, ...]
    more_conflicts: int
    sources: tuple[PageSource, ...]
    legend: tuple[Line, ...]
    brackets: str
    about: tuple[tuple[str, str], ...]

    @property
    def current(self) -> tuple[tuple[PageRow, PageChange], ...]:
        """Return each row with what it shows at first."""
        return tuple(
            (row, [one for one in row.changes if one.stop <= self.stop][-1]) for row in self.rows
        )

    @property
    def summary(self) -> PageSummary:
        """Return the summary that is shown at first."""
        return self.summaries[[at for stop, at in self.summary_changes if stop <= self.stop][-1]]
