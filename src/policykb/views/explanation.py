"""``explain`` as a view: every claim of a position, and the part it plays."""

from collections.abc import Iterator
from dataclasses import replace

from policykb.analysis.explanation import Alternative, Explanation, widened
from policykb.analysis.positions import Position, Role, Standing
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.period import Phase, day_text
from policykb.model.records import Claim, Voice
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.payloads import Json
from policykb.views.table import Column, Group, Line, Segment, Style, TableCell, TableRow, line
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.citations import Texts, cite, sentence
from policykb.views.wording.commands import command, moment
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import asked_for, date_remarks
from policykb.views.wording.history import turn_words, verdicts_words
from policykb.views.wording.legend import legend
from policykb.views.wording.positions import outcome_payload, position_payload
from policykb.views.wording.reasons import REASONS, STATUSES, YIELDINGS, part_words
from policykb.views.wording.sentences import position_sentence, verdict_sentence
from policykb.views.wording.sources import sources_in_words, sources_of

_FIELDS = {
    **payloads.fields("kind", "actor", claim="id"),
    **payloads.fields("part", "rule", "yields_to", "stance", "score", "period", "voice"),
    **payloads.fields("said_by", "certainty", "disputed_by", "without", "quote"),
    **payloads.fields(place="citation", location="location"),
}


def explanation_view(kb: KnowledgeBase, found: Explanation, texts: Texts) -> View:
    """Return an explanation. ``texts`` (by source id) gives the places of the sentences."""
    names = stances.capitalized(words.listed(actor.name for actor in found.actors))
    return View(
        title=f"{names} on {stances.question(found.topic)}, {day_in_words(found.day)}",
        columns=(Column("Claim", 1, signed=True), Column("Its part", 1)),
        make_groups=lambda: _groups(kb, found, texts),
        make_payload=lambda: _payload(kb, found, texts),
        items="actors",
        fields=_FIELDS,
        make_lines=lambda: _lines(kb, found, texts),
        sources=sources_in_words(kb, sources_of([found.row])),
        answer=_answer(kb, found),
        document=True,
        notes=tuple(_notes(kb, found)),
        legend=legend(found.row.positions.values()),
        cites=True,
    )


# --- for people ------------------------------------------------------------------------


def _groups(kb: KnowledgeBase, found: Explanation, texts: Texts) -> Iterator[Group]:
    quoted: set[tuple[str, str]] = set()
    for actor in found.actors:
        position = found.row.positions[actor.id]
        told: list[tuple[Claim, TableCell]] = [
            (standing.claim, tuple(_part_lines(kb, found, position, standing)))
            for standing in position.standings
        ]
        told += [
            (claim, _left_out(kb, found, rule, claim))
            for rule, claims in found.rejected.items()
            for claim in claims
            if claim.actor == actor.id
        ]
        rows = tuple(_row(kb, claim, part, quoted, texts) for claim, part in told)
        yield Group(f"{stances.capitalized(actor.name)}: {_status(position)}", rows)


def _status(position: Position) -> str:
    """Return the reason of a position, with its marks."""
    marks = f" ({', '.join(position.marks)})" if position.marks else ""
    return f"{STATUSES[position.status]}{marks}"


def _row(
    kb: KnowledgeBase, claim: Claim, part: TableCell, quoted: set[tuple[str, str]], texts: Texts
) -> TableRow:
    """Return a claim and its part; with its sentence below it unless that was ``quoted`` before."""
    basis = f", period {claim.period_basis}"
    kind = Segment(f"({claim.kind}{basis})  {claim.id}", Style.MUTED)
    cells = ((*words.claim_lines(kb, claim), line(collapse_spaces(claim.summary)), (kind,)), part)
    cited = (sentence(kb, claim, texts),)
    key = (claim.source, claim.quote)
    if key in quoted:
        return TableRow(cells, cites=cited)
    quoted.add(key)
    return TableRow(cells, cited)


def _left_out(kb: KnowledgeBase, found: Explanation, rule: str, claim: Claim) -> TableCell:
    """Return the rule by which a claim does not count, and the command that counts it."""
    head = line(Segment(f"not counted: {rule}", Style.CLASH))
    return (head, words.muted(_rule(kb, found, rule, claim)))


def _part_lines(
    kb: KnowledgeBase, found: Explanation, position: Position, standing: Standing
) -> Iterator[Line]:
    decides = standing.role in {Role.DECIDING, Role.SIDE}
    if standing.role is not Role.YIELDED:
        yield line(Segment(part_words(position, standing), Style.STRONG if decides else None))
    for other, rule, day in standing.in_force.yielding:
        when = "yields" if standing.role is not Role.YIELDED else "yielded"
        yield words.muted(f"{when} to {other.id} on {day_in_words(day)}, {YIELDINGS[rule]}")
    if standing.in_force.yields_more:
        yield words.muted("and to later ones")
    if standing.phase is Phase.POSSIBLE:
        yield words.muted("possibly: the date lies inside a bound that is only roughly known")
    other_row = found.without.get(standing.claim.id)
    if other_row is not None:
        held = words.position_words(kb, other_row.positions[standing.claim.actor])
        yield line(f"without it: {held}{_other_verdict(found, other_row)}")


