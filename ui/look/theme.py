"""How the program looks: colours for light and dark, one style sheet, and icons in the text's colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from styler.assets import assets_folder

Scheme = Literal["system", "light", "dark"]

SCHEMES: dict[Scheme, Qt.ColorScheme] = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}

_ASKED = "styler-scheme"

GAP = 8
"""The space between two things that belong together, in device-independent pixels; larger spaces are multiples."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one scheme, as ``#rrggbb``. Greys are neutral, so that they do not tint the eye.

    Attributes:
        window: Behind everything. panel: The side panels. raised: Fields, wells, buttons. hover: A raised thing
            under the pointer. border: Lines. canvas: Behind the picture. text, muted: Words. accent, on_accent: The
            one colour, and words on it. warning, danger: What needs a look, what went wrong.
    """

    window: str
    panel: str
    raised: str
    hover: str
    border: str
    canvas: str
    text: str
    muted: str
    accent: str
    on_accent: str
    warning: str
    danger: str


LIGHT = Colours(
    window="#f4f4f3",
    panel="#fbfbfa",
    raised="#ffffff",
    hover="#eeeeec",
    border="#d5d5d2",
    canvas="#e6e6e4",
    text="#1f2123",
    muted="#62666a",
    accent="#2f6690",
    on_accent="#ffffff",
    warning="#8a5a00",
    danger="#b3261e",
)

DARK = Colours(
    window="#1b1c1d",
    panel="#232425",
    raised="#2e3032",
    hover="#393b3e",
    border="#404346",
    canvas="#141515",
    text="#ebebea",
    muted="#a3a7ab",
    accent="#7fb2dc",
    on_accent="#10202d",
    warning="#e5b567",
    danger="#f2958d",
)


def colours() -> Colours:
    """Return the colours of the scheme in use now."""
    # Not every platform takes a scheme from the program; what was asked for holds all the same.
    app = QApplication.instance()
    asked = SCHEMES[app.property(_ASKED) or "system"] if app else Qt.ColorScheme.Unknown
    scheme = QGuiApplication.styleHints().colorScheme() if asked == Qt.ColorScheme.Unknown else asked
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def apply(app: QApplication, scheme: Scheme) -> None:
    """Put on a scheme; ``"system"`` follows the desktop. Call again when the desktop's scheme has changed."""
    app.setProperty(_ASKED, scheme)
    app.styleHints().setColorScheme(SCHEMES[scheme])
    app.setStyle("Fusion")
    now = colours()
    app.setPalette(_palette(now))
    app.setStyleSheet(_sheet(now))


def has_role(widget: QWidget, role: str) -> None:
    """Give a widget its place in the style sheet, also when it had another before.

    The roles are: ``panel`` (a side panel), ``card`` (a raised frame), ``title``, ``heading``, ``muted``, ``warning``
    and ``danger`` (labels), ``primary`` (the one large button), ``accent`` (what Enter does in a dialog), ``inviting``
    (an outlined button), ``quiet`` (a button without a frame until the pointer comes), ``segment`` (one of
    several of which one is chosen), ``fold`` (a button that opens what is below it).
    """
    widget.setProperty("role", role)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # it has been styled in its former role
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def icon(name: str, colour: str = "") -> QIcon:
    """Return a bundled icon by its file name without ending, drawn in ``colour``, or in that of the text.

    When the scheme changes a widget must ask again (``changeEvent``, PaletteChange).
    """
    return _icon(name, colour, colours())


