"""The pages of members: a wave is set up, opened, watched and closed through the addresses people use."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organizations.models import AuditEntry, Organization
from organizations.scope import org_scope
from reports import builds
from reports.models import Report
from surveys import actions
from surveys.models import Assessment, Invitation, OpenLink, Submission, Wave
from surveys.queries import codebook_of
from surveys.questionnaire import questionnaire_of
from surveys.tokens import token_hash
from tests import builders
from tests.reports import staging
from tests.surveys.fieldwork import a_wave, begun, invited

pytestmark = pytest.mark.django_db

SET_UP = {
    "name": "Who owns the customer",
    "wave": "2026",
    "market": "b2b",
    "minimum_group": "5",
    "heads_sales": "40",
    "heads_service": "12",
    "more_0": "Customer success",
    "more_heads_0": "9",
}


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def ann(client: Client, acme: Organization) -> Client:
    """The browser of Ann, who analyzes."""
    client.force_login(builders.ann(acme))
    return client


def address(name: str, *rest: object) -> str:
    return reverse(f"waves:{name}", args=("acme", *rest))


def text_of(reply: Any) -> str:
    """What can be read on a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).split())


def only_wave() -> Wave:
    wave: Wave = Wave.every_org.get()
    return wave


# --- Setting up -----------------------------------------------------------------------------------------


def test_a_wave_is_set_up_with_the_functions_that_have_people(ann: Client) -> None:
    reply = ann.post(address("new"), SET_UP)

    wave = only_wave()
    assert reply["Location"] == address("wave", wave.pk)
    assert (wave.assessment.name, wave.name, wave.state) == ("Who owns the customer", "2026", "draft")
    assert wave.headcounts == {"sales": 40, "service": 12, "customer_success": 9}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("wave", "", "This field is required."),
        ("heads_sales", "-4", "At least 1."),
        ("minimum_group", "4", "At least 5: that is what people are promised."),
        ("minimum_group", "11", "At most 10."),
        ("closes_on", "2020-02-01", "That day has passed."),
        ("more_0", "Sales", "There is a function of that name already."),
        ("more_0", "", "Say what it is called."),
        ("more_heads_0", "", "Say how many people it has."),
    ],
)
def test_a_mistake_is_named_what_was_typed_stays_and_nothing_is_stored(
    ann: Client, field: str, value: str, sentence: str
) -> None:
    typed = SET_UP | {field: value}
    reply = ann.post(address("new"), typed)

    form = reply.context["form"]
    assert reply.status_code == 400
    assert form.errors == {field: [sentence]}
    assert {name: form[name].value() for name in typed} == typed
    assert not Assessment.every_org.exists()


def test_a_wave_of_one_function_compares_nothing(ann: Client) -> None:
    alone = {name: value for name, value in SET_UP.items() if "service" not in name and "more" not in name}
    reply = ann.post(address("new"), alone)
    assert "Give the headcount of at least two functions." in text_of(reply)
    assert not Wave.every_org.exists()


def test_a_function_whose_name_has_no_latin_letter_takes_part(ann: Client) -> None:
    ann.post(address("new"), SET_UP | {"more_0": "営業企画"})
    assert only_wave().function_name("function_1") == "営業企画"


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


# --- The fact sheet -------------------------------------------------------------------------------------


@pytest.fixture
def wave(acme: Organization) -> Wave:
    """Sales 12, Service 30 and Legal 7 people, asked by Acme, not open yet."""
    with org_scope(acme):
        return a_wave(opened=False)


CASCADE = {f"metrics_cascade.{row}": "1" for row in ("ceo", "executive_team", "function_heads", "managers")}


def test_a_function_may_be_named_on_the_fact_sheet(ann: Client, wave: Wave) -> None:
    ann.post(address("facts", wave.pk), {"journey_map_made_by": "legal"})

    assert only_wave().facts == {"journey_map_made_by": "legal"}
    assert ann.get(address("facts", wave.pk)).context["form"].initial["journey_map_made_by"] == "legal"


