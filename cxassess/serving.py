"""The whole installation on one machine: the web, the worker and its clock, as one crew."""

from __future__ import annotations

import http.client
import socket
import sys
from collections.abc import Callable

from cxassess.crew import Crew, Program

HOST = "127.0.0.1"
# Celery warns root because of pickled messages; ours are JSON, and many a container has nobody else.
AS_ROOT = "ignore:You're running the worker with superuser privileges"


def listen(port: int, *, or_any: bool) -> socket.socket:
    """Take the port on this machine's own interface; when it is taken and `or_any`, some free one.

    OSError when it is taken and must be this one. The socket is handed to the web server, so nobody can
    take the port in between.
    """
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except OSError:
        door.close()
        if not or_any:
            raise
        return listen(0, or_any=False)
    return door


def programs(door: socket.socket) -> list[Program]:
    python = sys.executable
    web = [python, "-m", "gunicorn", "-c", "python:cxassess.gunicorn", "cxassess.wsgi"]
    worker = [python, "-W", AS_ROOT, "-m", "celery", "--quiet", "-A", "cxassess", "worker", "--beat"]
    quiet = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    return [
        Program("The web server", [*web, "--bind", f"fd://{door.fileno()}"], keep=(door.fileno(),)),
        Program("The worker", [*worker, *quiet]),
    ]


def is_ready(port: int) -> bool:
    """Whether the installation at this port says it takes requests."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def serve(*, door: socket.socket, announce: Callable[[str], None]) -> int:
    """Run until Ctrl-C or a termination signal; `announce` gets the address once it answers."""
    port = door.getsockname()[1]
    address = f"http://{HOST}:{port}/"
    with door:
        return Crew(programs(door)).run(ready=lambda: is_ready(port), announce=lambda: announce(address))
