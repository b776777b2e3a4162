"""What the measurements share: the best of several rounds, and the peak memory of this process."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def best_of(rounds: int, work: Callable[[], Any]) -> float:
    """Seconds of the fastest round: what the work costs when nothing else is in the way."""
    return min(seconds(work) for _ in range(rounds))


def seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_megabytes() -> float:
    """The most memory this process ever held, in MB (10^6 bytes).

    Where the kernel tells it, from the process's own high-water mark: the figure of `getrusage` begins at
    what the parent held when it started this process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        marks = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(marks["VmHWM"].split()[0]) * 1024 / 1e6
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
