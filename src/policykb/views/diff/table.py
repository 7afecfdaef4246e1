"""``diff`` as a view: records added, removed and changed, then the answers that moved with them."""

from collections.abc import Iterable, Iterator, Sequence

from policykb.analysis.diff import Difference, DiffFilter
from policykb.analysis.position_diff import AgreementChange, PositionChange, VerdictChange
from policykb.analysis.positions import Position, PositionStatus
from policykb.analysis.query import Query
from policykb.analysis.record_diff import ChangeKind, RecordChange
from policykb.analysis.verdicts import Outcome
from policykb.loading.revision import Revision
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import (
    Actor,
    Claim,
    PeriodBasis,
    Record,
    Skipped,
    Source,
    Status,
    Topic,
    Voice,
)
from policykb.text.normalize import collapse_spaces
from policykb.views.diff import payload
from policykb.views.diff.words import marked_words
from policykb.views.table import Column, Group, Line, Style, TableCell, TableRow, cell, line
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording import stances
from policykb.views.wording.dates import date_in_words, day_in_words
from policykb.views.wording.filters import date_remarks
from policykb.views.wording.positions import position_cell

WORKING_TREE = "the working tree"
"""The name of the folder as it is now."""

_COLUMNS = (Column("Record", 7), Column("Change", 2), Column("Before", 5), Column("After", 5))


def difference_view(found: Difference, earlier: Revision, later: Revision | None) -> View:
    """Return the difference between the state at ``earlier`` and the one at ``later`` or in the
    working tree.
    """
    span = f"{earlier} and {later or WORKING_TREE}"
    return View(
        title=_headline(found, span),
        columns=_COLUMNS,
        make_groups=lambda: tuple(group for group in _groups(found) if group.rows),
        make_payload=lambda: payload.payload(found, earlier, later),
        items="changes",
        fields=payload.FIELDS,
        make_lines=lambda: payload.changes(found, earlier, later),
        headline=True,
        notes=tuple(_notes(found, span)),
        legend=_legend(found),
    )


def _headline(found: Difference, span: str) -> str:
    if not found:
        asked = found.query != Query() or found.scope != DiffFilter()
        return f"Nothing{' of what was asked for' if asked else ''} changed between {span}"
    parts = [
        _counted([one.kind for one in changes], _noun(kind))
        for kind, changes in payload.record_changes(found).items()
        if changes
    ]
    moved = [
        words.quantity(len(moves), noun)
        for noun, moves in (
            ("position", found.positions),
            ("verdict", found.verdicts),
            ("agreement", found.agreements),
        )
        if moves
    ]
    if found.day is not None:
        parts.append(f"{words.listed(moved or ['no position'])} moved on {day_in_words(found.day)}")
    return "; ".join(parts)


def _noun(kind: str) -> str:
    return "skipped sentence" if kind == "skipped" else kind.removesuffix("s")


def _counted(kinds: Sequence[ChangeKind], noun: str = "") -> str:
    """Return the numbers of records added, removed and changed: ``2 claims added, 1 changed``."""
    counts = [(kinds.count(kind), kind) for kind in ChangeKind]
    parts = [f"{count} {kind}" for count, kind in counts if count]
    if noun:
        count, kind = next(one for one in counts if one[0])
        parts[0] = f"{words.quantity(count, noun)} {kind}"
    return ", ".join(parts)


def _notes(found: Difference, span: str) -> Iterator[Line]:
    if found:
        yield words.muted(f"Between {span}.")
    for when, kb in (("before", found.before), ("after", found.after)):
        if kb.left_out:
            yield line(f"Left out as faulty {when}, and so not compared: {_left_out(kb)}.")
    for topic in found.topics:
        changed = [field for field in ("proposition", "kind") if field in topic.fields]
        if changed:
            yield line(
                f"The {words.listed(changed)} of {topic.record.id} changed: every stance on it may "
                "mean something else, though it has not moved."
            )
    yield from map(line, date_remarks(found.query, found.day, found.record_ends))


def _legend(found: Difference) -> tuple[Line, ...]:
    """Return the footnote of brief periods, if the positions that moved have one."""
    positions = (one for move in found.positions for one in (move.before, move.after))
    claims = (claim for one in positions for claim in one.trajectory)
    published = any(claim.period_basis is PeriodBasis.PUBLISHED for claim in claims)
    return (words.muted(words.AS_OF),) if published else ()


def _left_out(kb: KnowledgeBase) -> str:
    """Return the records that were left out, each with its reason."""
    return "; ".join(f"{one.kind} {one.id or '(no id)'} ({one.reason})" for one in kb.left_out)


# --- groups ----------------------------------------------------------------------------


def _groups(found: Difference) -> Iterator[Group]:
    claims, *others = payload.record_changes(found).items()
    yield _edited(found, *claims)
    yield _moved("Positions", (_position(found, one) for one in found.positions))
    yield _moved("Verdicts", (_verdict(found, one) for one in found.verdicts))
    yield _moved("Agreements", (_agreement(found, one) for one in found.agreements))
    for kind, changes in others:
        yield _edited(found, kind, changes)


def _moved(title: str, rows: Iterable[TableRow]) -> Group:
    made = tuple(rows)
    return Group(f"{title}: {len(made)} moved", made)


