"""What is understood of a drop or a paste: files first, then picture data, then a link."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage, QImageReader, QImageWriter, QPixmap
from pytestqt.qtbot import QtBot

from ui.pictures import drop
from ui.pictures.drop import Dropped, Glimpse, acceptable, as_copy, glimpse, likely, understood

BLUE = QColor("#336699")


@pytest.fixture
def blue(qapp: object) -> QImage:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(BLUE)
    return image


def encoded(image: QImage, kind: str = "PNG") -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, kind.encode())
    writer.setQuality(90)  # at 100 Qt writes so small a WebP that it cannot read it again
    assert writer.write(image)
    return bytes(data.data())


def data_url(image: QImage, kind: str = "PNG") -> str:
    return f"data:image/{kind.lower()};base64,{base64.b64encode(encoded(image, kind)).decode()}"


def urls(*addresses: str | Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(each)) if isinstance(each, Path) else QUrl(each) for each in addresses])
    return mime


def text(words: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(words)
    return mime


def decoded(data: bytes) -> QImage:
    """What the reader will make of it: upright."""
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    return reader.read()


def assert_blue(dropped: Dropped | None, size: tuple[int, int] = (30, 20)) -> None:
    assert dropped is not None
    image = dropped.image or decoded(dropped.data)
    assert (image.width(), image.height()) == size
    seen = image.pixelColor(5, 5)
    assert all(abs(a - b) <= 3 for a, b in zip(seen.getRgb(), BLUE.getRgb(), strict=True))  # type: ignore[call-overload,unused-ignore]
    assert (dropped.paths, dropped.folders, dropped.link) == ((), (), "")


# --- Files ------------------------------------------------------------------------------------------------------------


def test_files_and_folders_are_told_apart_and_keep_their_order(tmp_path: Path) -> None:
    files = [tmp_path / "b ü #1.jpg", tmp_path / "a.txt", tmp_path / "gone.png"]
    for file in files[:2]:
        file.write_bytes(b"x")
    mime = urls(files[0], tmp_path, files[1], files[2], files[0])

    assert acceptable(mime)
    assert understood(mime) == Dropped(paths=tuple(files), folders=(tmp_path,))


def test_a_file_goes_before_its_picture_data_and_before_a_link(blue: QImage, tmp_path: Path) -> None:
    mime = urls("https://example.com/cat.png", tmp_path / "cat.png")
    mime.setImageData(blue)

    assert understood(mime) == Dropped(paths=(tmp_path / "cat.png",))


def test_a_path_that_no_system_has_is_left_to_the_reader() -> None:
    endless = Path("/" + "x" * 5000)

    assert understood(urls(endless)) == Dropped(paths=(endless,))


def test_a_path_in_plain_text_counts_if_it_exists(tmp_path: Path) -> None:
    file = tmp_path / "my cat.png"
    file.write_bytes(b"x")

    assert understood(text(f" {file}\n")) == Dropped(paths=(file,))
    assert understood(text(f"{file}\n{tmp_path}\r\n")) == Dropped(paths=(file,), folders=(tmp_path,))
    assert understood(text(str(tmp_path / "gone.png"))) is None
    assert understood(text(f"{file}\nand some words")) is None


def test_a_file_address_in_plain_text_counts(tmp_path: Path) -> None:
    assert understood(text((tmp_path / "my cat.png").as_uri())) == Dropped(paths=(tmp_path / "my cat.png",))
    assert understood(text("file://")) is None


# --- Picture data -----------------------------------------------------------------------------------------------------


def test_picture_data_goes_before_the_address_it_came_from(blue: QImage) -> None:
    mime = urls("https://example.com/cat.png")
    mime.setImageData(blue)

    assert acceptable(mime)
    assert_blue(understood(mime))


def test_a_pixmap_is_picture_data_too(blue: QImage) -> None:
    mime = QMimeData()
    mime.setImageData(QPixmap.fromImage(blue))

    assert_blue(understood(mime))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_an_encoded_picture_is_decoded(blue: QImage, kind: str) -> None:
    mime = urls("https://example.com/cat")
    mime.setData(f"image/{kind.lower()}", encoded(blue, kind))

    assert acceptable(mime)
    assert_blue(understood(mime))


def test_a_photo_that_lies_on_its_side_is_stood_upright(blue: QImage) -> None:
    jpeg = encoded(blue, "JPEG")
    turned = bytes.fromhex("4578696600004d4d002a00000008000101120003000000010006000000000000")  # EXIF: orientation 6
    mime = QMimeData()
    mime.setData("image/jpeg", jpeg[:2] + b"\xff\xe1" + (len(turned) + 2).to_bytes(2, "big") + turned + jpeg[2:])

    assert_blue(understood(mime), (20, 30))


def test_damaged_picture_data_falls_back_to_the_link() -> None:
    mime = urls("https://example.com/cat.png")
    mime.setData("image/png", b"\x89PNG and nothing more")

    assert understood(mime) == Dropped(link="https://example.com/cat.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_inside_an_address_is_decoded_from_text_and_from_html_and_from_the_list(
    blue: QImage, kind: str
) -> None:
    address = data_url(blue, kind)
    html = QMimeData()
    html.setHtml(f'<meta charset="utf-8"><p>A cat<img alt="cat" src="{address}" width=3></p>')
    for mime in (text(f"\n{address} "), html, urls(address)):
        assert acceptable(mime)
        assert_blue(understood(mime))


def test_an_address_with_escaped_letters_is_decoded(blue: QImage) -> None:
    address = data_url(blue).replace("+", "%2B").replace("/", "%2f").replace("=", "%3D")

    assert_blue(understood(text(address.replace("data:image%2fpng;base64", "data:image/png;charset=utf-8;base64"))))


def test_a_text_that_only_holds_such_an_address_somewhere_is_nothing(blue: QImage) -> None:
    assert understood(text(f"body {{ background: url({data_url(blue)}) }}")) is None


@pytest.mark.parametrize("broken", ["data:image/png;base64,", "data:image/png;base64,abcde", "data:image/png,abc"])
def test_a_broken_picture_inside_an_address_is_nothing(broken: str) -> None:
    assert understood(text(broken)) is None
    html = QMimeData()
    html.setHtml(f'<img src="{broken}">')
    assert understood(html) is None


def test_an_enormous_picture_is_left_alone(blue: QImage, monkeypatch: pytest.MonkeyPatch) -> None:
    address, raw = data_url(blue), QMimeData()
    raw.setData("image/png", encoded(blue))
    monkeypatch.setattr(drop, "MAX_BYTES", raw.data("image/png").size() - 1)

    assert understood(text(address)) is None
    assert understood(urls(address)) is None
    assert understood(raw) is None
    assert not acceptable(text(address))


# --- Links, and what is nothing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["https://example.com/cat.png?size=2&a=b", "http://example.com/", "HTTPS://EXAMPLE.com/a"]
)
def test_a_web_address_is_a_link(address: str) -> None:
    link = QUrl(address).toString()

    for mime in (urls(address), text(f"{address}\n")):
        assert acceptable(mime)
        assert understood(mime) == Dropped(link=link)


@pytest.mark.parametrize(
    "words",
    [
        "",
        " \n ",
        "A cat",
        "see https://example.com/cat.png",
        "https://example.com/cat.png is nice",
        "https://",
        "mailto:cat@example.com",
        "pictures/cat.png",
        "data:image/png;base64 is how browsers do it",
        "x" * 100_000,
        "/" + "x" * 100_000,
        "/\0",
    ],
)
def test_other_text_is_nothing(words: str) -> None:
    assert not acceptable(text(words))
    assert understood(text(words)) is None


def test_a_mail_address_and_an_empty_drop_are_nothing() -> None:
    for mime in (urls("mailto:cat@example.com"), QMimeData(), urls("file:")):
        assert not acceptable(mime)
        assert understood(mime) is None


def test_formatted_text_without_a_picture_is_nothing() -> None:
    mime = text("A cat")
    mime.setHtml('<p>A <a href="https://example.com">cat</a></p>')

    assert not acceptable(mime)
    assert understood(mime) is None


def test_a_drag_that_enters_decodes_nothing(blue: QImage, monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(text: str) -> bytes:
        raise AssertionError("decoded")

    monkeypatch.setattr(drop, "_from_data_url", decode)
    raw = QMimeData()
    raw.setData("image/png", encoded(blue))

    assert acceptable(raw)
    assert acceptable(text(data_url(blue)))


def test_what_the_clipboard_of_another_window_holds_is_understood(qtbot: QtBot, blue: QImage, tmp_path: Path) -> None:
    from ui.look.drag import clipboard_mime

    assert_blue(understood(clipboard_mime(blue, None)))
    assert understood(clipboard_mime(blue, tmp_path / "g.png")) == Dropped(paths=(tmp_path / "g.png",))


def test_encoded_data_is_not_decoded_while_the_window_waits(blue: QImage) -> None:
    mime = QMimeData()
    mime.setData("image/png", encoded(blue))
    dropped = understood(mime)
    assert dropped is not None
    assert (dropped.image, dropped.data) == (None, encoded(blue))


def test_a_browsers_html_without_the_picture_itself_is_a_link() -> None:
    mime = text("A cat")
    mime.setHtml("<a href='https://example.com'><img alt='cat' src='https://example.com/cat.png?a=1&amp;b=2'></a>")

    assert acceptable(mime)
    assert understood(mime) == Dropped(link="https://example.com/cat.png?a=1&b=2")


# --- Of a drag that has not been let go -------------------------------------------------------------------------------


def test_files_are_counted_by_the_look_of_them(blue: QImage, tmp_path: Path) -> None:
    pictures = urls(tmp_path / "a.JPG", tmp_path / "b.heic", tmp_path / "notes.txt", tmp_path)

    assert glimpse(pictures) == Glimpse(2, 1)
    assert glimpse(urls(tmp_path / "a", tmp_path / "b")) == Glimpse(2)  # the reader knows them by their content
    assert glimpse(urls("https://example.com/cat.png")) == Glimpse(1)
    picture = QMimeData()
    picture.setImageData(blue)
    assert glimpse(picture) == Glimpse(1)


def test_what_looks_like_no_picture_is_set_apart_if_another_file_does() -> None:
    a, notes, sheet = Path("a.png"), Path("notes.txt"), Path("sheet")

    assert likely([notes, a, sheet]) == ([a], [notes, sheet])
    assert likely([notes, sheet]) == ([notes, sheet], [])
    assert likely([]) == ([], [])


COPY, MOVE, LINK = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction, Qt.DropAction.LinkAction


@pytest.mark.parametrize(
    ("offered", "taken"), [(COPY | MOVE, COPY), (COPY | MOVE | LINK, COPY), (MOVE | LINK, LINK), (LINK, LINK)]
)
def test_nothing_is_moved_here(qapp: object, offered: Qt.DropAction, taken: Qt.DropAction) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier  # wants to move
    mime = urls(Path("a.png"))
    event = QDropEvent(QPointF(), offered, mime, Qt.MouseButton.LeftButton, shift)
    assert event.proposedAction() == (MOVE if offered & MOVE else LINK)

    assert as_copy(event)
    assert (event.isAccepted(), event.dropAction()) == (True, taken)


def test_what_can_only_be_moved_is_refused(qapp: object) -> None:
    mime = urls(Path("a.png"))
    event = QDropEvent(QPointF(), MOVE, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)

    assert not as_copy(event)
    assert not event.isAccepted()
