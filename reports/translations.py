"""A report in several languages: the document is composed in each of them from the same evidence.

Every language is composed when the report is built, because the evidence is gone afterwards and must not be
asked for again: what one reader sees in German is what another sees in English, number by number.
"""

from __future__ import annotations

from collections.abc import Iterable

from reports import languages
from reports.compose import compose
from reports.documents import ReportDocument
from reports.evidence import Evidence
from reports.models import Report, ReportTranslation
from surveys.models import Wave


def own_language(wave: Wave) -> str:
    """The language a wave's report is in unless another is asked for: the first people answered in."""
    first = str(wave.languages[0]) if wave.languages else ""
    return first if first in languages.OFFERED else languages.OFFERED[0]


def documents(evidence: Evidence, *, own: str) -> tuple[ReportDocument, list[ReportDocument]]:
    """The document in the report's own language, and those in all the others."""
    others = [compose(evidence, language=language) for language in languages.OFFERED if language != own]
    return compose(evidence, language=own), others


def keep(report: Report, further: Iterable[ReportDocument]) -> None:
    """Store documents in further languages; one that is stored already stays as it is."""
    rows = [
        ReportTranslation(report=report, language=document.language, document=document.model_dump_json())
        for document in further
    ]
    ReportTranslation.objects.bulk_create(rows, ignore_conflicts=True)


def keep_missing(report: Report, evidence: Evidence) -> None:
    """Add the languages that a stored report of this evidence was not composed in."""
    missing = [language for language in languages.OFFERED if language not in languages_of(report)]
    keep(report, [compose(evidence, language=language) for language in missing])


def languages_of(report: Report) -> tuple[str, ...]:
    """The languages this report can be read in, its own first: stored, and still offered."""
    stored = set(ReportTranslation.objects.filter(report=report).values_list("language", flat=True))
    further = [language for language in languages.OFFERED if language in stored - {report.language}]
    return (report.language, *further)


def language_for(report: Report, asked: str | None) -> str:
    """The language asked for where the report can be read in it, else the report's own."""
    if not asked or asked == report.language or asked not in languages.OFFERED:
        return report.language
    found = ReportTranslation.objects.filter(report=report, language=asked).exists()
    return asked if found else report.language


def stored_text(report: Report, language: str) -> str:
    """The stored JSON in a language of `languages_of`; in any other, the report's own."""
    if language != report.language:
        rows = ReportTranslation.objects.filter(report=report, language=language)
        found: str | None = rows.values_list("document", flat=True).first()
        if found is not None:
            return found
    return report.document
