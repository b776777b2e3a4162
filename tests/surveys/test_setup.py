"""Setting up a wave in six steps: each saved by itself, left and come back to, and frozen at the launch."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from cxassess.errors import Conflict
from organizations.models import Organization
from organizations.scope import org_scope
from reports import playback
from surveys import actions, setting_up
from surveys.models import Assessment, Draft, Invitation, OpenLink, Wave
from tests import builders
from tests.surveys.fieldwork import FUNCTIONS, a_wave, begun, invited
from tests.surveys.test_member_pages import FUNCTIONS as HEADS
from tests.surveys.test_member_pages import SET_UP, address, only_wave, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def ann(client: Client, acme: Organization) -> Client:
    client.force_login(builders.ann(acme))
    return client


@pytest.fixture
def wave(acme: Organization) -> Wave:
    """Sales 12, Service 30 and Legal 7 people, being set up."""
    with org_scope(acme):
        return a_wave(opened=False)


# --- Step by step ---------------------------------------------------------------------------------------


def test_each_step_leads_to_the_next_and_is_saved_by_itself(ann: Client) -> None:
    reply = ann.post(address("new"), SET_UP)
    wave = only_wave()
    assert reply["Location"] == address("functions", wave.pk)
    assert (wave.assessment.name, wave.name, wave.state, wave.functions) == (
        SET_UP["name"],
        "2026",
        "draft",
        [],
    )
    assert wave.time_zone == "Europe/Berlin"

    sent: dict[str, dict[str, Any]] = {
        "functions": HEADS,
        "facts": {"cx_lead": "full"},
        "questions": {"languages": ["en", "fr"], "first": "fr"},
        "participants": {"go": "next"},
    }
    keys = [*sent, "launch"]
    for key, onward in zip(sent, keys[1:], strict=True):
        page = text_of(ann.get(address(key, wave.pk)))
        assert f"Step {keys.index(key) + 2} of 6" in page
        assert ann.post(address(key, wave.pk), sent[key])["Location"] == address(onward, wave.pk)

    wave = only_wave()
    assert wave.headcounts == {"sales": 40, "service": 12, "customer_success": 9}
    assert (wave.facts, wave.languages) == ({"cx_lead": "full"}, ["fr", "en"])
    assert "Step 6 of 6" in text_of(ann.get(address("launch", wave.pk)))


def test_who_leaves_finds_the_wave_where_it_was_left(ann: Client) -> None:
    ann.post(address("new"), SET_UP)
    wave = only_wave()
    reply = ann.post(address("functions", wave.pk), HEADS | {"go": "leave"})

    assert reply["Location"] == address("wave", wave.pk)
    page = ann.get(reply["Location"])
    assert page.context["resume_at"] == address("facts", wave.pk)
    assert "3 functions, 61 people" in text_of(page)
    form = ann.get(address("functions", wave.pk)).context["form"]
    assert (form["heads_sales"].value(), form["more_0"].value()) == (40, "Customer success")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("wave", "", "This field is required."),
        ("minimum_group", "4", "At least 5: that is what people are promised."),
        ("minimum_group", "11", "At most 10."),
        ("closes_on", "2020-02-01", "That day has passed."),
        (
            "time_zone",
            "Mars/Olympus",
            "Select a valid choice. Mars/Olympus is not one of the available choices.",
        ),
    ],
)
def test_a_mistake_in_the_first_step_is_named_and_nothing_is_stored(
    ann: Client, field: str, value: str, sentence: str
) -> None:
    typed = SET_UP | {field: value}
    reply = ann.post(address("new"), typed)

    form = reply.context["form"]
    assert (reply.status_code, form.errors) == (400, {field: [sentence]})
    assert {name: form[name].value() for name in typed} == typed
    assert not Assessment.every_org.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("heads_sales", "-4", "At least 1."),
        ("more_0", "Sales", "There is a function of that name already."),
        ("more_0", "", "Say what it is called."),
        ("more_heads_0", "", "Say how many people it has."),
    ],
)
def test_a_mistake_among_the_functions_is_named_and_what_was_typed_stays(
    ann: Client, wave: Wave, field: str, value: str, sentence: str
) -> None:
    reply = ann.post(address("functions", wave.pk), HEADS | {field: value})
    form = reply.context["form"]
    assert (reply.status_code, form.errors) == (400, {field: [sentence]})
    assert form[field].value() == value
    assert only_wave().functions == FUNCTIONS


def test_a_wave_of_one_function_compares_nothing(ann: Client, wave: Wave) -> None:
    reply = ann.post(address("functions", wave.pk), {"heads_sales": "40"})
    assert "Give the headcount of at least two functions." in text_of(reply)


def test_a_function_whose_name_has_no_latin_letter_takes_part(ann: Client, wave: Wave) -> None:
    ann.post(address("functions", wave.pk), HEADS | {"more_0": "営業企画"})
    assert only_wave().function_name("function_1") == "営業企画"


def test_saving_makes_room_for_more_functions(ann: Client, wave: Wave) -> None:
    many = {f"more_{n}": f"Plant {n}" for n in range(4)} | {f"more_heads_{n}": "9" for n in range(4)}
    ann.post(address("functions", wave.pk), many)
    form = ann.get(address("functions", wave.pk)).context["form"]
    assert len(form.further_rows()) == 6


def test_a_name_that_is_taken_is_refused_and_a_new_one_makes_the_next_wave(ann: Client) -> None:
    ann.post(address("new"), SET_UP)
    again = ann.post(address("new"), SET_UP)
    ann.post(address("new"), SET_UP | {"wave": "2027"})

    assert again.status_code == 400
    assert again.context["form"].errors == {"wave": ["This assessment already has a wave of that name."]}
    assert [wave.name for wave in Wave.every_org.order_by("pk")] == ["2026", "2027"]
    assert Assessment.every_org.count() == 1


def test_a_further_wave_asks_about_the_same_customers(ann: Client) -> None:
    ann.post(address("new"), SET_UP)
    reply = ann.post(address("new"), SET_UP | {"wave": "2027", "market": "b2c"})
    assert reply.context["form"].errors == {"market": ["This assessment is about businesses."]}


def test_a_wave_is_renamed_with_its_assessment_while_it_is_the_only_one(ann: Client) -> None:
    ann.post(address("new"), SET_UP)
    wave = only_wave()
    ann.post(
        address("assessment", wave.pk), SET_UP | {"name": "CX 360", "market": "b2c", "asks": "The board"}
    )

    wave = only_wave()
    assert (wave.assessment.name, wave.assessment.market, wave.asks) == ("CX 360", "b2c", "The board")
    assert Assessment.every_org.count() == 1


def test_a_function_in_which_people_are_listed_does_not_go_unnoticed(
    ann: Client, acme: Organization, wave: Wave
) -> None:
    with org_scope(acme):
        invited(wave, function="legal")
        actions.create_open_link(wave, function="legal")
    reply = ann.post(address("functions", wave.pk), HEADS)
    assert "People are listed in Legal." in text_of(reply)
    assert only_wave().functions == FUNCTIONS

    Invitation.every_org.all().delete()
    ann.post(address("functions", wave.pk), HEADS)
    assert "legal" not in only_wave().function_keys
    assert not OpenLink.every_org.exists()


def test_a_fact_that_names_a_function_goes_with_it(ann: Client, wave: Wave) -> None:
    told = {"journey_map_made_by": "legal", "journey_map_made_by.note": "Minutes", "cx_lead": "full"}
    ann.post(address("facts", wave.pk), told)
    ann.post(address("functions", wave.pk), HEADS)
    assert only_wave().facts == {"cx_lead": "full"}


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({}, {"languages": ["Choose at least one language."], "first": ["This field is required."]}),
        (
            {"languages": ["de"], "first": "en"},
            {"first": ["Choose one of the languages in which people may answer."]},
        ),
        (
            {"languages": ["tlh"], "first": "en"},
            {"languages": ["Select a valid choice. tlh is not one of the available choices."]},
        ),
    ],
)
def test_a_wave_speaks_only_languages_of_its_instrument(
    ann: Client, wave: Wave, sent: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    before = only_wave().languages
    reply = ann.post(address("questions", wave.pk), sent)
    assert (reply.status_code, reply.context["form"].errors) == (400, errors)
    assert only_wave().languages == before


def test_the_questionnaire_is_looked_at_in_every_language(ann: Client, wave: Wave) -> None:
    ann.post(address("questions", wave.pk), {"languages": ["en", "de"], "first": "de"})
    german = text_of(ann.get(address("preview", wave.pk), {"language": "de", "function": "sales"}))
    assert "Können" in german or "Kunden" in german
    assert ann.get(address("preview", wave.pk), {"language": "fr"}).status_code == 404


# --- The launch -----------------------------------------------------------------------------------------


def test_the_launch_page_says_what_is_good_what_to_consider_and_what_freezes(
    ann: Client, acme: Organization, wave: Wave
) -> None:
    with org_scope(acme):
        for _person in range(8):
            invited(wave, function="legal")
    page = ann.get(address("launch", wave.pk))
    states = {check.sentence: check.state for check in page.context["checks"]}

    assert states["3 functions with 49 people are asked."] == "good"
    assert states["No last day is set: the wave stays open until somebody closes it."] == "advice"
    assert states["More people are listed than the headcount says: Legal."] == "advice"
    assert "stop" not in states.values()
    assert "From the launch on, the questions, the functions, their headcounts" in text_of(page)


def test_a_wave_without_functions_is_not_launched_by_page_nor_by_address(ann: Client) -> None:
    ann.post(address("new"), SET_UP)
    wave = only_wave()
    page = ann.get(address("launch", wave.pk))
    assert page.context["stopped"] is True
    assert ann.post(address("open", wave.pk)).status_code == 409
    assert only_wave().state == "draft"


@pytest.mark.parametrize("key", ["assessment", "functions", "questions", "launch"])
def test_what_froze_has_no_page_after_the_launch(ann: Client, wave: Wave, key: str) -> None:
    ann.post(address("open", wave.pk))
    before = list(Wave.every_org.values())
    answers = [ann.get(address(key, wave.pk)), ann.post(address(key, wave.pk), SET_UP | {"heads_it": "9"})]
    assert {reply.status_code for reply in answers} <= {405, 409}
    assert list(Wave.every_org.values()) == before


# --- Nobody is moved ------------------------------------------------------------------------------------


def test_before_the_launch_a_person_may_still_be_moved(acme: Organization, wave: Wave) -> None:
    with org_scope(acme):
        invited(wave, function="sales")
        person = Invitation.objects.get()
        person.function = "legal"
        person.save()
        assert Invitation.objects.get().function == "legal"


@pytest.mark.parametrize(("name", "value"), [("function", "legal"), ("level", "leader")])
def test_after_the_launch_the_model_moves_nobody(acme: Organization, name: str, value: str) -> None:
    with org_scope(acme):
        invited(a_wave(), function="sales")
        person = Invitation.objects.get()
        setattr(person, name, value)
        with pytest.raises(Conflict):
            person.save()
        with pytest.raises(Conflict):
            person.save(update_fields=[name])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE surveys_invitation SET function = 'legal'",
        "UPDATE surveys_invitation SET level = 'leader'",
        "UPDATE surveys_draft SET function = 'legal'",
        "UPDATE surveys_draft SET level = 'leader'",
        "UPDATE surveys_openlink SET function = 'legal'",
    ],
)
def test_after_the_launch_the_database_moves_nobody(acme: Organization, sql: str) -> None:
    with org_scope(acme):
        wave = a_wave()
        begun(wave, function="sales")
        actions.create_open_link(wave, function="sales")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Draft.every_org.get().function == "sales"


def test_a_person_listed_twice_under_two_functions_is_refused_by_the_page_after_the_launch(
    ann: Client, acme: Organization
) -> None:
    with org_scope(acme):
        wave = a_wave()
    line = {"go": "take", "people": "bob@acme.example, sales, manager"}
    ann.post(address("participants", wave.pk), line)
    again = ann.post(
        address("participants", wave.pk), {"go": "take", "people": "bob@acme.example, legal, manager"}
    )
    assert "It is on the list of this wave already." in text_of(again)
    gone = ann.post(address("take_off", wave.pk), {"person": Invitation.every_org.get().pk})
    assert gone.status_code == 409
    assert Invitation.every_org.get().function == "sales"


# --- The next wave --------------------------------------------------------------------------------------


def test_the_next_wave_is_set_up_as_the_last_one_in_two_clicks(ann: Client, acme: Organization) -> None:
    with org_scope(acme):
        wave = a_wave(
            asks="The board", time_zone="Asia/Tokyo", languages=["de", "en"], facts={"cx_lead": "full"}
        )
        actions.create_open_link(wave, function="sales")
        invited(wave)
    assert reverse("waves:next", args=("acme", wave.pk)) in ann.get(address("wave", wave.pk)).content.decode()
    reply = ann.post(address("next", wave.pk), {"wave": "2027"})

    following = Wave.every_org.get(name="2027")
    assert reply["Location"] == address("functions", following.pk)
    same = ("assessment_id", "functions", "languages", "asks", "time_zone", "facts", "minimum_group")
    assert [getattr(following, name) for name in same] == [getattr(wave, name) for name in same]
    assert (following.state, following.closes_on) == ("draft", None)
    links = OpenLink.every_org.order_by("pk").values_list("wave", "function", "token")
    assert [(w, function) for w, function, _token in links] == [(wave.pk, "sales"), (following.pk, "sales")]
    assert len({token for _wave, _function, token in links}) == 2
    assert Invitation.every_org.filter(wave=following).count() == 0


def test_the_next_wave_does_not_take_over_who_reads_the_outcome(
    ann: Client, acme: Organization, wave: Wave
) -> None:
    with org_scope(acme):
        playback.agree(wave)
    ann.post(address("next", wave.pk), {"wave": "2027"})
    following = Wave.every_org.get(name="2027")
    with org_scope(acme):
        assert playback.playback_of(wave) is not None
        assert playback.playback_of(following) is None


def test_the_next_wave_needs_a_name_of_its_own(ann: Client, acme: Organization) -> None:
    with org_scope(acme):
        wave = a_wave()
    reply = ann.post(address("next", wave.pk), {"wave": "2026"})
    assert reply.context["form"].errors == {"wave": ["This assessment already has a wave of that name."]}
    assert Wave.every_org.count() == 1


def test_checks_look_at_the_last_day(acme: Organization, wave: Wave) -> None:
    with org_scope(acme):
        Wave.objects.filter(pk=wave.pk).update(closes_on="2020-01-31")
        stops = [check.sentence for check in setting_up.checks(Wave.objects.get()) if check.state == "stop"]
    assert stops == ["The last day for answers has passed. Choose a later one."]
