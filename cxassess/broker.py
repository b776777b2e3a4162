"""The doorbell of an installation without a broker server: messages as files in one folder.

kombu's file-system transport with the steps in which two processes could meet made atomic: a message or a
table is written aside and renamed, and taken by a rename inside the same folder. Stock, a reader may take a
message that is still empty, which stops the worker, and carries it through the machine's shared temporary
folder.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.transport.filesystem import exchange_queue_t

# A Redis that swallows packets holds up a request for seconds, not for minutes.
REDIS_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}


def write_whole(path: Path, value: object) -> None:
    """Put JSON at `path` so that a reader sees the old file or the new one, never part of either."""
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    draft.write_text(json.dumps(value))
    draft.rename(path)


class Channel(filesystem.Channel):  # type: ignore[misc]
    """Messages lie in `data_folder_in`; who takes one renames it into `processed_folder` first."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        # Time first: a listing in name order is the order of arrival.
        name = f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        write_whole(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] == f"{queue}.msg" and (taken := self._take(name)):
                payload = json.loads(taken.read_text())
                taken.unlink()
                return payload
        raise Empty

    def _take(self, name: str) -> Path | None:
        """The message, now ours alone; None when another process was quicker."""
        taken = Path(self.processed_folder) / name
        try:
            (Path(self.data_folder_in) / name).rename(taken)
        except FileNotFoundError:
            return None
        return taken

    def _table_file(self, exchange: str) -> Path:
        """Refuses names that would lead out of the folder."""
        return Path(super()._exchange_file(exchange))  # type: ignore[no-untyped-call]

    def get_table(self, exchange: str) -> list[exchange_queue_t]:
        try:
            rows = json.loads(self._table_file(exchange).read_text())
        except FileNotFoundError:
            return []
        return [exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        with self._table_lock():
            table = self.get_table(exchange)
            row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
            if row not in table:
                write_whole(self._table_file(exchange), [row, *table])

    def _delete(self, queue: str, exchange: str, routing_key: str, pattern: str, *_: Any, **__: Any) -> None:
        self._purge(queue)  # type: ignore[no-untyped-call]
        with self._table_lock():
            table = self.get_table(exchange)
            row = exchange_queue_t(routing_key or "", pattern or "", queue or "")
            if row in table:
                write_whole(self._table_file(exchange), [other for other in table if other != row])

    @contextmanager
    def _table_lock(self) -> Iterator[None]:
        """One writer at a time; the lock falls with the file handle, so a killed process leaves none."""
        with (self.control_folder / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):  # type: ignore[misc]
    Channel = Channel


def transport_options(folder: Path) -> dict[str, Any]:
    """Celery's transport options for messages in this folder; makes the folders, for the owner's eyes."""
    waiting, taken, tables = folder / "waiting", folder / "taken", folder / "tables"
    for directory in (folder, waiting, taken, tables):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "data_folder_in": str(waiting),
        "data_folder_out": str(waiting),
        "processed_folder": str(taken),
        "store_processed": True,
        "control_folder": str(tables),
        "polling_interval": 0.2,
    }
