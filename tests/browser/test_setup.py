"""Setting up and watching in a real browser: every page on a desk and on a phone, and without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.models import Organization
from organizations.scope import org_scope
from surveys import actions
from surveys.models import Invitation, Wave
from surveys.monitoring import take_stock
from tests import builders
from tests.browser.test_member_pages import WIDTHS, acme, address, as_, faults, save
from tests.reports import staging
from tests.surveys.fieldwork import a_wave

__all__ = ["acme", "as_", "faults"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STEPS = ("assessment", "functions", "facts", "questions", "participants", "launch")
PEOPLE = "ann@acme.example, sales, manager\nbob, astrology, boss, tlh\nann@acme.example, legal, leader, en"


@pytest.fixture
def shot(width: int) -> Callable[[Any, str], None]:
    """`shot(page, "launch")` keeps a picture in the folder SCREENSHOTS, for whoever wants to look."""
    folder = os.environ.get("SCREENSHOTS")

    def take(page: Any, name: str) -> None:
        if folder:
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)

    return take


@pytest.fixture
def draft(acme: Organization) -> Wave:
    with org_scope(acme):
        wave = a_wave(
            opened=False, closes_on=timezone.localdate() + timedelta(days=9), time_zone="Asia/Tokyo"
        )
        actions.create_open_link(wave)
        actions.create_open_link(wave, function="legal")
        people = [actions.Invitee("sales", "manager", f"person{n}@acme.example") for n in range(12)]
        actions.create_invitations(wave, people=people)
    return wave


@WIDTHS
def test_every_step_and_the_wave_being_set_up(
    as_: Any,
    faults: Any,
    acme: Organization,
    draft: Wave,
    width: int,
    shot: Callable[[Any, str], None],
) -> None:
    page = as_(builders.ann(acme), width)
    found = []
    page.goto(address("new"))
    shot(page, "new")
    found += faults(page)
    for key in (*STEPS, "wave", "links", "preview"):
        assert page.goto(address(key, draft.pk)).status == 200
        shot(page, key)
        found += faults(page)
    page.goto(address("participants", draft.pk))
    page.get_by_label("one person a line").fill(PEOPLE)
    page.get_by_role("button", name="Look at the list").click()
    page.get_by_role("heading", name="2 lines are to be corrected").wait_for()
    shot(page, "people_preview")
    found += faults(page)
    page.goto(address("participants", draft.pk))
    page.get_by_text("A list with 3 lines waits").wait_for()
    shot(page, "participants-waiting")
    found += faults(page)
    page.get_by_label("How many people").fill("3")
    page.get_by_role("button", name="Make codes").click()
    page.get_by_role("heading", name="3 codes to print").wait_for()
    shot(page, "codes")
    found += faults(page)
    assert found == []


@WIDTHS
def test_the_monitor_and_what_moves_while_a_wave_is_open(
    as_: Any,
    faults: Any,
    acme: Organization,
    width: int,
    shot: Callable[[Any, str], None],
) -> None:
    with org_scope(acme):
        wave = a_wave(closes_on=timezone.localdate() + timedelta(days=9))
        actions.create_open_link(wave)
    page = as_(builders.ann(acme), width)
    page.goto(address("wave", wave.pk))
    shot(page, "monitor-0")
    found = faults(page)
    for people in (20, 17):
        with org_scope(acme):
            staging.answer(wave, {"service": people})
            take_stock(wave)
        page.reload()
        shot(page, f"monitor-{people}")
        found += faults(page)
    page.get_by_text("The target of 75% is reached.").wait_for()
    for key in ("extend", "close", "next", "participants"):
        page.goto(address(key, wave.pk))
        shot(page, f"open-{key}")
        found += faults(page)
    assert found == []


@WIDTHS
def test_where_somebody_types_a_code(
    page_at: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    width: int,
    shot: Callable[[Any, str], None],
) -> None:
    page = page_at(width)
    page.goto(reverse("surveys:code"))
    shot(page, "code")
    found = axe(page)
    page.get_by_label("The code on your sheet").fill("abcd-efgh-jkmn")
    page.get_by_role("button", name="Open my questionnaire").click()
    page.get_by_text("This code does not open a questionnaire.").wait_for()
    shot(page, "code-wrong")
    assert found + axe(page) == []


def test_a_wave_is_set_up_and_launched_without_javascript(
    page_at: Callable[..., Any],
    live_server: Any,
    acme: Organization,
) -> None:
    client = Client()
    client.force_login(builders.ann(acme))
    page = page_at(390, java_script_enabled=False)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(address("new"))
    page.get_by_label("Name of the assessment").fill("Who owns the customer")
    page.get_by_label("Name of the wave").fill("2026")
    save(page, "Step 2 of 6")
    for function in ("Sales", "Marketing"):
        page.get_by_label(function, exact=True).fill("30")
    for step in (3, 4, 5):
        save(page, f"Step {step} of 6")
    page.get_by_label("one person a line").fill(
        "bob@acme.example, sales, boss\nann@acme.example, sales, leader"
    )
    page.get_by_role("button", name="Look at the list").tap()
    page.get_by_role("group", name="Line 1").get_by_label("Level").select_option("manager")
    page.get_by_role("button", name="Take what is good").tap()
    page.get_by_text("2 people were put on the list.").wait_for()
    save(page, "Step 6 of 6")
    page.get_by_role("button", name="Launch the wave").tap()
    page.get_by_text("Fewer than 5 of 60 people had answered").wait_for()
    emails = Invitation.every_org.order_by("email").values_list("email", flat=True)
    assert list(emails) == ["ann@acme.example", "bob@acme.example"]
    page.get_by_role("link", name="Next wave").tap()
    page.get_by_label("Name of the next wave").fill("2027")
    page.get_by_role("button", name="Set it up").tap()
    page.get_by_text("Step 2 of 6").wait_for()
    assert page.get_by_label("Sales", exact=True).input_value() == "30"
