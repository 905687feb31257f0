"""The wall: as many channels as there are, each with its number; a click or a key opens one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.inside.wall import SIDE, Wall
from ui.session.sights import ChannelTile


def tile(channel: int) -> ChannelTile:
    image = QImage(24, 16, QImage.Format.Format_RGB32)
    image.fill(0xFF000000 + 0x010101 * (channel % 256))
    return ChannelTile(channel, 1000.0 - channel, image)


@pytest.fixture
def wall(qtbot: QtBot) -> Wall:
    made = Wall()
    qtbot.addWidget(made)
    made.resize(640, 400)
    made.show()
    made.set_tiles([tile(channel) for channel in reversed(range(512))], QSize(24, 16))
    return made


def test_all_channels_are_there_in_their_order(wall: Wall) -> None:
    model = wall.model()
    assert model.rowCount() == 512
    assert [model.index(row, 0).data() for row in range(3)] == ["511", "510", "509"]
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Channel 511, largest activation 489"
    first, second = (wall.visualRect(model.index(row, 0)) for row in (0, 1))
    assert first.top() == second.top()
    assert first.right() < second.left() < first.left() + 2 * SIDE


def test_a_click_opens_a_channel_and_so_do_the_keys(wall: Wall, qtbot: QtBot) -> None:
    opened = list[int]()
    wall.opened.connect(opened.append)
    place = wall.visualRect(wall.model().index(1, 0))
    QTest.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert opened == [510]
    QTest.keyClick(wall, Qt.Key.Key_Right)
    assert opened == [510, 509]


def test_the_open_one_is_marked(wall: Wall) -> None:
    before = wall.grab().toImage()
    wall.set_open(510)
    marked = wall.grab().toImage()
    assert marked != before
    wall.set_open(None)
    assert wall.grab().toImage() == before
