"""``coverage`` as a view: the treatment of every sentence of the sources."""

from collections.abc import Iterator, Sequence

from policykb.analysis.coverage import Coverage, CoveredSentence, Treatment
from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.columns import Columns
from policykb.views.payloads import Json
from policykb.views.table import Column, Group, Line, Segment, Style, TableRow, line
from policykb.views.view import View
from policykb.views.wording import claims as words

_COLUMNS = Columns[Coverage](
    (Column("Source", 6), lambda one: one.source.id),
    (Column("Sentences", 3, right=True), lambda one: one.total),
    (Column("Coded", 2, right=True), lambda one: one.count(Treatment.CODED)),
    (Column("Skipped", 2, right=True), lambda one: one.count(Treatment.SKIPPED)),
    (Column("Open", 2, right=True), lambda one: one.count(Treatment.OPEN)),
    (Column("Apart", 2, right=True), lambda one: one.count(Treatment.APART)),
)
_FIELDS = payloads.fields("source", "line", "treatment", "sentence", "claims", "reason", "number")
_SIGNS = {
    Treatment.CODED: Segment("coded  ", Style.FOR),
    Treatment.SKIPPED: Segment("skipped", Style.BETWEEN),
    Treatment.OPEN: Segment("open   ", Style.AGAINST),
    Treatment.APART: Segment("apart  ", Style.MUTED),
}
_LEGEND = (
    "apart: a heading, a list item or page furniture: a paragraph without a full stop, "
    "which need not be coded"
)


def coverage_view(
    kb: KnowledgeBase, covered: Sequence[Coverage], *, sentences: bool = False
) -> View:
    """Return the coverage of sources. A table lists open sentences, or with ``sentences`` all;
    lines and the payload always hold all.
    """
    apart = any(coverage.count(Treatment.APART) for coverage in covered)
    return View(
        title="",
        columns=_COLUMNS.heads,
        make_groups=lambda: (Group("", tuple(_row(one, sentences=sentences) for one in covered)),),
        make_payload=lambda: payloads.envelope(
            kb, sources=[_item(coverage) for coverage in covered]
        ),
        items="sources",
        fields=_FIELDS,
        make_lines=lambda: (
            {"source": coverage.source.id, **detail}
            for coverage in covered
            for detail in _details(coverage)
        ),
        answer=_answer(covered),
        legend=(words.muted(_LEGEND),) if apart else (),
    )


def _answer(covered: Sequence[Coverage]) -> str:
    """Return how many sentences are coded or skipped, and what is left to do."""
    total = sum(coverage.total for coverage in covered)
    left = sum(coverage.count(Treatment.OPEN) for coverage in covered)
    if not left:
        return f"All {words.quantity(total, 'sentence')} are coded or skipped."
    return f"{left} of {words.quantity(total, 'sentence')} are open: to be coded or skipped."


def _row(coverage: Coverage, *, sentences: bool) -> TableRow:
    notes = (
        _sentence(number, one)
        for number, one in enumerate(coverage.sentences, 1)
        if sentences or one.treatment is Treatment.OPEN
    )
    return TableRow(_COLUMNS.cells(coverage), tuple(notes))


def _sentence(number: int, one: CoveredSentence) -> Line:
    what = " ".join(one.claims) or one.reason or ""
    place = f" {one.location.path}:{one.location.line} "
    return line(
        Segment(f"{number:3} ", Style.MUTED),
        _SIGNS[one.treatment],
        Segment(place, Style.MUTED),
        words.quoted(one.sentence.text),
        Segment(f" {collapse_spaces(what)}" if what else "", Style.MUTED),
    )


def _item(coverage: Coverage) -> dict[str, Json]:
    return {
        "source": coverage.source.id,
        "sentences": coverage.total,
        **{treatment.value: coverage.count(treatment) for treatment in Treatment},
        "details": list(_details(coverage)),
    }


def _details(coverage: Coverage) -> Iterator[dict[str, Json]]:
    for number, one in enumerate(coverage.sentences, 1):
        yield {
            **payloads.attributes(one.location, "line", "column"),
            "treatment": one.treatment.value,
            "sentence": collapse_spaces(one.sentence.text),
            **payloads.attributes(one, "claims", "reason"),
            "number": number,
        }
