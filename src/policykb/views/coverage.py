"""``coverage`` as a view: the treatment of every sentence of the sources."""

from collections.abc import Sequence

from policykb.analysis.coverage import Coverage, CoveredSentence, Treatment
from policykb.model.knowledge_base import KnowledgeBase
from policykb.text.normalize import collapse_spaces
from policykb.views import payloads
from policykb.views.cells import Column, Group, Line, Segment, Style, TableRow, cell, line
from policykb.views.view import Json, View, joined
from policykb.views.wording import claims as words

_COLUMNS = (
    Column("Source", 6),
    Column("Sentences", 3, right=True),
    Column("Coded", 2, right=True),
    Column("Skipped", 2, right=True),
    Column("Open", 2, right=True),
    Column("Apart", 2, right=True),
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
    rows = tuple(
        TableRow(
            (
                cell(coverage.source.id),
                cell(coverage.total),
                *(cell(coverage.count(treatment)) for treatment in Treatment),
            ),
            tuple(
                _sentence(number, one)
                for number, one in enumerate(coverage.sentences, 1)
                if sentences or one.treatment is Treatment.OPEN
            ),
        )
        for coverage in covered
    )
    apart = any(coverage.count(Treatment.APART) for coverage in covered)
    lines = [
        {"source": coverage.source.id, **_detail(number, one)}
        for coverage in covered
        for number, one in enumerate(coverage.sentences, 1)
    ]
    return View(
        title="",
        columns=_COLUMNS,
        make_groups=lambda: (Group("", rows),),
        fields=tuple(_FIELDS),
        make_flat=lambda: payloads.flatten(lines, _FIELDS),
        make_payload=lambda: payloads.envelope(
            kb, sources=[_item(coverage) for coverage in covered]
        ),
        items="sources",
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


def _sentence(number: int, one: CoveredSentence) -> Line:
    what = joined(one.claims) or one.reason or ""
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
        "details": [_detail(number, one) for number, one in enumerate(coverage.sentences, 1)],
    }


def _detail(number: int, one: CoveredSentence) -> dict[str, Json]:
    return {
        **payloads.attributes(one.location, "line", "column"),
        "treatment": one.treatment.value,
        "sentence": collapse_spaces(one.sentence.text),
        **payloads.attributes(one, "claims", "reason"),
        "number": number,
    }
