"""Where the picture lies in the view."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF

from ui.viewer.viewport import LARGEST, SMALLEST, Viewport, fitted_into, lying_at, part_of

WIDTH, HEIGHT, MARGIN = 800.0, 600.0, 16.0


def port(width: int = 4000, height: int = 3000, ratio: float = 1.0) -> Viewport:
    """A view of 800 x 600 device-independent pixels on a screen with that many device pixels each."""
    made = Viewport()
    made.set_view(WIDTH * ratio, HEIGHT * ratio, MARGIN * ratio)
    made.set_frame(width, height)
    return made


# Zoom and position


def test_a_fitted_picture_is_whole_in_the_middle_and_leaves_a_margin() -> None:
    place = port().place()
    assert place == QRectF(21, 16, 757, 568)  # 568 = 600 - 2 * 16; the width keeps the shape
    assert not port().can_pan


def test_a_small_picture_is_enlarged_to_fit_but_not_beyond_the_largest_zoom() -> None:
    assert port(400, 300).zoom == pytest.approx(568 / 300)
    assert port(4, 3).zoom == LARGEST


def test_a_hundred_percent_is_one_device_pixel_on_any_screen() -> None:
    for ratio in (1.0, 1.5, 2.0):
        view = port(ratio=ratio)
        view.zoom_to(1.0)
        assert view.place().size() == QSizeF(4000, 3000)
        assert view.place().topLeft() == view.place().topLeft().toPoint().toPointF()


def test_a_finer_screen_fits_the_same_picture_with_a_larger_zoom() -> None:
    assert port(ratio=2).zoom == pytest.approx(2 * port().zoom)
    assert port(ratio=2).share(QPointF(400, 300)).x() == pytest.approx(port().share(QPointF(200, 150)).x())


@settings(max_examples=60, deadline=None)
@given(st.floats(0.3, 20), st.floats(1.01, 3), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_zooming_in_keeps_the_point_under_the_pointer(zoom: float, factor: float, x: float, y: float) -> None:
    view, at = port(), QPointF(x * WIDTH, y * HEIGHT)
    view.zoom_to(zoom, QPointF(300, 200))
    before = view.share(at)
    view.zoom_to(min(zoom * factor, LARGEST), at)
    after = view.share(at)
    pixel = 1 / (4000 * view.zoom)
    assert after.x() == pytest.approx(before.x(), abs=pixel)
    assert after.y() == pytest.approx(before.y(), abs=pixel)
    view.zoom_to(zoom, at)
    assert view.share(at).x() == pytest.approx(before.x(), abs=pixel)


MOVES = st.one_of(
    st.tuples(st.just("zoom"), st.floats(0.01, 40), st.floats(-50, 850)),
    st.tuples(st.just("pan"), st.floats(-9000, 9000), st.floats(-9000, 9000)),
    st.tuples(st.just("view"), st.floats(100, 2000), st.floats(100, 2000)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(MOVES, min_size=1, max_size=8), st.integers(1, 5000), st.integers(1, 5000))
def test_whatever_one_does_the_picture_fills_the_view_or_lies_in_its_middle(
    moves: list[tuple[str, float, float]], width: int, height: int
) -> None:
    view, size = port(width, height), (WIDTH, HEIGHT)
    for move, a, b in moves:
        if move == "zoom":
            view.zoom_to(a, QPointF(b, b))
        elif move == "pan":
            view.pan(a, b)
        else:
            size = (a, b)
            view.set_view(a, b, MARGIN)
    place = view.exact_place()
    for side, low, high in ((size[0], place.left(), place.right()), (size[1], place.top(), place.bottom())):
        if high - low <= side - 2 * MARGIN + 1e-6:
            assert low == pytest.approx(side - high, abs=1e-6)
        else:
            assert low <= MARGIN + 1e-6
            assert high >= side - MARGIN - 1e-6
    assert min(SMALLEST, view.fitting) <= view.zoom <= LARGEST or move == "view"


def test_the_picture_can_be_pulled_in_as_far_as_the_margin() -> None:
    view = port()
    view.zoom_to(1.0)
    view.pan(1e6, 1e6)
    assert view.exact_place().topLeft() == QPointF(MARGIN, MARGIN)
    view.pan(-1, 0)  # nothing was saved up beyond the limit
    assert view.exact_place().left() == pytest.approx(MARGIN - 1)
    view.pan(-1e6, -1e6)
    assert view.exact_place().bottomRight() == QPointF(WIDTH - MARGIN, HEIGHT - MARGIN)


def test_zoom_ends_at_ten_percent_or_where_all_is_in_view_and_at_3200() -> None:
    view = port(1000, 1000)
    view.zoom_to(0.001)
    assert view.zoom == SMALLEST
    view.zoom_to(1000)
    assert view.zoom == LARGEST
    view = port(40000, 30000)
    view.zoom_to(0.001)
    assert view.zoom == view.fitting < SMALLEST
    assert view.fitted


def test_the_steps_go_through_a_hundred_percent() -> None:
    view, seen = port(1500, 1000), []
    for _ in range(30):
        view.zoom_to(view.stop(up=True))
        seen.append(view.zoom)
    assert 1.0 in seen
    assert seen[-1] == LARGEST
    for _ in range(30):
        view.zoom_to(view.stop(up=False))
        seen.append(view.zoom)
    assert seen.count(1.0) == 2
    assert seen[-1] == SMALLEST


def test_a_fitted_picture_stays_fitted_in_another_view_and_another_frame() -> None:
    view = port()
    view.set_view(400, 600, MARGIN)
    assert view.zoom == pytest.approx((400 - 2 * MARGIN) / 4000)
    view.set_frame(1000, 1000)
    assert view.zoom == pytest.approx((400 - 2 * MARGIN) / 1000)


def test_zoom_and_position_survive_a_frame_of_the_same_shape_only() -> None:
    view = port(512, 341)
    view.zoom_to(3.0, QPointF(50, 60))
    centre = QPointF(view.centre)
    view.set_frame(1024, 683)  # the same shape, rounded
    assert (view.zoom, view.centre) == (3.0, centre)
    view.set_frame(683, 1024)
    assert view.fitted
    assert view.place().height() == 568


def test_a_window_made_small_and_large_again_shows_the_same_place() -> None:
    view = port()
    view.zoom_to(1.0, QPointF(0, 0))
    place = view.exact_place()
    view.set_view(5000, 200, MARGIN)
    view.set_view(WIDTH, HEIGHT, MARGIN)
    assert view.exact_place() == place


def test_without_a_picture_nothing_happens() -> None:
    view = Viewport()
    view.zoom_to(2.0, QPointF(1, 1))
    view.pan(5, 5)
    view.fit()
    assert (view.zoom, view.empty, view.can_pan) == (1.0, True, False)


def test_a_painting_keeps_its_shape_in_the_frame() -> None:
    assert fitted_into(QSizeF(100, 100), QRectF(10, 20, 400, 200)) == QRectF(110, 20, 200, 200)


def test_of_a_large_picture_only_the_pixels_in_view_are_drawn() -> None:
    pixels, target = part_of(QSize(1000, 1000), QRectF(-2000, -2000, 4000, 4000), QRectF(0, 0, 40, 40))
    assert pixels == QRect(499, 499, 12, 12)
    assert target == QRectF(-4, -4, 48, 48)


def test_pixels_lie_where_the_picture_does() -> None:
    assert lying_at(QRect(10, 20, 5, 5), QSize(100, 100), QRectF(-50, 0, 400, 200)) == QRectF(-10, 40, 20, 10)
