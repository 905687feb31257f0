"""A mosaic of the painting: its own pieces, laid where the photo looks like them. Nothing is optimised.

From coarse to fine each spot of the photo is given the painting's spot whose hypercolumn is nearest (N. Kolkin et al.,
"Neural Neighbor Style Transfer", 2022, section 3.2); what is laid is the painting itself, as in A. Hertzmann et al.,
"Image Analogies" (2001), from which two more things are: spots that are neighbours in the photo are gladly neighbours
in the painting (section 3.2, after M. Ashikhmin, 2001), and light goes to light, dark to dark (section 3.4). What has
one colour in the photo has nearly one in the mosaic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor

from styler.memory.tiles import no_pause
from styler.network.device import full_precision
from styler.network.tensors import resized
from styler.network.vgg import Vgg
from styler.transfer.neighbours import CELL, FRAME, LAYERS, centred, hypercolumns

EDGES = (64, 128, 256)
"""The long edges at which spots are matched, in pixels."""

MOST = 2**26
"""So many pairs of spots are compared, at most, in 256 MiB: an edge at which there are more is left out."""

MIX = 0.25
"""How much of the mosaic so far the search sees, beside the photo (Kolkin et al.: .25)."""

HUBS = 0.5
"""How much a spot that is near to one of the photo's anyway stands back for the others: else few are laid everywhere
(A. Conneau et al., "Word Translation Without Parallel Data", 2018, section 2.3)."""

LIGHT = 0.06
"""What a difference in luminance of a painting's standard deviation costs, in cosines."""

DRIFT = 0.1
"""What it costs, in cosines, to lay a colour that is as far from what lies where the photo has the same colour as the
painting's are from their mean: a plain sky gets no patches."""

TOGETHER = 0.05
"""What each neighbour that goes on with the same piece of the painting is worth, in cosines."""

DETAIL, DETAIL_EDGE = 0.5, 192
"""How much of the photo's own luminance is put over the mosaic, of what a picture of this long edge does not show."""

_NEAR = 10  # of the photo's spots, by which it is told how near a painting's spot is to them
_WIDE, _NARROW = 1.0, 0.75  # how far a piece reaches beyond its spot, in spots: while it grows, and in the end
_BORDER = 4  # spots by which a picture is continued, mirrored, so that the network sees no edge
_AUCTIONS = 8
_AT_ONCE = 256  # rows or columns of what suits what
_SAME_COLOUR, _SAME_PLACE = 0.1, 0.3  # how far apart in RGB, and in long edges, are half the same, about
_AGREEMENTS = 2  # rounds after which nearly all that have one colour agree
_LUMINANCE = (0.2126, 0.7152, 0.0722)
_NEVER = -1e4
_NOTHING = -1


@dataclass(frozen=True, slots=True)
class Spots:
    """The spots of some pictures.

    Attributes:
        columns: What they look like, (K, N), each of length 1.
        colours: Their mean RGB in 0..1, (K, 3).
        grids: Rows and columns of each picture's spots, one picture after the other.
    """

    columns: Tensor
    colours: Tensor
    grids: tuple[tuple[int, int], ...]

    @property
    def light(self) -> Tensor:
        """Their luminance, (K,)."""
        return self.colours @ self.colours.new_tensor(_LUMINANCE)

    @property
    def firsts(self) -> list[int]:
        """The number of each picture's first spot, and at last how many there are."""
        firsts = [0]
        for rows, columns in self.grids:
            firsts.append(firsts[-1] + rows * columns)
        return firsts


