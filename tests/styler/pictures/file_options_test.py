"""What no file can be is refused in a sentence that says what to choose instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from styler.errors import OutputError
from styler.pictures.file_options import WRITE_SUFFIXES, FileOptions


@pytest.mark.parametrize("suffix", WRITE_SUFFIXES)
def test_the_usual_options_suit_every_format(suffix: str) -> None:
    FileOptions().check(Path(f"a{suffix.upper()}"))


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("a.jpg", {"bits": 16}, "JPEG holds 8 bits a channel; please choose PNG or TIFF"),
        ("a.webp", {"bits": 16}, "WEBP holds 8 bits"),
        ("a.png", {"bits": 12}, "12 is none of 8, 16"),
        ("a.png", {"profile": "cmyk"}, "cmyk is none of srgb, display-p3, adobe-rgb, photo"),
        ("a.png", {"subsampling": "4:2:0"}, "please choose JPEG, or 4:4:4"),
        ("a.jpg", {"subsampling": "4:1:1"}, "4:1:1 is none of"),
        ("a.jpg", {"quality": 0}, "from 1 to 100, not 0"),
        ("a.jpg", {"quality": 101}, "from 1 to 100, not 101"),
        ("a.tif", {"dpi": 0.5}, "from 1 to 65535, not 0.5"),
        ("a.tif", {"dpi": 65536.0}, "from 1 to 65535, not 65536"),
        ("a.tif", {"dpi": float("nan")}, "from 1 to 65535, not nan"),
    ],
)
def test_what_cannot_be_is_refused(name: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(OutputError) as refusal:
        FileOptions(**options).check(Path(name))
    assert words in str(refusal.value)
    assert str(refusal.value).startswith(name)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.png", {"bits": 16}),
        ("a.tiff", {"bits": 16, "profile": "photo", "dpi": 1.0}),
        ("a.jpeg", {"subsampling": "4:2:2", "quality": 1, "dpi": 65535.0}),
        ("a.webp", {"quality": 100, "profile": "adobe-rgb"}),
    ],
)
def test_what_can_be_is_not(name: str, options: dict[str, Any]) -> None:
    FileOptions(**options).check(Path(name))
