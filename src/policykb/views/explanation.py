"""``explain`` as a view: every claim of a position, and the part it plays."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from policykb.analysis.comparison import Row
from policykb.analysis.explanation import Explanation
from policykb.analysis.positions import Position, Role, Standing
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import Phase, day_text
from policykb.model.records import Claim
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.cells import Cell, Column, Group, Line, Segment, Style, TableRow, line
from policykb.views.strips import days, stance_words
from policykb.views.timelines import verdict_words
from policykb.views.view import Json, Scalar, View, joined
from policykb.views.wording import claims as words
from policykb.views.wording.filters import asked_for, remarks
from policykb.views.wording.positions import cite, position_payload, sentence
from policykb.views.wording.reasons import REASONS, STATUSES, YIELDINGS, part_words

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText

_FIELDS = (
    *("kind", "actor", "claim", "part", "rule", "yields_to", "stance", "score", "period"),
    *("voice", "said_by", "certainty", "disputed_by", "without", "quote", "place", "location"),
)


def explanation_view(
    kb: KnowledgeBase, found: Explanation, texts: "Mapping[str, SourceText]"
) -> View:
    """An explanation. ``texts`` (by source id) gives the places of the sentences."""
    names = words.listed(actor.name for actor in found.actors)
    return View(
        title=f"{names} on {found.topic.label}, {day_text(found.day)}",
        columns=(Column("Claim", 1), Column("Its part", 1)),
        groups=tuple(_groups(kb, found, texts)),
        fields=_FIELDS,
        flat=tuple(_flat(kb, found, texts)),
        payload=_payload(kb, found, texts),
        items="actors",
        notes=tuple(_notes(kb, found)),
    )


# --- for people ------------------------------------------------------------------------


def _groups(
    kb: KnowledgeBase, found: Explanation, texts: "Mapping[str, SourceText]"
) -> Iterator[Group]:
    for actor in found.actors:
        position = found.row.positions[actor.id]
        rows = [
            TableRow(
                (
                    _claim_lines(kb, standing.claim),
                    tuple(_part_lines(kb, found, position, standing)),
                ),
                (sentence(kb, standing.claim, texts),),
            )
            for standing in position.standings
        ]
        rows += [
            TableRow(
                (
                    _claim_lines(kb, claim),
                    (line(Segment(f"not counted: {rule}", Style.CLASH)), words.muted(_rule(rule))),
                ),
                (sentence(kb, claim, texts),),
            )
            for rule, claims in found.rejected.items()
            for claim in claims
            if claim.actor == actor.id
        ]
        yield Group(f"{actor.name}: {_status(kb, position)}", tuple(rows))


def _status(kb: KnowledgeBase, position: Position) -> str:
    """The position in words, with its reason."""
    held = stance_words(kb, position)
    status = "held" if position.stance else position.status.value
    what = held if held == status else f"{status}, {held}"
    marks = f" ({', '.join(position.marks)})" if position.marks else ""
    return f"{what}{marks}: {STATUSES[position.status]}"


def _claim_lines(kb: KnowledgeBase, claim: Claim) -> Cell:
    return (
        line(words.claim_stance(kb, claim), f" {words.when(claim)}"),
        *((words.muted(told),) if (told := words.spoken(claim)) else ()),
        words.muted(f"{claim.kind}, {claim.period_basis} period"),
        words.muted(claim.id),
    )


def _part_lines(
    kb: KnowledgeBase, found: Explanation, position: Position, standing: Standing
) -> Iterator[Line]:
    decides = standing.role in {Role.DECIDING, Role.SIDE}
    yield line(Segment(part_words(position, standing), Style.STRONG if decides else None))
    for other, rule, day in standing.in_force.yielding:
        when = "yields" if standing.role is not Role.YIELDED else "yielded"
        yield words.muted(f"{when} to {other.id} on {day_text(day)}, {YIELDINGS[rule]}")
    if standing.phase is Phase.POSSIBLE:
        yield words.muted("possibly: the date lies inside a bound that is only roughly known")
    other_row = found.without.get(standing.claim.id)
    if other_row is not None:
        yield line(f"without it: {_without(kb, found, other_row, standing.claim.actor)}")


def _without(kb: KnowledgeBase, found: Explanation, other: Row, actor: str) -> str:
    """What would be otherwise: the position of the claim's actor, and the verdict."""
    changed = stance_words(kb, other.positions[actor])
    if len(found.actors) > 1 and other.verdict is not found.row.verdict:
        return f"{changed}, so the verdict is {other.verdict}"
    return changed


def _rule(rule: str) -> str:
    """What a claim that does not count would need."""
    return {
        "voice": "others say so; --voice counts it",
        "status": "it is a draft (--include-drafts counts it) or retracted",
    }.get(rule, f"--{rule} leaves it out")


