"""The most memory that a process has had."""

import re
import resource
import sys
from pathlib import Path


def peak() -> int:
    """Return this process's peak resident memory in bytes."""
    if sys.platform == "linux":  # where the system's own figure counts the process that began this one, too
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        assert found is not None, "Linux says it"
        return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
