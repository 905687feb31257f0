"""Convolution with kernels of 3 x 3 in fewer multiplications than it has: 2.25 or 1.8 a value and channel instead of 9.

S. Winograd, "Arithmetic Complexity of Computations" (1980); for networks A. Lavin and S. Gray, "Fast Algorithms for
Convolutional Neural Networks" (CVPR 2016, arXiv:1509.09308). A picture is taken as tiles of m x m positions, each seen
with a border of one: n x n positions, n = m + 2. Tile d and kernel g are taken for polynomials and evaluated at n
points each way, where the product of polynomials is the product of values; so of Lavin and Gray's equation 13,

    y = A^T ((G g G^T) * (B^T d B)) A,

the sum over channels is a matrix product for each of the n x n pairs of points. Here all of it is matrix products and
copies, of whatever library torch has for them, a strip of tiles at a time, so that it stays in the processor's cache.

The points are 0, infinity, 1, and of other small fractions those whose errors, tried with random values, are least
both ways: 2e-6 of the values with small tiles, 5e-6 with large ones. (On the choice of points: B. Barabasz et al.,
"Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks", ACM TOMS 2020,
arXiv:1803.10986.) The way back takes a kernel turned by half. At a point's reciprocal that has the kernel's value at
the point, divided by the point's square: with reciprocal points both directions share the kernels' values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

_POINTS = {4: (0, 1, -2 / 3, 1 / 2, -3 / 2), 6: (0, 1, -1, 2, 1 / 2, -2, -1 / 2)}  # and infinity
_POINT_1 = 1
"""Where the point 1 is: all its powers are 1."""

_LARGE_TILES_TO = 256 * 256
"""Input times output channels up to which tiles are large: their kernels take 64 values for each 9, others' 36."""

_FILTERS = 64
"""Output channels whose kernels are evaluated together."""

_LEAST_STRIP = 12 << 20
"""Bytes of a strip's values at the points. Less is more time around the products; more leaves the cache."""

_WORKSPACE = 2.6
"""How much a strip takes in all, as a multiple of its values at the points."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Direction:
    """What is done to tiles, (n, n), and to the products, (m, n): B^T and A^T."""

    before: Tensor
    after: Tensor


@dataclass(frozen=True, slots=True)
class _Tiling:
    """The matrices for tiles of m x m: those of both directions, and the kernels' G, (n, 3)."""

    tile: int
    forth: _Direction
    back: _Direction
    kernel: Tensor


class Winograd:
    """A layer's kernels, evaluated at the points.

    Args:
        weight: (N', N, 3, 3), float32, on a processor.
    """

    def __init__(self, weight: Tensor) -> None:
        out, into = weight.shape[:2]
        self._tiling = _tiling(_tile(into, out))
        both = torch.kron(self._tiling.kernel, self._tiling.kernel)
        self._values = weight.new_empty((len(both), into, out))  # (n n, N, N')
        for first in range(0, out, _FILTERS):  # all of them in float64 would take twice what they take in the end
            some = weight[first : first + _FILTERS].reshape(-1, 9).T.double()
            self._values[..., first : first + _FILTERS] = (both @ some).view(len(both), -1, into).transpose(1, 2)

    @staticmethod
    def bytes(into: int, out: int) -> int:
        """Return what the kernels of a layer take, in float32."""
        return 4 * into * out * (_tile(into, out) + 2) ** 2

    @staticmethod
    def workspace(into: int, out: int) -> int:
        """Return the bytes that a convolution takes at most besides its kernels, what it is given and returns."""
        return round(_WORKSPACE * max(_LEAST_STRIP, Winograd.bytes(into, out)))

    def forth(self, x: Tensor, bias: Tensor | None, *, rectify: bool) -> Tensor:
        """Return the convolution with zeros around, and the ReLU of that if it is asked for.

        Args:
            x: (1, N, H, W), float32; quickest with channels last in memory.
            bias: (N',).
            rectify: Whether the ReLU follows.

        Returns:
            (1, N', H, W), channels last in memory.
        """
        y = _empty(x, self._values.shape[2])
        target = _positions(y)
        for slab in _slabs(_positions(x), None, self._values, self._tiling, self._tiling.forth):
            slab.convolve(target, bias, rectify=rectify)
        return y

    def back(self, gradient: Tensor, y: Tensor | None) -> Tensor:
        """Pull a gradient back through the convolution.

        Args:
            gradient: (1, N', H, W), at what :meth:`forth` returned.
            y: What it returned, if with the ReLU; None: without.

        Returns:
            (1, N, H, W), channels last in memory.
        """
        pulled = _empty(gradient, self._values.shape[1])
        target, mask = _positions(pulled), None if y is None else _positions(y)
        values = self._values.transpose(1, 2)
        for slab in _slabs(_positions(gradient), mask, values, self._tiling, self._tiling.back):
            slab.convolve(target)
        return pulled


