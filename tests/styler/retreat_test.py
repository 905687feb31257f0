"""Memory runs out at any moment: the run goes on in smaller blocks, then on the processor, and loses nothing."""

from __future__ import annotations

import gc
import pkgutil
import weakref
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import pytest
import torch
from torch import Tensor

from styler.errors import OutOfMemoryError
from styler.jobs.events import Event, Level, Result, Retreat, Step
from styler.jobs.job import Job
from styler.jobs.levels import LevelSpec
from styler.jobs.recovery import Milestone
from styler.jobs.steering import Steering
from styler.memory.plan import Allocation, MemoryPlan
from styler.memory.tiles import Tile
from styler.network.device import DeviceInfo
from styler.optimise.guard import Guard
from styler.optimise.objective import Evaluation
from styler.optimise.optimizers import Adam
from styler.pictures.picture import Picture
from styler.recipe import Recipe
from styler.transfer.checkpoint import Checkpoint
from styler.transfer.engine import Engine
from styler.transfer.look import Look
from styler.transfer.placement import Placement
from styler.transfer.run import ON_THE_PROCESSOR, SMALLER_BLOCKS, stylize
from styler.transfer.style_transfer import StyleTransfer
from styler.transfer.sum_of_terms import SumOfTerms
from tests.objectives import term
from tests.ways import Always

pytestmark = pytest.mark.usefixtures("one_thread")

GPU = DeviceInfo("cpu:1", "Fake GPU", memory=16 * 10**9, bfloat16=False)
"""Torch takes the name, and computes on the processor."""

CPU = DeviceInfo("cpu", "Processor", memory=None, bfloat16=False)


def no_memory(kind: int = 0) -> RuntimeError | MemoryError:
    """Return what torch raises, made anew: its traceback would keep an attempt's memory."""
    if kind % 3 == 1:
        return RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 2147483648 bytes.")
    if kind % 3 == 2:
        return MemoryError("Unable to allocate 2.00 GiB for an array")
    return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


E = TypeVar("E", bound=Event)

EVER = 10**9
STEPS = 8  # 5 at the first level, 3 at the second


