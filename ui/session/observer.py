"""Looks inside the network for the window: in the run thread, which alone calls what is here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from styler.jobs.steering import Steering
from styler.pictures.picture import Picture
from styler.samples import paintings, photos
from ui.session.sights import LOOKED_AT, ChannelTile, Dreamt, OnPhoto, Patches, PatchTile, Viewed
from ui.viewer.qimage import shrunk, to_qimage

if TYPE_CHECKING:
    from styler.transfer.engine import Engine, Workplace
    from styler.visualise.patches import Patch

TILE_SIDE, PATCH_SIDE, PHOTO_SIDE = 176, 216, 680
"""The long edges in pixels of what is shown: sharp on a screen of twice the usual density."""

REPORT_EVERY = 0.15
"""Seconds between two pictures on the way to a visualisation."""

MOST_LAYERS = 4
"""Of how many layers the strongest patches are kept: all channels' numbers, no pixels."""

_SMOOTH = 24
"""Smaller patches, in pixels, are shown with their pixels as squares: there is nothing between them."""

Check = Callable[[], None]
Ranked = dict[int, tuple["Patch", ...]]


class Observer:
    """Answers questions about layers and channels, and keeps what answers the next one at once.

    Each question may raise a StylerError: the network, the device, or memory is not there.
    """

    def __init__(self) -> None:
        self._samples: list[Picture] = []
        self._sources: list[Picture] = []
        self._ranked: OrderedDict[Hashable, Ranked] = OrderedDict()  # of these sources

    def wall(self, engine: Engine, viewed: Viewed) -> list[ChannelTile]:
        """Return a layer's channels on the photo, the strongest first."""
        from styler.network.device import memory_errors
        from styler.visualise.activations import activations, by_strength, small_pictures
        from styler.visualise.patches import looked_at

        workplace = _workplace(engine, viewed)
        with memory_errors(workplace.device):
            picture = looked_at(workplace.network, viewed.photo, LOOKED_AT)
            seen = activations(workplace.network, picture, viewed.layer)
        shown = small_pictures(np.sqrt(seen))  # else one bright spot leaves all others black
        return [ChannelTile(each, float(seen[each].max()), _grey(shown[each])) for each in by_strength(seen)]

    def patches(
        self,
        engine: Engine,
        viewed: Viewed,
        channel: int,
        others: Sequence[Picture],
        check: Check,
        tell: Callable[[int, int], None],
    ) -> Patches:
        """Return a channel's strongest patches among the photo, the paintings and the samples.

        All channels of the layer are ranked in one go, so the next channel's come at once.

        Args:
            engine: Has the network.
            viewed: The layer.
            channel: Its channel.
            others: The paintings.
            check: Called between two pictures: a moment to raise an error that ends it.
            tell: Gets how many pictures have been looked at, and how many there are.
        """
        from styler.network.device import memory_errors
        from styler.visualise.patches import cut_out

        workplace = _workplace(engine, viewed)
        with memory_errors(workplace.device):
            ranked = self._ranking(workplace, viewed, others, check, tell)
            tiles = []
            for patch in ranked[channel]:
                check()
                tiles.append(_patch_tile(patch, cut_out(workplace.network, patch)[1]))
        return Patches(tuple(tiles))

    def on_photo(self, engine: Engine, viewed: Viewed, channel: int) -> OnPhoto:
        """Return a channel's activation over the photo, and what caused it at its strongest place."""
        from styler.network.device import memory_errors
        from styler.visualise.activations import activations
        from styler.visualise.deconvolution import around_grey, causes
        from styler.visualise.drawing import over
        from styler.visualise.patches import looked_at, part_of
        from styler.visualise.receptive import Window, receptive_field
        from styler.visualise.sheets import SHOWN, around_field, framed, strongest_inside

        workplace = _workplace(engine, viewed)
        network = workplace.network
        with memory_errors(workplace.device):
            picture = looked_at(network, viewed.photo, LOOKED_AT)
            seen = activations(network, picture, viewed.layer, [channel])[0]
            lit = over(part_of(picture, Window(0, 0, *picture.shape[-2:])), seen)
            if not seen.max() > 0:
                return OnPhoto(_enlarged(lit, PHOTO_SIDE, smooth=True), QImage(), QImage(), 0.0)
            place = strongest_inside(network, viewed.layer, channel, seen)
            box = receptive_field(network.layers, place)
            cause = causes(network, picture, place, ["deconvolution"])["deconvolution"]
        caused = around_field(around_grey(cause.values, SHOWN), cause.box, box)
        smooth = box.height >= _SMOOTH
        return OnPhoto(
            _image(np.asarray(framed(lit, box, PHOTO_SIDE))),
            _enlarged(part_of(picture, box), PATCH_SIDE, smooth=smooth),
            _enlarged(caused, PATCH_SIDE, smooth=smooth),
            float(seen.max()),
        )

    def dream(self, engine: Engine, viewed: Viewed, channel: int, steering: Steering) -> Iterator[Dreamt]:
        """Make a picture from noise that excites a channel, and yield it as it grows; a stop ends it where it is."""
        from styler.visualise.events import VisualisationStep
        from styler.visualise.feature_visualisation import feature_visualisation
        from styler.visualise.recipes import VisualisationRecipe
        from styler.visualise.target import Target, Unit

        workplace = engine.workplace(
            viewed.recipe.with_(pooling="max")
        )  # in the quickest arithmetic: it takes many steps
        target = Target((Unit(viewed.layer, channel),))
        recipe = VisualisationRecipe(network=viewed.recipe.network)
        network = workplace.device, workplace.network
        for event in feature_visualisation(
            target, recipe, steering, network=network, report_every=REPORT_EVERY, previews=True
        ):
            if isinstance(event, VisualisationStep):
                yield Dreamt(to_qimage(event.previews[0]), event.step, event.steps, event.activations[0])

    def _ranking(
        self,
        workplace: Workplace,
        viewed: Viewed,
        others: Sequence[Picture],
        check: Check,
        tell: Callable[[int, int], None],
    ) -> Ranked:
        from styler.visualise.patches import strongest_patches

        mine = [viewed.photo, *others]
        files = [each.source for each in mine if each.source is not None]
        sources = [*mine, *(each for each in self._bundled() if each.source not in files)]
        if list(map(id, sources)) != list(map(id, self._sources)):
            self._ranked.clear()
            self._sources = sources
        key = workplace.key, viewed.layer
        if key not in self._ranked:
            channels = range(workplace.network.channels(viewed.layer))
            found: Ranked = {}
            looks = strongest_patches(workplace.network, viewed.layer, channels, sources, long_edge=LOOKED_AT)
            for number, each in enumerate(looks, 1):
                found = each.patches
                tell(number, len(sources))
                check()
            self._ranked[key] = found
        self._ranked.move_to_end(key)
        if len(self._ranked) > MOST_LAYERS:
            self._ranked.popitem(last=False)
        return self._ranked[key]

    def _bundled(self) -> list[Picture]:
        if not self._samples:
            self._samples = [Picture.read(each.path, long_edge=LOOKED_AT) for each in (*photos(), *paintings())]
        return self._samples


def _workplace(engine: Engine, viewed: Viewed) -> Workplace:
    """Return the network as it was trained: its own pooling, and numbers that small activations do not drown in."""
    return engine.workplace(viewed.recipe.with_(pooling="max", precision="float32"))


def _patch_tile(patch: Patch, pixels: NDArray[np.uint8]) -> PatchTile:
    path: Path | None = patch.source if isinstance(patch.source, Path) else patch.source.source
    image = _enlarged(pixels, PATCH_SIDE, smooth=patch.box.height >= _SMOOTH)
    return PatchTile(image, path, patch.name, (patch.file_box.left, patch.file_box.top), patch.activation)


def _grey(pixels: NDArray[np.uint8]) -> QImage:
    return shrunk(_image(np.repeat(pixels[..., None], 3, axis=2)), TILE_SIDE)


def _enlarged(pixels: NDArray[np.uint8], side: int, *, smooth: bool) -> QImage:
    from styler.visualise.drawing import enlarged

    return _image(np.asarray(enlarged(pixels, side, smooth=smooth)))


def _image(pixels: NDArray[Any]) -> QImage:
    return to_qimage(Picture(np.ascontiguousarray(pixels)))
