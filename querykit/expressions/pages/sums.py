"""Sums and means of numbers that come one by one, as jmespath.py has them of a whole list."""

from __future__ import annotations

from collections.abc import Iterable

import jmespath

__all__ = ["RunningSum"]

# Since Python 3.12 sum() keeps what rounding loses of floats; a later one, also of integers.
_KEEPS_LOST = sum([0.1] * 10) == 1.0
_KEEPS_LOST_OF_INTEGERS = sum([1e16, 1, 1]) == 1e16 + 2
# jmespath.py before 1.1 divides by a float, which rounds a large sum first.
_ODD = 2**53 + 1
_DIVIDES_BY_INTEGER = jmespath.search("avg(@)", [_ODD] * 3) == _ODD * 3 / 3


class RunningSum:
    """The sum of numbers that come one by one: what the built-in sum() returns for all of them.

    >>> found = RunningSum()
    >>> found.add([0.1] * 3)
    >>> found.add([0.2, 1, 0.3] * 2)
    >>> found.value == sum([0.1] * 3 + [0.2, 1, 0.3] * 2)
    True
    """

    def __init__(self) -> None:
        self._sum: int | float = 0
        self._lost = 0.0
        self._count = 0

    def add(self, numbers: Iterable[int | float]) -> None:
        """Add further numbers."""
        for number in numbers:
            before = self._sum
            self._sum = before + number
            self._count += 1
            if _KEEPS_LOST and isinstance(before, float):
                self._keep_lost(before, number)

    def _keep_lost(self, before: float, number: int | float) -> None:
        """Note what rounding lost: Neumaier's variant of Kahan's summation."""
        if isinstance(number, int):
            if not _KEEPS_LOST_OF_INTEGERS:
                return
            number = float(number)
        larger, smaller = (before, number) if abs(before) >= abs(number) else (number, before)
        self._lost += (larger - self._sum) + smaller

    @property
    def value(self) -> int | float:
        """Return the sum; 0 of no numbers."""
        is_finite = self._lost - self._lost == 0
        return self._sum + self._lost if self._lost and is_finite else self._sum

    @property
    def mean(self) -> float:
        """Return the mean, of one number at least."""
        return self.value / (self._count if _DIVIDES_BY_INTEGER else float(self._count))
