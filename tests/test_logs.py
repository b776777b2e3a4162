"""Following a request: one id on its answer, in its log lines and its tasks, and no key or name in any."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from cxassess import gunicorn, logs, request_ids
from organizations.models import User
from organizations.tokens import new_key
from tests import builders, services
from tests.reports.staging import wait_until, worker_environment

WORKER = [sys.executable, "-m", "celery", "-A", "cxassess", "worker", "--pool", "solo", "-l", "info"]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged, as the installation writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(style="json"))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def answered(*, proxies: int = 0, **headers: str) -> HttpResponse:
    """The answer of a page that logs a line."""

    def page(request: Any) -> HttpResponse:
        logging.getLogger("cxassess").warning("asked")
        return HttpResponse()

    from django.conf import settings

    object.__setattr__(settings.ENV, "proxies", proxies)
    try:
        return request_ids.followed_requests(page)(RequestFactory().get("/", headers=headers))
    finally:
        object.__setattr__(settings.ENV, "proxies", 0)


def test_every_answer_bears_an_id_and_no_two_the_same(client: Client) -> None:
    first, second = (client.get("/healthz").headers["X-Request-ID"] for _ in range(2))
    assert uuid.UUID(first) != uuid.UUID(second)


def test_a_log_line_bears_the_id_of_the_answer(written: io.StringIO) -> None:
    answer = answered()
    assert json.loads(written.getvalue())["request_id"] == answer.headers["X-Request-ID"]


def test_an_id_is_taken_from_a_proxy_where_there_is_one() -> None:
    given = {"x-request-id": "0190c6f0-proxy.7"}
    assert answered(proxies=1, **given).headers["X-Request-ID"] == "0190c6f0-proxy.7"
    assert answered(proxies=0, **given).headers["X-Request-ID"] != "0190c6f0-proxy.7"


@pytest.mark.parametrize("given", ["short", "x" * 65, "two words", "ann@example.com", "ü" * 9, 'a"b"c"d"e'])
def test_an_id_that_is_not_sane_is_replaced(given: str) -> None:
    assert answered(proxies=1, **{"x-request-id": given}).headers["X-Request-ID"] != given


def test_outside_of_a_request_a_line_has_no_id(written: io.StringIO) -> None:
    logging.getLogger("cxassess").warning("started")
    assert "request_id" not in json.loads(written.getvalue())


def test_the_id_goes_with_a_message_to_the_workers(monkeypatch: Any) -> None:
    headers: dict[str, Any] = {}
    token = request_ids.current.set("0190c6f0")
    request_ids.send_along(headers=headers)
    request_ids.current.reset(token)
    assert headers == {request_ids.IN_TASK: "0190c6f0"}


@pytest.mark.slow
def test_a_worker_writes_the_id_of_the_request_that_asked(
    redis_url: str, monkeypatch: Any, transactional_db: None, tmp_path: Any
) -> None:
    """The worker is a process of its own; what it logs about the task lies in a file."""
    services.use_broker(monkeypatch, redis_url)
    monkeypatch.setenv("CXASSESS_LOG_FORMAT", "json")
    monkeypatch.setenv("CXASSESS_LOG_LEVEL", "INFO")
    said = tmp_path / "worker.log"
    with (
        said.open("w") as file,
        subprocess.Popen(WORKER, env=worker_environment(redis_url), stderr=file) as it,
    ):
        token = request_ids.current.set("0190c6f0-asked")
        # A connection of its own: the pool may still hold one to the broker of an earlier test.
        with current_app.connection_for_write() as connection:
            current_app.send_task("reports.tasks.sweep", connection=connection)
        request_ids.current.reset(token)
        try:
            wait_until(lambda: '"request_id": "0190c6f0-asked"' in said.read_text(), seconds=40)
        finally:
            it.kill()


# --- What no line holds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/r/{}/3/", "/c/{}/", "/s/{}/", "/outcome/{}/", "/invitation/{}/"])
@pytest.mark.parametrize("style", ["json", "text"])
def test_a_failure_on_a_page_with_a_key_in_its_address_does_not_tell_the_key(path: str, style: str) -> None:
    key = new_key()
    request = RequestFactory().get(path.format(key))
    record = logging.makeLogRecord(
        {"msg": "Internal Server Error: %s", "args": (request.path,), "request": request, "status_code": 500}
    )
    line = logs.formatter(style=style).format(record)
    assert key not in line
    assert "Internal Server Error: " in line


def test_a_form_that_is_turned_away_does_not_tell_the_key_either(written: io.StringIO) -> None:
    key = new_key()
    Client(enforce_csrf_checks=True).post(f"/invitation/{key}/")
    assert "CSRF" in written.getvalue()
    assert key not in written.getvalue()


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_does_not_tell_the_address_in_it(written: io.StringIO) -> None:
    builders.person("Ann")
    address = User.objects.get().email
    try:
        with transaction.atomic():
            User.objects.create(email=address)
    except IntegrityError:
        logging.getLogger("cxassess").exception("refused")
    assert "IntegrityError" in written.getvalue()
    assert address not in written.getvalue()


def test_the_web_server_s_own_complaints_name_neither_address_nor_asker() -> None:
    from gunicorn.config import Config

    logger, key = gunicorn.ServerLogger(Config()), new_key()
    stream = io.StringIO()
    for handler in logger.error_log.handlers:
        handler.setStream(stream)
    logger.error("Error handling request %s", f"/r/{key}/")
    logger.error("Invalid request from ip=%s: %s", "203.0.113.7", "bad")
    assert "Error handling request" in stream.getvalue()
    assert key not in stream.getvalue()
    assert "203.0.113.7" not in stream.getvalue()
