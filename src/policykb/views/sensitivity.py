"""``compare --sensitivity`` as a view: the answer under other ways of counting."""

from collections.abc import Iterator, Sequence

from policykb.analysis.comparison import Comparison, Pair
from policykb.analysis.sensitivity import ClaimEffect, OutcomeChange, Sensitivity, Trial
from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.sensitivity_payload import (
    FIELDS,
    kept_changes,
    moment_payload,
    sensitivity_lines,
)
from policykb.views.table import (
    Column,
    Group,
    Line,
    Segment,
    Style,
    TableCell,
    TableRow,
    cell,
    line,
)
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import Texts, sentence
from policykb.views.wording.commands import command, moment
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import limits_payload, remarks
from policykb.views.wording.sources import sources_in_words, sources_of
from policykb.views.wording.summary import agreement_brief, changed_counts

_MOST_CLAIMS = 5
_MOST_TOPICS = 3
_LEGEND = (
    "Agreement from 0 (opposite ends) to 1 (the same stance), in brackets the topics that it rests "
    "on: another way of counting compares other topics"
)
_MORE = "--all names every topic, every claim that matters, and every agreement"


def sensitivity_view(
    kb: KnowledgeBase,
    found: Sequence[Sensitivity],
    *,
    only: Sequence[str] = (),
    texts: Texts | None = None,
    every: bool = False,
) -> View:
    """Return the answer under every way of counting, and without each claim that matters, at one
    moment or two. ``only`` keeps the changes from or to these verdicts, ``texts`` adds the
    sentences of claims. The table names few topics, and the five claims that matter most, unless
    ``every`` one is asked for.
    """
    last = found[-1].trials[0].comparison
    names = words.listed(actor.name for actor in last.actors)
    dates = " and ".join(day_in_words(one.trials[0].comparison.day) for one in found)
    return View(
        title=f"What the answer on {names} on {dates} rests on",
        columns=(
            Column("", 8),
            Column("Verdicts that turn", 7),
            Column("Agreement", 3 if len(last.pairs) == 1 else 6),
        ),
        make_groups=lambda: tuple(
            group
            for one in found
            for group in _groups(kb, one, only, texts, dated=len(found) > 1, every=every)
        ),
        make_payload=lambda: payloads.envelope(
            kb,
            actors=payloads.plain(last.actors),
            **limits_payload(kb, last, only),
            moments=[moment_payload(one, only) for one in found],
        ),
        items="moments",
        fields=FIELDS,
        make_lines=lambda: (line for one in found for line in sensitivity_lines(one, only)),
        sources=sources_in_words(kb, sources_of(last.rows)),
        answer=" ".join(
            f"On {day_in_words(one.trials[0].comparison.day)}: {_answer(one)}"
            if len(found) > 1
            else _answer(one)
            for one in found
        ),
        notes=tuple(map(line, remarks(last, day=last.day, kb=kb, request=_request(last)))),
        legend=tuple(_legend(found, every=every)),
        spaced=True,
        cites=texts is not None,
    )


def _groups(
    kb: KnowledgeBase,
    found: Sensitivity,
    only: Sequence[str],
    texts: Texts | None,
    *,
    dated: bool,
    every: bool,
) -> Iterator[Group]:
    baseline = found.trials[0].comparison
    on = f" on {day_in_words(baseline.day)}" if dated else ""
    effects = found.effects if every else found.effects[:_MOST_CLAIMS]
    shown = f", of which these {len(effects)} most" if len(effects) < len(found.effects) else ""
    yield Group(
        f"Leaving out one claim{on}: {len(found.effects)} of {found.tried} matter{shown}",
        tuple(_effect_row(kb, one, baseline, only, texts) for one in effects),
    )
    yield Group(
        f"Counting other claims{on}",
        tuple(_trial_row(kb, baseline, trial, only, every=every) for trial in found.trials),
    )


def _trial_row(
    kb: KnowledgeBase, before: Comparison, trial: Trial, only: Sequence[str], *, every: bool
) -> TableRow:
    variant = trial.variant
    options = (words.muted(variant.options),) if variant.options else ()
    changes = kept_changes(trial.changes, only)
    turned = _change_lines(kb, changes)
    if not every and len(changes) == len(trial.changes) > _MOST_TOPICS:
        turned = _counted_changes(before, trial)
    return TableRow(
        (
            (line(Segment(stances.capitalized(variant.meaning), Style.STRONG)), *options),
            turned or (words.muted("none"),),
            _agreements(kb, before, trial, every=every),
        )
    )


