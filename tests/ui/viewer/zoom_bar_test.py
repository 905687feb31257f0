"""The bar below the viewer does what its buttons say, and says what the viewer does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.look import theme
from ui.viewer.pyramid import Pyramid
from ui.viewer.qimage import to_picture
from ui.viewer.viewer import Viewer
from ui.viewer.zoom_bar import ZoomBar

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[ZoomBar]:
    """The bar of a viewer of 632 x 432 that shows G and a photo, 1200 x 800, at 50 %."""
    window, viewer = QWidget(), Viewer()
    made = ZoomBar(viewer)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(viewer)
    layout.addWidget(made)
    viewer.setFixedSize(632, 432)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    viewer.set_frame(1200, 800)
    viewer.set_photo(plain("blue"))
    viewer.set_generated(plain("red"))
    yield made
    window.close()


def plain(colour: str) -> Pyramid:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return Pyramid(to_picture(image))


def viewer_of(bar: ZoomBar) -> Viewer:
    found = bar.window().findChild(Viewer)
    assert isinstance(found, Viewer)
    return found


def button(bar: ZoomBar, words: str) -> QToolButton:
    found = [each for each in bar.findChildren(QToolButton) if words in each.toolTip()]
    assert len(found) == 1
    return found[0]


def percent(bar: ZoomBar) -> str:
    label = bar.findChild(QLabel)
    assert isinstance(label, QLabel)
    return label.text()


def test_the_buttons_zoom_and_the_label_follows(bar: ZoomBar) -> None:
    assert percent(bar) == "50 %"
    for words, shown in (("(+)", "67 %"), ("(1)", "100 %"), ("(-)", "67 %"), ("(0)", "50 %")):
        QTest.mouseClick(button(bar, words), LEFT)
        assert percent(bar) == shown
    viewer_of(bar).set_zoom(3.21)
    assert percent(bar) == "321 %"


def test_before_and_after_goes_both_ways(bar: ZoomBar) -> None:
    compare, viewer = button(bar, "Before and after"), viewer_of(bar)
    QTest.mouseClick(compare, LEFT)
    assert viewer.split == pytest.approx(0.5)
    QTest.mouseClick(compare, LEFT)
    assert viewer.split is None
    viewer.set_split(0.3)
    assert compare.isChecked()
    viewer.set_split(None)
    assert not compare.isChecked()


def test_what_cannot_be_done_is_not_offered(bar: ZoomBar) -> None:
    viewer, compare = viewer_of(bar), button(bar, "Before and after")
    assert compare.isEnabled()
    viewer.set_photo(None)
    assert not compare.isEnabled()
    assert button(bar, "(+)").isEnabled()
    viewer.set_generated(None)
    assert not button(bar, "(+)").isEnabled()
    assert percent(bar) == ""


def test_the_buttons_stay_where_they_are_while_one_zooms(bar: ZoomBar, qtbot: QtBot) -> None:
    plus, places = button(bar, "(+)"), set()
    for zoom in (0.1, 1.0, 32.0):
        viewer_of(bar).set_zoom(zoom)
        qtbot.wait(5)
        places.add(plus.x())
    assert len(places) == 1


def test_every_button_has_a_name_an_icon_and_the_focus(bar: ZoomBar) -> None:
    buttons = bar.findChildren(QToolButton)
    assert len(buttons) == 5
    for each in buttons:
        assert each.accessibleName()
        assert not each.icon().isNull()
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_icons_are_drawn_again_for_another_scheme(bar: ZoomBar, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    before = button(bar, "(+)").icon().cacheKey()
    theme.apply(qapp, "dark")
    icon = button(bar, "(+)").icon()
    assert icon.cacheKey() != before
    image = icon.pixmap(24, 24).toImage()
    inks = {image.pixelColor(x, y).name() for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 250}
    assert inks == {theme.DARK.text}
    theme.apply(qapp, "light")
