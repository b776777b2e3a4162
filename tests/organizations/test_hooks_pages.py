"""The pages on which owners look after webhooks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations import webhooks
from organizations.hook_deliveries import ATTEMPTS
from organizations.hook_models import DeliveryState, HookDelivery, HookEndpoint
from organizations.hook_secrets import opened
from organizations.hook_words import WHY
from organizations.models import AuditEntry, Organization
from organizations.scope import org_scope
from tests import builders
from tests.organizations.hooked import EVENTS, a_public_hook
from tests.organizations.signing import reauthenticate, with_password

pytestmark = pytest.mark.django_db

HERE = "/o/acme/webhooks/"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]+=*")
WANTED = {"url": "https://93.184.215.14/secret-path", "events": ["wave.closed", "report.ready"]}


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def inside(client: Client, acme: Organization) -> Client:
    """Olga, who owns Acme, signed in, having shown once more that she is Olga."""
    cache.clear()  # attempts to sign in are counted
    client.force_login(with_password(builders.olga(acme)))
    reauthenticate(client)
    return client


@pytest.fixture
def told(acme: Organization) -> HookDelivery:
    """A test on its way to the only endpoint."""
    with org_scope(acme):
        return a_public_hook(acme)


def shown(page: Any) -> str:
    found = SECRET.search(page.content.decode())
    return found[0] if found else ""


# --- Adding -----------------------------------------------------------------------------------------------


def test_the_secret_of_a_new_webhook_is_shown_once(inside: Client) -> None:
    page = inside.post(HERE + "new/", WANTED)
    endpoint = HookEndpoint.every_org.get()

    assert shown(page) == opened(endpoint.secret)
    assert page["Cache-Control"] == "private, no-store"
    assert shown(inside.get(f"{HERE}{endpoint.pk}/")) == ""
    assert (endpoint.events, endpoint.origin) == (["wave.closed", "report.ready"], "http://testserver/")


@pytest.mark.parametrize(
    "mistake",
    [
        {"url": "http://93.184.215.14/"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://169.254.169.254/latest/meta-data/"},
        {"url": "https://localhost/"},
        {"url": "https://nobody.invalid/"},
        {"url": "https://2130706433/"},
        {"url": "https://user:word@93.184.215.14/"},
        {"url": "https://93.184.215.14:22/"},
        {"url": "javascript:alert(1)"},
        {"url": ""},
        {"events": []},
        {"events": ["wave.deleted"]},
    ],
)
def test_an_address_inside_or_an_event_that_is_none_is_refused_on_the_page(
    inside: Client, mistake: dict[str, Any]
) -> None:
    page = inside.post(HERE + "new/", WANTED | mistake)

    assert page.status_code == 400
    assert "field__error" in page.content.decode()
    assert not HookEndpoint.every_org.exists()


def test_a_name_inside_and_a_name_that_is_none_are_refused_alike(inside: Client) -> None:
    pages = [
        inside.post(HERE + "new/", WANTED | {"url": f"https://{host}/"})
        for host in ("127.0.0.1", "localhost", "nobody.invalid")
    ]

    errors = {re.findall(r'field__error"[^>]*>(.*?)</div>', page.content.decode())[0] for page in pages}
    assert len(errors) == 1


def test_who_tries_an_address_inside_stands_in_the_trail(inside: Client) -> None:
    inside.post(HERE + "new/", WANTED | {"url": "https://169.254.169.254/"})

    line = AuditEntry.every_org.get()
    assert (line.outcome, line.object_type, line.detail) == (
        "refused",
        "organizations:new-hook",
        "address_refused",
    )


def test_there_are_ten_at_most(inside: Client) -> None:
    for _ in range(webhooks.MOST_ENDPOINTS):
        assert inside.post(HERE + "new/", WANTED).status_code == 200

    assert inside.post(HERE + "new/", WANTED).status_code == 400
    assert HookEndpoint.every_org.count() == webhooks.MOST_ENDPOINTS


def test_seeing_a_secret_and_saying_where_messages_go_ask_again_who_one_is(
    client: Client, acme: Organization, told: HookDelivery
) -> None:
    client.force_login(with_password(builders.olga(acme)))

    for page in ("new/", f"{told.endpoint_id}/change/", f"{told.endpoint_id}/secret/"):
        for ask in (client.get, client.post):
            assert "reauthenticate" in ask(HERE + page)["Location"]


# --- Changing ---------------------------------------------------------------------------------------------


def test_an_address_is_checked_again_when_it_is_changed(inside: Client, told: HookDelivery) -> None:
    here = f"{HERE}{told.endpoint_id}/change/"

    assert inside.post(here, WANTED | {"url": "https://10.0.0.1/"}).status_code == 400
    assert inside.post(here, WANTED | {"url": "https://93.184.215.15/"}).status_code == 302
    endpoint = HookEndpoint.every_org.get()
    assert (endpoint.url, endpoint.events) == ("https://93.184.215.15/", WANTED["events"])


def test_a_new_secret_is_asked_for_first_and_shown_once(inside: Client, told: HookDelivery) -> None:
    here = f"{HERE}{told.endpoint_id}/secret/"
    before = HookEndpoint.every_org.get().secret

    assert shown(inside.get(here)) == ""
    assert HookEndpoint.every_org.get().secret == before
    assert shown(inside.post(here)) == opened(HookEndpoint.every_org.get().secret) != opened(before)


def test_a_webhook_is_deleted_after_a_question(inside: Client, told: HookDelivery) -> None:
    here = f"{HERE}{told.endpoint_id}/delete/"

    assert inside.get(here).status_code == 200
    assert HookEndpoint.every_org.exists()
    assert inside.post(here, follow=True).status_code == 200
    assert not HookDelivery.every_org.exists()


def test_what_an_owner_does_stands_in_the_trail_without_path_or_secret(inside: Client) -> None:
    inside.post(HERE + "new/", WANTED)
    endpoint = HookEndpoint.every_org.get()
    inside.post(f"{HERE}{endpoint.pk}/test/")
    inside.post(f"{HERE}deliveries/{HookDelivery.every_org.get().pk}/again/")
    inside.post(f"{HERE}{endpoint.pk}/change/", WANTED)
    inside.post(f"{HERE}{endpoint.pk}/secret/")
    for step in ("secret/end/", "pause/", "resume/", "delete/"):
        inside.post(f"{HERE}{endpoint.pk}/{step}")

    lines = AuditEntry.every_org.order_by("pk").values_list("action", "detail")
    assert [action for action, _ in lines] == [
        "added a webhook",
        "tested a webhook",
        "sent a webhook message again",
        "changed a webhook",
        "made a new webhook secret",
        "ended a former webhook secret",
        "paused a webhook",
        "switched on a webhook",
        "deleted a webhook",
    ]
    assert lines[0][1] == "93.184.215.14: wave.closed, report.ready"
    assert not [detail for _, detail in lines if "secret-path" in detail or "whsec" in detail]


# --- What is seen -----------------------------------------------------------------------------------------


def test_the_page_says_how_deliveries_went(inside: Client, told: HookDelivery) -> None:
    now = timezone.now()
    went = {"tried_at": now, "milliseconds": 41, "attempts": ATTEMPTS, "state": DeliveryState.GIVEN_UP}
    HookDelivery.every_org.update(status=503, excerpt="<script>alert(1)</script>", **went)
    page = inside.get(f"{HERE}{told.endpoint_id}/").content.decode()

    assert "503" in page
    assert "41 ms" in page
    assert f"{ATTEMPTS} attempts" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("code", sorted(WHY))
def test_whatever_went_wrong_is_said_in_words(inside: Client, told: HookDelivery, code: str) -> None:
    HookDelivery.every_org.update(code=code)

    assert WHY[code] in inside.get(f"{HERE}{told.endpoint_id}/").content.decode()


@pytest.mark.parametrize(("step", "before"), [("pause/", "paused"), ("resume/", "active")])
def test_what_is_so_already_is_said_and_changes_nothing(
    inside: Client, told: HookDelivery, step: str, before: str
) -> None:
    HookEndpoint.every_org.update(state=before)
    page = inside.post(f"{HERE}{told.endpoint_id}/{step}", follow=True)

    assert "notice--warn" in page.content.decode()
    assert not AuditEntry.every_org.filter(object_type="hookendpoint").exists()


def test_a_second_test_within_seconds_is_refused_on_the_page(inside: Client, told: HookDelivery) -> None:
    page = inside.post(f"{HERE}{told.endpoint_id}/test/", follow=True)

    assert "Wait ten seconds" in page.content.decode()
    assert HookDelivery.every_org.count() == 1


def test_the_list_of_webhooks_costs_the_same_however_many_there_are(
    inside: Client, told: HookDelivery
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            inside.get(HERE)
        return len(asked)

    with_one = queries()
    for _ in range(5):
        inside.post(HERE + "new/", WANTED)
    assert queries() == with_one


# --- Two organizations ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "step", ["", "change/", "secret/", "secret/end/", "pause/", "resume/", "delete/", "test/"]
)
def test_a_webhook_of_another_organization_answers_like_a_missing_one(inside: Client, step: str) -> None:
    harbor = builders.organization("Harbor")
    with org_scope(harbor):
        theirs = a_public_hook(harbor)
    before = HookEndpoint.every_org.values().get()

    for ask in methods(inside):
        foreign, missing = (ask(f"{HERE}{number}/{step}") for number in (theirs.endpoint_id, 999_999))
        assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content)
        assert foreign.status_code in (404, 405)
    assert HookEndpoint.every_org.values().get() == before


def test_so_does_a_delivery(inside: Client) -> None:
    harbor = builders.organization("Harbor")
    with org_scope(harbor):
        theirs = a_public_hook(harbor)

    foreign, missing = (inside.post(f"{HERE}deliveries/{pk}/again/") for pk in (theirs.pk, 999_999))
    assert (foreign.status_code, foreign.content) == (404, missing.content)


def methods(client: Client) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return client.get, client.post


@pytest.mark.parametrize("who", ["ann", "max_"])
def test_webhooks_are_the_owners_affair(client: Client, acme: Organization, who: str) -> None:
    client.force_login(getattr(builders, who)(acme))

    assert [client.get(HERE).status_code, client.post(HERE + "new/", WANTED).status_code] == [403, 403]


def test_what_can_be_chosen_is_what_the_apps_above_tell(inside: Client) -> None:
    page = inside.get(HERE + "new/").content.decode()

    assert set(re.findall(r'name="events" value="([^"]+)"', page)) == set(EVENTS)
