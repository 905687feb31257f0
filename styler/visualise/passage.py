"""The way from a picture to one window of a layer, and back by a rule of one's choice.

The network's own ways (:mod:`styler.network.ops`) know one rule, the derivative, and keep no more than that needs. Here
every step keeps what all rules need, for the few positions that matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from styler.network.vgg import Vgg
from styler.visualise.receptive import Route, Step

Rule = Callable[[Tensor, Tensor], Tensor]
"""How a signal comes back through a ReLU: of the signal and of what was before the ReLU, what goes on."""


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """What a convolution has seen and made.

    Attributes:
        step: Which one.
        x: Its input with the zeros around, (B, N, h + 2, w + 2).
        y: What it gives before the ReLU, (B, N', h, w).
        places: Which of each 2 x 2 of ``y`` the pooling has taken, as :func:`torch.nn.functional.max_pool2d` says it;
            None: no pooling follows.
    """

    step: Step
    x: Tensor
    y: Tensor
    places: Tensor | None


def forth(network: Vgg, part: Tensor, route: Route) -> list[Seen]:
    """Walk up to the window.

    Args:
        network: Its kernels are used; the pooling is that of the largest, as in the original network.
        part: What lies in ``route.box`` of the picture, or of several variants of it, (B, 3, h, w), sRGB in 0..1.
        route: The way.

    Returns:
        What each convolution has seen, the window's own at the end; in the original network's units.
    """
    seen, x = list[Seen](), network.as_input(part)
    with torch.no_grad():
        for step in route.steps:
            x = F.pad(x, step.overhang)
            y = F.conv2d(x, *network.kernels(step.layer))
            # The largest before the ReLU is the largest after it; and where none is above 0, there is still a largest.
            taken, places = F.max_pool2d(y, 2, return_indices=True) if step.pools else (y, None)
            seen.append(Seen(step, x, y, places))
            x = torch.relu(taken)
    return seen


def back(network: Vgg, seen: Sequence[Seen], signal: Tensor, rule: Rule) -> Tensor:
    """Walk back from a signal at the window after its ReLU, (B, N, h, w), to the picture's part, (B, 3, h, w).

    What was pooled goes back to the place that it came from, what was convolved through the transposed convolution.
    """
    with torch.no_grad():
        for each in reversed(seen):
            if each.places is not None:
                apart = torch.zeros_like(each.y).flatten(2)
                signal = apart.scatter_(2, each.places.flatten(2), signal.flatten(2)).view_as(each.y)
            signal = F.conv_transpose2d(rule(signal, each.y), network.kernels(each.step.layer)[0])
            left, right, top, bottom = each.step.overhang
            height, width = signal.shape[-2:]
            signal = signal[..., top : height - bottom, left : width - right]
    return signal * network.input_scale
