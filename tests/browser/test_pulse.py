"""Customers answer in a real browser: by touch, by keys, without JavaScript, in a frame on a shop's page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from organizations.scope import org_scope
from surveys import actions, pulse
from surveys.models import PulseSubmission, Wave
from tests import builders
from tests.surveys.fieldwork import a_wave, an_organization
from tests.surveys.pulse_at import address_of, said

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = pytest.mark.parametrize("width", [390, 1280])
READING_MS = 3_100
LIGHT = 60_000
"""Bytes of a first visit, style and picture included."""


@pytest.fixture(autouse=True)
def _nobody_was_here() -> None:
    cache.clear()


@pytest.fixture
def wave(live_server: Any) -> Iterator[Wave]:
    with org_scope(an_organization("Northwind")):
        yield a_wave(languages=["en", "de", "fr", "es"])


def pick(page: Any, value: str = "4") -> None:
    for question in page.locator("fieldset[data-question]").all():
        question.locator("label.option").filter(has=page.locator(f"[value='{value}']")).click()


def faults(page: Any, axe: Callable[[Any], list[str]]) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*axe(page), *([f"{wide} px too wide"] if wide else [])]


@WIDTHS
def test_a_customer_answers_and_is_thanked(page_at: Any, axe: Any, wave: Wave, width: int) -> None:
    page = page_at(width)
    page.goto(address_of(wave))
    found = faults(page, axe)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").wait_for()
    found += faults(page, axe)
    pick(page)
    page.wait_for_timeout(READING_MS)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Your answers are in").wait_for()
    found += faults(page, axe)
    page.goto(address_of(wave))
    page.get_by_role("heading", name="has answered already").wait_for()
    assert found + faults(page, axe) == []
    assert said(wave) == [dict.fromkeys(("PUL1", "PUL2", "PUL3", "PUL4"), "4")]


@WIDTHS
def test_the_kind_refusals(page_at: Any, axe: Any, wave: Wave, width: int) -> None:
    page = page_at(width)
    waiting = a_wave(opened=False, name="2027")
    found = []
    for path in (address_of(waiting), "/c/nothing/", f"{address_of(wave)}{'a' * 28}/"):
        page.goto(path)
        found += faults(page, axe)
    actions.close_wave(wave)
    page.goto(address_of(wave))
    page.get_by_role("heading", name="This has closed").wait_for()
    assert found + faults(page, axe) == []


def test_without_javascript_and_with_keys_alone(page_at: Any, wave: Wave) -> None:
    page = page_at(390, java_script_enabled=False)
    page.goto(address_of(wave))
    page.get_by_role("link", name="Deutsch").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Vier Fragen zu Northwind").wait_for()
    page.locator("input[type=radio]").first.focus()
    for _question in range(4):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    page.wait_for_timeout(READING_MS)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ihre Antworten sind angekommen").wait_for()
    assert said(wave) == [dict.fromkeys(("PUL1", "PUL2", "PUL3", "PUL4"), "2")]


def test_the_page_is_light_and_asks_no_other_host(page_at: Any, live_server: Any, wave: Wave) -> None:
    page = page_at(390)
    sizes: list[int] = []
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(address_of(wave))
    page.wait_for_load_state("networkidle")
    assert len(sizes) >= 4
    assert sum(sizes) <= LIGHT
    assert hosts == {live_server.url.split("/")[2]}


@pytest.fixture
def shop(live_server: Any, wave: Wave) -> Iterator[str]:
    """A website of somebody else, with the customer pulse in a frame."""
    frame = f"{live_server.url}{address_of(wave)}frame/"
    body = f'<title>Shop</title><iframe src="{frame}" width="100%" height="1150"></iframe>'.encode()

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_what: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_in_a_frame_on_a_website_that_was_named(page_at: Any, wave: Wave, shop: str) -> None:
    pulse.allow(pulse.make_link(wave), origins=[shop], only_codes=False)
    page = page_at(1280)
    page.goto(shop)
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="Four questions about Northwind").wait_for()
    for question in frame.locator("fieldset[data-question]").all():
        question.get_by_label("I can’t tell").check(force=True)
    page.wait_for_timeout(READING_MS)
    frame.get_by_role("button", name="Send").click()
    frame.get_by_role("heading", name="Your answers are in").wait_for()
    assert page.context.cookies() == []
    assert PulseSubmission.objects.count() == 1


def test_another_website_shows_nothing_in_its_frame(browser: Any, wave: Wave, shop: str) -> None:
    pulse.allow(pulse.make_link(wave), origins=["https://other.example"], only_codes=False)
    context = browser.new_context()
    page = context.new_page()
    with page.expect_console_message(lambda line: "frame-ancestors" in line.text):
        page.goto(shop)
    assert page.frame_locator("iframe").get_by_role("heading").count() == 0
    context.close()


@WIDTHS
def test_the_members_page_of_customers(
    page_at: Any, live_server: Any, axe: Any, wave: Wave, width: int
) -> None:
    client = Client()
    client.force_login(builders.ann(wave.organization))
    page = page_at(width)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(reverse("pulse:customers", args=[wave.organization.slug, wave.pk]))
    found = faults(page, axe)
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("img", name="QR code").wait_for()
    page.get_by_label("Websites that may show").fill("https://shop.example/path")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("is not the address of a website").wait_for()
    found += faults(page, axe)
    page.get_by_label("Websites that may show").fill("https://shop.example")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Copy this into the website").wait_for()
    rows = "PUL1,PUL2,PUL3,PUL4\n" + "4,2,5,dk\n" * 7
    page.get_by_label("Answers collected elsewhere").set_input_files(
        {"name": "answers.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.get_by_role("button", name="Take these answers").click()
    page.get_by_text("The answers of 7 customers were taken.").wait_for()
    assert found + faults(page, axe) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Make and download").click()
    assert download.value.suggested_filename == f"customers-{wave.pk}.csv"
