"""The window's columns: the pictures that go in, the picture that comes out, the settings; what is shown, how wide."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from ui.controls import panel as settingspanel
from ui.controls.panel import SettingsPanel
from ui.look.splitting import Splitter
from ui.pictures import panel
from ui.pictures.panel import PicturesPanel
from ui.session.settings import Settings
from ui.window.workspace import Workspace

translate = QCoreApplication.translate


def pictures_width(room: int) -> int:
    """Return the usual width of the pictures' side bar in so much room: the picture in the making has the most."""
    return max(panel.LEAST, min(panel.SIDE_BAR, round(0.195 * room)))


def settings_width(room: int) -> int:
    """Return the usual width of the settings in so much room."""
    return max(settingspanel.LEAST, min(settingspanel.WIDTH, round(0.235 * room)))


class Columns(Splitter):
    """Shows the welcome page or the workspace, with the panels that the person wants beside it, as wide as they were.

    Args:
        pictures, workspace, side: The three columns.
        settings: Remembers widths, and what is hidden.
    """

    def __init__(
        self,
        pictures: PicturesPanel,
        workspace: Workspace,
        side: SettingsPanel,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, workspace, parent)
        self._pictures, self._workspace, self._side, self._settings = pictures, workspace, side, settings
        self._began = False
        words = translate("Columns", "Width of the pictures")
        self.add(pictures, "pictures", "", pictures_width, settings.pictures_width)
        self.add_elastic(words)
        words = translate("Columns", "Width of the settings")
        self.add(side, "settings", words, settings_width, settings.settings_width)
        self.moved.connect(self._remember)
        self.show_columns(False)

    def show_columns(self, began: bool) -> None:
        """Show the welcome page; or the workspace, once there is something to see."""
        self._began = began
        settings = self._settings
        self._workspace.setVisible(began)
        self._pictures.set_large(not began)
        self._pictures.setVisible(not (began and settings.pictures_hidden))
        self._workspace.strip.setVisible(not settings.strip_hidden)
        self._side.setVisible(not settings.settings_hidden)
        self.lay()

    def toggle(self, name: str) -> None:
        """Hide ``"pictures"``, ``"settings"`` or the ``"strip"`` of runs, or show it again; that is remembered."""
        remembered = self._settings
        match name:
            case "pictures":
                remembered.pictures_hidden = not remembered.pictures_hidden
            case "settings":
                remembered.settings_hidden = not remembered.settings_hidden
            case "strip":
                remembered.strip_hidden = not remembered.strip_hidden
        self.show_columns(self._began)

    def _remember(self, name: str, size: int | None) -> None:
        if name == "pictures":
            self._settings.pictures_width = size
        else:
            self._settings.settings_width = size
