"""What is said beside Start before it is pressed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from styler.device import DeviceInfo
from styler.forecast import TYPICAL_CPU, forecast
from styler.job import Job
from styler.recipe import Recipe
from styler.steering import Steering
from tests.ui.fakes import FakeRunner, PatientPool, loaded
from ui.prospect import Prospect, device_for, device_title, prospect, speed_key
from ui.session import Current, Session
from ui.settings import Settings
from ui.worker import Machine

pytestmark = pytest.mark.usefixtures("qapp")

CPU = DeviceInfo("cpu", "Some Processor at 3 GHz", None, bfloat16=False)
SMALL_GPU = DeviceInfo("cuda:0", "Little Card", 1_500_000_000, bfloat16=True)
BIG_GPU = DeviceInfo("cuda:1", "Big Card", 80_000_000_000, bfloat16=True)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en"))
    yield
    QLocale.setDefault(before)


@pytest.fixture(autouse=True)
def _much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    memory(monkeypatch, 64e9)


def memory(monkeypatch: pytest.MonkeyPatch, free: float) -> None:
    class Memory:
        available = free

    monkeypatch.setattr("ui.prospect.psutil.virtual_memory", Memory)
    monkeypatch.setattr("ui.prospect.used_memory", lambda: 0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "window.ini")


def session(*devices: DeviceInfo, recipe: Recipe | None = None, width: int = 1200, height: int = 800) -> Session:
    """A session with a photo of that size, a painting, and these devices."""
    made = Session(FakeRunner(), PatientPool(), recipe or Recipe())
    made.set_photo(loaded(width=width, height=height))
    made.set_paintings([loaded()])
    if devices:
        made.machine = Machine(devices)
    return made


def spoken(ahead: Prospect) -> list[str]:
    return [part.replace("\N{NO-BREAK SPACE}", " ") for part in ahead.words.split(" \N{MIDDLE DOT} ")]


def test_what_is_missing(settings: Settings) -> None:
    made = session()
    photo = made.photo
    assert prospect(made, settings).start == "Start"
    made.set_photo(None)
    assert prospect(made, settings) == Prospect("Add a photo")
    made.set_paintings([])
    assert prospect(made, settings) == Prospect("Add photo and painting")
    made.set_photo(photo)
    assert prospect(made, settings).start == "Add a painting"
    made.set_paintings([loaded()])
    made.set_parameter("start", "picture")
    assert prospect(made, settings).start == "Choose a start picture"


def test_size_device_time_and_memory(settings: Settings) -> None:
    recipe = Recipe(size=600)
    expected = forecast(recipe, 1200, 800)
    size, device, time, space = spoken(prospect(session(CPU, recipe=recipe), settings))
    assert size == "600 x 400 px"
    assert device == "Processor"
    assert time.startswith("about ")
    assert space == f"about {expected.bytes / 1e9:.1f} GB"


def test_before_torch_is_loaded_no_device_is_named(settings: Settings) -> None:
    assert [part.split()[0] for part in spoken(prospect(session(), settings))] == ["512", "about", "about"]


def test_a_measured_pace_is_taken(settings: Settings) -> None:
    made = session(CPU, recipe=Recipe(size=512, levels=1, steps=100))
    typical = spoken(prospect(made, settings))[2]
    settings.set_seconds_per_megapixel(speed_key("cpu", made.recipe), 100 * TYPICAL_CPU.seconds_per_megapixel_step)
    slow = spoken(prospect(made, settings))[2]
    assert "min" not in typical or "h" in slow
    assert slow != typical


def test_of_a_card_nobody_has_measured_no_time_is_said(settings: Settings) -> None:
    made = session(BIG_GPU, CPU)
    parts = spoken(prospect(made, settings))
    assert parts[1] == "Big Card"
    assert len(parts) == 3  # size, device, memory
    settings.set_seconds_per_megapixel(speed_key("cuda:1", made.recipe), 0.01)
    assert len(spoken(prospect(made, settings))) == 4
    made.set_recipe(made.recipe.with_(precision="float32"))  # another arithmetic, another pace
    assert len(spoken(prospect(made, settings))) == 3


def test_a_card_with_little_memory_warns_and_offers_what_fits(settings: Settings) -> None:
    made = session(SMALL_GPU, CPU, recipe=Recipe(size=2048))
    ahead = prospect(made, settings)
    assert "1.5" in ahead.warning
    assert ahead.smaller is not None
    assert 64 <= ahead.smaller < 2048
    assert ahead.smaller % 64 == 0
    made.set_parameter("size", ahead.smaller)
    after = prospect(made, settings)
    assert (after.warning, after.smaller) == ("", None)
    made.set_parameter("size", ahead.smaller + 64)
    assert prospect(made, settings).warning


def test_a_device_for_which_nothing_is_small_enough(settings: Settings) -> None:
    tiny = DeviceInfo("cuda:0", "Tiny Card", 1000, bfloat16=False)
    ahead = prospect(session(tiny), settings)
    assert ahead.warning
    assert ahead.smaller is None


def test_main_memory_counts_for_the_processor(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    made = session(SMALL_GPU, CPU, recipe=Recipe(size=2048, device="cpu"))
    assert prospect(made, settings).warning == ""
    memory(monkeypatch, 1e9)
    ahead = prospect(made, settings)
    assert ahead.warning
    assert ahead.smaller is not None


def test_where_memory_is_not_told_nobody_warns(settings: Settings) -> None:
    unknown = DeviceInfo("mps", "Apple", None, bfloat16=False)
    assert prospect(session(unknown, recipe=Recipe(size=4096)), settings).warning == ""


@pytest.mark.parametrize(
    ("asked", "found"),
    [("auto", "cuda:0"), ("cuda", "cuda:0"), ("cuda:0", "cuda:0"), ("cuda:1", "cuda:1"), ("cpu", "cpu"), ("mps", None)],
)
def test_the_device_of_a_recipe(asked: str, found: str | None) -> None:
    made = session(SMALL_GPU, BIG_GPU, CPU)
    device = device_for(made, Recipe(device=asked))
    assert (None if device is None else device.name) == found
    assert device_for(session(), Recipe(device=asked)) is None


def test_what_devices_are_called() -> None:
    assert [device_title(device) for device in (CPU, BIG_GPU)] == ["Processor", "Big Card"]


def test_a_run_is_no_prospect(settings: Settings) -> None:
    """While one goes on, the line is about the next: it does not count the run's own memory against it twice."""
    made = session(CPU)
    assert made.photo is not None
    job = Job(made.photo.picture, [made.photo.picture])
    made.current = Current(job, Steering(), job.recipe, (), (made.photo.image, made.photo.image))
    assert prospect(made, settings).start == "Start"
