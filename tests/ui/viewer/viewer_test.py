"""What a person sees in the viewer, and what mouse, trackpad and keys do there."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from styler.pictures.picture import Picture
from ui.look import theme
from ui.viewer import painting, pyramid, tiles
from ui.viewer.pyramid import Pyramid
from ui.viewer.qimage import to_picture
from ui.viewer.viewer import MARGIN, Viewer

ROOT = Path(__file__).parents[3]
RED, BLUE, GREEN, WHITE = "#d02020", "#2030d0", "#20a040", "#ffffff"
NONE, CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
LEFT, MIDDLE, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window with a viewer of 632 x 432 and a field that can take the focus."""
    made, field = QWidget(), QLineEdit()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(Viewer(), 1)
    layout.addWidget(field)
    qtbot.addWidget(made)
    made.resize(632, 432 + field.sizeHint().height())
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def viewer(window: QWidget) -> Viewer:
    """An empty viewer; a frame of 600 x 400 fits into it at 100 %, with its corner at 16, 16."""
    found = window.findChild(Viewer)
    assert isinstance(found, Viewer)
    assert (found.width(), found.height()) == (632, 432)
    return found


@pytest.fixture
def filled(viewer: Viewer) -> Viewer:
    """Red G on a blue photo, and a green painting that is square."""
    viewer.set_frame(600, 400)
    viewer.set_photo(ready(plain(BLUE)))
    viewer.set_painting(ready(plain(GREEN, 50, 50)))
    viewer.set_generated(ready(plain(RED)))
    return viewer


def plain(colour: str, width: int = 60, height: int = 40) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def noise(width: int, height: int) -> QImage:
    pixels = np.random.default_rng(1).integers(0, 2**24, (height, width), dtype=np.uint32)
    return QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_RGB32).copy()


def ready(image: QImage) -> Pyramid:
    return Pyramid(to_picture(image))


def grab(viewer: Viewer) -> QImage:
    return viewer.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def like(colour: QColor, other: str | QColor, tolerance: int = 6) -> bool:
    other = QColor(other)
    apart = (colour.red() - other.red(), colour.green() - other.green(), colour.blue() - other.blue())
    return max(map(abs, apart)) <= tolerance


def seen(viewer: Viewer, x: int, y: int) -> QColor:
    return grab(viewer).pixelColor(x, y)


def shows(viewer: Viewer, x: int, y: int, colour: str) -> bool:
    return like(seen(viewer, x, y), colour)


def wheel(
    viewer: Viewer, at: QPointF, *, angle: int = 0, pixels: QPoint | None = None, keys: Qt.KeyboardModifier = NONE
) -> None:
    there = QPointF(viewer.mapToGlobal(at.toPoint()))
    turn = QPoint(0, angle)
    phase = Qt.ScrollPhase.NoScrollPhase if pixels is None else Qt.ScrollPhase.ScrollUpdate
    event = QWheelEvent(at, there, pixels or QPoint(), turn, NO_BUTTON, keys, phase, False)
    QApplication.sendEvent(viewer, event)


