"""What a person finds again the next day."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from styler.pictures.file_options import FileOptions
from styler.recipe import Recipe
from ui.session.settings import RECENT, Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "configuration" / "window.ini"


def again(settings: Settings) -> Settings:
    """The settings as the next start of the program finds them."""
    settings.sync()
    return Settings(settings.path)


def written(path: Path, text: str) -> Settings:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return Settings(path)


def defaults(settings: Settings) -> None:
    """Look at every value of a file that says nothing."""
    assert settings.geometry is None
    assert (settings.pictures_width, settings.settings_width, settings.chart_height) == (None, None, None)
    assert (settings.pictures_hidden, settings.settings_hidden, settings.strip_hidden) == (False, False, False)
    assert settings.theme == "system"
    assert settings.language == ""
    assert settings.export_format == ".png"
    assert settings.print_options == FileOptions()
    assert (settings.advanced, settings.chart, settings.chart_layers) == (False, False, False)
    assert (settings.photo_folder, settings.painting_folder, settings.export_folder) == (None, None, None)
    assert (settings.recent_photos, settings.recent_paintings) == ((), ())
    assert settings.recipe == Recipe()


def test_the_first_start_finds_the_defaults_and_writes_nothing(path: Path) -> None:
    settings = Settings(path)
    defaults(settings)
    settings.sync()
    assert not path.exists()


def test_the_next_start_finds_everything_again(path: Path, tmp_path: Path) -> None:
    settings = Settings(path)
    photos, paintings, exports = tmp_path / "Föhren, 松", tmp_path / "b", tmp_path / "c"
    for folder in (photos, paintings, exports):
        folder.mkdir()
    settings.geometry = bytes(range(256))
    settings.pictures_width, settings.settings_width, settings.chart_height = 250, 400, 160
    settings.pictures_hidden = settings.settings_hidden = settings.strip_hidden = True
    settings.photo_folder, settings.painting_folder, settings.export_folder = photos, paintings, exports
    settings.export_format = ".WEBP"
    chosen = FileOptions(90, "4:2:0", 16, "photo", 300, keep_metadata=True)
    settings.print_options = chosen
    settings.theme = "dark"
    settings.language = "zh_CN"
    settings.advanced = settings.chart = settings.chart_layers = True
    found = again(settings)
    assert found.geometry == bytes(range(256))
    assert (found.pictures_width, found.settings_width, found.chart_height) == (250, 400, 160)
    assert (found.pictures_hidden, found.settings_hidden, found.strip_hidden) == (True, True, True)
    assert (found.photo_folder, found.painting_folder, found.export_folder) == (photos, paintings, exports)
    assert found.print_options == replace(chosen, quality=None, keep_metadata=False), "the rest is asked each time"
    assert (found.export_format, found.theme, found.language) == (".webp", "dark", "zh_CN")
    assert (found.advanced, found.chart, found.chart_layers) == (True, True, True)


def test_what_was_taken_back_is_gone(path: Path, tmp_path: Path) -> None:
    settings = Settings(path)
    settings.geometry, settings.photo_folder, settings.advanced = b"x", tmp_path, True
    settings = again(settings)
    settings.geometry, settings.photo_folder, settings.advanced = None, None, False
    settings.language = ""
    defaults(again(settings))


def test_a_folder_that_is_gone_is_not_offered(path: Path, tmp_path: Path) -> None:
    settings = Settings(path)
    folder = tmp_path / "gone"
    folder.mkdir()
    settings.photo_folder = folder
    folder.rmdir()
    assert settings.photo_folder is None


def test_recent_pictures_come_newest_first_once_each_and_not_too_many(path: Path, tmp_path: Path) -> None:
    settings = Settings(path)
    names = [tmp_path / f"{number}, 100 %.jpg" for number in range(RECENT + 3)]
    for name in names:
        settings.add_recent_photo(name)
    settings.sync()
    assert path.read_text().count(".jpg") == RECENT
    settings.add_recent_photo(names[5])
    found = again(settings).recent_photos
    assert found == (names[5], *(name for name in reversed(names) if name != names[5]))[:RECENT]
    assert settings.recent_paintings == ()
    settings.add_recent_painting(names[0])
    assert again(settings).recent_paintings == (names[0],)


def test_a_recent_picture_is_found_from_another_folder_too(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(path)
    settings.add_recent_photo(Path("cat.jpg"))
    settings.add_recent_photo(tmp_path / "cat.jpg")
    assert settings.recent_photos == (tmp_path / "cat.jpg",)


def test_the_last_recipe_comes_back_without_its_pictures(path: Path) -> None:
    settings = Settings(path)
    chosen = Recipe(size=1024, style_layers={"relu2_1": 0.5}, colour="photo", step_size=0.03, start="noise")
    settings.recipe = chosen
    assert again(settings).recipe == chosen
    settings.recipe = chosen.with_(start="picture", style_weights=(2.0, 1.0))
    assert again(settings).recipe == chosen.with_(start="mosaic")


@pytest.mark.parametrize(
    ("text", "recipe"),
    [
        ("not a recipe", Recipe()),
        (r"{\"size\": 9}", Recipe()),
        (r"{\"brush\": 3}", Recipe()),
        ("[" * 30000, Recipe()),
        (r"{\"size\": 640, \"start\": \"picture\", \"style_weights\": [1]}", Recipe(size=640)),
    ],
    ids=("no JSON", "a wrong size", "an unknown name", "too deep", "pictures of its own"),
)
def test_a_recipe_of_another_version_or_hand_gives_what_can_be_used(path: Path, text: str, recipe: Recipe) -> None:
    assert written(path, f'[recipe]\nlast="{text}"\n').recipe == recipe


@pytest.mark.parametrize(
    "value",
    [
        "no such thing",
        "a, b, c",
        "-1",
        "nan",
        "@Invalid()",
        "@ByteArray(abc)",
        "@Variant(\\0\\0\\0\\x7f\\0\\0)",
        "@Rect(1 2 3 4)",
        '"\\0"',
        '"[[[[1]]]]"',
        '"{}"',
        '"YW*Jj"',
        "9" * 4999,
        "\\xd800",
        "[" * 30000,
    ],
    ids=range(15),
)
def test_broken_and_foreign_values_give_the_defaults(path: Path, value: str) -> None:
    keys = {
        "window": (
            *("geometry", "theme", "language", "advanced", "chart", "chart_layers"),
            *("pictures_width", "settings_width", "chart_height"),
            *("pictures_hidden", "settings_hidden", "strip_hidden"),
        ),
        "folders": ("photo", "painting", "export"),
        "recent": ("photos", "paintings"),
        "export": ("format", "bits", "subsampling", "profile", "dpi"),
        "recipe": ("last",),
        "speed": ("cpu",),
    }
    text = "".join(f"[{group}]\n" + "".join(f"{key}={value}\n" for key in names) for group, names in keys.items())
    defaults(written(path, text))


def test_a_file_that_is_no_settings_at_all_gives_the_defaults(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(bytes(range(256)) * 20)
    defaults(Settings(path))


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    settings = Settings(tmp_path / "taken" / "window.ini")
    settings.theme = "dark"
    settings.sync()
    assert settings.theme == "dark"


def test_it_is_kept_where_the_system_keeps_such_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if os.name == "posix":
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        monkeypatch.setenv("HOME", str(tmp_path))
    settings = Settings()
    assert (settings.path.name, settings.path.parent.name) == ("window.ini", "styler")
    assert os.name != "posix" or tmp_path in settings.path.parents
    assert settings.presets_folder == settings.path.parent / "presets"