def _edited(found: Difference, kind: str, changes: Sequence[RecordChange[Record]]) -> Group:
    title = stances.capitalized(f"{_noun(kind)}s")
    rows = tuple(row for one in changes for row in _edit(found, one))
    return Group(f"{title}: {_counted([one.kind for one in changes])}", rows)


def _edit(found: Difference, change: RecordChange[Record]) -> Iterator[TableRow]:
    """Yield a row for a record that was added or removed, or one for each field that changed."""
    kb = found.before if change.after is None else found.after
    name = _name(kb, change.record)
    match change.kind:
        case ChangeKind.ADDED:
            faulty = "added (faulty before)" if change.faulty else "added"
            yield TableRow((name, cell(faulty), cell(""), _content(kb, change.record)))
        case ChangeKind.REMOVED:
            faulty = "removed (faulty now)" if change.faulty else "removed"
            yield TableRow((name, cell(faulty), _content(kb, change.record), cell("")))
        case ChangeKind.CHANGED:
            for place, field in enumerate(change.fields):
                values = _values(found, change, field)
                yield TableRow((cell("") if place else name, cell(field), *values))


def _name(kb: KnowledgeBase, record: Record) -> TableCell:
    match record:
        case Claim():
            about = f"{kb.actors[record.actor].name}: {stances.heading(kb.topics[record.topic])}"
            return (*cell(record.id, Style.STRONG), words.muted(about))
        case Skipped():
            return (*cell(record.source, Style.STRONG), words.muted(words.quoted(record.quote)))
        case Actor() | Topic() | Source():
            return cell(record.id, Style.STRONG)
        case _:
            return cell("")


def _content(kb: KnowledgeBase, record: Record) -> TableCell:
    """Return the content of a record in short."""
    match record:
        case Claim():
            return (
                words.dated(kb, record),
                words.muted(collapse_spaces(record.summary)),
                *_uncounted(record),
            )
        case Actor():
            return cell(collapse_spaces(record.name))
        case Topic():
            proposition = collapse_spaces(record.proposition)
            return (line(collapse_spaces(stances.heading(record))), words.muted(proposition))
        case Source():
            title = collapse_spaces(record.title)
            return (line(title), words.muted(f"{record.kind}, {date_in_words(record.published)}"))
        case Skipped():
            return cell(collapse_spaces(record.reason))
        case _:
            return cell("")


def _uncounted(claim: Claim) -> tuple[Line, ...]:
    """Return the reasons for which a claim does not count."""
    reasons = [claim.status.value] if claim.status is not Status.ACTIVE else []
    reasons += [f"voice: {claim.voice}"] if claim.voice is Voice.OTHER else []
    return (words.muted(f"({', '.join(reasons)})"),) if reasons else ()


def _values(
    found: Difference, change: RecordChange[Record], field: str
) -> tuple[TableCell, TableCell]:
    """Return a field before and after; in texts the words that differ are marked."""
    one, other = change.before, change.after
    if isinstance(one, Claim) and isinstance(other, Claim):
        states = ((found.before, one), (found.after, other))
        if field == "stance":
            before, after = (line(words.claim_stance(*state)) for state in states)
            return (before,), (after,)
        if field == "period":
            return cell(words.when(one)), cell(words.when(other))
    values = [getattr(record, field) for record in (one, other)]
    texts = [payload.text(record, field) for record in (one, other)]
    if all(isinstance(value, str) for value in values):
        marked = marked_words(*map(str, texts))
        return (marked[0],), (marked[1],)
    none = (words.muted("none"),)
    cells = [none if text in {None, ""} else cell(text) for text in texts]
    return cells[0], cells[1]


# --- what moved ------------------------------------------------------------------------


def _position(found: Difference, move: PositionChange) -> TableRow:
    behind = [words.muted(f"by {name}") for name in (*move.claims, *move.sources)]
    name = (
        *cell(found.actor(move.actor).name, Style.STRONG),
        line(stances.heading(found.topic(move.topic))),
        *behind,
    )
    cells = (_held(found.before, move.before), _held(found.after, move.after))
    return TableRow((name, cell("moved"), *cells))


def _held(kb: KnowledgeBase, position: Position) -> TableCell:
    """Return the first line of the cell that a comparison shows; two if the position is past."""
    past = position.status in {PositionStatus.PAST, PositionStatus.UNDATED}
    return position_cell(kb, position)[: 2 if past else 1]


def _verdict(found: Difference, move: VerdictChange) -> TableRow:
    name = (*_pair(found, move.actors), line(stances.heading(found.topic(move.topic))))
    outcomes = (cell(_outcome(found, one)) for one in (move.before, move.after))
    return TableRow((name, cell("moved"), *outcomes))


def _outcome(found: Difference, outcome: Outcome) -> str:
    return (
        f"{outcome.verdict} ({found.actor(outcome.side).name})"
        if outcome.side
        else (outcome.verdict.value)
    )


def _agreement(found: Difference, move: AgreementChange) -> TableRow:
    values = (
        f"{words.rounded(one.value)} on {one.shared} of {one.topics} topics"
        if one.value is not None
        else f"no number ({one.reason})"
        for one in (move.before, move.after)
    )
    return TableRow((_pair(found, move.actors), cell("moved"), *map(cell, values)))


def _pair(found: Difference, actors: tuple[str, str]) -> TableCell:
    names = (found.actor(actor).name for actor in actors)
    return cell(" / ".join(names), Style.STRONG)
