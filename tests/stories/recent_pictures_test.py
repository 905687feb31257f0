"""Someone takes up a picture of another day: the lists of recent ones, with what they look like."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from styler.assets import sample
from tests.program import Program, opened
from ui.look import commands
from ui.look.recent_menu import RecentMenu


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    with opened(qtbot, tmp_path) as program:
        yield program


def own(folder: Path, name: str) -> Path:
    return Path(shutil.copy(sample(name), folder))


def in_the_file_menu(program: Program, title: str) -> RecentMenu:
    menus = commands.menu_named(program.window, "file").findChildren(RecentMenu)
    (found,) = [menu for menu in menus if menu.title().replace("&", "") == title]
    return found


def files(menu: RecentMenu) -> list[Path]:
    return [action.data() for action in menu.actions() if action.data() is not None]


def has_image(menu: RecentMenu, path: Path) -> bool:
    """Whether the entry shows the picture, which has more colours than a sign."""
    (action,) = [action for action in menu.actions() if action.data() == path]
    image = action.icon().pixmap(32).toImage()
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return len(colours) > 200


def test_recent_pictures_are_seen_in_the_file_menu_and_at_their_well(program: Program, tmp_path: Path) -> None:
    photos, paintings = (in_the_file_menu(program, title) for title in ("Recent photos", "Recent paintings"))
    assert not photos.isEnabled()
    coffee, wave = own(tmp_path, "coffee"), own(tmp_path, "hokusai_great_wave")
    program.fill(coffee, wave)
    assert (files(photos), files(paintings)) == ([coffee], [wave])
    well = program.window.pictures.painting_well.recent
    assert files(well) == [wave]
    assert not has_image(well, wave)  # nobody has looked yet
    photos.popup(program.window.pos())
    well.popup(program.window.pos())
    program.wait(lambda: has_image(photos, coffee) and has_image(well, wave) and has_image(paintings, wave))
    well.close()
    photos.close()

    program.session.set_photo(None)
    photos.actions()[0].trigger()
    program.wait(lambda: program.session.photo is not None and program.session.photo.path == coffee)


def test_a_file_that_is_gone_leaves_and_comes_back_with_its_disk(program: Program, tmp_path: Path) -> None:
    coffee, rocket = own(tmp_path, "coffee"), own(tmp_path, "rocket")
    for path in (coffee, rocket):
        program.window.open_files(path, [])
        program.wait(lambda path=path: program.settings.recent_photos[:1] == (path,))  # type: ignore[misc]
    menu = in_the_file_menu(program, "Recent photos")
    assert files(menu) == [rocket, coffee]
    away = coffee.rename(tmp_path / "away.jpg")
    menu.popup(program.window.pos())
    program.wait(lambda: files(menu) == [rocket])
    menu.close()
    away.rename(coffee)
    menu.popup(program.window.pos())
    program.wait(lambda: files(menu) == [rocket, coffee])
    menu.close()


def test_the_list_can_be_cleared(program: Program, tmp_path: Path) -> None:
    program.fill(own(tmp_path, "coffee"), own(tmp_path, "hokusai_great_wave"))
    menu = in_the_file_menu(program, "Recent photos")
    (clear,) = [action for action in menu.actions() if action.text() == "Clear this list"]
    clear.trigger()
    assert program.settings.recent_photos == ()
    assert len(program.settings.recent_paintings) == 1
    assert not menu.isEnabled()
    assert files(program.window.pictures.photo_well.recent) == []
    assert program.session.photo is not None  # only the list is empty
