"""The house itself: its front door, its headers and its errors."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client, RequestFactory

from cxassess import env, logs
from cxassess.errors import Conflict, NotFound
from cxassess.middleware import answer, security_headers
from tests.services import DEAF_BROKER, use_broker


def test_a_living_process_says_so(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_a_migrated_process_with_a_broker_is_ready(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ok", "database": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_a_process_without_its_broker_says_which_part_is_missing(client: Client, monkeypatch: Any) -> None:
    use_broker(monkeypatch, DEAF_BROKER)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["broker"]) == (503, "not ready")


def test_no_page_may_run_a_script_of_another_origin(client: Client) -> None:
    assert client.get("/healthz").headers["Content-Security-Policy"].split("; ") == [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]


@pytest.mark.parametrize(("path", "policy"), [("/r/key/", "no-referrer"), ("/o/acme/", "same-origin")])
def test_a_personal_address_never_travels_in_a_referrer(path: str, policy: str) -> None:
    page = security_headers(lambda request: HttpResponse())
    assert page(RequestFactory().get(path)).headers["Referrer-Policy"] == policy


def asked(path: str = "/o/acme/", **headers: str) -> HttpRequest:
    return RequestFactory().get(path, headers=headers)


def test_a_person_reads_an_error_as_a_page() -> None:
    reply = answer(asked(accept="text/html"), Conflict("The wave is closed."))
    assert reply.status_code == 409
    assert "The wave is closed." in reply.content.decode()
    assert "<!doctype html>" in reply.content.decode()


def test_htmx_reads_an_error_as_a_fragment() -> None:
    reply = answer(asked(accept="text/html", hx_request="true"), Conflict("The wave is closed."))
    assert "The wave is closed." in reply.content.decode()
    assert "<!doctype html>" not in reply.content.decode()


def test_a_program_reads_an_error_as_json() -> None:
    reply = answer(asked("/api/waves/1/"), NotFound(details={"wave": 1}))
    assert json.loads(reply.content) == {
        "code": "not_found",
        "message": "There is nothing here that you can see.",
        "details": {"wave": 1},
    }


def test_a_missing_page_answers_404_in_the_house_style(client: Client) -> None:
    reply = client.get("/no/such/page")
    assert reply.status_code == 404
    assert "There is nothing here" in reply.content.decode()


def test_a_form_that_is_no_longer_valid_answers_403_in_the_house_style() -> None:
    reply = Client(enforce_csrf_checks=True).post("/accounts/login/")
    assert reply.status_code == 403
    assert "Nothing was stored." in reply.content.decode()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_that_says_sorry_can_be_read_by_everybody(page_at: Any, axe: Any, width: int) -> None:
    page = page_at(width)
    page.goto("/no/such/page")
    assert axe(page) == []


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_pages_of_last_resort_need_nothing_but_themselves(name: str) -> None:
    assert "<h1>" in get_template(name).render()


def test_plotly_comes_from_its_own_package() -> None:
    found = finders.find("plotly/plotly.min.js")
    assert found is not None
    assert "package_data" in str(found)
    assert finders.find("plotly/datasets.py") is None


def test_a_log_line_is_one_json_object_with_its_extras() -> None:
    record = logging.LogRecord("reports", logging.INFO, "", 0, "built %s", ("r1",), None)
    record.seconds = 0.4
    line = json.loads(logs.formatter(style="json").format(record))
    assert (line["level"], line["message"], line["seconds"]) == ("info", "built r1", 0.4)


# --- Settings ---------------------------------------------------------------------------------------


def test_an_unknown_setting_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="CXASSESS_DATABSE_URL is not a setting"):
        env.read({"CXASSESS_DATABSE_URL": "x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "maybe"),
        ("PORT", "70000"),
        ("PORT", "eighty"),
        ("WEB_WORKERS", "0"),
        ("DATABASE_URL", "mysql://h/db"),
        ("BROKER_URL", "amqp://h"),
        ("LOG_FORMAT", "xml"),
        ("TRUSTED_ORIGINS", "example.com"),
    ],
)
def test_a_value_that_cannot_be_read_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"CXASSESS_{name}: "):
        env.read({f"CXASSESS_{name}": value})


def test_every_bad_setting_is_named_at_once() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"CXASSESS_NOPE.*CXASSESS_PORT"):
        env.read({"CXASSESS_NOPE": "1", "CXASSESS_PORT": "x"})


def test_a_password_in_a_bad_address_is_not_repeated() -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        env.read({"CXASSESS_DATABASE_URL": "oracle://me:hunter2@h/db"})
    assert "hunter2" not in str(caught.value)


def test_a_database_server_wants_a_key_of_its_own() -> None:
    with pytest.raises(ImproperlyConfigured, match="CXASSESS_SECRET_KEY is required"):
        env.secret_key(env.read({"CXASSESS_DATABASE_URL": "postgresql://h/db"}))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="32 characters"):
        env.secret_key(env.read({"CXASSESS_SECRET_KEY": "secret"}))


def test_a_laptop_makes_its_key_once_and_keeps_it_to_itself(tmp_path: Any) -> None:
    environment = env.read({"CXASSESS_VAR": str(tmp_path)})
    first = env.secret_key(environment)
    assert len(first) >= 32
    assert env.secret_key(environment) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_an_address_becomes_a_postgresql_connection() -> None:
    url = "postgresql://ann:p%40ss@db.example:5433/cx?sslmode=require"
    assert env.postgresql(url) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "cx",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_laptop_stores_in_its_var_folder_and_writers_queue(tmp_path: Any) -> None:
    entry = env.database(env.read({"CXASSESS_VAR": str(tmp_path)}))
    assert entry["NAME"] == tmp_path / "cxassess.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("url", "path"),
    [("sqlite:///data/cx.db", env.BASE_DIR / "data/cx.db"), ("sqlite:////srv/cx.db", "/srv/cx.db")],
)
def test_a_file_database_may_lie_elsewhere(url: str, path: Any) -> None:
    assert str(env.database(env.read({"CXASSESS_DATABASE_URL": url}))["NAME"]) == str(path)


def test_the_settings_page_lists_exactly_the_settings_there_are() -> None:
    lines = (env.BASE_DIR / "docs/settings.md").read_text().splitlines()
    documented = [line.split("`")[1] for line in lines if line.startswith("| `CXASSESS_")]
    assert documented == [env.PREFIX + name for name in env.SETTINGS]
