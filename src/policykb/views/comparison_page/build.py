"""``compare`` as a page: the answers for all days on which something changes."""

from collections.abc import Iterable, Mapping, Sequence

from policykb.analysis.comparison import Comparison, compare_counted
from policykb.analysis.counted import CountedClaims
from policykb.analysis.many_days import compare_on_days, turning_days
from policykb.analysis.timelines import timelines
from policykb.analysis.verdicts import Verdict
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import BEFORE_ALL_DAYS, day_text
from policykb.model.records import Actor
from policykb.progress import Progress, no_progress
from policykb.views.comparison_page.evidence import page_conflicts, page_sources
from policykb.views.comparison_page.rows import Pool, page_rows, page_verdict, runs
from policykb.views.page import Page, PageAgreement, PageCell, PageStop, PageSummary, PageTimeline
from policykb.views.payloads import Json
from policykb.views.picture import ChartGroup
from policykb.views.strip_chart import strip_chart
from policykb.views.table import Line, line
from policykb.views.timelines import timelines_view
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import Texts
from policykb.views.wording.commands import moment
from policykb.views.wording.dates import asked_date_in_words, day_in_words, days_in_words
from policykb.views.wording.filters import asked_for, date_remarks, with_hearsay
from policykb.views.wording.summary import agreement_words, finding, pair_words
from policykb.views.wording.verdicts import MARKS, VERDICTS

_FOLDED = {Verdict.ONE_SIDED, Verdict.NONE}
"""The verdicts whose rows are shown on request."""


def comparison_page(
    counted: CountedClaims, shown: Comparison, texts: Texts, progress: Progress = no_progress
) -> Page:
    """Return the page of a comparison.

    Args:
        counted: the claims that count, of the actors compared.
        shown: the comparison that the page shows at first.
        texts: the texts of the sources that claims come from, by source id.
        progress: may show how many days have been answered.
    """
    kb, actors, counted = counted.kb, shown.actors, counted.for_many_days()
    days = _stops(counted, actors, shown.day)
    last_day = max(shown.record_ends, shown.day)
    unfiltered = compare_counted(counted, actors, shown.day)
    rows = page_rows(counted, unfiltered, days)
    first = {row.topic.id for row in unfiltered.rows if row.verdict not in _FOLDED}
    order = [row.topic for row in rows.rows]
    summaries = Pool[PageSummary]()
    answers = compare_on_days(counted, actors, progress(days, "answering"))
    summary_changes = runs([summaries.place(_summary(kb, answer)) for answer in answers])
    conflicts, more_conflicts = page_conflicts(counted)
    return Page(
        kb=kb.title,
        actors=tuple((actor.id, actor.name) for actor in actors),
        day=day_text(shown.day),
        day_in_words=day_in_words(shown.day),
        stop=days.index(shown.day),
        stops=_page_stops(days, shown.day, last_day),
        last_day=day_text(last_day),
        only=shown.only,
        folded=tuple(verdict.value for verdict in Verdict if verdict in _FOLDED),
        verdict_words=tuple((page_verdict(verdict), VERDICTS[verdict]) for verdict in Verdict),
        rows=rows.rows,
        cells=rows.cells,
        verdicts=rows.verdicts,
        chart=strip_chart(kb, unfiltered)._replace(
            groups=(ChartGroup("", "", rows.chart_rows),), others=()
        ),
        summary_changes=tuple(summary_changes),
        summaries=summaries.values,
        timelines=(
            _timeline(counted, shown.actors, [one for one in order if one in first]),
            _timeline(counted, shown.actors, [one for one in order if one not in first]),
        ),
        conflicts=conflicts,
        more_conflicts=more_conflicts,
        sources=page_sources(counted, texts),
        legend=_legend(),
        brackets=_brackets(rows.cells),
        about=tuple(_about(counted, shown)),
    )


def _stops(counted: CountedClaims, actors: Sequence[Actor], shown: int) -> list[int]:
    """Return the days (ordinals) on which the answer may change, and the day shown at first. After
    the end of the record, and after the day shown at first, there is none.
    """
    ids = [actor.id for actor in actors]
    days = turning_days(
        stretch
        for topic in counted.topics(ids)
        for actor in ids
        for stretch in counted.history(actor, topic)
    )
    last = max(counted.record_ends, shown)
    return sorted({BEFORE_ALL_DAYS + 1, shown, *(day for day in days if day <= last)})