def _notes(kb: KnowledgeBase, found: Explanation) -> Iterator[Line]:
    yield words.muted(f"The proposition: {collapse_spaces(found.topic.proposition)}")
    if len(found.actors) > 1:
        row = found.row
        about = f" ({words.listed(kb.actors[a].name for a in row.pair)})" if row.pair else ""
        yield line(Segment(f"Verdict: {row.verdict}{about}: {REASONS[row.reason]}", Style.STRONG))
        episodes = " → ".join(
            f"{verdict_words(kb, one)} {days(one.first, one.last)}"
            for one in found.timeline.episodes
        )
        yield line(f"Through time: {episodes}")
    if found.narrower:
        yield line(f"Not looked at, as they are narrower: {', '.join(found.narrower)}.")
    counts = {rule: len(claims) for rule, claims in found.rejected.items()}
    limits = remarks(found.query, counts, day=found.day, record_ends=found.record_ends, kb=kb)
    yield from map(line, limits)


# --- for lines and programs ------------------------------------------------------------


def _flat(
    kb: KnowledgeBase, found: Explanation, texts: "Mapping[str, SourceText]"
) -> Iterator[tuple[Scalar, ...]]:
    for actor in found.actors:
        position = found.row.positions[actor.id]
        for standing in position.standings:
            other = found.without.get(standing.claim.id)
            without = None if other is None else _without(kb, found, other, actor.id)
            yield _claim_values(kb, standing.claim, texts, standing.role, standing, without)
        for rule, claims in found.rejected.items():
            for claim in claims:
                if claim.actor == actor.id:
                    yield _claim_values(kb, claim, texts, f"not-counted {rule}", None, None)
        yield (
            *("position", actor.id, None, position.status.value, STATUSES[position.status], None),
            *(position.stance.value if position.stance else None, position.score),
            *(position.period, None, None, None, None, None, None, None, None),
        )
    if len(found.actors) > 1:
        row = found.row
        who = joined(row.pair or row.positions)
        blank: tuple[Scalar, ...] = (None,) * (len(_FIELDS) - 5)
        yield ("verdict", who, None, row.verdict.value, REASONS[row.reason], *blank)


def _claim_values(
    kb: KnowledgeBase,
    claim: Claim,
    texts: "Mapping[str, SourceText]",
    part: str,
    standing: Standing | None,
    without: str | None,
) -> tuple[Scalar, ...]:
    citation = cite(kb, claim, texts)
    role, _, rule = part.partition(" ")
    yields = standing.in_force.yielding if standing else ()
    return (
        *("claim", claim.actor, claim.id, str(role)),
        rule or joined(dict.fromkeys(one.rule.value for one in yields)),
        joined(one.claim.id for one in yields),
        *(claim.stance.value, claim.score, claim.period.text, claim.voice.value),
        *(joined(claim.said_by), claim.certainty.value, joined(claim.disputed_by)),
        *(without, citation.quote, citation.place, str(claim.location)),
    )


def _payload(
    kb: KnowledgeBase, found: Explanation, texts: "Mapping[str, SourceText]"
) -> dict[str, Json]:
    row = found.row
    several = len(found.actors) > 1
    return payloads.envelope(
        kb,
        topic=found.topic.id,
        proposition=found.topic.proposition,
        as_of=day_text(found.day),
        record_ends=day_text(found.record_ends),
        known_by=found.query.known_by or None,
        filters=asked_for(kb, found.query),
        actors=[
            {
                "actor": actor.id,
                "position": position_payload(kb, row.positions[actor.id], None),
                "because": STATUSES[row.positions[actor.id].status],
                "claims": [
                    _standing(kb, found, standing, texts)
                    for standing in row.positions[actor.id].standings
                ],
                "not_counted": [
                    {
                        "rule": rule,
                        **payloads.record(claim),
                        "citation": cite(kb, claim, texts)._asdict(),
                    }
                    for rule, claims in found.rejected.items()
                    for claim in claims
                    if claim.actor == actor.id
                ],
            }
            for actor in found.actors
        ],
        verdict={
            "verdict": row.verdict.value,
            "reason": row.reason.value,
            "because": REASONS[row.reason],
            "side": row.side,
            "pair": list(row.pair) if row.pair else None,
        }
        if several
        else None,
        narrower=list(found.narrower),
    )


def _standing(
    kb: KnowledgeBase, found: Explanation, standing: Standing, texts: "Mapping[str, SourceText]"
) -> Json:
    other = found.without.get(standing.claim.id)
    return {
        **payloads.record(standing.claim),
        "role": standing.role.value,
        "phase": standing.phase.value,
        "yields": [
            {"to": later.id, "on": day_text(day), "rule": rule.value}
            for later, rule, day in standing.in_force.yielding
        ],
        "without": None
        if other is None
        else {
            "verdict": other.verdict.value,
            "status": other.positions[standing.claim.actor].status.value,
            "stance": stance.value
            if (stance := other.positions[standing.claim.actor].stance)
            else None,
        },
        "citation": cite(kb, standing.claim, texts)._asdict(),
    }
