"""Members' pages in a real browser: on a desk, on a phone, with mistakes, and from set-up to the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from organizations.models import Organization, User
from organizations.scope import org_scope
from reports import builds
from reports.models import Report
from surveys import actions
from surveys.models import Submission, Wave
from surveys.monitoring import take_stock
from tests import builders
from tests.reports import staging
from tests.surveys.fieldwork import a_wave

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = pytest.mark.parametrize("width", [390, 1280])
LONG = "Gesellschaftsübergreifendes-Kundenerlebnismanagement"


@pytest.fixture
def acme() -> Organization:
    return builders.organization("Acme")


@pytest.fixture
def as_(page_at: Callable[..., Any], live_server: Any) -> Callable[[User, int], Any]:
    """`as_(user, 390)` opens a screen of that width on which somebody is signed in."""

    def open_page(user: User, width: int) -> Any:
        client = Client()
        client.force_login(user)
        page = page_at(width)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return open_page


def address(name: str, *rest: object) -> str:
    return reverse(f"waves:{name}", args=("acme", *rest))


def wide_by(page: Any) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Any) -> list[str]:
    """What can be pressed and is less than 24 pixels high (WCAG 2.5.8); links in a sentence are exempt."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input, summary, nav a, a.button')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 24)
            .filter(e => !(e.closest('label') && e.closest('label').getBoundingClientRect().height >= 24))
            .map(e => e.outerHTML.slice(0, 90))"""
    )
    return found


@pytest.fixture
def faults(axe: Callable[[Any], list[str]]) -> Callable[[Any], list[Any]]:
    """Everything wrong with an open page: what axe finds, width, small targets, with the address."""

    def look(page: Any) -> list[Any]:
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
        wide = [f"{wide_by(page)} px too wide"] if wide_by(page) else []
        return [(page.url, fault) for fault in [*axe(page), *wide, *small_targets(page)]]

    return look


# --- Every page on both screens -------------------------------------------------------------------------


@WIDTHS
def test_the_pages_before_signing_in(page_at: Callable[..., Any], faults: Any, width: int) -> None:
    page = page_at(width)
    found = []
    for path in ("/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/done/"):
        page.goto(path)
        found += faults(page)
    page.goto("/accounts/password/reset/key/abc-worn-out/")
    found += faults(page)
    assert page.get_by_role("link", name="Ask for a new one").is_visible()
    assert found == []


@WIDTHS
def test_a_wrong_password_is_told_and_the_address_stays(
    page_at: Callable[..., Any], faults: Any, width: int
) -> None:
    page = page_at(width)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("sam@example.com")
    page.get_by_label("Password", exact=True).fill("not the one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Email").input_value() == "sam@example.com"
    assert faults(page) == []


def test_who_forgot_the_password_sets_a_new_one_and_signs_in(
    page_at: Callable[..., Any], faults: Any
) -> None:
    User.objects.create_user("max@example.com", "an old password of mine", name="Max")
    page = page_at(390)
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Email").fill("max@example.com")
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("heading", name="Look into your mail").wait_for()
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    page.goto(link)
    found = faults(page)
    for field in page.locator("input[type=password]").all():
        field.fill("a new password of mine")
    page.get_by_role("button", name="Set the password").click()
    page.get_by_role("heading", name="The new password is set").wait_for()
    assert found + faults(page) == []
    assert User.objects.get(email="max@example.com").check_password("a new password of mine")


@WIDTHS
def test_the_pages_of_an_account(as_: Any, faults: Any, width: int) -> None:
    ann = builders.person("Ann")
    ann.set_password("a password of Ann's")
    ann.save()
    page = as_(ann, width)
    found = []
    for path in ("/", "/accounts/password/change/", "/accounts/logout/", "/accounts/email/"):
        page.goto(path)
        found += faults(page)
    assert found == []


@WIDTHS
def test_the_pages_of_an_organization_and_its_waves(
    as_: Any, faults: Any, acme: Organization, width: int
) -> None:
    page = as_(builders.olga(acme), width)
    page.goto(address("organization"))
    found = faults(page)
    with org_scope(acme):
        draft, running = a_wave(opened=False, name="2027"), a_wave(name=LONG)
        for wave in (draft, running):
            actions.create_open_link(wave)
    closed = staging.closed_wave(of=acme)
    names = ("wave", "facts", "preview")
    paths = [address(name, wave.pk) for wave in (draft, running) for name in names]
    paths += [address("wave", closed.pk), address("preview", closed.pk), address("close", running.pk)]
    paths += [address("organization"), address("new"), "/"]
    paths += [reverse("reports:progress", args=("acme", closed.pk))]
    for path in paths:
        assert page.goto(path).status == 200
        found += faults(page)
    assert found == []


@WIDTHS
def test_the_pages_with_mistakes_and_with_personal_links(
    as_: Any, faults: Any, acme: Organization, width: int
) -> None:
    page = as_(builders.ann(acme), width)
    with org_scope(acme):
        wave = a_wave()
    page.goto(address("new"))
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("alert").wait_for()
    found = faults(page)

    page.goto(address("facts", wave.pk))
    page.get_by_role("spinbutton", name="How many systems hold customer records?").fill("-1")
    page.get_by_role("combobox", name="Chief executive").select_option(index=1)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()
    found += faults(page)

    page.goto(address("participants", wave.pk))
    long = f"{'b' * 60}@{'subsidiary.' * 8}example"
    bad = f"nobody, sales, manager\nann@acme.example, sales, manager\n{long}, lgal, leader"
    page.get_by_label("one person a line").fill(bad)
    page.get_by_role("button", name="Look at the list").click()
    page.get_by_text("This is not an e-mail address.").wait_for()
    found += faults(page)

    line = page.get_by_role("group", name="Line 3")
    line.get_by_label("Function").select_option(label="Legal")
    page.get_by_role("group", name="Line 1").get_by_label("Leave out").check()
    page.get_by_label("Show me the personal links").check()
    page.get_by_role("button", name="Take what is good").click()
    page.get_by_role("heading", name="Personal links").wait_for()
    assert found + faults(page) == []


# --- From set-up to the report --------------------------------------------------------------------------


def set_up(page: Any) -> None:
    page.goto("/")
    page.get_by_role("link", name="Acme").click()
    page.get_by_role("link", name="New assessment").click()
    page.get_by_label("Name of the assessment").fill("Who owns the customer")
    page.get_by_label("Name of the wave").fill("2026")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    save(page, "Step 2 of 6")
    for function in ("Sales", "Marketing", "Service"):
        page.get_by_label(function, exact=True).fill("30")
    page.get_by_text("Other functions").click()
    page.get_by_label("Another function").first.fill("Executive board")
    page.get_by_label("People in it").first.fill("12")
    save(page, "Step 3 of 6")


def save(page: Any, next_step: str) -> None:
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text(next_step).wait_for()


def state_facts(page: Any) -> None:
    page.get_by_role("combobox", name="Is there a named executive").select_option(label="somebody, full-time")
    page.get_by_role("group", name="Which roles sit on it?").get_by_label("those who deliver").check()
    save(page, "Step 4 of 6")


def look_through(page: Any) -> None:
    page.get_by_role("link", name="English Marketing").click()
    page.get_by_role("navigation", name="Language").get_by_role("link", name="Deutsch").click()
    page.get_by_role("heading", name="What each function is asked").wait_for()
    page.go_back()
    page.go_back()


def test_an_analyst_sets_up_opens_closes_and_watches_the_report_being_built(
    as_: Any, acme: Organization
) -> None:
    page = as_(builders.ann(acme), 1280)
    set_up(page)
    state_facts(page)
    page.get_by_label("Español").uncheck()
    save(page, "Step 5 of 6")
    page.get_by_role("button", name="Make a link for each function").click()
    assert page.locator("#links ~ dl a").count() == 5
    save(page, "Step 6 of 6")
    look_through(page)
    page.get_by_role("button", name="Launch the wave").click()
    page.get_by_text("Fewer than 5 of 102 people had answered").wait_for()
    wave = Wave.every_org.get()
    with org_scope(acme):
        staging.answer(wave, {"sales": 20, "marketing": 12, "service": 25})
        take_stock(wave)
    page.evaluate("htmx.ajax('GET', document.querySelector('#monitor').getAttribute('hx-get'), '#monitor')")
    page.get_by_text("57 of 102 people have answered.").wait_for()
    assert page.get_by_role("row", name="Service").get_by_text("80% or more").is_visible()

    page.get_by_role("link", name="Close the wave").click()
    page.get_by_role("button", name="Close and build the report").click()
    page.get_by_text("Waiting for a worker to begin.").wait_for()
    with org_scope(acme):
        held = builds.claim(Report.objects.get().pk)
        assert held is not None
        page.get_by_text("The answers are being counted").wait_for()
        report = builds.build(held)
    page.wait_for_url(f"**{reverse('reports:show', args=('acme', report.pk))}")
    page.get_by_role("link", name="Acme").first.click()
    page.wait_for_url(f"**{address('organization')}")
    assert Submission.every_org.count() == 57


def test_a_link_from_the_wave_page_opens_the_questionnaire(as_: Any, acme: Organization) -> None:
    page = as_(builders.ann(acme), 390)
    with org_scope(acme):
        actions.create_open_link(a_wave(), function="service")
    page.goto(address("wave", Wave.every_org.get().pk))
    page.locator("#links ~ dl a").tap()
    page.get_by_role("button", name="Begin").wait_for()
