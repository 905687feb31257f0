"""The shares of a blend's paintings in whole percent: they always make 100, whichever of them is moved."""

from __future__ import annotations

from collections.abc import Sequence

WHOLE = 100


def percents(weights: Sequence[float], whole: int = WHOLE) -> tuple[int, ...]:
    """Return whole numbers in proportion to the weights whose sum is exactly ``whole``.

    Each is rounded down, and what is left goes to those that lost most by it. Weights that are all 0 count alike.
    """
    total = sum(weights)
    if total <= 0:
        weights, total = (1.0,) * len(weights), len(weights)
    exact = [whole * weight / total for weight in weights]
    shares = [int(each) for each in exact]
    lost = sorted(range(len(shares)), key=lambda i: (round(shares[i] - exact[i], 9), i))
    for index in lost[: whole - sum(shares)]:
        shares[index] += 1
    return tuple(shares)


class Balance:
    """Moves one share of a blend, and lets the others share the rest as they did before.

    As long as the same one is moved, the others keep the proportion that they had at first: otherwise rounding would
    wear it away step by step, and at 100 % it would be forgotten.
    """

    def __init__(self) -> None:
        self._index = -1
        self._others: tuple[float, ...] = ()
        self._result: tuple[float, ...] = ()

    def move(self, weights: Sequence[float], index: int, percent: int) -> tuple[float, ...]:
        """Return all weights, as whole hundredths that make 1, when one is given another share; alone it keeps all.

        Args:
            weights: What they are now, measured against each other.
            index: The one that is moved.
            percent: Its share, 0..100.
        """
        if index != self._index or tuple(weights) != self._result:
            self._index, self._others = index, (*weights[:index], *weights[index + 1 :])
        moved = min(max(percent, 0), WHOLE) if self._others else WHOLE
        others = percents(self._others, WHOLE - moved) if self._others else ()
        shares = (*others[:index], moved, *others[index:])
        self._result = tuple(share / WHOLE for share in shares)
        return self._result
