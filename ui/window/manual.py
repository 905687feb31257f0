"""The manual: one page in plain words, with the keys as this keyboard names them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from styler.translation import QT_TRANSLATE_NOOP
from ui.look import theme
from ui.look.commands import shortcuts

translate = QCoreApplication.translate

_SIZE = (78, 70)
"""In GAPs: a line that can be read, and short enough for the smallest window."""

# Names in braces are commands (ui/look/commands.py): their keys are put in.
CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        QT_TRANSLATE_NOOP("Manual", "Pictures in"),
        (
            QT_TRANSLATE_NOOP(
                "Manual",
                "Drop a photo on the left field and a painting on the right one; or click a field, paste with {paste}, "
                "or take a picture from the shelves below. {open_photo} and {open_painting} choose files.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "Several paintings become a blend: drop them together, or add one with Ctrl held. Each gets a slider "
                "for its share.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "Or drop them on the picture: its left half is for a photo, its right one for a painting. Folders go "
                "onto the shelves, and are there again at the next start.",
            ),
            QT_TRANSLATE_NOOP("Manual", "Photo and paintings are only read. None of your pictures is ever changed."),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Manual", "Start"),
        (
            QT_TRANSLATE_NOOP(
                "Manual",
                "Press Start ({start}). Beside it stands what the picture will be: its size, how long it takes, and "
                "how much memory. What takes long is offered smaller.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "A larger picture takes longer, in step with its area. Try your settings at a small size first; use "
                "them again for the large one.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "{pause} pauses and goes on. {stop} stops and keeps the picture as it is, and {continue} adds steps.",
            ),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Manual", "Steer"),
        (
            QT_TRANSLATE_NOOP(
                "Manual",
                "A look is a manner to paint in: a click takes it, and changes neither the size nor the pictures. "
                "Strength is how much of the painting is seen, brush size how broad its strokes are, and Colours "
                "whose colours the picture has. Hold the pointer over a control to read what it does.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "Many controls act at once, while the picture is being painted. Those that cannot are marked "
                "“next picture”.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "More controls ({advanced}) has everything else. The button at the top keeps settings as presets "
                "under names of your own.",
            ),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Manual", "Look and compare"),
        (
            QT_TRANSLATE_NOOP(
                "Manual",
                "Turn the wheel to zoom, drag to move, {fit} shows all and {actual} every pixel. Hold Space to see the "
                "photo, or P to see the painting.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "{split} draws a line between before and after. Finished pictures stay in the strip below: a click "
                "shows one with the photo, paintings and settings that it was made of, and Shift with a click compares "
                "it with the one shown.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "Pull the lines between the columns to make them wider. {pictures_panel}, {settings_panel} and {strip} "
                "hide and show the pictures, the settings and the strip; {message} goes to the latest message.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "{undo} takes back whatever was changed: pictures, weights, settings, presets, a picture that was "
                "removed. {alone} hides all but the picture, {full_screen} takes the whole screen, and Escape leads "
                "back.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "The chart ({chart}) shows what the program makes small: the lower the line of J, the nearer the "
                "picture is to what was asked for.",
            ),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Manual", "Export"),
        (
            QT_TRANSLATE_NOOP(
                "Manual",
                "{export} writes the picture as PNG, JPEG, WebP or TIFF; {copy} copies it; or drag it out of the "
                "window. No file is replaced unless you say so.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "For a print, choose “Print size” below Size and a paper, or give its width and height: the picture "
                "gets the pixels that this needs.",
            ),
            QT_TRANSLATE_NOOP(
                "Manual",
                "A picture that is in no file yet has a dot in the strip. Styler asks before it closes.",
            ),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Manual", "Keys"),
        (QT_TRANSLATE_NOOP("Manual", "{shortcuts} lists all keys. Everything can be reached with Tab and Enter."),),
    ),
)


class ManualDialog(QDialog):
    """A page that scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Manual"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._page = QTextBrowser()
        self._page.setAccessibleName(self.tr("Manual"))
        self._page.document().setDocumentMargin(2 * theme.GAP)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(2 * theme.GAP,) * 4)
        column.setSpacing(2 * theme.GAP)
        column.addWidget(self._page)
        column.addWidget(buttons)
        self.resize(*(side * theme.GAP for side in _SIZE))
        self._write()
        self._page.setFocus()  # the arrow keys scroll

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    def _write(self) -> None:
        self._page.setHtml("".join(_html()))


def _html() -> Iterator[str]:
    keys = {name: f"<b>{escape(native).replace(' ', '&nbsp;')}</b>" for name, native in shortcuts().items()}
    for title, paragraphs in CHAPTERS:
        yield f"<h3 style='margin-top: {2 * theme.GAP}px'>{escape(translate('Manual', title))}</h3>"
        for text in paragraphs:
            yield f"<p style='line-height: 140%'>{escape(translate('Manual', text)).format(**keys)}</p>"
