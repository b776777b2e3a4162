"""What a container's health check runs: `python -m cxassess.alive web PORT | worker | beat SCHEDULE`.

Exit status 0 when the service does its work, 1 when it does not.
"""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cxassess.serving import is_ready

# The beat writes its schedule after every ring, and the sweep rings twice a minute.
SILENT_S = 150


def web(port: str) -> bool:
    return is_ready(int(port))


def worker() -> bool:
    """Whether the worker of this machine answers a ping through the broker."""
    from cxassess.celery import app

    name = f"worker@{socket.gethostname()}"
    return bool(app.control.ping(destination=[name], timeout=8, limit=1))


def beat(schedule: str) -> bool:
    """Whether the clock has rung lately. The schedule may be one file or several that share a name."""
    path = Path(schedule)
    written = [file.stat().st_mtime for file in path.parent.glob(f"{path.name}*")]
    return bool(written) and time.time() - max(written) < SILENT_S


SERVICES: dict[str, Callable[..., bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    service, *arguments = sys.argv[1:]
    sys.exit(0 if SERVICES[service](*arguments) else 1)
