"""What is said beside Start before it is pressed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from styler.memory.budget import Budget
from styler.memory.forecast import Cost, forecast
from styler.memory.placing import RunMemoryPlan
from styler.memory.plan import Appetite
from styler.memory.tiles import ReceptiveField
from styler.network.device import DeviceInfo
from styler.recipe import Recipe
from tests.ui.fakes import FakeRunner, PatientPool, loaded
from ui.controls.forecast import StartForecast, device_for, device_title, start_forecast
from ui.look.figures import amount
from ui.session.run_thread import Machine, Speed
from ui.session.session import Session

pytestmark = pytest.mark.usefixtures("qapp")

COST = Cost(2.0)
CPU = DeviceInfo("cpu", "Some Processor at 3 GHz", None, bfloat16=False)
SMALL_GPU = DeviceInfo("cuda:0", "Little Card", 1_500_000_000, bfloat16=True)
USED = 0.6e9
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
    monkeypatch.setattr("ui.controls.forecast.installed", lambda: 64e9)


def memory(monkeypatch: pytest.MonkeyPatch, free: float) -> None:
    def of_processor(gigabytes: float | None) -> Budget:
        return Budget(free if gigabytes is None else gigabytes * 1e9, USED)

    monkeypatch.setattr("ui.controls.forecast.of_processor", of_processor)


def speed(budget: float = 64e9, cost: Cost = COST) -> Speed:
    return Speed(
        cost,
        RunMemoryPlan(Budget(budget, USED), Appetite.of("bfloat16", "max", ["relu4_2"]), ReceptiveField(58, 16), True),
    )


def session(*devices: DeviceInfo, recipe: Recipe | None = None, width: int = 1200, height: int = 800) -> Session:
    """A session with a photo of that size, a painting, and these devices, of which the first has been measured."""
    made = Session(FakeRunner(), PatientPool(), recipe or Recipe())
    made.set_photo(loaded(width=width, height=height))
    made.set_paintings([loaded()])
    if devices:
        made.meter.machine = Machine(devices)
        made.meter.speed = speed(devices[0].memory or 64e9)
    return made


def spoken(ahead: StartForecast) -> list[str]:
    return [part.replace("\N{NO-BREAK SPACE}", " ") for part in ahead.words.split(" \N{MIDDLE DOT} ")]


def test_what_is_missing() -> None:
    made = session()
    photo = made.photo
    assert start_forecast(made).start == "Start"
    made.set_photo(None)
    assert start_forecast(made) == StartForecast("Add a photo")
    made.set_paintings([])
    assert start_forecast(made) == StartForecast("Add photo and painting")
    made.set_photo(photo)
    assert start_forecast(made).start == "Add a painting"
    made.set_paintings([loaded()])
    made.set_parameter("start", "picture")
    assert start_forecast(made).start == "Choose a start picture"


def test_size_device_time_and_memory() -> None:
    recipe = Recipe(size=600)
    made = session(CPU, recipe=recipe)
    assert made.speed is not None
    expected = forecast(recipe, 1200, 800, made.speed.plan, COST)
    size, device, time, space = spoken(start_forecast(made))
    assert size == "600 × 400 px"  # noqa: RUF001
    assert device == "Processor"
    assert time.startswith("about ")
    assert space == f"about {amount(expected.bytes)}".replace("\N{NO-BREAK SPACE}", " ")


def test_before_torch_is_loaded_only_the_size_is_known() -> None:
    assert spoken(start_forecast(session())) == ["512 × 341 px"]  # noqa: RUF001


def test_of_what_nobody_has_measured_no_time_is_said() -> None:
    made = session(BIG_GPU, CPU)
    assert len(spoken(start_forecast(made))) == 4
    made.meter.speed = None
    assert spoken(start_forecast(made)) == ["512 × 341 px", "Big Card"]  # noqa: RUF001


def test_a_slower_machine_takes_longer() -> None:
    made = session(CPU, recipe=Recipe(levels=1, steps=100))
    usual = spoken(start_forecast(made))[2]
    made.meter.speed = speed(cost=Cost(100 * COST.seconds_per_megapixel_step))
    assert spoken(start_forecast(made))[2] != usual
    assert "h" in spoken(start_forecast(made))[2]


def test_a_time_that_is_too_short_here_is_said_before_start_is_pressed() -> None:
    made = session(CPU, recipe=Recipe(size=2048, time=3))
    ahead = start_forecast(made)
    assert "s at least" in ahead.warning
    assert ahead.is_impossible
    assert ahead.smaller is not None
    made.set_parameter("size", ahead.smaller)
    assert not start_forecast(made).is_impossible
    made.set_parameter("size", 2048)
    made.meter.speed = speed(cost=Cost(0.02))  # a faster machine
    assert start_forecast(made).warning == ""
    made.meter.speed = None  # one that is not known yet
    assert start_forecast(made).warning == ""


def test_what_takes_long_is_offered_smaller_and_how_long_that_takes() -> None:
    made = session(CPU, recipe=Recipe(size=2048))
    made.meter.speed = speed(cost=Cost(20.0))
    ahead = start_forecast(made)
    assert "min" in spoken(ahead)[2]
    assert ahead.warning == ""
    assert ahead.smaller is not None
    assert ahead.smaller < 2048
    made.set_parameter("size", ahead.smaller)
    after = start_forecast(made)
    assert ahead.sooner == spoken(after)[2]
    assert (after.smaller, after.sooner) == (None, "")


def test_hours_are_warned_of() -> None:
    made = session(CPU, recipe=Recipe(size=2048))
    made.meter.speed = speed(cost=Cost(20.0))
    assert made.speed is not None
    seconds = forecast(made.recipe, 1200, 800, made.speed.plan, made.speed.cost).seconds
    made.meter.speed = speed(cost=Cost(20.0 * 3000 / seconds))
    assert start_forecast(made).warning == ""
    made.meter.speed = speed(cost=Cost(20.0 * 4000 / seconds))
    ahead = start_forecast(made)
    assert ahead.warning == "This takes more than an hour."
    assert not ahead.is_impossible
    assert ahead.smaller is not None


def test_a_large_part_of_the_memory_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    made = session(CPU, recipe=Recipe(size=2048))
    assert made.speed is not None
    needed = forecast(made.recipe, 1200, 800, made.speed.plan, COST).bytes
    for installed, words in ((2.1, ""), (1.9, "This takes more than half of this computer's memory ({memory}).")):
        monkeypatch.setattr("ui.controls.forecast.installed", lambda installed=installed: installed * needed)
        assert start_forecast(made).warning == words.format(memory=amount(installed * needed))
    card = DeviceInfo("cuda:0", "Card", int(1.9 * needed), bfloat16=True)
    made.meter.machine = Machine((card,))
    assert start_forecast(made).warning.startswith("This takes more than half of the graphics card's memory")


def test_the_same_size_is_not_too_slow_for_another_machine() -> None:
    made = session(CPU, recipe=Recipe(size=2048))
    made.meter.speed = speed(cost=Cost(0.1))
    assert (start_forecast(made).smaller, start_forecast(made).sooner) == (None, "")


def test_a_card_with_too_little_memory_warns_and_offers_what_fits() -> None:
    made = session(SMALL_GPU, CPU, recipe=Recipe(size=6000))
    ahead = start_forecast(made)
    assert "needs" in ahead.warning
    assert "1.5 GB may be used" in ahead.warning
    assert ahead.smaller is not None
    assert 64 <= ahead.smaller < 6000
    assert ahead.smaller % 64 == 0
    assert ahead.sooner == ""
    made.set_parameter("size", ahead.smaller)
    assert "may be used" not in start_forecast(made).warning
    made.set_parameter("size", round(1.2 * ahead.smaller))  # what is offered leaves a reserve
    assert "may be used" in start_forecast(made).warning


def test_a_device_for_which_nothing_is_small_enough() -> None:
    ahead = start_forecast(session(DeviceInfo("cuda:0", "Tiny Card", 1000, bfloat16=False)))
    assert ahead.warning
    assert ahead.smaller is None


def test_main_memory_counts_for_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    made = session(CPU, recipe=Recipe(size=6000))
    assert "may be used" not in start_forecast(made).warning
    memory(monkeypatch, 2e9)
    ahead = start_forecast(made)
    assert ahead.warning
    assert ahead.smaller is not None


def test_what_the_program_holds_by_now_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The photo, the pictures of this sitting: all that came after the step was measured."""
    made = session(CPU, recipe=Recipe(size=3000, memory=4.0))
    before = start_forecast(made)
    monkeypatch.setattr("ui.controls.forecast.of_processor", lambda gigabytes: Budget(gigabytes * 1e9, USED + 3e9))
    after = start_forecast(made)
    assert before.warning == ""
    assert "4.0 GB may be used" in after.warning
    assert after.smaller is not None
    assert after.smaller < 3000


def test_the_recipe_may_allow_less_than_there_is() -> None:
    made = session(CPU, recipe=Recipe(size=4096))
    much = spoken(start_forecast(made))
    made.set_parameter("memory", 3.0)
    little = spoken(start_forecast(made))
    assert little[:2] == much[:2]
    assert little[2:] != much[2:]


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


def test_while_a_run_goes_on_its_memory_is_not_counted_against_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    made = session(CPU)
    before = start_forecast(made)
    made.start()
    assert made.busy
    memory(monkeypatch, 0.5e9)
    assert start_forecast(made) == before
