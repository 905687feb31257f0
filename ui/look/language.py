"""Which language the window speaks."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFont, QGuiApplication

from styler.assets import assets_folder
from styler.translation import QT_TRANSLATE_NOOP

_log = logging.getLogger(__name__)

LANGUAGES: dict[str, str] = {"en": "English", "zh_CN": "简体中文"}
"""The languages there are, by code, each by its own name."""

# Qt does not own the translators that it uses.
_SYSTEM_FONT = "styler-system-font"
_FONTS = {
    "zh_CN": (
        *("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"),
        "WenQuanYi Micro Hei",
    )
}

QT_LACKS: tuple[tuple[str, str], ...] = (
    ("QFileDialog", QT_TRANSLATE_NOOP("QFileDialog", "&Look in:")),
    ("QFileDialog", QT_TRANSLATE_NOOP("QFileDialog", "Files of &type:")),
    ("QAbstractFileIconProvider", QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Drive")),
    ("QAbstractFileIconProvider", QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "File")),
    ("QAbstractFileIconProvider", QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Folder")),
)
"""Words of Qt's own dialogs that its translation does not have (6.11), so that ours gives them."""

_installed: list[QTranslator] = []


def system_language(preferred: Sequence[str] | None = None) -> str:
    """Return the code of the first of a person's languages that there is, or ``"en"``.

    Args:
        preferred: Language tags such as ``"zh-Hans-CN"``, best first; None: those of the system. Traditional Chinese
            counts as Simplified, which its readers will prefer to English.
    """
    tags = QLocale.system().uiLanguages() if preferred is None else preferred
    for tag in tags:
        match tag.replace("_", "-").lower().split("-")[0]:
            case "zh":
                return "zh_CN"
            case "en":
                return "en"
    return "en"


def install(app: QCoreApplication, code: str, folder: Path | None = None) -> str:
    """Switch to a language and return its code; what is on screen has to be built anew.

    A language whose file is not there leaves the window English.

    Args:
        code: One of :data:`LANGUAGES`; "" or an unknown one means the system's.
        folder: Where ``styler_CODE.qm`` is; None: among what ships.
    """
    while _installed:
        app.removeTranslator(_installed.pop())
    wanted = code if code in LANGUAGES else system_language()
    if wanted != "en" and not _install_file(app, f"styler_{wanted}", folder or assets_folder() / "translations"):
        wanted = "en"
    if wanted != "en":
        # The words of Qt's own dialogs and menus.
        _install_file(app, f"qtbase_{wanted}", Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)))
    QLocale.setDefault(_locale(wanted))
    return wanted


def choose_fonts(app: QGuiApplication, code: str) -> None:
    """Put a font with a language's own letters first; other fonts draw Chinese with Japanese forms, or cut it."""
    if app.property(_SYSTEM_FONT) is None:
        app.setProperty(_SYSTEM_FONT, app.font())
    font = QFont(app.property(_SYSTEM_FONT))
    font.setFamilies([*_FONTS.get(code, ()), *font.families()])
    app.setFont(font)


def _install_file(app: QCoreApplication, name: str, folder: Path) -> bool:
    translator = QTranslator()
    if not translator.load(name, str(folder)):
        _log.info("There is no translation %s in %s", name, folder)
        return False
    app.installTranslator(translator)
    _installed.append(translator)
    return True


def _locale(code: str) -> QLocale:
    """Return how numbers are written: as the system does, unless it does so for another language."""
    ours, system = QLocale(code), QLocale.system()
    return system if system.language() == ours.language() else ours
