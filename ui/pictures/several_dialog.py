"""The question what several pictures are for that came at once, where that is not clear from where they came."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.wording import MOST_NAMED, picture_title, short_name
from ui.session.shelves import Kind

Answer = Literal["photo", "both", "blend", "photo_shelf", "painting_shelf"]

MOST_BLENDED = 6
"""So many paintings come into a blend at once: each of more would have too small a part in it to be seen."""

_LONGEST_NAME = 32


class SeveralDialog(QDialog):
    """Has a button for each thing that can be done with the pictures; what the place suggests is what Enter does.

    Args:
        files: The pictures, two at least.
        kind: What they were dropped on or chosen for; None: nothing of that sort.
        add: Whether paintings are added to those that are there.
    """

    chosen = Signal(str)
    """An Answer. Cancel tells nothing."""

    def __init__(self, files: Sequence[Path], kind: Kind | None, add: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("{count} pictures").format(count=len(files)))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.GAP * 3, theme.GAP * 3, theme.GAP * 3, theme.GAP * 2)
        self._column.setSpacing(theme.GAP)
        question = QLabel(self.tr("What are these {count} pictures for?").format(count=len(files)))
        theme.has_role(question, "heading")
        self._column.addWidget(question)
        self._column.addWidget(_muted(self._names()))
        self._column.addSpacing(theme.GAP)
        self._fill(kind, add)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        self._column.addSpacing(theme.GAP)
        self._column.addWidget(buttons)

    def _fill(self, kind: Kind | None, add: bool) -> None:
        count, first = len(self._files), short_name(picture_title(self._files[0]), _LONGEST_NAME)
        offers: list[tuple[Answer, str]] = [("photo", self.tr("Take “{name}” as the photo").format(name=first))]
        if count - 1 <= MOST_BLENDED:
            words = self.tr("Take “{name}” as the photo, the others as paintings")
            offers.append(("both", words.format(name=first)))
        offers.append(("blend", self._blend(add)))
        offers.append(("photo_shelf", self.tr("Put them on the shelf of photos")))
        offers.append(("painting_shelf", self.tr("Put them on the shelf of paintings")))
        for answer, words in offers:
            button = QPushButton(words.replace("&", "&&"))
            button.setAutoDefault(True)
            button.clicked.connect(partial(self._choose, answer))
            self._column.addWidget(button)
            if answer == ("blend" if kind == "painting" else "photo"):
                theme.has_role(button, "accent")
                button.setDefault(True)
                button.setFocus()
            if answer == "blend" and count > MOST_BLENDED:
                words = self.tr("At most {most} at once: each of more would have too small a part to be seen.")
                self._column.addWidget(_muted(words.format(most=MOST_BLENDED)))
            elif answer == "photo":
                self._column.addWidget(_muted(self.tr("One picture is painted at a time; the others are left out.")))

    def _blend(self, add: bool) -> str:
        count = len(self._files)
        if count > MOST_BLENDED:
            words = (
                self.tr("Add the first {count} to the blend")
                if add
                else self.tr("Blend the first {count} as paintings")
            )
            return words.format(count=MOST_BLENDED)
        words = self.tr("Add all {count} to the blend") if add else self.tr("Blend all {count} as paintings")
        return words.format(count=count)

    def _names(self) -> str:
        names = ", ".join(short_name(path.name, _LONGEST_NAME) for path in self._files[:MOST_NAMED])
        more = len(self._files) - MOST_NAMED
        return names if more <= 0 else self.tr("{names} and {count} more").format(names=names, count=more)

    def _choose(self, answer: Answer) -> None:
        self.accept()
        self.chosen.emit(answer)


def _muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(420)
    theme.has_role(label, "muted")
    return label
