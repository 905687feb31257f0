"""Light and dark: which holds, what can be read in it, and that icons and roles follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from styler.assets import assets_folder
from ui.look import theme
from ui.look.focus import FocusFollower


@pytest.fixture(autouse=True)
def _light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2, 1 to 21."""

    def luminance(name: str) -> float:
        colour = QColor(name)
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("now", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_everything_can_be_read(now: theme.Colours) -> None:
    for ground in (now.window, now.panel, now.raised, now.canvas):
        for words in (now.text, now.muted, now.warning, now.danger):
            assert contrast(words, ground) >= 4.5, (words, ground)
    assert contrast(now.text, now.hover) >= 4.5
    assert contrast(now.on_accent, now.accent) >= 4.5
    for ground in (now.window, now.panel, now.raised):
        assert contrast(now.accent, ground) >= 3  # a slider's handle, the chosen segment, the frame of the focus
        assert contrast(now.muted, ground) >= 3  # the frame of a box
    assert contrast(now.accent, now.hover) >= 3  # frame and icon of a button that is switched on
    for field in fields(now):
        assert QColor(getattr(now, field.name)).isValid()


def test_one_is_asked_for(qapp: QApplication) -> None:
    for scheme, expected in (("dark", theme.DARK), ("light", theme.LIGHT)):
        theme.apply(qapp, scheme)  # type: ignore[arg-type]
        assert theme.colours() is expected
        assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(expected.window)
        assert expected.accent in qapp.styleSheet()


def test_as_the_system(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    theme.apply(qapp, "dark")
    theme.apply(qapp, "system")
    dark = qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert theme.colours() is (theme.DARK if dark else theme.LIGHT)


def ink(icon: QIcon) -> str:
    image = icon.pixmap(QSize(48, 48)).toImage()
    points = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(points, key=QColor.alpha).name()


def test_icons_are_drawn_in_the_colour_of_the_text(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    assert ink(theme.icon("play")) == theme.LIGHT.text
    theme.apply(qapp, "dark")
    assert ink(theme.icon("play")) == theme.DARK.text
    assert ink(theme.icon("play", "#ff0000")) == "#ff0000"
    assert theme.icon("play") is theme.icon("play")


@pytest.mark.parametrize("path", sorted((assets_folder() / "icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_can_be_drawn(path: object, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    image = theme.icon(str(getattr(path, "stem"))).pixmap(QSize(24, 24)).toImage()  # noqa: B009
    assert any(image.pixelColor(x, y).alpha() > 128 for x in range(24) for y in range(24))


def test_the_programs_own_icon() -> None:
    assert not theme.app_icon().pixmap(64, 64).isNull()


def test_a_role_can_change_after_the_widget_was_shown(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    label = QLabel("words")
    qtbot.addWidget(label)
    theme.has_role(label, "muted")
    label.show()
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(theme.LIGHT.muted)
    theme.has_role(label, "danger")
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(theme.LIGHT.danger)
    theme.apply(qapp, "dark")
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(theme.DARK.danger)


def has_colour(widget: QWidget, colour: str) -> bool:
    image = widget.grab().toImage()
    return any(image.pixelColor(x, y).name() == colour for x in range(image.width()) for y in range(image.height()))


def test_the_focus_can_be_seen_by_who_works_with_keys(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    follower = FocusFollower(qapp)
    window, buttons = QWidget(), [QPushButton("One"), QPushButton("Other")]
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    for button in buttons:
        layout.addWidget(button)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    def ringed() -> list[bool]:
        return [has_colour(button, theme.LIGHT.accent) for button in buttons]

    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert buttons[0].hasFocus()
    assert ringed() == [False, False]
    QTest.keyClick(buttons[0], Qt.Key.Key_Tab)
    assert ringed() == [False, True]
    QTest.keyClick(buttons[1], Qt.Key.Key_Backtab)
    assert ringed() == [True, False]
    QTest.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert ringed() == [False, False]
    qapp.focusChanged.disconnect(follower.follow)


def test_what_enter_does_in_a_dialog_is_seen_without_a_focus(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    dialog, buttons = QDialog(), [QPushButton("One"), QPushButton("Other")]
    qtbot.addWidget(dialog)
    layout = QVBoxLayout(dialog)
    for button in buttons:
        button.setAutoDefault(False)
        layout.addWidget(button)
    buttons[1].setDefault(True)
    dialog.show()
    assert [has_colour(button, theme.LIGHT.accent) for button in buttons] == [False, True]
    buttons[1].setEnabled(False)
    assert not has_colour(buttons[1], theme.LIGHT.accent)