def test_facts_are_stored_in_their_own_types_and_come_back_to_the_page(ann: Client, wave: Wave) -> None:
    typed = {
        "cx_lead": "full",
        "marketing_and_service_one_leader": "no",
        "customer_record_systems": "3",
        "forum_roles": ["lead", "deliver"],
        "co_creation_evidence": ["-"],
        **CASCADE,
        "metrics_cascade.front_line": "0",
    }
    ann.post(address("facts", wave.pk), typed)

    levels = {"ceo": 1, "executive_team": 1, "function_heads": 1, "managers": 1, "front_line": 0}
    assert only_wave().facts == {
        "cx_lead": "full",
        "marketing_and_service_one_leader": False,
        "customer_record_systems": 3,
        "forum_roles": ["lead", "deliver"],
        "co_creation_evidence": [],
        "metrics_cascade": levels,
    }
    form = ann.get(address("facts", wave.pk)).context["form"]
    assert {name: form.initial[name] for name in typed} == typed | {"customer_record_systems": 3}


def test_what_a_line_rests_on_is_kept_with_the_sheet_and_comes_back(ann: Client, wave: Wave) -> None:
    ann.post(address("facts", wave.pk), {"cx_lead": "full", "cx_lead.note": "Organization chart of May"})

    assert only_wave().facts == {"cx_lead": "full", "notes": {"cx_lead": "Organization chart of May"}}
    form = ann.get(address("facts", wave.pk)).context["form"]
    assert form.initial["cx_lead.note"] == "Organization chart of May"
    assert ann.get(address("wave", wave.pk)).context["facts_given"] == 1


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"forum.note": "Minutes"}, {"forum.note": ["Nothing is stated here that it could rest on."]}),
        ({"customer_record_systems": "-3"}, {"customer_record_systems": ["At least 0."]}),
        (CASCADE, {"metrics_cascade.front_line": ["Say it for every level, or for none."]}),
        ({"forum_roles": ["-", "lead"]}, {"forum_roles": ["Either some of these, or none of them."]}),
    ],
)
def test_half_an_answer_of_the_sponsor_is_not_stored(
    ann: Client, wave: Wave, typed: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    reply = ann.post(address("facts", wave.pk), typed | {"cx_lead": "full"})
    assert (reply.status_code, reply.context["form"].errors) == (400, errors)
    assert reply.context["form"]["cx_lead"].value() == "full"
    assert only_wave().facts == {}


# --- The questionnaire to look through ------------------------------------------------------------------


def test_a_reader_looks_through_what_a_function_is_asked(
    client: Client, acme: Organization, wave: Wave
) -> None:
    client.force_login(builders.max_(acme))
    preview = client.get(address("preview", wave.pk), {"function": "service"}).context["preview"]

    with org_scope(acme):
        draft, _token = begun(actions.open_wave(wave))
        asked = {
            key for sheet in questionnaire_of(draft).sheets for card in sheet.cards for key in card.columns
        }
    shown = {
        key for _sheet, blocks in preview.pages for block in blocks for c in block.cards for key in c.columns
    }
    assert shown == asked


def test_leaders_and_managers_see_the_seven_questions_only_they_are_asked(ann: Client, wave: Wave) -> None:
    pages = [
        ann.get(address("preview", wave.pk), {"level": level}).context["preview"]
        for level in ("leader", "manager", "contributor")
    ]
    asked = [page.questions for page in pages]
    assert asked == [asked[2] + 7, asked[2] + 7, asked[2]]
    assert pages[0].minutes >= pages[2].minutes


def test_the_preview_tells_the_minutes_that_the_first_screen_tells(
    client: Client, acme: Organization, wave: Wave
) -> None:
    with org_scope(acme):
        token = invited(actions.open_wave(wave))
    told = re.search(r"about (\d+) min", text_of(client.get(reverse("surveys:start", args=(token,)))))
    client.force_login(builders.max_(acme))
    page = client.get(address("preview", wave.pk), {"function": "service"})
    assert f"about {told[1]} minutes" in text_of(page)


@pytest.mark.parametrize("picked", [{"function": "astrology"}, {"level": "emperor"}])
def test_there_is_no_preview_of_what_nobody_is_asked(ann: Client, wave: Wave, picked: dict[str, str]) -> None:
    assert ann.get(address("preview", wave.pk), picked).status_code == 404


# --- From set-up to the report --------------------------------------------------------------------------


def test_an_analyst_brings_a_wave_from_set_up_to_its_report(
    ann: Client, acme: Organization, django_capture_on_commit_callbacks: Any
) -> None:
    ann.post(address("new"), SET_UP)
    wave = only_wave()
    ann.post(address("facts", wave.pk), {"cx_lead": "full"})
    ann.post(address("links", wave.pk))
    ann.post(address("open", wave.pk))
    with org_scope(acme):
        for _person in range(6):
            someone_answers(wave, function="sales")
    closed = ann.post(address("close", wave.pk))

    assert closed["Location"] == reverse("reports:progress", args=("acme", wave.pk))
    assert "Waiting for a worker to begin." in text_of(ann.get(closed["Location"]))
    with org_scope(acme):
        report = builds.build(builds.claim(Report.objects.get().pk))
    arrived = ann.get(closed["Location"], follow=True)
    assert arrived.redirect_chain[-1][0] == reverse("reports:show", args=("acme", report.pk))
    assert address("organization") in arrived.content.decode()
    done = AuditEntry.every_org.order_by("pk").values_list("action", flat=True)
    assert list(done) == ["set up", "stated facts", "made links", "opened", "closed", "viewed"]


def someone_answers(wave: Wave, *, function: str) -> None:
    """One person sends the questionnaire, answered with the first answer everywhere."""
    current = Wave.objects.get(pk=wave.pk)
    link = OpenLink.objects.get(wave=current, function=function)
    draft, _token = actions.begin_open(link, function=function, level="contributor")
    codebook = codebook_of(current)
    asked = codebook.asked(function, "contributor")
    first = {
        column.key: column.options[0]
        for column, is_asked in zip(codebook.columns, asked, strict=True)
        if is_asked and column.options
    }
    actions.submit(actions.save_answers(draft, first))


def test_links_are_made_once_for_each_function_and_one_for_all(ann: Client, wave: Wave) -> None:
    ann.post(address("links", wave.pk))
    tokens = set(OpenLink.every_org.values_list("token", flat=True))
    ann.post(address("links", wave.pk))

    names = [name for name, _address in ann.get(address("wave", wave.pk)).context["links"]]
    assert names == ["Everybody", "Sales", "Service", "Legal"]
    assert set(OpenLink.every_org.values_list("token", flat=True)) == tokens


def test_a_reader_sees_no_link_and_no_button(client: Client, acme: Organization, wave: Wave) -> None:
    with org_scope(acme):
        link = actions.create_open_link(wave)
    client.force_login(builders.max_(acme))
    page = client.get(address("wave", wave.pk)).content.decode()
    assert [word for word in (link.token, '<form method="post" action="/o/') if word in page] == []


def test_a_wave_past_its_last_day_asks_to_be_closed(ann: Client, acme: Organization) -> None:
    with org_scope(acme):
        over = a_wave(closes_on=timezone.localdate() - timedelta(days=1))
    assert "The last day for answers was" in text_of(ann.get(address("wave", over.pk)))


# --- People asked by name -------------------------------------------------------------------------------


def test_personal_links_are_shown_this_once_and_stored_as_hashes(ann: Client, wave: Wave) -> None:
    people = "ann@acme.example, Sales, manager\n\nbob@acme.example; service; contributor\n"
    reply = ann.post(address("invitations", wave.pk), {"people": people})

    tokens = re.findall(r"<code>http://testserver/r/(\w+)/</code>", reply.content.decode())
    rows = Invitation.every_org.order_by("pk").values_list("email", "function", "level", "token_hash")
    assert list(rows) == [
        ("ann@acme.example", "sales", "manager", token_hash(tokens[0])),
        ("bob@acme.example", "service", "contributor", token_hash(tokens[1])),
    ]
    assert reply["Cache-Control"] == "private, no-store"
    later = ann.get(address("wave", wave.pk)).content.decode()
    assert [token for token in tokens if token in later] == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("bob, sales, manager", "Enter a valid email address."),
        ("bob@acme.example, astrology, manager", "the function is one of Sales, Service, Legal."),
        ("bob@acme.example, sales, emperor", "the level is one of leader, manager, contributor."),
        ("bob@acme.example, sales", "expected three parts, separated by commas."),
        ("ann@acme.example, legal, leader", "ann@acme.example stands on the list twice."),
    ],
)
def test_a_bad_line_is_named_and_nobody_is_invited(ann: Client, wave: Wave, line: str, rule: str) -> None:
    people = f"ann@acme.example, sales, manager\n{line}"
    reply = ann.post(address("invitations", wave.pk), {"people": people})

    form = reply.context["form"]
    assert (reply.status_code, form.errors) == (400, {"people": [f"Line 2: {rule}"]})
    assert form["people"].value() == people
    assert not Invitation.every_org.exists()


