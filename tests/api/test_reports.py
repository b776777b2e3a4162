"""Reports by the interface: who sees one, what it says, its files, and what is decided upon it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from organizations.models import AuditEntry, Organization, Role
from organizations.scope import org_scope
from reports import shelf
from reports.builds import build_now
from reports.models import Report
from reports.renderers import CONTENT_TYPES, RENDERERS
from surveys.models import Wave
from tests import builders
from tests.api.program import Program, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave() -> Wave:
    return builders.imported_wave()


@pytest.fixture
def velora(wave: Wave) -> Organization:
    organization: Organization = wave.organization
    return organization


@pytest.fixture
def ann(velora: Organization) -> Program:
    return program("Ann", of=velora, role=Role.ANALYST)


@pytest.fixture
def max_(velora: Organization) -> Program:
    return program("Max", of=velora, role=Role.READER)


@pytest.fixture
def report(wave: Wave) -> Report:
    with org_scope(wave.organization):
        return build_now(wave)


def said(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_a_report_is_asked_for_and_watched(ann: Program, wave: Wave) -> None:
    asked = ann.post(f"waves/{wave.pk}/reports/")
    again = ann.post(f"waves/{wave.pk}/reports/")

    assert (asked.status_code, asked.json()["state"]) == (202, "queued")
    assert again.json()["id"] == asked.json()["id"]
    assert ann.get(f"reports/{asked.json()['id']}/").json() == asked.json()
    assert said(ann.get(f"reports/{asked.json()['id']}/document/")) == (404, "not_found")


def test_readers_see_a_report_while_it_is_published(ann: Program, max_: Program, report: Report) -> None:
    here = f"reports/{report.pk}/"

    def seen() -> tuple[int, int, int]:
        paths = (here, here + "document/", here + "files/json/")
        statuses = tuple(max_.get(path).status_code for path in paths)
        assert len(max_.get("reports/").json()["results"]) == (statuses[0] == 200)
        return statuses

    assert seen() == (404, 404, 404)
    assert ann.put(here + "publication/").json()["is_published"] is True
    assert seen() == (200, 200, 200)
    assert ann.delete(here + "publication/").status_code == 204
    assert seen() == (404, 404, 404)


def test_a_document_is_the_stored_one_and_known_by_its_mark(ann: Program, report: Report) -> None:
    read = ann.get(f"reports/{report.pk}/document/")
    again = ann.get(f"reports/{report.pk}/document/", if_none_match=read["ETag"])

    assert read.json() == json.loads(report.document)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.slow
@pytest.mark.parametrize("form", list(RENDERERS))
def test_every_format_is_the_page_s_own_file(ann: Program, report: Report, form: str) -> None:
    file = ann.get(f"reports/{report.pk}/files/{form}/", accept=CONTENT_TYPES[form])

    with org_scope(report.organization):
        assert file.content == shelf.rendered(report, form)
    assert file["Content-Type"] == CONTENT_TYPES[form]
    assert "attachment" in file["Content-Disposition"]


def test_a_language_the_report_is_not_in_is_refused(ann: Program, report: Report) -> None:
    assert said(ann.get(f"reports/{report.pk}/document/?language=tlh")) == (400, "invalid")
    assert said(ann.get(f"reports/{report.pk}/files/docm/")) == (404, "not_found")


def test_reading_stands_in_the_trail_as_on_the_page(ann: Program, report: Report) -> None:
    ann.get(f"reports/{report.pk}/document/")
    ann.get(f"reports/{report.pk}/files/csv/")

    actions = AuditEntry.every_org.filter(object_type="report").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["viewed", "downloaded csv"]


def test_files_are_made_ahead_and_watched(ann: Program, report: Report) -> None:
    asked = ann.post(f"reports/{report.pk}/files/")

    assert asked.status_code == 202
    assert {file["format"] for file in asked.json()["results"]} == set(RENDERERS)
    assert all(file["state"] == "queued" for file in asked.json()["results"])
    assert ann.get(f"reports/{report.pk}/files/").json() == asked.json()


def test_a_published_report_is_shared_until_it_is_revoked(ann: Program, report: Report) -> None:
    here = f"reports/{report.pk}/links/"
    wanted = {"name": "Board", "last_day": str(timezone.localdate() + timedelta(days=9)), "formats": ["pdf"]}

    assert said(ann.post(here, wanted)) == (409, "report_not_published")
    ann.put(f"reports/{report.pk}/publication/")
    made = ann.post(here, wanted).json()

    assert ann.client.get(made["address"]).status_code == 200
    (listed,) = ann.get(here).json()["results"]
    assert (listed["opened"], "address" in listed, listed["has_password"]) == (1, False, False)
    assert ann.delete(f"{here}{made['id']}/").status_code == 204
    assert ann.client.get(made["address"]).status_code == 404


@pytest.mark.parametrize(
    "mistake",
    [{"last_day": "2020-01-01"}, {"password": "short"}, {"languages": ["tlh"]}, {"formats": ["exe"]}],
)
def test_a_link_the_page_would_not_make_is_not_made(
    ann: Program, report: Report, mistake: dict[str, Any]
) -> None:
    ann.put(f"reports/{report.pk}/publication/")
    wanted = {"name": "Board", "last_day": str(timezone.localdate() + timedelta(days=9))}

    refused = ann.post(f"reports/{report.pk}/links/", wanted | mistake)

    assert said(refused) == (400, "invalid")
    assert list(refused.json()["details"]) == list(mistake)


def test_a_remark_is_written_changed_by_its_writer_and_taken_back(ann: Program, report: Report) -> None:
    page = ann.get(f"reports/{report.pk}/document/").json()["pages"][0]["key"]
    here = f"reports/{report.pk}/remarks/"
    zoe = program("Zoe", of=report.organization, role=Role.ANALYST)

    made = ann.post(here, {"page": page, "text": "Read this first"}).json()

    assert said(zoe.patch(f"{here}{made['id']}/", {"text": "Read it last"})) == (403, "not_allowed")
    assert ann.patch(f"{here}{made['id']}/", {"text": "Read it twice"}).json()["edited_at"] is not None
    assert [each["text"] for each in zoe.get(here).json()["results"]] == ["Read it twice"]
    assert zoe.delete(f"{here}{made['id']}/").status_code == 204
    assert said(ann.post(here, {"page": "nowhere", "text": "?"})) == (400, "invalid")


# --- Actions --------------------------------------------------------------------------------------------


def test_a_proposal_is_adopted_once(ann: Program, report: Report) -> None:
    here = f"reports/{report.pk}/proposals/"
    proposal = ann.get(here).json()["results"][0]

    adopted = ann.post(here, {"action": proposal["action"]})

    assert (adopted.status_code, adopted.json()["title"]) == (201, proposal["title"])
    assert ann.get(here).json()["results"][0]["adopted"] == adopted.json()["id"]
    assert said(ann.post(here, {"action": proposal["action"]})) == (409, "already_adopted")
    assert said(ann.post(here, {"action": "A999"})) == (404, "not_found")


def test_an_action_is_written_changed_and_keeps_its_history(ann: Program, wave: Wave) -> None:
    written = ann.post("actions/", {"wave": wave.pk, "title": "Ask renewal", "owner": "Sales"}).json()
    member = ann.get("/api/v1/me/").json()

    changed = ann.patch(f"actions/{written['id']}/", {"status": "under_way", "due_on": "2026-12-01"}).json()

    assert (changed["title"], changed["owner"], changed["status"]) == ("Ask renewal", "Sales", "under_way")
    assert [line["detail"] for line in changed["history"]] == ["written", "changed: due, status"]
    assert {line["by"] for line in changed["history"]} == {member["person"]["id"]}


@pytest.mark.parametrize(
    "mistake", [{"status": "lost"}, {"due_on": "soon"}, {"measure": "score:luck"}, {"member": 999_999}]
)
def test_an_action_the_page_would_not_take_is_not_taken(
    ann: Program, wave: Wave, mistake: dict[str, Any]
) -> None:
    refused = ann.post("actions/", {"wave": wave.pk, "title": "Ask renewal"} | mistake)

    assert said(refused) == (400, "invalid")
    assert list(refused.json()["details"]) == list(mistake)


def test_actions_are_found_by_status_and_day(ann: Program, wave: Wave) -> None:
    ann.post("actions/", {"wave": wave.pk, "title": "Soon", "due_on": "2026-12-01"})
    ann.post("actions/", {"wave": wave.pk, "title": "Done", "status": "done"})

    def titles(query: str) -> list[str]:
        return [action["title"] for action in ann.get(f"actions/?{query}").json()["results"]]

    assert titles("status=done") == ["Done"]
    assert titles("due_until=2026-12-31") == ["Soon"]


def test_whether_people_read_page_one_is_agreed_before_the_launch(ann: Program, wave: Wave) -> None:
    first = {"assessment_name": "Another", "name": "2027"}
    here = f"waves/{ann.post('waves/', first).json()['id']}/outcome/"

    assert ann.put(here, {"wanted": "yes"}).json()["is_agreed"] is True
    assert ann.put(here, {"wanted": "no"}).json()["is_agreed"] is False
    assert ann.put(here, {"wanted": "stop"}).status_code == 404
    assert ann.put(f"waves/{wave.pk}/outcome/", {"wanted": "yes"}).status_code == 409
