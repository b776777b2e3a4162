"""The pages about webhooks in a real browser, with everything on them that can be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from organizations import webhooks
from organizations.hook_events import announce
from organizations.hook_models import DeliveryState, HookDelivery, HookEndpoint
from organizations.models import Organization
from organizations.scope import org_scope
from surveys.hooks import CLOSED, OPENED
from tests import builders
from tests.browser.test_member_pages import WIDTHS, as_, faults
from tests.organizations.hooked import EVENTS, ORIGIN, a_public_hook
from tests.organizations.signing import PASSWORD, with_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["as_", "faults"]

LONG = "https://93.184.215.14:8443/services/T0000/B0000/" + "x" * 300
HERE = "/o/acme/webhooks/"


@pytest.fixture
def acme() -> Organization:
    return builders.organization("Acme")


@pytest.fixture
def endpoint(acme: Organization) -> Iterator[HookEndpoint]:
    """An endpoint with a long address and a delivery in every state; a second one that was switched off."""
    with org_scope(acme):
        address = webhooks.check_address(LONG)
        webhooks.make(acme, address=address, events=EVENTS, origin=ORIGIN)
        a_public_hook(acme)
        HookEndpoint.objects.filter(url__endswith="/in").update(state="off", off_reason="failing")
        for kind in (OPENED, CLOSED, OPENED, CLOSED, OPENED):
            announce(kind, data={}, path="/")
        first = HookEndpoint.objects.get(url=LONG)
        webhooks.rotate(first.pk)
        HookEndpoint.objects.filter(pk=first.pk).update(failing_since=timezone.now())
        said(first)
        yield first


def said(endpoint: HookEndpoint) -> None:
    """What became of its deliveries, one of each kind."""
    now = timezone.now()
    tried = {"tried_at": now, "milliseconds": 1284, "attempts": 3}
    went: list[dict[str, Any]] = [
        {"state": DeliveryState.TAKEN, "status": 204, **tried},
        {"state": DeliveryState.GIVEN_UP, "status": 500, "excerpt": "W" * 200, **tried},
        {"state": DeliveryState.WAITING, "code": "certificate", "retry_at": now, **tried},
        {"state": DeliveryState.SENDING, "lease_until": now, "claims": 1},
        {"state": DeliveryState.WAITING},
    ]
    for row, values in zip(HookDelivery.objects.filter(endpoint=endpoint), went, strict=True):
        HookDelivery.objects.filter(pk=row.pk).update(**values)


def pictured(page: Any, name: str, width: int) -> None:
    """Kept where somebody asked for pictures."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@WIDTHS
def test_the_pages_about_webhooks(
    as_: Callable[..., Any], faults: Any, acme: Organization, endpoint: HookEndpoint, width: int
) -> None:
    page = as_(with_password(builders.olga(acme)), width)
    found = []
    off = HookEndpoint.objects.exclude(pk=endpoint.pk).get()
    for name, path in (
        ("list", HERE),
        ("one", f"{HERE}{endpoint.pk}/"),
        ("off", f"{HERE}{off.pk}/"),
        ("change", f"{HERE}{endpoint.pk}/change/"),
        ("delete", f"{HERE}{endpoint.pk}/delete/"),
    ):
        page.goto(path)
        found += faults(page)
        pictured(page, name, width)
    assert found == []


@WIDTHS
def test_a_webhook_is_added_and_given_a_new_secret(
    as_: Callable[..., Any], faults: Any, acme: Organization, width: int
) -> None:
    page = as_(with_password(builders.olga(acme)), width)
    page.goto(HERE)
    page.get_by_role("link", name="New webhook").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Address").fill("https://10.0.0.1/")
    page.get_by_role("button", name="Add the webhook").click()
    found = faults(page)
    pictured(page, "refused", width)
    page.get_by_label("Address").fill(LONG)
    for event in EVENTS:
        page.get_by_label(event).check()
    page.get_by_role("button", name="Add the webhook").click()
    page.get_by_text("Copy it now.").wait_for()
    found += faults(page)
    pictured(page, "secret", width)
    page.get_by_role("link", name="To the webhook").click()
    page.get_by_role("link", name="New secret").click()
    found += faults(page)
    pictured(page, "rotate", width)
    page.get_by_role("button", name="Make a new secret").click()
    page.get_by_text("The former one signs beside it").wait_for()
    assert found + faults(page) == []
