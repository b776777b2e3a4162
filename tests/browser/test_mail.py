"""The pages about mail in a real browser: a wave's mail and its words; no more mail for a person."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from organizations.models import Organization
from organizations.scope import org_scope
from surveys import actions, mailing_rounds
from surveys.actions import Invitee
from surveys.mail_models import Contact, Kind, MailRound, Message
from surveys.mail_tasks import send_round
from surveys.models import Wave
from tests import builders
from tests.browser.test_member_pages import WIDTHS, as_, faults
from tests.surveys.fieldwork import a_wave

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["as_", "faults"]


@pytest.fixture
def acme() -> Organization:
    return builders.organization("Acme")


@pytest.fixture
def wave(acme: Organization) -> Iterator[Wave]:
    with org_scope(acme):
        opened = a_wave(languages=["en", "de", "fr", "es"], time_zone="America/New_York")
        people = [Invitee("service", "contributor", f"p{n}@example.com") for n in range(12)]
        actions.create_invitations(opened, people=people)
        yield opened


def invited_over(wave: Wave, origin: str) -> None:
    """The invitations, sent three days ago, and a reminder planned for tomorrow."""
    row = mailing_rounds.plan_round(wave, kind=Kind.INVITATION, origin=origin)
    send_round(row.organization_id, row.pk)
    MailRound.objects.update(started_at=timezone.now() - dt.timedelta(days=3))
    tomorrow = timezone.now() + dt.timedelta(days=1)
    mailing_rounds.plan_round(wave, kind=Kind.REMINDER, origin=origin, due_at=tomorrow)


@WIDTHS
def test_a_wave_s_mail_and_its_words(
    as_: Callable[..., Any], faults: Any, wave: Wave, acme: Organization, live_server: Any, width: int
) -> None:
    page = as_(builders.ann(acme), width)
    here = reverse("mail:page", args=("acme", wave.pk))
    page.goto(here)
    found = faults(page)
    invited_over(wave, live_server.url)
    Message.objects.filter(invitation__email__in=["p1@example.com", "p2@example.com"]).update(
        came_back="hard"
    )
    Message.objects.filter(invitation__email="p3@example.com").update(came_back="soft")
    page.goto(here)
    page.get_by_role("heading", name="3 addresses came back").wait_for()
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/mail-{width}.png", full_page=True)
    found += faults(page)
    page.get_by_label("The right address instead of p1@example.com").fill("p0@example.com")
    page.get_by_role("button", name="Put it right").first.click()
    page.get_by_text("This address is on the list of this wave already.").wait_for()
    page.goto(here)
    page.get_by_role("link", name="Reminder (Deutsch)").click()
    found += faults(page)
    page.get_by_label("Text").fill("come {here}")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("{here} is not a field").wait_for()
    assert found + faults(page) == []


def test_a_reminder_is_planned_called_off_and_mail_is_paused(
    as_: Callable[..., Any], wave: Wave, acme: Organization, live_server: Any
) -> None:
    invited_over(wave, live_server.url)
    page = as_(builders.ann(acme), 1280)
    page.goto(reverse("mail:page", args=("acme", wave.pk)))
    page.get_by_role("row", name="Reminder 1").get_by_role("button", name="Call off").click()
    page.get_by_role("row", name="Reminder 1").wait_for(state="detached")
    in_two_days = (dt.datetime.now() + dt.timedelta(days=2)).strftime("%Y-%m-%dT07:30")
    page.locator("section", has_text="Who they are is shown to nobody").get_by_label("When").fill(in_two_days)
    page.get_by_role("button", name="Send a reminder").click()
    page.get_by_role("row", name=re.compile("Reminder 1.* 07:30 planned")).wait_for()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").wait_for()


@WIDTHS
def test_somebody_wants_no_more_mail(
    page_at: Callable[..., Any], faults: Any, wave: Wave, live_server: Any, width: int
) -> None:
    invited_over(wave, live_server.url)
    page = page_at(width, locale="de-DE")
    page.goto(re.findall(r"http\S+/unsubscribe/", mail.outbox[0].body)[0])
    found = faults(page)
    page.get_by_role("button", name="Schicken Sie mir keine E-Mails mehr").click()
    page.get_by_text("Sie bekommen keine weiteren E-Mails").wait_for()
    assert found + faults(page) == []
    assert Contact.objects.filter(silent=True).count() == 1