def mosaic(
    network: Vgg,
    photo: Tensor,
    paintings: Sequence[tuple[Tensor, float]],
    between: Callable[[], object] = no_pause,
    most: int = MOST,
) -> Tensor:
    """Return the photo laid of pieces of the paintings, (1, 3, H, W) in 0..1; of the same pictures the same.

    Args:
        network: What looks at the pictures.
        photo: (1, 3, H, W) in 0..1.
        paintings: Each (1, 3, h, w) in 0..1, as large as its strokes are to be in the picture, with its share of the
            blend: so many of the photo's spots are laid of it, those that it suits best.
        between: Called between two pieces of the work: a moment to raise an error that ends it.
        most: So many pairs of spots are compared, at most.
    """
    used = [(painting, share) for painting, share in paintings if share > 0]
    whole, edge = sum(share for _, share in used), max(photo.shape[-2:])
    shares = torch.tensor([share / whole for _, share in used], device=photo.device)
    files = [painting for painting, _ in used]
    picture: Tensor | None = None
    best, grid = torch.empty(0), (0, 0)
    for each in dict.fromkeys(min(edge, size) for size in EDGES):
        small = [_in_cells(file, each / edge) for file in files]
        content = _in_cells(photo, each / edge)
        if picture is not None and _spots_of(content) * sum(map(_spots_of, small)) > most:
            break
        mine = _spots(network, [_mixed(picture, content)], [content], between)
        theirs = _spots(network, small, small, between)
        best, grid = _matched(mine, theirs, shares, between), mine.grids[0]
        picture = _laid(best, grid, theirs, small, CELL, _WIDE)
        between()
    cell = max(CELL, round(edge / max(grid)))
    sizes = [(columns * cell, rows * cell) for rows, columns in theirs.grids]
    large = [resized(file, *size) for file, size in zip(files, sizes, strict=True)]
    laid = _laid(best, grid, theirs, large, cell, _NARROW)
    return _with_detail(resized(laid, photo.shape[-1], photo.shape[-2]), photo)


def _spots_of(picture: Tensor) -> int:
    """Return how many a picture has."""
    return picture.shape[-2] * picture.shape[-1] // CELL**2


def _in_cells(picture: Tensor, factor: float) -> Tensor:
    """Return a picture at another size, in whole spots."""
    height, width = (max(2 * _BORDER, round(side * factor / CELL)) * CELL for side in picture.shape[-2:])
    return resized(picture, width, height).clamp(0, 1)


def _mixed(picture: Tensor | None, content: Tensor) -> Tensor:
    """Return what the search sees: the photo, and the mosaic so far with the photo's finer detail."""
    if picture is None:
        return content
    height, width = content.shape[-2:]
    coarse = resized(resized(content, picture.shape[-1], picture.shape[-2]), width, height)
    return torch.lerp(content, resized(picture, width, height) + content - coarse, MIX)


def _spots(network: Vgg, seen: Sequence[Tensor], shown: Sequence[Tensor], between: Callable[[], object]) -> Spots:
    """Return the spots of pictures: what the network sees of the ones, and the colours of the others."""
    columns, grids = list[Tensor](), list[tuple[int, int]]()
    for picture in seen:
        between()
        rows, across = picture.shape[-2] // CELL, picture.shape[-1] // CELL
        wider = F.pad(picture, (_BORDER * CELL,) * 4, mode="reflect")
        with full_precision():
            found = hypercolumns(network.features(wider, LAYERS), wider.shape[-2], wider.shape[-1])
        inner = found.view(rows + 2 * _BORDER, across + 2 * _BORDER, -1)[_BORDER:-_BORDER, _BORDER:-_BORDER]
        columns.append(inner.reshape(rows * across, -1))
        grids.append((rows, across))
    colours = torch.cat([F.avg_pool2d(each, CELL)[0].flatten(1).T for each in shown])
    return Spots(centred(torch.cat(columns)), colours, tuple(grids))


def _luminance(picture: Tensor) -> Tensor:
    """Return (1, 1, H, W)."""
    return (picture * picture.new_tensor(_LUMINANCE).view(1, 3, 1, 1)).sum(dim=1, keepdim=True)


def _matched(mine: Spots, theirs: Spots, shares: Tensor, between: Callable[[], object]) -> Tensor:
    """Return for each of the photo's spots the number of the painting's that is laid there, (P,)."""
    may, light = _inner(theirs), theirs.light
    known = light[may]
    with full_precision():
        suits = mine.columns @ theirs.columns.T
    between()
    # In place and in parts: it is by far the largest there is.
    bright, spread = _as_bright(mine.light, known), known.std().clamp(min=1e-3)
    for part, wanted in zip(torch.split(suits, _AT_ONCE), torch.split(bright, _AT_ONCE), strict=True):
        part.sub_((wanted[:, None] - light).div_(spread).square_().clamp_(max=4), alpha=LIGHT)
    suits.masked_fill_(~may, _NEVER)
    for part in torch.split(suits, _AT_ONCE, dim=1):
        part -= HUBS * part.T.contiguous().topk(min(_NEAR, len(part)), dim=1).values.mean(dim=1)
    between()
    best = _agreed(suits, mine, theirs, may, shares, between)
    return _together(suits, best, mine.grids[0], _following(theirs, may))


