"""Colours given by numbers: known values of the standards, and what a standard screen makes of brighter tones."""

from __future__ import annotations

import numpy as np
import pytest

from styler.pictures.colour_encodings import (
    BT_2020,
    DISPLAY_P3,
    HLG,
    PQ,
    SRGB,
    WHITE,
    Encoding,
    hlg_to_scene,
    in_srgb,
    light_to_pq,
    light_to_srgb,
    of_code_points,
    pq_to_light,
    srgb_to_light,
    to_srgb_light,
    to_white,
    to_xyz,
)


@pytest.mark.parametrize(
    ("light", "number"),
    # ITU-R BT.2408-7, table 1: 203 cd/m2 is 58 % of PQ, 1000 is 75 %, 100 is 51 %; BT.2100: 10000 is 100 %.
    [(0, 0), (0.1, 0.062), (26, 0.38), (100, 0.508), (203, 0.581), (1000, 0.752), (4000, 0.903), (10000, 1)],
)
def test_pq(light: float, number: float) -> None:
    assert light_to_pq(np.array([light]))[0] == pytest.approx(number, abs=0.0026)
    assert pq_to_light(light_to_pq(np.array([light])))[0] == pytest.approx(light, rel=1e-9, abs=1e-4)


@pytest.mark.parametrize(
    ("number", "light"),
    # BT.2100, table 5: half the signal is a twelfth of the light; BT.2408: 75 % is reference white, 0.265 of the peak.
    [(0, 0), (0.25, 1 / 48), (0.5, 1 / 12), (0.75, 0.2650), (1, 1)],
)
def test_hlg(number: float, light: float) -> None:
    assert hlg_to_scene(np.array([number]))[0] == pytest.approx(light, abs=2e-4)


def test_srgb_is_its_own_inverse() -> None:
    values = np.linspace(0, 1, 1001)
    np.testing.assert_allclose(light_to_srgb(srgb_to_light(values)), values, atol=1e-9)
    assert srgb_to_light(np.array([0.5]))[0] == pytest.approx(0.21404, abs=1e-5)


def test_the_matrices_are_the_published_ones() -> None:
    # IEC 61966-2-1; ITU-R BT.2087, the inverse of M2.
    srgb = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    np.testing.assert_allclose(to_xyz(SRGB), srgb, atol=2e-4)
    wide = [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]
    np.testing.assert_allclose(to_srgb_light(BT_2020), wide, atol=2e-4)
    np.testing.assert_allclose(to_srgb_light(SRGB), np.eye(3), atol=1e-12)


@pytest.mark.parametrize("primaries", [1, 4, 5, 6, 8, 9, 10, 11, 12, 22])
def test_white_stays_white(primaries: int) -> None:
    found = of_code_points(primaries, 8)
    assert found is not None
    np.testing.assert_allclose(to_srgb_light(found.primaries).sum(axis=1), 1, atol=1e-9)


def test_code_points() -> None:
    assert of_code_points(1, 13) is None
    assert of_code_points(2, 2) is None
    assert of_code_points(99, 16) is None
    assert of_code_points(12, 13) == Encoding(DISPLAY_P3)
    assert of_code_points(9, 16) == Encoding(BT_2020, PQ)
    assert of_code_points(9, 18) == Encoding(BT_2020, HLG)
    assert of_code_points(1, 4) == Encoding(SRGB, 2.2)


def test_what_a_standard_screen_shows_is_left_as_it_is_up_to_a_third_of_white() -> None:
    light = np.linspace(0, 0.3, 100, dtype=np.float32)[:, None] * np.array([1, 0.5, 0.2], np.float32)
    np.testing.assert_array_equal(to_white(light), light)


