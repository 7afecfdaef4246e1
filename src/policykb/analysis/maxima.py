"""A list of numbers in which the next one above a limit is found without a look at the others."""

from collections.abc import Iterable, Iterator

_STEP = 16


class Maxima:
    """Numbers, none negative, and the greatest of every 16, of every 256 and so on."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._levels = [list(numbers)]
        while len(below := self._levels[-1]) > _STEP:
            self._levels.append([max(below[at : at + _STEP]) for at in range(0, len(below), _STEP)])

    def above(self, limit: int, first: int, end: int) -> Iterator[int]:
        """Yield the places from ``first`` on and before ``end`` of the numbers above a limit, in
        order. The number that was yielded last may be lowered.
        """
        place = self._next(limit, first, end)
        while place < end:
            yield place
            place = self._next(limit, place + 1, end)

    def lower(self, place: int) -> None:
        """Make a number lower than any limit."""
        numbers, *higher = self._levels
        numbers[place] = -1
        for below, level in zip(self._levels, higher, strict=False):
            place //= _STEP
            level[place] = max(below[place * _STEP : (place + 1) * _STEP])

    def _next(self, limit: int, place: int, end: int) -> int:
        """Return the first place at which a number is above a limit; ``end`` or more if none is."""
        levels, depth, size = self._levels, 0, 1
        while place * size < end:
            level = levels[depth]
            if place < len(level) and level[place] > limit:
                if not depth:
                    return place
                depth, size, place = depth - 1, size // _STEP, place * _STEP
                continue
            place += 1
            while place % _STEP == 0 and depth + 1 < len(levels):
                depth, size, place = depth + 1, size * _STEP, place // _STEP
        return end
