"""Groups of claims that a position rests on."""

from policykb.analysis.succession import begins
from policykb.frozen import NamedTuple
from policykb.model.records import (
    Certainty,
    Claim,
    ClaimKind,
    PeriodBasis,
    RelativeTo,
    Stance,
    Voice,
)

MOST_NAMED = 50
"""The number of claims that a position names in each group it rests on; a position on a day among
many may rest on all claims of a large cell.
"""

Rank = tuple[bool, int, int]
"""The rank of a claim among those that may set the degree; the least does."""


def rank(claim: Claim) -> Rank:
    """Return the rank of a claim: dated before published ones, then the latest-starting, then the
    degree nearest zero, ``mixed`` before any.
    """
    published = claim.period_basis is PeriodBasis.PUBLISHED
    score = claim.stance.score
    return published, -begins(claim), -1 if score is None else abs(score)


class Trait(NamedTuple):
    """All that answers tell of a claim but its time and its words: ``dated`` is False if its start
    is unknown, ``possible`` is True if it is only possibly in force.
    """

    stance: Stance
    relative_to: RelativeTo | None
    period_basis: PeriodBasis
    kind: ClaimKind
    voice: Voice
    certainty: Certainty
    disputed: bool
    dated: bool
    possible: bool

    @property
    def sign(self) -> int | None:
        """+1, 0 or -1; None for mixed and for comparatives."""
        return None if self.relative_to else self.stance.sign


class Basis(NamedTuple):
    """Claims that a position rests on together, in the order of their beginning: their number, the
    first one, the latest ones (:data:`MOST_NAMED`) and all their traits, each once.
    """

    number: int
    first: Claim
    latest: tuple[Claim, ...]
    traits: tuple[Trait, ...]

    @property
    def unnamed(self) -> int:
        """The number of claims that are not among the latest."""
        return self.number - len(self.latest)
