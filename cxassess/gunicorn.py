"""How the web server runs, wherever it runs: `gunicorn -c python:cxassess.gunicorn cxassess.wsgi`."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from cxassess import env, logs

_environment = env.read()


class ServerLogger(Logger):  # type: ignore[misc]
    """The server's own complaints name addresses and askers; they leave like every other line."""

    def _set_handler(self, log: Any, output: Any, fmt: Any, stream: Any = None) -> None:
        super()._set_handler(log, output, logs.formatter(style=_environment.log_format), stream)


logger_class = ServerLogger

# Threads wait for the database while other threads work; a second process uses the second core.
worker_class = "gthread"
workers = _environment.web_workers
threads = 4
# Loaded once, shared by all workers: a quicker start and half the memory. Nothing connects at import.
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True  # nobody speaks to it, and its socket would lie in the home folder
accesslog = None
loglevel = "warning"
