"""The row of this sitting's pictures, as a person uses it with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListView, QMenu
from pytestqt.qtbot import QtBot

from styler.jobs.events import Status
from styler.jobs.steered import Change
from styler.recipe import Recipe
from ui.look import theme
from ui.runs.settings_words import words_of
from ui.runs.strip import Strip, StripItem

_LEFT = Qt.MouseButton.LeftButton
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_SIGNALS = (
    "shown",
    "compare_wanted",
    "settings_wanted",
    "export_wanted",
    "copy_wanted",
    "remove_wanted",
    "drag_wanted",
)


def _item(key: int, *, exported: bool = True, status: Status = "done", title: str = "", width: int = 90) -> StripItem:
    image = QImage(width, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#208040"))
    return StripItem(key, title or f"Picture {key}", "Size: 512 px\nQuality: Balanced", image, exported, status)


class _Hand:
    """A shown strip, what it has emitted, and a hand on it."""

    def __init__(self, qtbot: QtBot, width: int) -> None:
        self.strip = Strip()
        qtbot.addWidget(self.strip)
        self.said: list[tuple[str, int]] = []
        for name in _SIGNALS:
            getattr(self.strip, name).connect(self._hear(name))
        self.strip.resize(width, self.strip.height())
        self.strip.show()
        view = self.strip.findChild(QListView)
        assert isinstance(view, QListView)
        self.view = view
        self.view.setFocus()

    def _hear(self, name: str) -> Callable[[int], None]:
        return lambda key: self.said.append((name, key))

    def index(self, row: int) -> QModelIndex:
        return self.view.model().index(row, 0)

    def middle(self, row: int) -> QPoint:
        return self.view.visualRect(self.index(row)).center()

    def click(self, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.view.viewport(), _LEFT, modifier, self.middle(row))

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, modifier)

    def data(self, row: int, role: Qt.ItemDataRole) -> Any:
        return self.index(row).data(role)

    def colour(self, row: int, right: int, down: int) -> str:
        """The colour on the screen, counted from the upper left corner of a picture of 90 x 60."""
        corner = self.middle(row) - QPoint(44, 30)
        return self.view.viewport().grab().toImage().pixelColor(corner + QPoint(right, down)).name()


@pytest.fixture
def hand(qtbot: QtBot, qapp: QApplication) -> _Hand:
    theme.apply(qapp, "dark")
    hand = _Hand(qtbot, 900)
    hand.strip.set_items([_item(10), _item(20), _item(30)])
    return hand


def test_a_click_shows_a_picture(hand: _Hand) -> None:
    hand.click(1)
    assert hand.said == [("shown", 20)]


def test_a_click_with_shift_compares_and_leaves_the_shown_one_alone(hand: _Hand) -> None:
    hand.strip.set_shown(10, None)
    hand.click(2, _SHIFT)
    assert hand.said == [("compare_wanted", 30)]
    assert hand.view.currentIndex().row() == 0


def test_the_arrow_keys_show_the_neighbours_and_stop_at_the_ends(hand: _Hand) -> None:
    hand.strip.set_shown(20, None)
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Left)
    hand.key(Qt.Key.Key_Home)
    assert hand.said == [("shown", 30), ("shown", 20), ("shown", 10)]


def test_what_the_program_shows_is_not_told_back(hand: _Hand) -> None:
    hand.strip.set_shown(30, 10)
    hand.strip.set_items([_item(30), _item(40)])
    assert hand.said == []


@pytest.mark.parametrize(
    ("key", "modifier", "wanted"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "shown"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "shown"),
        (Qt.Key.Key_Return, _SHIFT, "compare_wanted"),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "remove_wanted"),
        (Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier, "remove_wanted"),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier, "copy_wanted"),
    ],
)
def test_a_key_acts_on_the_picture_with_the_focus(
    hand: _Hand, key: Qt.Key, modifier: Qt.KeyboardModifier, wanted: str
) -> None:
    hand.strip.set_shown(20, None)
    hand.key(key, modifier)
    assert hand.said == [(wanted, 20)]


def test_delete_in_an_empty_row_does_nothing(qtbot: QtBot) -> None:
    hand = _Hand(qtbot, 300)
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Right):
        hand.key(key)
    hand.view.grab()
    assert hand.said == []


def test_dragging_a_picture_out_tells_which(hand: _Hand) -> None:
    port, start = hand.view.viewport(), hand.middle(1)
    QTest.mousePress(port, _LEFT, pos=start)
    for far in (5, 15, 25, 40):
        QTest.mouseMove(port, start - QPoint(0, far))
    QTest.mouseRelease(port, _LEFT, pos=start - QPoint(0, 40))
    assert hand.said == [("drag_wanted", 20)]


def _menu(hand: _Hand) -> QMenu:
    (menu,) = (menu for menu in hand.strip.findChildren(QMenu) if menu.isVisible())
    return menu


def _ask_menu(hand: _Hand, reason: QContextMenuEvent.Reason, where: QPoint) -> None:
    port = hand.view.viewport()
    QApplication.sendEvent(port, QContextMenuEvent(reason, where, port.mapToGlobal(where)))


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Show", "shown"),
        ("Compare with the shown one", "compare_wanted"),
        ("Use these settings", "settings_wanted"),
        ("Export...", "export_wanted"),
        ("Copy", "copy_wanted"),
        ("Remove", "remove_wanted"),
    ],
)
def test_the_menu_has_all_there_is_to_do(hand: _Hand, words: str, wanted: str) -> None:
    hand.strip.set_shown(10, None)
    _ask_menu(hand, QContextMenuEvent.Reason.Mouse, hand.middle(2))
    menu = _menu(hand)
    (action,) = (action for action in menu.actions() if action.text() == words)
    assert not action.icon().isNull()
    QTest.mouseClick(menu, _LEFT, pos=menu.actionGeometry(action).center())
    assert hand.said == [(wanted, 30)]


def test_the_menu_key_opens_the_menu_of_the_picture_with_the_focus(hand: _Hand) -> None:
    hand.strip.set_shown(20, None)
    _ask_menu(hand, QContextMenuEvent.Reason.Keyboard, QPoint(1, 1))
    menu = _menu(hand)
    QTest.keyClick(menu, Qt.Key.Key_Up)  # the last entry
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert hand.said == [("remove_wanted", 20)]


def test_the_shown_picture_cannot_be_compared_with_itself(hand: _Hand) -> None:
    hand.strip.set_shown(20, None)
    _ask_menu(hand, QContextMenuEvent.Reason.Mouse, hand.middle(1))
    menu = _menu(hand)
    enabled = {action.text() for action in menu.actions() if action.isEnabled() and action.text()}
    assert enabled == {"Use these settings", "Export...", "Copy", "Remove"}
    menu.close()


def test_beside_the_pictures_there_is_no_menu(hand: _Hand) -> None:
    _ask_menu(hand, QContextMenuEvent.Reason.Mouse, QPoint(890, 30))
    assert hand.strip.findChildren(QMenu) == []


def test_a_new_picture_leaves_scrolling_and_focus_where_they_were(qtbot: QtBot) -> None:
    hand = _Hand(qtbot, 300)
    items = [_item(key) for key in range(12)]
    hand.strip.set_items(items)
    hand.view.setFocus()
    qtbot.waitUntil(hand.view.hasFocus)
    hand.strip.set_shown(5, None)
    hand.view.grab()
    hand.view.horizontalScrollBar().setValue(700)

    hand.strip.set_items([*items, _item(12)])
    hand.strip.set_shown(5, 2)
    hand.view.grab()

    assert hand.view.horizontalScrollBar().value() == 700
    assert hand.view.currentIndex().data() == "Picture 5"
    assert hand.view.hasFocus()


def test_news_of_the_shown_one_do_not_pull_the_row_back_to_it(qtbot: QtBot) -> None:
    hand = _Hand(qtbot, 300)
    hand.strip.set_items([_item(key) for key in range(12)])
    hand.strip.set_shown(0, None)
    hand.view.grab()
    hand.view.horizontalScrollBar().setValue(700)
    QTest.mouseClick(hand.view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(150, 40))

    hand.strip.set_shown(0, 8)

    assert hand.view.horizontalScrollBar().value() == 700


def test_a_removed_picture_hands_the_focus_to_its_neighbour(hand: _Hand) -> None:
    hand.strip.set_shown(20, None)
    hand.strip.set_items([_item(10), _item(30)])
    assert hand.view.currentIndex().data() in ("Picture 10", "Picture 30")
    hand.strip.set_items([_item(10), _item(20), _item(30)])
    assert [hand.data(row, Qt.ItemDataRole.DisplayRole) for row in range(3)] == [
        "Picture 10",
        "Picture 20",
        "Picture 30",
    ]


def test_the_pictures_can_change_places(hand: _Hand) -> None:
    hand.strip.set_items([_item(30), _item(10), _item(40)])
    assert [hand.data(row, Qt.ItemDataRole.DisplayRole) for row in range(3)] == [
        "Picture 30",
        "Picture 10",
        "Picture 40",
    ]
    assert hand.view.model().rowCount() == 3


def test_a_newly_shown_picture_is_brought_into_sight(qtbot: QtBot) -> None:
    hand = _Hand(qtbot, 300)
    hand.strip.set_items([_item(key) for key in range(12)])
    hand.view.grab()
    hand.strip.set_shown(11, None)
    assert hand.view.viewport().rect().contains(hand.view.visualRect(hand.index(11)).center())


def test_the_wheel_scrolls_along_the_row(qtbot: QtBot) -> None:
    hand = _Hand(qtbot, 300)
    hand.strip.set_items([_item(key) for key in range(12)])
    hand.view.grab()
    port, where = hand.view.viewport(), QPointF(20, 20)
    buttons, modifiers = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(where, where, QPoint(), QPoint(0, -120), buttons, modifiers, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(port, turn)
    assert hand.view.horizontalScrollBar().value() > 0


def test_the_shown_one_has_the_accent_around_it_and_the_compared_one_another_frame(hand: _Hand, qtbot: QtBot) -> None:
    hand.view.grab()
    with qtbot.waitSignal(hand.view.model().dataChanged):  # or nobody would draw it
        hand.strip.set_shown(10, 20)
    frames = [hand.colour(row, 45, -2) for row in range(3)]
    assert frames[:2] == [theme.colours().accent, theme.colours().muted]
    assert len(set(frames)) == 3


def test_the_focus_is_seen_also_on_the_shown_one(hand: _Hand, qtbot: QtBot) -> None:
    qtbot.waitUntil(hand.view.hasFocus)
    hand.strip.set_shown(10, None)
    assert hand.colour(0, 45, -5) != theme.colours().text  # nobody has touched a key
    hand.key(Qt.Key.Key_Left)
    assert hand.colour(0, 45, -5) == theme.colours().text
    hand.view.clearFocus()
    assert hand.colour(0, 45, -5) != theme.colours().text


def test_what_is_not_exported_has_a_dot(hand: _Hand) -> None:
    hand.strip.set_items([_item(10, exported=False), _item(20)])
    assert hand.colour(0, 81, 9) == theme.colours().accent
    assert hand.colour(1, 81, 9) == "#208040"


def test_stopped_and_failed_runs_have_signs_of_their_own(hand: _Hand) -> None:
    hand.strip.set_items([_item(10), _item(20, status="stopped"), _item(30, status="failed")])
    assert [hand.colour(row, 12, 48) for row in range(2)] == ["#208040", theme.colours().text]
    assert hand.colour(2, 5, 48) == theme.colours().raised


def test_wide_and_tall_pictures_get_cells_that_hold_them(hand: _Hand) -> None:
    hand.strip.set_items([_item(10, width=900), _item(20, width=8), _item(30)])
    hand.view.grab()
    assert [hand.view.visualRect(hand.index(row)).width() for row in range(3)] == [132, 56, 102]


def test_a_picture_fills_its_place_in_the_cell(hand: _Hand) -> None:
    corners = [(8, 1), (82, 1), (8, 58), (82, 58)]
    assert {hand.colour(1, *corner) for corner in corners} == {"#208040"}
    outside = [(45, -2), (45, 61), (-2, 30), (91, 30)]
    assert "#208040" not in {hand.colour(1, *place) for place in outside}


def test_a_changed_theme_is_drawn_at_once(hand: _Hand, qapp: QApplication) -> None:
    hand.strip.set_shown(10, None)
    dark = hand.colour(0, 45, -2)
    theme.apply(qapp, "light")
    assert hand.colour(0, 45, -2) == theme.LIGHT.accent != dark


def test_the_tooltip_says_the_settings_and_that_it_is_not_exported(hand: _Hand) -> None:
    hand.strip.set_items([_item(1, exported=False, status="stopped", title="<b>.jpg"), _item(2)])
    first, second = (hand.data(row, Qt.ItemDataRole.ToolTipRole) for row in range(2))
    assert "&lt;b&gt;.jpg" in first
    assert "Size: 512 px\nQuality: Balanced\nStopped before the end\nNot exported yet" in first
    assert "exported" not in second


def test_a_screen_reader_hears_title_marks_and_settings(hand: _Hand) -> None:
    hand.strip.set_items([_item(1, exported=False), _item(2, status="failed"), _item(3)])
    hand.strip.set_shown(1, 3)
    read = [hand.data(row, Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert read == [
        "Picture 1, Shown, Not exported yet",
        "Picture 2, Failed before the end",
        "Picture 3, Compared",
    ]
    assert "Balanced" in hand.data(0, Qt.ItemDataRole.AccessibleDescriptionRole)
    assert hand.view.accessibleName() == "Pictures of this sitting"


def test_the_settings_in_words_name_what_differs_from_the_defaults() -> None:
    assert words_of(Recipe(), 8.2) == "Size: 512 px\nQuality: Balanced\nTime: 8 s"
    recipe = Recipe(size=1024, quality="finest", beta=2.5, colour="photo", style_weights=(2, 1), steps=40)
    assert words_of(recipe, 200).splitlines() == [
        "Size: 1024 px",
        "Quality: Finest",
        "Steps: 40",
        "Style strength (beta): 2.5 (71 %)",
        "Colours: The photo's",
        "Blend: 2, 1",
        "Time: 3 min 20 s",
    ]


def test_the_settings_in_words_name_all_strengths_of_a_picture_that_was_steered() -> None:
    once = Change(15, "beta", 1.0, 10.0)
    assert (
        words_of(Recipe(beta=10), 8, [once]).splitlines()[2]
        == "Style strength (beta): 1 (50 %), from step 15 on 10 (91 %)"
    )
    back = [once, Change(30, "beta", 10.0, 1.0), Change(30, "style_weights", (), (2.0, 1.0))]
    assert words_of(Recipe(style_weights=(2, 1)), 8, back).splitlines()[2:4] == [
        "Style strength (beta): 1 (50 %), from step 15 on 10 (91 %), from step 30 on 1 (50 %)",
        "Blend: equal parts, from step 30 on 2, 1",
    ]
    often = [Change(step, "beta", step - 1.0, float(step)) for step in (1, 10, 20, 30, 40)]
    assert "Style strength (beta): 0 (0 %), …, from step 40 on 40 (98 %)" in words_of(Recipe(beta=40), 8, often)


def test_as_long_as_there_are_none_it_says_what_it_is_for(qtbot: QtBot) -> None:
    hand = _Hand(qtbot, 300)
    (words,) = [label for label in hand.strip.findChildren(QLabel) if label.text()]
    height = hand.strip.height()
    assert words.isVisible()
    hand.strip.set_items([_item(1)])
    assert not words.isVisible()
    assert hand.view.isVisible()
    assert hand.strip.height() == height  # so the picture above does not jump
    hand.strip.set_items([])
    assert words.isVisible()
