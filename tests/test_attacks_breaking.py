"""Trying to break what takes answers: odd texts, nothing at all, the same twice, an instrument that changes.

Where a rule is tried harder elsewhere, docs/security.md says so; processes, disks and servers die in
tests/test_durability.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone

from cxassess.errors import Conflict
from organizations.scope import org_scope
from reports import builds
from reports.renderers import RENDERERS
from reports.shelf import document_of, rendered
from surveys import actions
from surveys.errors import WaveClosed, WaveNotReady
from surveys.models import Comment, Submission, Wave
from surveys.queries import codebook_of
from surveys.questionnaire import questionnaire_of
from tests.reports import staging
from tests.surveys.fieldwork import a_wave, an_organization, begun, invited

pytestmark = pytest.mark.django_db

FAMILY = "👩‍👩‍👧‍👦"
HEBREW = "הלקוח קודם לכל"
STACKED = "Z̴̢͚a̶l̵g̷o̸" + "́" * 40
OVERRIDE = "\u202edrow terces\u202c"
ODD = [
    FAMILY,
    HEBREW,
    STACKED,
    OVERRIDE,
    "\ufeff",
    "ẞ\u00ad\u200b",
    "<script>alert(1)</script>",
    "{{ 7 }} ${7} %s %(x)s",
]


@pytest.fixture
def wave() -> Iterator[Wave]:
    with org_scope(an_organization()):
        yield a_wave()


def comment_page(wave: Wave, token: str) -> str:
    """The page on which words can be added."""
    draft = begun(wave)[0]
    number = next(sheet.number for sheet in questionnaire_of(draft).sheets if sheet.comment)
    return f"/r/{token}/{number}/"


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_what_somebody_writes_comes_back_letter_by_letter_and_does_nothing(
    client: Client, wave: Wave, text: str
) -> None:
    token = invited(wave)
    client.post(f"/r/{token}/")
    page = comment_page(wave, token)
    assert client.post(page, {"comment": f"a {text} b", "go": "next"}).status_code == 303
    shown = client.get(page).content.decode()
    assert "<script>alert" not in shown
    client.post(f"/r/{token}/send/")
    assert Comment.objects.get().text == f"a {text} b"


def test_fifty_thousand_letters_are_kept_and_one_more_is_refused_in_a_sentence(
    client: Client, wave: Wave
) -> None:
    token = invited(wave)
    client.post(f"/r/{token}/")
    page = comment_page(wave, token)
    assert client.post(page, {"comment": "ä" * 50_001, "go": "next"}).status_code == 400
    assert client.post(page, {"comment": "ä" * 50_000, "go": "next"}).status_code == 303
    client.post(f"/r/{token}/send/")
    assert Comment.objects.get().text == "ä" * 50_000


# --- Answers that say nothing -------------------------------------------------------------------------------


def closed_with(rows: list[bytes], *, function: int = 1) -> Wave:
    """A closed wave of exactly these packed answers, all of one function."""
    wave = staging.open_wave(people={})
    with org_scope(wave.organization_id):
        Submission.objects.bulk_create(
            Submission(wave=wave, function=function, level=2, answers=row) for row in rows
        )
        return actions.close_wave(wave)


def row_of(wave: Wave, code: str) -> bytes:
    """Somebody who gave the same kind of answer everywhere: "dk", "" or the first option of each column."""
    codebook = codebook_of(wave)
    asked = codebook.asked("sales", "contributor")
    said = {
        column.key: code if code != "first" else _first(column)
        for column, is_asked in zip(codebook.columns, asked, strict=True)
        if is_asked
    }
    known = {key: text if text in codebook.column(key).codes else "" for key, text in said.items()}
    return codebook.encode(known)


def _first(column: Any) -> str:
    return next(text for text in column.codes if text not in ("", "dk"))


@pytest.mark.parametrize(("people", "code"), [(0, ""), (1, "first"), (12, "dk"), (12, ""), (12, "first")])
def test_no_answers_one_answer_all_cant_tell_and_all_equal_make_an_honest_report_in_every_format(
    people: int, code: str
) -> None:
    sample = staging.open_wave(people={})
    wave = closed_with([row_of(sample, code)] * people)
    with org_scope(wave.organization_id):
        report = builds.build_now(wave)
        files = {form: rendered(report, form) for form in RENDERERS}
    assert min(len(content) for content in files.values()) > 500
    text = document_of(report).model_dump_json()
    assert "NaN" not in text
    assert '"nan"' not in text


# --- Time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "last_second"),
    [
        ("Pacific/Kiritimati", dt.timedelta(hours=14)),
        ("Pacific/Pago_Pago", dt.timedelta(hours=-11)),
        ("Europe/Berlin", dt.timedelta(hours=1)),
    ],
)
def test_the_last_day_ends_at_midnight_where_the_client_is(
    monkeypatch: pytest.MonkeyPatch, wave: Wave, zone: str, last_second: dt.timedelta
) -> None:
    day = dt.date(2026, 10, 25)  # in Berlin the clocks go back this night, so the day has 25 hours
    wave.time_zone, wave.closes_on = zone, day
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=ZoneInfo(zone))
    assert midnight.utcoffset() == last_second
    for moment, is_over in ((midnight - dt.timedelta(seconds=1), False), (midnight, True)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment.astimezone(dt.UTC))
        assert wave.is_over is is_over


# --- What respondents were shown ----------------------------------------------------------------------------


def test_the_instrument_a_wave_is_answered_with_cannot_be_changed_under_those_who_answer(wave: Wave) -> None:
    wave.instrument_version = "2.0"
    with pytest.raises(Conflict):
        wave.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Wave.objects.filter(pk=wave.pk).update(instrument_version="2.0")


def test_a_wave_closed_twice_is_closed_once_and_late_answers_are_told_so(wave: Wave) -> None:
    draft, _token = begun(wave)
    actions.close_wave(wave)
    with pytest.raises(WaveNotReady):
        actions.close_wave(wave)
    with pytest.raises(WaveClosed):
        actions.submit(draft)
    assert Submission.objects.count() == 0
