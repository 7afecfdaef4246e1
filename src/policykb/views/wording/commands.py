"""Commands that a reader can paste into a shell."""

from collections.abc import Iterator

from policykb.analysis.query import Query
from policykb.model.period import day_text
from policykb.model.records import Status


def command(query: Query, *request: str) -> str:
    """Return a command with its arguments and the options that select a query, quoted for a shell.

    The actors and the pattern of the query are not among the options.
    """
    import shlex  # noqa: PLC0415 - few answers name a command

    return shlex.join(["policykb", *request, *_options(query)])


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
