"""Where the program begins: looks whether a window can open here before anything of Qt is loaded."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from styler import __version__, program
from ui import preflight


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window; return the exit code when it has been closed.

    Args:
        arguments: A photo and paintings to begin with; none: those of the command line.
    """
    wanted = _parser().parse_args(arguments)
    trouble = preflight.trouble()
    if trouble:
        print(trouble, file=sys.stderr)
        return 1
    program.begin()
    from ui.app import run

    return run(wanted.photo, wanted.paintings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="styler-app", description="Styler: a photo in, a painting out.")
    parser.add_argument("photo", nargs="?", type=Path, metavar="PHOTO", help="the photo to paint")
    parser.add_argument("paintings", nargs="*", type=Path, metavar="PAINTING", help="whose manner it takes on")
    parser.add_argument("--version", action="version", version=f"Styler {__version__}")
    return parser
