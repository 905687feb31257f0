"""A name says what a picture was made of."""

from __future__ import annotations

import pytest

from styler.pictures.proposed_name import proposed_name


@pytest.mark.parametrize(
    ("photo", "paintings", "name"),
    [
        ("cat", ["wave"], "cat-wave.png"),
        ("cat.tar", ["wave", "sun"], "cat.tar-wave-sun.png"),
        ("cat", ["wave", "sun", "scream", "night", "lilies"], "cat-wave-sun-scream+2.png"),
        ("", ["wave"], "picture-wave.png"),
        ("cat", [""], "cat-painting.png"),
        ("", ["", "wave"], "picture-painting-wave.png"),
        ('a "cat": 1/2', ["wave"], "a _cat__ 1_2-wave.png"),
        ("c" * 70, ["wave"], "c" * 70 + "-wave.png"),
        ("c" * 300, ["w" * 300], "c" * 80 + "-" + "w" * 80 + ".png"),
        ("c" * 300, ["w - " * 100, "s" * 300, "t" * 300], "-".join(["c" * 40, "w - " * 9 + "w", "s" * 40, "t" * 40])),
        ("猫" * 100, ["浪" * 100], "猫" * 26 + "-" + "浪" * 26 + ".png"),
    ],
)
def test_the_name_is_made_of_those_of_the_photo_and_the_paintings(photo: str, paintings: list[str], name: str) -> None:
    proposed = proposed_name(photo, paintings)
    assert proposed.removesuffix(".png") == name.removesuffix(".png")
    assert proposed.endswith(".png")
    assert len(proposed.encode()) <= 180
