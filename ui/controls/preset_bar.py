"""The presets in the window: which one is shown, a menu to choose and keep them, and a line for a name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from styler.errors import StylerError
from styler.recipe import Recipe
from styler.translation import QT_TRANSLATE_NOOP
from ui.controls.shipped_presets import SHIPPED, ShippedPreset
from ui.look import theme, wording
from ui.look.widgets import IconButton, open_below, opens_menu, tip
from ui.session.presets import PresetStore, onto, portable
from ui.session.undo import Undo, Words, in_words

translate = QCoreApplication.translate


class PresetBar(QWidget):
    """A button that says which settings are shown, with a menu of presets and of what can be done with them.

    What goes wrong is said in a sentence, never asked in a box; choosing a broken preset gives the defaults.
    """

    recipe_chosen = Signal(object)
    """The Recipe of the preset that was chosen, with the device, precision, memory and blend of the present one."""
    said = Signal(str)
    """A sentence for the window's message line."""
    refused = Signal(str)
    """Another: what went wrong."""
    undo_offered = Signal(str)
    """What was done, in a sentence; it can be undone."""

    def __init__(self, store: PresetStore, undo: Undo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._undo = store, undo
        self._recipe = Recipe()
        self._presets: dict[str, Recipe] = {}
        self._chosen: str | None = None  # of several with the same settings, the one that was meant
        self._shared = ""
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self._button = _Title(self._menu, self)
        self._button.setAccessibleName(self.tr("Presets"))
        self._name = _NameLine(self)
        self._name.hide()
        self._name.entered.connect(self._take_name)
        self._name.closed.connect(self._button.setFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self._button)
        layout.addWidget(self._name)
        undo.deed.connect(self.refresh)
        self.refresh()

    def set_recipe(self, recipe: Recipe) -> None:
        """Say what the settings are now."""
        self._recipe = recipe
        self._show_current()

    @property
    def chosen(self) -> str | None:
        """The preset that was chosen last; None: the defaults were, or nothing yet."""
        return self._chosen

    def refresh(self) -> None:
        """Look at the folder again."""
        self._presets = self._store.recipes()
        self._show_current()

    @property
    def current(self) -> str | None:
        """The preset with the settings that are shown; None: the defaults, or nobody's."""
        ours = portable(self._recipe)
        if self._chosen is not None and self._presets.get(self._chosen) == ours:
            return self._chosen
        if ours == portable(Recipe()):
            return None
        return next((name for name, recipe in self._presets.items() if recipe == ours), None)

    def _show_current(self) -> None:
        self._button.set_words(self.current or self._title_of_ours())

    def _title_of_ours(self) -> str:
        """Return what the settings that are shown are called, if they are no preset of the person's own."""
        ours = portable(self._recipe)
        if ours == portable(Recipe()):
            return self.tr("Default settings")
        shipped = next((each for each in SHIPPED if each.recipe == ours), None)
        return self.tr("Own settings") if shipped is None else _title(shipped)

    # The menu

    def _fill(self) -> None:
        # Only when it opens: an entry must not be deleted by what it has set off.
        self.refresh()
        menu, current = self._menu, self.current
        menu.clear()
        plain = current is None and portable(self._recipe) == portable(Recipe())
        self._entry(self.tr("Default settings"), self._choose_default, checked=plain)
        for place, shipped in enumerate(SHIPPED):
            ours = current is None and portable(self._recipe) == shipped.recipe
            entry = self._entry(_title(shipped), self._choose_shipped, data=place, checked=ours)
            entry.setToolTip(tip(translate("ShippedPresets", shipped.about)))
        if self._presets or self._store.broken():
            menu.addSeparator()
        for name in self._presets:
            self._entry(name.replace("&", "&&"), self._choose, data=name, checked=name == current)
        for name, error in self._store.broken().items():
            entry = self._entry(name.replace("&", "&&"), self._choose_broken, data=name, icon="warning")
            entry.setToolTip(wording.sentence(error))
        menu.addSeparator()
        self._entry(self.tr("Save these settings..."), self._ask_save)
        self._entry(self.tr("Rename..."), self._ask_rename, enabled=current is not None)
        self._entry(self.tr("Remove"), self._remove, enabled=current is not None)
        menu.addSeparator()
        self._entry(self.tr("Share as a file..."), self._ask_export, enabled=current is not None)
        self._entry(self.tr("Take in a file..."), self._ask_import)

    def _entry(
        self,
        words: str,
        slot: Callable[[], None],
        *,
        data: str | int | None = None,
        checked: bool | None = None,
        enabled: bool = True,
        icon: str = "",
    ) -> QAction:
        entry = QAction(words, self._menu)
        entry.setData(data)
        entry.setEnabled(enabled)
        if checked is not None:
            entry.setCheckable(True)
            entry.setChecked(checked)
        if icon:
            entry.setIcon(theme.icon(icon))
        entry.triggered.connect(slot)
        self._menu.addAction(entry)
        return entry

    def _choose_default(self) -> None:
        self._chosen = None
        self.recipe_chosen.emit(onto(Recipe(), self._recipe))
        self._show_current()  # another preset with the same settings is no news to the window

    def _choose_shipped(self) -> None:
        entry = self.sender()
        assert isinstance(entry, QAction)
        shipped = SHIPPED[entry.data()]
        self._chosen = _title(shipped)
        self.recipe_chosen.emit(onto(shipped.recipe, self._recipe))
        self._show_current()

    def _choose(self) -> None:
        self._load(self._picked())

    def _choose_broken(self) -> None:
        name = self._picked()
        if not self._load(name):
            self._choose_default()

    def _picked(self) -> str:
        entry = self.sender()
        assert isinstance(entry, QAction)
        return str(entry.data())

    def _load(self, name: str) -> bool:
        def load() -> None:
            preset = self._store.load(name)
            self._chosen = name
            self.recipe_chosen.emit(onto(preset, self._recipe))
            self._show_current()

        return self._tried(load)

    def _remove(self) -> None:
        name = self.current
        if name is None:
            return

        words = in_words(QT_TRANSLATE_NOOP("Steps", "Remove the preset “{name}”"), name=name)
        if self._tried(lambda: self._store.remove(name), words):
            self.refresh()
            self.undo_offered.emit(self.tr("The preset “{name}” was removed.").format(name=name))

    # Names

    def _ask_save(self) -> None:
        self._name.ask("save", self._chosen or "", self._presets)

    def _ask_rename(self) -> None:
        name = self.current
        if name is not None:
            self._name.ask("rename", name, self._presets)

    def _take_name(self, name: str) -> None:
        saves = self._name.purpose == "save"

        def keep() -> None:
            if saves:
                self._chosen = self._store.save(name, self._recipe, overwrite=self._name.replaces)
            else:
                self._chosen = self._store.rename(self._name.old, name)

        save = QT_TRANSLATE_NOOP("Steps", "Save the preset “{name}”")
        rename = QT_TRANSLATE_NOOP("Steps", "Rename the preset “{name}”")
        if self._tried(keep, in_words(save, name=name) if saves else in_words(rename, name=self._name.old)):
            self._name.close_line()
            self.refresh()

    # Files

    def _ask_export(self) -> None:
        name = self.current
        if name is not None:
            dialog = self._opened(self.tr("Share a preset as a file"))
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("json")
            dialog.selectFile("".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in name))
            self._shared = name
            dialog.fileSelected.connect(self._export)
            dialog.open()

    def _ask_import(self) -> None:
        dialog = self._opened(self.tr("Take in a preset"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._import)
        dialog.open()

    def _opened(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(self.tr("Presets (*.json)"))
        return dialog

    def _export(self, path: str) -> None:
        def export() -> None:
            file = self._store.export_to(self._shared, Path(path))
            self.said.emit(self.tr("The preset is in {file}.").format(file=file))

        self._tried(export)

    def _import(self, path: str) -> None:
        names: list[str] = []
        words = in_words(QT_TRANSLATE_NOOP("Steps", "Take in the preset “{name}”"), name=Path(path).stem)
        if self._tried(lambda: names.append(self._store.import_from(Path(path))), words):
            self.refresh()
            self.said.emit(self.tr("The preset “{name}” was taken in.").format(name=names[0]))
            self._load(names[0])

    def _tried(self, action: Callable[[], None], words: Words | None = None) -> bool:
        """Do it; if it fails, say why and return False. With words for it, it can be undone."""
        before = {} if words is None else self._store.contents()
        try:
            action()
        except StylerError as error:
            self.refused.emit(wording.sentence(error))
            return False
        if words is not None:
            after, put_back = self._store.contents(), self._store.put_back
        if words is not None and after != before:
            self._undo.did(words, partial(put_back, after, before), partial(put_back, before, after))
        return True


def _title(shipped: ShippedPreset) -> str:
    return translate("ShippedPresets", shipped.title)


class _Title(QPushButton):
    """Opens a menu, and is as wide as there is room; a name too long for it is shortened, and whole in the tooltip."""

    def __init__(self, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._menu = menu
        self.clicked.connect(self._open)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(12 * theme.GAP)

    def set_words(self, words: str) -> None:
        """Say this."""
        self._words = words
        self.setAccessibleDescription(words)
        self._fit()

    def initStyleOption(self, option: QStyleOptionButton) -> None:  # noqa: N802
        super().initStyleOption(option)
        option.features |= QStyleOptionButton.ButtonFeature.HasMenu  # draws the arrow

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if opens_menu(event):
            self._open()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._fit()

    def _open(self) -> None:
        open_below(self, self._menu)

    def _fit(self) -> None:
        fitting = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width() - 6 * theme.GAP)
        self.setText(fitting.replace("&", "&&"))
        self.setToolTip(tip(self._words) if fitting != self._words else "")


class _NameLine(QWidget):
    """A line to type a name into: Enter or the button takes it, Escape closes it."""

    entered = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.purpose: Literal["save", "rename"] = "save"
        self.old = ""
        self.replaces = False
        self._taken: set[str] = set()
        self._line = QLineEdit(self)
        self._line.setAcceptDrops(False)  # see ui.pictures.drop
        self._line.setPlaceholderText(self.tr("Name"))
        self._line.setAccessibleName(self.tr("Name of the preset"))
        self._line.setMaxLength(80)
        self._go = QPushButton(self)
        self._cancel = IconButton("close", self.tr("Cancel"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP // 2)
        layout.addWidget(self._line, 1)
        layout.addWidget(self._go)
        layout.addWidget(self._cancel)
        self._line.textChanged.connect(self._show_what_happens)
        self._line.returnPressed.connect(self._go.click)
        self._go.clicked.connect(self._enter)
        self._cancel.clicked.connect(self.close_line)

    def ask(self, purpose: Literal["save", "rename"], name: str, taken: dict[str, Recipe]) -> None:
        """Open the line for a name, beginning with ``name``."""
        self.purpose, self.old, self._taken = purpose, name, set(taken)
        self._line.setText(name)
        self._line.selectAll()
        self._show_what_happens()
        self.show()
        self._line.setFocus()

    def close_line(self) -> None:
        """Put the line away."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.close_line()
        else:
            super().keyPressEvent(event)

    def _show_what_happens(self) -> None:
        name = " ".join(self._line.text().split())
        self.replaces = self.purpose == "save" and name in self._taken
        if self.purpose == "rename":
            self._go.setText(self.tr("Rename"))
        else:
            self._go.setText(self.tr("Replace") if self.replaces else self.tr("Save"))
        self._go.setEnabled(bool(name))

    def _enter(self) -> None:
        self.entered.emit(self._line.text())