@dataclass
class Machine:
    """Its memory runs out when it is told to.

    Attributes:
        patch: Puts the failures in.
        device: Where the run computes now.
        calls: How often the function that is to fail has been called.
    """

    patch: pytest.MonkeyPatch
    device: str = ""
    calls: int = field(default=0, init=False)

    def fail(self, where: str, after: int, times: int = 1, only_on: str = "") -> None:
        """Let a function fail ``times`` times after so many calls, perhaps on one device only."""
        owner, name = where.rsplit(".", 1)
        found = pkgutil.resolve_name(owner)
        real = getattr(found, name)

        def failing(*args: Any, **more: Any) -> Any:
            self.device = more.get("device", self.device)
            if only_on in ("", self.device):
                self.calls += 1
                if after < self.calls <= after + times:
                    raise no_memory(self.calls)
            return real(*args, **more)

        self.patch.setattr(found, name, failing)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine, real = Machine(monkeypatch), StyleTransfer.__init__

    def placed(scene: StyleTransfer, job: Job, engine: Engine, workplace: Any, last: Any) -> None:
        machine.device = workplace.device.name
        real(scene, job, engine, workplace, last)

    monkeypatch.setattr(StyleTransfer, "__init__", placed)
    monkeypatch.setattr("styler.network.device.available_devices", lambda: [GPU, CPU])
    monkeypatch.setattr("styler.transfer.previews.CHEAP", 60.0)  # previews are never held back here
    return machine


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One whose convolutions round alike however blocks lie: what is lost is looked for, to the last digits."""
    engine = Engine(Always(answer=False))
    yield engine
    engine.release()


@pytest.fixture
def job(cat: Picture, wave: Picture, plain: Recipe) -> Job:
    return Job(cat, [wave], plain.with_(size=64, levels=2, steps=STEPS, optimizer="adam", device="cpu:1"))


def run(job: Job, engine: Engine, **more: Any) -> tuple[list[Event], Result]:
    events = list(stylize(job, engine=engine, report_every=0, preview_edge=32, **more))
    result = events[-1]
    assert isinstance(result, Result)
    assert sum(isinstance(event, Result) for event in events) == 1
    return events, result


def of(kind: type[E], events: list[Event]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def templates(events: list[Event]) -> list[str]:
    return [retreat.reason.template for retreat in of(Retreat, events)]


_UNDISTURBED: dict[str, tuple[list[Event], Result]] = {}
"""What runs of the same two pictures do without any failure, by their recipes."""


def assert_nothing_lost(job: Job, engine: Engine, machine: Machine, events: list[Event], *, exactly: bool) -> None:
    """The run did what it does without the failure, and told it once."""
    machine.patch.undo()
    machine.patch.setattr("styler.network.device.available_devices", lambda: [GPU, CPU])
    asked = job.recipe.to_json()
    if asked not in _UNDISTURBED:
        _UNDISTURBED[asked] = run(job, engine)
    whole, expected = _UNDISTURBED[asked]
    result = events[-1]
    assert isinstance(result, Result)
    assert (result.status, result.reason, result.steps) == ("done", None, expected.steps)
    told = [(level.number, level.width, level.before) for level in of(Level, events)]
    assert told == [(level.number, level.width, level.before) for level in of(Level, whole)]
    steps = [(step.level, step.step) for step in of(Step, events)]
    assert steps == sorted(set(steps))
    previewed = [step for step in steps if step in [(each.level, each.step) for each in of(Step, whole)]]
    assert previewed == steps
    assert result.losses["total"] == pytest.approx(expected.losses["total"], rel=1e-3 if exactly else 0.1)
    if exactly:
        np.testing.assert_allclose(result.picture.pixels, expected.picture.pixels, atol=2e-3)


PLACES = {  # what fails, after how many calls; the level and the step that the run goes on from
    "the photo's targets": ("styler.transfer.look.Look.features", 0, (1, 0)),
    "the second level's targets": ("styler.transfer.look.Look.features", 1, (2, 0)),
    "the painting's targets": ("styler.transfer.terms.gram.Gram.of", 0, (1, 0)),
    "the first look": ("styler.transfer.sum_of_terms.SumOfTerms._look", 0, (1, 0)),
    "a look in the middle": ("styler.transfer.sum_of_terms.SumOfTerms._look", 6, (2, 1)),
    "a way back": ("styler.transfer.sum_of_terms.SumOfTerms._pulled", 2, (1, 2)),
    "the way up": ("styler.transfer.style_transfer.StyleTransfer.carried", 1, (2, 0)),
    "the picture that is kept": ("styler.transfer.level._kept", 1, (2, 0)),
    "a preview": ("styler.transfer.style_transfer.to_preview", 2, (1, 3)),
    "the last measurement": ("styler.transfer.sum_of_terms.SumOfTerms.losses", 0, (2, 3)),
    "the download": ("styler.transfer.ending.to_picture", 0, (2, 3)),
    "the last touch": ("styler.transfer.style_transfer.dressed", 0, (2, 3)),
}


@pytest.mark.parametrize("place", PLACES)
def test_memory_that_runs_out_once_costs_nothing(place: str, job: Job, engine: Engine, machine: Machine) -> None:
    where, after, stand = PLACES[place]
    engine.drop_targets()
    machine.fail(where, after)
    events, result = run(job, engine)
    assert templates(events) == [SMALLER_BLOCKS]
    (retreat,) = of(Retreat, events)
    assert (retreat.job, retreat.level, retreat.step) == (job.id, *stand)
    assert retreat.message == "Fake GPU has run out of memory. The run goes on where it was, in smaller blocks."
    assert result.device == "cpu:1"
    assert_nothing_lost(job, engine, machine, events, exactly=True)


@pytest.mark.usefixtures("machine")
def test_colours_for_which_there_is_never_memory_leave_the_picture_as_it_was_painted(
    job: Job, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*anything: object) -> None:
        raise MemoryError

    looks, losses = list[object](), SumOfTerms.losses

    def counted(self: SumOfTerms, picture: Tensor, *more: Any) -> Any:
        looks.append(picture)
        return losses(self, picture, *more)

    monkeypatch.setattr(SumOfTerms, "losses", counted)
    monkeypatch.setattr("styler.transfer.style_transfer.dressed", full)
    _, result = run(Job(job.content, job.styles, job.recipe.with_(colour="photo", device="cpu")), engine)
    assert (result.status, result.picture) == ("failed", result.generated)
    assert (result.picture.width, result.steps, len(looks)) == (64, STEPS, 1)  # it is not measured again and again
    assert result.losses["total"] > 0
    assert "memory" in str(result.message)


def test_targets_that_never_fit_are_made_as_they_are_needed(job: Job, engine: Engine, machine: Machine) -> None:
    engine.drop_targets()
    machine.fail("styler.transfer.look.Look.features", 0, EVER)
    events, result = run(job, engine)
    assert templates(events) == [SMALLER_BLOCKS] * 2
    assert [(retreat.level, retreat.step) for retreat in of(Retreat, events)] == [(1, 0), (2, 0)]
    assert result.device == "cpu:1"
    assert_nothing_lost(job, engine, machine, events, exactly=True)


@pytest.mark.parametrize(
    "place", [place for place in PLACES if PLACES[place][0] != "styler.transfer.look.Look.features"]
)
def test_memory_that_never_suffices_on_a_device_sends_the_run_to_the_processor(
    place: str, job: Job, engine: Engine, machine: Machine
) -> None:
    where, after, stand = PLACES[place]
    engine.drop_targets()
    machine.fail(where, after, EVER, only_on="cpu:1")
    events, result = run(job, engine)
    assert templates(events)[-1] == ON_THE_PROCESSOR
    assert set(templates(events)[:-1]) == {SMALLER_BLOCKS}
    last = of(Retreat, events)[-1]
    assert (last.level, last.step) >= stand
    assert last.message == "Fake GPU has run out of memory. The run goes on where it was, on the processor."
    assert result.device == "cpu"
    assert_nothing_lost(job, engine, machine, events, exactly=True)


@pytest.mark.parametrize(
    ("where", "optimizer"),
    [("torch.addcdiv", "adam"), ("styler.optimise.optimizers._dot", "lbfgs")],
    ids=["adam", "lbfgs"],
)
@pytest.mark.parametrize("times", [1, EVER])
def test_memory_that_runs_out_in_the_middle_of_a_step(
    where: str, optimizer: str, times: int, job: Job, engine: Engine, machine: Machine
) -> None:
    """What the optimiser has half done is thrown away, and so is its memory."""
    machine.patch.setattr("styler.optimise.optimizers._PIECE", 1000)
    job = Job(job.content, job.styles, job.recipe.with_(optimizer=optimizer, levels=1, steps=16))
    machine.fail(where, 56, times, only_on="cpu:1")
    events, result = run(job, engine)
    assert of(Retreat, events)[0].step in range(1, 16)
    assert result.device == ("cpu:1" if times == 1 or optimizer == "lbfgs" else "cpu")  # Adam has no such products
    assert_nothing_lost(job, engine, machine, events, exactly=False)


def test_the_lowest_j_so_far_counts_after_memory_has_run_out(job: Job, engine: Engine, machine: Machine) -> None:
    """What would have been a bad step without the failure is one after it."""
    job = Job(job.content, job.styles, job.recipe.with_(levels=1))
    real, calls = SumOfTerms.parts, list[int]()

    def parts(self: SumOfTerms, picture: Tensor) -> Generator[float, None, Evaluation]:
        calls.append(1)
        if len(calls) == 4:
            raise no_memory()
        seen = yield from real(self, picture)
        total = seen.losses["total"] * (100 if len(calls) == 5 else 1)
        return Evaluation({**seen.losses, "total": total}, seen.gradient)

    machine.patch.setattr(SumOfTerms, "parts", parts)
    events, result = run(job, engine)
    assert templates(events) == [SMALLER_BLOCKS]
    assert [step.returns for step in of(Step, events)] == [0] * 3 + [1] * 5
    assert result.status == "done"


def test_a_change_for_which_memory_has_run_out_begins_another_lowest_j(
    job: Job, engine: Engine, machine: Machine
) -> None:
    """J is fifty times as large, as was asked for."""
    job, steering, events = Job(job.content, job.styles, job.recipe.with_(levels=1)), Steering(), list[Event]()
    machine.fail("styler.transfer.style_transfer.StyleTransfer.objective", 1)
    for event in stylize(job, steering, engine=engine, report_every=0):
        events.append(event)
        if isinstance(event, Step) and event.step == 3:
            steering.change(beta=50.0)
    assert templates(events) == [SMALLER_BLOCKS]
    assert [step.returns for step in of(Step, events)] == [0] * 8


@pytest.mark.parametrize("where", ["styler.transfer.engine.Vgg", "styler.transfer.style_transfer.to_tensor"])
def test_what_no_smaller_block_helps_goes_to_the_processor_at_once(
    where: str, job: Job, machine: Machine, engine: Engine
) -> None:
    fresh = Engine(Always(answer=False))  # as the one that it is compared with
    machine.fail(where, 0, EVER, only_on="cpu:1")
    events, result = run(job, fresh)
    fresh.release()
    assert templates(events) == [ON_THE_PROCESSOR]
    assert isinstance(events[0], Retreat)
    assert (events[0].level, events[0].step, result.device) == (1, 0, "cpu")
    assert_nothing_lost(job, engine, machine, events, exactly=True)


# Where there is no less


@pytest.mark.parametrize("device", ["cpu", "cpu:1"])
def test_memory_that_never_suffices_anywhere_leaves_the_best_picture(
    device: str, job: Job, engine: Engine, machine: Machine
) -> None:
    job = Job(job.content, job.styles, job.recipe.with_(device=device))
    machine.fail("styler.transfer.sum_of_terms.SumOfTerms._look", 4, EVER)
    events, result = run(job, engine)
    assert (result.status, result.steps, result.checkpoint, result.device) == ("failed", 4, None, "cpu")
    assert result.message == "Processor has run out of memory. A smaller size needs less."
    assert result.losses == min((step.losses for step in of(Step, events)), key=lambda losses: losses["total"])
    assert np.isfinite(result.picture.pixels).all()


@pytest.mark.parametrize("where", ["StyleTransfer.objective", "SumOfTerms.parts"])
def test_a_run_that_has_made_nothing_is_refused(where: str, job: Job, engine: Engine, machine: Machine) -> None:
    module = {"StyleTransfer": "styler.transfer.style_transfer", "SumOfTerms": "styler.transfer.sum_of_terms"}[
        where.split(".")[0]
    ]
    machine.fail(f"{module}.{where}", 0, EVER)
    with pytest.raises(OutOfMemoryError, match="Processor has run out of memory"):
        run(job, engine)


# What is smaller, and for how long


@pytest.fixture
def tiny_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Divide even the tests' small pictures."""
    for module in ("tiles", "plan"):
        monkeypatch.setattr(f"styler.memory.{module}.SMALLEST_EDGE", 16)


