"""Counting attempts: whom they are counted for, and that counting holds when two come at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory

from cxassess import env
from cxassess.cache import FileCache
from cxassess.middleware import client_address
from tests.organizations.signing import sign_in


def test_of_many_who_add_the_same_at_once_one_has_it(tmp_path: Path) -> None:
    caches = [FileCache(str(tmp_path), {}) for _process in range(8)]

    with ThreadPoolExecutor(8) as crowd:
        won = [
            sum(crowd.map(lambda cache, key=f"code-{number}": cache.add(key, "used", 30), caches))
            for number in range(100)
        ]

    assert won == [1] * 100


def test_of_many_who_count_at_once_none_is_lost(tmp_path: Path) -> None:
    caches = [FileCache(str(tmp_path), {}) for _process in range(8)]
    caches[0].set("tries", 0, 30)

    with ThreadPoolExecutor(8) as crowd:
        seen = list(crowd.map(lambda number: caches[number % 8].incr("tries"), range(400)))

    assert sorted(seen) == list(range(1, 401))


def test_counting_on_does_not_count_for_longer(tmp_path: Path) -> None:
    cache = FileCache(str(tmp_path), {})
    cache.set("tries", 4, 0.2)
    before = cache.incr("tries")
    time.sleep(0.25)

    with pytest.raises(ValueError, match="run out"):
        cache.incr("tries")
    assert before == 5


def test_what_was_never_counted_is_not_counted_on(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing is counted"):
        FileCache(str(tmp_path), {}).incr("tries")


def test_what_has_run_out_can_be_added_again(tmp_path: Path) -> None:
    cache = FileCache(str(tmp_path), {})
    cache.add("code", "used", -1)

    assert cache.add("code", "used", 30)
    assert not cache.add("code", "used", 30)
    assert [path.suffix for path in tmp_path.iterdir()] == [".djcache"]


@pytest.mark.parametrize(
    ("proxies", "passed_on", "address"),
    [
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "made up, 203.0.113.7", "203.0.113.7"),
        (2, "made up, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_an_attempt_counts_for_whom_the_last_trusted_proxy_saw(
    settings: Any, proxies: int, passed_on: str, address: str
) -> None:
    settings.ENV = SimpleNamespace(proxies=proxies)
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=passed_on)

    client_address(lambda asked: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == address


@pytest.mark.django_db
def test_passwords_tried_for_many_people_from_one_place_end_soon(client: Client) -> None:
    answers = [sign_in(client, email=f"person{number}@example.com") for number in range(12)]

    assert "Too many failed login attempts" in answers[-1].content.decode()


def test_several_machines_count_on_one_server() -> None:
    entry = env.cache(env.read({"CXASSESS_CACHE_URL": "redis://cache:6379/1"}))

    assert (entry["BACKEND"].rsplit(".", 1)[1], entry["LOCATION"]) == ("RedisCache", "redis://cache:6379/1")


@pytest.mark.parametrize(("url", "seconds"), [("smtp://mail", 10), ("smtps://me:x@mail:465?timeout=3", 3)])
def test_a_mail_server_is_given_up_after_seconds(url: str, seconds: int) -> None:
    assert env.email(env.read({"CXASSESS_EMAIL_URL": url}))["EMAIL_TIMEOUT"] == seconds


@pytest.mark.parametrize("timeout", ["0", "61", "soon"])
def test_a_time_that_cannot_be_meant_stops_the_start(timeout: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="timeout"):
        env.email(env.read({"CXASSESS_EMAIL_URL": f"smtp://mail?timeout={timeout}"}))


def test_a_server_counts_for_everybody_who_asks_it(redis_url: str) -> None:
    entry = env.cache(env.read({"CXASSESS_CACHE_URL": redis_url}))
    options = {key: value for key, value in entry.items() if key not in ("BACKEND", "LOCATION")}
    one, other = (RedisCache(entry["LOCATION"], options) for _machine in range(2))

    assert (one.add("code", "used", 30), other.add("code", "used", 30)) == (True, False)
    one.set("tries", 1, 30)
    assert (one.incr("tries"), other.incr("tries")) == (2, 3)
    one.clear()
    for server in (one, other):
        for client in server._cache._pools.values():
            client.disconnect()
