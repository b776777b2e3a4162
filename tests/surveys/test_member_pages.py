"""The pages of members: a wave is set up, opened, watched and closed through the addresses people use."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import AuditEntry, Organization
from organizations.scope import org_scope
from reports import builds
from reports.models import Report
from surveys import actions
from surveys.models import Invitation, OpenLink, Submission, Wave
from surveys.monitoring import take_stock
from surveys.queries import codebook_of
from surveys.questionnaire import questionnaire_of
from tests import builders
from tests.reports import staging
from tests.surveys.fieldwork import a_wave, begun, invited

pytestmark = pytest.mark.django_db

SET_UP = {
    "name": "Who owns the customer",
    "wave": "2026",
    "market": "b2b",
    "minimum_group": "5",
    "time_zone": "Europe/Berlin",
}
FUNCTIONS = {
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
    ann.post(address("functions", wave.pk), FUNCTIONS)
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
    assert list(done) == [
        "set up",
        "changed set-up",
        "stated facts",
        "made links",
        "opened",
        "closed",
        "viewed",
    ]


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


# --- Watching -------------------------------------------------------------------------------------------


def test_a_reader_finds_what_customers_say_from_the_waves_page(
    client: Client, acme: Organization, wave: Wave
) -> None:
    client.force_login(builders.max_(acme))
    customers = reverse("pulse:customers", args=("acme", wave.pk))
    assert customers not in client.get(address("wave", wave.pk)).content.decode()
    with org_scope(acme):
        actions.open_wave(wave)
    assert customers in client.get(address("wave", wave.pk)).content.decode()
    assert client.get(customers).status_code == 200


@pytest.mark.parametrize(
    ("service", "band"), [(0, "under 50%"), (14, "under 50%"), (15, "50 to 79%"), (24, "80% or more")]
)
def test_participation_is_a_total_and_bands_and_nothing_for_fewer_than_ten(
    ann: Client, acme: Organization, service: int, band: str
) -> None:
    with org_scope(acme):
        wave = a_wave()
        answered(wave, {"service": service, "legal": 7})
        take_stock(wave)
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
    assert " have answered" not in text_of(ann.get(address("wave", wave.pk)))


# --- A closed wave --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["facts", "links", "participants", "codes", "open", "close", "extend", "functions"]
)
def test_a_closed_wave_refuses_every_change(ann: Client, acme: Organization, name: str) -> None:
    wave = staging.closed_wave(of=acme)
    before = list(Wave.every_org.values())
    reply = ann.post(
        address(name, wave.pk), {"cx_lead": "full", "people": "ann@acme.example, sales, leader", "go": "take"}
    )

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
    ways = "People Settings Slides Access tokens Webhooks Audit trail"
    assert ways in text_of(ann.get(address("organization")))
