"""When each worker was last alive, and the clock last rang: told by themselves, kept in the shared cache."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.signals import heartbeat_sent, task_prerun
from django.core.cache import cache

WORKERS, CLOCK = "metrics-workers", "metrics-clock"
EVERY_S = 15
FORGET_S = 3600
"""A worker that has been silent for so long is taken to have been taken away on purpose."""

RUNG_BY = "reports.tasks.sweep"
"""The task that the clock rings for most often, twice a minute."""

log = logging.getLogger(__name__)
_told_at = 0.0


@heartbeat_sent.connect(dispatch_uid="cxassess.metrics_beats")
def worker_beats(sender: Any, **kwargs: Any) -> None:
    """Celery's heart beats every two seconds; we write it down less often."""
    global _told_at
    if time.monotonic() - _told_at >= EVERY_S:
        _told_at = time.monotonic()
        note_worker(str(sender.eventer.hostname))


@task_prerun.connect(dispatch_uid="cxassess.metrics_beats")
def clock_rings(task: Any, **kwargs: Any) -> None:
    if task.name == RUNG_BY:
        _safely(lambda: cache.set(CLOCK, time.time(), FORGET_S * 24))


def note_worker(name: str) -> None:
    """Two that write at the same moment may lose one of their beats; the next is seconds away."""
    now = time.time()

    def note() -> None:
        others = {other: at for other, at in workers().items() if now - at < FORGET_S}
        cache.set(WORKERS, {**others, name: now}, FORGET_S)

    _safely(note)


def workers() -> dict[str, float]:
    """Name of each worker heard of within the hour, and when."""
    found: dict[str, float] = cache.get(WORKERS) or {}
    return found


def clock() -> float | None:
    """When a worker last did what the clock rang for; None when that is not known."""
    at: float | None = cache.get(CLOCK)
    return at


def _safely(write: Any) -> None:
    """A cache that does not answer must not stop a worker."""
    try:
        write()
    except Exception:  # every kind of cache fails in its own way
        log.warning("a beat was not written down", exc_info=True)
