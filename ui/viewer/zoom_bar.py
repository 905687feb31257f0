"""The slim bar below a viewer: fit, 100 %, smaller, larger, and before and after."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.look import theme
from ui.look.figures import percent
from ui.look.widgets import IconButton
from ui.viewer.viewer import Viewer
from ui.viewer.viewport import LARGEST


class ZoomBar(QWidget):
    """Buttons for one viewer; follows what is done in the viewer itself."""

    def __init__(self, viewer: Viewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewer = viewer
        fit = IconButton("fit", self.tr("Show the whole picture (0)"), self)
        actual = IconButton("actual", self.tr("100 %: one pixel of the picture on one of the screen (1)"), self)
        minus = IconButton("minus", self.tr("Smaller (-)"), self)
        plus = IconButton("plus", self.tr("Larger (+)"), self)
        self._zooming = (fit, actual, minus, plus)
        self._compare = IconButton(
            "compare", self.tr("Before and after: drag the line, or press Shift with Left or Right"), self
        )
        self._compare.setCheckable(True)
        self._percent = QLabel()
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._percent.setAccessibleName(self.tr("Zoom"))
        theme.has_role(self._percent, "muted")
        self._arrange()
        fit.clicked.connect(viewer.fit)
        actual.clicked.connect(viewer.actual_size)
        minus.clicked.connect(viewer.zoom_out)
        plus.clicked.connect(viewer.zoom_in)
        self._compare.clicked.connect(viewer.compare)
        viewer.zoom_changed.connect(self._on_zoom)
        viewer.split_changed.connect(self._on_split)
        viewer.layers_changed.connect(self._on_layers)
        self._on_split(viewer.split)
        self._on_layers()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()

    def _arrange(self) -> None:
        fit, actual, minus, plus = self._zooming
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP // 2)
        layout.addStretch()
        for widget in (fit, actual, minus, self._percent, plus, self._compare):
            layout.addWidget(widget)
            if widget in (actual, plus):
                layout.addSpacing(theme.GAP)
        layout.addStretch()
        self._make_room()

    def _make_room(self) -> None:
        # As wide as its longest text, so that the buttons do not wander while somebody zooms.
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance(percent(100 * LARGEST)) + theme.GAP)

    def _on_zoom(self, zoom: float) -> None:
        self._percent.setText(percent(100 * zoom))

    def _on_split(self, share: float | None) -> None:
        self._compare.setChecked(share is not None)

    def _on_layers(self) -> None:
        viewer = self._viewer
        self._compare.setEnabled(viewer.can_compare)
        for button in self._zooming:
            button.setEnabled(viewer.has_picture)
        self._percent.setText(percent(100 * viewer.zoom) if viewer.has_picture else "")
