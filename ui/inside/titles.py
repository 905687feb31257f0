"""What pictures are called on this page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from styler.samples import paintings, photos


def picture_title(source: Path | None, title: str) -> str:
    """Return what a picture is called; a sample has a name in the person's language.

    Args:
        source: Its file; None if it has none.
        title: Its own name; empty if it has none.
    """
    for sample in (*photos(), *paintings()):
        if sample.path == source:
            return QCoreApplication.translate("Samples", sample.title)
    return title or QCoreApplication.translate("Inside", "Pasted picture")
