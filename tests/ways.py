"""Which way convolutions go, for tests that must not depend on what is quickest on a machine at a moment."""

from __future__ import annotations

from styler.network.convolutions import Quickest


class Always(Quickest):
    """Takes Winograd's way always or never, without measuring; notes the shapes it was asked for."""

    def __init__(self, answer: bool) -> None:
        super().__init__()
        self.answer, self.asked = answer, list[tuple[int, int, int]]()

    def is_winograd(self, into: int, out: int, positions: int) -> bool:
        self.asked.append((into, out, positions))
        return self.answer
