"""What a person types, and what comes of it: exit codes, one sentence for an error, files where they belong."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from styler import __version__
from styler.assets import sample
from styler.cli.commands import main
from styler.installation.nvidia import Card, CudaBuild
from styler.parameters import Parameter
from styler.recipe import PARAMETERS
from styler.weights import store
from styler.weights.store import Download
from tests.patience import patience

SHORT = ("--size", "48", "--steps", "1", "--device", "cpu", "--precision", "float32", "--finish", "0")
QUICK = (*SHORT, "--start", "photo")
PHOTO, PAINTING = sample("chelsea"), sample("hokusai_great_wave")
everything = pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=lambda parameter: parameter.name)


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a photo and a painting; a person's own data lie beside it."""
    here = tmp_path / "here"
    here.mkdir()
    shutil.copy(PHOTO, here / "cat.jpg")
    shutil.copy(PAINTING, here / "wave.jpg")
    monkeypatch.chdir(here)
    monkeypatch.setenv("STYLER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # of the programs that are started
    return here


def styler(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="styler")


def weights_commands() -> list[click.Command]:
    group = main.commands["weights"]
    assert isinstance(group, click.Group)
    return list(group.commands.values())


def new_process(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "styler", *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def made(result: Result) -> Result:
    assert result.exit_code == 0, result.output
    return result


def sentence(stderr: str) -> str:
    """The one sentence of an error; a usage error shows the usage before it."""
    lines = stderr.strip().splitlines()
    assert not any("Traceback" in line for line in lines)
    *before, last = lines
    assert last.startswith("Error: ")
    assert last.endswith((".", "?)"))  # click asks: did you mean --size?
    for line in before:
        assert not line or line.startswith(("Usage: ", "Try ")), stderr
    return last.removeprefix("Error: ")


def names_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def lines_of(stdout: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stdout.splitlines()]


@pytest.fixture
def shared_engine(engine: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the loading of the network where it is not the point."""
    monkeypatch.setattr("styler.cli.making._new_engine", lambda: engine)


# --- Options ---------------------------------------------------------------------------------------------------------


@everything
def test_each_parameter_is_an_option_as_the_table_says(parameter: Parameter) -> None:
    command = main.commands["stylize"]
    (option,) = (each for each in command.params if each.name == parameter.name)
    assert isinstance(option, click.Option)
    dashed = parameter.name.replace("_", "-")
    assert option.opts == ["--" + dashed]
    assert option.secondary_opts == (["--no-" + dashed] if parameter.kind == "flag" else [])
    assert option.default is None, "what is not said is left to the recipe"
    help = option.help or ""
    assert help.startswith(parameter.help)
    default = parameter.default
    shown = f"{default:.15g}" if parameter.kind == "float" and default is not None else default
    if parameter.kind == "flag":
        shown = "yes" if default else "no"
    assert default in (None, ()) or f"default: {shown}" in help
    if parameter.kind in ("int", "float"):
        assert f"{parameter.low:.15g} to {parameter.high:.15g}" in help
        assert parameter.unit in help
    if parameter.choices:
        assert isinstance(option.type, click.Choice)
        assert tuple(option.type.choices) == parameter.choices


def test_help_shows_every_parameter() -> None:
    said = " ".join(made(styler("stylize", "--help")).stdout.split())
    for parameter in PARAMETERS.values():
        assert "--" + parameter.name.replace("_", "-") + " " in said.replace(" / ", " ").replace("--no", " --no")
        assert parameter.help in said


@pytest.mark.parametrize("command", [main, *main.commands.values(), *weights_commands()], ids=lambda each: each.name)
def test_no_help_promises_a_time_that_only_some_machines_keep(command: click.Command) -> None:
    assert not re.search(r"\b(seconds?|minutes?|hours?)\b", command.help or "")


@pytest.mark.usefixtures("shared_engine")
def test_what_is_typed_arrives_in_the_recipe() -> None:
    typed = {
        "--alpha": "2",
        "--gamma": "0",
        "--style-scale": "0.5",
        "--colour": "photo",
        "--content-layers": "relu2_1=1,relu3_1=0.5",
        "--style-layers": "relu1_1=1",
        "--pooling": "average",
        "--optimizer": "adam",
        "--step-size": "0.01",
        "--start": "noise",
        "--seed": "7",
        "--levels": "1",
    }
    options = [part for pair in typed.items() for part in pair]
    result = made(styler("stylize", "cat.jpg", "--style", "wave.jpg", *SHORT, *options, "--json"))
    recipe = lines_of(result.stdout)[-1]["recipe"]
    for option, text in {**typed, **dict(zip(SHORT[::2], SHORT[1::2], strict=True))}.items():
        name = option.removeprefix("--").replace("-", "_")
        value = PARAMETERS[name].parse(text)
        assert recipe[name] == (dict(value) if PARAMETERS[name].kind == "layers" else value)


# --- Help and refusals, without torch --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["stylize"], "Missing argument 'PHOTO...'"),
        (["stylize", "cat.jpg"], "Missing option '--style'"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--sise", "9"], "No such option"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--size", "big"], "Size must be a whole number, not big"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--size", "31"], "Size must be between 32 and 30000, not 31"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--beta", "nan"], r"Style strength \(beta\) must be a number"),
        (
            ["stylize", "cat.jpg", "--style", "wave.jpg", "--quality", "best"],
            "'best' is not one of 'sketch'",
        ),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--style-layers", "relu9_9"], "there is no layer relu9_9"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--style-weights", "2,1"], "2 weights for 1 paintings"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--start", "picture"], "To start from a picture, choose"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--file-quality", "0"], "0 is not in the range 1<=x<=100"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "-o", "a.jpg", "--bits", "16"], r"a\.jpg .* choose PNG or TIFF"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--bits", "12"], "'12' is not one of '8', '16'"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--subsampling", "4:2:0"], "choose JPEG, or 4:4:4"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--profile", "cmyk"], "'cmyk' is not one of 'srgb'"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--dpi", "0"], "0.0 is not in the range 1<=x<=65535"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--max-megapixels", "0.001"], "wave.jpg .*megapixel"),
        (["stylize", "cat.jpg", "--style", "none.jpg"], r"none\.jpg"),
        (["stylize", "none.jpg", "--style", "wave.jpg"], r"none\.jpg"),
        (["stylize", "bad.jpg", "--style", "wave.jpg"], r"bad\.jpg"),
        (["stylize", "cat.jpg", "--style", "bad.jpg"], r"bad\.jpg"),
        (["stylize", "empty", "--style", "wave.jpg"], "There are no pictures in the folder empty"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "-o", "cat.docx"], r"cat\.docx .*must end in one of \.png"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "-o", "no/cat.png"], "the folder no does not exist"),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "-o", "no/out/"], "The folder no/out .* cannot be made"),
        (["weights", "download", "vgg99"], "'vgg99' is not one of 'vgg19'"),
    ],
    ids=lambda value: " ".join(value[-2:]) if isinstance(value, list) else None,
)
def test_what_cannot_be_is_refused_in_one_sentence(
    arguments: list[str], said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    (folder / "empty").mkdir()
    before = names_in(folder)

    def run(*anything: object) -> None:
        raise AssertionError("no run should begin")

    monkeypatch.setattr("styler.cli.making._new_engine", run)
    result = styler(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.search(said, sentence(result.stderr))
    assert names_in(folder) == before


CHECK = """
import sys
from styler.cli.commands import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    loaded = sorted({name.partition(".")[0] for name in sys.modules} & {"torch", "torchvision", "PySide6"})
    print(end.code, loaded, file=sys.__stdout__)
"""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["stylize", "--help"], 0),
        (["weights", "--help"], 0),
        (["weights", "list"], 0),
        (["stylize"], 2),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--size", "1"], 2),
        (["stylize", "cat.jpg", "--style", "none.jpg"], 2),
        (["stylize", "none.jpg", "--style", "wave.jpg"], 2),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "-o", "cat.docx"], 2),
        (["stylize", "cat.jpg", "--style", "wave.jpg", "--style-weights", "2,1"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_it_answers_without_torch(arguments: list[str], code: int) -> None:
    command = [sys.executable, "-c", CHECK, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines()[-1] == f"{code} []", ran.stderr
    assert "Traceback" not in ran.stderr


def test_python_m_styler_is_the_same(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["styler", "stylize", "none.jpg", "--style", "wave.jpg"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("styler", run_name="__main__")
    assert end.value.code == 2
    same = styler("stylize", "none.jpg", "--style", "wave.jpg")
    assert capsys.readouterr().err == same.stderr


def test_the_version() -> None:
    assert made(styler("--version")).stdout == f"styler, version {__version__}\n"


@pytest.mark.parametrize("place", [0, 4])
def test_debug_shows_where_an_error_came_from(place: int) -> None:
    arguments = ["stylize", "none.jpg", "--style", "wave.jpg"]
    arguments.insert(place, "--debug")
    result = styler(*arguments)
    assert result.exit_code == 2
    assert "Traceback (most recent call last)" in result.stderr
    assert "decode.py" in result.stderr
    assert "none.jpg" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), RuntimeError("x"), AttributeError("x"), MemoryError("x")])
def test_what_nobody_has_thought_of_is_a_sentence_too(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr("styler.network.device.available_devices", fail)
    result = styler("devices")
    assert result.exit_code == 2
    assert sentence(result.stderr) == (
        f"Something went wrong that Styler does not know: {error!r}. With --debug it shows where."
    )
    assert "in fail\n" in styler("devices", "--debug").stderr


# --- One photo -------------------------------------------------------------------------------------------------------


def test_a_photo_becomes_a_painting(folder: Path) -> None:
    result = new_process("stylize", "cat.jpg", "--style", "wave.jpg", *QUICK, "--json")
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    level, *steps, end = lines_of(result.stdout)
    assert level["event"] == "level"
    assert (level["width"], level["height"], level["count"]) == (48, 32, 1)
    assert [step["event"] for step in steps] == ["step"]
    assert steps[0]["losses"]["total"] > 0
    assert end["event"] == "result"
    assert end["status"] == "done"
    assert end["path"] == "cat-wave.png"
    assert {each["job"] for each in (level, *steps)} == {end["job"]}
    from styler.pictures.picture import Picture

    picture = Picture.read(folder / "cat-wave.png")
    assert (picture.width, picture.height) == (48, 32)


@pytest.mark.usefixtures("shared_engine")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], "cat-wave.png"),
        (["-o", "gogh.jpg"], "gogh.jpg"),
        (["-o", "gogh"], "gogh.png"),
        (["--output", "there"], "there/cat-wave.png"),
        (["--output", "new/"], "new/cat-wave.png"),
        (["-o", "taken.png"], "taken-2.png"),
        (["-o", "taken.png", "--overwrite"], "taken.png"),
        (["-o", "cat.jpg"], "cat-2.jpg"),
        (["-o", "cat.jpg", "--overwrite"], "cat-2.jpg"),
        (["-o", "there/../wave.jpg", "--overwrite"], "there/../wave-2.jpg"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_where_the_picture_goes(options: list[str], expected: str, folder: Path) -> None:
    (folder / "there").mkdir()
    (folder / "taken.png").write_bytes(b"somebody's")
    result = made(styler("stylize", "cat.jpg", "--style", "wave.jpg", *QUICK, *options))
    assert result.stdout == ""
    assert result.stderr.strip().splitlines()[-1].startswith(f"{expected} (48 x 32 px, 1 steps, ")
    assert names_in(folder) == {"cat.jpg", "wave.jpg", "taken.png", str(Path(os.path.normpath(expected)))}
    assert (folder / "cat.jpg").read_bytes() == PHOTO.read_bytes()
    assert (folder / "wave.jpg").read_bytes() == PAINTING.read_bytes()
    assert ((folder / "taken.png").read_bytes() == b"somebody's") == (expected != "taken.png")


@pytest.mark.usefixtures("shared_engine")
@pytest.mark.parametrize("command", ["stylize", "forecast"])
def test_a_photo_and_a_painting_that_are_cut_off_are_used_with_a_warning(command: str, folder: Path) -> None:
    for name in ("cat.jpg", "wave.jpg"):
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: len(data) // 2])
    result = made(styler(command, "cat.jpg", "--style", "wave.jpg", *QUICK, "--json"))
    warned = [line for line in result.stderr.splitlines() if line.startswith("Warning: ")]
    assert {re.sub(r"[0-9.]+ %", "N %", line) for line in warned} == {
        f"Warning: {name} is incomplete: N % of its picture is missing or damaged. What is there was taken."
        for name in ("cat.jpg", "wave.jpg")
    }
    assert len(warned) == 2
    assert all(json.loads(line) for line in result.stdout.splitlines())


@pytest.mark.usefixtures("shared_engine")
def test_two_paintings_are_blended_by_their_weights(folder: Path) -> None:
    shutil.copy(sample("kandinsky_composition_viii"), folder / "kandinsky.jpg")
    two = ("stylize", "cat.jpg", "--style", "wave.jpg", "--style", "kandinsky.jpg", *QUICK)
    result = lines_of(made(styler(*two, "--style-weights", "2,1", "--json")).stdout)[-1]
    assert result["recipe"]["style_weights"] == [2.0, 1.0]
    even = lines_of(made(styler(*two, "--json")).stdout)[-1]
    assert even["recipe"]["style_weights"] == []
    assert even["losses"]["style"] != result["losses"]["style"]
    refused = styler(*two, "--style-weights", "2,1,1")
    assert refused.exit_code == 2
    assert sentence(refused.stderr) == "The blend has 3 weights for 2 paintings; give one for each."


@pytest.mark.usefixtures("shared_engine")
def test_a_start_picture(folder: Path) -> None:
    shutil.copy(sample("coffee"), folder / "coffee.jpg")
    arguments = ("stylize", "cat.jpg", "--style", "wave.jpg", *SHORT, "--json", "--overwrite")
    plain = lines_of(made(styler(*arguments, "--start", "photo")).stdout)
    started = lines_of(made(styler(*arguments, "--start-picture", "coffee.jpg", "-o", "coffee.jpg")).stdout)
    assert started[-1]["recipe"]["start"] == "picture"
    # The first step's losses are those of the picture it sets out from; the photo is its own content exactly.
    assert plain[1]["losses"]["content"] == pytest.approx(0, abs=1e-3)
    assert started[1]["losses"]["content"] > 1
    assert started[-1]["path"] == "coffee-2.jpg"
    assert (folder / "coffee.jpg").read_bytes() == sample("coffee").read_bytes()
    missing = styler(*arguments, "--start-picture", "none.jpg")
    assert missing.exit_code == 2
    assert "none.jpg" in sentence(missing.stderr)


@pytest.mark.usefixtures("shared_engine")
def test_the_photos_date_and_camera_are_kept_on_request_only(folder: Path) -> None:
    from PIL import Image

    model = 0x0110
    with Image.open("cat.jpg") as image:
        exif = image.getexif()
        exif[model] = "Camera Obscura"
        image.save("dated.jpg", exif=exif)
    for options, expected in (([], None), (["--keep-metadata"], "Camera Obscura")):
        arguments = ("stylize", "dated.jpg", "--style", "wave.jpg", *QUICK, "-o", "out.jpg", "--overwrite")
        made(styler(*arguments, *options))
        with Image.open("out.jpg") as image:
            assert image.getexif().get(model) == expected


@pytest.mark.usefixtures("shared_engine")
def test_a_file_for_the_printer(folder: Path) -> None:
    import imagecodecs
    import tifffile
    from PIL import Image

    own = imagecodecs.cms_profile(
        "rgb", whitepoint=[0.3127, 0.329], primaries=[0.7, 0.3, 0.2, 0.75, 0.14, 0.05], gamma=1.8
    )
    with Image.open("cat.jpg") as image:
        image.save("own.jpg", icc_profile=own)
    made(styler("stylize", "own.jpg", "--style", "wave.jpg", *QUICK, "-o", "a.tif", "--bits", "16", "--dpi", "240",
                "--profile", "photo"))  # fmt: skip
    with tifffile.TiffFile("a.tif") as tiff:
        page = tiff.pages.first
        assert (str(page.dtype), page.get_resolution("inch"), page.iccprofile) == ("uint16", (240, 240), own)
    made(styler("stylize", "own.jpg", "--style", "wave.jpg", *QUICK, "-o", "a.jpg", "--subsampling", "4:2:0"))
    with Image.open("a.jpg") as image:
        assert [layer[1:3] for layer in image.layer] == [(2, 2), (1, 1), (1, 1)]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("shared_engine")
@pytest.mark.parametrize(
    ("options", "size"),
    [
        (("--print-size", "3x2cm", "--dpi", "50"), (59, 39)),
        (("--print-size", "30mm x 30mm", "--dpi", "50", "--print-fit", "crop"), (59, 59)),
        (("--print-size", "1x2in", "--dpi", "48", "--print-fit", "fit"), (48, 32)),
        (("--print-size", "0.2x0.1in", "--print-fit", "crop"), (60, 32)),
    ],
)
def test_the_size_of_a_print(options: tuple[str, ...], size: tuple[int, int], folder: Path) -> None:
    from PIL import Image

    made(styler("stylize", "cat.jpg", "--style", "wave.jpg", *QUICK[2:], *options, "-o", "out.png"))
    with Image.open("out.png") as image:
        assert image.size == size


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--print-size", "60x40"), "two lengths with a unit"),
        (("--print-size", "60x40cm", "--dpi", "0"), "0.0 is not in the range"),
        (("--print-size", "60x40m"), "708661 x 472441 pixels at 300 dpi"),
        (("--print-size", "60x40cm", "--size", "512"), "--size and --print-size are two ways"),
        (("--print-fit", "crop"), "--print-fit goes with --print-size only."),
        (("--print-size", "60x60cm"), "--print-fit crop"),
    ],
)
def test_prints_that_cannot_be(options: tuple[str, ...], said: str) -> None:
    result = styler("stylize", "cat.jpg", "--style", "wave.jpg", *options)
    assert result.exit_code == 2
    assert said in sentence(result.stderr)


def test_what_the_format_cannot_hold_is_refused_before_the_run(folder: Path) -> None:
    result = styler("stylize", "cat.jpg", "--style", "wave.jpg", "--size", "16384", "-o", "out.webp")
    assert result.exit_code == 2
    assert "holds at most 16383 pixels a side" in sentence(result.stderr)
    assert "Level 1" not in result.stderr
    assert not Path("out.webp").exists()


@pytest.mark.usefixtures("shared_engine")
def test_no_more_is_read_than_the_run_needs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    from styler.jobs.job import Job

    with Image.open("cat.jpg") as image:
        image.resize((2000, 1330)).save("large.jpg")
    jobs: list[Job] = []

    def noted(*parts: Any) -> Job:
        jobs.append(Job(*parts))
        return jobs[-1]

    monkeypatch.setattr("styler.cli.reading.Job", noted)
    arguments = ("stylize", "large.jpg", "--style", "large.jpg", "--steps", "1", "--device", "cpu")
    made(styler(*arguments, "--size", "100", "--style-scale", "2"))
    made(styler(*arguments, "--print-size", "0.5x1in", "--dpi", "400", "--print-fit", "crop"))
    assert [(job.content.width, job.styles[0].width) for job in jobs] == [(150, 300), (300, 600)]
    assert [job.content.full_size for job in jobs] == [(2000, 1330), (665, 1330)]


# --- Several photos --------------------------------------------------------------------------------------------------


def count_loads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    loads: list[object] = []
    load = store.load

    def counted(file: store.NetworkFile) -> Any:
        loads.append(file)
        return load(file)

    monkeypatch.setattr(store, "load", counted)
    return loads


def test_one_bad_file_does_not_stop_the_rest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "photos").mkdir()
    shutil.copy(sample("coffee"), folder / "photos" / "b.jpg")
    shutil.copy(sample("rocket"), folder / "photos" / "a.jpg")
    (folder / "photos" / "aa.jpg").write_bytes(b"no picture")
    (folder / "photos" / "notes.txt").write_text("no picture, and not meant as one")
    loads = count_loads(monkeypatch)
    result = styler("stylize", "cat.jpg", "photos", "none.jpg", "--style", "wave.jpg", *QUICK, "-o", "out")
    assert result.exit_code == 1
    assert len(loads) == 1
    assert names_in(folder / "out") == {"cat-wave.png", "a-wave.png", "b-wave.png"}
    *_, said, first, second = result.stderr.strip().splitlines()
    assert said == "2 of 5 pictures were not made, or not finished:"
    assert [first.strip(), second.strip()] == [str(Path("photos/aa.jpg")), "none.jpg"]
    errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 2
    assert "aa.jpg" in errors[0]
    assert "none.jpg" in errors[1]
    assert "Traceback" not in result.stderr


@pytest.mark.usefixtures("shared_engine")
def test_photos_of_one_name_get_a_picture_each(folder: Path) -> None:
    (folder / "more").mkdir()
    shutil.copy(sample("rocket"), folder / "more" / "cat.jpg")
    (folder / "out").mkdir()
    (folder / "out" / "cat-wave.png").write_bytes(b"of the batch before")
    photos = ("cat.jpg", Path("more") / "cat.jpg")
    made(styler("stylize", *photos, "--style", "wave.jpg", *QUICK, "-o", "out", "--overwrite"))
    assert names_in(folder / "out") == {"cat-wave.png", "cat-wave-2.png"}
    assert (folder / "out" / "cat-wave.png").read_bytes() != b"of the batch before"


@pytest.mark.usefixtures("shared_engine")
def test_a_batch_does_not_replace_its_photos(folder: Path) -> None:
    (folder / "more").mkdir()
    shutil.copy(sample("coffee"), folder / "cat-wave.png")  # the name that the first photo's picture would get
    shutil.copy(sample("rocket"), folder / "more" / "cat.jpg")
    (folder / "cat-wave-3.png").write_bytes(b"somebody's")
    photos = ("cat.jpg", "cat-wave.png", Path("more") / "cat.jpg")
    result = made(styler("stylize", *photos, "--style", "wave.jpg", *QUICK, "-o", ".", "--overwrite", "--json"))
    paths = [line["path"] for line in lines_of(result.stdout) if line["event"] == "result"]
    assert paths == ["cat-wave-2.png", "cat-wave-wave.png", "cat-wave-4.png"]
    assert (folder / "cat-wave.png").read_bytes() == sample("coffee").read_bytes()
    assert (folder / "cat-wave-3.png").read_bytes() == b"somebody's"


@pytest.mark.usefixtures("shared_engine")
def test_a_bad_painting_stops_a_batch_before_it_begins(folder: Path) -> None:
    result = styler("stylize", "cat.jpg", "cat.jpg", "--style", "none.jpg", "-o", "out")
    assert result.exit_code == 2
    assert "none.jpg" in sentence(result.stderr)
    assert not (folder / "out").exists()


# --- Runs that do not end as they should -----------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="SIGINT cannot be sent to another process there")
def test_ctrl_c_writes_what_there_is(folder: Path) -> None:
    command = [sys.executable, "-m", "styler", "stylize", "cat.jpg", "--style", "wave.jpg", "--json"]
    options = ["--size", "96", "--steps", "2000", "--levels", "1", "--device", "cpu"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            first = (json.loads(process.stdout.readline())["event"], json.loads(process.stdout.readline())["event"])
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=patience())
        finally:
            process.kill()
    assert first == ("level", "step")
    assert process.returncode == 130
    result = lines_of(out)[-1]
    assert (result["event"], result["status"], result["path"]) == ("result", "stopped", "cat-wave.png")
    assert 1 <= result["steps"] < 2000
    assert err == "Stopping; the picture so far will be written.\n"
    assert names_in(folder) == {"cat.jpg", "wave.jpg", "cat-wave.png"}


Stylize = Callable[..., Any]


@pytest.fixture
def each_event(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Any], Any]], None]:
    """Pass each event of the real run through a function."""
    from styler.transfer import run as transfer

    real: Stylize = transfer.stylize

    def install(function: Callable[[Any], Any]) -> None:
        def passed(*arguments: Any, **more: Any) -> Any:
            for event in real(*arguments, **more):
                yield function(event)

        monkeypatch.setattr(transfer, "stylize", passed)

    return install


LONG = (*QUICK[:2], "--steps", "4", "--levels", "2", "--size", "64", *QUICK[4:])


@pytest.mark.usefixtures("shared_engine")
@pytest.mark.parametrize(("long_run", "expected"), [(0.0, [False, True, True]), (3600.0, [False, False, False])])
def test_a_long_run_keeps_a_copy_until_its_end(
    long_run: float,
    expected: list[bool],
    folder: Path,
    each_event: Callable[[Callable[[Any], Any]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from styler.jobs.events import Level, Result, Step

    monkeypatch.setattr("styler.cli.making.LONG_RUN", long_run)
    seen: dict[str, bool] = {}

    def look(event: object) -> object:
        there = (folder / "cat-wave.unfinished.png").exists()
        match event:
            case Level():
                seen[f"before level {event.number}"] = there
            case Step():
                seen[f"in level {event.level}"] = there
            case Result():
                seen["at the end"] = there
        return event

    each_event(look)
    made(styler("stylize", "cat.jpg", "--style", "wave.jpg", *LONG))
    assert [seen[when] for when in ("in level 1", "in level 2", "at the end")] == expected
    assert not seen["before level 2"]
    assert names_in(folder) == {"cat.jpg", "wave.jpg", "cat-wave.png"}


@pytest.mark.usefixtures("shared_engine")
def test_no_picture_is_lost_when_it_cannot_be_written(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from styler.errors import OutputError
    from styler.pictures.picture import Picture

    def fail(*anything: object) -> None:
        raise OutputError("{file} was not written: the disk is full.", file="cat-wave.png")

    monkeypatch.setattr("styler.cli.making.LONG_RUN", 0.0)
    monkeypatch.setattr("styler.cli.destination.Destination.write", fail)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    result = styler("stylize", "cat.jpg", "--style", "wave.jpg", *LONG)
    assert result.exit_code == 2
    saved = elsewhere / "cat-wave.png"
    reason = "cat-wave.png was not written: the disk is full."
    assert sentence(result.stderr) == f"{reason} The picture was saved as {saved} instead."
    assert Picture.read(saved).width == 64
    assert names_in(folder) == {"cat.jpg", "wave.jpg", "cat-wave.unfinished.png"}
    assert Picture.read(folder / "cat-wave.unfinished.png").width == 64


@pytest.mark.usefixtures("shared_engine")
@pytest.mark.parametrize("several", [False, True])
def test_a_failed_run_writes_its_picture_and_says_why(
    several: bool, folder: Path, each_event: Callable[[Callable[[Any], Any]], None]
) -> None:
    from dataclasses import replace

    from styler.errors import StylerError
    from styler.jobs.events import Result

    reason = "The run has gone astray."
    why = StylerError(reason)
    each_event(lambda event: replace(event, status="failed", reason=why) if isinstance(event, Result) else event)
    photos = ["cat.jpg", "cat.jpg"] if several else ["cat.jpg"]
    result = styler("stylize", *photos, "--style", "wave.jpg", *QUICK, "-o", "." if several else "out.png")
    assert result.exit_code == 1
    assert result.stderr.count(f"Error: {reason}") == len(photos)
    assert ("2 of 2 pictures were not made, or not finished:" in result.stderr) == several
    new = names_in(folder) - {"cat.jpg", "wave.jpg"}
    assert new == ({"cat-wave.png", "cat-wave-2.png"} if several else {"out.png"})


@pytest.mark.usefixtures("folder", "shared_engine")
def test_a_size_that_the_memory_does_not_allow_is_refused_before_anything_is_made() -> None:
    size = ("--size", "6000", "--memory", "0.5GB", "--device", "cpu")
    result = styler("stylize", "cat.jpg", "--style", "wave.jpg", *size, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    said = sentence(result.stderr)
    assert re.fullmatch(
        r"A picture of 6000 x \d+ px needs [\d.]+ GB of memory at least, and 0\.5 GB may be used; "
        r"please choose a smaller size, or allow more\.",
        said,
    )
    assert names_in(Path()) == {"cat.jpg", "wave.jpg"}


@pytest.mark.usefixtures("folder", "shared_engine")
def test_memory_that_runs_out_for_once_is_said_and_the_picture_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    from styler.transfer.sum_of_terms import SumOfTerms

    real, looks = SumOfTerms.parts, list[object]()

    def parts(self: SumOfTerms, picture: Any) -> Any:
        looks.append(None)
        if len(looks) == 2:
            raise RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 2147483648 bytes.")
        return real(self, picture)

    monkeypatch.setattr(SumOfTerms, "parts", parts)
    result = made(styler("stylize", "cat.jpg", "--style", "wave.jpg", *LONG))
    said = [line for line in result.stderr.splitlines() if "memory" in line]
    assert len(said) == 1
    assert said[0].endswith(" has run out of memory. The run goes on where it was, in smaller blocks.")
    assert names_in(Path()) == {"cat.jpg", "wave.jpg", "cat-wave.png"}


# --- Devices and networks --------------------------------------------------------------------------------------------


def test_devices_lists_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("styler.installation.nvidia.cards", list)
    lines = made(styler("devices")).stdout.splitlines()
    assert lines[-1].startswith("cpu ")
    assert len({line.split()[0] for line in lines}) == len(lines)


def test_devices_says_why_a_card_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows, say, where the usual torch has no CUDA."""
    monkeypatch.setattr("styler.installation.nvidia.cards", lambda: [Card("NVIDIA GeForce RTX 3060", "581.29", (8, 6))])
    monkeypatch.setattr("styler.network.device.cuda_build", lambda: CudaBuild("2.14.1+cpu", None))
    *devices, empty, words = made(styler("devices")).stdout.splitlines()
    assert devices[-1].startswith("cpu ")
    assert empty == ""
    assert words.startswith("NVIDIA GeForce RTX 3060 (driver 581.29) is not used, because this PyTorch (2.14.1+cpu) is")
    assert "-m pip install --force-reinstall torch --index-url https://download.pytorch.org/whl/cu130" in words
    assert "https://pytorch.org/get-started/locally/" in words


def test_a_device_that_is_not_there_is_refused_with_those_that_are() -> None:
    result = styler("stylize", "cat.jpg", "--style", "wave.jpg", "--device", "cuda:99")
    assert result.exit_code == 2
    assert re.search(r"cuda:99.*\bcpu\b", sentence(result.stderr))


def test_the_networks_and_what_can_be_had() -> None:
    first, *others = made(styler("weights", "list")).stdout.splitlines()
    assert re.fullmatch(r"vgg16 +VGG-16 +.*vgg16_imagenet\.safetensors", first)
    assert [line.split()[0] for line in others] == list(store.DOWNLOADS)
    for line, source in zip(others, store.DOWNLOADS.values(), strict=True):
        assert line.endswith(f"fetches {source.address}")


def test_a_network_is_taken_in_and_used(folder: Path) -> None:
    bundled = store.find("vgg16").path
    result = made(styler("weights", "import", bundled, "--name", "mine"))
    assert result.stdout == f"mine: {store.stored_path('mine')}\n"
    assert "mine" in made(styler("weights", "list")).stdout
    styled = made(styler("stylize", "cat.jpg", "--style", "wave.jpg", *QUICK, "--network", "mine", "--json"))
    assert lines_of(styled.stdout)[-1]["recipe"]["network"] == "mine"
    store.stored_path("mine").write_bytes(b"broken")
    damaged = made(styler("weights", "list")).stdout
    assert re.search(r"^mine +The network file .* is damaged", damaged, re.MULTILINE)


@pytest.mark.parametrize("arguments", [["none.pth"], ["cat.jpg"], ["cat.jpg", "--convention", "torchvision"]])
def test_what_is_no_network_is_refused(arguments: list[str]) -> None:
    result = styler("weights", "import", *arguments)
    assert result.exit_code == 2
    assert arguments[0] in sentence(result.stderr)


def test_without_a_network_connection_there_is_a_manual_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:  # bound and not listening: nobody answers there, and nobody else can
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/vgg19-dcbb9e9d.pth"
        monkeypatch.setitem(store.DOWNLOADS, "vgg19", Download(address, "dcbb9e9d"))
        monkeypatch.setenv("no_proxy", "*")
        result = styler("weights", "download", "vgg19")
    assert result.exit_code == 2
    said = sentence(result.stderr)
    assert said.startswith(f"{address} cannot be reached: ")
    assert said.endswith("fetch the file with a browser and say: styler weights import FILE.")
    assert not store.stored_path("vgg19").exists()


@pytest.mark.usefixtures("shared_engine")
def test_a_folder_of_one_photo_is_a_folder(folder: Path) -> None:
    (folder / "photos").mkdir()
    shutil.move(folder / "cat.jpg", folder / "photos" / "cat.jpg")
    made(styler("stylize", "photos", "--style", "wave.jpg", *QUICK, "-o", "painted"))
    assert names_in(folder) == {"photos/cat.jpg", "wave.jpg", "painted/cat-wave.png"}


@pytest.mark.usefixtures("folder")
def test_a_start_picture_and_another_start_are_refused() -> None:
    result = styler("stylize", "cat.jpg", "--style", "wave.jpg", "--start-picture", "wave.jpg", "--start", "noise")
    assert result.exit_code == 2
    assert sentence(result.stderr) == "--start-picture goes with --start picture only."


@pytest.mark.usefixtures("shared_engine")
def test_a_copy_that_cannot_be_kept_does_not_end_the_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from styler.errors import OutputError

    def fail(*anything: object) -> None:
        raise OutputError("{file} was not written: the disk is full.", file="copy.png")

    monkeypatch.setattr("styler.cli.making.LONG_RUN", 0.0)
    monkeypatch.setattr("styler.cli.making.KeptCopy.keep", fail)
    result = made(styler("stylize", "cat.jpg", "--style", "wave.jpg", *LONG))
    assert "The picture so far could not be kept: copy.png was not written: the disk is full." in result.stderr
    assert names_in(folder) == {"cat.jpg", "wave.jpg", "cat-wave.png"}
