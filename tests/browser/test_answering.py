"""People answer in a real browser: by touch, by keyboard alone, in two browsers, and without JavaScript."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import pytest

from organizations.scope import org_scope
from surveys import actions
from surveys.models import Comment, Draft, Submission
from surveys.queries import codebook_of
from tests.surveys.fieldwork import a_wave, an_organization, invited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = 14
SHORT_PAGES = 8
SAVED = "Saved ✓"


@pytest.fixture
def wave() -> Any:
    with org_scope(an_organization("Torchlight")):
        yield a_wave(asks="Torchlight’s executive team")


def begin(page: Any, token: str) -> None:
    page.goto(f"/r/{token}/")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/1/")


def questions(page: Any) -> list[Any]:
    return [question for question in page.locator("fieldset[data-question]").all() if question.is_visible()]


def unanswered(page: Any) -> list[Any]:
    return [question for question in questions(page) if not question.locator("input:checked").count()]


def answer_by_touch(page: Any, place: int = 1) -> None:
    """Tap one option of every question that is shown, follow-up questions included."""
    while open_questions := unanswered(page):
        open_questions[0].locator("label.option").nth(place).tap()
    page.get_by_text(SAVED).wait_for()


def wide_elements(page: Any) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Any) -> list[str]:
    """What can be pressed and is less than 44 pixels high; a link within a sentence is not meant."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => [...document.querySelectorAll('label.option, button, select, summary, .way a, .review a')]
            .filter(e => e.offsetParent && !e.classList.contains('visually-hidden'))
            .filter(e => e.getBoundingClientRect().height < 43.5)
            .map(e => e.outerHTML.slice(0, 90))"""
    )


def sent_answers(wave: Any) -> dict[str, str]:
    return codebook_of(wave).decode(bytes(Submission.objects.get(wave=wave).answers))


# --- By touch ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_person_with_a_phone_answers_every_page_by_touch(
    page_at: Callable[..., Any], axe: Any, wave: Any
) -> None:
    page = page_at(390, 844)
    found: dict[str, list[Any]] = {}

    def look() -> None:
        found[page.url] = [
            *axe(page),
            *small_targets(page),
            *([wide_elements(page)] if wide_elements(page) else []),
        ]

    page.goto(f"/r/{invited(wave)}/")
    look()
    page.get_by_role("button", name="Begin").tap()
    for number in range(1, PAGES + 1):
        page.wait_for_url(f"**/{number}/")
        answer_by_touch(page)
        look()
        page.locator("[data-forward]").tap()
    page.get_by_role("heading", name="Before you send").wait_for()
    look()
    page.get_by_role("button", name="Send my answers").tap()
    page.get_by_role("heading", name="Thank you").wait_for()
    look()
    assert {address: complaints for address, complaints in found.items() if complaints} == {}
    assert len(found) == PAGES + 3
    answers = sent_answers(wave)
    assert [key for key, value in answers.items() if not value] == []
    assert (answers["VIEW1"], answers["AE1"], answers["AE2"], answers["OWN1_should"]) == (
        "2",
        "2",
        "3",
        "service",
    )


@pytest.mark.slow
def test_the_short_form_is_answered_by_touch(page_at: Callable[..., Any], axe: Any, wave: Any) -> None:
    short = a_wave(name="short", form="short")
    page = page_at(390, 844)
    page.goto(f"/r/{invited(short)}/")
    page.get_by_role("button", name="Begin").tap()
    found: list[Any] = []
    for number in range(1, SHORT_PAGES + 1):
        page.wait_for_url(f"**/{number}/")
        answer_by_touch(page)
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/short-{number}.png", full_page=True)
        found += [*axe(page), *small_targets(page), *([wide_elements(page)] if wide_elements(page) else [])]
        page.locator("[data-forward]").tap()
    page.get_by_role("heading", name="Before you send").wait_for()
    page.get_by_role("button", name="Send my answers").tap()
    page.get_by_role("heading", name="Thank you").wait_for()
    answers = sent_answers(short)
    assert (found, [key for key, value in answers.items() if not value]) == ([], [])
    assert (answers["OWN1_today"], "OWN1_should" in answers) == ("service", False)


# --- By keyboard alone ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_person_answers_every_page_by_keyboard_alone(page_at: Callable[..., Any], wave: Any) -> None:
    page = page_at(1280)
    page.goto(f"/r/{invited(wave, level='manager')}/")
    page.keyboard.press("Enter")
    for number in range(1, PAGES + 1):
        page.wait_for_url(f"**/{number}/")
        page.locator("h1:focus").wait_for()
        answer_by_keys(page)
    page.wait_for_url("**/review/")
    page.get_by_text("Every question has an answer.").wait_for()
    while page.evaluate("document.activeElement.textContent.trim()") != "Send my answers":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you").wait_for()
    answers = sent_answers(wave)
    assert (answers["VIEW1"], answers["MOD_M2"], answers["LV7"], answers["CLK4"]) == ("2", "2", "2", "3d")
    assert Comment.objects.get().text == "All by keyboard."


def answer_by_keys(page: Any) -> None:
    """Enter to the first question; then a digit and Enter, again and again, until the page is left."""
    page.keyboard.press("Enter")
    is_last = False
    while not is_last:
        page.keyboard.press("2")
        page.get_by_text(SAVED).wait_for()
        is_last = page.evaluate(ON_LAST_QUESTION)
        has_comment = page.locator("textarea").count() > 0
        page.keyboard.press("Enter")
    if has_comment:
        page.keyboard.type("All by keyboard.")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")


ON_LAST_QUESTION = """() => {
    const shown = [...document.querySelectorAll('fieldset[data-question]')].filter(e => e.offsetParent);
    return shown.at(-1).contains(document.activeElement);
}"""


# --- Coming back ------------------------------------------------------------------------------------------


def test_leaving_in_the_middle_and_coming_back_in_another_browser(
    page_at: Callable[..., Any], wave: Any
) -> None:
    token = invited(wave)
    phone = page_at(390, 844)
    begin(phone, token)
    answer_by_touch(phone)
    phone.locator("[data-forward]").tap()
    phone.wait_for_url("**/2/")
    phone.locator("#item-VIEW1").get_by_text("often").tap()
    phone.get_by_text(SAVED).wait_for()
    phone.close()

    desk = page_at(1280)
    desk.goto(f"/r/{token}/")
    assert desk.url.endswith("/2/")
    assert desk.locator("#item-VIEW1 input:checked").get_attribute("value") == "4"
    assert desk.locator("#item-VIEW2 input:checked").count() == 0


def test_an_open_link_shows_a_link_of_ones_own_that_opens_elsewhere(
    page_at: Callable[..., Any], wave: Any
) -> None:
    link = actions.create_open_link(wave)
    page = page_at(390, 844)
    page.goto(f"/r/{link.token}/")
    page.get_by_text("Service", exact=True).tap()
    page.get_by_text("I manage people").tap()
    page.get_by_role("button", name="Begin").tap()
    own = page.locator(".notice .address").inner_text()

    elsewhere = page_at(1280)
    elsewhere.goto(own)
    elsewhere.get_by_role("heading", name="Where you sit").wait_for()
    page.goto(f"/r/{link.token}/")
    page.get_by_role("link", name="Go on where you left").tap()
    page.get_by_role("heading", name="Where you sit").wait_for()


# --- When the network fails -------------------------------------------------------------------------------


def test_an_answer_given_without_a_network_is_saved_when_it_is_back(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(390, 844)
    begin(page, invited(wave))
    page.context.set_offline(True)
    page.get_by_text("2 to 5 years").tap()
    page.get_by_text("Not saved, trying again").wait_for()
    assert Draft.objects.get().answers == {}
    page.context.set_offline(False)
    page.get_by_text(SAVED).wait_for()
    assert Draft.objects.get().answers == {"TENURE": "2_5y"}


def test_an_answer_overtaken_on_its_way_does_not_come_back(page_at: Callable[..., Any], wave: Any) -> None:
    page = page_at(1280)
    token = invited(wave)
    begin(page, token)
    delayed = delay_the_first(page)
    page.get_by_text("2 to 5 years").click()
    page.get_by_text("Not saved, trying again").wait_for()
    page.get_by_text("more than 5 years").click()
    page.locator("[data-forward]").click()
    page.wait_for_url("**/2/")
    arrive(page, f"/r/{token}/1/", delayed)
    assert Draft.objects.get().answers == {"TENURE": "over_5y"}


def test_an_answer_taken_back_stays_so_when_the_page_is_sent_first(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(1280)
    token = invited(wave)
    begin(page, token)
    page.get_by_text("2 to 5 years").click()
    page.get_by_text(SAVED).wait_for()
    delayed = delay_the_first(page)
    page.get_by_role("button", name="take back").click()
    page.get_by_text("Not saved, trying again").wait_for()
    page.locator("[data-forward]").click()
    page.wait_for_url("**/2/")
    assert Draft.objects.get().answers == {}
    arrive(page, f"/r/{token}/1/", delayed)
    assert Draft.objects.get().answers == {}


def delay_the_first(page: Any) -> list[str]:
    """Keep back what the page sends next, as a network that is slow and seems to be gone."""
    delayed: list[str] = []

    def keep_back(route: Any) -> None:
        delayed.append(route.request.post_data)
        route.abort()

    page.route("**/1/", keep_back, times=1)
    return delayed


def arrive(page: Any, address: str, delayed: list[str]) -> None:
    """What was kept back reaches the server after all."""
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    assert page.request.post(address, data=delayed[0], headers=headers).ok


def test_a_page_tells_its_time_once_however_many_answers_are_saved_on_it(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(1280)
    begin(page, invited(wave))
    opened = page.locator("input[name=opened]")
    opened.evaluate("input => { input.value = String(Number(input.value) - 40); }")
    for answer in ("2 to 5 years", "more than 5 years"):
        with page.expect_response(re.compile("/1/$")):
            page.get_by_text(answer).click()
    page.locator("[data-forward]").click()
    page.wait_for_url("**/2/")
    assert 40 <= Draft.objects.get().page_seconds["you"] < 60


def test_what_is_saved_is_said_to_those_who_cannot_see_it(page_at: Callable[..., Any], wave: Any) -> None:
    page = page_at(1280)
    begin(page, invited(wave))
    page.get_by_text("2 to 5 years").click()
    page.get_by_role("status").get_by_text(SAVED).wait_for()


def test_an_answer_can_be_taken_back(page_at: Callable[..., Any], wave: Any) -> None:
    page = page_at(1280)
    begin(page, invited(wave))
    page.get_by_text("2 to 5 years").click()
    page.get_by_text(SAVED).wait_for()
    with page.expect_response(lambda response: "TENURE=&" in f"{response.request.post_data}&"):
        page.get_by_role("button", name="take back").click()
    page.reload()
    assert page.locator("input:checked").count() == 0


def test_a_third_contribution_waits_until_one_is_taken_back(page_at: Callable[..., Any], wave: Any) -> None:
    page = page_at(390, 844)
    token = invited(wave)
    begin(page, token)
    page.goto(f"/r/{token}/11/")
    for option in ("decide the direction", "shape how others deliver", "supply facts and analysis"):
        page.get_by_text(option).tap()
    page.get_by_text("Take one back before you pick another.").wait_for()
    assert page.locator("#item-ECO input:checked").count() == 2


# --- Without JavaScript -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_without_javascript_everything_can_be_answered_and_sent(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(390, 844, java_script_enabled=False)
    begin(page, invited(wave))
    for number in range(1, PAGES + 1):
        page.wait_for_url(f"**/{number}/")
        for card in page.locator(".card").all():
            answer_card_plainly(card)
        page.locator("[data-forward]").click()
    page.get_by_text("Every question has an answer.").wait_for()
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    answers = sent_answers(wave)
    assert (answers["VIEW1"], answers["OWN8_today"], answers["OWN8_should"]) == ("1", "sales", "service")


def answer_card_plainly(card: Any) -> None:
    """The first option of each question; a stage of the journey should move to Service."""
    if card.locator("textarea").count():
        card.locator("textarea").fill("Nothing runs here.")
        return
    for question in card.locator("fieldset[data-question]").all():
        question.locator("label.option").first.click()
    if card.locator("select").count():
        card.get_by_text("no, it should move").click()
        card.locator("select").select_option("service")