class Paints(QObject):
    """Counts how often a widget is drawn from now on."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.count = 0
        viewer.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == QEvent.Type.Paint
        return False


def drag(viewer: Viewer, *way: QPoint, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE) -> None:
    """Press at the first point, move to the others, release at the last."""
    kinds = QEvent.Type
    steps = [(kinds.MouseButtonPress, way[0], button, button)]
    steps += [(kinds.MouseMove, point, NO_BUTTON, button) for point in way[1:]]
    steps += [(kinds.MouseButtonRelease, way[-1], button, NO_BUTTON)]
    for kind, point, one, held in steps:
        there = QPointF(viewer.mapToGlobal(point))
        QApplication.sendEvent(viewer, QMouseEvent(kind, QPointF(point), there, one, held, keys))


def hover(viewer: Viewer, x: int, y: int) -> Qt.CursorShape:
    """Return the pointer's shape there."""
    at = QPointF(x, y)
    there = QPointF(viewer.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(viewer, QMouseEvent(QEvent.Type.MouseMove, at, there, NO_BUTTON, NO_BUTTON, NONE))
    return viewer.cursor().shape()


def corner(viewer: Viewer) -> QPointF:
    """Where the picture's upper left corner lies, seen through its own pixels would be costly: from the geometry."""
    return viewer._port.exact_place().topLeft()


def focus(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.window().activateWindow()
    viewer.setFocus()
    qtbot.waitUntil(viewer.hasFocus)


def leave(viewer: Viewer) -> None:
    """Give the focus to the field below."""
    field = viewer.window().findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setFocus()


# What is seen


def test_an_empty_viewer_is_calm(viewer: Viewer) -> None:
    canvas = QColor(theme.colours().canvas)
    calm = grab(viewer)
    assert all(calm.pixelColor(x, y) == canvas for x in range(4, 628, 8) for y in range(4, 428, 8))
    assert not viewer.has_picture


def test_the_photo_is_seen_until_there_is_a_picture(viewer: Viewer) -> None:
    viewer.set_frame(600, 400)
    viewer.set_photo(ready(plain(BLUE)))
    assert shows(viewer, 316, 216, BLUE)
    viewer.set_generated(ready(plain(RED)))
    assert shows(viewer, 316, 216, RED)
    viewer.set_generated(None)
    assert shows(viewer, 316, 216, BLUE)


def test_the_photo_alone_brings_its_own_frame(viewer: Viewer) -> None:
    viewer.set_photo(ready(plain(BLUE, 600, 400)))
    assert viewer.zoom == pytest.approx(1.0)
    assert shows(viewer, 20, 20, BLUE)


def test_fitted_the_whole_picture_is_in_view_on_the_canvas(viewer: Viewer) -> None:
    image = plain(WHITE, 600, 400)
    for x, y, colour in ((0, 0, RED), (599, 0, GREEN), (0, 399, BLUE), (599, 399, "#000000")):
        image.setPixelColor(x, y, QColor(colour))
    viewer.set_frame(600, 400)
    viewer.set_generated(ready(image))
    picture = grab(viewer)
    for x, y, colour in ((16, 16, RED), (615, 16, GREEN), (16, 415, BLUE), (615, 415, "#000000")):
        assert like(picture.pixelColor(x, y), colour)
    assert like(picture.pixelColor(5, 5), theme.colours().canvas)


def test_a_smaller_preview_fills_the_frame(filled: Viewer) -> None:
    filled.set_generated(ready(plain(RED, 6, 4)))
    assert all(shows(filled, x, y, RED) for x, y in ((16, 16), (615, 415), (316, 216)))
    assert like(seen(filled, 10, 10), theme.colours().canvas, 40)


def test_a_white_picture_does_not_melt_into_the_canvas(viewer: Viewer) -> None:
    viewer.set_frame(600, 400)
    viewer.set_generated(ready(plain(WHITE)))
    picture = grab(viewer)
    assert like(picture.pixelColor(16, 200), WHITE, 2)
    assert like(picture.pixelColor(15, 200), theme.colours().border)
    assert not like(picture.pixelColor(15, 200), theme.colours().canvas)


def test_single_pixels_are_squares_at_four_hundred_percent(viewer: Viewer) -> None:
    image = noise(200, 160)
    viewer.set_frame(200, 160)
    viewer.set_generated(ready(image))
    viewer.set_zoom(4.0, QPointF(100, 100))
    picture, left_top = grab(viewer), viewer._port.place().topLeft().toPoint()
    for x, y in ((60, 50), (61, 50), (60, 51), (90, 90)):
        at = QPoint(x, y) * 4 + left_top
        block = {picture.pixel(at.x() + dx, at.y() + dy) for dx in range(4) for dy in range(4)}
        assert block == {image.pixel(x, y)}


def test_a_hundred_percent_shows_the_very_pixels(viewer: Viewer) -> None:
    image = noise(1001, 801)
    viewer.set_frame(1001, 801)
    viewer.set_generated(ready(image))
    viewer.actual_size()
    at = -viewer._port.place().topLeft().toPoint()
    # Without the edge, where the focus may be seen.
    assert grab(viewer).copy(4, 4, 624, 424) == image.copy(at.x() + 4, at.y() + 4, 624, 424)


def test_a_mild_enlargement_is_smooth(viewer: Viewer) -> None:
    viewer.set_frame(600, 400)
    image = plain("#000000", 300, 200)
    painter = QPainter(image)
    painter.fillRect(150, 0, 1, 200, QColor(WHITE))
    painter.end()
    viewer.set_generated(ready(image))
    viewer.set_zoom(1.5)
    picture = grab(viewer)
    row = {picture.pixelColor(x, 216).red() for x in range(300, 340)}
    assert any(20 < value < 235 for value in row)


def test_a_fine_pattern_shrunk_eight_times_is_grey(viewer: Viewer) -> None:
    rows, columns = np.indices((1280, 1920))
    grey = ((rows + columns) % 2 * 255).astype(np.uint8)
    image = QImage(grey.tobytes(), 1920, 1280, 1920, QImage.Format.Format_Grayscale8)
    viewer.set_frame(1920, 1280)
    viewer.set_generated(ready(image.convertToFormat(QImage.Format.Format_RGB32)))
    viewer.set_zoom(1 / 8)
    assert all(shows(viewer, x, y, "#7f7f7f") for x, y in ((316, 216), (290, 200), (333, 251)))


# A large picture, whose own pixels come tile by tile


@pytest.fixture
def by_the_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pictures are treated as large ones are, and tiles are small."""
    monkeypatch.setattr(pyramid, "WHOLE", 1000)
    for module in (tiles, painting):
        monkeypatch.setattr(module, "SIDE", 64)


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pixels were converted by the piece, one number each time."""
    counts: list[int] = []
    piece = Pyramid.piece

    def counted(made: Pyramid, pixels: QRect) -> QImage:
        counts.append(pixels.width() * pixels.height())
        return piece(made, pixels)

    monkeypatch.setattr(Pyramid, "piece", counted)
    return counts


def deep(image: QImage) -> Pyramid:
    """The same as a result has it: floating point numbers."""
    return Pyramid(Picture(to_picture(image).as_float()))


def settled(viewer: Viewer) -> QImage:
    """What is seen when all tiles are there."""
    for _ in range(200):
        grab(viewer)
        if not viewer._tiles.missing:
            return grab(viewer)
    raise AssertionError


@pytest.mark.parametrize("zoom", [0.51, 0.6, 0.77, 1.0, 1.2, 2.7, 4.0, 32.0])
@pytest.mark.usefixtures("by_the_piece")
def test_tiles_look_as_the_whole_picture_does(viewer: Viewer, zoom: float) -> None:
    image = noise(1000, 700)
    viewer.set_frame(1000, 700)
    viewer.set_generated(ready(image))
    viewer.set_zoom(zoom, QPointF(130, 90))
    whole = grab(viewer)
    viewer.set_generated(deep(image))
    apart = to_picture(settled(viewer)).pixels.astype(int) - to_picture(whole).pixels
    assert np.abs(apart).max() <= 4  # Qt rounds where a pixel lies a little


@pytest.mark.usefixtures("by_the_piece")
def test_a_hundred_percent_of_a_large_picture_shows_the_very_pixels(viewer: Viewer) -> None:
    image = noise(1001, 801)
    viewer.set_frame(1001, 801)
    viewer.set_generated(deep(image))
    viewer.actual_size()
    at = -viewer._port.place().topLeft().toPoint()
    assert settled(viewer).copy(4, 4, 624, 424) == image.copy(at.x() + 4, at.y() + 4, 624, 424)


@pytest.mark.usefixtures("by_the_piece")
def test_the_split_is_right_on_both_sides_of_large_pictures(viewer: Viewer) -> None:
    before, after = noise(1200, 800), noise(1200, 900).copy(0, 50, 1200, 800)
    viewer.set_frame(1200, 800)
    viewer.set_photo(deep(before))
    viewer.set_generated(deep(after))
    viewer.actual_size()
    viewer.compare(True)
    at, picture = -viewer._port.place().topLeft().toPoint(), settled(viewer)
    assert picture.copy(10, 10, 260, 150) == before.copy(at.x() + 10, at.y() + 10, 260, 150)
    assert picture.copy(360, 10, 260, 150) == after.copy(at.x() + 360, at.y() + 10, 260, 150)


@pytest.mark.usefixtures("by_the_piece")
def test_a_paint_converts_a_few_tiles_and_the_rest_comes_by_itself(
    viewer: Viewer, converted: list[int], qtbot: QtBot
) -> None:
    viewer.set_frame(1200, 800)
    viewer.set_generated(deep(noise(1200, 800)))
    viewer.actual_size()
    first = grab(viewer)
    assert len(converted) == tiles.AT_ONCE
    assert max(converted) <= (64 + 2 * tiles.APRON) ** 2
    paints = Paints(viewer)
    qtbot.waitUntil(lambda: not viewer._tiles.missing)
    assert paints.count > 5
    needed = len(converted)
    assert needed == len(viewer._tiles._kept) <= (632 // 64 + 2) * (432 // 64 + 2)
    assert grab(viewer) != first
    assert len(converted) == needed


@pytest.mark.usefixtures("by_the_piece")
def test_until_a_tile_is_there_its_place_shows_the_smaller_copy(viewer: Viewer) -> None:
    viewer.set_frame(1200, 800)
    viewer.set_generated(deep(plain(RED, 1200, 800)))
    viewer.actual_size()
    picture = grab(viewer)
    assert viewer._tiles.missing
    assert all(like(picture.pixelColor(x, y), RED) for x in range(8, 624, 16) for y in range(8, 424, 16))


@pytest.mark.usefixtures("by_the_piece")
def test_seen_small_nothing_is_converted(viewer: Viewer, converted: list[int]) -> None:
    viewer.set_frame(1200, 800)
    viewer.set_generated(deep(noise(1200, 800)))
    viewer.set_zoom(0.5)
    grab(viewer)
    assert viewer.zoom == 0.5
    assert converted == []


@pytest.mark.usefixtures("by_the_piece")
def test_what_is_converted_stays_bounded_however_far_one_looks_about(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "KEPT", 5)
    viewer.set_frame(3000, 2000)
    viewer.set_generated(deep(noise(3000, 2000)))
    viewer.actual_size()
    one = 4 * (64 + 2 * tiles.APRON) ** 2
    for _ in range(6):
        viewer.pan(QPointF(300, 100))
        settled(viewer)
        assert viewer.held <= (632 // 64 + 2) * (432 // 64 + 2) * one  # the tiles that a view can touch
    viewer.fit()
    grab(viewer)
    assert 0 < viewer.held <= 5 * one
    viewer.set_generated(ready(plain(RED)))
    assert viewer.held == 0


@pytest.mark.usefixtures("by_the_piece")
def test_a_large_picture_is_let_go_at_once(viewer: Viewer) -> None:
    gc.disable()  # a hundred megapixels must not wait for the collector
    try:
        made = deep(noise(1200, 800))
        viewer.set_generated(made)
        viewer.actual_size()
        grab(viewer)
        gone = weakref.ref(made)
        viewer.set_generated(None)
        del made
        assert gone() is None
    finally:
        gc.enable()


# Before and after


def test_the_split_shows_the_photo_left_and_the_picture_right(filled: Viewer) -> None:
    filled.set_split(0.25)
    picture = grab(filled)
    assert like(picture.pixelColor(100, 100), BLUE)
    assert like(picture.pixelColor(16 + 150 - 6, 50), BLUE)
    assert like(picture.pixelColor(16 + 150 + 6, 50), RED)
    assert like(picture.pixelColor(600, 100), RED)
    accent = theme.colours().accent
    assert like(picture.pixelColor(16 + 150, 50), accent)
    assert like(picture.pixelColor(16 + 150, 216 - 10), accent)  # the handle, in the middle of the height
    assert like(picture.pixelColor(16 + 150 - 10, 216 - 6), accent)
    filled.set_split(None)
    assert shows(filled, 100, 100, RED)


def test_there_is_no_split_without_two_pictures(viewer: Viewer) -> None:
    viewer.set_frame(600, 400)
    viewer.set_split(0.5)
    viewer.set_photo(ready(plain(BLUE)))
    assert all(shows(viewer, x, 50, BLUE) for x in (100, 316, 500))
    assert not viewer.can_compare
    viewer.set_generated(ready(plain(RED)))
    assert viewer.can_compare
    assert shows(viewer, 500, 50, RED)
    viewer.set_photo(None)
    assert all(shows(viewer, x, 50, RED) for x in (100, 316, 500))


def test_another_run_takes_the_photos_place(filled: Viewer) -> None:
    filled.set_split(0.5)
    filled.set_other(ready(plain(GREEN)), "Run 2")
    assert shows(filled, 100, 100, GREEN)
    assert shows(filled, 500, 100, RED)
    filled.set_other(None)
    assert shows(filled, 100, 100, BLUE)


def test_words_beside_the_handle_say_which_is_which(filled: Viewer) -> None:
    filled.set_split(0.5)
    filled.set_titles("", "")
    bare = grab(filled)
    filled.set_titles("Photo", "")
    left = grab(filled)
    assert left.copy(230, 200, 70, 32) != bare.copy(230, 200, 70, 32)
    assert left.copy(320, 0, 300, 432) == bare.copy(320, 0, 300, 432)
    filled.set_titles("Photo", "Painted")
    both = grab(filled)
    assert both.copy(332, 200, 70, 32) != bare.copy(332, 200, 70, 32)
    filled.set_other(ready(plain(BLUE)), "An earlier run")
    assert grab(filled).copy(200, 200, 100, 32) != both.copy(200, 200, 100, 32)


def test_the_words_give_way_at_the_pictures_edge(filled: Viewer) -> None:
    filled.set_titles("Photo", "Painted")
    filled.set_split(0.03)
    picture = grab(filled)
    assert all(like(picture.pixelColor(x, 216), theme.colours().canvas, 40) for x in range(4, 15))
    assert not all(like(picture.pixelColor(x, 216), RED) for x in range(56, 100))
    filled.set_split(0.97)
    picture = grab(filled)
    assert all(like(picture.pixelColor(x, 216), theme.colours().canvas, 40) for x in range(617, 628))


def test_the_split_follows_the_mouse_and_stays_on_the_picture(filled: Viewer) -> None:
    filled.set_split(0.5)
    assert hover(filled, 316, 60) == Qt.CursorShape.SplitHCursor
    assert hover(filled, 316 + 12, 216) == Qt.CursorShape.SplitHCursor  # the handle is wider than the line
    assert hover(filled, 316 + 40, 60) == Qt.CursorShape.ArrowCursor
    heard: list[object] = []
    filled.split_changed.connect(heard.append)
    drag(filled, QPoint(318, 60), QPoint(250, 60), QPoint(166, 300))
    assert filled.split == pytest.approx(0.25)
    assert heard[-1] == pytest.approx(0.25)
    assert shows(filled, 180, 50, RED)
    drag(filled, QPoint(166, 60), QPoint(0, 60))
    assert filled.split == 0.0
    drag(filled, QPoint(17, 60), QPoint(5000, 60))
    assert filled.split == 1.0
    assert corner(filled) == QPointF(16, 16)


def test_the_split_moves_with_shift_and_the_arrows(filled: Viewer) -> None:
    filled.set_split(0.5)
    QTest.keyClick(filled, Qt.Key.Key_Left, SHIFT)
    assert filled.split == pytest.approx(0.48)
    QTest.keyClick(filled, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(filled, Qt.Key.Key_Right, SHIFT)
    assert filled.split == pytest.approx(0.52)


def test_comparing_puts_the_line_where_one_looks(filled: Viewer) -> None:
    filled.set_zoom(4.0, QPointF(16, 16))
    filled.compare(True)
    assert filled.split is not None
    assert filled.split < 0.2
    assert shows(filled, 100, 100, BLUE)
    assert shows(filled, 500, 100, RED)
    filled.compare(False)
    assert filled.split is None


# Keys that are held


def test_the_painting_is_seen_only_while_p_is_held(filled: Viewer) -> None:
    QTest.keyPress(filled, Qt.Key.Key_P)
    picture = grab(filled)
    assert like(picture.pixelColor(316, 216), GREEN)
    assert like(picture.pixelColor(60, 216), theme.colours().canvas)  # it is square, and stays so
    assert like(picture.pixelColor(316 - 195, 20), GREEN)
    QTest.keyRelease(filled, Qt.Key.Key_P)
    assert shows(filled, 316, 216, RED)


def test_the_photo_is_seen_only_while_space_is_held(filled: Viewer) -> None:
    filled.set_split(0.5)
    QTest.keyPress(filled, Qt.Key.Key_Space)
    assert shows(filled, 500, 216, BLUE)
    assert shows(filled, 316, 50, BLUE)  # no line either
    QTest.keyRelease(filled, Qt.Key.Key_Space)
    assert shows(filled, 500, 216, RED)


def test_a_repeating_key_does_not_flicker(filled: Viewer) -> None:
    QTest.keyPress(filled, Qt.Key.Key_P)
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(filled, QKeyEvent(kind, Qt.Key.Key_P, NONE, "p", True))
        assert shows(filled, 316, 216, GREEN)
    QTest.keyRelease(filled, Qt.Key.Key_P)
    assert shows(filled, 316, 216, RED)


def test_holding_ends_when_the_focus_goes_elsewhere(filled: Viewer, qtbot: QtBot) -> None:
    focus(filled, qtbot)
    QTest.keyPress(filled, Qt.Key.Key_Space)
    assert shows(filled, 316, 216, BLUE)
    leave(filled)
    assert shows(filled, 316, 216, RED)


def test_a_badge_says_what_is_shown_instead_of_the_picture(filled: Viewer) -> None:
    badge = (26, 384, 20, 22)
    bare = grab(filled).copy(*badge)
    assert like(bare.pixelColor(4, 11), RED)
    QTest.keyPress(filled, Qt.Key.Key_Space)
    photo = grab(filled).copy(*badge)
    assert not like(photo.pixelColor(4, 11), BLUE, 30)
    QTest.keyRelease(filled, Qt.Key.Key_Space)
    assert grab(filled).copy(*badge) == bare


def test_holding_beats_the_windows_own_shortcut(qtbot: QtBot) -> None:
    window, viewer = QMainWindow(), Viewer()
    window.setCentralWidget(viewer)
    pause = QAction("Pause", window)
    pause.setShortcut("Space")
    heard: list[bool] = []
    pause.triggered.connect(heard.append)
    window.addAction(pause)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    focus(viewer, qtbot)
    viewer.set_generated(ready(plain(RED, 600, 400)))
    viewer.set_photo(ready(plain(BLUE, 600, 400)))
    QTest.keyPress(window.windowHandle(), Qt.Key.Key_Space)
    assert shows(viewer, viewer.width() // 2, viewer.height() // 2, BLUE)
    assert not heard
    QTest.keyRelease(window.windowHandle(), Qt.Key.Key_Space)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space, CTRL)  # somebody else's
    assert viewer._held is None


# Zoom


@pytest.mark.parametrize(("x", "y"), [(316, 216), (40, 60), (600, 400), (200, 380)])
def test_the_wheel_zooms_at_the_pointer(viewer: Viewer, x: int, y: int) -> None:
    image = noise(600, 400)
    viewer.set_frame(600, 400)
    viewer.set_generated(ready(image))
    under = image.pixelColor(x - 16, y - 16)
    for _ in range(16):
        wheel(viewer, QPointF(x + 0.5, y + 0.5), angle=120)
        if viewer.zoom > 3:
            assert like(seen(viewer, x, y), under)
    assert viewer.zoom == pytest.approx(16.0)
    for _ in range(16):
        wheel(viewer, QPointF(x + 0.5, y + 0.5), angle=-120)
    assert viewer.zoom == pytest.approx(1.0)
    assert viewer.fitted


def test_a_fine_wheel_zooms_in_fine_steps(filled: Viewer) -> None:
    for _ in range(8):
        wheel(filled, QPointF(316, 216), angle=15)
    assert filled.zoom == pytest.approx(2**0.25)


def test_two_fingers_move_the_picture_and_with_ctrl_zoom(filled: Viewer) -> None:
    wheel(filled, QPointF(100, 100), pixels=QPoint(0, 200), keys=CTRL)
    assert filled.zoom == pytest.approx(2.0)
    filled.set_zoom(4.0)
    before = corner(filled)
    wheel(filled, QPointF(100, 100), pixels=QPoint(-30, 50))
    assert corner(filled) == before + QPointF(-30, 50)
    assert filled.zoom == 4.0


def test_a_pinch_zooms_at_the_pointer(filled: Viewer) -> None:
    at, there = QPointF(150, 100), QPointF(filled.mapToGlobal(QPoint(150, 100)))
    filled.set_zoom(3.0)
    share = filled._port.share(at)
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        at,
        at,
        there,
        0.5,
        QPointF(),
    )
    QApplication.sendEvent(filled, pinch)
    assert filled.zoom == pytest.approx(4.5)
    assert filled._port.share(at).x() == pytest.approx(share.x())


def test_a_double_click_goes_to_a_hundred_percent_there_and_back(viewer: Viewer) -> None:
    viewer.set_frame(2400, 1600)
    viewer.set_generated(ready(plain(RED)))
    QTest.mouseDClick(viewer, LEFT, pos=QPoint(16, 16))
    assert viewer.zoom == 1.0
    assert corner(viewer).x() == pytest.approx(16)
    QTest.mouseDClick(viewer, LEFT, pos=QPoint(100, 100))
    assert viewer.fitted
    assert viewer.zoom == pytest.approx(0.25)


def test_keys_zoom(viewer: Viewer) -> None:
    viewer.set_frame(1200, 800)
    viewer.set_generated(ready(plain(RED)))
    told: list[float] = []
    viewer.zoom_changed.connect(told.append)
    QTest.keyClick(viewer, Qt.Key.Key_Plus)
    QTest.keyClick(viewer, Qt.Key.Key_1)
    QTest.keyClick(viewer, Qt.Key.Key_Equal)
    QTest.keyClick(viewer, Qt.Key.Key_Minus)
    QTest.keyClick(viewer, Qt.Key.Key_Minus)
    QTest.keyClick(viewer, Qt.Key.Key_0)
    assert told == pytest.approx([2 / 3, 1.0, 1.5, 1.0, 2 / 3, 0.5])
    QTest.keyClick(viewer, Qt.Key.Key_1, CTRL)  # the window's
    assert viewer.fitted


def test_a_resized_window_keeps_a_fitted_picture_fitted(filled: Viewer, qtbot: QtBot) -> None:
    told: list[float] = []
    filled.zoom_changed.connect(told.append)
    filled.window().resize(432, 600)
    qtbot.waitUntil(lambda: filled.width() == 432)
    assert filled.zoom == pytest.approx(400 / 600)
    assert told[-1] == filled.zoom
    assert shows(filled, 17, filled.height() // 2, RED)


def test_a_resized_window_keeps_a_chosen_zoom(filled: Viewer, qtbot: QtBot) -> None:
    filled.set_zoom(2.0, QPointF(100, 100))
    centre = QPointF(filled._port.centre)
    filled.window().resize(700, 500)
    qtbot.waitUntil(lambda: filled.width() == 700)
    assert (filled.zoom, filled._port.centre) == (2.0, centre)


def test_zoom_and_position_survive_previews_and_levels(filled: Viewer) -> None:
    filled.set_zoom(3.0, QPointF(100, 300))
    place = filled._port.exact_place()
    filled.set_generated(ready(noise(150, 100)))
    filled.set_generated(ready(noise(300, 200)))
    filled.set_frame(600, 400)
    filled.set_photo(ready(plain(BLUE, 1234, 567)))
    assert filled._port.exact_place() == place
    centre = QPointF(filled._port.centre)
    filled.set_frame(1200, 800)
    assert (filled.zoom, filled._port.centre) == (3.0, centre)
    filled.set_frame(800, 1200)
    assert filled.fitted


# Moving and dragging


def test_dragging_moves_a_picture_that_is_larger_than_the_view(filled: Viewer) -> None:
    filled.set_zoom(4.0)
    assert hover(filled, 300, 200) == Qt.CursorShape.OpenHandCursor
    before, shapes, out = corner(filled), [], []
    filled.drag_wanted.connect(lambda: out.append(True))
    drag(filled, QPoint(300, 200), QPoint(320, 190), QPoint(340, 170))
    assert corner(filled) == before + QPointF(40, -30)
    assert not out
    shapes.append(filled.cursor().shape())
    QApplication.sendEvent(
        filled,
        QMouseEvent(QEvent.Type.MouseButtonPress, QPointF(9, 9), QPointF(9, 9), LEFT, LEFT, NONE),
    )
    shapes.append(filled.cursor().shape())
    assert shapes == [Qt.CursorShape.OpenHandCursor, Qt.CursorShape.ClosedHandCursor]


def test_the_middle_button_moves_even_over_the_split(filled: Viewer) -> None:
    filled.set_zoom(4.0)
    filled.set_split(0.5)
    before = corner(filled)
    drag(filled, QPoint(316, 60), QPoint(286, 60), button=MIDDLE)
    assert corner(filled) == before + QPointF(-30, 0)
    assert filled.split == 0.5


def test_the_picture_cannot_be_dragged_out_of_sight(filled: Viewer) -> None:
    filled.set_zoom(2.0)
    drag(filled, QPoint(300, 200), QPoint(9000, 9000))
    assert corner(filled) == QPointF(MARGIN, MARGIN)
    assert shows(filled, MARGIN + 1, MARGIN + 1, RED)


def test_arrows_move_only_what_is_larger_than_the_view(filled: Viewer) -> None:
    QTest.keyClick(filled, Qt.Key.Key_Left)
    assert corner(filled) == QPointF(16, 16)
    filled.set_zoom(4.0)
    before = corner(filled)
    QTest.keyClick(filled, Qt.Key.Key_Left)
    QTest.keyClick(filled, Qt.Key.Key_Down)
    assert corner(filled) == before + QPointF(60, -60)


def test_a_fitted_picture_can_be_dragged_out(filled: Viewer) -> None:
    wanted: list[bool] = []
    filled.drag_wanted.connect(lambda: wanted.append(True))
    drag(filled, QPoint(300, 200), QPoint(302, 201))  # a hand that trembles while it clicks
    assert not wanted
    drag(filled, QPoint(300, 200), QPoint(330, 200), QPoint(360, 200))
    assert len(wanted) == 1
    filled.set_split(0.5)
    drag(filled, QPoint(316, 60), QPoint(360, 60))
    assert len(wanted) == 1


def test_alt_drags_the_picture_out_at_any_zoom(filled: Viewer) -> None:
    wanted: list[bool] = []
    filled.drag_wanted.connect(lambda: wanted.append(True))
    filled.set_zoom(4.0)
    before = corner(filled)
    drag(filled, QPoint(300, 200), QPoint(350, 200), keys=ALT)
    assert (len(wanted), corner(filled)) == (1, before)


def test_from_an_empty_viewer_nothing_is_dragged(viewer: Viewer) -> None:
    wanted: list[bool] = []
    viewer.drag_wanted.connect(lambda: wanted.append(True))
    drag(viewer, QPoint(300, 200), QPoint(350, 200))
    wheel(viewer, QPointF(100, 100), angle=120)
    QTest.keyClick(viewer, Qt.Key.Key_Space)
    viewer.compare(True)
    assert not wanted
    assert viewer.zoom == 1.0


# A good citizen


def test_the_focus_is_seen_and_leaves_the_picture_alone(filled: Viewer, qtbot: QtBot) -> None:
    assert filled.focusPolicy() == Qt.FocusPolicy.StrongFocus
    focus(filled, qtbot)
    assert shows(filled, 0, 200, theme.colours().canvas)  # it came by the mouse, or by the program
    leave(filled)
    filled.setFocus(Qt.FocusReason.TabFocusReason)
    assert shows(filled, 0, 200, theme.colours().accent)
    assert shows(filled, 316, 216, RED)
    leave(filled)
    assert shows(filled, 0, 200, theme.colours().canvas)


def test_a_screen_reader_finds_a_name(viewer: Viewer) -> None:
    assert viewer.accessibleName()
    assert "Space" in viewer.accessibleDescription()
    assert (viewer.minimumWidth(), viewer.minimumHeight()) == (240, 180)


def test_layers_that_come_and_go_are_told_and_mere_previews_are_not(viewer: Viewer) -> None:
    told: list[tuple[bool, bool]] = []
    viewer.layers_changed.connect(lambda: told.append((viewer.has_picture, viewer.can_compare)))
    viewer.set_photo(ready(plain(BLUE)))
    for _ in range(3):
        viewer.set_generated(ready(plain(RED)))
    viewer.set_photo(None)
    viewer.set_photo(None)
    assert told == [(True, False), (True, True), (True, False)]


FINE_SCREEN = """
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
app = QApplication([])
from ui.viewer.pyramid import Pyramid
from ui.viewer.qimage import to_picture
from ui.viewer.viewer import Viewer
viewer = Viewer()
viewer.resize(300, 200)
stripes = (b"\\x00\\x00\\xff\\xff" + b"\\xff\\x00\\x00\\xff") * 500 * 1000
image = QImage(stripes, 1000, 1000, 4000, QImage.Format.Format_RGB32)
viewer.set_frame(1000, 1000)
viewer.set_generated(Pyramid(to_picture(image)))
viewer.show()
assert viewer.devicePixelRatioF() == 2.0
assert viewer.zoom == (400 - 64) / 1000
viewer.set_zoom(1.0, QPointF(33, 44))
picture = viewer.grab().toImage()
assert (picture.width(), picture.height()) == (600, 400)
row = [picture.pixelColor(x, 50).name() for x in range(100, 140)]
assert row in (["#ff0000", "#0000ff"] * 20, ["#0000ff", "#ff0000"] * 20)
viewer.close()
"""


def test_on_a_fine_screen_a_hundred_percent_is_one_device_pixel() -> None:
    setting = {**os.environ, "QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", FINE_SCREEN], env=setting, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


# Comparing


def test_a_run_of_another_photo_is_never_stretched(filled: Viewer) -> None:
    filled.set_other(ready(plain(GREEN, 40, 60)), "Picture 1")
    filled.set_split(0.5)
    picture = grab(filled)
    canvas = theme.colours().canvas
    assert like(picture.pixelColor(60, 100), canvas)  # beside it
    assert like(picture.pixelColor(250, 30), GREEN)  # 267 wide, 400 high, in the middle
    assert like(picture.pixelColor(600, 100), RED)
    filled.set_split(1.0)
    assert shows(filled, 316 + 125, 100, GREEN)
    assert shows(filled, 316 + 145, 100, canvas)
    filled.set_other(ready(plain(GREEN, 61, 40)), "Picture 1")  # only rounded to whole pixels
    assert shows(filled, 20, 20, GREEN)


def test_beside_a_narrow_picture_the_words_lie_on_the_canvas(viewer: Viewer) -> None:
    viewer.set_photo(ready(plain(BLUE, 40, 400)))
    viewer.set_generated(ready(plain(RED, 40, 400)))
    viewer.set_split(0.5)
    viewer.set_titles("", "")
    bare = grab(viewer)
    viewer.set_titles("Photo", "Picture 1")
    assert grab(viewer).copy(200, 200, 90, 32) != bare.copy(200, 200, 90, 32)
    assert grab(viewer).copy(342, 200, 90, 32) != bare.copy(342, 200, 90, 32)


def test_the_words_at_the_line_fade_and_come_back_with_the_pointer(filled: Viewer, qtbot: QtBot) -> None:
    filled._words._timer.setInterval(30)
    filled.set_titles("Photo", "Picture 1")
    filled.set_split(0.5)
    said = grab(filled).copy(220, 200, 200, 32)
    qtbot.waitUntil(lambda: filled._words.opacity == 0)
    assert grab(filled).copy(220, 200, 200, 32) != said
    QTest.mouseMove(filled, QPoint(100, 300))
    QTest.mouseMove(filled, QPoint(120, 300))
    assert filled._words.opacity == 1
    assert grab(filled).copy(220, 200, 200, 32) == said