def test_nobody_gets_a_second_link_in_a_wave(ann: Client, wave: Wave) -> None:
    ann.post(address("invitations", wave.pk), {"people": "ann@acme.example, sales, manager"})
    again = "bob@acme.example, sales, manager\nANN@acme.example, service, leader"
    reply = ann.post(address("invitations", wave.pk), {"people": again})

    assert reply.context["form"].errors == {
        "people": ["With a link in this wave already: ann@acme.example. Nobody was invited."]
    }
    assert Invitation.every_org.count() == 1


# --- Watching -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "band"), [(0, "under 50%"), (14, "under 50%"), (15, "50 to 79%"), (24, "80% or more")]
)
def test_participation_is_a_total_and_bands_and_nothing_for_fewer_than_ten(
    ann: Client, acme: Organization, service: int, band: str
) -> None:
    with org_scope(acme):
        wave = a_wave()
        answered(wave, {"service": service, "legal": 7})
    page = text_of(ann.get(address("wave", wave.pk)))

    assert f"{service + 7} of 49 people have answered." in page
    assert f"Service 30 {band}" in page
    assert "Legal 7 not shown: fewer than ten people" in page


def test_the_page_of_a_closed_wave_leaves_participation_to_the_report(
    ann: Client, acme: Organization
) -> None:
    """A band for a function that the report pools would tell who is in the pool."""
    with org_scope(acme):
        wave = a_wave()
        answered(wave, {"sales": 3, "service": 20})
        actions.close_wave(wave)
    page = text_of(ann.get(address("wave", wave.pk)))

    assert "23 of 49 people have answered." in page
    assert not any(band in page for band in ("under 50%", "50 to 79%", "80% or more"))


