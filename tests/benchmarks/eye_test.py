"""The eye sees a haze, strokes that nobody painted, what was left out, and forms that went to pieces."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from click.testing import CliRunner
from torch import Tensor

from benchmarks.eye import (
    FIGURES,
    SEEN_BY_NETWORKS,
    Critic,
    Eye,
    Impression,
    colours_of,
    divergence,
    main,
    mean_distance,
    networks,
)
from benchmarks.pair import Pair
from styler.assets import sample
from styler.network.tensors import resized, to_picture
from styler.weights import store

pytestmark = pytest.mark.usefixtures("one_thread")

SIZE = 160


@pytest.fixture(scope="module")
def pair() -> Pair:
    return Pair.of("chelsea", "hokusai_great_wave", SIZE)


@pytest.fixture(scope="module")
def eye(pair: Pair) -> Eye:
    return Eye(pair.network, pair.photo, pair.painting)


@pytest.fixture(scope="module")
def painting(pair: Pair) -> Tensor:
    """The painting at the photo's size."""
    return resized(pair.painting, pair.photo.shape[3], pair.photo.shape[2]).clamp(0, 1)


@pytest.fixture(scope="module")
def of_photo(pair: Pair, eye: Eye) -> Impression:
    return eye.look(pair.photo)


def test_the_photo_is_its_own_structure_and_none_of_the_palette(of_photo: Impression) -> None:
    assert of_photo.palette == pytest.approx(0, abs=1e-4)
    assert of_photo.structure == pytest.approx(0, abs=1e-6)
    assert of_photo.precision > 2
    assert of_photo.coverage > 2


def test_the_painting_is_like_itself(eye: Eye, painting: Tensor, of_photo: Impression) -> None:
    found = eye.look(painting)
    assert found.palette > 95
    assert found.precision < 1  # half of it is the half that it is compared with
    assert found.coverage < 1
    assert found.structure > 0


def test_a_haze_of_the_photos_colours_is_seen_by_the_palette(pair: Pair, eye: Eye, painting: Tensor) -> None:
    shares = [eye.look(torch.lerp(pair.photo, painting, share)).palette for share in (0.25, 0.5, 0.75)]
    assert shares == sorted(shares)
    assert shares[0] < 50 < shares[2]


def test_grain_and_strokes_do_not_change_the_palette(eye: Eye, painting: Tensor) -> None:
    noise = 0.1 * torch.randn(painting.shape, generator=torch.Generator().manual_seed(1))
    assert eye.look((painting + noise).clamp(0, 1)).palette > 85


def test_what_is_in_no_painting_costs_precision(eye: Eye, painting: Tensor) -> None:
    noise = 0.3 * torch.randn(painting.shape, generator=torch.Generator().manual_seed(1))
    assert eye.look((painting + noise).clamp(0, 1)).precision > 1.5 * eye.look(painting).precision


def test_a_corner_of_the_painting_is_precise_and_does_not_cover_it(eye: Eye, painting: Tensor) -> None:
    corner = painting[..., :48, :48].repeat(1, 1, 3, 4)[..., : painting.shape[2], : painting.shape[3]]
    whole, found = eye.look(painting), eye.look(corner)
    assert found.precision < 2
    assert found.coverage > 1.3 * whole.coverage


def test_a_pieces_shuffled_picture_has_lost_its_structure(pair: Pair, eye: Eye) -> None:
    pieces = F.unfold(pair.photo[..., :96, :160], 16, stride=16)
    order = torch.randperm(pieces.shape[2], generator=torch.Generator().manual_seed(1))
    shuffled = pair.photo.clone()
    shuffled[..., :96, :160] = F.fold(pieces[..., order], (96, 160), 16, stride=16)
    darker = eye.look(0.8 * pair.photo).structure
    assert eye.look(shuffled).structure > 5 * darker


def test_the_nearest_of_a_permutation_is_itself() -> None:
    rows = F.normalize(torch.randn((50, 8), generator=torch.Generator().manual_seed(1)), dim=1)
    assert mean_distance(rows, rows[torch.randperm(50)]) == pytest.approx(0, abs=1e-6)
    assert mean_distance(torch.eye(3)[:1], torch.eye(3)[1:]) == pytest.approx(1)


def test_white_is_white_in_oklab_and_a_grey_has_no_colour() -> None:
    white, black = colours_of(torch.ones(1, 3, 16, 16)), colours_of(torch.zeros(1, 3, 16, 16))
    assert torch.allclose(black, torch.zeros_like(black), atol=1e-6)
    assert float(white.abs().max()) == pytest.approx(1, abs=0.02)  # L is 1, a and b are 0; one direction is nearly L's
    assert torch.allclose(white[0], white[-1])  # of one colour there is one quantile


def test_divergence_by_hand() -> None:
    one, other = (torch.tensor([[share, 1 - share]]).log() for share in (0.5, 0.25))
    assert divergence(one, other) == pytest.approx(
        0.5 * torch.log(torch.tensor(2.0)).item() + 0.5 * -0.405465, abs=1e-5
    )
    assert divergence(one, one) == 0


def test_the_command_prints_what_eye_and_judge_say_of_each_file(pair: Pair, eye: Eye, tmp_path: Path) -> None:
    """The photo is taken at each file's own size."""
    haze = torch.lerp(pair.photo, torch.ones_like(pair.photo), 0.3)
    to_picture(haze).write(tmp_path / "haze.png")
    to_picture(resized(haze, 96, 64)).write(tmp_path / "small.png")
    files = [str(tmp_path / name) for name in ("haze.png", "small.png")]
    photo, painting = (str(sample(name)) for name in pair.names)
    run = CliRunner().invoke(main, [photo, painting, *files], catch_exceptions=False)
    heads, *rows = (line.split() for line in run.stdout.splitlines())
    assert heads == [*FIGURES]
    assert [row[0] for row in rows] == ["haze.png", "small.png"]
    seen = {**eye.look(haze).as_dict(), **pair.judge.judge(haze).as_dict()}
    assert [float(cell) for cell in rows[0][1:]] == pytest.approx(
        [seen[figure] for figure in FIGURES], rel=0.02, abs=1e-5
    )


def test_another_network_says_what_it_sees_beside(pair: Pair) -> None:
    critic = Critic({"vgg16": pair.network, "other": pair.network}, pair.photo, pair.painting)
    found = critic.figures(pair.photo.flip(3))
    assert found.keys() == {*FIGURES, "other"}
    assert found["other"] == {figure: found[figure] for figure in SEEN_BY_NETWORKS}


def test_vgg19_looks_too_where_a_person_has_imported_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [*networks()] == ["vgg16"]
    own = replace(store.find("vgg16"), name="nineteen", architecture="vgg19")
    monkeypatch.setattr(store, "networks", lambda: {"vgg16": store.find("vgg16"), "nineteen": own})
    monkeypatch.setattr(store, "load", partial(lambda load, file: load(store.find("vgg16")), store.load))
    assert [*networks()] == ["vgg16", "nineteen"]