def _tile(into: int, out: int) -> int:
    return 6 if into * out <= _LARGE_TILES_TO else 4


@cache
def _tiling(tile: int) -> _Tiling:
    """Return the matrices for tiles of ``tile`` positions; each row of B^T is brought to a largest entry of 1."""
    points = np.array([*_POINTS[tile], np.inf])
    with np.errstate(divide="ignore"):
        turned = 1 / points
    before = np.linalg.inv(_values_at(points, tile + 2)).T
    largest = np.abs(before).max(axis=1, keepdims=True)
    squares = np.where((points == 0) | np.isinf(points), 1, points**2)[:, None]
    back_before = np.linalg.inv(_values_at(turned, tile + 2)).T / squares
    return _Tiling(
        tile,
        forth=_Direction(_float32(before / largest), _float32(_values_at(points, tile).T)),
        back=_Direction(_float32(back_before / largest), _float32(_values_at(turned, tile).T)),
        kernel=torch.from_numpy(_values_at(points, 3) * largest),
    )


def _values_at(points: Values, terms: int) -> Values:
    """Return (n, terms): by what coefficients are multiplied to give a polynomial's values; at infinity, its last."""
    at_infinity = np.isinf(points)
    values = np.vander(np.where(at_infinity, 0, points), terms, increasing=True)
    values[at_infinity] = np.eye(terms)[-1]
    return values


def _float32(matrix: Values) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(matrix, dtype=np.float32))


def _empty(like: Tensor, channels: int) -> Tensor:
    return torch.empty((1, channels, *like.shape[-2:]), dtype=like.dtype, memory_format=torch.channels_last)


def _positions(x: Tensor) -> Tensor:
    """Return (1, N, H, W) as (H, W, N)."""
    return x[0].permute(1, 2, 0)


def _strip_bytes(values: Tensor) -> int:
    """Return how large a strip's values at the points may be; the kernels are read once for each."""
    return max(_LEAST_STRIP, 4 * values.numel())