def _other_verdict(found: Explanation, other: Alternative) -> str:
    """Return the verdict as it would be without a claim, if it differs."""
    if len(found.actors) > 1 and other.verdict is not found.row.verdict:
        return f", so the verdict is {other.verdict}"
    return ""


def _coded_without(kb: KnowledgeBase, found: Explanation, other: Alternative, actor: str) -> str:
    """Return the position, and the verdict if it differs, in the words of the files."""
    return f"{words.coded_stance(kb, other.positions[actor])}{_other_verdict(found, other)}"


def _rule(kb: KnowledgeBase, found: Explanation, rule: str, claim: Claim) -> str:
    """Return the reason for which a claim does not count, with the command that counts it."""
    query = widened(kb, replace(found.query, topics=()), claim)
    if query is None:
        return "it is retracted, and no option counts it"
    reason = f"--{rule} leaves it out"
    if rule == "status":
        reason = "it is a draft"
    elif rule == "voice" and claim.voice is Voice.OTHER:
        reason = "others say so"
    return f"{reason}; this counts it: {command(query, *_request(found))}"


def _request(found: Explanation) -> list[str]:
    """Return the command of an explanation, without the options of its query."""
    names = [actor.id for actor in found.actors]
    return ["explain", *names, found.topic.id, *moment(found.day, found.record_ends)]


def _answer(kb: KnowledgeBase, found: Explanation) -> str:
    """Return the verdict, or the position of one actor, as a sentence."""
    if len(found.actors) > 1:
        return verdict_sentence(kb, found.row)
    return position_sentence(kb, found.row.positions[found.actors[0].id])


def _notes(kb: KnowledgeBase, found: Explanation) -> Iterator[Line]:
    yield words.muted(f"The proposition: {collapse_spaces(found.topic.proposition)}")
    if len(found.actors) > 1:
        told = words.abridged([*verdicts_words(kb, found.timeline.episodes)], "… {} more …")
        episodes = " → ".join(told)
        if turn := turn_words(kb, found.timeline):
            yield line(turn)
        yield line(f"Through time: {episodes}")
    if found.narrower:
        yield line(f"Not looked at, as they are narrower: {', '.join(found.narrower)}.")
    yield from map(line, date_remarks(found.query, found.day, found.record_ends, kb))


# --- for lines and programs ------------------------------------------------------------


def _lines(kb: KnowledgeBase, found: Explanation, texts: Texts) -> Iterator[dict[str, Json]]:
    """Yield the items of lines: the claims of each actor, its position, and the verdict."""
    for actor in found.actors:
        position = found.row.positions[actor.id]
        for standing in position.standings:
            other = found.without.get(standing.claim.id)
            yields = standing.in_force.yielding
            yield {
                **_counted(kb, found, standing, texts),
                "kind": "claim",
                "part": standing.role.value,
                "rule": list(dict.fromkeys(one.rule.value for one in yields)),
                "yields_to": [one.claim.id for one in yields],
                "without": None if other is None else _coded_without(kb, found, other, actor.id),
            }
        for item in _rejected(kb, found, actor.id, texts):
            yield {**item, "kind": "claim", "part": "not-counted"}
        yield {
            **payloads.attributes(position, "actor", "stance", "score", "period"),
            "kind": "position",
            "part": position.status.value,
            "rule": STATUSES[position.status],
        }
    if len(found.actors) > 1:
        row = found.row
        yield {
            "kind": "verdict",
            "actor": tuple(row.pair or row.positions),
            "part": row.verdict.value,
            "rule": REASONS[row.reason],
        }


def _payload(kb: KnowledgeBase, found: Explanation, texts: Texts) -> dict[str, Json]:
    row = found.row
    verdict = {**payloads.attributes(row, "verdict", "reason"), "because": REASONS[row.reason]}
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
                    _counted(kb, found, standing, texts)
                    for standing in row.positions[actor.id].standings
                ],
                "not_counted": list(_rejected(kb, found, actor.id, texts)),
            }
            for actor in found.actors
        ],
        verdict={**verdict, **outcome_payload(row)} if len(found.actors) > 1 else None,
        narrower=list(found.narrower),
    )


def _rejected(
    kb: KnowledgeBase, found: Explanation, actor: str, texts: Texts
) -> Iterator[dict[str, Json]]:
    for rule, claims in found.rejected.items():
        for claim in claims:
            if claim.actor == actor:
                citation = cite(kb, claim, texts)._asdict()
                yield {"rule": rule, **payloads.record(claim), "citation": citation}


def _counted(
    kb: KnowledgeBase, found: Explanation, standing: Standing, texts: Texts
) -> dict[str, Json]:
    claim = standing.claim
    other = found.without.get(claim.id)
    without: Json = None
    if other is not None:
        changed = payloads.attributes(other.positions[claim.actor], "status", "stance")
        without = {"verdict": other.verdict.value, **changed}
    return {
        **payloads.record(claim),
        **payloads.attributes(standing, "role", "phase"),
        "yields": [
            {"to": later.id, "on": day_text(day), "rule": rule.value}
            for later, rule, day in standing.in_force.yielding
        ],
        "yields_more": standing.in_force.yields_more,
        "without": without,
        "citation": cite(kb, claim, texts)._asdict(),
    }
