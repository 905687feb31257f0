"""What can be done with a finished picture: the buttons beside the words about its run."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.look import theme
from ui.look.widgets import IconButton, tip, with_keys

_ICON = QSize(20, 20)


class AfterRun(QWidget):
    """Offers a picture's next steps. Export is the one that stands out; the others lose their words in a narrow window.

    Export and Copy keep their places at the end, whatever else is offered, so that no click meets another button.

    Args:
        hints: The keys of ``export``, ``copy``, ``start`` and ``continue``, as the person's keyboard names them.
    """

    export_wanted = Signal()
    copy_wanted = Signal()
    folder_wanted = Signal()
    """The person wants to see where the picture was exported to."""
    again_wanted = Signal()
    continue_wanted = Signal()

    def __init__(self, hints: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys = hints.get
        self._export = QPushButton(self.tr("Export..."))
        self._export.setAccessibleName(self.tr("Export"))
        self._export.setIconSize(_ICON)
        self._export.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)  # as high as the others
        theme.has_role(self._export, "accent")
        self._folder = IconButton("folder", self.tr("Show in folder"))
        self._copy = IconButton("copy", self.tr("Copy"), worded=True)
        self._again = IconButton("reset", self.tr("Again"), worded=True)
        self._continue = IconButton("continue", self.tr("Continue"), worded=True)
        self._quiet = (self._folder, self._continue, self._again, self._copy)
        self._again.setToolTip(
            with_keys(self.tr("Paint another picture, with the settings as they are now"), keys("start"))
        )
        self._continue.setToolTip(with_keys(self.tr("Add steps from where it stopped"), keys("continue")))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button, wanted in zip(
            (*self._quiet, self._export),
            (self.folder_wanted, self.continue_wanted, self.again_wanted, self.copy_wanted, self.export_wanted),
            strict=True,
        ):
            button.clicked.connect(wanted)
            row.addWidget(button)
        for quiet in self._quiet:
            theme.has_role(quiet, "")  # with a frame
            quiet.setIconSize(_ICON)
        self._is_narrow = False
        row.setSpacing(theme.GAP)
        self._draw()
        self.offer()

    def offer(self, title: str = "", *, file: str = "", again: bool = False, go_on: bool = False) -> None:
        """Offer what can be done now.

        Args:
            title: What to call the picture at hand; empty: there is none.
            file: Where it was exported to, or empty.
            again: Whether another could be begun.
            go_on: Whether it can be continued.
        """
        keys = self._keys
        self._export.setToolTip(with_keys(self.tr("Export {title} as a file").format(title=title), keys("export")))
        self._copy.setToolTip(with_keys(self.tr("Copy {title} to the clipboard").format(title=title), keys("copy")))
        self._folder.setToolTip(tip(self.tr("Show in folder: {file}").format(file=file)))
        for button, offered in (
            (self._export, bool(title)),
            (self._copy, bool(title)),
            (self._folder, bool(title and file)),
            (self._again, again),
            (self._continue, go_on),
        ):
            button.setVisible(offered)

    def fit(self, room: int) -> None:
        """Use words and icons if all of the buttons fit into so many pixels, else icons where they do."""
        self._be_narrow(False)
        widths = [button.sizeHint().width() for button in (*self._quiet, self._export)]
        if sum(widths) + theme.GAP * len(self._quiet) > room:
            self._be_narrow(True)

    def set_height(self, height: int) -> None:
        """Be at least this high."""
        for button in (self._export, *self._quiet):
            button.setMinimumHeight(height)

    def _be_narrow(self, narrow: bool) -> None:
        if self._is_narrow == narrow:
            return
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        self._is_narrow = narrow
        self._row.setSpacing(theme.GAP // 2 if narrow else theme.GAP)
        for button in self._quiet[1:]:  # the folder needs no words
            button.setToolButtonStyle(alone if narrow else beside)
            button.setText("" if narrow else button.accessibleName())
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._export.setIcon(QIcon() if self._is_narrow else theme.icon("export", theme.colours().on_accent))
