"""One id for everything that happens because of one request: on its answer, in its log lines, in its tasks.

A proxy may bring the id along (`X-Request-ID`) where CXASSESS_PROXIES says that there is one; anybody else
could write into the log what they like.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun
from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
IN_TASK = "cxassess_request_id"
"""Under this name the id travels with a message to a worker."""

current: ContextVar[str] = ContextVar("request_id", default="")
Next = Callable[[HttpRequest], HttpResponse]


def followed_requests(get_response: Next) -> Next:
    """The outermost middleware: whatever is logged further in bears the id that the answer bears."""
    believes_proxy = settings.ENV.proxies > 0

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if believes_proxy else ""
        name = given if SANE.fullmatch(given) else uuid.uuid4().hex
        token = current.set(name)
        try:
            response = get_response(request)
        finally:
            current.reset(token)
        response.headers[HEADER] = name
        return response

    return middleware


@before_task_publish.connect(dispatch_uid="cxassess.request_ids")
def send_along(headers: dict[str, Any], **kwargs: Any) -> None:
    if current.get():
        headers[IN_TASK] = current.get()


@task_prerun.connect(dispatch_uid="cxassess.request_ids")
def take_over(task_id: str, task: Any, **kwargs: Any) -> None:
    """What the clock rang for has no request; its own id holds its lines together."""
    current.set(task.request.get(IN_TASK) or task_id)


@task_postrun.connect(dispatch_uid="cxassess.request_ids")
def let_go(**kwargs: Any) -> None:
    current.set("")
