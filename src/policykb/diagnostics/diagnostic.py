"""What can be wrong: faults in the data are values, bad requests are exceptions.

A :class:`Diagnostic` says that a file of a knowledge base breaks a :class:`Rule`,
and where. A :class:`PolicyKBError` says that a request cannot be answered as it
was made. Any other exception is a bug in policykb.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from policykb.frozen import dataclass

Route = tuple[str | int, ...]
"""The keys and list indexes that lead from the top of a document to a value."""

_SHOWN = 60


class Severity(StrEnum):
    """How bad a broken rule is: errors fail validation, warnings only with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue (:mod:`policykb.diagnostics.catalogue`).

    ``code`` (``PKB201``) and ``name`` (``unknown-actor``) are stable: scripts and
    suppressions may rely on them. ``fixable`` says that some faults of it have a fix.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    why: str
    remedy: str
    fixable: bool = False


class Span(NamedTuple):
    """A stretch of a text file: lines and columns count from 1, columns in
    characters; the end is the first place behind it.
    """

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file: ``path`` is relative to the knowledge base, with ``/``.

    ``span`` is None where the fault is the file itself, or its absence.
    """

    path: str
    span: Span | None = None

    @property
    def line(self) -> int:
        """The line, from 1; 1 where the whole file is meant."""
        return self.span.line if self.span else 1

    @property
    def column(self) -> int:
        """The column in characters, from 1; 1 where the whole file is meant."""
        return self.span.column if self.span else 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a diagnostic speaks of, with what it is."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class SetValue:
    """A fix: the text at ``route`` becomes ``value``."""

    route: Route
    value: str


@dataclass(frozen=True, slots=True)
class RenameKey:
    """A fix: the field at ``route`` gets the name ``key``."""

    route: Route
    key: str


@dataclass(frozen=True, slots=True)
class OrderKeys:
    """A fix: the fields of the record at ``route`` come in the order of ``keys``."""

    route: Route
    keys: tuple[str, ...]


Fix = SetValue | RenameKey | OrderKeys
"""A safe change to the file of a diagnostic that does away with its fault."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault in one place.

    ``message`` says what is wrong, ``help`` what to do next, ``route`` which value
    of the document is meant, ``related`` which other places matter, ``fix`` what may be
    changed without asking, if anything.
    """

    rule: Rule
    message: str
    location: Location
    help: str = ""
    route: Route = ()
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Order of a report: by file, then from top to bottom; no two faults stand alike."""
        where = self.location
        others = " ".join(str(related.location) for related in self.related)
        return (where.path, where.line, where.column, self.rule.code, self.message, others)


class PolicyKBError(Exception):
    """A request that cannot be answered: unknown name, no knowledge base, bad date.

    ``message`` is one sentence; ``help`` says what to do next.
    """

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002 - the word of the glossary
        super().__init__(message)
        self.message = message
        self.help = help


def format_value(value: object) -> str:
    """A value from a file as a message may quote it: one line, in quotes, of bounded length."""
    text = " ".join(str(value).split())
    return f'"{text[: _SHOWN - 1]}…"' if len(text) > _SHOWN else f'"{text}"'


def one_of(values: Sequence[str]) -> str:
    """Words for a choice: ``a``, ``a or b``, ``a, b or c``."""
    *rest, last = values
    return f"{', '.join(rest)} or {last}" if rest else last
