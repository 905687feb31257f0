"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import platformdirs


@contextmanager
def written_beside(path: Path, fill: Callable[[IO[bytes]], object]) -> Iterator[Path]:
    """Let ``fill`` write a temporary file in the folder of ``path``, and give it to be moved into place.

    If it has not been moved by the end, for whatever reason, it is removed.

    Raises:
        OSError: It cannot be written; or whatever ``fill`` raises.
    """
    temporary = path.with_name(f".styler-{secrets.token_hex(8)}.tmp")
    try:
        # Opened by its plain name, not by tempfile: the file shall have the mode of any new file, not 0600.
        with temporary.open("x+b") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def user_folder() -> Path:
    """Return the folder for the person's own files: STYLER_DATA_DIR if that is set. It need not exist yet."""
    named = os.environ.get("STYLER_DATA_DIR")
    return Path(named) if named else platformdirs.user_data_path("styler", appauthor=False)
