"""What the person chooses for the next picture, and what can be undone of it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from styler.jobs.events import Result
from styler.jobs.print_size import middle
from styler.jobs.steered import began_with
from styler.pictures.downscale import Size
from styler.recipe import PARAMETERS, Recipe
from styler.translation import QT_TRANSLATE_NOOP
from ui.look import wording
from ui.session.choices import Choices, Painting, same_pictures
from ui.session.gallery import Gallery, Run
from ui.session.impressions import Impressions
from ui.session.mapped import bytes_in_memory
from ui.session.open_picture import Loaded, loaded
from ui.session.pool import Pool
from ui.session.run_thread import recoloured
from ui.session.running import Running
from ui.session.shares import Balance
from ui.session.undo import Moment, Undo, Words, in_words
from ui.viewer.pyramid import Pyramid


class Choosing(QObject):
    """Holds the choices, the gallery with the run that is shown, and the steps that led there.

    Every change of the person's goes through a step of :attr:`undo`. The photo, the paintings, the settings and the
    picture that is shown belong together: another photo takes the place of the picture that is shown, and a
    picture that is shown again brings its own.

    Args:
        pool: For work that takes long and is no run.
        gallery: The pictures that were made.
        running: The run that goes on, which takes up what can be changed meanwhile.
        impressions: Where there are any, other paintings, too, take the place of the picture that is shown.
        recipe: The recipe to begin with.
    """

    pictures_changed = Signal()
    recipe_changed = Signal()
    replaced = Signal(int)
    """The run of this key was shown, and what it was made of took the place of choices that belong to no run."""
    said = Signal(object)
    """A StylerError, another exception, or a group of them, for the person to read; nothing was lost."""

    def __init__(
        self,
        pool: Pool,
        gallery: Gallery,
        running: Running,
        impressions: Impressions,
        recipe: Recipe,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.choices = Choices(recipe)
        self.gallery, self._running, self.impressions = gallery, running, impressions
        self.undo = Undo(self._now, self._go, self._weigh, self)
        self.undo.said.connect(self.said)
        self.undo.changed.connect(self._forget_lost_runs)
        self._balance = Balance()
        self._pool = pool

    @property
    def photo(self) -> Loaded | None:
        """The photo of the next run."""
        return self.choices.photo

    @property
    def paintings(self) -> tuple[Painting, ...]:
        """The paintings of the next run."""
        return self.choices.paintings

    @property
    def start_picture(self) -> Loaded | None:
        """The picture that the next run starts from, if its recipe wants one."""
        return self.choices.start_picture

    @property
    def recipe(self) -> Recipe:
        """The settings of the next run, and of the one that goes on where they can be changed meanwhile."""
        return self.choices.recipe

    @property
    def busy(self) -> bool:
        """Whether a run goes on."""
        return self._running.busy

    @property
    def begins(self) -> bool:
        """Whether a run was started that shows nothing yet: what is seen gives way in a moment."""
        return self._running.begins

    # Pictures

    def set_photo(self, photo: Loaded | None) -> None:
        """Choose the photo of the next run; unless one goes on, it is shown at once."""
        words = QT_TRANSLATE_NOOP("Steps", "Remove the photo") if photo is None else _CHOOSE_PHOTO
        with self.undo.step(in_words(words)):
            self._adopt(replace(self.choices, photo=photo))
            if photo is not None and not self.busy:
                self.gallery.show(None)

    def crop_photo(self, paper: Size) -> None:
        """Keep the middle of the photo that has the paper's shape; choosing the photo again brings the rest back."""
        before = self.photo
        if before is None:
            return
        picture = before.picture

        def done(cropped: Loaded) -> None:
            if self.photo is before:  # else another was chosen meanwhile
                with self.undo.step(in_words(QT_TRANSLATE_NOOP("Steps", "Crop the photo"))):
                    self.set_photo(cropped)

        self._pool.submit(lambda: loaded(picture.cropped(middle(picture.full_size, paper))), done, self.said.emit)

    def set_paintings(self, paintings: Iterable[Loaded]) -> None:
        """Choose the paintings of the next run, all alike in weight."""
        with self.undo.step(in_words(QT_TRANSLATE_NOOP("Steps", "Choose the paintings"))):
            self._blend(tuple(Painting(loaded) for loaded in paintings))
            self._see_impression()

    def add_painting(self, *paintings: Loaded) -> None:
        """Add paintings to the blend, each with an equal part in it; the others keep their proportion."""
        weights = [each.weight for each in self.paintings]
        equal = sum(weights) / len(weights) if weights else 1.0
        with self.undo.step(in_words(QT_TRANSLATE_NOOP("Steps", "Add a painting"))):
            self._blend((*self.paintings, *(Painting(painting, equal) for painting in paintings)))
            self._see_impression()

    def remove_painting(self, index: int) -> None:
        """Take a painting out of the blend. If none of the others counted, they count alike now."""
        others = self.paintings[:index] + self.paintings[index + 1 :]
        if not any(painting.weight for painting in others):
            others = tuple(Painting(painting.loaded) for painting in others)
        with self.undo.step(in_words(QT_TRANSLATE_NOOP("Steps", "Remove a painting"))):
            self._blend(others)

    def set_weight(self, index: int, share: float) -> None:
        """Give a painting another share of the blend, 0..1; the others share the rest as they did before.

        A run with the same paintings takes it up at its next step.
        """
        weights = self._balance.move([painting.weight for painting in self.paintings], index, round(100 * share))
        blend = zip(self.paintings, weights, strict=True)
        with self.undo.step(in_words(QT_TRANSLATE_NOOP("Steps", "Weights of the blend")), ("weight", index)):
            self._blend(tuple(replace(painting, weight=weight) for painting, weight in blend))

    def set_start_picture(self, start: Loaded | None) -> None:
        """Choose the picture to start from, for a recipe that wants one."""
        recipe = self.recipe if start is None else self.recipe.with_(start="picture")
        remove, choose = (
            QT_TRANSLATE_NOOP("Steps", "Do without the start picture"),
            QT_TRANSLATE_NOOP("Steps", "Choose the start picture"),
        )
        with self.undo.step(in_words(remove if start is None else choose)):
            self._adopt(replace(self.choices, start_picture=start, recipe=recipe))

    # Settings

    def set_parameter(self, name: str, value: Any) -> None:
        """Change one parameter: of the run that goes on where that is possible, and of the next one."""
        with self.undo.step(lambda: wording.label(PARAMETERS[name]), ("parameter", name)):
            self._adopt(replace(self.choices, recipe=self.recipe.with_(**{name: value})))

    def set_recipe(self, recipe: Recipe, words: Words | None = None) -> None:
        """Take all settings from ``recipe``; a run that goes on takes up those that can be changed meanwhile.

        Args:
            recipe: The settings.
            words: What that is called when it can be undone.
        """
        with self.undo.step(words or in_words(QT_TRANSLATE_NOOP("Steps", "All settings"))):
            self._adopt(replace(self.choices, recipe=recipe.with_(style_weights=())))

    def use_settings(self, run: Run, *, as_begun: bool = False) -> None:
        """Take all settings from a run; its blend too, if its paintings are the ones that are chosen now.

        Args:
            run: The run.
            as_begun: Those with which it began, before it was steered; else those with which it ended.
        """
        recipe, steered = run.result.recipe, run.result.steered
        its = run.made_of.following(began_with(recipe, steered)) if as_begun else run.choices
        same = same_pictures([painting.loaded for painting in self.paintings], run.job.styles)
        mine = zip(self.paintings, its.paintings, strict=False)
        blend = tuple(replace(painting, weight=other.weight) for painting, other in mine) if same else self.paintings
        words = in_words(QT_TRANSLATE_NOOP("Steps", "Settings of picture {number}"), number=run.key)
        with self.undo.step(words):
            self._adopt(replace(self.choices, paintings=blend, recipe=its.recipe))

    # Pictures that were made

    def show(self, key: int) -> None:
        """Show a run, and choose what it was made of. While another goes on, what is chosen stays with that one."""
        run = self.gallery.find(key)
        if run is None:
            return
        if self.busy:
            self.gallery.show(key)
            return
        words = in_words(QT_TRANSLATE_NOOP("Steps", "Show picture {number}"), number=key)
        shown, mine = self.gallery.shown, self.choices
        with self.undo.step(words, "show", stays=True):
            self.gallery.show(key)
            self._adopt(run.choices.keeping(mine))
        if self.choices != mine and (shown is None or mine != shown.choices.keeping(mine)):
            self.replaced.emit(key)

    def remove(self, key: int) -> None:
        """Take a run out of the gallery; its neighbour is shown instead, if it was made of the photo that is chosen."""
        with self.undo.step(in_words(QT_TRANSLATE_NOOP("Steps", "Remove picture {number}"), number=key)):
            before = self.gallery.shown
            self.gallery.remove(key)
            shown, photo = self.gallery.shown, self.photo
            if shown not in (None, before) and photo is not None and not self.busy:
                assert shown is not None
                if not photo.picture.is_of_same_file(shown.job.content):
                    self.gallery.show(None)

    def recolour(self, run: Run) -> None:
        """Show a finished run in the recipe's colours, if that needs no new run."""
        wanted = self.recipe.colour
        if not run.recolourable or wanted == "matched" or wanted == run.result.recipe.colour:
            return

        def done(changed: tuple[Result, Pyramid, QImage]) -> None:
            now = self.gallery.find(run.key)
            if now is not None and self.recipe.colour == wanted:  # another wish may have overtaken this one
                result = replace(changed[0], checkpoint=now.result.checkpoint)
                self.gallery.update(replace(now, result=result, image=changed[1], thumbnail=changed[2]))

        self._pool.submit(lambda: recoloured(run.result, run.job.content, wanted), done, self.said.emit)

    # Inside

    def _blend(self, paintings: tuple[Painting, ...]) -> None:
        self._adopt(replace(self.choices, paintings=paintings))

    def _see_impression(self) -> None:
        """Let what was chosen be seen as it might become, where that is wanted; the picture that was shown is kept."""
        if self.impressions.on and self.paintings and not self.busy:
            self.gallery.show(None)

    def _adopt(self, choices: Choices) -> None:
        """Choose this, and tell what has changed; what a run that goes on refuses is not chosen."""
        before, self.choices = self.choices, choices
        if not self._running.steer(choices):
            self.choices = replace(choices, recipe=before.recipe)
        if choices.recipe != before.recipe:
            self.recipe_changed.emit()
        if replace(choices, recipe=before.recipe) != before:
            self.pictures_changed.emit()
        if self.recipe.colour != before.recipe.colour and self.gallery.shown is not None and not self.begins:
            self.recolour(self.gallery.shown)

    def _now(self) -> Moment:
        shown = self.gallery.shown
        return Moment(self.choices, None if shown is None else shown.key, self.gallery.removed)

    def _go(self, left: Moment, wanted: Moment) -> None:
        """Undo or redo: only what differs, for runs have come since then and pictures may have been shown."""
        if wanted.removed != left.removed:
            self.gallery.take_out((self.gallery.removed - left.removed) | wanted.removed)
        if wanted.shown != left.shown and not self.busy:
            self.gallery.show(wanted.shown)
        names = [each.name for each in fields(Choices)]
        pairs = {name: (getattr(left.choices, name), getattr(wanted.choices, name)) for name in names}
        self._adopt(
            replace(self.choices, **{name: after for name, (before, after) in pairs.items() if before != after})
        )

    def _weigh(self, moment: Moment) -> Iterator[tuple[Hashable, int]]:
        for each in moment.choices.pictures():
            yield each, bytes_in_memory((*each.picture.arrays, *each.image.arrays))
        for key in moment.removed:
            yield key, self.gallery.held_by(key)

    def _forget_lost_runs(self) -> None:
        self.gallery.forget(self.undo.lost_runs())


_CHOOSE_PHOTO = QT_TRANSLATE_NOOP("Steps", "Choose the photo")