def _agreements(kb: KnowledgeBase, before: Comparison, trial: Trial, *, every: bool) -> TableCell:
    """Return the agreement; that of each two of several actors only if it is another one than
    before, unless ``every`` one is asked for.
    """
    pairs = trial.comparison.pairs
    if len(pairs) == 1:
        return cell(agreement_brief(pairs[0].agreement))
    if not every:
        pairs = _told_pairs(before, trial)
    told = (f"{_names(kb, pair.actors)}: {agreement_brief(pair.agreement)}" for pair in pairs)
    return tuple(map(line, told)) or (words.muted("the same" if trial.variant.options else "none"),)


def _told_pairs(before: Comparison, trial: Trial) -> tuple[Pair, ...]:
    """Return the pairs with another agreement than before; as asked, those that have a number."""
    if not trial.variant.options:
        return tuple(pair for pair in before.pairs if pair.agreement.value is not None)
    return tuple(
        pair
        for was, pair in zip(before.pairs, trial.comparison.pairs, strict=True)
        if (was.agreement.value, pair.agreement.value) != (None, None)
        and agreement_brief(was.agreement) != agreement_brief(pair.agreement)
    )


def _names(kb: KnowledgeBase, actors: Sequence[str]) -> str:
    return " / ".join(kb.actors[actor].name for actor in actors)


def _change_lines(kb: KnowledgeBase, changes: Sequence[OutcomeChange]) -> TableCell:
    """Return the changes of verdicts, those from and to the same on one line."""
    topics: dict[str, list[str]] = {}
    for change in changes:
        topics.setdefault(_change_words(kb, change), []).append(kb.topics[change.topic].label)
    return tuple(
        line(Segment(f"{change}: ", Style.STRONG), "; ".join(labels))
        for change, labels in topics.items()
    )


def _counted_changes(before: Comparison, trial: Trial) -> TableCell:
    """Return the number of verdicts that turn, and how often there is which verdict."""
    lead = Segment(f"{len(trial.changes)}: ", Style.STRONG)
    return (line(lead, changed_counts(before, trial.comparison)),)


def _change_words(kb: KnowledgeBase, change: OutcomeChange) -> str:
    return " → ".join(
        f"{verdict} ({kb.actors[side].name})" if side else verdict.value
        for verdict, side in (change.before, change.after)
    )


def _effect_row(
    kb: KnowledgeBase,
    effect: ClaimEffect,
    baseline: Comparison,
    only: Sequence[str],
    texts: Texts | None,
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
    summary = line(Segment(collapse_spaces(claim.summary), Style.STRONG))
    about = line(words.when(claim), Segment(f"  {claim.id}", Style.MUTED))
    notes = (sentence(kb, claim, texts),) if texts is not None else ()
    changes = _change_lines(kb, kept_changes(effect.changes, only))
    return TableRow(((summary, about), changes, agreements), notes)


def _numbers(before: float | None, after: float | None) -> str:
    """Return an agreement before and after, with two decimals, or four if two are the same."""
    values = [words.rounded(value) or "none" for value in (before, after)]
    if values[0] == values[1] and before is not None and after is not None:
        values = [f"{value:.4f}" for value in (before, after)]
    return " → ".join(values)


def _legend(found: Sequence[Sensitivity], *, every: bool) -> Iterator[Line]:
    yield words.muted(_LEGEND)
    trial = next(one for one in found[-1].trials if one.variant.options)
    whole = command(trial.comparison.query, *_request(trial.comparison))
    yield words.muted(f"With its options you get the answer whole, as in: {whole}")
    if not every and any(map(_is_folded, found)):
        yield words.muted(_MORE)


def _is_folded(found: Sensitivity) -> bool:
    """Return True if the table leaves out claims or topics unless every one is asked for."""
    most = max(len(trial.changes) for trial in found.trials)
    several = len(found.trials[0].comparison.pairs) > 1
    return several or len(found.effects) > _MOST_CLAIMS or most > _MOST_TOPICS


def _answer(found: Sensitivity) -> str:
    """Return in a sentence how far the answer depends on any one claim."""
    baseline = found.trials[0].comparison
    agreement = baseline.agreement
    turning = sum(bool(effect.changes) for effect in found.effects)
    topics = words.quantity(sum(baseline.verdicts.values()), "topic")
    text = f"{turning} of {found.tried} claims turn the verdict on one of {topics} if left out"
    if agreement.value is None:
        return f"{text}."
    low, high = words.rounded(agreement.low), words.rounded(agreement.high)
    value = words.rounded(agreement.value)
    return f"{text}; the agreement of {value} stays between {low} and {high}."


def _request(comparison: Comparison) -> list[str]:
    """Return the command of a comparison, without the options of its query."""
    names = [actor.id for actor in comparison.actors]
    return ["compare", *names, *moment(comparison.day, comparison.record_ends)]
