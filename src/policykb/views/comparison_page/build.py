"""``compare`` as a page: the answers for all days on which something changes."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from policykb.analysis.comparison import Comparison, Row, Verdict, compare_counted
from policykb.analysis.counted import CountedClaims
from policykb.analysis.positions import Position
from policykb.analysis.timelines import timelines, turning_days
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import AFTER_ALL_DAYS, BEFORE_ALL_DAYS, day_text
from policykb.model.records import Actor, Topic
from policykb.progress import Progress, no_progress
from policykb.text.normalize import collapse_spaces
from policykb.views.cells import Line, Style, line
from policykb.views.comparison_page.evidence import page_claims, page_conflicts, page_sources
from policykb.views.page import (
    Page,
    PageAgreement,
    PageCell,
    PageChange,
    PageRow,
    PageStop,
    PageSummary,
    PageTimeline,
    PageVerdict,
)
from policykb.views.strips import LAST_SIDE, VERDICT_SIGNS
from policykb.views.timelines import timelines_view
from policykb.views.view import Json
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.commands import moment
from policykb.views.wording.dates import asked_date_in_words, day_in_words, days_in_words
from policykb.views.wording.filters import asked_for, remarks, with_hearsay
from policykb.views.wording.positions import position_cell
from policykb.views.wording.summary import agreement_words, counts, pair_words
from policykb.views.wording.verdicts import MARKS, VERDICTS

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

_T = TypeVar("_T", bound=Hashable)

_NO_VERDICT = (words.NOT_IN_FORCE, Style.MUTED)


class _Pool(Generic[_T]):
    """Values held once each, known by their index."""

    def __init__(self) -> None:
        self._places: dict[_T, int] = {}

    def place(self, value: _T) -> int:
        """Return the index of a value."""
        return self._places.setdefault(value, len(self._places))

    @property
    def values(self) -> tuple[_T, ...]:
        """Return all values by their index."""
        return tuple(self._places)


def comparison_page(
    counted: CountedClaims,
    shown: Comparison,
    texts: "Mapping[str, SourceText]",
    progress: Progress = no_progress,
) -> Page:
    """Return the page of a comparison.

    Args:
        counted: the claims that count, of the actors compared.
        shown: the comparison that the page shows at first.
        texts: the texts of the sources that claims come from, by source id.
        progress: may show how many days have been answered.
    """
    kb, actors = counted.kb, shown.actors
    days = _stops(counted, actors, shown.day)
    answers = [compare_counted(counted, actors, day) for day in progress(days, "answering")]
    cells, verdicts = _Pool[PageCell](), _Pool[PageVerdict]()
    summaries = _Pool[PageSummary]()
    rows = tuple(
        PageRow(
            topic.id,
            stances.heading(topic),
            collapse_spaces(topic.proposition),
            collapse_spaces(" ".join((topic.id, topic.label, *topic.aliases, topic.proposition))),
            _changes(kb, topic, answers, verdicts, cells),
        )
        for topic in _topics(counted, shown, answers)
    )
    drawn = timelines(counted, actors)
    told_conflicts, more_conflicts = page_conflicts(counted, texts)
    view = timelines_view(kb, drawn)
    return Page(
        kb=kb.title,
        actors=tuple((actor.id, actor.name) for actor in actors),
        day=day_text(shown.day),
        day_in_words=day_in_words(shown.day),
        stop=days.index(shown.day),
        stops=_page_stops(days, shown.day),
        record_ends=day_in_words(shown.record_ends),
        only=tuple(verdict.value for verdict in shown.only),
        verdict_words=tuple((_verdict(verdict), VERDICTS[verdict]) for verdict in Verdict),
        summary_changes=_runs([summaries.place(_summary(kb, answer)) for answer in answers]),
        rows=rows,
        cells=cells.values,
        verdicts=verdicts.values,
        summaries=summaries.values,
        timeline=PageTimeline(
            day_text(drawn.first), day_text(drawn.last), view.columns, view.groups
        ),
        conflicts=told_conflicts,
        more_conflicts=more_conflicts,
        sources=page_sources(counted, texts),
        claims=page_claims(counted, texts),
        legend=_legend(),
        about=tuple(_about(counted, shown)),
    )


def _stops(counted: CountedClaims, actors: Sequence[Actor], shown: int) -> list[int]:
    """Return the days (ordinals) on which the answer may change, and the day shown at first."""
    ids = [actor.id for actor in actors]
    stretches = [
        stretch
        for topic in counted.topics(ids)
        for actor in ids
        for stretch in counted.history(actor, topic)
    ]
    # Behind the end of the record every answer says so.
    others = {BEFORE_ALL_DAYS + 1, shown, min(counted.record_ends + 1, AFTER_ALL_DAYS - 1)}
    return sorted({*turning_days(stretches), *others})


def _page_stops(days: Sequence[int], shown: int) -> tuple[PageStop, ...]:
    """Return the stops with the words that people read for them."""
    made = []
    for at, day in enumerate(days):
        behind = days[at + 1] if at + 1 < len(days) else None
        last = day if behind is None else behind - 1
        if at == 0 and behind is not None and day != shown:
            stop = PageStop(day_text(day), day_text(last), f"before {day_in_words(behind)}")
        elif behind is None:
            stop = PageStop(day_text(day), day_text(day), f"from {day_in_words(day)}")
        elif last == day:
            stop = PageStop(day_text(day), day_text(day), day_in_words(day))
        else:
            stop = PageStop(day_text(day), day_text(day), days_in_words(day, last))
        made.append(stop)
    return tuple(made)


def _topics(
    counted: CountedClaims, shown: Comparison, answers: Sequence[Comparison]
) -> list[Topic]:
    """Return all topics that have a row on some day: in the order of the day shown, then in file
    order.
    """
    at_first = next(answer for answer in answers if answer.day == shown.day)
    order = [row.topic.id for row in at_first.rows]
    found = {row.topic.id for answer in answers for row in answer.rows}
    order += [topic for topic in counted.kb.topics if topic in found and topic not in order]
    return [counted.kb.topics[topic] for topic in order]


def _changes(
    kb: KnowledgeBase,
    topic: Topic,
    answers: Sequence[Comparison],
    verdicts: _Pool[PageVerdict],
    cells: _Pool[PageCell],
) -> tuple[PageChange, ...]:
    changes: list[PageChange] = []
    for stop, answer in enumerate(answers):
        row = next((row for row in answer.rows if row.topic.id == topic.id), None)
        verdict = None if row is None else verdicts.place(_row_verdict(kb, answer.actors, row))
        held = () if row is None else row.positions.values()
        change = PageChange(stop, verdict, tuple(cells.place(_cell(kb, one)) for one in held))
        if not changes or changes[-1][1:] != change[1:]:
            changes.append(change)
    return tuple(changes)


def _cell(kb: KnowledgeBase, position: Position) -> PageCell:
    rests_on = tuple(claim.id for claim in position.claims)
    return PageCell(
        position.actor,
        kb.actors[position.actor].name,
        position_cell(kb, position),
        position.status.value,
        position.stance.value if position.stance else None,
        position.score,
        tuple(mark.value for mark in position.marks),
        rests_on,
        tuple(claim.id for claim in position.trajectory if claim.id not in rests_on),
    )


def _verdict(verdict: Verdict) -> PageVerdict:
    sign, style = VERDICT_SIGNS.get(verdict, _NO_VERDICT)
    return PageVerdict(verdict.value, sign, style, "", None, ())


def _row_verdict(kb: KnowledgeBase, actors: Sequence[Actor], row: Row) -> PageVerdict:
    """Return the verdict of a row and the actors it is about: the one in force, or the pair."""
    about = [row.side] if row.side else list(row.pair or ())
    found = _verdict(row.verdict)._replace(
        about=" / ".join(kb.actors[actor].name for actor in about),
        side=row.side,
        pair=row.pair or (),
    )
    last_only = row.verdict is Verdict.ONE_SIDED and row.side == actors[-1].id
    return found._replace(sign=LAST_SIDE) if last_only else found


def _summary(kb: KnowledgeBase, answer: Comparison) -> PageSummary:
    several = len(answer.pairs) > 1
    total = sum(answer.verdicts.values())
    agreements = tuple(
        PageAgreement(
            pair.actors,
            pair_words(kb, pair) if several else agreement_words(pair.agreement),
            pair.agreement.value,
            pair.agreement.low,
            pair.agreement.high,
            pair.agreement.shared,
            pair.agreement.topics,
        )
        for pair in answer.pairs
    )
    return PageSummary(
        tuple((verdict.value, count) for verdict, count in answer.verdicts.items()),
        f"{total} topic{'' if total == 1 else 's'}: {counts(answer)}",
        agreements,
        tuple(
            remarks(
                answer.query,
                {},
                day=answer.day,
                record_ends=answer.record_ends,
            )
        ),
    )


def _runs(values: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return the values without those that repeat the one before, each with its index."""
    return tuple(
        (at, value) for at, value in enumerate(values) if at == 0 or values[at - 1] != value
    )


