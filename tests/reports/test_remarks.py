"""Analysts remark on pages: plain text under their own name, beside the document and never inside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from organizations.models import AuditEntry, User
from organizations.personal import everything_about
from organizations.scope import org_scope
from reports import remarks_writing, shelf
from reports.builds import build_now
from reports.models import PageRemark, Report
from reports.remarks_models import LONGEST
from reports.renderers import RENDERERS
from tests import builders
from tests.reports.staging import closed_wave
from tests.reports.test_share import file, key_for, page

pytestmark = pytest.mark.django_db

SAID = "Sales was short of people in May."


@pytest.fixture
def report() -> Iterator[Report]:
    cache.clear()
    wave = closed_wave()
    with org_scope(wave.organization_id):
        Report.objects.all().delete()
        yield builders.published(build_now(wave))


@pytest.fixture
def ann(report: Report) -> User:
    return builders.ann(report.organization)


def browser_of(user: User) -> Client:
    client = Client(headers={"accept": "text/html"})
    client.force_login(user)
    return client


def address(name: str, report: Report, *rest: object) -> str:
    return reverse(f"reports:{name}", args=(report.organization.slug, report.pk, *rest))


def remarked(report: Report, by: User, text: str = SAID, about: str = "one") -> Any:
    """What Ann's browser gets for a remark that she sends."""
    return browser_of(by).post(address("remarks", report), {"page": about, "text": text})


# --- Where it is shown ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_remark_is_on_the_page_and_in_every_file_at_once(report: Report, ann: User) -> None:
    max_ = browser_of(builders.max_(report.organization))
    before = {form: shelf.rendered(report, form) for form in RENDERERS}
    assert SAID not in max_.get(address("show", report)).text
    remarked(report, ann)

    assert SAID in max_.get(address("show", report)).text
    assert "Remark by Ann, " in max_.get(address("show", report)).text
    assert [form for form in RENDERERS if shelf.rendered(report, form) == before[form]] == []


def test_who_holds_a_share_link_reads_it_too(report: Report, ann: User) -> None:
    key = key_for(report, ann)
    remarked(report, ann)

    assert SAID in Client().get(page(key)).text
    assert json.loads(Client().get(file(key, "json")).content)["remarks"][0]["text"] == SAID


def test_the_stored_document_stays_as_it_was_composed(report: Report, ann: User) -> None:
    before = Report.objects.values_list("document", "fingerprint").get(pk=report.pk)
    remarked(report, ann)

    assert Report.objects.values_list("document", "fingerprint").get(pk=report.pk) == before


def test_files_made_ahead_are_another_set_once_something_was_remarked(report: Report, ann: User) -> None:
    before = shelf.look_of(report)
    remarked(report, ann)
    assert (shelf.look_of(report) == before, len(shelf.look_of(report)) <= 80) == (False, True)
    PageRemark.objects.all().delete()
    assert shelf.look_of(report) == before


def test_what_is_typed_is_text_wherever_it_stands(report: Report, ann: User) -> None:
    remarked(report, ann, text="<script>alert(1)</script> & <b>bold</b>\r\nnext\x1b line")

    shown = browser_of(ann).get(address("show", report)).text
    assert "<script>alert" not in shown
    assert "&lt;b&gt;bold&lt;/b&gt;<br>next line" in shown


# --- Who writes -------------------------------------------------------------------------------------------


def test_a_reader_neither_writes_nor_is_led_there(report: Report) -> None:
    max_ = builders.max_(report.organization)

    assert remarked(report, max_).status_code == 403
    assert address("remarks", report) not in browser_of(max_).get(address("show", report)).text
    assert not PageRemark.objects.exists()


def test_only_its_writer_changes_a_remark(report: Report, ann: User) -> None:
    remarked(report, ann)
    path = address("remark", report, PageRemark.objects.get().pk)
    olga = builders.olga(report.organization)

    assert browser_of(olga).post(path, {"text": "Sold out."}).status_code == 403
    assert PageRemark.objects.get().text == SAID


def test_a_change_is_told_on_the_page(report: Report, ann: User) -> None:
    remarked(report, ann)
    browser_of(ann).post(address("remark", report, PageRemark.objects.get().pk), {"text": "Three had left."})
    told = remarks_writing.shown(report)[0]

    assert (told.text, told.edited_on is not None) == ("Three had left.", True)
    assert SAID not in browser_of(ann).get(address("show", report)).text


def test_what_is_sent_again_unchanged_is_no_change(report: Report, ann: User) -> None:
    remarked(report, ann)
    browser_of(ann).post(address("remark", report, PageRemark.objects.get().pk), {"text": SAID})

    assert PageRemark.objects.get().edited_at is None


def test_who_may_publish_may_take_a_remark_back(report: Report, ann: User) -> None:
    remarked(report, ann)
    olga = browser_of(builders.olga(report.organization))
    olga.post(address("remove_remark", report, PageRemark.objects.get().pk))

    assert SAID not in olga.get(address("show", report)).text


def test_the_trail_tells_where_was_remarked_and_not_what(report: Report, ann: User) -> None:
    remarked(report, ann)
    row, client = PageRemark.objects.get(), browser_of(ann)
    client.post(address("remark", report, row.pk), {"text": "Three had left."})
    client.post(address("remove_remark", report, row.pk))

    lines = AuditEntry.objects.filter(object_type="pageremark").order_by("pk")
    assert [line.action for line in lines] == ["remarked", "changed", "removed"]
    assert {line.detail for line in lines} == {f"report {report.pk}, page one"}


@pytest.mark.parametrize(
    ("text", "about"), [("", "one"), (" \n ", "one"), ("x" * (LONGEST + 1), "one"), (SAID, "elsewhere")]
)
def test_nothing_too_much_or_on_no_page_is_not_stored(
    report: Report, ann: User, text: str, about: str
) -> None:
    assert remarked(report, ann, text=text, about=about).status_code == 400
    assert not PageRemark.objects.exists()


def test_the_database_stores_no_empty_remark(report: Report) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        PageRemark.objects.create(report=report, page="one", text="")


def test_a_remark_of_another_report_is_not_reached_through_this_one(report: Report, ann: User) -> None:
    remarked(report, ann)
    Report.objects.filter(pk=report.pk).update(fingerprint="0" * 64)
    newer, row = build_now(report.wave), PageRemark.objects.get()

    assert browser_of(ann).post(address("remark", newer, row.pk), {"text": "x"}).status_code == 404
    assert browser_of(ann).post(address("remove_remark", newer, row.pk)).status_code == 404


# --- What is stored about its writer ----------------------------------------------------------------------


def test_what_somebody_published_shared_and_remarked_is_among_what_is_stored_about_them(
    report: Report, ann: User
) -> None:
    key_for(report, ann)
    remarked(report, ann)
    found = everything_about(ann.email, user=ann)

    assert [one["made for"] for one in found["report links made"]] == ["Board"]
    assert [one["remark"] for one in found["remarks on reports"]] == [SAID]


def test_a_remark_outlives_the_account_without_its_name(report: Report, ann: User) -> None:
    remarked(report, ann)
    ann.delete()

    assert "Ann" not in [remark.by for remark in remarks_writing.shown(report)]
    assert "Remark of " in shelf.page(report).decode()
