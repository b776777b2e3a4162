"""The main job, from end to end, by the doors that people and programs use."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from reports.evidence import seed_of
from reports.models import Report
from surveys.models import Draft, OpenLink, Submission, Wave
from tests import builders
from tests.reports import composed
from tests.reports.staging import celery_worker, wait_until
from tests.scoring import folders

PEOPLE = {"sales": 6, "service": 6}
SET_UP = {
    "name": "Who owns the customer",
    "wave": "2026",
    "market": "b2b",
    "minimum_group": "5",
    "time_zone": "Europe/Berlin",
}
FUNCTIONS = {"heads_sales": "8", "heads_service": "9"}


# --- Answers collected elsewhere ------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("folder", folders.FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_becomes_a_report_in_every_format(folder: Path, tmp_path: Path) -> None:
    said = StringIO()
    call_command("import_assessment", str(folder), stdout=said)
    wave = said.getvalue().splitlines()[-1]
    files = {fmt: tmp_path / f"report.{fmt}" for fmt in ("json", "html", "pdf")}
    for fmt, file in files.items():
        call_command("report", wave, format=fmt, out=str(file))

    document = json.loads(files["json"].read_text())
    seed = seed_of(Wave.every_org.select_related("assessment").get(pk=wave))
    appraised = json.loads(json.dumps(composed.appraised(folder, seed=seed).results))
    apart: dict[str, object] = {"state": "apart", "on": None, "others": 0, "standings": {}}
    assert document["results"] == appraised | {"portfolio": apart}
    headline = "".join(span["text"] for span in document["headline"])
    assert headline in Text.of(files["html"].read_text())
    assert headline in " ".join(PdfReader(files["pdf"]).pages[0].extract_text().split())


# --- Answers given here ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_wave_is_set_up_answered_by_link_closed_and_read(client: Client) -> None:
    client.force_login(builders.ann(builders.organization()))
    client.post(address("new"), SET_UP)
    wave = Wave.every_org.get()
    client.post(address("functions", wave.pk), FUNCTIONS)
    client.post(address("questions", wave.pk), {"languages": ["en", "de"], "first": "en"})
    client.post(address("facts", wave.pk), {"cx_lead": "full"})
    client.post(address("links", wave.pk))
    client.post(address("open", wave.pk))
    link = OpenLink.every_org.get(wave=wave, function=None)
    for function, people in PEOPLE.items():
        for number in range(people):
            answer_everything(Client(), link.token, function=function, option=number % 3)
    assert (Submission.every_org.count(), Draft.every_org.count()) == (12, 0)

    with celery_worker():
        progress = client.post(address("close", wave.pk))["Location"]
        wait_until(lambda: Report.every_org.get().state == "ready", seconds=60)

    page = client.get(progress, follow=True)
    report = Report.every_org.get()
    assert page.redirect_chain[-1][0] == reverse("reports:show", args=("acme", report.pk))
    assert "Acme" in Text.of(page.content.decode())
    results = downloaded(client, report, "json")["results"]
    assert results["reporting_units"] == ["sales", "service"]
    assert len(PdfReader(BytesIO(downloaded(client, report, "pdf"))).pages) > 5


def address(name: str, *rest: object) -> str:
    return reverse(f"waves:{name}", args=("acme", *rest))


def downloaded(client: Client, report: Report, fmt: str) -> Any:
    reply = client.get(reverse("reports:download", args=("acme", report.pk, fmt)))
    return reply.json() if fmt == "json" else reply.content


def answer_everything(browser: Client, token: str, *, function: str, option: int) -> None:
    """Somebody without JavaScript begins, answers every page in order, and sends."""
    page = browser.post(f"/r/{token}/", {"function": function, "level": "contributor"})["Location"]
    while not page.endswith("/review/"):
        questions = Questions.of(browser.get(page).content.decode())
        given = {name: offered[option % len(offered)] for name, offered in questions.items()}
        page = browser.post(page, given | {"go": "next"})["Location"]
    assert browser.post(page.replace("/review/", "/send/"))["Location"] == "/r/sent/?in=en"


# --- Reading pages --------------------------------------------------------------------------------------


class Questions(HTMLParser):
    """What a page asks: the values offered under each name, without "can't tell"."""

    def __init__(self) -> None:
        super().__init__()
        self.offered: dict[str, list[str]] = {}

    @classmethod
    def of(cls, page: str) -> dict[str, list[str]]:
        reader = cls()
        reader.feed(page)
        return reader.offered

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "input" and given.get("type") in ("radio", "checkbox") and given["value"] not in ("", "dk"):
            self.offered.setdefault(given["name"], []).append(given["value"])


class Text(HTMLParser):
    """What can be read on a page, in one line."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    @classmethod
    def of(cls, page: str) -> str:
        reader = cls()
        reader.feed(page)
        return " ".join("".join(reader.read).split())

    def handle_data(self, data: str) -> None:
        self.read.append(data)
