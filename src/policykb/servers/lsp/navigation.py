"""Definitions, references, renaming and outlines of files."""

from collections.abc import Iterator
from typing import NamedTuple

from policykb.diagnostics import Location, PolicyKBError, Span, format_value
from policykb.loading.candidate import REFERENCE_FIELDS
from policykb.loading.part_files import list_at, singular
from policykb.model.field_types import is_id
from policykb.servers.lsp.session import Session
from policykb.servers.lsp.targets import Target, target_at
from policykb.text.normalize import collapse_spaces
from policykb.views.wording.claims import quantity


class NamedId(NamedTuple):
    """An id in a file: the kind of its record, the id, and its span."""

    kind: str
    id: str
    span: Span


class Symbol(NamedTuple):
    """A record of a file: its kind, id, a description, its span and that of its id."""

    kind: str
    id: str
    detail: str
    span: Span
    id_span: Span


def id_at(session: Session, path: str, line: int, column: int) -> NamedId | None:
    """Return the id at a line and column (from 1) of a file; None if there is none."""
    target = target_at(session.document(path), line, column)
    if target is None or target.is_key or not target.value:
        return None
    kind = _kind_of(target)
    return NamedId(kind, target.value, target.span) if kind else None


def _kind_of(target: Target) -> str:
    """Return the kind of record whose id a value is; empty if it is no id."""
    if target.keys == ("id",):
        return target.kind
    fields = REFERENCE_FIELDS.get(target.kind, ())
    return next((field.kind for field in fields if field.route == target.keys), "")


def definitions(session: Session, path: str, line: int, column: int) -> list[Location]:
    """Return where the id at a place is declared; for a quote, where the source's text has it."""
    named = id_at(session, path, line, column)
    if named is not None:
        return list(session.declarations(named.kind, named.id))
    target = target_at(session.document(path), line, column)
    if target is not None and target.keys == ("quote",) and path.startswith("sources/"):
        text = session.source_text(path.split("/")[1])
        return [text.location(one) for one in text.find(target.value)[:1]] if text else []
    return []


def usages(
    session: Session, path: str, line: int, column: int, *, declared: bool
) -> list[Location]:
    """Return where records refer to the id at a place and, if ``declared``, its declaration."""
    named = id_at(session, path, line, column)
    if named is None:
        return []
    first = session.declarations(named.kind, named.id) if declared else ()
    return [*first, *session.uses(named.kind, named.id)]


def renamed(session: Session, path: str, line: int, column: int, new: str) -> list[Location]:
    """Return all places of the id at a place, in which ``new`` must be written.

    Raises:
        PolicyKBError: there is no id, or it cannot become ``new``.
    """
    named = id_at(session, path, line, column)
    if named is None:
        raise PolicyKBError("there is no id here", "Put the cursor on an id.")
    if not is_id(new):
        raise PolicyKBError(
            f"{format_value(new)} is no id", "Write lower-case letters, digits and hyphens."
        )
    if new != named.id and any(session.declarations(named.kind, new)):
        raise PolicyKBError(
            f"there is already {named.kind} {new}", "Choose another id, or merge the two."
        )
    return [*session.declarations(named.kind, named.id), *session.uses(named.kind, named.id)]


def symbols(session: Session, path: str) -> Iterator[Symbol]:
    """Yield the records of a file, in its order."""
    document = session.document(path)
    for key in ("actors", "topics", "claims", "skipped"):
        kind = singular(key)
        for index, record in enumerate(list_at(document.data, key)):
            if not isinstance(record, dict):
                continue
            texts = {name: value for name, value in record.items() if isinstance(value, str)}
            name = texts.get("id") or collapse_spaces(texts.get("quote", ""))[:60] or "?"
            about = ("name", "label", "summary", "reason")
            detail = next((texts[one] for one in about if one in texts), "")
            route = (key, index)
            id_span = document.span((*route, "id" if "id" in record else "quote"))
            yield Symbol(kind, name, collapse_spaces(detail), document.span(route), id_span)


def coverage_notes(session: Session, path: str) -> list[tuple[int, str]]:
    """Return notes to show above lines (from 1) of a file: the coverage of a source, and the
    number of claims on each topic and of each actor.
    """
    if path.endswith("/claims.yaml"):
        coverage = session.coverage(path.split("/")[1])
        if coverage is None:
            return []
        counts = dict.fromkeys(("coded", "skipped", "open"), 0)
        for one in coverage.sentences:
            if one.treatment in counts:
                counts[one.treatment] += 1
        words = ", ".join(f"{number} {name}" for name, number in counts.items())
        return [(1, f"{quantity(coverage.total, 'sentence')}: {words}")]
    if path not in {"actors.yaml", "topics.yaml"}:
        return []
    kb = session.kb
    place = int(path == "topics.yaml")
    numbers: dict[str, int] = {}
    for pair, claims in kb.by_actor_and_topic.items():
        numbers[pair[place]] = numbers.get(pair[place], 0) + len(claims)
    return [
        (symbol.span.line, quantity(numbers.get(symbol.id, 0), "claim"))
        for symbol in symbols(session, path)
    ]