def _agreed(
    suits: Tensor, mine: Spots, theirs: Spots, may: Tensor, shares: Tensor, between: Callable[[], object]
) -> Tensor:
    """Return the best spot for each of the photo's, (P,), when those of one colour have agreed on one, about.

    What is laid is at first what suits best, then what suits and is near the mean of what the spots have that are near
    in the photo, in colour and place (the means of a bilateral filter: C. Tomasi and R. Manduchi, 1998). ``suits`` is
    changed by what that costs, but for a constant of each of the photo's spots.
    """
    shown = theirs.colours
    price = DRIFT / max(1e-6, float(shown[may].var(dim=0).sum()))
    alike, wanted = _alike(mine), torch.zeros_like(mine.colours)
    best = _dealt(suits, theirs, shares)
    suits -= price * shown.square().sum(dim=1)
    for _ in range(_AGREEMENTS):
        means = alike @ shown[best]
        suits.addmm_(means - wanted, shown.T, alpha=2 * price)
        wanted = means
        best = _dealt(suits, theirs, shares)
        between()
    return best


def _alike(spots: Spots) -> Tensor:
    """Return how much each spot of a picture is like each, (P, P): by colour and place, each row's sum 1."""
    rows, columns = spots.grids[0]
    down, right = (torch.arange(count, device=spots.colours.device) / max(rows, columns) for count in (rows, columns))
    places = torch.stack(torch.meshgrid(down, right, indexing="ij"), dim=-1).view(-1, 2)
    known = torch.cat([spots.colours / _SAME_COLOUR, places / _SAME_PLACE], dim=1)
    return torch.softmax(torch.cdist(known, known).square_().mul_(-0.5), dim=1)


def _inner(spots: Spots) -> Tensor:
    """Return which spots may be laid, (K,): those away from the margins."""
    parts = list[Tensor]()
    for rows, columns in spots.grids:
        part = torch.zeros((rows, columns), dtype=torch.bool, device=spots.colours.device)
        high, wide = max(1, round(FRAME * rows)), max(1, round(FRAME * columns))
        part[high:-high, wide:-wide] = True
        parts.append(part.flatten())
    return torch.cat(parts)


def _as_bright(light: Tensor, known: Tensor) -> Tensor:
    """Return the luminance that each spot has if they are to be as bright as the known ones, by rank."""
    ranks = torch.empty_like(light)
    ranks[light.argsort(stable=True)] = torch.arange(len(light), dtype=light.dtype, device=light.device)
    return known.sort().values[(ranks * ((len(known) - 1) / max(1, len(light) - 1))).round().long()]


def _dealt(suits: Tensor, theirs: Spots, shares: Tensor) -> Tensor:
    """Return the best spot for each of the photo's, (P,), each painting's being as many as its share says.

    An auction: in turn each painting's spots are made so much dearer or cheaper that they are taken as often as its
    share says, while the others' prices stay.
    """
    found = [suits[:, begin:end].max(dim=1) for begin, end in pairwise(theirs.firsts)]
    worth = torch.stack([each.values for each in found], dim=1)
    numbers = torch.stack([each.indices + first for each, first in zip(found, theirs.firsts, strict=False)], dim=1)
    for _ in range(_AUCTIONS if len(found) > 1 else 0):
        for number, share in enumerate(shares.tolist()):
            others = torch.cat([worth[:, :number], worth[:, number + 1 :]], dim=1).amax(dim=1)
            worth[:, number] += torch.quantile(others - worth[:, number], share)
    return numbers.gather(1, worth.argmax(dim=1, keepdim=True))[:, 0]


def _following(spots: Spots, may: Tensor) -> Tensor:
    """Return the number of each spot's neighbour below, to the right, above, to the left, (4, K), or _NOTHING."""
    parts = list[Tensor]()
    for first, (rows, columns) in zip(spots.firsts[:-1], spots.grids, strict=True):
        own = torch.arange(first, first + rows * columns, device=may.device).view(rows, columns)
        parts.append(torch.stack([torch.roll(own, move, (0, 1)).flatten() for move in _BACK]))
    there = torch.cat(parts, dim=1)
    # What lies across a picture's edge is in its margin, so nobody can take it.
    return torch.where(may[there], there, _NOTHING)


