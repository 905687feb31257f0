"""What the person is told about a run beside its bar: memory ran out, it is over, one was cut off and may go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from styler.jobs.recovery import LONG_RUN
from ui.look.wording import picture_title, sentence
from ui.services import Services
from ui.session.run_thread import Ended
from ui.session.stay_awake import tell_when_away
from ui.window.notice import Notice

translate = QCoreApplication.translate


class RunNews(QObject):
    """Tells what happens to runs, and keeps the machine awake for a long one.

    Args:
        services: The parts behind the window.
        notice: For what is asked.
        run_notice: For what stays true until the next run.
        flush: Takes over what has been typed and not entered: it belongs to other settings than the run's.
        window: The system's message comes where it is not in front.
    """

    def __init__(
        self, services: Services, notice: Notice, run_notice: Notice, flush: Callable[[], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._services, self._session = services, services.session
        self._notice, self._run_notice, self._flush, self._window = notice, run_notice, flush, window
        session = self._session
        session.run_ended.connect(self._tell_end)
        session.stepped.connect(self._stay_awake)
        session.retreated.connect(self._show_retreat)
        session.phase_changed.connect(self._show_phase)
        services.recovery.offered.connect(self._offer_unfinished)
        self._show_phase()
        self._offer_unfinished()
        self._show_retreat()

    def _show_phase(self) -> None:
        if self._session.phase == "starting":
            self._notice.withdraw()
            self._notice.withdraw_question()
            self._run_notice.withdraw()
        if self._session.phase == "paused":
            self._services.awake.release()

    def _stay_awake(self) -> None:
        current = self._session.current
        if current is not None and current.step is not None and current.step.seconds_left > LONG_RUN:
            self._services.awake.hold(translate("MainWindow", "A picture is being painted"))

    def _show_retreat(self) -> None:
        """Say that memory has run out, beside all else that is said: it stays true until the next run."""
        current = self._session.current
        if current is not None and current.retreat is not None:
            self._run_notice.warn(sentence(current.retreat.reason))

    def _tell_end(self, ended: Ended) -> None:
        self._services.awake.release()
        result = ended.result
        if result is None or result.status == "failed":
            self._run_notice.withdraw()  # the run does not go on, as it says
        if result is not None and result.seconds > LONG_RUN and result.status != "stopped":
            words = sentence(result.reason) if result.reason else translate("MainWindow", "The picture is painted.")
            tell_when_away(self._window, translate("MainWindow", "Styler"), words)

    def _offer_unfinished(self) -> None:
        """Offer what was cut off when the program ended, unless a picture is being made already."""
        run = self._services.recovery.offer
        if run is None or self._session.busy:
            return
        words = translate(
            "MainWindow",
            "A picture was being made when the program ended: {photo} with {painting}, {done} of {count} levels.",
        ).format(
            photo=picture_title(run.photo),
            painting=", ".join(map(picture_title, run.paintings)),
            done=run.level - 1,
            count=run.count,
        )
        go_on, discard = translate("MainWindow", "Go on"), translate("MainWindow", "Discard")
        self._notice.ask(words, (go_on, self._take_up), (discard, self._services.recovery.discard))

    def _take_up(self) -> None:
        self._flush()
        self._services.recovery.take_up()