@pytest.mark.usefixtures("tiny_blocks")
def test_a_device_that_holds_only_so_much_is_filled_and_no_more(job: Job, engine: Engine, machine: Machine) -> None:
    """What the last level has learnt holds for the last measurement too."""
    job, limit, looks = Job(job.content, job.styles, job.recipe.with_(size=96)), 3000, list[int]()
    real = Look.inner_features

    def seen(self: Look, picture: Tensor, block: Tile, layers: Any) -> Any:
        looks.append(block.pixels)
        if block.pixels > limit:
            raise no_memory(0)
        return real(self, picture, block, layers)

    look_back = SumOfTerms._look

    def look(self: SumOfTerms, picture: Tensor, block: Tile) -> Any:
        looks.append(block.pixels)
        if block.pixels > limit:
            raise no_memory(1)
        return look_back(self, picture, block)

    machine.patch.setattr(Look, "inner_features", seen)
    machine.patch.setattr(SumOfTerms, "_look", look)
    events, result = run(job, engine)
    assert set(templates(events)) == {SMALLER_BLOCKS}
    assert len(of(Retreat, events)) == sum(pixels > limit for pixels in looks) <= 2
    assert limit / 3 < max(pixels for pixels in looks if pixels <= limit)
    assert result.device == "cpu:1"
    assert_nothing_lost(job, engine, machine, events, exactly=True)


