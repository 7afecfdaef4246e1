"""``compare --sensitivity`` as a view: the answer under other ways of counting."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from policykb.analysis.comparison import Comparison, Pair, Verdict
from policykb.analysis.sensitivity import ClaimEffect, OutcomeChange, Sensitivity, Trial
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import day_text
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Segment, Style, TableRow, line
from policykb.views.view import Json, View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.commands import command, moment
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.positions import sentence
from policykb.views.wording.summary import (
    PAIR_FIELDS,
    VERDICT_FIELDS,
    agreement_brief,
    counts,
    headline,
    pair_payload,
    summary_payload,
)

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

_FIELDS = payloads.fields(
    *("as_of", "kind", "name", "options"), **PAIR_FIELDS, **VERDICT_FIELDS, turns="turns"
)
_LEGEND = (
    "Agreement, in brackets n, the topics that it rests on: another way of counting compares other "
    "topics. The command of each way gives its answer whole"
)


def sensitivity_view(
    kb: KnowledgeBase,
    found: Sequence[Sensitivity],
    *,
    only: Sequence[Verdict] = (),
    texts: "Mapping[str, SourceText] | None" = None,
) -> View:
    """Return the answer under every way of counting, and without each claim that matters, at one
    moment or two. ``only`` keeps the changes from or to these verdicts, ``texts`` adds the
    sentences of claims.
    """
    last = found[-1].trials[0].comparison
    names = words.listed(actor.name for actor in last.actors)
    dates = " and ".join(day_in_words(one.trials[0].comparison.day) for one in found)
    return View(
        title=f"What the answer on {names} on {dates} rests on",
        columns=(
            Column("Counting", 6),
            Column("Verdicts", 5),
            Column("Agreement", 4),
            Column("Verdicts that turn", 7),
        ),
        make_groups=lambda: tuple(
            group for one in found for group in _groups(kb, one, only, texts, dated=len(found) > 1)
        ),
        fields=tuple(_FIELDS),
        make_flat=lambda: payloads.flatten(
            (line for one in found for line in _lines(one, only)), _FIELDS
        ),
        make_payload=lambda: payloads.envelope(
            kb,
            actors=payloads.plain(last.actors),
            **limits_payload(kb, last.query, last.record_ends, last.not_counted, only),
            moments=[_item(one, only) for one in found],
        ),
        items="moments",
        notes=tuple(_notes(kb, found)),
        legend=(words.muted(_LEGEND),),
        spaced=True,
        cites=texts is not None,
    )


def _kept(changes: Sequence[OutcomeChange], only: Sequence[Verdict]) -> list[OutcomeChange]:
    return [t for t in changes if not only or t.before[0] in only or t.after[0] in only]


# --- for people ------------------------------------------------------------------------


def _groups(
    kb: KnowledgeBase,
    found: Sensitivity,
    only: Sequence[Verdict],
    texts: "Mapping[str, SourceText] | None",
    *,
    dated: bool,
) -> Iterator[Group]:
    baseline = found.trials[0].comparison
    on = f" on {day_in_words(baseline.day)}" if dated else ""
    yield Group(
        f"counting other claims{on}",
        tuple(_trial_row(kb, trial, only) for trial in found.trials),
    )
    yield Group(
        f"leaving out one claim{on}: {len(found.effects)} of {found.tried} matter by themselves",
        tuple(_effect_row(kb, one, baseline, only, texts) for one in found.effects),
    )


def _trial_row(kb: KnowledgeBase, trial: Trial, only: Sequence[Verdict]) -> TableRow:
    variant = trial.variant
    counting = command(trial.comparison.query, *_request(trial.comparison))
    lines = (words.muted(variant.meaning), words.muted(counting if variant.options else ""))
    return TableRow(
        (
            (line(Segment(variant.name, Style.STRONG)), *(one for one in lines if one[0].text)),
            (line(counts(trial.comparison)),),
            tuple(_pair_line(kb, trial.comparison, pair) for pair in trial.comparison.pairs),
            _change_lines(kb, _kept(trial.changes, only)),
        )
    )


def _pair_line(kb: KnowledgeBase, comparison: Comparison, pair: Pair) -> Line:
    found = pair.agreement
    spread = (
        f", {words.rounded(found.low)} to {words.rounded(found.high)}"
        if found.value is not None
        else ""
    )
    names = _names(kb, pair.actors) + ": " if len(comparison.pairs) > 1 else ""
    return line(f"{names}{agreement_brief(found)}{spread}")


def _names(kb: KnowledgeBase, actors: Sequence[str]) -> str:
    return " / ".join(kb.actors[actor].name for actor in actors)


def _change_lines(kb: KnowledgeBase, changes: Sequence[OutcomeChange]) -> Cell:
    """Return the changes of verdicts, those from and to the same on one line."""
    topics: dict[str, list[str]] = {}
    for change in changes:
        topics.setdefault(_change_words(kb, change), []).append(
            stances.heading(kb.topics[change.topic])
        )
    return tuple(
        line(Segment(f"{change}: ", Style.STRONG), ", ".join(labels))
        for change, labels in topics.items()
    )


def _change_words(kb: KnowledgeBase, change: OutcomeChange) -> str:
    return " → ".join(
        f"{verdict} ({kb.actors[side].name})" if side else verdict.value
        for verdict, side in (change.before, change.after)
    )


def _effect_row(
    kb: KnowledgeBase,
    effect: ClaimEffect,
    baseline: Comparison,
    only: Sequence[Verdict],
    texts: "Mapping[str, SourceText] | None",
) -> TableRow:
    claim = effect.claim
    values = {pair.actors: pair.agreement.value for pair in baseline.pairs}
    agreements = tuple(
        line(
            f"{_names(kb, actors) + ': ' if len(baseline.pairs) > 1 else ''}"
            f"{_numbers(values[actors], value)}"
        )
        for actors, value in effect.agreements.items()
    )
    about = f"{kb.actors[claim.actor].name}, {words.when(claim)}: {collapse_spaces(claim.summary)}"
    notes = (sentence(kb, claim, texts),) if texts is not None else ()
    return TableRow(
        (
            (line(Segment(f"without {claim.id}", Style.STRONG)), words.muted(about)),
            (line(""),),
            agreements,
            _change_lines(kb, _kept(effect.changes, only)),
        ),
        notes,
    )


def _numbers(before: float | None, after: float | None) -> str:
    """Return an agreement before and after, with two decimals, or four if two are the same."""
    values = [words.rounded(value) or "none" for value in (before, after)]
    if values[0] == values[1] and before is not None and after is not None:
        values = [f"{value:.4f}" for value in (before, after)]
    return " → ".join(values)


def _notes(kb: KnowledgeBase, found: Sequence[Sensitivity]) -> Iterator[Line]:
    for one in found:
        yield line(Segment(headline(one.trials[0].comparison), Style.STRONG))
    last = found[-1].trials[0].comparison
    limits = (last.query, last.not_counted)
    day, ends = last.day, last.record_ends
    request = _request(last)
    yield from map(line, remarks(*limits, day=day, record_ends=ends, kb=kb, request=request))


def _request(comparison: Comparison) -> list[str]:
    """Return the command of a comparison, without the options of its query."""
    names = [actor.id for actor in comparison.actors]
    return ["compare", *names, *moment(comparison.day, comparison.record_ends)]


# --- for lines and programs ------------------------------------------------------------


def _lines(found: Sensitivity, only: Sequence[Verdict]) -> Iterator[dict[str, Json]]:
    as_of = day_text(found.trials[0].comparison.day)
    for trial in found.trials:
        variant = payloads.attributes(trial.variant, "name", "options")
        shared = {"as_of": as_of, "kind": "variant", **variant, "turns": _changes(trial, only)}
        for pair in trial.comparison.pairs:
            yield {**shared, **pair_payload(pair)}
    for effect in found.effects:
        about = {"as_of": as_of, "kind": "without", "name": effect.claim.id}
        shared = {**about, "turns": _changes(effect, only)}
        for actors, value in effect.agreements.items():
            yield {**shared, "actors": actors, "agreement": {"value": value}}
        if not effect.agreements:
            yield shared


def _changes(found: Trial | ClaimEffect, only: Sequence[Verdict]) -> str:
    return ", ".join(
        f"{change.topic}: {change.before[0]} -> {change.after[0]}"
        for change in _kept(found.changes, only)
    )


def _item(found: Sensitivity, only: Sequence[Verdict]) -> Json:
    return {
        "as_of": day_text(found.trials[0].comparison.day),
        "variants": [
            {
                **payloads.attributes(trial.variant, "name", "meaning", "options"),
                **summary_payload(trial.comparison),
                "not_counted": dict(trial.comparison.not_counted),
                "turns": [_change(change) for change in _kept(trial.changes, only)],
            }
            for trial in found.trials
        ],
        "removals": {
            "tried": found.tried,
            "claims": [
                {
                    "claim": effect.claim.id,
                    "turns": [_change(change) for change in _kept(effect.changes, only)],
                    "agreements": [
                        {"actors": list(actors), "value": value}
                        for actors, value in effect.agreements.items()
                    ],
                }
                for effect in found.effects
            ],
        },
    }


def _change(change: OutcomeChange) -> Json:
    return {
        "topic": change.topic,
        "before": payloads.attributes(change.before, "verdict", "side"),
        "after": payloads.attributes(change.after, "verdict", "side"),
    }
