"""Commands that a reader can paste into a shell.

They name the knowledge base if the reader did, with ``--kb``.
"""

import re
from collections.abc import Iterator
from contextvars import ContextVar

from policykb.analysis.query import Query
from policykb.model.period import day_text
from policykb.model.records import Status

named_kb: ContextVar[str] = ContextVar("named_kb", default="")
"""The knowledge base as ``--kb`` named it; empty if no option did."""

# These commands work without a knowledge base.
_IN_TEXT = re.compile(r"`policykb (?!init|rule|--)([a-z]+)")


def command(query: Query, *request: str) -> str:
    """Return a command with its arguments and the options that select a query, quoted for a shell.

    The actors and the pattern of the query are not among the options.
    """
    return _join(["policykb", *request, *_kb_option(), *_options(query)])


def with_kb(text: str) -> str:
    """Return a text, such as an error, with ``--kb`` in the commands that it has in backticks."""
    if not (named := _kb_option()):
        return text
    option = _join(named)
    return _IN_TEXT.sub(lambda found: f"{found.group()} {option}", text)


def _join(words: list[str]) -> str:
    """Return words joined to a command, with quotes where a shell needs them."""
    if all(word.isascii() and word.replace("-", "").isalnum() for word in words):
        return " ".join(words)
    import shlex  # noqa: PLC0415 - few words need quotes

    return shlex.join(words)


def _kb_option() -> list[str]:
    named = named_kb.get()
    return ["--kb", named] if named else []


def moment(day: int, record_ends: int) -> list[str]:
    """Return the option for the day of an answer; none for the day on which the record ends."""
    return [] if day == record_ends else ["--as-of", day_text(day)]


def _options(query: Query) -> Iterator[str]:
    for option, values in (
        ("--topic", query.topics),
        ("--stance", query.stances),
        ("--source", query.sources),
        ("--during", [query.during] if query.during else ()),
        ("--known-by", [query.known_by] if query.known_by else ()),
        ("--voice", query.voices),
        ("--certainty", query.certainties),
        ("--kind", query.kinds),
        ("--basis", query.bases),
    ):
        for value in values:
            yield from (option, str(value))
    if query.undisputed:
        yield "--undisputed"
    if query.include_hearsay:
        yield "--include-hearsay"
    if Status.DRAFT.value in query.statuses:
        yield "--include-drafts"
