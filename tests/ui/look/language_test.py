"""Which language a person reads."""

from __future__ import annotations

import logging
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QFileSystemModel,
    QLabel,
    QLineEdit,
    QMessageBox,
)
from pytestqt.qtbot import QtBot

from ui.look.language import LANGUAGES, QT_LACKS, install, system_language

SOURCE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context><name>Window</name><message><source>Start</source><translation>开始</translation></message></context>
</TS>
"""


@pytest.fixture(scope="module")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small styler_zh_CN.qm."""
    folder = tmp_path_factory.mktemp("translations")
    (folder / "styler_zh_CN.ts").write_text(SOURCE, encoding="utf-8")
    lrelease = next(Path(PySide6.__path__[0]).rglob("lrelease*"))
    subprocess.run([lrelease, "-silent", folder / "styler_zh_CN.ts"], check=True)
    return folder


@pytest.fixture
def app(qapp: QApplication, tmp_path: Path) -> Iterator[QApplication]:
    before = QLocale()
    yield qapp
    install(qapp, "en", tmp_path)
    QLocale.setDefault(before)


def start() -> str:
    return QCoreApplication.translate("Window", "Start")


def cancel() -> str:
    """A word that Qt itself has on its buttons."""
    return QCoreApplication.translate("QPlatformTheme", "Cancel")


def test_each_language_is_named_by_itself() -> None:
    assert LANGUAGES == {"en": "English", "zh_CN": "简体中文"}


@pytest.mark.parametrize(
    ("preferred", "code"),
    [
        (["zh-Hans-CN", "zh-CN", "zh-Hans", "zh"], "zh_CN"),
        (["zh"], "zh_CN"),
        (["zh_SG"], "zh_CN"),
        (["zh-Hant-TW", "zh-TW", "en-US"], "zh_CN"),
        (["zh-HK"], "zh_CN"),
        (["en-GB", "zh-CN"], "en"),
        (["de-DE", "zh-CN", "en"], "zh_CN"),
        (["fr-FR"], "en"),
        (["zha-CN"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_systems_languages_decide_in_their_order(preferred: list[str], code: str) -> None:
    assert system_language(preferred) == code


def test_the_system_is_asked() -> None:
    assert system_language() == system_language(QLocale.system().uiLanguages())


def test_switching_to_chinese_and_back(app: QApplication, translations: Path) -> None:
    assert install(app, "zh_CN", translations) == "zh_CN"
    assert (start(), cancel()) == ("开始", "取消")
    assert QLocale().language() == QLocale.Language.Chinese
    assert install(app, "en", translations) == "en"
    assert (start(), cancel()) == ("Start", "Cancel")
    assert QLocale().language() == QLocale.Language.English


def test_qts_own_dialogs_and_menus_speak_chinese(app: QApplication, qtbot: QtBot, translations: Path) -> None:
    install(app, "zh_CN", translations)
    lacks = {words for _, words in QT_LACKS}
    files, box, line = QFileDialog(), QMessageBox(), QLineEdit()
    for widget in (files, box, line):
        qtbot.addWidget(widget)
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Ok | buttons.Cancel | buttons.Close | buttons.Yes | buttons.No | buttons.Save)
    menu = line.createStandardContextMenu()
    texts = [action.text() for action in (*menu.actions(), *files.findChildren(QAction))]
    parts: list[QAbstractButton | QLabel] = [
        *files.findChildren(QLabel),
        *files.findChildren(QAbstractButton),
        *box.buttons(),
    ]
    texts += [text for part in parts for text in (part.text(), part.toolTip())]
    model = files.findChild(QFileSystemModel)
    assert model is not None
    texts += [model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)]
    spoken = [text for text in texts if re.search(r"\w", text)]
    assert len(spoken) > 25
    assert [text for text in spoken if not re.search("[\u4e00-\u9fff]", text) and text not in lacks] == []
    menu.deleteLater()


def test_switching_twice_leaves_nothing_behind(app: QApplication, translations: Path) -> None:
    install(app, "zh_CN", translations)
    install(app, "zh_CN", translations)
    install(app, "en", translations)
    assert (start(), cancel()) == ("Start", "Cancel")


@pytest.mark.parametrize("code", ["", "xx"])
def test_without_a_choice_the_systems_language_is_taken(
    code: str, app: QApplication, translations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.look.language.system_language", lambda: "zh_CN")
    assert install(app, code, translations) == "zh_CN"
    assert start() == "开始"


def test_without_its_file_the_window_stays_english_all_through(
    app: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "ui"):
        assert install(app, "zh_CN", tmp_path) == "en"
    levels = [record.levelno for record in caplog.records]
    caplog.clear()
    assert levels == [logging.INFO]
    assert (start(), cancel()) == ("Start", "Cancel")
    assert QLocale().language() == QLocale.Language.English


def test_numbers_are_written_as_the_system_does_in_the_same_language(
    app: QApplication, translations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    india = QLocale("en_IN")
    monkeypatch.setattr(QLocale, "system", lambda: india)
    install(app, "en", translations)
    assert QLocale() == india
    install(app, "zh_CN", translations)
    assert QLocale() == QLocale("zh_CN")
