"""What feature visualisation and DeepDream say while they go on: plain data, nothing that lives on a device."""

from __future__ import annotations

from dataclasses import dataclass

from styler.jobs.events import Status
from styler.pictures.picture import Picture
from styler.visualise.target import Target


@dataclass(frozen=True, slots=True)
class VisualisationStep:
    """Some steps have been taken since the last event.

    Attributes:
        step, steps: The steps taken, and how many there will be.
        activations: How much each picture excites its target, in the original network's units: the mean of a channel
            after the ReLU, or of a layer's squares; of a mix the weighted sum.
        seconds: Since the beginning, without pauses.
        previews: The pictures as they are; none if nobody asked for previews.
    """

    step: int
    steps: int
    activations: tuple[float, ...]
    seconds: float
    previews: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Visualisation:
    """The end; there is exactly one, and it is the last event.

    Attributes:
        status: ``"done"``, or ``"stopped"``: a person wanted it.
        targets: What each picture was made for.
        pictures: The pictures, those of the first target first.
        before, activations: How much the noise at the beginning and the finished picture excite the target, without
            being shifted or turned; as of :class:`VisualisationStep`.
        steps: How many steps were taken.
        seconds: Without pauses.
        device, precision: What was used, in torch's words.
    """

    status: Status
    targets: tuple[Target, ...]
    pictures: tuple[Picture, ...]
    before: tuple[float, ...]
    activations: tuple[float, ...]
    steps: int
    seconds: float
    device: str
    precision: str


@dataclass(frozen=True, slots=True)
class DreamStep:
    """A step of a dream has been taken.

    Attributes:
        round, rounds: Which of how many; the first is 1.
        octave, octaves: Likewise.
        width, height: The octave's size in pixels.
        step, steps: The steps taken at this octave, and how many there will be.
        activation: The mean of what is excited, before the step, in the original network's units.
        seconds: Since the beginning, without pauses.
        preview: The dream as it is; None if nobody asked for previews.
    """

    round: int
    rounds: int
    octave: int
    octaves: int
    width: int
    height: int
    step: int
    steps: int
    activation: float
    seconds: float
    preview: Picture | None = None


@dataclass(frozen=True, slots=True)
class Dream:
    """The end of a dream; there is exactly one, and it is the last event.

    Attributes:
        status: ``"done"``, or ``"stopped"``: a person wanted it.
        picture: What the photo has become, at the size that was asked for.
        steps: How many steps were taken, at all octaves.
        seconds: Without pauses.
        device, precision: What was used, in torch's words.
    """

    status: Status
    picture: Picture
    steps: int
    seconds: float
    device: str
    precision: str