def _page_stops(days: Sequence[int], shown: int, last: int) -> tuple[PageStop, ...]:
    """Return the stops with the words that people read for them; ``last`` is the last day."""
    made = []
    for at, first in enumerate(days):
        end = days[at + 1] - 1 if at + 1 < len(days) else last
        if at == 0 and first not in (shown, end):
            day, label = end, f"until {day_in_words(end)}"
        else:
            day = first
            label = day_in_words(first) if first == end else days_in_words(first, end)
        made.append(PageStop(day_text(first), day_text(day), label))
    return tuple(made)


def _timeline(
    counted: CountedClaims, actors: Sequence[Actor], order: Sequence[str]
) -> PageTimeline:
    """Return the strips of some topics (ids), in their order."""
    drawn = timelines(counted, actors, only=order)
    view = timelines_view(counted.kb, drawn, long=True)
    scale, *groups = view.groups
    found = {one.topic.id: group for one, group in zip(drawn.topics, groups, strict=False)}
    return PageTimeline(
        day_text(drawn.first),
        day_text(drawn.last),
        view.columns,
        scale,
        tuple((topic, found[topic]) for topic in order),
    )


def _summary(kb: KnowledgeBase, answer: Comparison) -> PageSummary:
    several = len(answer.pairs) > 1
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
        finding(answer),
        _besides(answer),
        tuple((verdict.value, count) for verdict, count in answer.verdicts.items()),
        agreements,
        tuple(date_remarks(answer.query, answer.day, answer.record_ends)),
    )


def _besides(answer: Comparison) -> str:
    """Return the number of topics that the finding is not about, by the reason."""
    found = answer.verdicts
    sides = ", ".join(
        f"{actor.name} {count}" for actor in answer.actors if (count := answer.sides[actor.id])
    )
    told = [
        f"{found[verdict]} {text}"
        for verdict, text in (
            (Verdict.ONE_SIDED, f"only one of them has a position ({sides})"),
            (Verdict.UNDATED, "the record does not say whether a position held on this date"),
            (Verdict.NONE, "nobody has one on this date"),
        )
        if found[verdict]
    ]
    return f"Of the other topics, on {'; on '.join(told)}." if told else ""


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
            "claim is known to hold on the date."
        ),
    )


def _brackets(cells: Iterable[PageCell]) -> str:
    """Return the meanings of what stands in brackets in cells, of marks only those that occur."""
    found = {mark for cell in cells for mark in cell.marks}
    told = [f"{mark}: {meaning}" for mark, meaning in MARKS.items() if mark in found]
    kinds = "action, belief, interest: what a position shows in, if the source does not state it"
    return f"In brackets: {'; '.join((kinds, *told))}. {stances.capitalized(words.AS_OF)}."


def _about(counted: CountedClaims, shown: Comparison) -> list[tuple[str, str]]:
    """Return facts about the page and its knowledge base, each with its name."""
    counted_claims = words.quantity(sum(map(len, counted.claims.values())), "claim")
    sources = {claim.source for claims in counted.claims.values() for claim in claims}
    rules = "; ".join(f"{rule}: {count}" for rule, count in shown.not_counted.items())
    left_out = sum(shown.not_counted.values())
    names = [actor.id for actor in shown.actors]
    request = ["compare", *names, *moment(shown.day, shown.record_ends)]
    asked = asked_for(counted.kb, shown.query, only=list(shown.only))
    return [
        ("Knowledge base", counted.kb.title),
        ("First shown", day_in_words(shown.day)),
        ("Record ends", f"{day_in_words(shown.record_ends)}, when its newest source was published"),
        ("Known by", asked_date_in_words(shown.known_by or "no limit: every source counts")),
        (
            "Filters",
            "; ".join(f"{name}: {_words(value)}" for name, value in asked.items()) or "none",
        ),
        ("Counted", f"{counted_claims} from {words.quantity(len(sources), 'source')}"),
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
