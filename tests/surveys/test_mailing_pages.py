"""The page about a wave's mail: what members see, do and must not learn, and their words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.models import AuditEntry, Organization
from organizations.scope import org_scope
from surveys import actions
from surveys.actions import Invitee
from surveys.mail_models import MailPlan, MailRound, RoundState
from surveys.mail_tasks import send_round
from surveys.models import Wave
from tests import builders
from tests.surveys.fieldwork import a_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def wave(acme: Organization) -> Iterator[Wave]:
    with org_scope(acme):
        opened = a_wave(languages=["en", "de", "fr", "es"])
        people = [Invitee("service", "contributor", f"p{n}@example.com") for n in range(12)]
        actions.create_invitations(opened, people=people)
        yield opened


@pytest.fixture
def ann(client: Client, acme: Organization) -> Client:
    """The browser of Ann, who analyzes."""
    client.force_login(builders.ann(acme))
    return client


def address(name: str, wave: Wave, query: str = "") -> str:
    return reverse(f"mail:{name}", args=("acme", wave.pk)) + query


def text_of(reply: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).split())


def work() -> None:
    for row in MailRound.every_org.filter(state=RoundState.PLANNED):
        send_round(row.organization_id, row.pk)


# --- Sending from the page ----------------------------------------------------------------------------------


def test_invitations_are_sent_at_a_press_of_a_button(ann: Client, wave: Wave, mailoutbox: Any) -> None:
    reply = ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": ""})
    work()
    assert reply["Location"] == address("page", wave)
    assert len(mailoutbox) == 12
    assert mailoutbox[0].body.count("http://testserver/r/") == 2
    assert "Invitation" in text_of(ann.get(address("page", wave)))
    assert AuditEntry.objects.filter(action="planned invitation").count() == 1


def test_what_cannot_be_planned_is_said_on_the_page(ann: Client, wave: Wave) -> None:
    reply = ann.post(address("plan", wave), {"reminder-kind": "reminder", "reminder-at": ""})
    assert (reply.status_code, "Invite people first" in text_of(reply)) == (409, True)
    assert not MailRound.objects.exists()


def test_a_moment_that_cannot_be_read_stays_where_it_was_typed(ann: Client, wave: Wave) -> None:
    reply = ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": "tomorrow"})
    assert (reply.status_code, "Enter a valid date/time" in text_of(reply)) == (400, True)


def test_a_planned_round_is_called_off(ann: Client, wave: Wave) -> None:
    tomorrow = (timezone.now() + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": tomorrow})
    assert "planned" in text_of(ann.get(address("page", wave)))
    ann.post(address("call_off", wave), {"kind": "invitation", "number": "1"})
    assert not MailRound.objects.exists()


def test_mail_is_paused_and_goes_on(ann: Client, wave: Wave) -> None:
    ann.post(address("pause", wave))
    assert MailPlan.objects.get().paused
    assert "Go on" in text_of(ann.get(address("page", wave)))
    ann.post(address("go_on", wave))
    assert not MailPlan.objects.get().paused


@pytest.mark.parametrize("path", ["page", "text"])
def test_a_closed_wave_shows_what_was_and_offers_nothing(ann: Client, wave: Wave, path: str) -> None:
    actions.close_wave(wave)
    page = ann.get(address(path, wave))
    assert (page.status_code, page.content.count(b"<form")) == (200, 1)  # the one to sign out
    assert ann.post(address("pause", wave)).status_code == 409
