"""The whole road as its people walk it: from an empty installation to an action that somebody answers for."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.models import Organization
from organizations.scope import org_scope
from reports import builds
from reports.models import Report
from surveys.mail_models import MailRound
from surveys.mail_tasks import send_round
from surveys.models import Draft, PulseSubmission, Submission, Wave
from tests import builders
from tests.browser.test_answering import SAVED, answer_by_touch
from tests.browser.test_member_pages import as_, wide_by
from tests.browser.test_pulse import READING_MS, pick
from tests.surveys import post_office, pulse_at
from tests.test_journey import Questions

__all__ = ["as_"]  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

HEADS = {"sales": 24, "marketing": 20, "service": 16}
LINK = re.compile(r"/r/([A-Za-z0-9_-]+)/\s")
BEGIN = re.compile("^(Begin|Go on|Beginnen|Anfangen|Weiter)")


@dataclass
class Look:
    """Looks at pages on a phone and a desk; keeps what is wrong, and pictures in the folder SCREENSHOTS."""

    axe: Callable[[Any], list[str]]
    found: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def __call__(self, page: Any, name: str) -> None:
        own = page.viewport_size
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if wide_by(page):
                self.found.append(f"{name} at {width}: {wide_by(page)} px too wide")
            if folder := os.environ.get("SCREENSHOTS"):
                page.screenshot(path=f"{folder}/road-{len(self.seen):02}-{name}-{width}.png", full_page=True)
        page.set_viewport_size(own)
        self.found += [f"{name}: {fault}" for fault in self.axe(page)]
        self.seen.append(name)


@pytest.fixture
def office(settings: Any) -> Iterator[post_office.PostOffice]:
    port = post_office.free_port()
    post_office.use(settings, port=port)
    with post_office.opened(post_office.PostOffice(), port=port) as opened:
        yield opened


def test_the_whole_road(
    page_at: Callable[..., Any],
    as_: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    office: post_office.PostOffice,
) -> None:
    cache.clear()
    acme, look = builders.organization("Acme"), Look(axe)
    consultant = as_(builders.ann(acme), 1280)
    wave = set_up_and_launch(consultant, look)
    invite(consultant, look, wave, office)
    tokens = [token for mail in office.mails for token in LINK.findall(body(mail))[:1]]
    assert len(set(tokens)) == 60

    by_touch_in_german(page_at(390, 844, locale="de-DE"), look, tokens[0])
    by_keyboard(page_at(1280), tokens[1])
    without_javascript(page_at(390, 844, java_script_enabled=False), tokens[2])
    with_interrupted_network(page_at(390, 844), tokens[3])
    for number, token in enumerate(tokens[4:50]):
        by_http(token, option=number % 4)
    remind(consultant, look, wave, office)
    for number, token in enumerate(tokens[50:]):
        by_http(token, option=number % 3)
    assert (Submission.every_org.count(), Draft.every_org.count()) == (60, 0)

    sponsor = as_(builders.olga(acme), 390)
    fill_in_the_facts(sponsor, look, wave)
    customers_answer(consultant, page_at, look, wave, acme)
    close(consultant, look, wave, acme)
    read_and_adopt(sponsor, look, acme)
    assert look.found == []


# --- The consultant ---------------------------------------------------------------------------------------


def at(name: str, *rest: object) -> str:
    return reverse(name, args=("acme", *rest))


def save(page: Any, next_step: str) -> None:
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text(next_step).wait_for()


def set_up_and_launch(page: Any, look: Look) -> Wave:
    page.goto("/")
    page.get_by_role("link", name="Acme").click()
    look(page, "organization")
    page.get_by_role("link", name="New assessment").click()
    look(page, "assessment")
    page.get_by_label("Name of the assessment").fill("Who owns the customer")
    page.get_by_label("Name of the wave").fill("2026")
    page.get_by_label("Last day for answers").fill(f"{timezone.localdate() + dt.timedelta(days=20)}")
    save(page, "Step 2 of 6")
    for function, heads in HEADS.items():
        page.get_by_label(function.title(), exact=True).fill(str(heads))
    look(page, "functions")
    save(page, "Step 3 of 6")
    save(page, "Step 4 of 6")
    look(page, "questions")
    save(page, "Step 5 of 6")
    page.get_by_label("one person a line").fill("\n".join(people()))
    page.get_by_role("button", name="Look at the list").click()
    look(page, "people")
    page.get_by_role("button", name="Put them on the list").click()
    page.get_by_text("60 people were put on the list.").wait_for()
    look(page, "participants")
    save(page, "Step 6 of 6")
    look(page, "launch")
    page.get_by_role("button", name="Launch the wave").click()
    page.get_by_text("Fewer than 5 of 60 people had answered").wait_for()
    look(page, "monitor")
    return Wave.every_org.get()


def people() -> Iterator[str]:
    for function, heads in HEADS.items():
        for number in range(heads):
            level = ("leader", "manager", "contributor", "contributor")[number % 4]
            yield f"{function}{number}@acme.example, {function}, {level}"


def invite(page: Any, look: Look, wave: Wave, office: post_office.PostOffice) -> None:
    page.goto(at("mail:page", wave.pk))
    page.get_by_role("button", name="Send invitations").click()
    send(wave)
    assert len(office.to) == len(set(office.to)) == 60
    page.reload()
    look(page, "mail")


def send(wave: Wave) -> None:
    """What the worker does when the bell rings."""
    row = MailRound.every_org.filter(wave=wave).latest("pk")
    send_round(row.organization_id, row.pk)


def remind(page: Any, look: Look, wave: Wave, office: post_office.PostOffice) -> None:
    """Three days later: those who have sent are left alone."""
    MailRound.every_org.update(started_at=timezone.now() - dt.timedelta(days=3))
    before = len(office.to)
    page.goto(at("mail:page", wave.pk))
    page.get_by_role("button", name="Send a reminder").click()
    page.get_by_role("row", name="Reminder 1").wait_for()
    send(wave)
    assert len(office.to) - before == 10
    page.reload()
    look(page, "reminded")


def body(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def close(page: Any, look: Look, wave: Wave, acme: Organization) -> None:
    page.goto(at("waves:wave", wave.pk))
    page.get_by_role("link", name="Close the wave").click()
    look(page, "close")
    page.get_by_role("button", name="Close and build the report").click()
    page.get_by_text("Waiting for a worker to begin.").wait_for()
    look(page, "waiting")
    with org_scope(acme):
        held = builds.claim(Report.objects.get().pk)
        assert held is not None
        builds.build(held)


# --- Those who are asked ----------------------------------------------------------------------------------


def by_touch_in_german(page: Any, look: Look, token: str) -> None:
    page.goto(f"/r/{token}/?in=de")
    look(page, "first-screen")
    page.locator("form .button--primary").tap()
    number = 0
    while "/review/" not in page.url:
        number += 1
        page.wait_for_url(f"**/{number}/")
        answer_by_touch_as_said(page)
        if number in (1, 5):
            look(page, f"page-{number}")
        page.locator("[data-forward]").tap()
        page.wait_for_url(re.compile(f"/({number + 1}|review)/$"))
    look(page, "review")
    page.locator("form[action$='/send/'] button").tap()
    page.wait_for_url("**/sent/?in=*")
    look(page, "thanks")


def answer_by_touch_as_said(page: Any) -> None:
    """The same taps whatever language the page says "saved" in."""
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.locator("fieldset[data-question] label.option").first.tap()
    for question in page.locator("fieldset[data-question]").all():
        if question.is_visible() and not question.locator("input:checked").count():
            question.locator("label.option").nth(1).tap()
    page.locator("[data-saved][data-state=saved]").wait_for()


def by_keyboard(page: Any, token: str) -> None:
    """Enter and digits alone, from the first screen to the end."""
    page.goto(f"/r/{token}/")
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/1/")
    while "/review/" not in page.url:
        here = page.url
        questions = page.locator("fieldset[data-question]:visible").count()
        for at_question in range(questions):
            page.locator("fieldset[data-question]:visible").nth(at_question).locator("input").first.focus()
            page.keyboard.press("2")
        page.locator("[data-forward]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address, here=here: address != here)
    page.get_by_role("button", name="Send my answers").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent/?in=*")


def without_javascript(page: Any, token: str) -> None:
    page.goto(f"/r/{token}/")
    page.get_by_role("button", name="Begin").tap()
    number = 1
    while "/review/" not in page.url:
        page.wait_for_url(f"**/{number}/")
        for question in page.locator("fieldset[data-question]").all():
            if question.is_visible():
                question.locator("label.option").nth(1).tap()
        page.locator("[data-forward]").tap()
        number += 1
        page.wait_for_url(re.compile(f"/({number}|review)/$"))
    page.get_by_role("button", name="Send my answers").tap()
    page.wait_for_url("**/sent/?in=*")


def with_interrupted_network(page: Any, token: str) -> None:
    """Page two is answered in a tunnel; the rest later, on another device."""
    page.goto(f"/r/{token}/")
    page.get_by_role("button", name="Begin").tap()
    page.wait_for_url("**/1/")
    page.context.set_offline(True)
    page.locator("fieldset[data-question] label.option").first.tap()
    page.get_by_text("Not saved, trying again").wait_for()
    page.context.set_offline(False)
    page.get_by_text(SAVED).wait_for()
    answer_by_touch(page)
    by_http(token, option=1)


def by_http(token: str, *, option: int) -> None:
    """Somebody whose browser we do not watch: begins or goes on, answers every page, sends."""
    browser = Client()
    page = browser.post(f"/r/{token}/")["Location"]
    while not page.endswith("/review/"):
        offered = Questions.of(browser.get(page).content.decode())
        given = {name: values[option % len(values)] for name, values in offered.items()}
        page = browser.post(page, given | {"go": "next"})["Location"]
    assert browser.post(page.replace("/review/", "/send/"))["Location"].startswith("/r/sent/")


# --- The sponsor, the customers, the executive ------------------------------------------------------------


def fill_in_the_facts(page: Any, look: Look, wave: Wave) -> None:
    page.goto(at("waves:facts", wave.pk))
    page.get_by_role("combobox", name="Is there a named executive").select_option(label="somebody, full-time")
    look(page, "facts")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    wave.refresh_from_db()
    assert wave.facts["cx_lead"] == "full"


def customers_answer(
    consultant: Any, page_at: Callable[..., Any], look: Look, wave: Wave, acme: Organization
) -> None:
    consultant.goto(at("pulse:customers", wave.pk))
    consultant.get_by_role("button", name="Make the link for customers").click()
    look(consultant, "customers")
    with org_scope(acme):
        address = pulse_at.address_of(wave)
        for options in ({}, {"java_script_enabled": False}):
            page = page_at(390, 844, **options)
            page.goto(address)
            if not options:
                look(page, "pulse")
            pick(page)
            page.wait_for_timeout(READING_MS)
            page.get_by_role("button", name="Send").click()
            page.get_by_role("heading", name="Your answers are in").wait_for()
        for _customer in range(28):
            assert pulse_at.send(Client(), address).status_code == 303
    assert PulseSubmission.every_org.filter(wave=wave).count() == 30


def read_and_adopt(page: Any, look: Look, acme: Organization) -> None:
    report = Report.every_org.get()
    page.goto(at("reports:show", report.pk))
    look(page, "report")
    page.goto(at("reports:proposals", report.pk))
    look(page, "proposals")
    page.get_by_role("button", name="Adopt").first.click()
    page.wait_for_load_state()
    look(page, "adopted")
    page.goto(at("reports:actions"))
    look(page, "actions")
