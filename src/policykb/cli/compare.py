"""``policykb compare``: positions side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Annotated

from policykb.analysis.comparison import compare as compare_actors
from policykb.analysis.query import Query
from policykb.analysis.verdicts import SILENT, Verdict
from policykb.cli import completion, options
from policykb.cli.filters import CountingFilters
from policykb.cli.kb_options import EngineOptions
from policykb.cli.parameters import argument, option
from policykb.cli.progress import show_progress
from policykb.cli.session import open_kb, print_view, read_texts_of
from policykb.diagnostics import PolicyKBError
from policykb.frozen import NamedTuple
from policykb.model.knowledge_base import KnowledgeBase
from policykb.model.records import Claim
from policykb.render import Format
from policykb.views.comparison_table import Detail
from policykb.views.view import View

if TYPE_CHECKING:
    from policykb.text.source_text import SourceText


class _Only(StrEnum):
    """The rows to keep: those with a verdict, or with an actor that is silent."""

    OPPOSED = Verdict.OPPOSED.value
    CONTESTED = Verdict.CONTESTED.value
    DIFFER = Verdict.DIFFER.value
    AGREE = Verdict.AGREE.value
    ONE_SIDED = Verdict.ONE_SIDED.value
    UNDATED = Verdict.UNDATED.value
    NONE = Verdict.NONE.value
    SILENT = SILENT


def compare(
    *,
    actors: Annotated[
        list[str] | None,
        argument(
            "ACTOR ACTOR...",
            "Two actors or more: ids, names or aliases. With --matrix by default all.",
            completion=completion.complete_actor,
        ),
    ] = None,
    as_of: options.AsOf = "",
    start: options.From = "",
    end: options.To = "",
    only: Annotated[
        list[_Only] | None,
        option(
            "--only",
            "Only rows with this verdict; silent: topics on which one of them, or all, are.",
        ),
    ] = None,
    every: Annotated[
        bool, option("--all", "A row for every topic; none is told in a line.")
    ] = False,
    long: Annotated[
        bool, option("--long", "Also what each claim says, and what came before.")
    ] = False,
    stats: Annotated[
        bool, option("--stats", "Also the agreement, its range and what chance gives.")
    ] = False,
    cite: Annotated[bool, option("--cite", "Print the sentences under each row.")] = False,
    pairs: Annotated[bool, option("--pairs", "Of more than two actors, also each pair.")] = False,
    matrix: Annotated[
        bool, option("--matrix", "Instead, the agreement of each pair of actors.")
    ] = False,
    sensitivity: Annotated[
        bool,
        option(
            "--sensitivity",
            "Instead, how the answer changes with other ways to count, and without any one claim.",
        ),
    ] = False,
    filters: CountingFilters,
    printing: options.PicturePrinting,
    kb_options: EngineOptions,
) -> None:
    """Compare the positions of actors, topic by topic.

    Counts active claims in the voice of the source's author or of the actor. --voice,
    --include-hearsay, --certainty, --kind, --basis and --include-drafts change that.
    """
    base, query = open_kb(kb_options), filters.query()
    _check_moments(as_of, start, end)
    cite = cite or printing.cites
    detail = Detail(every=every or printing.cites, long=long, stats=stats, pairs=pairs)
    compared = actors or (list(base.actors) if matrix else [])
    request = _Request(base, compared, as_of, start, end, query, only or (), detail)
    if matrix:
        view = _matrix(request, varied=sensitivity)
    elif sensitivity:
        view = _sensitivity(request, cite=cite)
    elif start:
        view = _change(request, cite=cite)
    else:
        view = _comparison(request, cite=cite, paged=printing.chosen_format is Format.HTML)
    print_view(view, printing)


class _Request(NamedTuple):
    """The actors, moments and filters of a comparison."""

    base: KnowledgeBase
    actors: Sequence[str]
    as_of: str
    start: str
    end: str
    query: Query
    only: Sequence[str]
    detail: Detail

    def dates(self) -> list[str]:
        """Return the date of the one moment, or of both."""
        from policykb.analysis.moments import moment_dates

        return moment_dates(self.base, self.as_of, self.start, self.end, self.query.known_by)


def _comparison(request: _Request, *, cite: bool, paged: bool) -> View:
    from policykb.views.comparison import comparison_view

    base, query = request.base, request.query
    found = compare_actors(
        base, *request.actors, as_of=request.as_of, query=query, only=request.only
    )
    texts = _texts(base, chain.from_iterable(row.claims for row in found.rows)) if cite else None
    view = comparison_view(base, found, request.detail, texts)
    if not paged:
        return view
    from policykb.analysis.counted import count_for
    from policykb.views.comparison_page.build import comparison_page

    counted = count_for(base, found.actors, query)
    claims = chain.from_iterable(counted.claims.values())
    return replace(view, page=comparison_page(counted, found, _texts(base, claims), show_progress))


def _change(request: _Request, *, cite: bool) -> View:
    from policykb.analysis.moments import compare_moments
    from policykb.views.moments import moments_view

    base, start, end = request.base, request.start, request.end
    change = compare_moments(
        base, *request.actors, start=start, end=end, query=request.query, only=request.only
    )
    texts = (
        _texts(base, chain.from_iterable(row.after.claims for row in change.rows)) if cite else None
    )
    return moments_view(base, change, request.detail, texts)


def _matrix(request: _Request, *, varied: bool) -> View:
    """Return the matrix view; if ``varied``, for other ways to count, too."""
    from policykb.analysis.sensitivity import varied_comparisons
    from policykb.views.matrix import matrix_view

    base = request.base
    dates = request.dates()
    found = varied_comparisons(
        base, *request.actors, dates=dates, query=request.query, varied=varied
    )
    return matrix_view(base, found)


def _sensitivity(request: _Request, *, cite: bool) -> View:
    from policykb.analysis.sensitivity import sensitivity
    from policykb.views.sensitivity import sensitivity_view

    base = request.base
    trials = [
        sensitivity(base, *request.actors, as_of=on, query=request.query, progress=show_progress)
        for on in request.dates()
    ]
    without = (effect.claim for one in trials for effect in one.effects)
    texts = _texts(base, without) if cite else None
    return sensitivity_view(
        base, trials, only=request.only, texts=texts, every=request.detail.every
    )


def _texts(base: KnowledgeBase, claims: Iterable[Claim]) -> "dict[str, SourceText]":
    return read_texts_of(base, claims)


def _check_moments(as_of: str, start: str, end: str) -> None:
    """Raise PolicyKBError unless the options give one moment, or two."""
    if as_of and (start or end):
        raise PolicyKBError(
            "--as-of gives one moment, --from and --to two", "Leave out one or the other."
        )
    if end and not start:
        raise PolicyKBError(
            "--to needs --from", "Write --from DATE --to DATE, or --as-of DATE for one moment."
        )
