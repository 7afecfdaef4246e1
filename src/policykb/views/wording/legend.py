"""The legend of positions: the signs and words that occur in them."""

from collections.abc import Iterable, Iterator

from policykb.analysis.positions import Position
from policykb.model.records import PeriodBasis
from policykb.views.table import Line
from policykb.views.wording import claims as words
from policykb.views.wording import stances, verdicts


def legend(positions: Iterable[Position]) -> tuple[Line, ...]:
    """Return the meanings of what occurs in cells that show the whole of these positions."""
    positions = list(positions)
    claims = [claim for position in positions for claim in position.trajectory]
    parts = []
    if any(claim.relative_to for claim in claims):
        parts.append(f"{words.RELATIVE} only an order is known")
    if any(claim.period_basis is PeriodBasis.PUBLISHED for claim in claims):
        parts.append(words.AS_OF)
    found = {mark for position in positions for mark in position.marks}
    parts += [f"{mark}: {meaning}" for mark, meaning in verdicts.MARKS.items() if mark in found]
    return (words.muted("; ".join(parts)),) if parts else ()


def brief_legend(
    shown: Iterable[Position], folded: Iterable[Position], *, named: bool = False
) -> tuple[Line, ...]:
    """Return the meanings of the signs in brief cells, and in lines that tell folded positions.
    ``named`` cells show a stance by its sign alone.
    """
    shown = list(shown)
    found = {mark for position in (*shown, *folded) for mark in position.marks}
    parts = [
        f"{verdicts.MARK_SIGNS[mark]} {meaning}"
        for mark, meaning in verdicts.MARKS.items()
        if mark in found
    ]
    scored = {position.stance for position in shown if position.score}
    signs = [
        f"{sign} {stances.both_verbs(stance)}"
        for stance, sign in words.GLYPHS.items()
        if named and stance in scored
    ]
    text = "; ".join([*signs, *_brief_words(shown), *parts])
    return (words.muted(text),) if text else ()


def _brief_words(shown: Iterable[Position]) -> Iterator[str]:
    traits = [
        trait
        for position in shown
        for group in (position.bases if len(position.bases) == 1 else (position.cited,))
        if group is not None
        for trait in group.traits
    ]
    if any(trait.relative_to for trait in traits):
        yield f"{words.RELATIVE} only an order is known"
    if any(trait.period_basis is PeriodBasis.PUBLISHED for trait in traits):
        yield words.AS_OF