def _slabs(
    source: Tensor, mask: Tensor | None, values: Tensor, tiling: _Tiling, direction: _Direction
) -> Iterator[_Slab]:
    """Yield what makes a convolution of (H, W, N), in which what is not above 0 in ``mask`` counts as 0."""
    height, width, into = source.shape
    tile = tiling.tile
    down, across = -(-height // tile), -(-width // tile)
    most = max(1, _strip_bytes(values) // (4 * (tile + 2) ** 2 * (into + values.shape[2])))  # tiles
    count = -(-across // most)
    for number in range(count):
        columns = across * number // count, across * (number + 1) // count
        rows = max(1, min(down, most // (columns[1] - columns[0])))
        rows = -(-down // -(-down // rows))  # as even as it goes
        yield _Slab(source, mask, values, tile, direction, columns, rows)


class _Slab:
    """Some columns of tiles, from top to bottom, and what is needed to work on some rows of them at a time."""

    def __init__(
        self,
        source: Tensor,
        mask: Tensor | None,
        values: Tensor,
        tile: int,
        direction: _Direction,
        columns: tuple[int, int],
        rows: int,
    ) -> None:
        self._source, self._mask, self._values = source, mask, values
        (self._height, whole, into), out = source.shape, values.shape[2]
        n, across = tile + 2, columns[1] - columns[0]
        self._tile, self._rows, self._across = tile, rows, across
        self._left, self._right = columns[0] * tile, min(whole, columns[1] * tile)
        self._seen = source.new_empty((tile * rows, n, across, into))
        self._half = source.new_empty((2 + tile * rows, n, across * into))  # the first two are the strip's before
        self._points = source.new_empty((n * n, rows, across * into))
        self._rows_of_tiles = self._rows_to_points()
        self._products = source.new_empty((n * n, rows * across, out))
        self._across_done = source.new_empty((tile, n * rows * across * out))
        self._done = source.new_empty((tile, tile, rows * across * out))
        self._found = self._done.view(tile, tile, rows, across, out).permute(2, 0, 3, 1, 4)
        self._before = direction.before.expand(tile * rows, -1, -1)
        self._after = direction.after.expand(tile, -1, -1)
        self._columns = self._columns_to_take()

    def convolve(self, target: Tensor, bias: Tensor | None = None, *, rectify: bool = False) -> None:
        """Put the convolution, with a bias (N',), or the ReLU of that, where the slab is in (H, W, N')."""
        columns = self._columns_to_put(target)
        self._half[0].zero_()  # above the picture
        self._look(0, 1)
        torch.bmm(self._before[:1], self._seen[:1].flatten(2), out=self._half[-1:])
        self._half[-2].zero_()
        height = self._tile * self._rows
        (kept, last), half, seen = (self._half[:2], self._half[-2:]), self._half[2:], self._seen.flatten(2)
        for top in range(0, self._height, height):
            kept.copy_(last)
            self._look(top + 1, top + 1 + height)
            torch.bmm(self._before, seen, out=half)
            self._multiply(bias)
            for down in _parts(min(height, self._height - top), self._tile):
                rows = slice(top + down.pixels.start, top + down.pixels.stop)
                for place, found in columns:
                    _put(found[down.tiles, : down.each], _by(place[rows], down.each, dim=0), rectify=rectify)

    def _columns_to_take(self) -> list[tuple[Tensor, Tensor | None, Tensor]]:
        """Return which columns of picture and mask go where: the slab's own, and its neighbours' beside it, or zeros.

        Both as (rows, tiles, columns of a tile, N).
        """
        seen, left, right = self._seen, self._left, self._right
        places = [
            (left + part.pixels.start, left + part.pixels.stop, part.each, seen[:, 1 : 1 + part.each, part.tiles])
            for part in _parts(right - left, self._tile)
        ]
        if left:
            places.append((left - 1, left, 1, seen[:, :1, :1]))
        else:
            seen[:, 0, 0].zero_()
        if right < self._source.shape[1]:
            places.append((right, right + 1, 1, seen[:, -1:, -1:]))
        else:
            seen[:, 1 + right - left - self._tile * (self._across - 1) :, -1].zero_()
        return [
            (
                _by(self._source[:, first:last], each),
                None if self._mask is None else _by(self._mask[:, first:last], each),
                place.transpose(1, 2),
            )
            for first, last, each, place in places
        ]

    def _columns_to_put(self, target: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Return where columns of the target are found: (H, tiles, m, N'), and (rows, m, tiles, m, N')."""
        own = target[:, self._left : self._right]
        return [
            (_by(own[:, part.pixels], part.each), self._found[:, :, part.tiles, : part.each])
            for part in _parts(self._right - self._left, self._tile)
        ]

    def _look(self, top: int, bottom: int) -> None:
        """Take rows of the picture apart: (rows, n, tiles, N), the n columns that each tile sees; outside is 0."""
        seen, count = self._seen, max(0, min(bottom, self._height) - top)
        if count < bottom - top:
            seen[count : bottom - top].zero_()
        if not count:
            return
        rows = slice(top, top + count)
        for values, mask, place in self._columns:
            if mask is None:
                place[:count].copy_(values[rows])
            else:
                torch.ops.aten.threshold_backward.grad_input(values[rows], mask[rows], 0, grad_input=place[:count])
        # Each tile's first and last columns are its neighbours'.
        seen[:count, 0, 1:].copy_(seen[:count, self._tile, :-1])
        seen[:count, -1, :-1].copy_(seen[:count, 1, 1:])

    def _rows_to_points(self) -> list[tuple[Tensor, Tensor]]:
        """Return for each row of tiles what is evaluated along columns, (n, n, across N), and where that goes.

        It goes straight to where the products want it: the points outside, then the row.
        """
        rows, n, tile, size = self._rows, self._tile + 2, self._tile, self._half.shape[2]
        step = self._half.stride(0)
        seen = self._half.as_strided((rows, n, n, size), (tile * step, size, step, 1))  # row, column, row in it
        points = self._points.view(n, n, rows, size).permute(2, 1, 0, 3)
        return list(zip(seen.unbind(), points.unbind(), strict=True))

    def _multiply(self, bias: Tensor | None) -> None:
        """Go on to the points, multiply there, and come back."""
        n, before = self._tile + 2, self._before[:1].expand(self._tile + 2, -1, -1)
        for tiles, points in self._rows_of_tiles:
            torch.bmm(before, tiles, out=points)
        values = self._points.view(n * n, self._rows * self._across, -1)
        torch.bmm(values, self._values, out=self._products)
        if bias is not None:
            self._products[_POINT_1 * n + _POINT_1].add_(bias)  # which comes to all positions of a tile alike
        torch.mm(self._after[0], self._products.view(n, -1), out=self._across_done)
        torch.bmm(self._after, self._across_done.view(self._tile, n, -1), out=self._done)


def _put(found: Tensor, place: Tensor, *, rectify: bool) -> None:
    if rectify:
        torch.clamp_min(found, 0, out=place)
    else:
        place.copy_(found)


def _by(values: Tensor, each: int, dim: int = 1) -> Tensor:
    """Return a dimension as two: so many at a time."""
    return cast(Tensor, values.unflatten(dim, (-1, each)))  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Part:
    """Whole tiles of a length, or the rest that is less than one.

    Attributes:
        pixels: Where it is.
        tiles: Which tiles it lies in.
        each: How many positions of each.
    """

    pixels: slice
    tiles: slice
    each: int


def _parts(length: int, tile: int) -> Iterator[_Part]:
    whole, rest = divmod(length, tile)
    if whole:
        yield _Part(slice(0, whole * tile), slice(0, whole), tile)
    if rest:
        yield _Part(slice(whole * tile, length), slice(whole, whole + 1), rest)
