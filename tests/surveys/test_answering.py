"""What somebody with a link can do, page by page, and what the server refuses."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from organizations.scope import org_scope
from surveys import actions
from surveys.models import Draft, Invitation, InvitationState, Submission
from surveys.questionnaire import questionnaire_of
from surveys.tokens import new_token
from tests.surveys.fieldwork import a_wave, an_organization, begun, full_page, invited, page_number

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _guesses_start_at_zero(settings: Any) -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def organization() -> Any:
    organization = an_organization()
    with org_scope(organization):
        yield organization


@pytest.fixture
def wave(organization: Any) -> Any:
    return a_wave(asks="Northwind’s board", closes_on=timezone.localdate() + datetime.timedelta(days=9))


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def words_of(response: Any) -> str:
    return re.sub(r"<[^>]*>", "", text_of(response))


def give(client: Client, token: str, number: int, values: dict[str, Any], **headers: Any) -> Any:
    return client.post(f"/r/{token}/{number}/", values, **headers)


# --- First screen -----------------------------------------------------------------------------------------


def test_the_first_screen_says_who_asks_how_long_until_when_and_for_how_few(
    client: Client, wave: Any
) -> None:
    page = text_of(client.get(f"/r/{invited(wave)}/"))
    assert "Northwind’s board" in page
    assert "about 11 minutes" in page
    assert f'datetime="{wave.closes_on}"' in page
    assert "<strong>Anonymous.</strong>" in page
    assert "5 people" in page


def test_a_leader_is_told_the_longer_time(client: Client, wave: Any) -> None:
    assert "about 12 minutes" in text_of(client.get(f"/r/{invited(wave, level='leader')}/"))


def test_the_first_screen_weighs_less_than_sixty_kilobytes(client: Client, wave: Any) -> None:
    from django.contrib.staticfiles import finders

    html = client.get(f"/r/{invited(wave)}/").content.decode()
    parts = re.findall(r'(?:href|src)="/static/([^"]+)"', html)
    weights = [Path(str(finders.find(part))).stat().st_size for part in parts]
    assert len(parts) == 5
    assert len(html) + sum(weights) < 60_000


def test_a_personal_link_fixes_the_department(client: Client, wave: Any) -> None:
    token = invited(wave, function="sales")
    assert 'name="function"' not in text_of(client.get(f"/r/{token}/"))
    client.post(f"/r/{token}/", {"function": "service", "level": "leader"})
    draft = Draft.objects.get()
    assert (draft.function, draft.level) == ("sales", "contributor")


def test_an_open_link_asks_for_department_and_level(client: Client, wave: Any) -> None:
    link = actions.create_open_link(wave)
    response = client.post(f"/r/{link.token}/", {"function": "sales"})
    assert response.status_code == 400
    assert "Please say what your work is." in text_of(response)
    assert Draft.objects.count() == 0


def test_an_open_link_gives_everybody_a_link_of_their_own(client: Client, wave: Any) -> None:
    link = actions.create_open_link(wave)
    group = {"function": "sales", "level": "manager"}
    first = client.post(f"/r/{link.token}/", group).url
    second = Client().post(f"/r/{link.token}/", group).url
    assert first != second
    assert link.token not in first
    assert f"http://testserver{first.removesuffix('1/')}" in text_of(client.get(first))


def test_the_browser_that_began_finds_its_way_back_from_the_open_link(client: Client, wave: Any) -> None:
    link = actions.create_open_link(wave, function="sales")
    own = client.post(f"/r/{link.token}/", {"level": "manager"}).url.removesuffix("1/")
    assert f'href="{own}"' in text_of(client.get(f"/r/{link.token}/"))
    assert f'href="{own}"' not in text_of(Client().get(f"/r/{link.token}/"))


def test_two_tabs_begin_one_draft(client: Client, wave: Any) -> None:
    token = invited(wave)
    assert client.post(f"/r/{token}/").url == client.post(f"/r/{token}/").url == f"/r/{token}/1/"
    assert Draft.objects.count() == 1


# --- Pages ------------------------------------------------------------------------------------------------


def test_a_page_says_where_one_is_and_how_long_it_takes(client: Client, wave: Any) -> None:
    _draft, token = begun(wave)
    assert "Page 1 of 14 · about 11 min left" in words_of(client.get(f"/r/{token}/1/"))


def test_an_answer_is_kept_as_it_is_given(client: Client, wave: Any) -> None:
    draft, token = begun(wave)
    response = give(client, token, page_number(draft, "VIEW1"), {"VIEW1": "4"}, **JSON)
    assert response.json() == {"saved": ["VIEW1"]}
    assert Draft.objects.get().answers == {"VIEW1": "4"}


def test_cant_tell_and_taken_back_are_different_things(client: Client, wave: Any) -> None:
    draft, token = begun(wave)
    number = page_number(draft, "VIEW1")
    give(client, token, number, {"VIEW1": "dk", "VIEW2": "3"}, **JSON)
    give(client, token, number, {"VIEW2": ""}, **JSON)
    assert Draft.objects.get().answers == {"VIEW1": "dk"}


def test_without_javascript_a_page_is_a_form_that_leads_on(client: Client, wave: Any) -> None:
    draft, token = begun(wave)
    for sheet in questionnaire_of(draft).sheets:
        response = give(client, token, sheet.number, full_page(sheet) | {"go": "next"})
        assert response.status_code == 303
    assert response.url == f"/r/{token}/review/"
    assert "Every question has an answer." in text_of(client.get(response.url))


def test_back_leads_to_the_page_before_and_keeps_what_was_given(client: Client, wave: Any) -> None:
    draft, token = begun(wave)
    number = page_number(draft, "VIEW1")
    response = give(client, token, number, {"VIEW1": "4", "go": "back"})
    assert response.url == f"/r/{token}/{number - 1}/"
    assert Draft.objects.get().answers == {"VIEW1": "4"}


def test_another_browser_resumes_at_the_page_that_was_left(client: Client, wave: Any) -> None:
    draft, token = begun(wave)
    number = page_number(draft, "AE5")
    give(client, token, number, {"AE5": "2"}, **JSON)
    response = Client().get(f"/r/{token}/", follow=True)
    assert response.redirect_chain[-1][0] == f"/r/{token}/{number}/"
    assert re.search(r'name="AE5" value="2" checked', text_of(response))


def test_a_shuffled_page_keeps_its_order_for_one_person_and_changes_it_for_another(wave: Any) -> None:
    from surveys.rendering import card_order

    draft, _token = begun(wave)
    sheet = questionnaire_of(draft).sheet(page_number(draft, "VIEW1"))
    assert sheet is not None
    assert card_order(sheet, seed=1) == card_order(sheet, seed=1)
    assert card_order(sheet, seed=1) != card_order(sheet, seed=2)
    assert sorted(card_order(sheet, seed=1)) == sorted(card.key for card in sheet.cards)


def test_pairs_stand_on_their_stored_side_and_are_stored_towards_elevating(wave: Any) -> None:
    draft, _token = begun(wave)
    pairs = {
        card.key: card
        for sheet in questionnaire_of(draft).sheets
        for card in sheet.cards
        if card.layout == "pair"
    }
    left = [key for key, card in pairs.items() if card.field.steps[0].value == "4"]
    assert left == ["AE2", "AE3", "AE5", "AE8"]
    assert pairs["AE5"].statements[0] == "We change the way we work so that customers need no guiding."
    assert pairs["AE1"].field.steps[3].statement == pairs["AE1"].statements[1]


def test_everybody_reads_the_module_of_their_own_department(client: Client, wave: Any) -> None:
    draft, token = begun(wave, function="service")
    page = text_of(client.get(f"/r/{token}/{page_number(draft, 'MOD_K1')}/"))
    assert "We can see what sales and marketing promised the customer in front of us." in page


def test_a_department_without_a_module_has_no_such_page(wave: Any) -> None:
    draft, _token = begun(wave, function="legal")
    assert [sheet for sheet in questionnaire_of(draft).sheets if "MOD_K1" in sheet.columns] == []


def test_levers_are_for_leaders_and_managers(wave: Any) -> None:
    asked = [set(questionnaire_of(begun(wave, level=level)[0]).asked) for level in ("manager", "contributor")]
    assert asked[0] - asked[1] == {f"LV{n}" for n in range(1, 8)}


# --- Ownership --------------------------------------------------------------------------------------------


def own(client: Client, wave: Any, *sent: dict[str, str]) -> dict[str, str]:
    draft, token = begun(wave)
    for values in sent:
        give(client, token, page_number(draft, "OWN1_today"), values, **JSON)
    return dict(Draft.objects.get().answers)


def test_who_should_own_a_stage_is_who_does_until_somebody_says_otherwise(client: Client, wave: Any) -> None:
    answers = own(client, wave, {"OWN1_today": "sales"}, {"OWN1_today": "nobody"})
    assert answers == {"OWN1_today": "nobody", "OWN1_should": "nobody"}


def test_a_stage_that_should_move_stays_moved(client: Client, wave: Any) -> None:
    move = {"OWN1_should": "move", "OWN1_should_move": "service"}
    answers = own(client, wave, {"OWN1_today": "sales"}, move, {"OWN1_today": "nobody"})
    assert answers == {"OWN1_today": "nobody", "OWN1_should": "service"}


def test_a_stage_moved_and_moved_back_stays(client: Client, wave: Any) -> None:
    move = {"OWN1_today": "sales", "OWN1_should": "move", "OWN1_should_move": "service"}
    stay = {"OWN1_today": "sales", "OWN1_should": "stay", "OWN1_should_move": "service"}
    assert own(client, wave, move, stay) == {"OWN1_today": "sales", "OWN1_should": "sales"}


def test_up_to_two_contributions_can_be_picked(client: Client, wave: Any) -> None:
    draft, token = begun(wave)
    number = page_number(draft, "ECO")
    assert give(client, token, number, {"ECO": ["", "deliver", "decide"]}, **JSON).status_code == 200
    assert set(Draft.objects.get().answers["ECO"].split(";")) == {"deliver", "decide"}
    assert give(client, token, number, {"ECO": ["", "deliver", "decide", "shape"]}, **JSON).status_code == 400


# --- The open comment -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["👩🏽‍🚀 e\u0301", "שלום, קשה לנו", "x" * 50_000, "<script>alert(1)</script>"]
)
def test_a_comment_comes_back_as_it_was_written(client: Client, wave: Any, text: str) -> None:
    from django.utils.html import escape

    draft, token = begun(wave)
    last = len(questionnaire_of(draft).sheets)
    give(client, token, last, {"comment": text, "go": "next"})
    assert Draft.objects.get().comment == text
    assert f">\n{escape(text)}</textarea>" in client.get(f"/r/{token}/{last}/").content.decode()


def test_a_comment_that_is_too_long_is_refused_and_not_lost(client: Client, wave: Any) -> None:
    draft, token = begun(wave)
    last = len(questionnaire_of(draft).sheets)
    response = give(client, token, last, {"comment": "y" * 50_001, "go": "next"})
    assert response.status_code == 400
    assert "comment: it has 50,001 characters; at most 50,000" in text_of(response)
    assert "y" * 50_001 in response.content.decode()
    assert Draft.objects.get().comment == ""


# --- What the server refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "on_page_of", "values", "sentence"),
    [
        ("service", "VIEW1", {"VIEW1": "6"}, "VIEW1: '6' is not one of its answers"),
        ("service", "VIEW1", {"VIEW1": "3", "OUT": "3"}, "OUT: this item stands on another page"),
        ("service", "VIEW1", {"LV1": "3"}, "LV1: this item is asked of leaders and managers only"),
        ("legal", "VIEW1", {"MOD_K1": "3"}, "MOD_K1: this item belongs to the module of another department"),
        ("service", "VIEW1", {"PUL1": "3"}, "PUL1: this questionnaire has no such item"),
        (
            "service",
            "OWN1_today",
            {"OWN1_today": "finance"},
            "OWN1_today: 'finance' is not one of its answers",
        ),
        ("service", "OUT", {"LV1": "3"}, "LV1: this item is asked of leaders and managers only"),
        ("service", "VIEW1", {"comment": "hello"}, "comment: this questionnaire has no such item"),
        ("service", "TENURE", {"TENURE": "dk"}, "TENURE: 'dk' is not one of its answers"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_with_item_and_rule(
    client: Client, wave: Any, function: str, on_page_of: str, values: dict[str, str], sentence: str
) -> None:
    draft, token = begun(wave, function=function)
    response = give(client, token, page_number(draft, on_page_of), values, **JSON)
    assert response.status_code == 400
    assert response.json()["message"].startswith(sentence)
    assert Draft.objects.get().answers == {}


def test_a_refused_page_says_so_where_there_is_no_javascript(client: Client, wave: Any) -> None:
    draft, token = begun(wave)
    response = give(client, token, page_number(draft, "VIEW1"), {"VIEW1": "9", "go": "next"})
    assert response.status_code == 400
    assert "VIEW1: &#x27;9&#x27; is not one of its answers" in text_of(response)


def test_an_unknown_link_and_a_malformed_one_answer_alike(client: Client, wave: Any) -> None:
    answers = [client.get(f"/r/{token}/") for token in (new_token(), "short", "x" * 400, "a b;c")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_trying_links_in_bulk_is_slowed_down_and_known_links_still_open(client: Client, wave: Any) -> None:
    statuses = [client.get(f"/r/{new_token()}/").status_code for _try in range(61)]
    assert (statuses[59], statuses[60]) == (404, 429)
    assert client.get(f"/r/{invited(wave)}/").status_code == 200


def test_nothing_can_be_answered_before_the_wave_opens(client: Client, organization: Any) -> None:
    wave = a_wave(opened=False)
    token = invited(wave)
    assert client.get(f"/r/{token}/").status_code == 403
    assert client.post(f"/r/{token}/").status_code == 403
    assert Draft.objects.count() == 0


def test_after_the_last_day_a_friendly_page_says_it_is_over(client: Client, wave: Any) -> None:
    draft, token = begun(wave)
    wave.closes_on = timezone.localdate() - datetime.timedelta(days=1)
    wave.save(update_fields=["closes_on"])
    number = page_number(draft, "VIEW1")
    assert give(client, token, number, {"VIEW1": "3"}, **JSON).json()["code"] == "wave_closed"
    response = client.post(f"/r/{token}/send/")
    assert response.status_code == 410
    assert "This questionnaire has closed." in text_of(response)
    assert (Draft.objects.get().answers, Submission.objects.count()) == ({}, 0)


def test_on_the_last_day_one_can_still_answer(client: Client, wave: Any) -> None:
    wave.closes_on = timezone.localdate()
    wave.save(update_fields=["closes_on"])
    assert client.get(f"/r/{invited(wave)}/").status_code == 200


def test_a_draft_answers_its_own_wave_only(client: Client, wave: Any) -> None:
    from tests.surveys.fieldwork import FUNCTIONS

    other = a_wave(name="2027", functions=[*FUNCTIONS, {"key": "finance", "name": "Finance", "headcount": 8}])
    draft, token = begun(wave)
    begun(other)
    number = page_number(draft, "OWN1_today")
    assert give(client, token, number, {"OWN1_today": "finance"}, **JSON).status_code == 400


def test_a_language_the_wave_does_not_speak_is_refused(client: Client, wave: Any) -> None:
    _draft, token = begun(wave)
    assert client.post(f"/r/{token}/language/", {"language": "xx"}).status_code == 400
    assert client.post(f"/r/{token}/language/", {"language": "en"}).url == f"/r/{token}/1/"


def test_a_link_that_was_not_begun_has_no_pages_yet(client: Client, wave: Any) -> None:
    token = invited(wave)
    refused = client.get(f"/r/{token}/2/")
    assert refused.status_code == 409
    assert f'href="/r/{token}/">Begin</a>' in refused.text
    assert client.post(f"/r/{token}/send/").status_code == 409


def test_sending_is_never_done_by_following_a_link(client: Client, wave: Any) -> None:
    _draft, token = begun(wave)
    assert client.get(f"/r/{token}/send/").status_code == 405


def test_no_cache_and_no_other_site_learns_the_address(client: Client, wave: Any) -> None:
    _draft, token = begun(wave)
    headers = client.get(f"/r/{token}/1/").headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("private, no-store", "no-referrer")


# --- Cost -------------------------------------------------------------------------------------------------


def test_a_save_takes_three_queries_and_a_page_one(
    client: Client, wave: Any, django_assert_max_num_queries: Any
) -> None:
    draft, token = begun(wave)
    sheet = questionnaire_of(draft).sheet(page_number(draft, "VIEW1"))
    assert sheet is not None
    with django_assert_max_num_queries(5):  # two of them are the transaction's savepoint under test
        give(client, token, sheet.number, full_page(sheet) | {"go": "next"})
    with django_assert_max_num_queries(1):
        client.get(f"/r/{token}/{sheet.number}/")


# --- The organization's own people -------------------------------------------------------------------------


def test_an_invitation_only_knows_that_it_was_begun(client: Client, wave: Any) -> None:
    token = invited(wave)
    client.post(f"/r/{token}/")
    assert Invitation.objects.get().state == InvitationState.STARTED
