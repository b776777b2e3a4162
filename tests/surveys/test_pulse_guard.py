"""What keeps programs and repeats away counts the same on every cache, and follows nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client

from cxassess import env
from organizations.scope import org_scope
from surveys import pulse_guard as guard
from surveys.pulse_errors import StillSending, TooMany
from tests.surveys.fieldwork import a_wave, an_organization
from tests.surveys.pulse_at import PICKS, address_of, key_at, said


@pytest.fixture(params=["file", "redis"])
def shared(request: Any, settings: Any) -> Iterator[Any]:
    """The cache that the processes of an installation share: a folder, or a server."""
    if request.param == "redis":
        address = request.getfixturevalue("redis_url")
        settings.CACHES = {"default": env.cache(env.read({"CXASSESS_CACHE_URL": address}))}
    cache.clear()
    yield cache
    cache.clear()
    if request.param == "redis":
        for pool in caches["default"]._cache._pools.values():
            pool.disconnect()


def test_a_key_is_used_once(shared: Any) -> None:
    assert guard.use_up("nonce")
    guard.keep_used("nonce")
    assert not guard.use_up("nonce")


def test_a_key_whose_answer_was_not_stored_can_be_used_again(shared: Any) -> None:
    assert guard.use_up("nonce")
    guard.give_back("nonce")
    assert guard.use_up("nonce")


def test_while_it_is_not_known_whether_an_answer_was_stored_nobody_is_thanked(shared: Any) -> None:
    assert guard.use_up("nonce")
    with pytest.raises(StillSending):
        guard.use_up("nonce")


def test_places_are_counted_by_network_and_link(shared: Any) -> None:
    for _answer in range(guard.MOST_A_WINDOW):
        guard.count_answer("203.0.113.9", link_id=1)
    with pytest.raises(TooMany):
        guard.count_answer("203.0.113.9", link_id=1)
    guard.count_answer("203.0.113.9", link_id=2)
    guard.count_answer("203.0.113.10", link_id=1)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_a_household_is_one_network(address: str, network: str) -> None:
    assert guard.network(address) == network


@pytest.mark.django_db
def test_an_answer_that_is_on_its_way_is_kept_on_the_page_with_its_key(client: Client) -> None:
    cache.clear()
    with org_scope(an_organization()):
        wave = a_wave()
        address = address_of(wave)
        key = key_at(client, address)
        nonce = guard.check_form_key(key, link_id=wave.pulse_link.pk)
        assert guard.use_up(nonce)
        waiting = client.post(address, {"key": key, **PICKS})
        assert (waiting.status_code, f'value="{key}"' in waiting.text) == (409, True)
        guard.give_back(nonce)
        assert client.post(address, {"key": key, **PICKS}).status_code == 303
        assert said(wave) == [PICKS]
