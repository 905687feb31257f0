"""What shall be excited: neurons, channels, layers, mixes and directions; and how a person writes that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from styler.errors import RecipeError
from styler.translation import QT_TRANSLATE_NOOP
from styler.weights.architecture import ARCHITECTURES, CHANNELS

_UNIT = re.compile(r"(?:(?P<weight>-?\d+(?:\.\d+)?)\*)?(?P<layer>relu\d+_\d+)(?::(?P<channel>\d+)(?P<centre>@)?)?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a target.

    Attributes:
        layer: Such as ``"relu4_1"``.
        channel: Its number, from 0; None: the whole layer.
        centre: Whether one neuron is meant: the channel's at the middle of the picture.
        weight: How much it counts; a negative one is to be quiet.
    """

    layer: str
    channel: int | None = None
    centre: bool = False
    weight: float = 1.0

    def __str__(self) -> str:
        weight = "" if self.weight == 1 else f"{self.weight:g}*"
        channel = "" if self.channel is None else f":{self.channel}"
        return f"{weight}{self.layer}{channel}{'@' if self.centre else ''}"


@dataclass(frozen=True, slots=True)
class Target:
    """What a picture shall excite: one unit, or several together.

    ``str`` gives what :meth:`parse` reads.
    """

    units: tuple[Unit, ...]

    @classmethod
    def parse(cls, text: str) -> Target:
        """Return what a person has written.

        ``relu4_1:12`` is a channel, ``relu4_1:12@`` its neuron in the middle, ``relu4_1`` a layer,
        ``relu4_1:12+relu3_1:7`` a mix, ``relu4_1:12+0.5*relu3_1:7`` one with weights.

        Raises:
            RecipeError: It is nothing of that.
        """
        units = []
        for part in text.replace(" ", "").split("+"):
            found = _UNIT.fullmatch(part)
            if found is None:
                raise RecipeError(
                    QT_TRANSLATE_NOOP(
                        "Errors",
                        "{text} names nothing in the network. relu4_1:12 is a channel, relu4_1:12@ its neuron in the "
                        "middle, relu4_1 a layer, relu4_1:12+relu3_1:7 a mix of two.",
                    ),
                    text=text or '""',
                )
            channel = found["channel"]
            number = None if channel is None else int(channel)
            units.append(Unit(found["layer"], number, found["centre"] is not None, float(found["weight"] or 1)))
        return cls(tuple(units))

    @classmethod
    def direction(cls, layer: str, weights: Mapping[int, float] | Sequence[float]) -> Target:
        """Return a direction among a layer's channels.

        Args:
            layer: The layer.
            weights: By channel; what is not named counts 0.
        """
        pairs = weights.items() if isinstance(weights, Mapping) else enumerate(weights)
        return cls(tuple(Unit(layer, channel, weight=weight) for channel, weight in pairs if weight))

    def __str__(self) -> str:
        return "+".join(map(str, self.units))

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that it needs, each once."""
        return tuple(dict.fromkeys(unit.layer for unit in self.units))

    @property
    def depth(self) -> int:
        """The number of the deepest block of layers, 1 to 5."""
        return max(int(layer[4]) for layer in self.layers)

    def check(self, architecture: str) -> None:
        """Refuse what an architecture (a key of :data:`ARCHITECTURES`) does not have.

        Raises:
            RecipeError: The layer or the channel does not exist; the message says which there are.
        """
        blocks = enumerate(ARCHITECTURES[architecture], 1)
        layers = [f"relu{block}_{number}" for block, count in blocks for number in range(1, count + 1)]
        if not self.units:
            raise RecipeError(QT_TRANSLATE_NOOP("Errors", "There is nothing to excite: all weights are 0."))
        for unit in self.units:
            if unit.layer not in layers:
                raise RecipeError(
                    QT_TRANSLATE_NOOP("Errors", "This network has no layer {layer}. Its layers are: {layers}."),
                    layer=unit.layer,
                    layers=", ".join(layers),
                )
            count = CHANNELS[int(unit.layer[4]) - 1]
            if unit.channel is not None and not 0 <= unit.channel < count:
                raise RecipeError(
                    QT_TRANSLATE_NOOP(
                        "Errors", "{layer} has no channel {channel}: it has {count}, numbered from 0 to {last}."
                    ),
                    layer=unit.layer,
                    channel=unit.channel,
                    count=count,
                    last=count - 1,
                )
