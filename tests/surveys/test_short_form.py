"""A wave that asks the short form: chosen before the launch, frozen by it, answered, and reported."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client

from cxassess.errors import Conflict
from organizations.models import Organization
from organizations.scope import org_scope
from reports.compose import compose
from reports.evidence import collect
from reports.renderers import RENDERERS
from surveys import actions, setting_up
from surveys.forms import PageForm
from surveys.models import Draft, Submission, Wave
from surveys.preview import preview_of
from surveys.queries import codebook_of
from surveys.questionnaire import Card, Sheet, questionnaire_of
from tests import builders
from tests.surveys.fieldwork import FUNCTIONS, a_wave, begun, full_page
from tests.surveys.test_member_pages import address, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def ann(client: Client, acme: Organization) -> Client:
    client.force_login(builders.ann(acme))
    return client


@pytest.fixture
def wave(acme: Organization) -> Any:
    with org_scope(acme):
        yield a_wave(opened=False, form="short")


# --- Choosing -------------------------------------------------------------------------------------------


def test_the_form_is_chosen_by_its_minutes(ann: Client, wave: Wave) -> None:
    page = ann.get(address("questions", wave.pk))
    assert "Full, about 10 to 12 minutes" in text_of(page)
    assert "Short, about 6 minutes" in text_of(page)
    ann.post(address("questions", wave.pk), {"form": "full", "languages": ["en"], "first": "en"})
    assert Wave.every_org.get().form == "full"
    refused = ann.post(address("questions", wave.pk), {"form": "tiny", "languages": ["en"], "first": "en"})
    assert (refused.status_code, Wave.every_org.get().form) == (400, "full")


def test_members_read_which_form_is_asked_wherever_they_look(ann: Client, wave: Wave) -> None:
    assert "short form" in text_of(ann.get(address("wave", wave.pk)))
    assert "The short form is asked, about 6 minutes." in text_of(ann.get(address("launch", wave.pk)))
    looked = ann.get(address("preview", wave.pk)).content.decode()
    assert "held to account for it today" in looked
    assert "Should it stay there?" not in looked


def test_the_launch_freezes_the_form_in_model_and_database(wave: Wave) -> None:
    opened = actions.open_wave(wave)
    opened.form = "full"
    with pytest.raises(Conflict, match="its form can no longer change"):
        opened.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.update(form="full")


def test_the_next_wave_asks_the_same_form(wave: Wave) -> None:
    assert setting_up.follow(wave, name="2027").form == "short"


# --- Answering ------------------------------------------------------------------------------------------


def test_an_ownership_row_puts_two_questions_and_takes_no_third(wave: Wave) -> None:
    draft, token = begun(actions.open_wave(wave))
    number, sheet = next((s.number, s) for s in questionnaire_of(draft).sheets if "OWN1_today" in s.columns)
    assert sheet.cards[0].columns == ("OWN1_today", "OWN1_accept")
    page = Client().get(f"/r/{token}/{number}/").content.decode()
    assert "OWN1_today" in page
    assert "OWN1_should" not in page
    refused = Client().post(f"/r/{token}/{number}/", {"OWN1_should": "sales"})
    assert (refused.status_code, Draft.objects.get().answers) == (400, {})


def test_sent_answers_leave_what_is_not_asked_unasked(wave: Wave) -> None:
    draft, token = begun(actions.open_wave(wave))
    for sheet in questionnaire_of(draft).sheets:
        sent = full_page(sheet) | {"go": "next"}
        assert Client().post(f"/r/{token}/{sheet.number}/", sent).status_code == 303
    assert Client().post(f"/r/{token}/send/").status_code in (302, 303)
    codebook = codebook_of(wave)
    told = codebook.decode(bytes(Submission.objects.get().answers))
    assert set(told) == {column.key for column in codebook.columns} - codebook.left_out


def test_the_preview_says_what_the_first_screen_says(wave: Wave) -> None:
    looked = preview_of(wave, function="sales", level="contributor", language="de")
    assert (looked.minutes, looked.questions) == (6, 15 + 4 + 9 + 3 + 1)


# --- Reporting ------------------------------------------------------------------------------------------


def picked(card: Card, chance: random.Random) -> dict[str, str]:
    return {field.column: chance.choice(field.choices).value for field in card.fields}


def filled(sheet: Sheet, chance: random.Random) -> QueryDict:
    sent = QueryDict(mutable=True)
    for card in sheet.cards:
        sent.update(picked(card, chance))
    return sent


def answered_by_sixty(wave: Wave) -> None:
    chance = random.Random(5)
    for person in range(60):
        function = FUNCTIONS[person % 2]["key"] if person % 10 else FUNCTIONS[2]["key"]
        level = ("leader", "manager", "contributor", "contributor")[person % 4]
        draft, _token = begun(wave, function=str(function), level=level)
        asked = questionnaire_of(draft)
        for sheet in asked.sheets:
            form = PageForm.read(filled(sheet, chance), sheet=sheet, questionnaire=asked)
            draft = actions.save_answers(draft, form.values)
        actions.submit(draft)


def test_sixty_short_answers_become_a_report_in_every_format(wave: Wave) -> None:
    answered_by_sixty(actions.open_wave(wave))
    document = compose(collect(actions.close_wave(wave)))
    keys = [page.key for page in document.pages]
    assert not {"roles", "mirror", "clock", "functions"} & set(keys)
    assert {"one", "ownership", "orientation", "maturity", "gaps", "readiness", "method"} <= set(keys)
    text = document.model_dump_json()
    assert "The short form was asked" in text
    unasked = ("eight scales", "should be", "Too few answers to say", "had too few answers", '"Promise"')
    assert [words for words in unasked if words in text] == []
    for name, render in RENDERERS.items():
        assert len(render(document)) > 1_000, name


def test_a_short_wave_after_a_full_one_tells_what_moved_of_what_both_asked(acme: Organization) -> None:
    with org_scope(acme):
        full = a_wave(name="2025", form="full")
        answered_by_sixty(full)
        actions.close_wave(full)
        short = a_wave(name="2026", form="short")
        answered_by_sixty(short)
        evidence = collect(actions.close_wave(short))
    assert evidence.published.trend is not None
    compared = {change.construct for change in evidence.published.trend.changes}
    assert compared == {"MO", "VIEW", "MSG", "SHARE", "RESP", "DATA"}
    document = compose(evidence)
    change = next(page for page in document.pages if page.key == "change")
    assert "asked different forms" in next(part.lede for part in change.sections if part.key == "stage")
