"""Every way that a page of members shows leads somewhere, for whoever is shown it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Organization, User
from organizations.scope import org_scope
from reports.builds import build_now
from reports.models import Report
from surveys.actions import create_open_link
from tests import builders
from tests.reports.staging import closed_wave, open_wave
from tests.surveys.fieldwork import a_wave

pytestmark = pytest.mark.django_db

Who = Callable[[Organization], User]
WHO = pytest.mark.parametrize("who", [builders.olga, builders.ann, builders.max_])
AREAS = (
    ("waves:organization", "waves"),
    ("reports:actions", "actions"),
    ("reports:calendar", "calendar"),
    ("reports:side_by_side", "side by side"),
    ("reports:portfolio", "portfolio"),
    ("organizations:people", "people"),
    ("organizations:settings", "settings"),
    ("organizations:deck-template", "slides"),
    ("organizations:tokens", "access tokens"),
    ("organizations:hooks", "webhooks"),
    ("organizations:trail", "audit trail"),
)


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def report(acme: Organization) -> Report:
    """The published report of an organization that has a wave in each state."""
    with org_scope(acme):
        a_wave(opened=False, name="2027")
        create_open_link(open_wave(of=acme))
        wave = closed_wave(of=acme)
        Report.objects.all().delete()
        return builders.published(build_now(wave))


def ways_on(page: str) -> list[str]:
    """The addresses of our own that a page leads to, without what comes after #."""
    found = re.findall(r'<a [^>]*href="(/[^"#]*)', page)
    return list(dict.fromkeys(unescape(address) for address in found))


def kind_of(address: str) -> str:
    """Pages that differ by a number or by what a query asks for are of one kind."""
    return re.sub(r"\d+", "1", re.sub(r"=[^&]*", "=", address))


def walked(client: Client, start: str) -> dict[str, tuple[int, str]]:
    """Each kind of page that can be reached from a page: what it answered, and where it was found."""
    seen, waiting = dict[str, tuple[int, str]](), [(start, "")]
    while waiting:
        address, found_on = waiting.pop(0)
        if kind_of(address) not in seen:
            answer = client.get(address, follow=True)
            seen[kind_of(address)] = answer.status_code, found_on
            if answer["Content-Type"].startswith("text/html") and not answer.get("Content-Disposition"):
                waiting += [(way, address) for way in ways_on(answer.text)]
    return seen


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@WHO
def test_whatever_somebody_is_led_to_is_there_and_is_theirs(who: Who, report: Report) -> None:
    reached = walked(signed_in(who(report.organization)), "/")
    assert {kind: answer for kind, answer in reached.items() if answer[0] != 200} == {}
    assert len(reached) > 20


@WHO
def test_each_area_names_itself_among_all_that_this_role_may_open(who: Who, acme: Organization) -> None:
    client = signed_in(who(acme))
    here = client.get(reverse("waves:organization", args=[acme.slug])).text
    nav = here.split('<nav class="ways"')[1].split("</nav>")[0]
    for name, words in AREAS:
        address = reverse(name, args=[acme.slug])
        page = client.get(address)
        assert (page.status_code == 200) == (f'href="{address}"' in nav), name
        if page.status_code == 200:
            assert f'href="{address}" aria-current="page">{words.capitalize()}<' in page.text


def test_from_a_report_a_consultant_shares_and_downloads_at_once(report: Report) -> None:
    client = signed_in(builders.ann(report.organization))
    here = reverse("reports:show", args=[report.organization.slug, report.pk])
    head = client.get(here).text.split("</header>")[0]
    assert f'href="{here}readers/">Share<' in head
    assert "<summary>Download</summary>" in head
    assert "Slides to edit (PPTX)" in head
    assert "Make a link" in client.get(f"{here}readers/").text
