"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_beside(path: Path, data: bytes) -> Iterator[Path]:
    """Write ``data`` to a temporary file in the folder of ``path``, and give it to be moved into place.

    If it has not been moved by the end, for whatever reason, it is removed.

    Raises:
        OSError: It cannot be written.
    """
    temporary = path.with_name(f".styler-{secrets.token_hex(8)}.tmp")
    try:
        # Opened by its plain name, not by tempfile: the file shall have the mode of any new file, not 0600.
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
