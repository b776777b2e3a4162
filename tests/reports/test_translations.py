"""A report is stored in every language it can be read in, with the same numbers, and read in any."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from organizations.scope import org_scope
from reports import builds, formats, languages, translations
from reports.models import FormatSet, Report, ReportTranslation, State
from reports.shelf import document_of
from surveys.models import Wave
from tests.reports import pseudo
from tests.reports.staging import closed_wave
from tests.reports.test_views import max_of, ready

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is offered today, a test says itself what a report can be read in."""
    monkeypatch.setattr(languages, "OFFERED", ("en",))


@pytest.fixture
def two_languages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """English, and the language nobody speaks."""
    monkeypatch.setattr(languages, "OFFERED", ("en", pseudo.LANGUAGE))
    with pseudo.spoken(tmp_path) as language:
        yield language


def address(report: Report, name: str, *rest: object, language: str = "") -> str:
    path = reverse(f"reports:{name}", args=(report.organization.slug, report.pk, *rest))
    return f"{path}?language={language}" if language else path


def in_german(report: Report) -> ReportTranslation:
    """The report's own words, stored as if they were German."""
    with org_scope(report.organization_id):
        told = document_of(report).model_copy(update={"language": "de"})
        row: ReportTranslation = ReportTranslation.objects.create(
            report=report, language="de", document=told.model_dump_json()
        )
    return row


# --- Storing ----------------------------------------------------------------------------------------------


def test_a_built_report_is_stored_in_every_language_it_can_be_read_in(two_languages: str) -> None:
    report = ready(closed_wave())
    with org_scope(report.organization_id):
        assert translations.languages_of(report) == ("en", two_languages)
        own, other = document_of(report), document_of(report, two_languages)
    assert (own.language, other.language) == ("en", two_languages)
    assert (other.results, other.fingerprint) == (own.results, own.fingerprint)
    assert [page.key for page in other.pages] == [page.key for page in own.pages]
    assert "⟦" in other.subtitle


def test_a_report_s_own_language_is_the_first_that_people_answered_in(two_languages: str) -> None:
    wave = closed_wave()
    Wave.every_org.filter(pk=wave.pk).update(languages=[two_languages, "en"])
    report = ready(Wave.every_org.select_related("organization", "assessment").get(pk=wave.pk))
    assert report.language == json.loads(report.document)["language"] == two_languages


def test_a_report_of_people_who_answered_in_another_language_is_in_english() -> None:
    wave = closed_wave()
    wave.languages = ["it", "de"]
    assert translations.own_language(wave) == "en"


def test_a_report_is_not_ready_before_every_language_is_stored() -> None:
    wave = closed_wave()
    with org_scope(wave.organization_id):
        held = builds.claim(Report.objects.get().pk)
        assert held is not None
        told, _ = translations.documents(builds.collect(wave), own="en")
        nameless = told.model_copy(update={"language": ""})
        with pytest.raises(IntegrityError):
            builds.store(held, document=told, further=[nameless])
        assert (Report.objects.get().state, FormatSet.objects.exists()) == (State.BUILDING, False)


def test_a_report_from_before_a_language_was_offered_gets_it_when_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wave = closed_wave()
    first = ready(wave)
    with pseudo.spoken(tmp_path) as language, org_scope(wave.organization_id):
        monkeypatch.setattr(languages, "OFFERED", ("en", language))
        assert builds.build_now(wave) == first
        assert document_of(first, language).language == language


def test_a_stored_translation_does_not_change_and_stays_with_its_organization() -> None:
    row, other = in_german(ready(closed_wave())), closed_wave()
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        ReportTranslation.every_org.filter(pk=row.pk).update(document="{}")
    stray = ReportTranslation(
        organization=other.organization, report_id=row.report_id, language="fr", document="{}"
    )
    stray.save()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- Reading ----------------------------------------------------------------------------------------------


def test_the_page_is_read_in_the_language_asked_for(two_languages: str) -> None:
    report = ready(closed_wave())
    client = max_of(report.wave)
    own = client.get(address(report, "show")).content.decode()
    other = client.get(address(report, "show", language=two_languages)).content.decode()
    assert ("⟦" in own, "⟦" in other) == (False, True)
    assert f'<html lang="{two_languages}"' in other


@pytest.mark.parametrize("language", ["fr", "xx", "../en", "🙂" * 50])
def test_a_language_the_report_is_not_stored_in_is_answered_in_its_own(language: str) -> None:
    report = ready(closed_wave())
    client = max_of(report.wave)
    for name, rest in (("show", ()), ("download", ("json",))):
        asked = client.get(address(report, name, *rest, language=language))
        assert (asked.status_code, asked.content) == (200, client.get(address(report, name, *rest)).content)


def test_a_file_in_another_language_is_named_after_it(two_languages: str) -> None:
    report = ready(closed_wave())
    reply = max_of(report.wave).get(address(report, "download", "json", language=two_languages))
    assert reply["Content-Disposition"].endswith(f'-2026-report-{two_languages}.json"')
    assert json.loads(reply.content)["language"] == two_languages


def test_the_page_names_each_language_in_itself_and_leads_to_files_in_it(
    two_languages: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(languages.NAMES, two_languages, "Nobodyish")
    report = ready(closed_wave())
    page = max_of(report.wave).get(address(report, "show", language=two_languages)).content.decode()
    assert f'<span aria-current="true" lang="{two_languages}">Nobodyish</span>' in page
    assert f'<a href="{address(report, "show")}" hreflang="en" lang="en">English</a>' in page
    assert f'href="{address(report, "download", "pdf", language=two_languages)}"' in page


def test_a_report_from_before_translations_has_no_choice_of_languages() -> None:
    report = ready(closed_wave())
    assert 'class="languages"' not in max_of(report.wave).get(address(report, "show")).content.decode()


def test_files_are_prepared_in_the_language_they_are_asked_for(two_languages: str) -> None:
    report = ready(closed_wave())
    reply = max_of(report.wave).post(address(report, "prepare"), {"language": two_languages})
    assert reply["Location"] == address(report, "files", language=two_languages)
    with org_scope(report.organization_id):
        assert formats.current(report, language=two_languages) is not None
        assert formats.current(report, language="en") is None


def test_a_language_that_is_no_longer_offered_is_no_longer_to_be_read() -> None:
    report = ready(closed_wave())
    in_german(report)
    with org_scope(report.organization_id):
        assert translations.languages_of(report) == ("en",)
        assert translations.language_for(report, "de") == "en"
