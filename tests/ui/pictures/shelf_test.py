"""A shelf: what is seen on it, and how a picture is chosen, added, dragged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.look import theme
from ui.look.preview import Preview
from ui.pictures import shelf_view
from ui.pictures.shelf import Shelf, ShelfItem

Make = Callable[..., Shelf]
RED, GREEN = QColor("#cc2222"), QColor("#22aa44")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True, scope="module")
def _themed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    alive = []  # qtbot closes the windows, but does not hold them

    def build(count: int = 3, *, width: int = 250, blends: bool = False) -> Shelf:
        outside = QWidget()
        qtbot.addWidget(outside)
        alive.append(outside)
        shelf = Shelf("Or one of these", blends=blends)
        layout = QVBoxLayout(outside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(shelf)
        layout.addStretch()
        shelf.add_items([item(number) for number in range(count)])
        outside.resize(width, 600)
        outside.show()
        outside.activateWindow()
        qtbot.waitUntil(outside.isActiveWindow)
        return shelf

    yield build
    for each in QApplication.topLevelWidgets():
        each.hide()  # an open menu too


def key(number: int) -> Path:
    return Path(f"/samples/{number}.jpg")


def image(colour: QColor = RED, size: tuple[int, int] = (300, 200)) -> QImage:
    made = QImage(*size, QImage.Format.Format_RGB32)
    made.fill(colour)
    return made


def item(number: int, thumbnail: QImage | None = None) -> ShelfItem:
    return ShelfItem(key(number), f"Picture {number}", f"Painter {number}", thumbnail)


def tiles(shelf: Shelf) -> QListWidget:
    found = shelf.findChild(QListWidget)
    assert isinstance(found, QListWidget)
    return found


def place(shelf: Shelf, number: int) -> QPoint:
    """The middle of a picture, on the viewport."""
    rect = tiles(shelf).visualItemRect(tiles(shelf).item(number))
    return QPoint(rect.center().x(), rect.top() + 40)


def click(shelf: Shelf, number: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(tiles(shelf).viewport(), LEFT, modifier, place(shelf, number))


def colour_at(shelf: Shelf, at: QPoint) -> QColor:
    return tiles(shelf).viewport().grab().toImage().pixelColor(at)


def heard(shelf: Shelf) -> list[tuple[str, Path]]:
    told: list[tuple[str, Path]] = []
    shelf.chosen.connect(lambda path: told.append(("chosen", path)))
    shelf.add_wanted.connect(lambda path: told.append(("added", path)))
    return told


def heading(shelf: Shelf) -> QLabel:
    found = shelf.findChild(QLabel)
    assert isinstance(found, QLabel)
    return found


# --- What is seen -----------------------------------------------------------------------------------------------------


def test_an_empty_shelf_takes_no_room(make: Make) -> None:
    shelf = make(0)
    assert not heading(shelf).isVisible()
    assert shelf.sizeHint().height() == 0

    shelf.add_items([item(0)])
    assert heading(shelf).isVisible()
    assert shelf.sizeHint().height() > 100


def test_a_picture_comes_later_than_its_tile(make: Make) -> None:
    shelf = make(2)
    at = QPoint(place(shelf, 1).x() - 30, place(shelf, 1).y())
    assert colour_at(shelf, at) == QColor(theme.LIGHT.hover)

    shelf.set_thumbnail(key(1), image())
    assert colour_at(shelf, at) == RED
    shelf.set_thumbnail(Path("/unknown.png"), image())
    assert tiles(shelf).count() == 2


def test_a_picture_that_is_there_already_is_brought_up_to_date(make: Make) -> None:
    shelf = make(2)
    shelf.add_items([item(2), ShelfItem(key(0), "Waves", "Hokusai", image(GREEN)), ShelfItem(key(0), "Great waves")])

    assert [tiles(shelf).item(row).text() for row in range(tiles(shelf).count())] == [
        "Great waves",
        "Picture 1",
        "Picture 2",
    ]
    assert colour_at(shelf, place(shelf, 0)) == GREEN


def test_a_picture_fills_its_tile_whatever_its_shape(make: Make) -> None:
    shelf = make(2)
    shelf.set_thumbnail(key(0), image(RED, (20, 300)))
    shelf.set_thumbnail(key(1), image(GREEN, (300, 20)))

    for number, colour in ((0, RED), (1, GREEN)):
        rect = tiles(shelf).visualItemRect(tiles(shelf).item(number))
        for at in (QPoint(rect.left() + 6, rect.top() + 40), QPoint(rect.right() - 6, rect.top() + 12)):
            assert colour_at(shelf, at) == colour


def test_what_is_in_the_well_has_a_frame_and_says_so(make: Make) -> None:
    shelf = make(2)
    for number in range(2):
        shelf.set_thumbnail(key(number), image())
    edges = [QPoint(tiles(shelf).visualItemRect(tiles(shelf).item(number)).left() + 5, 40) for number in range(2)]
    accent = QColor(theme.LIGHT.accent)

    shelf.set_current([key(1), Path("/elsewhere.png")])
    assert [colour_at(shelf, at) == accent for at in edges] == [False, True]
    assert spoken(shelf) == ["Picture 0 by Painter 0", "Picture 1 by Painter 1, chosen"]

    shelf.set_current([key(0)])
    assert [colour_at(shelf, at) == accent for at in edges] == [True, False]


def test_what_is_in_the_well_is_marked_when_it_joins_the_shelf_later(make: Make) -> None:
    shelf = make(1)
    shelf.set_current([key(1)])
    shelf.add_items([item(1), ShelfItem(Path("/plain.png"), "Plain")])

    assert spoken(shelf) == ["Picture 0 by Painter 0", "Picture 1 by Painter 1, chosen", "Plain"]


def spoken(shelf: Shelf) -> list[str]:
    """What a screen reader says of each tile."""
    interface = QAccessible.queryAccessibleInterface(tiles(shelf))
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Or one of these"
    model = tiles(shelf).model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]


# --- Seen large -------------------------------------------------------------------------------------------------------


def preview(shelf: Shelf) -> Preview:
    found = tiles(shelf).findChild(Preview)
    assert isinstance(found, Preview)
    return found


def rest(shelf: Shelf, number: int) -> None:
    """Let the pointer rest on a picture until Qt would show a tooltip."""
    at, viewport = place(shelf, number), tiles(shelf).viewport()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at)))


def said(shelf: Shelf) -> list[str]:
    return [label.text() for label in preview(shelf).findChildren(QLabel) if label.isVisible()]


def test_a_picture_is_seen_large_while_the_pointer_rests_on_it(make: Make, qtbot: QtBot) -> None:
    shelf = make(0)
    shelf.add_items([ShelfItem(key(0), "A <b>very</b> long title & more", "Someone", image(size=(300, 200))), item(1)])
    with qtbot.waitSignal(shelf.preview_wanted) as wanted:
        rest(shelf, 0)
    assert wanted.args == [key(0)]
    large = preview(shelf)
    assert large.isVisible()
    assert said(shelf) == ["A <b>very</b> long title & more", "Someone"]
    assert large.width() > 2 * tiles(shelf).visualItemRect(tiles(shelf).item(0)).width()
    assert large.grab().toImage().pixelColor(large.width() // 2, 100) == RED
    tile = tiles(shelf).visualItemRect(tiles(shelf).item(0))
    tile.moveTo(tiles(shelf).viewport().mapToGlobal(tile.topLeft()))
    assert not tile.intersects(large.geometry())
    others = tiles(shelf).viewport().rect()
    others.moveTo(tiles(shelf).viewport().mapToGlobal(QPoint()))
    assert not others.intersects(large.geometry())  # the pointer may be on its way to another
    assert QApplication.activeWindow() is shelf.window()  # it takes the keyboard from nobody

    shelf.sharpen(key(1), image(GREEN))  # too late: that one is no longer seen
    assert large.grab().toImage().pixelColor(large.width() // 2, 100) == RED
    shelf.sharpen(key(0), image(GREEN, (900, 600)))
    assert large.grab().toImage().pixelColor(large.width() // 2, 100) == GREEN


def test_the_next_one_is_seen_at_once_and_none_beside_them(make: Make) -> None:
    shelf = make(3)
    for number in (0, 1):
        shelf.set_thumbnail(key(number), image())
    viewport = tiles(shelf).viewport()
    QTest.mouseMove(viewport, place(shelf, 0))
    assert not preview(shelf).isVisible()
    rest(shelf, 0)
    QTest.mouseMove(viewport, place(shelf, 1))
    assert said(shelf) == ["Picture 1", "Painter 1"]
    QTest.mouseMove(viewport, QPoint(200, place(shelf, 2).y()))
    assert not preview(shelf).isVisible()
    rest(shelf, 2)  # whose thumbnail is not there yet
    assert said(shelf) == ["Picture 2", "Painter 2"]
    assert preview(shelf).height() < 80
    for end in (
        lambda: click(shelf, 1),
        lambda: QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave)),
        lambda: shelf.hide(),
    ):
        shelf.show()
        rest(shelf, 0)
        assert preview(shelf).isVisible()
        end()
        assert not preview(shelf).isVisible()


def test_the_keyboard_shows_large_where_it_rests_and_escape_hides_it(
    make: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.pictures.shelf_view.REST_MS", 0)
    shelf = make(3)
    for number in range(3):
        shelf.set_thumbnail(key(number), image())
    view = tiles(shelf)
    shelf.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: preview(shelf).isVisible())
    assert said(shelf)[0] == view.currentItem().text()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not preview(shelf).isVisible()
    told = heard(shelf)
    QTest.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: preview(shelf).isVisible())
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert not preview(shelf).isVisible()
    assert told == [("chosen", key(2))]
    QTest.keyClick(view, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: preview(shelf).isVisible())
    view.clearFocus()
    assert not preview(shelf).isVisible()


# --- How it fits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "columns"), [(120, 1), (226, 2), (250, 2), (450, 4), (700, 6)])
@pytest.mark.parametrize("count", [3, 30])
def test_it_never_overflows_to_the_side(make: Make, width: int, columns: int, count: int) -> None:
    shelf = make(count, width=width)
    QApplication.processEvents()
    view = tiles(shelf)
    rects = [view.visualItemRect(view.item(row)) for row in range(count)]

    assert shelf.width() == width
    assert max(rect.right() for rect in rects) < view.viewport().width()
    assert sum(rect.top() == rects[0].top() for rect in rects) == min(columns, count)
    assert view.verticalScrollBar().isVisible() == (count > 2 * columns)
    assert len({rect.topLeft().toTuple() for rect in rects}) == count


@pytest.mark.parametrize(("count", "width"), [(5, 250), (6, 500), (30, 900), (2, 1400)])
def test_the_tiles_grow_with_the_room_until_they_are_large(make: Make, count: int, width: int) -> None:
    shelf = make(count, width=width)
    outside, view = shelf.window(), tiles(shelf)
    layout = outside.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.setStretchFactor(shelf, 1)
    widths = []
    for height in (200, 400, 800, 1600, 3200):
        outside.resize(width, height)
        QApplication.processEvents()
        rects = [view.visualItemRect(view.item(row)) for row in range(count)]
        seen = max(rect.bottom() for rect in rects) <= view.viewport().height()
        assert seen or shelf.height() >= height - 1  # it takes all the room before it scrolls
        assert view.verticalScrollBar().isVisible() != seen
        assert max(rect.right() for rect in rects) < view.viewport().width()
        widths.append(rects[0].width())
    assert widths == sorted(widths)
    assert widths[-1] == min(208, (width - 11) // max(1, -(-(width - 10) // 208)))
    assert shelf.height() < 3200 or count == 30  # and no more than they need


def test_own_pictures_come_and_go_and_the_bundled_stay(make: Make, qtbot: QtBot) -> None:
    shelf = make(2)
    view = tiles(shelf)
    own = [ShelfItem(key(number), f"Own {number}", removal="Take the folder own off the shelf") for number in (7, 8)]
    shelf.set_own([*own, ShelfItem(key(0), "A copy of a bundled one", removal="Take off the shelf")])

    def titles() -> list[str]:
        return [view.item(row).text() for row in range(view.count())]

    assert titles() == ["Picture 0", "Picture 1", "Own 7", "Own 8"]
    texts = [each.text() for each in open_menu(shelf, 3, QContextMenuEvent.Reason.Keyboard).actions()]
    assert texts == ["Use this", "", "Take the folder own off the shelf"]
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(shelf.off_wanted) as told:
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.actions()[2]).center())
    assert told.args == [key(8)]
    view.setCurrentRow(2)
    with qtbot.waitSignal(shelf.off_wanted) as told:
        QTest.keyClick(view, Qt.Key.Key_Delete)
    assert told.args == [key(7)]
    view.setCurrentRow(0)
    with qtbot.assertNotEmitted(shelf.off_wanted):
        QTest.keyClick(view, Qt.Key.Key_Delete)
    shelf.set_own(own[1:])
    assert titles() == ["Picture 0", "Picture 1", "Own 8"]
    shelf.set_own([])
    assert titles() == ["Picture 0", "Picture 1"]


def test_a_drag_is_seen_on_it(make: Make) -> None:
    shelf = make(2)
    before = shelf.grab().toImage()
    shelf.set_lit(True)
    assert shelf.grab().toImage() != before
    shelf.set_lit(False)
    assert shelf.grab().toImage() == before


def test_where_there_is_little_room_one_row_stays(make: Make) -> None:
    shelf = make(9)
    shelf.window().resize(250, 10)
    QApplication.processEvents()

    assert tiles(shelf).height() >= tiles(shelf).visualItemRect(tiles(shelf).item(0)).height()
    assert tiles(shelf).verticalScrollBar().isVisible()


# --- How it is used ---------------------------------------------------------------------------------------------------


def test_a_click_chooses(make: Make) -> None:
    shelf = make()
    told = heard(shelf)

    click(shelf, 1)
    assert told == [("chosen", key(1))]


def test_a_double_click_and_a_click_beside_do_no_more(make: Make) -> None:
    shelf = make()
    told = heard(shelf)
    viewport = tiles(shelf).viewport()

    QTest.mouseClick(viewport, Qt.MouseButton.RightButton, pos=place(shelf, 1))
    QTest.mouseClick(viewport, LEFT, pos=QPoint(200, place(shelf, 2).y()))
    QTest.mousePress(viewport, LEFT, pos=place(shelf, 0))
    QTest.mouseRelease(viewport, LEFT, pos=QPoint(200, place(shelf, 2).y()))
    assert told == []

    QTest.mouseClick(viewport, LEFT, pos=place(shelf, 1))
    QTest.mouseDClick(viewport, LEFT, pos=place(shelf, 1))
    QTest.mouseRelease(viewport, LEFT, pos=place(shelf, 1))
    assert told == [("chosen", key(1))]


def test_with_ctrl_it_is_added_to_the_blend(make: Make) -> None:
    shelf = make(blends=True)
    told = heard(shelf)

    click(shelf, 2, Qt.KeyboardModifier.ControlModifier)
    tiles(shelf).setFocus()
    QTest.keyClick(tiles(shelf), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    click(shelf, 0)
    assert told == [("added", key(2)), ("added", key(2)), ("chosen", key(0))]


def test_photos_have_no_blend(make: Make) -> None:
    shelf = make()
    told = heard(shelf)

    click(shelf, 2, Qt.KeyboardModifier.ControlModifier)
    assert told == [("chosen", key(2))]


@pytest.mark.parametrize("enter", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_the_arrows_walk_and_enter_chooses(make: Make, enter: Qt.Key) -> None:
    shelf = make(5)
    told = heard(shelf)
    shelf.setFocus(Qt.FocusReason.TabFocusReason)
    view = tiles(shelf)
    assert QApplication.focusWidget() is view

    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, enter)
    assert told == [("chosen", key(3))]

    frame = view.visualItemRect(view.item(3)).topLeft() + QPoint(2, 40)
    assert colour_at(shelf, frame) == QColor(theme.LIGHT.accent)


def open_menu(shelf: Shelf, number: int, reason: QContextMenuEvent.Reason) -> QMenu:
    view = tiles(shelf)
    at = place(shelf, number) if reason == QContextMenuEvent.Reason.Mouse else QPoint(0, 0)
    view.setCurrentRow(number)
    viewport = view.viewport()
    QApplication.sendEvent(viewport, QContextMenuEvent(reason, at, viewport.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
def test_the_menu_offers_the_blend_only_where_there_is_one(make: Make, reason: QContextMenuEvent.Reason) -> None:
    assert [each.text() for each in open_menu(make(), 1, reason).actions()] == ["Use this"]

    shelf = make(blends=True)
    told = heard(shelf)
    for row, text in enumerate(["Use this", "Add to the blend"]):
        menu = open_menu(shelf, 1, reason)
        assert menu.actions()[row].text() == text
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.actions()[row]).center())
    assert told == [("chosen", key(1)), ("added", key(1))]


def test_beside_the_pictures_there_is_no_menu(make: Make) -> None:
    shelf = make()
    at = QPoint(200, place(shelf, 2).y())
    QApplication.sendEvent(tiles(shelf).viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, at))

    assert QApplication.activePopupWidget() is None


def test_a_picture_is_dragged_as_its_file_and_stays(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = make()
    told = heard(shelf)
    dragged: list[tuple[Path, bool, Qt.DropAction]] = []

    class Drag:
        """Stands in for Qt's, which would wait for a drop that no test can make."""

        def __init__(self, source: QObject, file: Path, thumbnail: QImage) -> None:
            self.file, self.bare = file, thumbnail.isNull()

        def exec(self, action: Qt.DropAction) -> Qt.DropAction:
            dragged.append((self.file, self.bare, action))
            return action

    monkeypatch.setattr(shelf_view, "dragged", Drag)
    shelf.set_thumbnail(key(1), image())
    viewport = tiles(shelf).viewport()
    for number in (0, 1):
        start = place(shelf, number)
        QTest.mousePress(viewport, LEFT, pos=start)
        for step in (5, 15, 40):
            QTest.mouseMove(viewport, start + QPoint(0, step))
        QTest.mouseRelease(viewport, LEFT, pos=start + QPoint(0, 40))

    assert dragged == [(key(0), True, Qt.DropAction.CopyAction), (key(1), False, Qt.DropAction.CopyAction)]
    assert told == []
    assert tiles(shelf).count() == 3


def test_the_data_of_a_picture_is_its_file(make: Make) -> None:
    shelf = make()
    mime = tiles(shelf).model().mimeData([tiles(shelf).model().index(1, 0)])

    assert isinstance(mime, QMimeData)
    assert mime.urls() == [QUrl.fromLocalFile(str(key(1)))]
