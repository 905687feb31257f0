"""How a finished picture leaves the window: as a drag, and as what lies on the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDrag, QImage, QPixmap
from PySide6.QtWidgets import QWidget

_UNDER_THE_POINTER = QSize(128, 128)


def dragged(source: QWidget, file: Path, thumbnail: QImage) -> QDrag:
    """Return a drag of ``file``, ready for ``exec(Qt.DropAction.CopyAction)``; Qt deletes it after that.

    Args:
        source: The widget it starts from.
        file: A whole file that exists already: the target may read it at once, or much later.
        thumbnail: What hangs on the pointer; shrunk here. A null image leaves Qt's own sign.
    """
    drag = QDrag(source)
    drag.setMimeData(clipboard_mime(None, file))
    if not thumbnail.isNull():
        pixmap = _on_the_pointer(thumbnail, source.devicePixelRatioF())
        drag.setPixmap(pixmap)
        size = pixmap.deviceIndependentSize()
        drag.setHotSpot(QPoint(round(size.width() / 2), round(size.height() / 2)))
    return drag


def clipboard_mime(image: QImage | None, file: Path | None) -> QMimeData:
    """Return data that holds a picture for programs that paste pixels, and a file for those that paste files.

    Args:
        image: The pixels; None where only the file is meant.
        file: The same picture as a file; None where there is none.
    """
    data = QMimeData()
    if image is not None:
        data.setImageData(image)
    if file is not None:
        data.setUrls([QUrl.fromLocalFile(str(file.absolute()))])
    return data


def _on_the_pointer(thumbnail: QImage, ratio: float) -> QPixmap:
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    pixmap = QPixmap.fromImage(thumbnail.scaled(_UNDER_THE_POINTER * ratio, keep, smooth))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