_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))
_BACK = tuple((-down, -right) for down, right in _STEPS)


def _together(suits: Tensor, best: Tensor, grid: tuple[int, int], following: Tensor) -> Tensor:
    """Return the choices, (P,), after each spot was asked whether it would go on with what lies beside it.

    Diagonal after diagonal, first going on with what lies above and to the left, then back with all four. Asked all at
    once, the spots of a plain surface, which have all chosen the same, would all go on by the same step, and still
    have the same.
    """
    best, own = best.clone(), torch.arange(len(best), device=best.device).view(grid)
    behind = torch.stack([_behind(own, step).flatten() for step in _STEPS])
    diagonals = [own.flip(1).diagonal(place) for place in range(grid[1] - 1, -grid[0], -1)]
    for line, ways in [*((each, 2) for each in diagonals), *((each, 4) for each in reversed(diagonals))]:
        before = behind[:ways, line]
        offers = following[:ways].gather(1, best[before.clamp(min=0)])
        offers = torch.where(before == _NOTHING, _NOTHING, offers).T
        kept = best[line][:, None]
        offered = torch.cat([kept, torch.where(offers == _NOTHING, kept, offers)], dim=1)
        votes = (offered[:, :, None] == offers[:, None]).sum(dim=2)
        worth = suits[line[:, None], offered] + TOGETHER * votes
        best[line] = offered.gather(1, worth.argmax(dim=1, keepdim=True))[:, 0]
    return best


def _behind(own: Tensor, step: tuple[int, int]) -> Tensor:
    """Return what lies a step back from each spot of a grid, or _NOTHING."""
    wider = F.pad(own, (1, 1, 1, 1), value=_NOTHING)
    return torch.roll(wider, step, (0, 1))[1:-1, 1:-1]


def _laid(
    best: Tensor, grid: tuple[int, int], spots: Spots, paintings: Sequence[Tensor], cell: int, reach: float
) -> Tensor:
    """Return the mean of pieces laid on each other, (1, 3, rows * cell, columns * cell), each fading to its edge.

    Args:
        best: The number of the spot that is laid at each of the grid's, (P,).
        grid: Rows and columns.
        spots: The paintings'.
        paintings: (1, 3, h, w), of ``cell`` pixels a spot.
        cell: Pixels from one spot to the next.
        reach: How far a piece reaches beyond its spot, in spots.
    """
    beyond = round(reach * cell)
    side = cell + 2 * beyond
    ramp = torch.hann_window(side + 2, periodic=False, device=best.device)[1:-1]
    weight = ramp[:, None] * ramp
    pieces = torch.empty((len(best), 3, side, side), device=best.device)
    for painting, first, (rows, columns) in zip(paintings, spots.firsts[:-1], spots.grids, strict=True):
        places = ((best >= first) & (best < first + rows * columns)).nonzero()[:, 0]
        own = best[places] - first
        wider = F.pad(painting, (beyond,) * 4, mode="reflect")[0]
        views = wider.unfold(1, side, cell).unfold(2, side, cell)  # 3, rows, columns, side, side; nothing is copied
        pieces[places] = (views[:, own // columns, own % columns] * weight).transpose(0, 1)
    size = grid[0] * cell + 2 * beyond, grid[1] * cell + 2 * beyond
    laid = F.fold(pieces.flatten(1).T[None], size, side, stride=cell)
    sums = F.fold(weight.reshape(1, -1, 1).expand(1, side * side, len(best)), size, side, stride=cell)
    return (laid / sums)[..., beyond : size[0] - beyond, beyond : size[1] - beyond]


def _with_detail(picture: Tensor, photo: Tensor) -> Tensor:
    """Return a mosaic with some of the photo's finest luminance: faces and outlines are read by it."""
    height, width = photo.shape[-2:]
    factor = DETAIL_EDGE / max(height, width)
    light = _luminance(photo)
    if factor < 1:
        coarse = resized(light, max(1, round(width * factor)), max(1, round(height * factor)))
        picture = picture + DETAIL * (light - resized(coarse, width, height))
    return picture.clamp(0, 1).contiguous()
