"""What several widgets share: a button's icon and name, a menu that opens below it, a line that ends in dots."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.look import theme
from ui.look.widgets import ElidedLabel, IconButton, MenuButton, draw_picture, tip

LEFT = Qt.MouseButton.LeftButton
GREY, RED, BLUE = QColor("#808080"), QColor("#cc2222"), QColor("#2222cc")


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made).addStretch()
    made.resize(300, 200)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def shown(window: QWidget, widget: QWidget) -> None:
    layout = window.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.insertWidget(0, widget)
    QApplication.sendPostedEvents()


@pytest.fixture
def menu_button(window: QWidget) -> MenuButton:
    menu = QMenu(window)
    menu.addAction("Paste")
    button = MenuButton("more", "More", menu)
    shown(window, button)
    return button


def open_menu() -> QMenu | None:
    popup = QApplication.activePopupWidget()
    assert popup is None or isinstance(popup, QMenu)
    return popup


# --- Words ------------------------------------------------------------------------------------------------------------


def test_a_short_tooltip_stays_as_it_is() -> None:
    assert tip("Take out relu4_2") == "Take out relu4_2"


@pytest.mark.parametrize("name", ["<b>cat</b>.png", "cat &lt; dog.png"])
def test_a_file_name_in_a_tooltip_is_not_read_as_html(name: str) -> None:
    assert "<b>" not in tip(name)
    assert tip(name).startswith("<span>")


def test_a_long_tooltip_is_wrapped_and_keeps_its_lines() -> None:
    assert tip("word " * 20 + "\nend") == f"<span>{'word ' * 20}<br>end</span>"


def test_a_line_without_room_ends_in_dots_and_is_whole_in_the_tooltip(window: QWidget) -> None:
    label = ElidedLabel("muted")
    shown(window, label)
    text = "Sunday <b>afternoon</b> on the island of La Grande Jatte, a study"
    label.set_full(text)
    assert label.text().endswith("…")
    assert label.full == label.accessibleName() == text
    assert "&lt;b&gt;afternoon" in label.toolTip()
    assert window.minimumSizeHint().width() < 100

    window.resize(900, 200)
    QApplication.sendPostedEvents()
    assert label.text() == text
    assert label.toolTip() == ""


# --- Buttons ----------------------------------------------------------------------------------------------------------


def test_a_button_has_its_name_for_the_ear_and_as_a_tooltip_or_as_words(qtbot: QtBot) -> None:
    button, worded = IconButton("close", "Remove"), IconButton("plus", "Add", worded=True)
    for each in (button, worded):
        qtbot.addWidget(each)
    assert (button.accessibleName(), button.toolTip(), button.text()) == ("Remove", "Remove", "")
    assert (worded.accessibleName(), worded.toolTip(), worded.text()) == ("Add", "", "Add")
    button.set_name("Remove the cat")
    worded.set_name("Add a cat")
    assert (button.accessibleName(), button.toolTip()) == ("Remove the cat", "Remove the cat")
    assert (worded.accessibleName(), worded.text()) == ("Add a cat", "Add a cat")
    assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_an_icon_is_in_the_colour_of_the_text_in_every_scheme(qapp: QApplication, window: QWidget) -> None:
    button = IconButton("plus", "Add")
    shown(window, button)
    for scheme, colours in (("dark", theme.DARK), ("light", theme.LIGHT)):
        theme.apply(qapp, scheme)  # type: ignore[arg-type]
        assert button.icon().pixmap(48).toImage().pixelColor(24, 24).name() == colours.text


def test_another_icon_can_be_shown(qtbot: QtBot) -> None:
    button = IconButton("pause", "Pause")
    qtbot.addWidget(button)
    before = button.icon().pixmap(16).toImage()
    button.set_icon("play")
    assert button.icon().pixmap(16).toImage() != before


def test_a_click_opens_the_menu_below_the_button(menu_button: MenuButton) -> None:
    QTest.mousePress(menu_button, LEFT)  # returns though the menu would stay open
    QTest.mouseRelease(menu_button, LEFT)
    menu = open_menu()
    assert menu is not None
    assert menu.pos() == menu_button.mapToGlobal(QPoint(0, menu_button.height()))
    assert not menu_button.isDown()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down])
def test_the_keyboard_opens_the_menu_and_stays_with_the_button(menu_button: MenuButton, key: Qt.Key) -> None:
    menu_button.setFocus()
    QTest.keyClick(menu_button, key)
    menu = open_menu()
    assert menu is not None
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert open_menu() is None
    assert menu_button.hasFocus()


def test_another_click_on_the_button_closes_the_menu(qtbot: QtBot, menu_button: MenuButton) -> None:
    window = menu_button.window().windowHandle()
    at = menu_button.mapTo(menu_button.window(), menu_button.rect().center())
    QTest.mouseClick(window, LEFT, Qt.KeyboardModifier.NoModifier, at)  # through the window, as from a real mouse
    qtbot.waitUntil(lambda: open_menu() is not None)
    QTest.mouseClick(window, LEFT, Qt.KeyboardModifier.NoModifier, at)
    qtbot.waitUntil(lambda: open_menu() is None)
    qtbot.wait(20)
    assert open_menu() is None


# --- Pictures ---------------------------------------------------------------------------------------------------------


def striped(width: int, height: int) -> QImage:
    """Red, but for a blue lower third."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(RED)
    painter = QPainter(image)
    painter.fillRect(0, height * 2 // 3, width, height, BLUE)
    painter.end()
    return image


def drawn(image: QImage, *, fill: bool, ratio: float = 1.0, side: int = 80) -> QImage:
    canvas = QImage(round(100 * ratio), round(100 * ratio), QImage.Format.Format_RGB32)
    canvas.setDevicePixelRatio(ratio)
    canvas.fill(GREY)
    painter = QPainter(canvas)
    draw_picture(painter, image, QRect(10, 10, side, side), fill=fill)
    painter.end()
    return canvas


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_all_of_a_picture_is_seen_in_the_middle_of_its_place(qapp: QApplication, ratio: float) -> None:
    seen = drawn(striped(300, 150), fill=False, ratio=ratio)
    at = {y: seen.pixelColor(round(50 * ratio), round(y * ratio)) for y in (28, 32, 52, 62, 68, 72)}
    assert at == {28: GREY, 32: RED, 52: RED, 62: BLUE, 68: BLUE, 72: GREY}


def test_a_picture_that_fills_its_place_keeps_more_of_its_upper_part(qapp: QApplication) -> None:
    seen = drawn(striped(100, 200), fill=True)
    assert [seen.pixelColor(x, 50) for x in (9, 12, 87, 90)] == [GREY, RED, RED, GREY]
    assert seen.pixelColor(50, 85) == RED  # the lower third would begin at 77 if the middle was kept


def test_a_small_picture_is_hardly_blown_up_and_corners_are_round(qapp: QApplication) -> None:
    seen = drawn(striped(40, 40), fill=False)
    assert [seen.pixelColor(x, 50) for x in (24, 26, 73, 76)] == [GREY, RED, RED, GREY]
    assert seen.pixelColor(25, 25) == GREY


def test_without_a_picture_there_is_a_plain_tile(qapp: QApplication) -> None:
    assert drawn(QImage(), fill=False).pixelColor(50, 50) == QColor(theme.LIGHT.hover)


def test_another_picture_in_the_same_place_is_not_the_one_before(qapp: QApplication) -> None:
    other = striped(300, 150)
    other.fill(BLUE)
    assert drawn(striped(300, 150), fill=False).pixelColor(50, 40) == RED
    assert drawn(other, fill=False).pixelColor(50, 40) == BLUE


def test_the_same_picture_in_a_smaller_place_is_smaller(qapp: QApplication) -> None:
    picture = striped(300, 300)
    assert drawn(picture, fill=True).pixelColor(50, 60) == RED
    small = drawn(picture, fill=True, side=40)
    assert [small.pixelColor(30, y) for y in (30, 45, 52)] == [RED, BLUE, GREY]