def answered(wave: Wave, people: dict[str, int]) -> None:
    codebook = codebook_of(wave)
    Submission.objects.bulk_create(
        Submission(wave=wave, function=codebook.functions.index(key), level=2, answers=bytes(codebook.width))
        for key, n in people.items()
        for _person in range(n)
    )


def test_a_page_of_a_draft_wave_says_nothing_about_answers(ann: Client, wave: Wave) -> None:
    assert "have answered" not in text_of(ann.get(address("wave", wave.pk)))


# --- A closed wave --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["facts", "links", "invitations", "open", "close"])
def test_a_closed_wave_refuses_every_change(ann: Client, acme: Organization, name: str) -> None:
    wave = staging.closed_wave(of=acme)
    before = list(Wave.every_org.values())
    reply = ann.post(address(name, wave.pk), {"cx_lead": "full", "people": "ann@acme.example, sales, leader"})

    assert reply.status_code == 409
    assert list(Wave.every_org.values()) == before
    assert not OpenLink.every_org.exists()
    assert not Invitation.every_org.exists()


def test_only_an_open_wave_asks_whether_to_close_it(ann: Client, wave: Wave) -> None:
    assert ann.get(address("close", wave.pk)).status_code == 409


def test_closing_destroys_the_personal_links(ann: Client, acme: Organization) -> None:
    with org_scope(acme):
        wave = a_wave()
        invited(wave)
    ann.post(address("close", wave.pk))
    assert not Invitation.every_org.exists()


# --- Lists ----------------------------------------------------------------------------------------------


def test_an_organization_costs_the_same_with_one_wave_and_with_thirty(
    client: Client, acme: Organization
) -> None:
    client.force_login(builders.olga(acme))
    with org_scope(acme):
        a_wave(name="1")
        one = queries_of(client, address("organization"))
        for number in range(2, 31):
            a_wave(name=f"{number}")

    assert queries_of(client, address("organization")) == one
    assert len(client.get(address("organization")).context["waves"]) == 30


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_an_organization_without_a_wave_says_how_to_begin(ann: Client) -> None:
    assert "Begin with a new assessment" in text_of(ann.get(address("organization")))


def test_only_an_owner_is_shown_the_way_to_people_and_rules(ann: Client, acme: Organization) -> None:
    assert "Audit trail" not in text_of(ann.get(address("organization")))
    ann.force_login(builders.olga(acme))
    assert "People Settings Audit trail" in text_of(ann.get(address("organization")))