@pytest.mark.usefixtures("tiny_blocks")
@pytest.mark.parametrize(("where", "after"), [("_show", 4), ("SumOfTerms._look", 3)], ids=["first pass", "second pass"])
def test_memory_that_runs_out_between_blocks(
    where: str, after: int, job: Job, engine: Engine, machine: Machine
) -> None:
    """The first failure, at the first look, divides the picture; the second comes within a step."""
    job = Job(job.content, job.styles, job.recipe.with_(size=96, levels=1, steps=4))
    machine.fail("styler.transfer.sum_of_terms.SumOfTerms.parts", 0)
    owner, name = f"styler.transfer.sum_of_terms.{where}".rsplit(".", 1)
    pixels, real = list[int](), getattr(pkgutil.resolve_name(owner), name)

    def failing(*args: Any) -> Any:
        pixels.append(args[-1].pixels)  # the block's
        if len(pixels) == after:
            raise no_memory(1)
        return real(*args)

    machine.patch.setattr(f"{owner}.{name}", failing)
    events, _ = run(job, engine)
    assert templates(events) == [SMALLER_BLOCKS, SMALLER_BLOCKS]
    assert 96 * 64 > pixels[after - 1] > pixels[after]
    assert_nothing_lost(job, engine, machine, events, exactly=True)


