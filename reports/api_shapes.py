"""What the interface says about reports, and what hangs on them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from cxassess.errors import NotFound
from organizations.api_shapes import Query, wrong
from organizations.models import Member
from reports import queries, translations
from reports.formats_models import FileState
from reports.models import Publication, Report, ReportTranslation, State
from reports.renderers import LABELS, RENDERERS

FORMATS = [(form, LABELS[form]) for form in RENDERERS]


class ReportShape(serializers.Serializer[Any]):
    """One building of a report. What it says is its document; readers see it once it is published."""

    id = serializers.IntegerField()
    wave = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.choices)
    progress_done = serializers.IntegerField()
    progress_total = serializers.IntegerField()
    failure = serializers.CharField(help_text="Why it failed, in a sentence; empty otherwise.")
    fingerprint = serializers.CharField(help_text="Of everything the document was made from.")
    language = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    is_published = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


def dressed(reports: list[Report]) -> list[dict[str, Any]]:
    """Reports with what readers see of them and their languages: two queries, however many they are."""
    further: dict[int, list[str]] = {report.pk: [] for report in reports}
    rows = ReportTranslation.objects.filter(report__in=further).order_by("language")
    for report_id, language in rows.values_list("report_id", "language"):
        further[report_id].append(language)
    standing = Publication.objects.filter(report__in=further, withdrawn_at=None)
    published = set(standing.values_list("report_id", flat=True))
    return [_dressed(report, further[report.pk], published=report.pk in published) for report in reports]


def _dressed(report: Report, further: list[str], *, published: bool) -> dict[str, Any]:
    names = ("id", "state", "progress_done", "progress_total", "fingerprint", "language", "created_at")
    others = [language for language in further if language != report.language]
    return {
        "wave": report.wave_id,
        "failure": queries.why_failed(report) if report.state == State.FAILED else "",
        "languages": [report.language, *others],
        "is_published": published,
        "finished_at": report.finished_at,
        **{name: getattr(report, name) for name in names},
    }


def shown(report: Report) -> Any:
    return ReportShape(dressed([report])[0]).data


class LanguageQuery(Query):
    language = serializers.CharField(
        required=False, max_length=8, help_text="One of the report’s languages; its own without."
    )


def language_asked(report: Report, values: dict[str, Any]) -> str:
    """The language asked for. Raises ValidationError for one the report is not in."""
    language: str = values.get("language") or report.language
    if language not in translations.languages_of(report):
        raise wrong("language", f"This report is in {', '.join(translations.languages_of(report))}.")
    return language


def ready(report_id: int, *, to: Member) -> Report:
    """A ready report that this member may see. Raises NotFound, for one that is not ready as well."""
    report = queries.report_row(report_id, to=to)
    if not report.is_ready:
        raise NotFound
    return report


class FileShape(serializers.Serializer[Any]):
    """One format of a report. state: how far its file is; null where nobody asked for it ahead."""

    format = serializers.ChoiceField(choices=FORMATS)
    address = serializers.CharField()
    state = serializers.ChoiceField(choices=FileState.choices, allow_null=True)
    size = serializers.IntegerField(help_text="In bytes, once it is ready.")
    failure = serializers.CharField()
