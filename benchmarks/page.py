"""The report's page through gunicorn: time to the first byte for a signed-in reader, and memory.

The yardstick is a view that does nothing, /healthz, in the same process over the same kind of connection.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil

from benchmarks.installation import installation, made_up_wave

PEOPLE = 180
ROUNDS = 60


def main() -> None:
    wave = made_up_wave(PEOPLE)
    path, cookie = address_for_a_reader(wave)
    with gunicorn() as (port, server):
        first = first_byte(port, path, cookie)
        warm = [first_byte(port, path, cookie) for _ in range(ROUNDS)]
        empty = [first_byte(port, "/healthz", cookie) for _ in range(ROUNDS)]
        peak = memory(server)
    page, nothing = statistics.median(warm), statistics.median(empty)
    print(f"first view of a process: {first * 1000:.0f} ms to the first byte")
    print(f"after that: {page * 1000:.1f} ms (slowest of {ROUNDS}: {max(warm) * 1000:.1f} ms)")
    print(f"a view that does nothing: {nothing * 1000:.1f} ms, ratio {page / nothing:.1f}")
    print(f"memory of the web process: {peak:.0f} MB")


def address_for_a_reader(wave: Any) -> tuple[str, str]:
    """Path of a report built just now, and the session cookie of somebody who may read it."""
    from django.test import Client
    from django.urls import reverse

    from organizations.models import Member, Role, User
    from organizations.scope import org_scope
    from reports.builds import build_now

    user = User.objects.create_user("reader@example.com")
    with org_scope(wave.organization_id):
        Member.objects.create(user=user, role=Role.READER)
        report = build_now(wave)
    client = Client()
    client.force_login(user)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return reverse("reports:show", args=(wave.organization.slug, report.pk)), cookie


@contextmanager
def gunicorn() -> Iterator[tuple[int, psutil.Process]]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "cxassess.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=dict(os.environ), **quiet) as server:  # type: ignore[call-overload]
        try:
            wait_for(port)
            yield port, psutil.Process(server.pid)
        finally:
            server.terminate()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for(port: int, *, limit: float = 60) -> None:
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        try:
            first_byte(port, "/healthz", "")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn did not start")


def first_byte(port: int, path: str, cookie: str) -> float:
    """Seconds from connecting to the first byte of the answer's body; anything but 200 is an error."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
    answer = connection.getresponse()
    answer.read(1)
    taken = time.perf_counter() - start
    answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return taken


def memory(server: psutil.Process) -> float:
    """MB of the process that answers, gunicorn's child."""
    return float(max(child.memory_info().rss for child in server.children())) / 1e6


if __name__ == "__main__":
    with installation():
        main()