def _legend() -> tuple[Line, ...]:
    """Return the meanings of the signs of cells."""
    verbs = "; ".join(
        f"{sign} {stances.both_verbs(stance)}" for stance, sign in words.GLYPHS.items()
    )
    return (
        line(f"{verbs}: what the topic says."),
        line(
            f"{words.CONTESTED} contested: the actor's own claims contradict one another; "
            f"{words.RELATIVE} only an order is known; {words.NOT_IN_FORCE} past or undated: no "
            f"claim is known to hold on the date; {words.AS_OF}."
        ),
        line("; ".join(f"{mark}: {meaning}" for mark, meaning in MARKS.items())),
    )


def _about(counted: CountedClaims, shown: Comparison) -> list[tuple[str, str]]:
    """Return facts about the page and its knowledge base, each with its name."""
    counted_claims = words.quantity(sum(map(len, counted.claims.values())), "claim")
    sources = {claim.source for claims in counted.claims.values() for claim in claims}
    rules = "; ".join(f"{rule}: {count}" for rule, count in shown.not_counted.items())
    left_out = sum(shown.not_counted.values())
    names = [actor.id for actor in shown.actors]
    request = ["compare", *names, *moment(shown.day, shown.record_ends)]
    asked = asked_for(counted.kb, shown.query, only=[verdict.value for verdict in shown.only])
    return [
        ("Knowledge base", counted.kb.title),
        ("First shown", day_in_words(shown.day)),
        ("Record ends", f"{day_in_words(shown.record_ends)}, when its newest source was published"),
        ("Known by", asked_date_in_words(shown.known_by or "no limit: every source counts")),
        (
            "Filters",
            "; ".join(f"{name}: {_words(value)}" for name, value in asked.items()) or "none",
        ),
        (
            "Counted",
            f"{counted_claims} from {words.quantity(len(sources), 'source')}",
        ),
        (
            "Not counted",
            ". ".join(
                [
                    f"{words.quantity(left_out, 'claim')}{f' ({rules})' if rules else ''}",
                    *with_hearsay(shown.query, shown.not_counted, request),
                ]
            ),
        ),
    ]


def _words(value: Json) -> str:
    match value:
        case True:
            return "yes"
        case str() | int() | float() | None:
            return str(value)
        case Mapping():
            return ", ".join(value)
        case _:
            return ", ".join(map(str, value))
