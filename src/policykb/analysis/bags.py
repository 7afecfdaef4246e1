"""Groups of the claims of a cell, to which claims are added and from which they are removed."""

from bisect import bisect_left, insort
from collections.abc import Sequence

from policykb.analysis.bases import MOST_NAMED, Basis, Trait
from policykb.analysis.in_force import InForce
from policykb.model.period import Phase
from policykb.model.records import Claim


class Traits:
    """The traits of the claims of a cell, by number. Those of a claim are worked out when they are
    first asked for; it has others while it is possibly in force.
    """

    def __init__(self, times: Sequence[InForce]) -> None:
        self._times = times
        self._numbers: dict[Trait, int] = {}
        self._traits: list[Trait] = []
        self._of: dict[tuple[int, bool], int] = {}

    def __getitem__(self, number: int) -> Trait:
        return self._traits[number]

    def claim(self, place: int) -> Claim:
        """Return the claim at a place in the cell."""
        return self._times[place].claim

    def number(self, place: int, phase: Phase) -> int:
        """Return the number of the trait of the claim at a place while it is in a phase."""
        key = (place, phase is Phase.POSSIBLE)
        found = self._of.get(key)
        if found is None:
            trait = _trait(self._times[place].claim, possible=key[1])
            found = self._of[key] = self._numbers.setdefault(trait, len(self._traits))
            if found == len(self._traits):
                self._traits.append(trait)
        return found


def _trait(claim: Claim, *, possible: bool) -> Trait:
    return Trait(
        claim.stance,
        claim.relative_to,
        claim.period_basis,
        claim.kind,
        claim.voice,
        claim.certainty,
        bool(claim.disputed_by),
        claim.period.start is not None,
        possible,
    )


class Bag:
    """Claims of a cell, known by their places in it; ``places`` are in order."""

    __slots__ = ("_basis", "_counts", "_numbers", "_traits", "places")

    def __init__(self, traits: Traits) -> None:
        self.places: list[int] = []
        self._traits = traits
        self._numbers: dict[int, int] = {}
        self._counts: dict[int, int] = {}
        self._basis: Basis | None = None

    def __len__(self) -> int:
        return len(self.places)

    def add(self, place: int, phase: Phase) -> None:
        """Add a claim, which is in a phase."""
        number = self._numbers[place] = self._traits.number(place, phase)
        self._counts[number] = self._counts.get(number, 0) + 1
        insort(self.places, place)
        self._basis = None

    def remove(self, place: int) -> None:
        """Remove a claim that was added."""
        number = self._numbers.pop(place)
        self._counts[number] -= 1
        del self.places[bisect_left(self.places, place)]
        self._basis = None

    def any_but(self, place: int) -> Claim:
        """Return one of the claims that is not the one at a place."""
        return self._traits.claim(next(one for one in self.places if one != place))

    def basis(self) -> Basis:
        """Return the claims, of which there is one at least, as a basis."""
        if self._basis is None:
            claim, places = self._traits.claim, self.places
            few = len(places) <= MOST_NAMED
            numbers = (
                dict.fromkeys(map(self._numbers.__getitem__, places))
                if few
                else (number for number, count in sorted(self._counts.items()) if count)
            )
            self._basis = Basis(
                len(places),
                claim(places[0]),
                tuple(map(claim, places[-MOST_NAMED:])),
                tuple(map(self._traits.__getitem__, numbers)),
            )
        return self._basis
