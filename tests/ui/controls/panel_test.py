"""Beside Start: what it will take, and a smaller size where that does not fit, or takes long."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from styler.installation.nvidia import Card, CudaBuild, unused
from styler.memory.budget import Budget
from styler.memory.forecast import Cost
from styler.memory.placing import RunMemoryPlan
from styler.memory.plan import Appetite
from styler.memory.tiles import ReceptiveField
from styler.network.device import DeviceInfo
from styler.recipe import Recipe
from tests.program import click
from tests.ui.fakes import FakeRunner, PatientPool, loaded
from ui.controls.panel import WIDTH, SettingsPanel
from ui.session.pool import Pool
from ui.session.presets import PresetStore
from ui.session.run_thread import Machine, Speed
from ui.session.session import Session
from ui.session.settings import Settings

CPU = DeviceInfo("cpu", "Some Processor", None, bfloat16=False)
Make = Callable[..., tuple[SettingsPanel, Session]]


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Return a panel before a session with a photo, on a machine with that cost of a step and that memory."""

    pool, panels = Pool(), list[SettingsPanel]()

    def make(recipe: Recipe, rate: float, free: float = 64e9, pool: Pool = pool) -> tuple[SettingsPanel, Session]:
        budget = Budget(free, 0.6e9)
        monkeypatch.setattr("ui.controls.forecast.of_processor", lambda gigabytes: budget)
        session = Session(FakeRunner(), PatientPool(), recipe)
        session.set_photo(loaded(width=1200, height=800))
        session.set_paintings([loaded()])
        session.meter.machine = Machine((CPU,))
        plan = RunMemoryPlan(budget, Appetite.of("bfloat16", "max", ["relu4_2"]), ReceptiveField(58, 16), True)
        session.meter.speed = Speed(Cost(rate), plan)
        panel = SettingsPanel(session, Settings(tmp_path / "window.ini"), PresetStore(tmp_path / "presets"), pool)
        panels.append(panel)
        panel.show()
        if not isinstance(pool, PatientPool):
            qtbot.waitUntil(lambda: bool(said(panel)))
        return panel, session

    before = QLocale()
    QLocale.setDefault(QLocale("en"))
    yield make
    QLocale.setDefault(before)
    pool.close()
    for panel in panels:
        panel.close()
        panel.deleteLater()
    panels.clear()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # Sessions and panels know one another: were they left to a pool's thread to collect, their timers would crash.
    gc.collect()


def said(panel: SettingsPanel) -> str:
    """What it says of the run above Start."""
    return panel._words.text()


def offer(panel: SettingsPanel) -> QPushButton | None:
    """The button above Start, if there is one."""
    buttons = [each for each in panel.findChildren(QPushButton) if each.isVisible() and " px" in each.text()]
    assert len(buttons) <= 1
    return buttons[0] if buttons else None


def test_where_it_takes_long_one_click_takes_the_size_that_does_not(make: Make, qtbot: QtBot) -> None:
    panel, session = make(Recipe(size=2048), rate=20.0)
    button = offer(panel)
    assert button is not None
    assert button.text() == "256 px: about 55 s"
    click(button)
    assert session.recipe.size == 256
    qtbot.waitUntil(lambda: offer(panel) is None)
    assert panel.start.isEnabled()


def test_the_keyboard_can_take_it_too(make: Make) -> None:
    panel, session = make(Recipe(size=2048), rate=20.0)
    button = offer(panel)
    assert button is not None
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert session.recipe.size == 256


def test_below_the_devices_stands_why_a_card_is_none_of_them(make: Make, qtbot: QtBot) -> None:
    panel, session = make(Recipe(), rate=1.0)
    panel.controls.set_advanced(True)

    def said() -> str:
        return "".join(label.text() for label in panel.findChildren(QLabel) if "is not used" in label.text())

    assert said() == ""
    errors = unused([Card("NVIDIA RTX", "581.29", (8, 6))], CudaBuild("2.14.1+cpu", None))
    session.meter.machine = Machine((CPU,), tuple(errors))
    session.machine_changed.emit()
    assert said() == str(errors[0])
    assert panel.minimumSizeHint().width() <= WIDTH


def test_what_is_done_soon_has_no_offer(make: Make) -> None:
    panel, _ = make(Recipe(size=2048), rate=0.1)
    assert offer(panel) is None


def test_what_does_not_fit_is_offered_for_that_and_not_for_the_time(make: Make) -> None:
    panel, session = make(Recipe(size=6000), rate=20.0, free=2e9)
    button = offer(panel)
    assert button is not None
    assert button.text().startswith("Use ")
    assert button.text().endswith(" px instead")
    click(button)
    assert f"{session.recipe.size}" in button.text()


def test_the_former_words_stay_until_the_latest_is_known_and_no_answer_is_out_of_date(make: Make, qtbot: QtBot) -> None:
    pool = PatientPool()
    panel, session = make(Recipe(size=256), 0.1, pool=pool)
    qtbot.waitUntil(lambda: not panel._soon.isActive())
    while pool.waiting:
        pool.do()
    before = said(panel)
    assert "256" in before
    for size in (320, 384, 448, 512):  # a slider is dragged
        session.set_parameter("size", size)
        qtbot.waitUntil(lambda: not panel._soon.isActive())
    assert len(pool.waiting) == 1
    assert said(panel) == before
    pool.do()  # of 320, which nobody wants any more
    assert said(panel) == before
    pool.do()
    assert said(panel).startswith("512")
    assert pool.waiting == []


def test_a_press_on_start_relies_on_no_former_answer(make: Make, qtbot: QtBot) -> None:
    pool = PatientPool()
    panel, session = make(Recipe(size=512), 0.1, free=2e9, pool=pool)
    qtbot.waitUntil(lambda: not panel._soon.isActive())
    while pool.waiting:
        pool.do()
    assert panel.start.isEnabled()
    session.set_parameter("size", 12000)
    qtbot.waitUntil(lambda: bool(pool.waiting))
    assert "12" in panel.refusal()  # it is not yet known, and yet refused
    assert not panel.start.isEnabled()
    pool.do()
    session.set_parameter("size", 512)
    qtbot.waitUntil(lambda: bool(pool.waiting))
    assert panel.refusal() == ""
    assert panel.start.isEnabled()
    session.set_parameter("size", 12000)
    qtbot.waitUntil(lambda: not panel._soon.isActive())
    assert panel.refusal() != ""
    pool.do()  # what was asked of the 512 px comes too late
    assert not panel.start.isEnabled()


def test_what_was_measured_for_another_recipe_refuses_nothing(make: Make) -> None:
    panel, session = make(Recipe(size=12000, pooling="blurred"), 0.1, free=2e9)
    assert session.speed is not None
    assert panel.refusal() != ""
    session.meter.speed = replace(session.speed, recipe=session.recipe.with_(pooling="max"))
    assert panel.refusal() == ""
    session.meter.speed = replace(session.speed, recipe=session.recipe.with_(size=64))
    assert panel.refusal() != ""
