"""The engine makes nothing twice, keeps apart what differs, and gives everything back."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Collection

import numpy as np
import pytest
import torch
from torch import Tensor

from styler.errors import DeviceError, WeightsError
from styler.jobs.events import Result, Step
from styler.jobs.job import Job
from styler.jobs.levels import LevelSpec
from styler.jobs.steering import Steering
from styler.memory.plan import Allocation
from styler.network.slopes import Slope
from styler.network.tensors import to_tensor
from styler.network.vgg import Vgg
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.engine import Engine
from styler.transfer.run import stylize
from styler.transfer.style_transfer import StyleTransfer
from styler.transfer.terms.gram import Gram
from styler.transfer.terms.moments import gram_matrix
from tests.objectives import term

Looks = list[tuple[tuple[int, int], tuple[str, ...]]]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    """What the network has looked at without a gradient: (width, height) and the layers. Those are the targets."""
    seen: Looks = []
    real = Vgg.features

    def features(self: Vgg, picture: Tensor, layers: Collection[str]) -> dict[str, Tensor]:
        if not torch.is_grad_enabled():
            seen.append(((picture.shape[3], picture.shape[2]), tuple(sorted(layers))))
        return real(self, picture, layers)

    monkeypatch.setattr(Vgg, "features", features)
    return seen


@pytest.fixture
def empty(engine: Engine) -> Engine:
    """The shared engine's network, but no targets from other tests."""
    engine.drop_targets()
    return engine


def last(job: Job, engine: Engine) -> Result:
    *_, result = stylize(job, engine=engine)
    assert isinstance(result, Result)
    return result


def test_style_targets_are_gram_matrices_of_the_painting_at_that_size(
    empty: Engine, wave: Picture, plain: Recipe
) -> None:
    place = empty.workplace(plain)
    targets = empty.style_targets(place.look(), Gram, wave, 48, ["relu1_1", "relu2_1"])
    expected = place.network.features(to_tensor(wave, size=(48, 32)), ["relu1_1", "relu2_1"])
    assert {layer: gram.shape[0] for layer, gram in targets.items()} == {"relu1_1": 64, "relu2_1": 128}
    for layer, gram in targets.items():
        torch.testing.assert_close(gram, gram_matrix(expected[layer]))


def test_paintings_keep_their_own_aspect_ratio(empty: Engine, looks: Looks, plain: Recipe) -> None:
    tall = Picture(np.random.default_rng(0).random((100, 50, 3), dtype=np.float32))
    empty.style_targets(empty.workplace(plain).look(), Gram, tall, 80, ["relu1_1"])
    assert looks == [((40, 80), ("relu1_1",))]


def test_a_second_job_with_the_same_painting_makes_no_targets_again(
    empty: Engine, cat: Picture, wave: Picture, plain: Recipe, looks: Looks
) -> None:
    recipe = plain.with_(steps=2)
    first = last(Job(cat, [wave], recipe), empty)
    assert sorted(looks) == [
        ((48, 32), ("relu1_1", "relu2_1", "relu3_1")),  # the painting
        ((48, 32), ("relu1_1", "relu2_1", "relu3_1")),  # the last measurement of the picture
        ((48, 32), ("relu3_1",)),  # the photo
    ]
    looks.clear()
    equal = Picture(wave.pixels.copy())  # another object, say after it was read again
    second = last(Job(cat, [equal], recipe), empty)
    assert len(looks) == 2  # the photo, and the last measurement
    assert np.array_equal(first.picture.pixels, second.picture.pixels)


def test_another_photo_with_the_same_painting_needs_only_its_own_targets(
    empty: Engine, cat: Picture, wave: Picture, plain: Recipe, looks: Looks
) -> None:
    recipe = plain.with_(steps=2)
    last(Job(cat, [wave], recipe), empty)
    looks.clear()
    last(Job(wave, [wave], recipe), empty)
    assert sorted(looks)[1:] == [((48, 32), ("relu3_1",))]