def test_brighter_tones_keep_their_order_and_hue() -> None:
    strengths = np.linspace(0, 1000 / WHITE, 500, dtype=np.float32)
    mapped = to_white(strengths[:, None] * np.array([1, 0.5, 0.25], np.float32))
    assert (np.diff(mapped[:, 0]) > -1e-6).all()
    np.testing.assert_allclose(mapped[:, 1], mapped[:, 0] / 2, rtol=1e-5)
    assert mapped[-1, 0] == pytest.approx(1, abs=1e-3)
    assert np.abs(np.diff(mapped[:, 0], 2)).max() < 1e-3  # without a kink
    np.testing.assert_allclose(to_white(np.full((1, 3), 10000 / WHITE, np.float32)), 1, atol=1e-4)


def grey(encoding: Encoding, value: float, kind: str) -> float:
    """The sRGB, 0..1, of a grey number, 0..1."""
    top = 1 if kind == "float32" else np.iinfo(kind).max
    colour = np.full((1, 1, 3), value * top if kind == "float32" else round(value * top)).astype(kind)
    made = in_srgb(colour, encoding)
    assert made.dtype == kind
    np.testing.assert_allclose(made[0, 0].astype(float), float(made[0, 0, 0]), atol=top * 1e-4)
    return float(made[0, 0, 0]) / top


@pytest.mark.parametrize("kind", ["uint16", "float32"])
@pytest.mark.parametrize("encoding", [Encoding(BT_2020, PQ), Encoding(DISPLAY_P3, PQ)])
def test_a_grey_card_in_pq(encoding: Encoding, kind: str) -> None:
    """18 % of 203 cd/m2 is what 18 % grey is in sRGB, 0.461; reference white leaves room above it."""
    card = float(light_to_pq(np.array([0.18 * WHITE]))[0])
    assert grey(encoding, card, kind) == pytest.approx(0.4614, abs=2e-3)
    assert grey(encoding, 0.5807, kind) == pytest.approx(0.898, abs=2e-3)
    assert grey(encoding, 0.7518, kind) == pytest.approx(1, abs=2e-3)
    assert grey(encoding, 1, kind) == pytest.approx(1, abs=1e-4)
    assert grey(encoding, 0, kind) == 0


@pytest.mark.parametrize("kind", ["uint16", "float32"])
def test_a_grey_card_in_hlg(kind: str) -> None:
    """BT.2408, table 1: 38 % of HLG is an 18 % grey card, 26 cd/m2 on a screen of 1000; 75 % is reference white."""
    encoding = Encoding(BT_2020, HLG)
    assert grey(encoding, 0.38, kind) == pytest.approx(float(light_to_srgb(np.array([26 / 203]))[0]), abs=5e-3)
    assert grey(encoding, 0.75, kind) == pytest.approx(0.898, abs=5e-3)
    assert grey(encoding, 1, kind) == pytest.approx(1, abs=2e-3)
    assert grey(encoding, 0, kind) == 0


def test_display_p3_of_known_colours() -> None:
    """CSS Color 4: color(display-p3 0.9176 0.2003 0.1386) is sRGB's red; its greys are sRGB's."""
    colour = np.array([[[0.9176, 0.2003, 0.1386], [0.5, 0.5, 0.5], [0, 1, 0]]], np.float32)
    red, grey, green = in_srgb(colour, Encoding(DISPLAY_P3))[0]
    np.testing.assert_allclose(red, [1, 0, 0], atol=2e-3)
    np.testing.assert_allclose(grey, 0.5, atol=1e-6)
    np.testing.assert_allclose(green, [0, 1, 0], atol=2e-2)  # it has no such green


def test_video_range() -> None:
    found = of_code_points(1, 8, narrow=True)
    assert found is not None
    assert grey(found, 16 / 255, "uint8") == 0
    assert grey(found, 235 / 255, "uint8") == 1


def test_a_large_picture_is_the_same_in_strips() -> None:
    colour = np.random.default_rng(0).integers(0, 65536, (700, 900, 3)).astype(np.uint16)
    encoding = Encoding(BT_2020, PQ)
    np.testing.assert_array_equal(in_srgb(colour, encoding)[650:], in_srgb(colour[650:], encoding))