def test_nothing_is_left_of_an_attempt_that_failed_when_the_next_begins(
    job: Job, engine: Engine, machine: Machine
) -> None:
    """At once, without the collector: there is no memory to wait for it."""
    held: list[weakref.ref[Tensor]] = []
    left: list[bool] = []
    real = SumOfTerms.parts

    def parts(self: SumOfTerms, picture: Tensor) -> Generator[float, None, Evaluation]:
        left[:] = [ref() is not None for ref in held]
        evaluation = yield from real(self, picture)
        if len(held) == 0:
            held.extend(
                weakref.ref(each) for name in ("style", "content") for each in term(self, name).targets.values()
            )
            held.append(weakref.ref(evaluation.gradient))
            raise no_memory(0)
        return evaluation

    def returned(device: str) -> None:
        left[:] = [ref() is not None for ref in held]
        assert (device, left) == ("cpu:1", [False] * 5)  # or else it could not be given back

    machine.patch.setattr(SumOfTerms, "parts", parts)
    machine.patch.setattr("styler.transfer.run.return_freed_memory", returned)
    gc.collect()
    gc.disable()
    try:
        run(job, engine)
        assert left == [False] * 5
    finally:
        gc.enable()


@pytest.mark.parametrize("error", [no_memory(), RuntimeError("CUDA error: unspecified launch failure")])
def test_a_failed_runs_memory_goes_with_it(error: Exception, job: Job, engine: Engine, machine: Machine) -> None:
    """Even if someone keeps its Result and with it the reason."""
    held: list[weakref.ref[Tensor]] = []
    real = SumOfTerms.parts

    def parts(self: SumOfTerms, picture: Tensor) -> Generator[float, None, Evaluation]:
        if len(held) > 3:
            raise type(error)(*error.args)
        evaluation = yield from real(self, picture)
        held.append(weakref.ref(evaluation.gradient))
        return evaluation

    machine.patch.setattr(SumOfTerms, "parts", parts)
    gc.collect()
    gc.disable()
    try:
        result = run(job, engine)[1]
        assert result.status == "failed"
        assert [ref() for ref in held] == [None] * len(held)
    finally:
        gc.enable()


def adams_means(machine: Machine) -> list[weakref.ref[Tensor]]:
    """Return what will hold Adam's means after each step; they are as large as the pictures of a few levels."""
    means: list[weakref.ref[Tensor]] = []
    real = Adam.step

    def step(self: Adam, point: Tensor, gradient: Tensor) -> Tensor:
        following = real(self, point, gradient)
        assert self._first is not None
        means.append(weakref.ref(self._first))
        return following

    machine.patch.setattr(Adam, "step", step)
    return means


def test_the_optimisers_old_memory_does_not_stay_beside_the_new(job: Job, engine: Engine, machine: Machine) -> None:
    means = adams_means(machine)
    machine.fail("styler.transfer.sum_of_terms.SumOfTerms._look", 3)
    alive = []
    for event in stylize(job, engine=engine, report_every=0):
        if isinstance(event, Step) and event.level == 1:
            alive.append(len({id(mean()) for mean in means if mean() is not None}))
    assert alive == [1] * 5


def test_a_lower_levels_optimiser_has_gone_when_the_next_level_begins(
    job: Job, engine: Engine, machine: Machine
) -> None:
    """The next level looks at the photo and the painting first, which takes all the memory that there is."""
    means = adams_means(machine)
    gc.collect()
    gc.disable()
    try:
        for event in stylize(job, engine=engine, report_every=0):
            if isinstance(event, Level):
                assert [mean() for mean in means] == [None] * len(means)
    finally:
        gc.enable()
    assert len(means) == STEPS


