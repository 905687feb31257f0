"""Where what ships with the program is: in a checkout, and in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from styler.errors import StylerError
from styler.translation import QT_TRANSLATE_NOOP


@cache
def assets_folder() -> Path:
    """Return the folder with ``weights/`` and ``samples/``.

    A wheel carries it as ``styler/bundled``; in a checkout it is ``assets/`` beside the package.

    Raises:
        StylerError: Neither exists, so the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "bundled", package.parent / "assets"):
        if (folder / "weights").is_dir():
            return folder
    raise StylerError(
        QT_TRANSLATE_NOOP(
            "Errors", "Styler's own files are missing beside {package}. Please install the program again."
        ),
        package=package,
    )


def sample(name: str) -> Path:
    """Return the path of a bundled picture by its file name without ending, e.g. ``"chelsea"``.

    Raises:
        StylerError: There is no such sample; the message lists those there are.
    """
    found = {path.stem: path for path in sorted((assets_folder() / "samples").glob("*/*.jpg"))}
    if name not in found:
        raise StylerError(
            QT_TRANSLATE_NOOP("Errors", "There is no sample picture named {name}. The samples are: {names}."),
            name=name,
            names=", ".join(found),
        )
    return found[name]
