"""What the measurements share: the best of several rounds, and the peak memory of this process."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import Any


def best_of(rounds: int, work: Callable[[], Any]) -> float:
    """Seconds of the fastest round: what the work costs when nothing else is in the way."""
    return min(seconds(work) for _ in range(rounds))


def seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_megabytes() -> float:
    """The most memory this process ever held, in MB (10^6 bytes)."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
