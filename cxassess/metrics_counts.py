"""Counts that all processes of a web server share: one piece of memory, made before they fork.

Each process writes into a slot of its own, so nobody waits for anybody, and whoever is asked adds the slots
up. A slot is held by a lock of the operating system, which falls when its process ends, however it ends; the
next process counts on where the last one stopped, so a sum never goes back and nothing is to be cleared away.

Written here and not taken from prometheus_client: its way with several processes is a folder that must be
emptied at every start and keeps a file for every process there ever was, and ours are replaced all the time
(`max_requests`); what would be left of it for us is the text it prints.
"""

from __future__ import annotations

import bisect
import fcntl
import logging
import mmap
import os
import tempfile
import threading
from collections.abc import Iterator

Key = tuple[str, ...]

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds up to which a bucket reaches; the last one, after these, has no end."""

_NUMBERS = len(BOUNDS) + 2  # buckets, and the sum of what was observed
_KEY_BYTES = 128
_ROW = _KEY_BYTES + 8 * _NUMBERS
_HEAD = 8
_BETWEEN = "\x1f"

log = logging.getLogger(__name__)


class Counts:
    """Histograms by key; `observe` costs a few microseconds, `read` adds up what all processes observed.

    rows  different keys a process can count; further ones are left out.
    """

    def __init__(self, *, slots: int = 64, rows: int = 1024) -> None:
        self._slots, self._rows, self._slot_bytes = slots, rows, _HEAD + rows * _ROW
        # Anonymous and shared: it lives as long as the processes do, and only touched pages take memory.
        self._memory = mmap.mmap(-1, slots * self._slot_bytes)
        self._numbers = memoryview(self._memory).cast("d")
        self._locks = tempfile.TemporaryFile()  # noqa: SIM115  a lock falls when its file is closed
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        """Forget what belongs to the process that this one was forked from."""
        self._writing = threading.Lock()
        self._slot: int | None = None
        self._places: dict[Key, int] = {}
        self._looked = False

    def observe(self, key: Key, seconds: float = 0.0) -> None:
        """One more of this key, which took so long."""
        with self._writing:
            place = self._places.get(key) or self._new_place(key)
            if place:
                self._numbers[place + bisect.bisect_left(BOUNDS, seconds)] += 1
                self._numbers[place + len(BOUNDS) + 1] += seconds

    def read(self) -> dict[Key, list[float]]:
        """By key: how many in each bucket, and at the end the sum of the seconds."""
        sums: dict[Key, list[float]] = {}
        for slot in range(self._slots):
            for key, place in self._kept(slot):
                found = sums.setdefault(key, [0.0] * _NUMBERS)
                for number, value in enumerate(self._numbers[place : place + _NUMBERS]):
                    found[number] += value
        return sums

    def _new_place(self, key: Key) -> int:
        """Where the numbers of a key that was not met before begin; 0 when there is no room for it."""
        slot = self._own_slot()
        if slot is None:
            return 0
        if key in self._places:  # kept by the process that had the slot before
            return self._places[key]
        name = _BETWEEN.join(key).encode()
        if len(self._places) >= self._rows or len(name) > _KEY_BYTES:
            return 0
        row = slot * self._slot_bytes + _HEAD + len(self._places) * _ROW
        self._memory[row : row + len(name)] = name
        self._places[key] = place = (row + _KEY_BYTES) // 8
        # Last: a reader, or the next holder of the slot, sees a row that is whole or none.
        self._numbers[slot * self._slot_bytes // 8] = len(self._places)
        return place

    def _own_slot(self) -> int | None:
        if not self._looked:
            self._looked, self._slot = True, next(self._free_slots(), None)
            if self._slot is None:
                log.warning("more processes than metrics are counted for; this one counts nothing")
            else:
                self._places = dict(self._kept(self._slot))
        return self._slot

    def _free_slots(self) -> Iterator[int]:
        for slot in range(self._slots):
            try:
                fcntl.lockf(self._locks, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, slot)
            except OSError:
                continue
            yield slot

    def _kept(self, slot: int) -> Iterator[tuple[Key, int]]:
        """Every key of a slot and where its numbers begin."""
        start = slot * self._slot_bytes
        for number in range(int(self._numbers[start // 8])):
            row = start + _HEAD + number * _ROW
            name = self._memory[row : row + _KEY_BYTES].rstrip(b"\0").decode()
            yield tuple(name.split(_BETWEEN)), (row + _KEY_BYTES) // 8


counts = Counts()
