"""What ``styler forecast`` says: how a job would go here and now, for a person or a program."""

from __future__ import annotations

import json
from dataclasses import dataclass

from styler.cli.console import spoken_time
from styler.jobs.job import Job
from styler.memory.budget import GIGABYTE
from styler.memory.forecast import Forecast, LevelForecast, Sooner, forecast, sooner
from styler.transfer.calibrate import cost_of
from styler.transfer.engine import Engine


@dataclass(frozen=True, slots=True)
class ForecastReport:
    """A forecast, and where it holds.

    Attributes:
        device: What its maker calls the device.
        precision: The convolutions' arithmetic.
        expected: The forecast.
        sooner: A smaller size, where that takes long.
    """

    device: str
    precision: str
    expected: Forecast
    sooner: Sooner | None = None

    @classmethod
    def of(cls, job: Job) -> ForecastReport:
        """Look at a job; its pictures count, as they are in memory while it goes on.

        Raises:
            StylerError: The job could not begin: the network, the device, or too little memory.
        """
        recipe = job.recipe
        workplace = Engine().workplace(recipe)
        workplace.network.check_layers([*recipe.content_layers, *recipe.style_layers])
        plan = workplace.plan(recipe)  # before a measurement, which leaves memory behind
        about = recipe, *job.content.full_size, plan, cost_of(workplace)
        expected = forecast(*about)
        return cls(workplace.device.title, workplace.precision, expected, sooner(*about, expected.seconds))

    def as_text(self) -> str:
        """Return it as some lines for a person."""
        last, expected = self.expected.levels[-1], self.expected
        lines = [
            f"{last.spec.width} x {last.spec.height} px: about {_about(expected.seconds)} and "
            f"{expected.bytes / GIGABYTE:.1f} GB of memory, with {self.device} in {self.precision}."
        ]
        lines += [_line(number, level) for number, level in enumerate(expected.levels, start=1)]
        if self.sooner is not None:
            lines.append(f"At a size of {self.sooner.size} px it would be about {_about(self.sooner.seconds)}.")
        return "\n".join(lines)

    def as_json(self) -> str:
        """Return it as a JSON object on one line; seconds and bytes; ``sooner`` is null if no smaller size is said."""
        levels = [
            {
                "width": level.spec.width,
                "height": level.spec.height,
                "finishes": level.spec.finishes,
                "steps": round(level.steps, 1),
                "blocks": level.tiles,
                "pairs": level.allocation.history,
                "bytes": round(level.bytes),
                "seconds": round(level.seconds, 1),
            }
            for level in self.expected.levels
        ]
        sooner = self.sooner and {"size": self.sooner.size, "seconds": round(self.sooner.seconds, 1)}
        return json.dumps(
            {
                "device": self.device,
                "precision": self.precision,
                "bytes": round(self.expected.bytes),
                "seconds": round(self.expected.seconds, 1),
                "levels": levels,
                "sooner": sooner,
            }
        )


def _line(number: int, level: LevelForecast) -> str:
    name = "finish" if level.spec.finishes else f"level {number}"
    divided = f" in {level.tiles} blocks" if level.tiles > 1 else ""
    return (
        f"  {name}: {level.spec.width} x {level.spec.height} px, about {level.steps:.0f} steps{divided}, "
        f"{_about(level.seconds)}, {level.bytes / GIGABYTE:.1f} GB"
    )


def _about(seconds: float) -> str:
    """Return a time as exactly as it can be known: an hour not to the second."""
    unit = 1 if seconds < 60 else 10 if seconds < 600 else 60
    return spoken_time(round(seconds / unit) * unit).removesuffix(" 00 s")