@cache
def _icon(name: str, colour: str, now: Colours) -> QIcon:
    source = (assets_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    faint, on, off = _between(now.muted, now.panel), QIcon.State.On, QIcon.State.Off
    inks = [(colour or now.text, QIcon.Mode.Normal, off), (faint, QIcon.Mode.Disabled, off)]
    if not colour:  # a button that is switched on; with a colour of its own it looks as it does switched off
        inks += [(now.accent, QIcon.Mode.Normal, on), (faint, QIcon.Mode.Disabled, on)]
    for ink, mode, state in inks:
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", ink).encode()))
        for side in (16, 20, 24, 32, 40, 48, 64, 96):
            made.addPixmap(_drawn(renderer, side), mode, state)
    return made


@cache
def app_icon() -> QIcon:
    """Return the program's own icon."""
    return QIcon(str(assets_folder() / "icons" / "styler.png"))


def _drawn(renderer: QSvgRenderer, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap


def _between(one: str, other: str) -> str:
    a, b = QColor(one), QColor(other)
    return QColor((a.red() + b.red()) // 2, (a.green() + b.green()) // 2, (a.blue() + b.blue()) // 2).name()


def _palette(now: Colours) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for place, colour in {
        role.Window: now.window,
        role.WindowText: now.text,
        role.Base: now.raised,
        role.AlternateBase: now.panel,
        role.Text: now.text,
        role.PlaceholderText: now.muted,
        role.Button: now.raised,
        role.ButtonText: now.text,
        role.BrightText: now.danger,
        role.ToolTipBase: now.raised,
        role.ToolTipText: now.text,
        role.Highlight: now.accent,
        role.HighlightedText: now.on_accent,
        role.Accent: now.accent,
        role.Link: now.accent,
        role.LinkVisited: now.accent,
        role.Light: now.hover,
        role.Midlight: now.hover,
        role.Mid: now.border,
        role.Dark: now.border,
        role.Shadow: now.border,
    }.items():
        palette.setColor(place, QColor(colour))
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, place, QColor(_between(now.muted, now.panel)))
    palette.setColor(group.Disabled, role.Highlight, QColor(now.border))
    return palette


def _tick(now: Colours) -> str:
    """The file of a box's tick: a style sheet takes pictures from files only."""
    return (assets_folder() / "icons" / "ticks" / ("dark.svg" if now is DARK else "light.svg")).as_posix()


def _sheet(now: Colours) -> str:
    return f"""
    QToolTip {{ background: {now.raised}; color: {now.text}; border: 1px solid {now.border}; padding: 6px; }}
    QMainWindow, QDialog {{ background: {now.window}; }}
    *[role="panel"] {{ background: {now.panel}; }}
    *[role="card"] {{ background: {now.raised}; border: 1px solid {now.border}; border-radius: 8px; }}
    QLabel {{ background: transparent; }}
    QLabel[role="title"] {{ font-size: 20pt; font-weight: 300; }}
    QLabel[role="heading"] {{ font-weight: 600; }}
    QLabel[role="muted"] {{ color: {now.muted}; }}
    QLabel[role="warning"] {{ color: {now.warning}; }}
    QLabel[role="danger"] {{ color: {now.danger}; }}
    QPushButton, QToolButton {{
        background: {now.raised}; border: 1px solid {now.border}; border-radius: 6px; padding: 5px 12px;
    }}
    QToolButton {{ padding: 5px; }}
    QToolButton::menu-indicator {{ image: none; }}
    QPushButton:hover, QToolButton:hover {{ background: {now.hover}; }}
    QPushButton:pressed, QToolButton:pressed {{ background: {now.border}; }}
    QPushButton:default:enabled {{ border-color: {now.accent}; }}
    QPushButton[keyed="true"], QToolButton[keyed="true"] {{ border: 2px solid {now.accent}; padding: 4px 11px; }}
    QToolButton[keyed="true"] {{ padding: 4px; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {_between(now.muted, now.panel)}; }}
    *[role="quiet"] {{ background: transparent; border: 1px solid transparent; }}
    *[role="quiet"]:hover {{ background: {now.hover}; }}
    *[role="quiet"][keyed="true"] {{ border: 2px solid {now.accent}; }}
    QToolButton:checked, *[role="quiet"]:checked {{ background: {now.hover}; border-color: {now.accent}; }}
    QToolButton:checked:disabled {{ border-color: {now.border}; }}
    *[role="segment"] {{ background: transparent; border: 1px solid transparent; }}
    *[role="segment"]:hover {{ background: {now.hover}; }}
    *[role="segment"][keyed="true"] {{ border: 2px solid {now.accent}; }}
    *[role="segment"]:checked {{ background: {now.accent}; color: {now.on_accent}; border-color: {now.accent}; }}
    *[role="segment"][keyed="true"]:checked {{ border: 2px solid {now.text}; }}
    *[role="fold"], *[role="fold"]:checked {{
        background: {now.raised}; color: {now.text}; border-color: {now.border};
    }}
    *[role="fold"]:hover {{ background: {now.hover}; }}
    QPushButton[role="primary"] {{
        background: {now.accent}; color: {now.on_accent}; border: 2px solid {now.accent}; border-radius: 8px;
        padding: 10px 8px; font-weight: 600; font-size: 12pt;
    }}
    QPushButton[role="primary"]:hover {{ background: {_between(now.accent, now.text)}; }}
    QPushButton[role="primary"][keyed="true"] {{ border: 2px solid {now.text}; padding: 10px 8px; }}
    QPushButton[role="primary"]:disabled {{
        background: {now.hover}; color: {now.muted}; border: 2px solid {now.border};
    }}
    QPushButton[role="accent"] {{ background: {now.accent}; color: {now.on_accent}; border-color: {now.accent}; }}
    QPushButton[role="accent"]:hover {{ background: {_between(now.accent, now.text)}; }}
    QPushButton[role="accent"][keyed="true"] {{ border: 2px solid {now.text}; padding: 4px 11px; }}
    QPushButton[role="accent"]:disabled {{ background: {now.hover}; color: {now.muted}; border-color: {now.border}; }}
    QPushButton[role="inviting"] {{
        background: transparent; color: {now.accent}; border: 2px solid {now.accent}; border-radius: 8px;
        padding: 8px 20px; font-weight: 600;
    }}
    QPushButton[role="inviting"]:hover {{ background: {now.hover}; }}
    QPushButton[role="inviting"][keyed="true"] {{ border: 2px solid {now.text}; }}
    QLineEdit {{
        background: {now.raised}; border: 1px solid {now.border}; border-radius: 6px;
        padding: 4px 6px; min-height: 18px;
    }}
    QLineEdit:focus {{
        border: 2px solid {now.accent}; padding: 3px 5px;
    }}
    QCheckBox::indicator {{
        width: 14px; height: 14px; border: 1px solid {now.muted}; border-radius: 3px; background: {now.raised};
    }}
    QCheckBox::indicator:hover {{ border-color: {now.text}; }}
    QCheckBox::indicator:checked {{
        background: {now.accent}; border-color: {now.accent}; image: url("{_tick(now)}");
    }}
    QCheckBox::indicator:disabled {{ border-color: {now.border}; }}
    QCheckBox::indicator:checked:disabled {{ background: {now.muted}; border-color: {now.muted}; }}
    QCheckBox[keyed="true"]::indicator {{ border: 2px solid {now.accent}; width: 12px; height: 12px; }}
    QCheckBox[keyed="true"]::indicator:checked {{ border-color: {now.text}; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {_between(now.muted, now.panel)}; }}
    QSlider::sub-page:horizontal {{ border-radius: 2px; background: {now.accent}; }}
    QSlider::handle:horizontal {{
        width: 14px; margin: -6px 0; border: 1px solid {now.panel}; border-radius: 8px; background: {now.accent};
    }}
    QSlider::handle:horizontal:hover {{ background: {_between(now.accent, now.text)}; }}
    QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled {{
        background: {_between(now.muted, now.panel)};
    }}
    QComboBox {{
        background: {now.raised}; border: 1px solid {now.border}; border-radius: 6px;
        padding: 4px 8px; min-height: 20px; combobox-popup: 0;
    }}
    QComboBox:hover {{ background: {now.hover}; }}
    QComboBox[keyed="true"] {{ border: 2px solid {now.accent}; padding: 3px 7px; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox::down-arrow {{
        image: none; width: 0; height: 0; border-top: 5px solid {now.muted};
        border-left: 4px solid {now.raised}; border-right: 4px solid {now.raised};
    }}
    QComboBox QAbstractItemView {{
        background: {now.raised}; color: {now.text}; border: 1px solid {now.border}; padding: 4px; outline: none;
        selection-background-color: {now.accent}; selection-color: {now.on_accent};
    }}
    QComboBox QAbstractItemView::item {{ min-height: 24px; padding: 0 6px; border-radius: 4px; }}
    QComboBox QAbstractItemView::item:selected {{ background: {now.accent}; color: {now.on_accent}; }}
    QComboBox QAbstractItemView::item:disabled {{ color: {_between(now.muted, now.panel)}; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QScrollBar {{ background: transparent; border: none; margin: 0; }}
    QScrollBar:vertical {{ width: 10px; }}
    QScrollBar:horizontal {{ height: 10px; }}
    QScrollBar::handle {{
        background: {now.border}; border-radius: 4px; margin: 1px; min-width: 24px; min-height: 24px;
    }}
    QScrollBar::handle:hover {{ background: {now.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QProgressBar {{ background: {now.border}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
    QProgressBar::chunk {{ background: {now.accent}; border-radius: 3px; }}
    QSplitter::handle {{ background: transparent; }}
    QMenuBar {{ background: {now.panel}; border-bottom: 1px solid {now.border}; }}
    QMenuBar::item {{ background: transparent; padding: 5px 10px; border-radius: 4px; }}
    QMenuBar::item:selected {{ background: {now.hover}; }}
    QMenu {{ background: {now.raised}; border: 1px solid {now.border}; padding: 4px; }}
    QMenu::item {{ padding: 5px 28px 5px 24px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {now.accent}; color: {now.on_accent}; }}
    QMenu::icon {{ padding-left: 8px; }}
    QMenu::separator {{ height: 1px; background: {now.border}; margin: 4px 8px; }}
    """
