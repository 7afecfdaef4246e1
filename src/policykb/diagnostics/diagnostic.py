"""Faults of the data are values, bad requests are exceptions.

A :class:`Diagnostic` is a fault of a knowledge base: a :class:`Rule` that is broken at a
:class:`Location`. A :class:`PolicyKBError` is raised for a request that cannot be answered. Any
other exception is a bug in policykb.
"""

from collections.abc import Sequence
from enum import StrEnum

from policykb.frozen import NamedTuple, dataclass

Route = tuple[str | int, ...]
"""The keys and list indexes that lead from the top of a document to a value."""

_MAX_LENGTH = 60


class Severity(StrEnum):
    """The severity of a rule: errors fail validation, warnings only fail it with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue (:mod:`policykb.diagnostics.catalogue`).

    ``code`` (``PKB201``) and ``name`` (``unknown-actor``) are stable: scripts and
    suppressions may rely on them. ``summary``, ``why`` and ``remedy`` are sentences for people:
    the fault, the reason for the rule, and how to correct it. ``fixable`` is True if some of its
    faults have a :data:`Fix`.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    why: str
    remedy: str
    fixable: bool = False


class Span(NamedTuple):
    """A span is a range of a text file. Lines and columns count from 1, columns in characters;
    the end is exclusive.
    """

    line: int
    column: int
    end_line: int
    end_column: int


class Location(NamedTuple):
    """A location is a file, by its path relative to the knowledge base (with ``/``), and a span
    in it; ``span`` is None if the whole file is meant, or if there is no such file.
    """

    path: str
    span: Span | None = None

    @property
    def line(self) -> int:
        """The first line, from 1; 1 for a whole file."""
        return self.span.line if self.span else 1

    @property
    def column(self) -> int:
        """The first column in characters, from 1; 1 for a whole file."""
        return self.span.column if self.span else 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Related:
    """A second location of a diagnostic, with a message that says what it is."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class SetValue:
    """A fix that replaces the text at ``route`` by ``value``."""

    route: Route
    value: str


@dataclass(frozen=True, slots=True)
class RenameKey:
    """A fix that renames the field at ``route`` to ``key``."""

    route: Route
    key: str


@dataclass(frozen=True, slots=True)
class OrderKeys:
    """A fix that puts the fields of the record at ``route`` in the order of ``keys``."""

    route: Route
    keys: tuple[str, ...]


Fix = SetValue | RenameKey | OrderKeys
"""A change of a file that removes a fault."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A diagnostic is one fault at one location.

    ``message`` says what is wrong and ``help`` what to do about it. ``route`` leads to the value
    in the document, ``related`` are further locations, and ``fix`` may be applied without asking.
    ``unsafe_fix`` is the likely remedy of a fault without ``fix``, for a person to review.
    """

    rule: Rule
    message: str
    location: Location
    help: str = ""
    route: Route = ()
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    unsafe_fix: Fix | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """The key that sorts a report by file, then from top to bottom. It is unique."""
        location = self.location
        others = " ".join(str(related.location) for related in self.related)
        return (location.path, location.line, location.column, self.rule.code, self.message, others)


class PolicyKBError(Exception):
    """A request that cannot be answered: an unknown name, no knowledge base, a bad date.

    ``message`` is one sentence; ``help`` says what to do about it.
    """

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002 - as in the other diagnostics
        super().__init__(message)
        self.message = message
        self.help = help


def format_value(value: object) -> str:
    """Return a value in quotes, on one line and shortened to 60 characters, for a message."""
    text = " ".join(str(value).split())
    return f'"{text[: _MAX_LENGTH - 1]}…"' if len(text) > _MAX_LENGTH else f'"{text}"'


def one_of(values: Sequence[str]) -> str:
    """Return a choice in words: ``a``, ``a or b``, ``a, b or c``."""
    *rest, last = values
    return f"{', '.join(rest)} or {last}" if rest else last
