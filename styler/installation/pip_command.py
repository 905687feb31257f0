"""The command that a person types to change what is installed."""

from __future__ import annotations

import sys


def pip_install(arguments: str, python: str = sys.executable) -> str:
    """Return the command by which this program's own pip installs something.

    Args:
        arguments: What, and how, in pip's words.
        python: The interpreter that runs; that of a window on Windows has no console, so pip would say nothing in it.
    """
    folder, slash, name = python.rpartition("\\" if "\\" in python else "/")
    if name.lower() == "pythonw.exe":
        python = f"{folder}{slash}python.exe"
    quoted = f'"{python}"' if " " in python else python
    return f"{quoted} -m pip install {arguments}"
