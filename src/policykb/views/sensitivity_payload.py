"""The answer under other ways of counting as JSON and lines."""

from collections.abc import Iterator, Sequence

from policykb.analysis.sensitivity import ClaimEffect, OutcomeChange, Sensitivity, Trial
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.payloads import Json
from policykb.views.wording.summary import (
    PAIR_FIELDS,
    VERDICT_FIELDS,
    pair_payload,
    summary_payload,
)

FIELDS = payloads.fields(
    *("as_of", "kind", "name", "options"), **PAIR_FIELDS, **VERDICT_FIELDS, turns="turns"
)
"""The fields of a line."""


def kept_changes(changes: Sequence[OutcomeChange], only: Sequence[str]) -> list[OutcomeChange]:
    """Return the changes from or to these verdicts; without verdicts, all."""
    return [t for t in changes if not only or t.before[0] in only or t.after[0] in only]


def sensitivity_lines(found: Sensitivity, only: Sequence[str]) -> Iterator[dict[str, Json]]:
    """Yield an item for each variant and pair of actors, and for each claim that matters."""
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


def _changes(found: Trial | ClaimEffect, only: Sequence[str]) -> str:
    return ", ".join(
        f"{change.topic}: {change.before[0]} -> {change.after[0]}"
        for change in kept_changes(found.changes, only)
    )


def moment_payload(found: Sensitivity, only: Sequence[str]) -> dict[str, Json]:
    """Return the answer at one moment as JSON: each variant, and each claim that matters."""
    return {
        "as_of": day_text(found.trials[0].comparison.day),
        "variants": [
            {
                **payloads.attributes(trial.variant, "name", "meaning", "options"),
                **summary_payload(trial.comparison),
                "not_counted": dict(trial.comparison.not_counted),
                "turns": [_change(change) for change in kept_changes(trial.changes, only)],
            }
            for trial in found.trials
        ],
        "removals": {
            "tried": found.tried,
            "claims": [
                {
                    "claim": effect.claim.id,
                    "turns": [_change(change) for change in kept_changes(effect.changes, only)],
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
