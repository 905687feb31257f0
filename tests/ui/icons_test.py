"""The icons: each that the window asks for is there, and is drawn in the colour it was asked for in."""

from __future__ import annotations

import ast
import configparser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from styler.assets import assets_folder
from ui.look import theme

ROOT = Path(__file__).parents[2]
FOLDER = assets_folder() / "icons"
NAMES = sorted(path.stem for path in FOLDER.glob("*.svg") if path.stem != "styler")
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"path", "circle", "ellipse", "rect"}
GRADIENT = {"linearGradient", "stop"}

Pixels = npt.NDArray[np.int16]


@pytest.fixture(params=[theme.LIGHT, theme.DARK], ids=["light", "dark"])
def scheme(request: pytest.FixtureRequest, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> theme.Colours:
    """The colours of a scheme, in use; whatever the platform says."""
    chosen: theme.Colours = request.param
    monkeypatch.setattr(theme, "colours", lambda: chosen)
    return chosen


def pixels(image: QImage) -> Pixels:
    """Return red, green, blue and opacity, 0 to 255, by row and column."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4).astype(np.int16)


def drawn(icon: QIcon, side: int = 96, mode: QIcon.Mode = QIcon.Mode.Normal) -> Pixels:
    return pixels(icon.pixmap(QSize(side, side), 1.0, mode).toImage())


def ink(picture: Pixels) -> QColor:
    """Return the colour of the covered pixels, which must be one, up to rounding where shapes overlap."""
    covered = picture[picture[..., 3] == 255][:, :3]
    assert len(covered), "nothing is drawn"
    assert np.ptp(covered, axis=0).max() <= 2, "more than one colour"
    return QColor(*np.median(covered, axis=0).astype(int).tolist())


def names_asked_for(source: str) -> set[str]:
    """Return the literal names that a module calls ``icon`` or ``theme.icon`` with, also in ``"a" if b else "c"``."""
    found: set[str] = set()

    def note(argument: ast.expr) -> None:
        if isinstance(argument, ast.IfExp):
            note(argument.body)
            note(argument.orelse)
        elif isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            found.add(argument.value)

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in {"icon", "theme.icon"}:
            note(node.args[0])
    return found


def test_the_scan_sees_every_way_of_asking_for_an_icon() -> None:
    source = 'icon("a"); theme.icon("b", "#ff0000"); theme.icon("c" if on else "d"); window.icon("e"); icon(f); icon()'
    assert names_asked_for(source) == {"a", "b", "c", "d"}


@pytest.mark.parametrize("module", sorted((ROOT / "ui").rglob("*.py")), ids=lambda path: path.stem)
def test_every_icon_that_the_window_asks_for_is_there(module: Path) -> None:
    assert names_asked_for(module.read_text(encoding="utf-8")) <= {*NAMES, "styler"}


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_one_of_the_family(name: str) -> None:
    """One grid, one pen, no colour of its own, and nothing that Qt's renderer (SVG Tiny 1.2) leaves out."""
    root = ElementTree.parse(FOLDER / f"{name}.svg").getroot()
    assert root.attrib == {
        "viewBox": "0 0 24 24",
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": "1.75",
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
    }
    for shape in list(root.iter())[1:]:
        assert shape.tag.removeprefix(SVG) in SHAPES
        assert {shape.get("fill", "none"), shape.get("stroke", "none")} <= {"none", "currentColor"}
        assert not {"style", "class", "stroke-width", "transform"}.intersection(shape.keys())
    assert QSvgRenderer(str(FOLDER / f"{name}.svg")).isValid()


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn_in_the_colour_of_the_text_or_in_the_asked_one(name: str, scheme: theme.Colours) -> None:
    assert ink(drawn(theme.icon(name))) == QColor(scheme.text)
    assert ink(drawn(theme.icon(name, "#12ab34"))) == QColor("#12ab34")


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_can_be_seen_at_every_size_and_keeps_off_the_edge(name: str, scheme: theme.Colours) -> None:
    for side in (16, 20, 24, 48):
        opacity = drawn(theme.icon(name), side)[..., 3]
        assert opacity.shape == (side, side)
        assert opacity.max() > 140, f"faint at {side}"
        assert 0.02 < opacity.mean() / 255 < 0.5, f"too little or too much ink at {side}"
    large = drawn(theme.icon(name))[..., 3]
    large[8:-8, 8:-8] = 0
    assert not large.any(), "ink in the outer 2 of 24"


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_fainter_where_its_button_is_disabled(name: str, scheme: theme.Colours) -> None:
    behind = QColor(scheme.panel).lightness()
    normal = abs(ink(drawn(theme.icon(name))).lightness() - behind)
    disabled = abs(ink(drawn(theme.icon(name), mode=QIcon.Mode.Disabled)).lightness() - behind)
    assert 40 < disabled < 0.6 * normal


def test_no_two_icons_look_the_same(scheme: theme.Colours) -> None:
    assert len({drawn(theme.icon(name), 24).tobytes() for name in NAMES}) == len(NAMES)


def test_the_program_s_icon_needs_nothing_that_qt_leaves_out() -> None:
    root = ElementTree.parse(FOLDER / "styler.svg").getroot()
    assert root.get("viewBox") == "0 0 256 256"
    assert {shape.tag.removeprefix(SVG) for shape in list(root.iter())[1:]} <= SHAPES | GRADIENT


def test_the_program_s_png_is_its_svg_drawn(qapp: QApplication) -> None:
    renderer = QSvgRenderer(str(FOLDER / "styler.svg"))
    assert renderer.isValid()
    image = QImage(256, 256, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, 256, 256))
    painter.end()
    kept = pixels(QImage(str(FOLDER / "styler.png")))
    assert kept.shape == (256, 256, 4)
    assert np.abs(kept - pixels(image)).mean() < 0.5
    assert kept[0, 0, 3] == 0, "the corners are not clear"
    assert kept[128, 128, 3] == 255


def test_the_desktop_entry_starts_the_program_with_pictures() -> None:
    parser = configparser.RawConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string((FOLDER / "styler.desktop").read_text(encoding="utf-8"))
    assert parser.sections() == ["Desktop Entry"]
    entry = dict(parser["Desktop Entry"])
    assert entry["Exec"].split() == ["styler-app", "%F"]
    expected = {
        "Type": "Application",
        "Name": "Styler",
        "Icon": "styler",
        "Terminal": "false",
        "StartupWMClass": "styler",
    }
    assert expected.items() <= entry.items()
    for key in ("GenericName", "Comment", "Keywords"):
        assert entry[key].isascii(), key
        assert not entry[f"{key}[zh_CN]"].isascii(), key
    lists = {key: value for key, value in entry.items() if key.startswith(("Categories", "MimeType", "Keywords"))}
    assert all(value.endswith(";") for value in lists.values())
    assert entry["Categories"] == "Graphics;2DGraphics;RasterGraphics;"
    formats = ["jpeg", "png", "webp", "tiff", "heif", "heic", "avif", "bmp", "gif", "jxl", "jp2", "jpx"]
    formats += ["x-jp2-codestream", "vnd.adobe.photoshop", "x-tga"]
    formats += [f"x-portable-{name}" for name in ("anymap", "bitmap", "graymap", "pixmap")]
    assert entry["MimeType"].split(";")[:-1] == [f"image/{name}" for name in formats]
