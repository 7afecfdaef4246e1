"""The networks of moving windows as a view: a row a window."""

from collections.abc import Sequence

from policykb.analysis.counted import CountedClaims
from policykb.analysis.network_answers import Request, Window
from policykb.model.period import day_text
from policykb.views import payloads
from policykb.views.columns import Columns
from policykb.views.network.payload import network_summary, request_payload
from policykb.views.network.words import density_words, measure_words, modularity_words
from policykb.views.payloads import Json
from policykb.views.table import Column, line
from policykb.views.view import View
from policykb.views.wording import claims as words
from policykb.views.wording.dates import day_in_words
from policykb.views.wording.filters import remarks
from policykb.views.wording.sources import sources_in_words

_FIELDS = payloads.fields(
    *("from", "to", "actors", "ties", "density", "communities", "modularity", "ei_index"),
    *("kept_ties", "claims"),
)
_COLUMNS = Columns[Window](
    (Column("From", 9), lambda one: day_in_words(one.first)),
    (Column("To", 9), lambda one: day_in_words(one.last)),
    (Column("Claims", 2, right=True), lambda one: one.answer.used.claims),
    (Column("Actors", 2, right=True), lambda one: len(one.answer.network.actors)),
    (Column("Ties", 2, right=True), lambda one: len(one.answer.network.ties)),
    (Column("Density", 2, right=True), lambda one: density_words(one.answer.network)),
    (
        Column("Groups", 2, right=True),
        lambda one: one.answer.community_count if one.answer.communities else "",
    ),
    (Column("Q", 2, right=True), lambda one: modularity_words(one.answer)),
    (Column("E-I", 2, right=True), lambda one: words.rounded(one.answer.ei_index)),
    (Column("Kept", 2, right=True), lambda one: words.rounded(one.kept)),
)


def windows_view(counted: CountedClaims, request: Request, found: Sequence[Window]) -> View:
    """Return networks in moving windows: the measures of each."""
    kb = counted.kb
    ids = {source for one in found for source in one.answer.used.sources}
    return View(
        title=f"{words.quantity(len(found), 'window')} of {request.window}",
        columns=_COLUMNS.heads,
        make_groups=lambda: (_COLUMNS.group(found),),
        make_payload=lambda: payloads.envelope(
            kb,
            **request_payload(counted, request),
            window=request.window,
            step=request.step or request.window,
            windows=[_item(one) for one in found],
        ),
        items="windows",
        fields=_FIELDS,
        sources=sources_in_words(kb, ids),
        headline=True,
        fitted=True,
        notes=(line(f"{measure_words(request)}."), *map(line, remarks(counted))),
        legend=(
            words.muted(
                "Groups: communities; Q: their modularity; E-I: ties between them minus those "
                "within, as a part of all; kept: the part of the ties of a window and of the one "
                "before that both have"
            ),
        ),
    )


def _item(one: Window) -> dict[str, Json]:
    return {
        "from": day_text(one.first),
        "to": day_text(one.last),
        **network_summary(one.answer),
        "kept_ties": one.kept,
    }