def test_a_new_layer_or_size_makes_only_what_is_missing(
    empty: Engine, wave: Picture, plain: Recipe, looks: Looks
) -> None:
    place = empty.workplace(plain)
    empty.style_targets(place.look(), Gram, wave, 48, ["relu1_1", "relu2_1"])
    looks.clear()
    targets = empty.style_targets(place.look(), Gram, wave, 48, ["relu1_1", "relu2_2", "relu2_1"])
    assert looks == [((48, 32), ("relu2_2",))]
    assert list(targets) == ["relu1_1", "relu2_2", "relu2_1"]
    looks.clear()
    empty.style_targets(place.look(), Gram, wave, 64, ["relu1_1"])
    assert looks == [((64, 43), ("relu1_1",))]
    looks.clear()
    empty.style_targets(place.look(), Gram, wave, 48, ["relu1_1"])
    assert looks == []


def test_a_bigger_brush_makes_new_style_targets_alone(
    empty: Engine, cat: Picture, wave: Picture, plain: Recipe, looks: Looks
) -> None:
    recipe = plain.with_(steps=1)
    last(Job(cat, [wave], recipe), empty)
    looks.clear()
    last(Job(cat, [wave], recipe.with_(style_scale=2)), empty)
    assert sorted(looks)[2:] == [((96, 64), ("relu1_1", "relu2_1", "relu3_1"))]


def test_targets_of_another_pooling_or_precision_are_not_mixed_up(empty: Engine, wave: Picture, plain: Recipe) -> None:
    grams = [
        empty.style_targets(empty.workplace(recipe).look(), Gram, wave, 48, ["relu2_1"])["relu2_1"]
        for recipe in (plain, plain.with_(pooling="average"), plain.with_(precision="bfloat16"))
    ]
    assert not torch.equal(grams[0], grams[1])
    assert not torch.equal(grams[0], grams[2])


def test_only_the_latest_targets_of_a_photo_are_kept(
    empty: Engine, cat: Picture, wave: Picture, plain: Recipe, looks: Looks
) -> None:
    place, whole = empty.workplace(plain), torch.rand(1, 3, 64, 64)

    def seen(photo: Picture, edge: int, *layers: str) -> weakref.ref[torch.Tensor]:
        return weakref.ref(empty.content_targets(place.look(), photo, whole, (edge, edge), layers)[layers[0]])

    kept = seen(cat, 32, "relu1_1")
    assert seen(cat, 32, "relu1_1", "relu1_2")() is kept() is not None
    assert looks == [((32, 32), ("relu1_1",)), ((32, 32), ("relu1_2",))]
    for others in ((cat, 32, "relu1_2"), (cat, 64, "relu1_1"), (wave, 32, "relu1_1")):  # layer, level, photo
        kept = seen(cat, 32, "relu1_1")
        seen(*others)
        assert kept() is None
    kept = seen(cat, 32, "relu1_1")
    empty.drop_contents()
    assert kept() is None


def test_what_a_level_does_not_keep_it_does_not_keep_of_the_level_before_either(
    empty: Engine, cat: Picture, wave: Picture, plain: Recipe
) -> None:
    small, large = LevelSpec(32, 21, 1), LevelSpec(64, 43, 1)
    scene = StyleTransfer(Job(cat, [wave], plain), empty, empty.workplace(plain), large)
    kept = weakref.ref(term(scene.objective(plain, small, Allocation()), "content").targets["relu3_1"])
    assert kept() is not None
    scene.objective(plain, large, Allocation(keeps_contents=False))
    assert kept() is None


def test_a_run_leaves_none_of_the_photos_targets(empty: Engine, cat: Picture, wave: Picture, plain: Recipe) -> None:
    """The next run's memory is planned before it begins."""
    last(Job(cat, [wave], plain.with_(steps=1)), empty)
    assert not empty._contents
    run = stylize(Job(cat, [wave], plain.with_(steps=1)), engine=empty, report_every=0)
    kept = [len(empty._contents) for event in run if isinstance(event, Step)]
    assert kept
    assert min(kept) == 1
    assert not empty._contents


def test_what_a_job_gives_does_not_depend_on_the_jobs_before_it(cat: Picture, wave: Picture, plain: Recipe) -> None:
    """A level of a larger job has this job's size, but was shrunk twice; its targets are not this job's."""
    engine = Engine()
    job = Job(cat, [wave], plain.with_(steps=3, size=48))
    alone = last(job, engine)
    engine.release()
    last(Job(cat, [wave], plain.with_(steps=2, size=96, levels=2)), engine)
    afterwards = last(job, engine)
    engine.release()
    assert np.array_equal(alone.picture.pixels, afterwards.picture.pixels)


