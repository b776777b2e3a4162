"""The network drops, or the server does, while somebody answers; and nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from organizations.scope import org_scope
from surveys.models import Draft, Submission
from surveys.questionnaire import questionnaire_of
from tests.browser.test_answering import SAVED, begin
from tests.surveys.fieldwork import a_wave, an_organization, begun, invited, page_number

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TRYING = "Not saved, trying again"
WAITING = "No connection. Goes on when it is back."


@pytest.fixture
def wave() -> Any:
    with org_scope(an_organization("Torchlight")):
        yield a_wave(languages=["en", "de"])


def failing(page: Any) -> Callable[[], None]:
    """Let the server answer 503 to whatever is sent to it; returns how it comes back."""

    def busy(route: Any) -> None:
        if route.request.method == "POST":
            return route.fulfill(status=503, body="busy")
        return route.continue_()

    page.route("**/r/**", busy)
    return lambda: page.unroute("**/r/**")


def pick(page: Any, item: str, answer: str) -> None:
    page.locator(f"#item-{item}").get_by_text(answer, exact=True).click()


def test_what_was_given_without_a_network_is_sent_when_it_is_back(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(390, 844)
    draft, token = begun(wave)
    page.goto(f"/r/{token}/2/")
    page.context.set_offline(True)
    pick(page, "VIEW1", "often")
    page.get_by_text(TRYING).wait_for()
    pick(page, "VIEW2", "never")
    pick(page, "VIEW1", "rarely")
    assert Draft.objects.get(pk=draft.pk).answers == {}
    page.context.set_offline(False)
    page.get_by_text(SAVED).wait_for()
    assert Draft.objects.get(pk=draft.pk).answers == {"VIEW1": "2", "VIEW2": "1"}
    assert kept_in_the_tab(page) == 0


def kept_in_the_tab(page: Any) -> int:
    return int(page.evaluate("sessionStorage.length"))


def test_going_on_without_a_network_waits_for_it_and_then_goes_on(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(390, 844)
    draft, token = begun(wave)
    page.goto(f"/r/{token}/2/")
    page.context.set_offline(True)
    pick(page, "VIEW1", "often")
    page.locator("[data-forward]").click()
    page.get_by_text(WAITING).wait_for()
    pick(page, "VIEW2", "never")
    page.context.set_offline(False)
    page.wait_for_url("**/3/")
    assert Draft.objects.get(pk=draft.pk).answers == {"VIEW1": "4", "VIEW2": "1"}


def test_a_server_that_is_busy_is_asked_again_until_it_answers(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(390, 844)
    draft, token = begun(wave)
    page.goto(f"/r/{token}/2/")
    come_back = failing(page)
    pick(page, "VIEW1", "often")
    page.get_by_text(TRYING).wait_for()
    page.locator("[data-forward]").click()
    page.get_by_text(WAITING).wait_for()
    come_back()
    page.wait_for_url("**/3/")
    assert Draft.objects.get(pk=draft.pk).answers == {"VIEW1": "4"}


def test_a_page_loaded_again_still_holds_what_could_not_be_sent(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(390, 844)
    draft, token = begun(wave)
    page.goto(f"/r/{token}/2/")
    come_back = failing(page)
    pick(page, "VIEW1", "often")
    page.get_by_text(TRYING).wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.locator("#item-VIEW1 input:checked").get_attribute("value") == "4"
    come_back()
    page.get_by_text(SAVED).wait_for()
    assert Draft.objects.get(pk=draft.pk).answers == {"VIEW1": "4"}


def test_what_another_page_could_not_send_goes_along_with_the_next(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(390, 844)
    draft, token = begun(wave)
    last = page_number(draft, "CLK4")
    page.goto(f"/r/{token}/{last}/")
    come_back = failing(page)
    page.locator("#item-CLK4 label.option").first.click()
    page.get_by_text(TRYING).wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/r/{token}/review/")
    page.get_by_text(TRYING).wait_for()
    page.get_by_role("button", name="Send my answers").click()
    assert Submission.objects.count() == 0
    come_back()
    with page.expect_navigation():
        pass
    page.locator(f'.review a[href*="/{last}/"]').wait_for()
    assert Draft.objects.get(pk=draft.pk).answers["CLK4"]


def test_a_tab_that_is_closed_leaves_nothing_on_a_shared_computer(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(1280)
    _draft, token = begun(wave)
    page.goto(f"/r/{token}/2/")
    failing(page)
    pick(page, "VIEW1", "often")
    page.get_by_text(TRYING).wait_for()
    assert kept_in_the_tab(page) == 1
    elsewhere = page.context.new_page()
    page.close()
    elsewhere.goto(f"/r/{token}/2/")
    assert kept_in_the_tab(elsewhere) == 0
    assert elsewhere.evaluate("[localStorage.length, document.cookie]") == [0, ""]


def test_words_typed_a_moment_ago_survive_a_change_of_language(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(1280)
    draft, token = begun(wave)
    with_comment = next(sheet for sheet in questionnaire_of(draft).sheets if sheet.comment)
    page.goto(f"/r/{token}/{with_comment.number}/")
    page.locator("textarea").press_sequentially("Half a sen")
    page.get_by_role("button", name="Deutsch").click()
    page.locator("html[lang=de]").wait_for()
    page.get_by_role("status").get_by_text("Gespeichert").wait_for()
    assert page.locator("textarea").input_value() == "Half a sen"
    assert Draft.objects.get(pk=draft.pk).comment == "Half a sen"


def test_two_tabs_lose_nothing_of_each_other(page_at: Callable[..., Any], wave: Any) -> None:
    first = page_at(1280)
    draft, token = begun(wave)
    first.goto(f"/r/{token}/2/")
    pick(first, "VIEW1", "often")
    first.get_by_text(SAVED).wait_for()
    second = first.context.new_page()
    second.goto(f"/r/{token}/2/")
    with second.expect_response(re.compile("/2/$")):
        pick(second, "VIEW1", "never")
    with second.expect_response(re.compile("/2/$")):
        pick(second, "VIEW2", "rarely")
    first.locator("[data-forward]").click()
    first.wait_for_url("**/3/")
    assert Draft.objects.get(pk=draft.pk).answers == {"VIEW1": "1", "VIEW2": "2"}


def test_two_devices_go_on_with_the_same_answers(page_at: Callable[..., Any], wave: Any) -> None:
    phone, desk = page_at(390, 844), page_at(1280)
    draft, token = begun(wave)
    phone.goto(f"/r/{token}/2/")
    phone.context.set_offline(True)
    pick(phone, "VIEW1", "often")
    phone.get_by_text(TRYING).wait_for()
    desk.goto(f"/r/{token}/2/")
    with desk.expect_response(re.compile("/2/$")):
        pick(desk, "VIEW2", "rarely")
    phone.context.set_offline(False)
    phone.get_by_text(SAVED).wait_for()
    desk.reload()
    checked = desk.locator("input:checked").evaluate_all("all => all.map(e => e.name + e.value).sort()")
    assert (checked, Draft.objects.get(pk=draft.pk).answers) == (
        ["VIEW14", "VIEW22"],
        {"VIEW1": "4", "VIEW2": "2"},
    )


def test_nothing_is_sent_without_a_network_and_the_page_says_so(
    page_at: Callable[..., Any], wave: Any
) -> None:
    page = page_at(390, 844)
    _draft, token = begun(wave)
    page.goto(f"/r/{token}/review/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_text("nothing was sent").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert Submission.objects.count() == 1


def test_the_first_page_is_light_and_asks_no_other_host(page_at: Callable[..., Any], wave: Any) -> None:
    page = page_at(390, 844)
    weights: dict[str, int] = {}
    page.on("requestfinished", lambda request: weights.setdefault(request.url, over_the_wire(request)))
    begin(page, invited(wave))
    page.wait_for_load_state("networkidle")
    hosts = {re.match(r"\w+://([^/]+)", address).group(1) for address in weights}  # type: ignore[union-attr]
    assert len(weights) >= 6
    assert (len(hosts), sum(weights.values()) < 60_000) == (1, True), weights


def over_the_wire(request: Any) -> int:
    sizes = request.sizes()
    return int(sizes["responseBodySize"] + sizes["responseHeadersSize"])
