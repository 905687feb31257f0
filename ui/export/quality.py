"""How exactly a file shall hold the picture: the part of the export dialog that asks for it, and says what it means."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSlider, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.widgets import wrapped

_FINE_JPEG = 97
_SMALL_WEBP = 90


class Quality(QWidget):
    """Offers what can be chosen in one format, and says what that means; each format keeps its own number."""

    def __init__(self) -> None:
        super().__init__()
        self._format = ""
        self._chosen = {"JPEG": _FINE_JPEG, "WebP": _SMALL_WEBP}
        self._lossless = QCheckBox(self.tr("Lossless"))
        self._lossless.setChecked(True)
        self._lossless.toggled.connect(self._show)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(1, 100)
        self._slider.valueChanged.connect(self._moved)
        self._number = QLineEdit()
        self._number.setAcceptDrops(False)  # see ui.pictures.drop
        self._number.setMaximumWidth(self.fontMetrics().horizontalAdvance("100") + 4 * theme.GAP)
        self._number.textEdited.connect(self._typed)
        self._number.editingFinished.connect(self._show)
        self._lossless.setMinimumHeight(self._number.sizeHint().height())
        for control in (self._slider, self._number):
            control.setAccessibleName(self.tr("Quality"))
        self._meaning = wrapped("muted")
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self._slider, stretch=1)
        row.addWidget(self._number)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.GAP)
        whole.addWidget(self._lossless)
        whole.addLayout(row)
        whole.addWidget(self._meaning)

    @property
    def value(self) -> int | None:
        """What ``Picture.write`` wants; None where the picture is kept exactly."""
        exactly = self._format == "WebP" and self._lossless.isChecked()
        return None if exactly else self._chosen.get(self._format)

    def take(self, title: str, value: int | None) -> None:
        """Begin with what was chosen before for a format."""
        if value is not None and title in self._chosen:
            self._chosen[title] = value
            self._lossless.setChecked(False)

    def set_format(self, title: str) -> None:
        """Offer what this format has; each format keeps its own number."""
        self._format = title
        self._show()

    def _moved(self, value: int) -> None:
        self._chosen[self._format] = value
        self._show()

    def _typed(self, text: str) -> None:
        if text.strip().isdecimal():
            self._chosen[self._format] = min(max(int(text), 1), 100)
            self._show_meaning()

    def _show(self) -> None:
        self._lossless.setVisible(self._format == "WebP")
        self._number.setText(str(self.value))
        self._show_meaning()

    def _show_meaning(self) -> None:
        """All but the number, which a person may be in the middle of."""
        value = self.value
        for control in (self._slider, self._number):
            control.setVisible(value is not None)
        with QSignalBlocker(self._slider):
            self._slider.setValue(value or 100)
        self._meaning.setText(self._words(value))

    def _words(self, value: int | None) -> str:
        if value is None:
            return self.tr("Lossless: the picture exactly.")
        if self._format != "JPEG":
            return self.tr("A small file. The painting's fine colours change.")
        if value < _FINE_JPEG:
            return self.tr("Below {quality} the painting's fine colours change.").format(quality=_FINE_JPEG)
        return self.tr("Much smaller than PNG; hardly to be told apart.")
