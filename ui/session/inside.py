"""What the person looks at inside the network, and what was found there while the run thread was free."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Signal

from styler.errors import StylerError
from styler.jobs.levels import fitted
from styler.jobs.steering import Steering
from styler.pictures.picture import Picture
from styler.visualise.architecture_table import ArchitectureTable, LayerRow, architecture_table
from styler.weights import store
from ui.session.observer import Observer
from ui.session.session import Session
from ui.session.sights import LOOKED_AT, ChannelTile, Dreamt, OnPhoto, Patches, Viewed
from ui.session.teller import Teller

if TYPE_CHECKING:
    from ui.session.run_thread import RunThread

State = Literal["no photo", "waking", "waiting", "looking", "ready", "failed"]
"""Waiting: a run goes on, whose thread it is. Waking: torch is being loaded."""

Work = Callable[[Any], None]
"""For the run thread; it is given the engine."""

FIRST = "relu3_1"
"""The layer that is looked at first: patterns, which a person can put a name to."""

PAPERS = (224, 224)
"""The size in pixels of which the network's picture tells while there is no photo: the paper's."""

MOST_DREAMT = 64
"""How many finished visualisations are kept."""


class Inside(QObject):
    """Follows the session, and asks the run thread for one thing after the other. It knows no widget.

    Args:
        session: Has the photo, the recipe, and says whether a run goes on.
        run_thread: Looks, between runs.

    Attributes:
        layer: The layer that is looked at.
        channel: The channel that is open; None if none is.
        wall: The layer's channels on the photo, the strongest first; empty until they are there.
        patches, on_photo: What is known of the channel; None until it is there.
        looked: How many pictures were searched for patches, and how many there are; None if none are.
        error: Why there is nothing to see, in state ``"failed"``.
        channel_error, dream_error: Why there are no patches, and no visualisation; None: nothing has failed.
    """

    layers_changed = Signal()
    """The network, the sizes of its layers, the recipe's layers, or which one is looked at."""
    wall_changed = Signal()
    """The wall, or the state."""
    channel_changed = Signal()
    """What is known of the channel, or which is open."""
    dreamt_changed = Signal()
    """The visualisation, or whether one is being made."""

    _told = Signal(object, object)  # what is to be done on the window's thread, and for which question

    def __init__(self, session: Session, run_thread: RunThread) -> None:
        super().__init__()
        self._session, self._run_thread, self._observer = session, run_thread, Observer()
        self.layer = FIRST
        self.channel: int | None = None
        self.wall: Sequence[ChannelTile] = ()
        self.patches: Patches | None = None
        self.on_photo: OnPhoto | None = None
        self.looked: tuple[int, int] | None = None
        self.error: Exception | None = None
        self.channel_error: Exception | None = None
        self.dream_error: Exception | None = None
        self._attended = False
        self._steering: Steering | None = None  # of what is being looked for
        self._asked: Any = None
        self._of_wall: Any = None
        self._of_channel: Any = None
        self._to_dream = False
        self._dreamt: OrderedDict[Any, Dreamt] = OrderedDict()
        self._dreaming: Dreamt | None = None
        self._told.connect(self._take)
        for changed in (session.phase_changed, session.machine_changed):
            changed.connect(self._follow)
        for changed in (session.pictures_changed, session.recipe_changed):
            changed.connect(self._follow_choices)

    # What there is

    @property
    def state(self) -> State:
        """How far the wall is."""
        if self._session.photo is None:
            return "no photo"
        if self._of_wall == self._about():
            return "failed" if self.error is not None else "ready"
        if self._session.busy:
            return "waiting"
        return "waking" if self._session.machine is None else "looking"

    @property
    def busy(self) -> bool:
        """Whether a run goes on, so that nothing can be looked for."""
        return self._session.busy

    @property
    def table(self) -> ArchitectureTable:
        """The network's layers, for the photo as it is looked at."""
        photo = self._session.photo
        size = PAPERS
        if photo is not None:
            size = fitted(*photo.picture.full_size, min(LOOKED_AT, max(photo.picture.full_size)))
        return architecture_table(_architecture(self._session.recipe.network), *size)

    @property
    def rows(self) -> tuple[LayerRow, ...]:
        """The table's convolutions, from the picture up."""
        return tuple(row for row in self.table.rows if row.parameters)

    @property
    def photo(self) -> Picture | None:
        """The photo; None as long as there is none."""
        return None if self._session.photo is None else self._session.photo.picture

    @property
    def content_layers(self) -> frozenset[str]:
        """The recipe's content layers."""
        return frozenset(self._session.recipe.content_layers)

    @property
    def style_layers(self) -> frozenset[str]:
        """The recipe's style layers."""
        return frozenset(self._session.recipe.style_layers)

    @property
    def dreamt(self) -> Dreamt | None:
        """The channel's visualisation, as far as it is made; None if it was not begun."""
        return self._dreaming or self._dreamt.get(self._about_dream())

    @property
    def dreams(self) -> bool:
        """Whether a visualisation is being made, or will be as soon as the thread is free."""
        return self._to_dream

    # What a person does

    def attend(self, on: bool) -> None:
        """Somebody looks, or nobody does any more: then nothing is looked for."""
        self._attended = on
        self._follow()

    def choose_layer(self, name: str) -> None:
        """Look at another layer."""
        if name == self.layer:
            return
        self.layer = name
        self._close()
        self.layers_changed.emit()
        self._follow()

    def open_channel(self, channel: int) -> None:
        """Look at one of the layer's channels."""
        if channel == self.channel:
            return
        self._close()
        self.channel = channel
        self._follow()
        self.channel_changed.emit()

    def visualise(self) -> None:
        """Make a picture from noise that excites the open channel."""
        if self.channel is not None and not self._to_dream and self._viewed() is not None:
            self._to_dream, self.dream_error = True, None
            self.dreamt_changed.emit()
            self._follow()

    def stop_visualising(self) -> None:
        """End it, and keep the picture as it is."""
        if self._dreaming is not None:
            self._keep(self._about_dream(), self._dreaming)
        self._to_dream, self._dreaming = False, None
        self._follow()
        self.dreamt_changed.emit()

    # Inside

    def _close(self) -> None:
        """Open no channel."""
        if self._to_dream:
            self.stop_visualising()
        self.channel, self.patches, self.on_photo, self.looked = None, None, None, None
        self._of_channel = self.channel_error = self.dream_error = None
        self.channel_changed.emit()
        self.dreamt_changed.emit()

    def _follow_choices(self) -> None:
        """Other pictures or another network may be chosen: what is seen must be true of them."""
        names = [row.layer for row in self.rows]
        if self.layer not in names:
            self.layer = FIRST
        if self.wall and self._of_wall != self._about():
            self.wall = ()
            self._close()
        self.layers_changed.emit()
        self._follow()

    def _viewed(self) -> Viewed | None:
        photo = self._session.photo
        return None if photo is None else Viewed(self._session.recipe, photo.picture, self.layer)

    def _about(self) -> Any:
        """What the wall is of."""
        recipe, photo = self._session.recipe, self._session.photo
        return None if photo is None else (photo, recipe.network, recipe.device, self.layer)

    def _about_channel(self) -> Any:
        return self._about(), self.channel, tuple(each.loaded for each in self._session.paintings)

    def _about_dream(self) -> Any:
        return self._session.recipe.network, self.layer, self.channel

    def _next(self) -> Any:
        """Return what is to be looked for now; None: nothing."""
        free = self._session.machine is not None and not self._session.busy
        if not self._attended or not free or self._session.photo is None:
            return None
        if self._of_wall != self._about():
            return "wall", self._about()
        if self.error is not None or self.channel is None:
            return None
        if self._of_channel != self._about_channel():
            return "channel", self._about_channel()
        return ("dream", self._about_dream()) if self._to_dream else None

    def _follow(self) -> None:
        wanted = self._next()
        if wanted != self._asked:
            if self._steering is not None:
                self._steering.stop()
            self._steering, self._asked = None, wanted
            if wanted is not None:
                self._ask(wanted[0])
        self.wall_changed.emit()

    def _ask(self, kind: str) -> None:
        viewed, steering = self._viewed(), Steering()
        assert viewed is not None
        self._steering = steering
        tell = Teller(steering, self._run_thread, self._told.emit)
        if kind == "wall":
            work = self._look_at_layer(viewed, tell)
        else:
            assert self.channel is not None
            if kind == "channel":
                work = self._look_at_channel(viewed, tell, self.channel)
            else:
                work = self._dream(viewed, tell, self.channel, steering)
        self._run_thread.between_runs(work)

    def _look_at_layer(self, viewed: Viewed, tell: Teller) -> Work:
        about = self._about()

        def found(wall: Sequence[ChannelTile], error: Exception | None = None) -> None:
            self.wall, self.error, self._of_wall = wall, error, about
            self._done()

        def work(engine: Any) -> None:
            wall = self._observer.wall(engine, viewed)
            tell(lambda: found(wall))

        return tell.guarded(work, partial(found, ()))

    def _look_at_channel(self, viewed: Viewed, tell: Teller, channel: int) -> Work:
        about, observer = self._about_channel(), self._observer
        paintings = [painting.loaded.picture for painting in self._session.paintings]

        def lit(on_photo: OnPhoto) -> None:
            self.on_photo = on_photo
            self.channel_changed.emit()

        def count(number: int, of: int) -> None:
            self.looked = number, of
            self.channel_changed.emit()

        def found(patches: Patches | None, error: Exception | None = None) -> None:
            self.patches, self.looked, self._of_channel, self.channel_error = patches, None, about, error
            self._done()
            self.channel_changed.emit()

        def work(engine: Any) -> None:
            on_photo = observer.on_photo(engine, viewed, channel)
            tell(lambda: lit(on_photo))
            patches = observer.patches(
                engine, viewed, channel, paintings, tell.check, lambda *many: tell(lambda: count(*many))
            )
            tell(lambda: found(patches))

        return tell.guarded(work, partial(found, None))

    def _dream(self, viewed: Viewed, tell: Teller, channel: int, steering: Steering) -> Work:
        about = self._about_dream()

        def show(dreamt: Dreamt) -> None:
            self._dreaming = dreamt
            self.dreamt_changed.emit()

        def end(error: Exception | None = None) -> None:
            self.dream_error = error
            if self._dreaming is not None:
                self._keep(about, self._dreaming)
            self._to_dream, self._dreaming = False, None
            self._done()
            self.dreamt_changed.emit()

        def work(engine: Any) -> None:
            for dreamt in self._observer.dream(engine, viewed, channel, steering):
                tell.check()
                tell(partial(show, dreamt))
            tell(end)

        return tell.guarded(work, end)

    def _done(self) -> None:
        """What was asked for is there: go on with the next."""
        self._asked = self._steering = None
        self._follow()

    def _keep(self, about: Any, dreamt: Dreamt) -> None:
        self._dreamt[about] = dreamt
        if len(self._dreamt) > MOST_DREAMT:
            self._dreamt.popitem(last=False)

    def _take(self, does: Callable[[], None], steering: Steering) -> None:
        if self._steering is steering:
            does()


@cache
def _architecture(network: str) -> str:
    """Return a network's architecture; of one that is not there, the bundled one's: a run would say so."""
    try:
        return store.find(network).architecture
    except StylerError:
        return "vgg16"