def test_a_budget_is_a_limit_as_long_as_the_run_goes_on(
    job: Job, engine: Engine, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fake device's functions are the processor's, which has none for this."""
    told = [1.0]
    monkeypatch.setattr(torch.cpu, "get_per_process_memory_fraction", lambda device: told[-1], raising=False)
    monkeypatch.setattr(
        torch.cpu, "set_per_process_memory_fraction", lambda share, device: told.append(share), raising=False
    )
    job = replace(job, recipe=job.recipe.with_(memory=4.0))
    shares = [told[-1] for _ in stylize(job, engine=engine, report_every=0)]
    assert GPU.memory is not None
    assert set(shares) == {4e9 / GPU.memory}
    assert told[-1] == 1.0
    events = stylize(job, engine=engine)
    next(events)
    assert told[-1] < 1
    events.close()
    assert told[-1] == 1.0


def test_a_continued_run_takes_a_smaller_room_if_what_is_kept_of_the_run_before_needs_it(
    job: Job, engine: Engine, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint = run(job, engine)[1].checkpoint
    assert checkpoint is not None
    assert checkpoint.allocation is not None
    settled: list[Allocation] = []
    place = Placement.settle

    def settle(self: Placement, stage: LevelSpec) -> None:
        settled.append(self.memory_at(stage).allocation)
        place(self, stage)

    monkeypatch.setattr(Placement, "settle", settle)
    plenty = replace(checkpoint, allocation=replace(checkpoint.allocation, most_pixels=7000.0))
    run(job, engine, resume=plenty, more_steps=1)
    assert settled == [plenty.allocation]
    monkeypatch.setattr(MemoryPlan, "bytes", property(lambda plan: 1e18))
    monkeypatch.setattr("styler.memory.placing.planned", lambda *args, **more: checkpoint.allocation)
    run(job, engine, resume=plenty, more_steps=1)
    assert settled[1:] == [checkpoint.allocation]


# With other beginnings and changes on the way


def stopped_after(steps: int, job: Job, engine: Engine) -> tuple[list[Event], Result]:
    steering, events = Steering(), list[Event]()
    for event in stylize(job, steering, engine=engine, report_every=0):
        events.append(event)
        if isinstance(event, Step) and event.step == steps:
            steering.stop()
    assert isinstance(event, Result)
    return events, event


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam", "gradient-descent"])
@pytest.mark.parametrize(("first", "second"), [("cpu", "cpu:1"), ("cpu:1", "cpu")])
def test_a_run_is_continued_on_another_device(
    optimizer: str, first: str, second: str, job: Job, engine: Engine, machine: Machine
) -> None:
    recipe = job.recipe.with_(optimizer=optimizer, step_size=None, levels=1, steps=12, device=first)
    _, before = stopped_after(9, Job(job.content, job.styles, recipe), engine)
    elsewhere = Job(job.content, job.styles, recipe.with_(device=second))
    events, result = run(elsewhere, engine, resume=before.checkpoint)
    assert [step.step for step in of(Step, events)] == [10, 11, 12]
    assert (before.device, result.device) == (first, second)
    expected = run(elsewhere, engine)[1]
    assert result.losses == pytest.approx(expected.losses, rel=1e-4)


@pytest.mark.parametrize(
    ("changes", "kept"), [({}, True), ({"device": "cpu"}, False), ({"memory": 9.0}, False)], ids=str
)
def test_a_continued_run_plans_anew_where_there_is_other_memory(
    changes: dict[str, Any], kept: bool, job: Job, engine: Engine, machine: Machine
) -> None:
    _, before = stopped_after(3, job, engine)
    small, rooms, real = (
        Allocation(12345.0, keeps_contents=False, history=0),
        list[Allocation](),
        StyleTransfer.objective,
    )

    def objective(scene: StyleTransfer, recipe: Recipe, stage: LevelSpec, room: Allocation, *more: Any) -> SumOfTerms:
        rooms.append(room)
        return real(scene, recipe, stage, room, *more)

    machine.patch.setattr(StyleTransfer, "objective", objective)
    again = Job(job.content, job.styles, job.recipe.with_(**changes))
    run(again, engine, resume=replace(before.checkpoint, allocation=small))
    assert (rooms[0] == small) == kept
    assert rooms[1] == rooms[2] != small  # the next level's, also for the last measurement


def test_a_checkpoint_moves_with_all_its_tensors(job: Job, engine: Engine, machine: Machine) -> None:
    """To a device that holds no numbers at all, so that each tensor that stays behind is seen."""
    recipe = job.recipe.with_(optimizer="lbfgs", levels=1, steps=9)
    checkpoint: Checkpoint = stopped_after(8, Job(job.content, job.styles, recipe), engine)[1].checkpoint

    def devices(memory: object) -> list[str]:
        match memory:
            case Tensor():
                return [memory.device.type]
            case dict():
                return [device for each in memory.values() for device in devices(each)]
            case tuple() | list():
                return [device for each in memory for device in devices(each)]
        return []

    for kept, kind in ((checkpoint, "cpu"), (checkpoint.on("meta"), "meta")):
        found = devices(kept.optimizer)
        assert len(found) >= 4 * 7 + 2  # the pairs, the point and the gradient before
        found += devices([kept.pixels, kept.wall, kept.guard.best, kept.guard.way_back()])
        assert set(found) == {kind}


@pytest.mark.parametrize(
    "where",
    [
        "styler.transfer.level._kept",
        "styler.transfer.sum_of_terms.SumOfTerms._look",
        "styler.transfer.sum_of_terms.SumOfTerms.losses",
    ],
    ids=["at first", "on the way", "at last"],
)
def test_everything_that_lives_on_a_device_moves(where: str, job: Job, engine: Engine, machine: Machine) -> None:
    """On the fake device nothing is seen of what stays behind, so the moves are counted; a checkpoint has a guard."""
    moves: list[tuple[str, str]] = []
    for kind in (Checkpoint, Guard):

        def on(self: Any, device: str, real: Any = kind.on, name: str = kind.__name__) -> Any:
            moves.append((name, device))
            return real(self, device)

        machine.patch.setattr(kind, "on", on)
    machine.fail(where, 0, EVER, only_on="cpu:1")
    _, result = run(Job(job.content, job.styles, job.recipe.with_(levels=1)), engine)
    assert sorted(moves) == [("Checkpoint", "cpu"), ("Guard", "cpu")]
    assert result.device == "cpu"


def test_lbfgs_keeps_its_pairs_when_the_run_moves_to_the_processor(job: Job, engine: Engine, machine: Machine) -> None:
    """The targets, which were dropped, do not fit a second time."""
    job = Job(job.content, job.styles, job.recipe.with_(optimizer="lbfgs", levels=1, steps=12))
    machine.fail("styler.transfer.sum_of_terms.SumOfTerms._look", 9)
    real, seen = StyleTransfer._style, list[str]()

    def style(scene: StyleTransfer, *args: Any) -> Any:
        seen.append(machine.device)
        if len(seen) > 1 and machine.device == "cpu:1":
            raise no_memory(0)
        return real(scene, *args)

    machine.patch.setattr(StyleTransfer, "_style", style)
    events, result = run(job, engine)
    assert templates(events) == [SMALLER_BLOCKS, SMALLER_BLOCKS, ON_THE_PROCESSOR]
    assert [retreat.step for retreat in of(Retreat, events)] == [9, 9, 9]
    assert result.device == "cpu"
    assert_nothing_lost(job, engine, machine, events, exactly=True)


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_a_small_pictures_first_retreat_keeps_the_optimisers_memory(
    optimizer: str, job: Job, engine: Engine, machine: Machine
) -> None:
    job = Job(job.content, job.styles, job.recipe.with_(optimizer=optimizer, levels=1, steps=8))
    machine.fail("styler.transfer.sum_of_terms.SumOfTerms._look", 7)
    events, _ = run(job, engine)
    assert templates(events) == [SMALLER_BLOCKS]
    assert_nothing_lost(job, engine, machine, events, exactly=optimizer == "adam")  # four of the pairs are kept


@pytest.mark.parametrize("times", [1, EVER])
@pytest.mark.parametrize(
    "where", ["styler.transfer.checkpoint.Checkpoint.on", "styler.transfer.style_transfer.StyleTransfer.objective"]
)
def test_memory_runs_out_when_a_run_is_continued(
    where: str, times: int, job: Job, engine: Engine, machine: Machine
) -> None:
    _, before = stopped_after(3, job, engine)
    machine.fail(where, 0, times, only_on="cpu:1")
    events, result = run(job, engine, resume=before.checkpoint)
    assert {(retreat.level, retreat.step) for retreat in of(Retreat, events)} == {(1, 3)}
    assert [(step.level, step.step) for step in of(Step, events)] == [(1, 4), (1, 5), (2, 1), (2, 2), (2, 3)]
    machine.patch.undo()
    machine.patch.setattr("styler.network.device.available_devices", lambda: [GPU, CPU])
    expected = run(job, engine)[1]
    assert (result.status, result.steps) == ("done", STEPS)
    np.testing.assert_allclose(result.picture.pixels, expected.picture.pixels, atol=2e-3)


@pytest.mark.parametrize(
    "where", ["styler.transfer.checkpoint.Checkpoint.on", "styler.transfer.style_transfer.StyleTransfer.objective"]
)
def test_memory_runs_out_when_an_unfinished_run_is_taken_up(
    where: str, job: Job, engine: Engine, machine: Machine
) -> None:
    level = of(Level, run(job, engine)[0])[1]
    milestone = Milestone(2, level.before, level.picture)
    _, expected = run(job, engine, resume=milestone)
    machine.fail(where, 0)
    events, result = run(job, engine, resume=milestone)
    assert [(retreat.level, retreat.step) for retreat in of(Retreat, events)] == [(2, 0)]
    assert [(level.number, level.before) for level in of(Level, events)] == [(2, 5)]
    assert (result.status, result.steps) == ("done", STEPS)
    np.testing.assert_allclose(result.picture.pixels, expected.picture.pixels, atol=2e-3)


@pytest.mark.parametrize("times", [1, EVER])
def test_a_change_on_the_way_whose_objective_does_not_fit_is_made_all_the_same(
    times: int, job: Job, engine: Engine, machine: Machine
) -> None:
    def steered() -> tuple[list[Event], Result]:
        steering, events = Steering(), list[Event]()
        for event in stylize(job, steering, engine=engine, report_every=0):
            events.append(event)
            if isinstance(event, Step) and (event.level, event.step) == (1, 2):
                steering.change(beta=3.0)
        assert isinstance(event, Result)
        return events, event

    _, expected = steered()
    machine.fail("styler.transfer.style_transfer.StyleTransfer.objective", 1, times, only_on="cpu:1")
    events, result = steered()
    assert {(retreat.level, retreat.step) for retreat in of(Retreat, events)} == {(1, 2)}
    assert templates(events)[-1] == (SMALLER_BLOCKS if times == 1 else ON_THE_PROCESSOR)
    assert (result.status, result.steps, result.recipe.beta) == ("done", STEPS, 3.0)
    np.testing.assert_allclose(result.picture.pixels, expected.picture.pixels, atol=2e-3)


@pytest.mark.parametrize("times", [1, EVER])
def test_a_stopped_runs_picture_gets_its_size_all_the_same(
    times: int, job: Job, engine: Engine, machine: Machine
) -> None:
    machine.fail("styler.transfer.ending.to_picture", 0, times, only_on="cpu:1")
    events, result = stopped_after(2, job, engine)
    assert {(retreat.level, retreat.step) for retreat in of(Retreat, events)} == {(2, 0)}
    assert (result.status, result.steps, result.picture.width) == ("stopped", 2, 64)
    assert result.device == ("cpu:1" if times == 1 else "cpu")
    machine.patch.undo()
    machine.patch.setattr("styler.network.device.available_devices", lambda: [GPU, CPU])
    np.testing.assert_allclose(result.picture.pixels, stopped_after(2, job, engine)[1].picture.pixels, atol=1e-5)
    assert run(job, engine, resume=result.checkpoint)[1].steps == STEPS


def test_a_picture_that_comes_to_rest_does_so_on_another_device(job: Job, engine: Engine, machine: Machine) -> None:
    recipe = job.recipe.with_(levels=1, steps=None, step_size=1e-4, quality="quick")
    machine.fail("styler.transfer.sum_of_terms.SumOfTerms._look", 7, EVER, only_on="cpu:1")
    events, result = run(Job(job.content, job.styles, recipe), engine)
    assert templates(events)[-1] == ON_THE_PROCESSOR
    assert (result.status, result.rested, result.steps) == ("done", True, 10)
