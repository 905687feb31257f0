"""Presets are kept, renamed, shared and taken in; a broken file is told and never touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from styler.errors import OutputError, RecipeError
from styler.recipe import Recipe
from ui.session.presets import PresetStore, onto, portable

OIL = Recipe(size=1024, beta=2.5, style_layers={"relu1_1": 1.0, "relu3_1": 6e-5})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "presets"


@pytest.fixture
def store(folder: Path) -> PresetStore:
    return PresetStore(folder)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- Keeping ---------------------------------------------------------------------------------------------------------


def test_there_are_none_before_the_first_is_saved(store: PresetStore) -> None:
    assert store.names() == []
    assert store.broken() == {}


@pytest.mark.parametrize("name", ["Oil", "1/2: oil?", "水彩", "..", "CON", "a" * 80, "?", "Émile's \\ <best>|*"])
def test_any_name_survives_and_the_file_is_safe_on_every_system(store: PresetStore, folder: Path, name: str) -> None:
    store.save(name, OIL)
    assert store.names() == [name]
    assert PresetStore(folder).load(name) == OIL
    (file,) = files(folder)
    stem, ending = file.rsplit(".", 1)
    assert ending == "json"
    assert all(letter.isalnum() or letter in "-_" for letter in stem)
    assert stem.casefold() not in ("con", "")
    assert len(file) <= 60


def test_names_that_would_share_a_file_do_not(store: PresetStore, folder: Path) -> None:
    store.save("Oil", OIL)
    store.save("oil?", OIL.with_(size=64))
    assert store.load("Oil").size == 1024
    assert store.load("oil?").size == 64
    assert len(files(folder)) == 2


def test_the_names_are_in_the_order_of_a_list(store: PresetStore) -> None:
    for name in ("chalk", "Oil", "Brush"):
        store.save(name, OIL)
    assert store.names() == ["Brush", "chalk", "Oil"]
    assert store.recipes() == dict.fromkeys(("Brush", "chalk", "Oil"), OIL)


def test_spaces_and_line_ends_in_a_name_are_tidied(store: PresetStore) -> None:
    assert store.save("  oil \n on\tcanvas ", OIL) == "oil on canvas"
    assert store.names() == ["oil on canvas"]


@pytest.mark.parametrize("name", ["", "   ", "\n", "a" * 81])
def test_an_empty_or_endless_name_is_refused(store: PresetStore, name: str) -> None:
    with pytest.raises(RecipeError, match="name"):
        store.save(name, OIL)


def test_a_taken_name_is_not_overwritten_unasked(store: PresetStore, folder: Path) -> None:
    store.save("Oil", OIL)
    with pytest.raises(OutputError, match="already a preset named Oil"):
        store.save("Oil", Recipe())
    assert store.load("Oil") == OIL
    store.save("Oil", Recipe(size=64), overwrite=True)
    assert store.load("Oil") == Recipe(size=64)
    assert len(files(folder)) == 1


def test_what_belongs_to_the_machine_or_the_pictures_is_left_out(store: PresetStore, folder: Path) -> None:
    store.save("Oil", OIL.with_(device="cuda:1", precision="bfloat16", memory=4, style_weights=(2, 1), start="picture"))
    (file,) = folder.iterdir()
    text = file.read_text(encoding="utf-8")
    assert "cuda" not in text
    assert not {"device", "precision", "memory", "style_weights"} & set(json.loads(text)["recipe"])
    assert store.load("Oil") == OIL
    assert OIL.start == "mosaic"
    store.save("Noise", OIL.with_(start="noise"))
    assert store.load("Noise").start == "noise"


def test_a_preset_leaves_machine_and_blend_as_they_are() -> None:
    current = Recipe(device="cpu", precision="float32", memory=2, style_weights=(3, 1), size=64)
    assert onto(OIL, current) == OIL.with_(device="cpu", precision="float32", memory=2, style_weights=(3, 1))
    assert portable(onto(OIL, current)) == OIL


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be made"):
        PresetStore(tmp_path / "file" / "presets").save("Oil", OIL)


# --- Renaming and removing -------------------------------------------------------------------------------------------


def test_a_preset_gets_another_name(store: PresetStore, folder: Path) -> None:
    store.save("Oil", OIL)
    assert store.rename("Oil", " Öl ") == "Öl"
    assert store.names() == ["Öl"]
    assert store.load("Öl") == OIL
    assert len(files(folder)) == 1


def test_a_taken_name_is_not_given_twice(store: PresetStore) -> None:
    store.save("Oil", OIL)
    store.save("Chalk", Recipe())
    with pytest.raises(OutputError, match="already a preset named Chalk"):
        store.rename("Oil", "Chalk")
    assert store.rename("Oil", "Oil") == "Oil"
    assert store.names() == ["Chalk", "Oil"]
    assert store.load("Oil") == OIL


def test_a_removed_preset_comes_back(store: PresetStore, folder: Path) -> None:
    store.save("Oil", OIL)
    before = store.contents()
    store.remove("Oil")
    assert store.names() == []
    assert files(folder) == []
    store.put_back({}, before)
    assert store.load("Oil") == OIL
    store.put_back(before, {})
    assert files(folder) == []


def test_a_preset_that_was_renamed_or_replaced_is_as_before(store: PresetStore) -> None:
    store.save("Oil", OIL)
    first = store.contents()
    store.rename("Oil", "Wax")
    second = store.contents()
    store.save("Wax", Recipe(size=64), overwrite=True)
    third = store.contents()
    store.put_back(third, second)
    assert store.load("Wax") == OIL
    store.put_back(second, first)
    assert store.names() == ["Oil"]


def test_what_has_taken_its_place_meanwhile_stays(store: PresetStore) -> None:
    store.save("Oil", OIL)
    before = store.contents()
    store.remove("Oil")
    store.save("Oil", Recipe(size=64))
    store.put_back({}, before)
    assert store.names() == ["Oil", "Oil 2"]
    assert {store.load(name).size for name in store.names()} == {64, 1024}
    store.put_back(before, {})  # the file is another's now
    assert store.names() == ["Oil", "Oil 2"]


def test_a_preset_that_is_gone_is_told(store: PresetStore, tmp_path: Path) -> None:
    for action in (
        lambda: store.load("Oil"),
        lambda: store.rename("Oil", "Chalk"),
        lambda: store.remove("Oil"),
        lambda: store.export_to("Oil", tmp_path / "x.json"),
    ):
        with pytest.raises(RecipeError, match="no preset named Oil"):
            action()


# --- Files -----------------------------------------------------------------------------------------------------------


def test_a_preset_is_shared_as_a_file_and_taken_in_elsewhere(store: PresetStore, tmp_path: Path) -> None:
    store.save("1/2: oil?", OIL)
    shared = store.export_to("1/2: oil?", tmp_path / "shared")
    assert shared == tmp_path / "shared.json"
    other = PresetStore(tmp_path / "other")
    assert other.import_from(shared) == "1/2: oil?"
    assert other.load("1/2: oil?") == OIL
    assert other.import_from(shared) == "1/2: oil? 2"
    assert other.names() == ["1/2: oil?", "1/2: oil? 2"]


def test_a_recipe_of_the_command_line_is_taken_in_under_its_files_name(store: PresetStore, tmp_path: Path) -> None:
    file = tmp_path / "my recipe.json"
    file.write_text(OIL.with_(device="cuda:3").to_json(), encoding="utf-8")
    assert store.import_from(file) == "my recipe"
    assert store.load("my recipe") == OIL


def test_a_file_from_windows_notepad_is_taken_in(store: PresetStore, tmp_path: Path) -> None:
    file = tmp_path / "oil.json"
    file.write_text(OIL.to_json(), encoding="utf-8-sig")
    assert store.import_from(file) == "oil"


def test_sharing_into_a_folder_that_is_not_there_says_so(store: PresetStore, tmp_path: Path) -> None:
    store.save("Oil", OIL)
    with pytest.raises(OutputError, match="was not written"):
        store.export_to("Oil", tmp_path / "nowhere" / "oil.json")


def test_a_file_put_there_by_hand_is_a_preset_and_a_copy_has_its_own_name(store: PresetStore, folder: Path) -> None:
    store.save("Oil", OIL)
    (folder / "copy.json").write_bytes((folder / "oil.json").read_bytes())
    (folder / "bare.json").write_text(Recipe(size=64).to_json(), encoding="utf-8")
    (folder / "notes.txt").write_text("not one", encoding="utf-8")
    assert store.names() == ["bare", "Oil", "Oil 2"]


BROKEN = {
    "torn": (b'{"styler-preset": 1, "na', "It is not JSON."),
    "binary": (b"\x89PNG\r\n\x1a\n\xff\xff", "It is not JSON."),
    "deep": (b"[" * 200_000, "It is not JSON."),
    "list": (b"[1, 2]", "It is JSON, but no preset."),
    "later": (b'{"styler-preset": 2, "name": "x", "recipe": {}}', "It was made by a newer Styler."),
    "half": (b'{"styler-preset": 1, "recipe": {}}', "It has no name or no recipe."),
    "nobody": (b'{"styler-preset": 1, "name": " ", "recipe": {}}', "A preset needs a name."),
    "unknown": (b'{"styler-preset": 1, "name": "x", "recipe": {"sheen": 1}}', "There is no parameter sheen."),
    "range": (b'{"styler-preset": 1, "name": "x", "recipe": {"size": 5}}', "Size must be between 32 and 30000, not 5."),
    "kind": (b'{"size": "big"}', "Size must be a whole number, not big."),
    "huge": (b" " * 1_000_001, "It is far too large for a preset."),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_told_with_its_reason_and_never_touched(store: PresetStore, folder: Path, case: str) -> None:
    data, reason = BROKEN[case]
    store.save("Oil", OIL)
    file = folder / f"{case}.json"
    file.write_bytes(data)
    assert store.names() == ["Oil"]
    assert list(store.broken()) == [file.name]
    sentence = str(store.broken()[file.name])
    assert sentence.startswith(f"The preset {file} cannot be used: {reason}")
    assert sentence.endswith("The defaults are used.")
    with pytest.raises(RecipeError, match="The defaults are used"):
        store.load(file.name)
    assert file.read_bytes() == data


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_not_taken_in(store: PresetStore, tmp_path: Path, case: str) -> None:
    data, reason = BROKEN[case]
    file = tmp_path / f"{case}.json"
    file.write_bytes(data)
    with pytest.raises(RecipeError) as caught:
        store.import_from(file)
    assert str(caught.value).startswith(f"{file} cannot be taken in: {reason}")
    assert str(caught.value).endswith("Nothing was changed.")
    assert store.names() == []


def test_a_file_that_is_not_there_is_not_taken_in(store: PresetStore, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="It cannot be read: No such file"):
        store.import_from(tmp_path / "gone.json")


def test_a_new_preset_does_not_replace_a_broken_file(store: PresetStore, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "oil.json").write_text("{", encoding="utf-8")
    store.save("Oil", OIL)
    assert (folder / "oil.json").read_text(encoding="utf-8") == "{"
    assert store.load("Oil") == OIL
