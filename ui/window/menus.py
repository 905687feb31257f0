"""The window's menus: what is in them, what is checked, and what can be done now."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMainWindow

from ui.look import commands, theme
from ui.look.language import LANGUAGES
from ui.session.session import Session
from ui.session.settings import Settings

translate = QCoreApplication.translate


class Menus:
    """Builds the menu bar, and enables what makes sense.

    Args:
        window: Gets the bar.
        session: Says what can be done.
        settings: Say what is shown, and which theme and language are in use.
        does: What each command does, by its name in :mod:`ui.look.commands`.
        set_theme, set_language: Put on a theme; speak a language, or the system's ("").

    Attributes:
        actions: By the commands' names.
    """

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        settings: Settings,
        does: Mapping[str, Callable[[], None]],
        set_theme: Callable[[theme.Scheme], None],
        set_language: Callable[[str], None],
    ) -> None:
        self._session = session
        self.actions = commands.build_menus(window, does)
        for name, shown in {
            "impressions": not settings.impressions_off,
            "chart": settings.chart,
            "pictures_panel": not settings.pictures_hidden,
            "settings_panel": not settings.settings_hidden,
            "strip": not settings.strip_hidden,
            "advanced": settings.advanced,
        }.items():
            self.actions[name].setChecked(shown)
        menu, system = commands.menu_named(window, "view"), translate("MainWindow", "As the system")
        themes = {"system": system, "light": translate("MainWindow", "Light"), "dark": translate("MainWindow", "Dark")}
        commands.add_choices(menu, translate("MainWindow", "&Theme"), themes, settings.theme, set_theme)
        languages = {"": system, **LANGUAGES}
        commands.add_choices(menu, translate("MainWindow", "&Language"), languages, settings.language, set_language)

    def show_abilities(self, *, began: bool) -> None:
        """Enable what can be done now.

        Args:
            began: The workspace is there; before, the welcome page is made of the pictures.
        """
        session, gallery = self._session, self._session.gallery
        has_run = bool(gallery.runs)
        able = {
            "export": has_run,
            "copy": has_run,
            "start": session.ready,
            "pause": session.phase in ("starting", "running", "paused"),
            "stop": session.phase in ("reading", "starting", "running", "paused"),
            "continue": session.can_continue,
            "live": session.busy and gallery.shown is not None,
            "alone": began,
            "pictures_panel": began,
            "strip": began,
        }
        for name, can in able.items():
            self.actions[name].setEnabled(can)
