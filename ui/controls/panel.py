"""The right-hand side: presets, the controls, what Start will do, and Start itself."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from styler.recipe import Recipe
from styler.translation import QT_TRANSLATE_NOOP
from styler.weights.architecture import layers_of
from styler.weights.store import networks
from ui.controls.controls import MARGIN, Controls
from ui.controls.forecast import Question, StartForecast, device_title, start_forecast
from ui.controls.looks import Look
from ui.controls.looks_field import LooksField
from ui.controls.preset_bar import PresetBar
from ui.controls.start_picture import StartPicture
from ui.look import theme
from ui.look.commands import shortcuts
from ui.look.figures import number_text
from ui.look.widgets import IconButton, tip
from ui.look.wording import sentence
from ui.session.pool import Latest, Pool
from ui.session.presets import PresetStore
from ui.session.session import Session
from ui.session.settings import Settings
from ui.session.undo import in_words

_log = logging.getLogger(__name__)

WIDTH = 316
"""The usual width where there is room, in device-independent pixels."""
LEAST = 264
"""The least: labels, fields and Start are whole in both languages."""
MOST = 480


class StartButton(QPushButton):
    """The large button. Where Start is refused it is disabled, and a press still tells, so that the reason is said."""

    pressed_in_vain = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and not self.isEnabled():
            self.pressed_in_vain.emit()
        return super().event(event)


class SettingsPanel(QFrame):
    """Shows the session's recipe, and changes it."""

    start_wanted = Signal()
    """Start was pressed, perhaps in vain: :meth:`refusal` says why."""
    print_size_wanted = Signal()
    said = Signal(str)
    refused = Signal(str)
    """What went wrong with a preset."""
    undo_offered = Signal(str)
    """What was done with a preset, in a sentence; it can be undone."""

    def __init__(
        self, session: Session, settings: Settings, presets: PresetStore, pool: Pool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self._ahead = StartForecast("")
        self._looking = Latest[StartForecast](pool, self._show_forecast, partial(_log.warning, "no forecast: %s"))
        theme.has_role(self, "panel")
        self.setMaximumWidth(MOST)
        self.preset_bar = PresetBar(presets, session.undo, self)
        self.controls = Controls(self)  # styled once: it has many parts
        self.start_picture = StartPicture(session)
        self.controls.put_below("start", self.start_picture)
        self.looks = LooksField()
        self.controls.put_above(self.looks)
        self._print_size = IconButton("fit", self.tr("Print size..."), worded=True)
        self._print_size.setToolTip(self.tr("Give the size as that of a print: width, height, dots per inch."))
        self._print_size.clicked.connect(self.print_size_wanted)
        self.controls.put_below("size", self._print_size, Qt.AlignmentFlag.AlignLeft)
        self._unused = QLabel()
        self._unused.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)  # it may have a command
        theme.has_role(self._unused, "muted")
        self.controls.put_below("device", self._unused)
        self._networks = networks()
        self.controls.set_networks(list(self._networks))
        self.controls.set_advanced(settings.advanced)
        self._words = QLabel()
        self._warning = QLabel()
        theme.has_role(self._words, "muted")
        theme.has_role(self._warning, "warning")
        self._smaller = QPushButton()
        self._smaller.setToolTip(self.tr("Take this size instead"))
        self.start = StartButton()
        theme.has_role(self.start, "primary")
        self._arrange()
        self._connect()
        self._show_recipe()
        self._show_machine()
        self._show_phase()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return what all controls need that are shown."""
        return super().minimumSizeHint().expandedTo(QSize(LEAST, 0))

    def _arrange(self) -> None:
        for label in (self._words, self._warning, self._unused):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.GAP // 2, 0, MARGIN)
        column.setSpacing(theme.GAP)
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN, theme.GAP, MARGIN, 0)
        head.addWidget(self.preset_bar)
        column.addLayout(head)
        column.addWidget(self.controls, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, 0)
        foot.setSpacing(theme.GAP)
        for widget in (self._words, self._warning, self._smaller, self.start):
            foot.addWidget(widget)
        column.addLayout(foot)

    def _connect(self) -> None:
        session = self._session
        self.controls.changed.connect(session.set_parameter)
        self.controls.advanced_changed.connect(self._keep_advanced)
        self.preset_bar.recipe_chosen.connect(self._take_preset)
        self.looks.chosen.connect(self._take_look)
        self.preset_bar.said.connect(self.said)
        self.preset_bar.refused.connect(self.refused)
        self.preset_bar.undo_offered.connect(self.undo_offered)
        self.start.clicked.connect(self.start_wanted)
        self.start.pressed_in_vain.connect(self.start_wanted)
        self._smaller.clicked.connect(self._take_smaller)
        session.recipe_changed.connect(self._show_recipe)
        session.machine_changed.connect(self._show_machine)
        session.phase_changed.connect(self._show_phase)
        session.steered.connect(self._show_running)
        session.gallery.shown_changed.connect(self._show_phase)
        self.destroyed.connect(self._looking.overtake)  # another language has another panel
        self._soon = QTimer(self)  # several changes in one go are one look at the forecast
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask_ahead)
        for signal in (session.pictures_changed, session.recipe_changed, session.phase_changed):
            signal.connect(self._look_ahead)
        for signal in (session.machine_changed, session.speed_changed):
            signal.connect(self._look_ahead)

    def _keep_advanced(self, shown: bool) -> None:
        self._settings.advanced = shown

    def _take_preset(self, recipe: Recipe) -> None:
        name = self.preset_bar.chosen
        words = in_words(QT_TRANSLATE_NOOP("Steps", "Default settings"))
        if name is not None:
            words = in_words(QT_TRANSLATE_NOOP("Steps", "Preset “{name}”"), name=name)
        self._session.set_recipe(recipe, words)

    def _take_look(self, look: Look) -> None:
        self.flush()  # what is typed and not entered belongs to the settings before

        def words() -> str:
            title = QCoreApplication.translate("Looks", look.title)
            return QCoreApplication.translate("Steps", "Look “{name}”").format(name=title)

        self._session.set_recipe(look.onto(self._session.recipe), words)

    def _take_smaller(self) -> None:
        if self._ahead.smaller is not None:
            self._session.set_parameter("size", self._ahead.smaller)

    def flush(self) -> None:
        """Take over what has been typed or dragged but not told yet; call it before a run begins."""
        self.controls.flush()

    def refusal(self) -> str:
        """Look again, and return why Start would be refused now; empty if it would not, or if nothing could start."""
        self._looking.overtake()  # what is shown may be the answer to an earlier question
        self._show_forecast(start_forecast(self._session))
        return self._warning.text() if self._session.ready and not self.start.isEnabled() else ""

    def _show_recipe(self) -> None:
        network = self._networks.get(self._session.recipe.network)
        if network is not None:
            self.controls.set_layers(layers_of(network.architecture))
        self.controls.set_recipe(self._session.recipe)
        self.preset_bar.set_recipe(self._session.recipe)
        self.looks.set_recipe(self._session.recipe)

    def _show_machine(self) -> None:
        machine = self._session.machine
        if machine is not None:
            self.controls.set_devices([(device.name, device_title(device)) for device in machine.devices])
        unused = machine.unused if machine is not None else ()
        self._unused.setText("\n".join(sentence(error) for error in unused))
        self._unused.setVisible(bool(unused))

    def _show_phase(self) -> None:
        self._show_running()
        self._ask_ahead()

    def _show_running(self) -> None:
        current = self._session.current
        self.controls.set_running(None if current is None else current.recipe)

    def _look_ahead(self) -> None:
        self._soon.start(0)

    def _ask_ahead(self) -> None:
        """Have a look at what comes, beside the window's thread; what was said before stays until that is known."""
        question = Question.of(self._session)
        self._ahead = replace(self._ahead, start=question.start)
        self._show_start()
        self._looking.ask(question.answer)

    def _show_forecast(self, ahead: StartForecast) -> None:
        self._ahead = ahead
        self._words.setText(ahead.words)
        self._words.setVisible(bool(ahead.words))
        self._warning.setText(ahead.warning)
        self._warning.setVisible(bool(ahead.warning))
        words = self.tr("{size} px: {time}") if ahead.sooner else self.tr("Use {size} px instead")
        self._smaller.setText(words.format(size=number_text(ahead.smaller or 0), time=ahead.sooner))
        self._smaller.setVisible(ahead.smaller is not None)
        self._show_start()

    def _show_start(self) -> None:
        ahead = self._ahead
        self.start.setText(self.tr("Painting...") if self._session.busy else ahead.start)
        self.start.setEnabled(self._session.ready and not ahead.is_impossible)
        about = self.tr("Paint the photo with these settings ({keys})").format(keys=shortcuts()["start"])
        self.start.setToolTip(tip(ahead.warning) if ahead.is_impossible else about)
        self.start.setAccessibleDescription(ahead.warning)
