"""What a program of our own sets for its whole process as it begins. A library leaves that to whoever imports it."""

from __future__ import annotations

import logging
import warnings

from styler.installation.torch_loading import let_threads_sleep
from styler.memory.allocator import keep_freed_memory


def begin() -> None:
    """Make the process quick, and quiet; to be called once, before any thread is started and before torch is loaded.

    None of it is needed for the same pictures, so the library does not do it: programs that import it have their own
    mind about their memory, their warnings and their log.
    """
    let_threads_sleep()
    keep_freed_memory()
    hush_readers()


def hush_readers() -> None:
    """Keep from people what libraries say of odd metadata in a picture's file: it helps nobody who wants it."""
    for name in ("tifffile", "imagecodecs"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module=r"PIL\.")
