"""The strip below the picture: what the run is doing, how long it will take, and the buttons that govern it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from styler.jobs.events import Level, Partway, Result, Step
from ui.look import theme
from ui.look.figures import amount, number_text, percent, rough
from ui.look.widgets import ElidedLabel, IconButton, with_keys
from ui.look.wording import duration, sentence
from ui.runs.after_run import AfterRun
from ui.runs.eta import Eta

BETWEEN = " · "
FULL = 1000
TICK_MS = 1000

_ROOM_FOR_WORDS = 200
"""What the words keep before the buttons lose theirs, in device-independent pixels."""


class RunBar(QWidget):
    """Says in words how the run goes, shows how much of it is done, and offers what can be done about it.

    It keeps no phase of its own: it shows what the last ``show_...`` said. The time that it counts (:mod:`ui.runs.eta`)
    starts with the first :meth:`show_running` of a job and stands still from :meth:`show_paused` to the next.

    What governs a run stands before the words, what can be done with a picture (``after``) behind them: so a second
    click, or one that comes too late, never meets a button that means something else.
    """

    pause_wanted = Signal()
    resume_wanted = Signal()
    stop_wanted = Signal()
    progressed = Signal()
    """:attr:`share` has changed."""
    chart_toggled = Signal(bool)
    """A person has asked for the chart, or for it to go; :meth:`set_chart_shown` emits nothing."""

    def __init__(self, shortcuts: Mapping[str, str] | None = None, parent: QWidget | None = None) -> None:
        """Args:
        shortcuts: What the tooltips call the keys of ``pause``, ``stop`` and ``chart``, and those of ``after``, as the
            person's keyboard names them.
        """
        super().__init__(parent)
        self._shortcuts = dict(shortcuts or {})
        self._is_paused = False
        self._detailed = True
        self._eta = Eta()
        self._job: str | None = None
        self._details_of: tuple[Step | None, str, int | None] = (None, "", None)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._show_time)

        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._bar.valueChanged.connect(self.progressed)
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the picture above must not jump
        self._bar.setSizePolicy(policy)
        self._headline = ElidedLabel()
        self._message = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.has_role(self._message, "warning")
        self._details = ElidedLabel("muted")
        self._make_buttons()
        self._arrange()
        self._show_pause_button()
        self._make_room()
        self.show_idle()

    @property
    def share(self) -> float | None:
        """How much of the run is done, 0 to 1; None as long as that is not known."""
        return self._bar.value() / FULL if self._bar.maximum() and self._bar.value() > 0 else None

    def show_idle(self) -> None:
        """There is no run, and there was none."""
        self._say("", "")
        self._offer()
        self._end()

    def show_starting(self, words: str) -> None:
        """The run is being made ready; ``words`` say how, such as "Loading the network"."""
        self._end()
        self._job = None
        self._say(words, "")
        self._offer(stop=True)
        self._pause.setVisible(True)  # so that Stop is where it will stay
        self._pause.setEnabled(False)
        self._show_busy()

    def show_running(
        self, level: Level, step: Step | None, device: str, memory: int | None, partway: Partway | None = None
    ) -> None:
        """The run goes on.

        Args:
            level: Where it is.
            step: The last news; None if the level has only begun.
            device: In a person's words.
            memory: What it takes, in bytes; None if that is not known.
            partway: How far the next step is; None if it has only begun.
        """
        if level.job != self._job:
            self._job, self._eta = level.job, Eta()
        self._is_paused = False
        self._eta.take(level, step, partway)
        self._bar.setRange(0, FULL)
        self._bar.setValue(round(FULL * self._eta.share))
        self._bar.show()
        self._offer(pause=True, stop=True)
        self._details_of = (step, device, memory)
        taken = partway.step if partway else step.step if step else 0
        self._say(self._where(level, step, taken), self._how(step, device, memory))
        self._tick.start()

    def show_paused(self) -> None:
        """The run stands still, or will after this step or block."""
        self._eta.halt()
        self._tick.stop()
        self._is_paused = True
        where = self._headline.full
        self._say(self.tr("Paused") + (BETWEEN + where if where else ""), self._details.full)
        self._offer(pause=True, stop=True)

    def show_stopping(self) -> None:
        """The run has been asked to stop, and has not answered yet."""
        self._tick.stop()
        self._say(self.tr("Stopping"), "")
        self._offer(pause=True, stop=True)
        self._pause.setEnabled(False)
        self._stop.setEnabled(False)
        self._show_busy()

    def show_finished(self, result: Result) -> None:
        """The run is over. A message says what went wrong, if something did."""
        self._end()
        time = duration(result.seconds)
        headline = {
            "done": self.tr("Done in {time}").format(time=time),
            "stopped": self.tr("Stopped after {time}").format(time=time),
            "failed": "",
        }[result.status]
        details = self._facts(result) if self._detailed else []
        message = sentence(result.reason) if result.reason is not None else ""
        self._say(headline, BETWEEN.join(details), message)
        self._offer()

    def set_detailed(self, detailed: bool) -> None:
        """Speak of levels, steps and the objective too, from the next ``show_...`` on; or only of what is seen."""
        self._detailed = detailed

    def set_chart_shown(self, shown: bool) -> None:
        """Let the chart's button show whether the chart is there."""
        self._chart.setChecked(shown)

    @property
    def holds_focus(self) -> bool:
        """Whether a button that comes and goes with the run has the keyboard."""
        focus = self.window().focusWidget()  # of a window that is not in front too
        return focus is not None and focus is not self._chart and self.isAncestorOf(focus)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._make_room()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, super().minimumSizeHint().height())  # the buttons can do without words

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def offer(self, title: str = "", *, file: str = "", again: bool = False, go_on: bool = False) -> None:
        """Offer what can be done with the picture at hand, as :meth:`AfterRun.offer` does."""
        self.after.offer(title, file=file, again=again, go_on=go_on)
        self._fit()

    def _fit(self) -> None:
        self.after.fit(self.width() - self._chart.sizeHint().width() - _ROOM_FOR_WORDS - 2 * theme.GAP)

    def _make_buttons(self) -> None:
        self._pause = IconButton("pause", self.tr("Pause"))
        self._stop = IconButton("stop", self.tr("Stop"))
        self.after = AfterRun(self._shortcuts)
        self._chart = IconButton("chart", self.tr("Chart"))
        self._stop.setToolTip(with_keys(self.tr("Stop, and keep the picture"), self._shortcuts.get("stop")))
        self._chart.setToolTip(with_keys(self.tr("Show the chart of the losses"), self._shortcuts.get("chart")))
        self._chart.setCheckable(True)
        self._pause.clicked.connect(self._pause_clicked)
        self._stop.clicked.connect(self.stop_wanted)
        self._chart.clicked.connect(self.chart_toggled)

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        for label in (self._headline, self._message, self._details):
            words.addWidget(label)
        words.addStretch()
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        for button in (self._pause, self._stop, self._chart):
            theme.has_role(button, "")  # with a frame
            button.setIconSize(QSize(20, 20))
            row.addWidget(button, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.insertLayout(2, words, 1)
        row.insertWidget(3, self.after, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP // 2)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._bar)
        column.addLayout(row)

    def _make_room(self) -> None:
        # As tall as the buttons with words, and as two lines of words: so the strip keeps its height.
        height = max(self.after.sizeHint().height(), 2 * self._details.sizeHint().height())
        for button in (self._pause, self._stop, self._chart):
            button.setMinimumHeight(height)
        self.after.set_height(height)

    def _show_pause_button(self) -> None:
        name = self.tr("Resume") if self._is_paused else self.tr("Pause")
        about = self.tr("Go on painting") if self._is_paused else self.tr("Pause painting")
        self._pause.setAccessibleName(name)
        self._pause.setToolTip(with_keys(about, self._shortcuts.get("pause")))
        self._pause.set_icon("play" if self._is_paused else "pause")

    def _pause_clicked(self) -> None:
        (self.resume_wanted if self._is_paused else self.pause_wanted).emit()

    def _offer(self, *, pause: bool = False, stop: bool = False) -> None:
        self._show_pause_button()
        for button, offered in ((self._pause, pause), (self._stop, stop)):
            button.setVisible(offered)
            button.setEnabled(True)

    def _say(self, headline: str, details: str, message: str = "") -> None:
        self._headline.set_full(headline)
        self._details.set_full(details)
        self._details.setVisible(bool(details))
        self._message.setText(_breakable(message))
        self._message.setAccessibleName(message)
        self._headline.setVisible(not message)
        self._message.setVisible(bool(message))

    def _end(self) -> None:
        self._tick.stop()
        self._is_paused = False
        self._job = None
        self._bar.setRange(0, FULL)
        self._bar.setValue(0)
        self._bar.hide()
        self._show_pause_button()

    def _show_busy(self) -> None:
        self._bar.setRange(0, 0)
        self._bar.show()

    def _show_time(self) -> None:
        """A step may take long; meanwhile the time goes on."""
        self._details.set_full(self._how(*self._details_of))
        self._eta.pass_time()
        self._bar.setValue(round(FULL * self._eta.share))

    def _facts(self, result: Result) -> list[str]:
        facts = [self.tr("Steps: {steps}").format(steps=number_text(result.steps))]
        if result.rested:
            facts.append(self.tr("further steps would not be seen"))
        objective = result.losses.get("total", math.nan)
        if math.isfinite(objective):
            facts.append(self.tr("Objective J: {value}").format(value=rough(objective)))
        return facts + self._returns(result.returns)

    def _where(self, level: Level, step: Step | None, taken: int) -> str:
        if not self._detailed:
            return self.tr("Painting · {percent} %").format(percent=int(100 * self._eta.share))
        if level.finishes:
            template = self.tr("Finish ({width} × {height}) · step {step} of {steps}")  # noqa: RUF001
        elif level.count == 1:
            template = self.tr("Step {step} of {steps} ({width} × {height})")  # noqa: RUF001
        else:
            template = self.tr("Level {number} of {count} ({width} × {height}) · step {step} of {steps}")  # noqa: RUF001
        words = template.format(
            number=level.number,
            count=level.count,
            width=number_text(level.width),
            height=number_text(level.height),
            step=number_text(taken),
            steps=number_text(step.steps if step else level.steps),
        )
        part = self._eta.part
        if part is None:
            return words
        return words + BETWEEN + self.tr("{percent} of the next").format(percent=percent(int(100 * part)))

    def _how(self, step: Step | None, device: str, memory: int | None) -> str:
        details = []
        if math.isfinite(self._eta.left):
            details.append(self._left(self._eta.left))
        if not self._detailed:
            return BETWEEN.join(details)
        if step and math.isfinite(step.seconds_per_step):
            pace = step.seconds_per_step
            few = number_text(float(f"{pace:.2g}"))
            time = self.tr("{seconds} s").format(seconds=few) if pace < 10 else duration(pace)
            details.append(self.tr("{time} a step").format(time=time))
        details.append(device)
        if memory is not None:
            details.append(amount(memory))
        details += self._returns(step.returns if step else 0)
        return BETWEEN.join(details)

    def _left(self, left: float) -> str:
        if left < 1:
            return self.tr("nearly done")
        return self.tr("about {time} left").format(time=duration(left))

    def _returns(self, returns: int) -> list[str]:
        return [self.tr("Returns to a better picture: {number}").format(number=returns)] if returns else []


def _breakable(text: str) -> str:
    """Let a long path or name be wrapped: a label breaks lines only where a word may end."""
    return re.sub(r"([/\\_.-])(?=\S)|(\S{24})", "\\g<0>\u200b", text)
