"""The value at a place of a YAML file: its record, its field and its value."""

from typing import NamedTuple

from policykb.diagnostics import Route, Span
from policykb.loading.part_files import singular
from policykb.yaml.document import Data, Document


class Target(NamedTuple):
    """The value or key at a place.

    ``kind`` is that of its record, ``record`` the route to it, ``route`` the route inside it.
    ``is_key`` is True on the name of a field. ``value`` is the text of the value, if it is one.
    """

    kind: str
    record: Route
    route: Route
    is_key: bool
    value: str
    span: Span

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of fields that lead to the value."""
        return tuple(step for step in self.route if isinstance(step, str))


def target_at(document: Document, line: int, column: int) -> Target | None:
    """Return the innermost value or key at a line and column, which count from 1; None if there is
    none inside a record.
    """
    innermost = _innermost(document, (), line, column)
    if innermost is None:
        return None
    route, is_key = innermost
    name = document.path.rpartition("/")[2]
    if name in {"source.yaml", "kb.yaml"}:
        kind, depth = name.removesuffix(".yaml"), 0
    elif len(route) >= 2 and isinstance(route[0], str):
        kind, depth = singular(route[0]), 2
    else:
        return None
    found = document.value(route)
    value = found if isinstance(found, str) else ""
    span = document.key_span(route) if is_key else document.span(route)
    return Target(kind, route[:depth], route[depth:], is_key, value, span)


def _innermost(
    document: Document, route: Route, line: int, column: int
) -> tuple[Route, bool] | None:
    value = document.value(route)
    for step in _steps(value):
        inner = (*route, step)
        if isinstance(step, str) and _holds(document.key_span(inner), line, column):
            return inner, True
        if _holds(document.span(inner), line, column):
            return _innermost(document, inner, line, column) or (inner, False)
    return (route, False) if route and _holds(document.span(route), line, column) else None


def _steps(value: Data | None) -> list[str | int]:
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def _holds(span: Span, line: int, column: int) -> bool:
    return (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)