def test_release_gives_everything_back_and_the_engine_works_on(
    cat: Picture, wave: Picture, plain: Recipe, looks: Looks
) -> None:
    engine, job, steering = Engine(), Job(cat, [wave], plain.with_(steps=1)), Steering()
    *_, before = stylize(job, steering, engine=engine)
    assert isinstance(before, Result)
    place = engine.workplace(job.recipe)
    network = weakref.ref(place.network)
    gram = weakref.ref(engine.style_targets(place.look(), Gram, wave, 48, ["relu1_1"])["relu1_1"])
    noise = torch.rand(1, 3, 32, 48)
    photo = weakref.ref(engine.content_targets(place.look(), cat, noise, (48, 32), ["relu3_1"])["relu3_1"])
    del place
    assert None not in (network(), gram(), photo())
    engine.release()  # at once: no cycle waits for the collector, nor does a steering that someone keeps hold the run
    assert (network(), gram(), photo()) == (None, None, None)
    engine.release()  # again is no harm
    looks.clear()
    after = last(job, engine)
    assert len(looks) == 3
    assert np.array_equal(before.picture.pixels, after.picture.pixels)
    engine.release()


def test_a_network_is_loaded_once(engine: Engine, plain: Recipe) -> None:
    assert engine.workplace(plain) is engine.workplace(plain.with_(size=512, beta=3))
    assert engine.workplace(plain) is not engine.workplace(plain.with_(pooling="blurred"))


def held() -> int:
    """The bytes that all tensors take which are alive."""
    gc.collect()
    storages = [each.untyped_storage() for each in gc.get_objects() if type(each) is Tensor]
    return sum({storage.data_ptr(): storage.nbytes() for storage in storages}.values())


def looked_back(engine: Engine, recipe: Recipe) -> Tensor:
    """What one way up the network and back gives; it makes all the forms of its kernels that there are."""
    sight = engine.workplace(recipe).network.look(torch.full((1, 3, 32, 32), 0.5), ["relu5_1"])
    return sight.pull_back({"relu5_1": [Slope(values=torch.ones_like(sight.features["relu5_1"]))]})


def test_the_latest_networks_stay_and_their_poolings_share_the_kernels(plain: Recipe) -> None:
    engine, before, taken = Engine(), held(), list[int]()
    for precision in ("float32", "bfloat16", "float32", "float16"):
        for pooling in ("max", "average", "blurred"):
            looked_back(engine, plain.with_(pooling=pooling, precision=precision))
            taken.append(held() - before)
    assert taken[2] - taken[0] < 1e6
    assert taken[5] - taken[3] < 1e6
    assert taken[8] - taken[5] < 1e6  # float32 was still there
    assert taken[11] - taken[8] < 1e6  # and bfloat16 has gone for float16, which takes as much
    assert engine.workplace(plain) is engine.workplace(plain)
    engine.release()
    assert held() - before < 1e6


def test_a_pooling_that_shares_the_kernels_sees_the_same(plain: Recipe) -> None:
    both, alone = Engine(), Engine()
    looked_back(both, plain)
    for pooling in ("average", "blurred"):
        recipe = plain.with_(pooling=pooling)
        assert both.workplace(recipe).key != both.workplace(plain).key
        assert torch.equal(looked_back(both, recipe), looked_back(alone, recipe))
        alone.release()


def test_a_network_that_cannot_be_loaded_costs_none_that_is_there(plain: Recipe) -> None:
    engine = Engine()
    two = [engine.workplace(plain.with_(precision=precision)) for precision in ("float32", "bfloat16")]
    with pytest.raises(WeightsError):
        engine.workplace(plain.with_(network="nobody"))
    assert two == [engine.workplace(plain.with_(precision=precision)) for precision in ("float32", "bfloat16")]
    engine.release()


def test_what_is_not_there_is_refused(engine: Engine, plain: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.xpu, "is_available", lambda: False)
    with pytest.raises(DeviceError, match="no device xpu"):
        engine.workplace(plain.with_(device="xpu"))
    with pytest.raises(WeightsError, match="nobody"):
        engine.workplace(plain.with_(network="nobody"))
