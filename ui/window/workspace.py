"""The middle of the window: the picture, what is said about it, its chart, and the strip of runs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from styler.jobs.levels import fitted
from styler.memory.budget import resident
from ui.controls.forecast import device_title
from ui.look import theme
from ui.look.splitting import Splitter
from ui.runs.run_bar import RunBar
from ui.runs.settings_words import words_of
from ui.runs.strip import Strip, StripItem
from ui.session.current import Current
from ui.session.gallery import Run
from ui.session.loss_history import Curves
from ui.session.session import Session
from ui.session.settings import Settings
from ui.viewer.pyramid import Pyramid
from ui.viewer.viewer import Viewer
from ui.viewer.zoom_bar import ZoomBar

if TYPE_CHECKING:
    from ui.runs.chart import LossChart

CHART_HEIGHTS = (92, 190)
"""The usual height of the chart in a low and in a high window, in device-independent pixels."""

WORDS_MS = 500
"""How often the words about a run are renewed: the picture may follow ten times a second, a reader cannot."""


class Workspace(QWidget):
    """Shows the run that goes on, or the gallery's run that was chosen."""

    plotting_wanted = Signal()
    """The chart is wanted, and its library is not there yet; :meth:`show_wanted_chart` once it is."""

    def __init__(
        self, session: Session, settings: Settings, shortcuts: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self.viewer = Viewer()
        self.zoom_bar = ZoomBar(self.viewer)
        self.run_bar = RunBar(shortcuts=shortcuts)
        self.strip = Strip()
        self.chart: LossChart | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.GAP // 2)
        self._column.setSpacing(theme.GAP // 2)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP // 2)
        column.addWidget(self.viewer, 1)
        column.addWidget(self.zoom_bar)
        column.addWidget(self.run_bar)
        self._above = Splitter(Qt.Orientation.Vertical, above)  # the chart comes below, when it is wanted
        self._above.add_elastic()
        self._above.moved.connect(self._keep_chart_height)
        self._column.addWidget(self._above, 1)
        self._column.addWidget(self.strip)
        self._words_due = QTimer(self)
        self._words_due.setSingleShot(True)
        self._words_due.setInterval(WORDS_MS)
        self._words_due.timeout.connect(self.show_words)
        self._connect()
        self.show_all()

    def show_all(self) -> None:
        """Show everything as the session has it now."""
        self.show_picture()
        self.show_strip()
        self.show_words()

    def show_chart(self, shown: bool) -> None:
        """Show or hide the chart of losses; it is loaded when it is first wanted."""
        self._settings.chart = shown
        self.run_bar.set_chart_shown(shown)
        if shown and "pyqtgraph" not in sys.modules:
            self.plotting_wanted.emit()  # half a second's work, which would hold up the window
            return
        if shown and self.chart is None:
            from ui.runs.chart import LossChart

            self.chart = LossChart()
            self.chart.setMinimumHeight(CHART_HEIGHTS[0])
            self.chart.set_per_layer(self._settings.chart_layers)
            self.chart.per_layer_changed.connect(self._keep_per_layer)
            words = self.tr("Height of the chart")
            self._above.add(self.chart, "chart", words, _chart_height, self._settings.chart_height)
            self.show_curves()
        if self.chart is not None:
            self.chart.setVisible(shown)
            self._above.lay()

    def show_wanted_chart(self) -> None:
        """Show the chart if the person wants it (still, or since the last time)."""
        if self._settings.chart:
            self.show_chart(True)

    def _keep_chart_height(self, _: str, height: int | None) -> None:
        self._settings.chart_height = height

    def _keep_per_layer(self, shown: bool) -> None:
        self._settings.chart_layers = shown

    def show_curves(self) -> None:
        """Let the chart show the losses of the picture that is shown; of a photo that waits there are none."""
        run = self._session.gallery.shown or self._session.current
        if self.chart is not None:
            self.chart.set_curves(Curves() if run is None else run.curves)

    def _connect(self) -> None:
        session, bar, gallery = self._session, self.run_bar, self._session.gallery
        bar.pause_wanted.connect(session.pause)
        bar.resume_wanted.connect(session.resume)
        bar.stop_wanted.connect(session.stop)
        bar.chart_toggled.connect(self.show_chart)
        self.strip.shown.connect(session.show)
        self.strip.compare_wanted.connect(self._compare)
        self.viewer.split_changed.connect(self._end_comparison)
        session.pictures_changed.connect(self.show_picture)
        session.impressions.changed.connect(self.show_picture)
        session.level_begun.connect(self._begin_level)
        session.stepped.connect(self._step)
        session.partway.connect(self._renew_words)
        session.retreated.connect(self.show_words)
        session.steered.connect(self._renew_curves)
        session.phase_changed.connect(self._show_phase)
        gallery.changed.connect(self.show_strip)
        gallery.shown_changed.connect(self.show_picture)
        gallery.shown_changed.connect(self.show_strip)
        gallery.shown_changed.connect(self.show_words)
        gallery.shown_changed.connect(self.show_curves)

    # The picture

    def show_picture(self) -> None:
        """Show the gallery's run, or the one that goes on, or the photo that waits, or an impression of its picture."""
        current, shown = self._session.current, self._session.gallery.shown
        self.viewer.set_impression(self._session.impressions.shown)  # there is none while there is something else
        if shown is not None:
            self._show_run(shown)
        elif current is not None:
            self._show_current(current)
        else:
            self._show_photo()

    def _show_run(self, run: Run) -> None:
        self.viewer.set_frame(run.image.width, run.image.height)
        self.viewer.set_generated(run.image)
        self._show_beside(*run.sources)

    def _show_current(self, current: Current) -> None:
        self.viewer.set_frame(*fitted(*current.job.content.full_size, current.recipe.size))
        self.viewer.set_generated(current.image)
        self._show_beside(*current.sources)

    def _show_photo(self) -> None:
        photo, paintings = self._session.photo, self._session.paintings
        if photo is not None:
            self.viewer.set_frame(*fitted(*photo.picture.full_size, self._session.recipe.size))
        self.viewer.set_generated(None)
        self._show_beside(photo.image if photo else None, paintings[0].loaded.image if paintings else None)

    def _show_beside(self, photo: Pyramid | None, painting: Pyramid | None) -> None:
        """Show what the picture is made of, and what it is compared with."""
        compared = self._session.gallery.compared
        self.viewer.set_photo(photo)
        self.viewer.set_painting(painting)
        self.viewer.set_other(compared.image if compared else None, self._title(compared))
        shown = self._session.gallery.shown
        self.viewer.set_titles(self.tr("Photo"), self._title(shown) or self.tr("Being painted"))

    def _compare(self, key: int) -> None:
        """Compare a run with what is shown, with a line between the two."""
        gallery = self._session.gallery
        gallery.compare(key)
        if gallery.compared is not None and self.viewer.split is None:
            self.viewer.compare(True)

    def _end_comparison(self, split: float | None) -> None:
        """Without the line there is nothing to compare."""
        if split is None and self._session.gallery.compared is not None:
            self._session.gallery.compare(None)

    def _title(self, run: Run | None) -> str:
        return "" if run is None else self.tr("Picture {number}").format(number=run.key)

    def show_strip(self) -> None:
        """Show the runs of this sitting."""
        gallery = self._session.gallery
        self.strip.set_items([self._strip_item(run) for run in gallery.runs])
        self.strip.set_shown(
            gallery.shown.key if gallery.shown else None, gallery.compared.key if gallery.compared else None
        )

    def _strip_item(self, run: Run) -> StripItem:
        words = words_of(run.result.recipe, run.result.seconds, run.result.steered)
        return StripItem(run.key, self._title(run), words, run.thumbnail, run.exported, run.result.status)

    # The run

    def _begin_level(self) -> None:
        current = self._session.current
        if current is None or current.level is None:
            return
        self._renew_curves()
        self._draw_current(current)
        self.show_words()

    def _step(self) -> None:
        current = self._session.current
        if current is None or current.step is None:
            return
        self._renew_curves()
        self._draw_current(current)
        self._renew_words()

    def _renew_words(self) -> None:
        if not self._words_due.isActive():
            self._words_due.start()

    def _draw_current(self, current: Current) -> None:
        if self._session.gallery.shown is None:
            self.viewer.set_generated(current.image)

    def _renew_curves(self) -> None:
        self.show_curves()
        if self.chart is not None and self._session.gallery.shown is None:
            self.chart.renew()

    def _show_phase(self) -> None:
        if self._session.phase == "starting":
            self.show_picture()
        if self.run_bar.holds_focus and self._session.phase not in ("running", "paused"):
            self.viewer.setFocus()  # else Qt moves the focus on to a button that means something else
        self.show_words()

    def show_words(self) -> None:
        """Say how the run goes, or how the one that is shown went."""
        current = self._session.current
        if self._session.phase == "reading":
            self.run_bar.show_starting(self.tr("Reading the pictures again, larger"))
        elif current is None:
            self._show_idle()
        elif self._session.phase == "stopping":
            self.run_bar.show_stopping()
        else:
            self._show_going(current)
            if self._session.phase == "paused":
                self.run_bar.show_paused()
        self._offer()

    def _show_going(self, current: Current) -> None:
        if current.level is None:
            loaded = self._session.machine is not None
            self.run_bar.show_starting(
                self.tr("Looking at the pictures") if loaded else self.tr("Waking up the network")
            )
            return
        devices = self._session.machine.devices if self._session.machine else ()
        title = next((device_title(device) for device in devices if device.name == current.device), "")
        memory = resident() if current.device == "cpu" else current.memory
        self.run_bar.show_running(current.level, current.step, title, memory, current.partway)

    def _show_idle(self) -> None:
        run = self._session.gallery.shown
        if run is None:
            self.run_bar.show_idle()
        else:
            self.run_bar.show_finished(run.result)

    def _offer(self) -> None:
        """Offer what can be done with the picture that is shown; of the one that is being made nothing yet."""
        session, gallery = self._session, self._session.gallery
        run = gallery.shown
        if run is None or session.phase in ("reading", "starting"):  # what is shown gives way in a moment
            self.run_bar.offer()
        else:
            title, file = self.tr("picture {number}").format(number=run.key), str(run.file or "")
            go_on = session.can_continue and run is gallery.latest
            self.run_bar.offer(title, file=file, again=not session.busy, go_on=go_on)


def _chart_height(room: int) -> int:
    """The usual height of the chart: the picture stays the largest thing."""
    low, high = CHART_HEIGHTS
    return max(low, min(high, room // 5))
