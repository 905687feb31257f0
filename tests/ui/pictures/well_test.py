"""What a well shows, and what the person tells it with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.look import theme
from ui.pictures.well import Well
from ui.pictures.well_parts import Item

Make = Callable[..., Well]


@pytest.fixture(autouse=True, scope="module")
def _themed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    alive = []  # qtbot closes the windows, but does not hold them

    def build(*items: Item, blends: bool = False, width: int = 250) -> Well:
        outside = QWidget()
        qtbot.addWidget(outside)
        alive.append(outside)
        well = Well("Drop a painting", "or click to choose", "painting", blends=blends)
        well.set_pictures(items)
        layout = QVBoxLayout(outside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(well)
        layout.addStretch()
        outside.resize(width, 500)
        outside.show()
        outside.activateWindow()
        qtbot.waitUntil(outside.isActiveWindow)
        return well

    yield build
    for each in QApplication.topLevelWidgets():
        each.hide()  # an open menu too


def painting(title: str, weight: float = 1.0, colour: str = "#cc2222", size: tuple[int, int] = (300, 200)) -> Item:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return Item(title, image, "1200 x 800", weight)


def words(well: QWidget) -> list[str]:
    """The texts that are seen, from the top down."""
    labels = [label for label in well.findChildren(QLabel) if label.isVisible() and label.text()]
    return [label.text() for label in sorted(labels, key=lambda label: label.mapTo(well, QPoint()).y())]


def button(well: Well, name: str) -> QToolButton:
    found = [each for each in well.findChildren(QToolButton) if each.isVisible() and each.accessibleName() == name]
    assert len(found) == 1, [each.accessibleName() for each in well.findChildren(QToolButton) if each.isVisible()]
    return found[0]


def sliders(well: Well) -> list[QSlider]:
    return [slider for slider in well.findChildren(QSlider) if slider.isVisible()]


def shares(well: Well) -> list[str]:
    return [text for text in words(well) if text.endswith("%")]


def menu_of(well: Well) -> QMenu:
    """The menu as the menu key opens it."""
    at = well.rect().center()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(well, QContextMenuEvent(reason, at, well.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def entries(menu: QMenu) -> dict[str, bool]:
    return {each.text(): each.isEnabled() for each in menu.actions() if each.isVisible() and not each.isSeparator()}


def choose(qtbot: QtBot, menu: QMenu, text: str) -> None:
    action = next(each for each in menu.actions() if each.text() == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def pixel(well: QWidget, at: QPoint) -> QColor:
    return well.grab().toImage().pixelColor(at)


# --- Empty ------------------------------------------------------------------------------------------------------------


def test_an_empty_well_says_what_it_wants(make: Make) -> None:
    well = make()

    assert words(well) == ["Drop a painting", "or click to choose"]
    assert (well.accessibleName(), well.accessibleDescription()) == ("Drop a painting", "or click to choose")


@pytest.mark.parametrize("filled", [False, True])
def test_the_whole_frame_is_a_button(make: Make, qtbot: QtBot, filled: bool) -> None:
    well = make(*([painting("Waves")] if filled else []))
    for at in (QPoint(3, 20), well.rect().center()):
        with qtbot.waitSignal(well.choose_wanted):
            QTest.mouseClick(well.childAt(at) or well, Qt.MouseButton.LeftButton)

    with qtbot.assertNotEmitted(well.choose_wanted):
        QTest.mouseClick(well, Qt.MouseButton.RightButton)
        QTest.mousePress(well, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(well, Qt.MouseButton.LeftButton, pos=QPoint(10, 2000))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_the_keyboard_reaches_the_frame_and_presses_it(make: Make, qtbot: QtBot, key: Qt.Key) -> None:
    well = make()
    assert well.focusPolicy() & Qt.FocusPolicy.TabFocus
    well.setFocus()

    with qtbot.waitSignal(well.choose_wanted):
        QTest.keyClick(well, key)


def test_the_focus_and_a_drag_are_seen_on_the_frame(make: Make) -> None:
    well = make()
    well.window().setFocus()
    edge, ground = QPoint(1, well.height() // 2), QPoint(8, 12)
    accent, plain = QColor(theme.LIGHT.accent), pixel(well, ground)
    assert pixel(well, edge) != accent

    well.set_lit(True)
    assert pixel(well, edge) == accent
    assert pixel(well, ground) != plain

    well.set_lit(False)
    assert pixel(well, edge) != accent
    assert pixel(well, ground) == plain

    QTest.mouseClick(well, Qt.MouseButton.LeftButton)
    assert well.hasFocus()
    assert pixel(well, edge) != accent  # the pointer says it already
    QTest.keyClick(well, Qt.Key.Key_Tab)
    QTest.keyClick(well.window(), Qt.Key.Key_Backtab)
    assert well.hasFocus()
    assert pixel(well, edge) == accent


def test_in_another_theme_the_icons_are_drawn_again(make: Make, qapp: QApplication) -> None:
    well = make(painting("Waves"))
    more = button(well, "More")
    before = more.grab().toImage()

    theme.apply(qapp, "dark")

    ink = more.icon().pixmap(16).toImage()
    lightest = max(ink.pixelColor(x, 8).lightness() for x in range(16) if ink.pixelColor(x, 8).alpha() > 200)
    assert lightest > 200
    assert more.grab().toImage() != before
    theme.apply(qapp, "light")


# --- One picture ------------------------------------------------------------------------------------------------------


def test_a_picture_is_shown_with_its_title_and_size(make: Make) -> None:
    well = make(painting("Waves", colour="#cc2222"))

    assert words(well) == ["Waves", "1200 x 800"]
    assert well.accessibleDescription() == "Waves"
    assert pixel(well, QPoint(125, 80)) == QColor("#cc2222")


@pytest.mark.parametrize(("size", "widest"), [((40, 80), 50), ((400, 800), 80)])
def test_a_picture_keeps_its_shape_and_a_small_one_is_not_blown_up(
    make: Make, size: tuple[int, int], widest: int
) -> None:
    well = make(painting("Waves", size=size))
    image = well.grab().toImage()
    red = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y) == QColor("#cc2222")
    ]
    width = max(x for x, _ in red) - min(x for x, _ in red) + 1
    height = max(y for _, y in red) - min(y for _, y in red) + 1

    assert height == pytest.approx(2 * width, abs=2)
    assert widest - 6 < width <= widest


def test_a_long_title_ends_in_dots_and_is_whole_in_the_tooltip(make: Make) -> None:
    title = "Sunday <b>afternoon</b> on the island of La Grande Jatte, a study"
    well = make(painting(title))
    label = next(each for each in well.findChildren(QLabel) if each.text().startswith("Sunday"))

    assert label.text().endswith("…")
    assert "&lt;b&gt;afternoon" in label.toolTip()
    assert well.width() == 250

    well.window().resize(900, 500)
    QApplication.processEvents()
    assert label.text() == title
    assert label.toolTip() == ""


def test_the_close_button_and_delete_take_the_picture_out(make: Make, qtbot: QtBot) -> None:
    well = make(painting("Waves"))
    with qtbot.assertNotEmitted(well.choose_wanted):
        with qtbot.waitSignal(well.remove_wanted) as told:
            QTest.mouseClick(button(well, "Remove Waves"), Qt.MouseButton.LeftButton)
        assert told.args == [0]
        well.setFocus()
        with qtbot.waitSignal(well.remove_wanted):
            QTest.keyClick(well, Qt.Key.Key_Delete)


def test_enter_on_a_button_inside_is_not_enter_on_the_frame(make: Make, qtbot: QtBot) -> None:
    well = make(painting("Waves"))
    close = button(well, "Remove Waves")
    close.setFocus()

    with qtbot.assertNotEmitted(well.choose_wanted), qtbot.assertNotEmitted(well.remove_wanted):
        QTest.keyClick(close, Qt.Key.Key_Return)
        QTest.keyClick(close, Qt.Key.Key_Delete)


def test_when_the_picture_goes_the_keyboard_stays_with_the_well(make: Make) -> None:
    well = make(painting("Waves"))
    layout = well.window().layout()
    assert layout is not None
    layout.addWidget(QPushButton("Start"))  # where Qt would go next
    QApplication.processEvents()
    button(well, "Remove Waves").setFocus()

    well.set_pictures(())

    assert QApplication.focusWidget() is well
    assert words(well) == ["Drop a painting", "or click to choose"]


def test_while_another_is_read_a_bar_moves_and_the_picture_stays(make: Make) -> None:
    well = make(painting("Waves"))
    bar = well.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    assert not bar.isVisible()

    well.set_busy(True)
    assert bar.isVisible()
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    assert words(well) == ["Waves", "1200 x 800"]
    assert well.rect().contains(bar.geometry())

    well.set_busy(False)
    assert not bar.isVisible()
    assert bar.maximum() > 0


def test_what_takes_long_is_said_in_words_and_can_be_stopped(make: Make, qtbot: QtBot) -> None:
    well = make(painting("Waves"))
    stop = next(each for each in well.findChildren(QToolButton) if each.accessibleName() == "Stop reading")
    well.set_busy(True)
    assert not stop.isVisible()  # most pictures are read before anybody could press it
    well._patience.setInterval(0)
    well.set_busy(False)
    well.set_busy(True)
    qtbot.waitUntil(stop.isVisible)
    assert "Reading the picture..." in words(well)
    with qtbot.waitSignal(well.cancel_wanted):
        stop.click()
    well.set_busy(False)
    assert not stop.isVisible()
    assert words(well) == ["Waves", "1200 x 800"]


# --- The menu ---------------------------------------------------------------------------------------------------------


def test_the_menu_offers_what_fits(make: Make) -> None:
    well = make()
    assert entries(menu_of(well)) == {"Choose...": True, "Recent": False, "Paste": True}

    well.recent.show_files([Path("/a/cat.png")])
    well.set_pictures([painting("Waves")])
    assert entries(menu_of(well)) == {"Choose...": True, "Recent": True, "Paste": True, "Remove": True}

    blend = make(painting("Waves"), painting("Poppies"), blends=True)
    assert entries(menu_of(blend)) == {"Choose...": True, "Add...": True, "Recent": False, "Paste": True}


@pytest.mark.parametrize(
    ("text", "signal"),
    [("Choose...", "choose_wanted"), ("Add...", "add_wanted"), ("Paste", "paste_wanted"), ("Remove", "remove_wanted")],
)
def test_each_entry_does_what_it_says(make: Make, qtbot: QtBot, text: str, signal: str) -> None:
    well = make(painting("Waves"), blends=True)

    with qtbot.waitSignal(getattr(well, signal)):
        choose(qtbot, menu_of(well), text)


def test_a_recent_file_is_chosen_by_its_name(make: Make, qtbot: QtBot) -> None:
    well = make()
    well.recent.show_files([Path("/old/x.png")])
    paths = [Path("/a/cat & dog.png"), Path("/a/sea.png"), Path("/b/sea.png"), Path("/a") / f"{'long' * 30}.png"]
    well.recent.show_files(paths)
    recent = next(each.menu() for each in menu_of(well).actions() if each.text() == "Recent")
    assert isinstance(recent, QMenu)
    names = list(entries(recent))
    assert names[:3] == ["cat && dog.png", "sea.png (a)", "sea.png (b)"]
    assert names[3].endswith("long.png")
    assert len(names[3]) <= 48

    recent.popup(QPoint(0, 0))
    with qtbot.waitSignal(well.recent_wanted) as told:
        choose(qtbot, recent, "sea.png (b)")
    assert told.args == [Path("/b/sea.png")]


@pytest.mark.parametrize("pictures", [0, 1, 2])
def test_the_button_with_dots_opens_the_menu(make: Make, pictures: int) -> None:
    well = make(*(painting(f"Picture {number}") for number in range(pictures)))

    QTest.mouseClick(button(well, "More"), Qt.MouseButton.LeftButton)

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "Choose..." in entries(menu)


# --- Several paintings ------------------------------------------------------------------------------------------------


def test_several_paintings_have_a_row_each_with_their_shares(make: Make) -> None:
    well = make(painting("Waves", 1.0), painting("Poppies", 0.5), painting("Street", 0.5), blends=True)

    assert shares(well) == ["50 %", "25 %", "25 %"]
    assert [slider.value() for slider in sliders(well)] == [50, 25, 25]
    assert [slider.accessibleName() for slider in sliders(well)] == [
        "Weight of Waves",
        "Weight of Poppies",
        "Weight of Street",
    ]
    assert {"Waves", "Poppies", "Street"} <= set(words(well))
    assert well.width() == 250


def test_moving_a_slider_tells_the_share(make: Make, qtbot: QtBot) -> None:
    well = make(painting("Waves"), painting("Poppies"), blends=True)
    second = sliders(well)[1]

    with qtbot.waitSignal(well.weight_changed) as told:
        QTest.keyClick(second, Qt.Key.Key_PageDown)
    assert told.args == [1, pytest.approx(0.4)]


def test_the_window_can_answer_each_move_with_new_pictures_while_the_slider_is_dragged(
    make: Make, qtbot: QtBot
) -> None:
    items = [painting("Waves"), painting("Poppies")]
    well = make(*items, blends=True)
    told: list[float] = []

    def answer(index: int, weight: float) -> None:
        told.append(weight)
        items[:] = painting("Waves", 1 - weight), painting("Poppies", weight)
        well.set_pictures(items)

    well.weight_changed.connect(answer)
    slider = sliders(well)[1]
    y = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 6, y))
    for x in (slider.width() - 20, slider.width() // 2, slider.width() // 4):
        QTest.mouseMove(slider, QPoint(x, y))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 4, y))

    assert sliders(well)[1] is slider
    assert len(told) >= 3
    assert told[-1] == pytest.approx(slider.value() / 100)
    assert told[-1] == pytest.approx(0.25, abs=0.08)


def test_shares_are_whole_and_make_a_hundred_whatever_the_weights_are(make: Make, qtbot: QtBot) -> None:
    well = make(painting("Waves", 1 / 3), painting("Poppies", 2.0), blends=True)
    with qtbot.assertNotEmitted(well.weight_changed):
        well.set_pictures([painting("Waves", 1 / 3), painting("Poppies", 2.0)])

    assert shares(well) == ["14 %", "86 %"]
    assert [slider.value() for slider in sliders(well)] == [14, 86]
    well.set_pictures([painting("Waves"), painting("Poppies"), painting("Street")])
    qtbot.waitUntil(lambda: shares(well) == ["34 %", "33 %", "33 %"])


def test_the_wheel_over_a_slider_scrolls_the_panel_instead(make: Make, qtbot: QtBot) -> None:
    well = make(painting("Waves", 0.5), painting("Poppies"), blends=True)
    slider = sliders(well)[0]
    at = QPointF(slider.rect().center())
    none = Qt.KeyboardModifier.NoModifier
    wheel = QWheelEvent(
        at,
        QPointF(slider.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        none,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )

    with qtbot.assertNotEmitted(well.weight_changed):
        QApplication.sendEvent(slider, wheel)


def test_a_row_is_taken_out_by_its_own_button_and_is_no_part_of_the_big_one(make: Make, qtbot: QtBot) -> None:
    items = [painting("Waves"), painting("Poppies"), painting("Street")]
    well = make(*items, blends=True)

    def remove(index: int) -> None:
        del items[index]
        well.set_pictures(items)

    well.remove_wanted.connect(remove)
    with qtbot.assertNotEmitted(well.choose_wanted):
        QTest.mouseClick(button(well, "Remove Poppies"), Qt.MouseButton.LeftButton)
        for label in well.findChildren(QLabel):
            if label.isVisible():
                QTest.mouseClick(label, Qt.MouseButton.LeftButton)
    assert [item.title for item in items] == ["Waves", "Street"]
    assert shares(well) == ["50 %", "50 %"]
    assert len(sliders(well)) == 2

    QTest.mouseClick(button(well, "Remove Street"), Qt.MouseButton.LeftButton)
    assert words(well) == ["Waves", "1200 x 800"]
    assert sliders(well) == []


def test_another_painting_can_be_added_to_the_first(make: Make, qtbot: QtBot) -> None:
    well = make(painting("Waves"), blends=True)
    with qtbot.waitSignal(well.add_wanted), qtbot.assertNotEmitted(well.choose_wanted):
        QTest.mouseClick(button(well, "Add a painting"), Qt.MouseButton.LeftButton)

    photo = make(painting("Cat"))
    assert not [each for each in photo.findChildren(QToolButton) if each.isVisible() and each.text()]


# --- Size -------------------------------------------------------------------------------------------------------------


def test_a_large_well_stands_higher_than_a_small_one(make: Make) -> None:
    for items in ([], [painting("Waves")]):
        well = make(*items, width=450)
        small = well.sizeHint().height()
        well.set_large(True)
        QApplication.processEvents()
        assert well.sizeHint().height() > small + theme.GAP


@pytest.mark.parametrize("large", [False, True])
def test_a_long_text_is_not_cut(make: Make, large: bool) -> None:
    outside = make().window()
    hint = "or click to choose one, paste it, or take one of those that you see below and like best of them all"
    well = Well("Drop a painting of a painter that you like", hint, "painting")
    well.set_large(large)
    outside.layout().insertWidget(0, well)  # type: ignore[union-attr]
    QApplication.processEvents()

    for label in well.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            assert well.rect().contains(label.mapTo(well, label.rect().bottomRight()))
    assert outside.width() == 250
