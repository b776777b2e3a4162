"""Composed reports of the demonstration organizations, and of what is left when answers are taken away."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from reports.compose import compose, read, tell
from reports.composing.story import Story
from reports.documents import Finding, Page, ReportDocument, Section, Table
from reports.evidence import Evidence
from scoring.privacy import publish
from scoring.published import Published
from scoring.results import appraise, evaluate
from scoring.sifting import sift
from scoring.tally import fold
from tests.scoring import folders

FOLDERS = folders.FOLDERS
ROWS = "responses.csv"


def named(name: str) -> Path:
    """The folder of an organization of the demonstration."""
    return next(path for path in FOLDERS if path.name == name)


def evidence_of(path: Path, published: Published, *, facts: Mapping[str, Any] | None = None) -> Evidence:
    setup = folders.folder(path).setup
    return Evidence(
        organization=setup["organization"],
        wave=setup["wave"],
        market=setup["market"],
        closed_on=dt.date(2026, 3, 14),
        instrument="cx-ownership-maturity 1.0",
        instrument_title={"en": "Ownership and maturity of customer experience"},
        minimum_group=setup["minimum_group"],
        functions=tuple(setup["functions"]),
        function_names={key: key.title() for key in setup["functions"]},
        headcounts=folders.folder(path).headcounts,
        facts=setup["facts"] if facts is None else facts,
        published=published,
        fingerprint="0" * 64,
    )


@cache
def evidence(path: Path) -> Evidence:
    return evidence_of(path, publish(folders.results(path)))


@cache
def document(path: Path) -> ReportDocument:
    return compose(evidence(path))


def appraised(path: Path, *, seed: int) -> ReportDocument:
    """The report of the folder's rows as they are, judged for attention, without a database between."""
    folder = folders.folder(path)
    results = appraise(
        sift([folders.block_of(rows_of(path), folder.codebook)], codebook=folder.codebook),
        codebook=folder.codebook,
        headcounts=folder.headcounts,
        minimum_group=folder.setup["minimum_group"],
        facts=folder.setup["facts"],
        pulse=folder.pulse,
        seed=seed,
    )
    return compose(evidence_of(path, publish(results)))


@cache
def story(path: Path) -> Story:
    return tell(read(evidence(path)))


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(folders._rows(path / ROWS))


def evidence_of_rows(
    path: Path, rows: Sequence[dict[str, str]], *, facts: Mapping[str, Any] | None = None, **changes: Any
) -> Evidence:
    """What these rows alone allow to say, otherwise set up as the folder is."""
    folder = folders.folder(path)
    tally = fold([folders.block_of(list(rows), folder.codebook)], codebook=folder.codebook)
    arguments: dict[str, Any] = {
        "codebook": folder.codebook,
        "headcounts": folder.headcounts,
        "minimum_group": folder.setup["minimum_group"],
        "facts": folder.setup["facts"] if facts is None else facts or None,
        "pulse": folder.pulse,
        "seed": 1,
    }
    return evidence_of(path, publish(evaluate(tally, **(arguments | changes))), facts=facts)


def document_of(
    path: Path, rows: Sequence[dict[str, str]], *, facts: Mapping[str, Any] | None = None, **changes: Any
) -> ReportDocument:
    return compose(evidence_of_rows(path, rows, facts=facts, **changes))


# --- Reading a document -----------------------------------------------------------------------------


def sections(document: ReportDocument) -> Iterator[tuple[Page, Section]]:
    for page in document.pages:
        for section in page.sections:
            yield page, section


def section(document: ReportDocument, page: str, key: str) -> Section:
    return next(each for each in document.page(page).sections if each.key == key)


def findings(document: ReportDocument, *pages: str) -> dict[str, Finding]:
    return {
        finding.id: finding
        for page, section in sections(document)
        if not pages or page.key in pages
        for finding in section.findings
    }


def tables(document: ReportDocument, *pages: str) -> list[Table]:
    return [
        section.table
        for page, section in sections(document)
        if section.table is not None and (not pages or page.key in pages)
    ]


def table(document: ReportDocument, page: str, key: str) -> list[dict[str, str]]:
    """The rows of a table by column key; empty when the page has no such table."""
    for found in tables(document, page):
        if found.key == key:
            keys = [column.key for column in found.columns]
            return [dict(zip(keys, row, strict=True)) for row in found.rows]
    return []


def action_rows(document: ReportDocument) -> list[dict[str, str]]:
    """Every row of the tables of actions, by column key."""
    found = [each.key for each in tables(document, "actions") if each.columns[0].key == "id"]
    return [row for key in found for row in table(document, "actions", key)]


def listed_actions(document: ReportDocument) -> set[str]:
    return {row["id"] for row in action_rows(document)}


def prose(document: ReportDocument) -> Iterator[str]:
    """Every sentence a reader reads, outside tables and pictures."""
    yield "".join(span.text for span in document.headline)
    for page in document.pages:
        yield from (page.question, page.lede)
        for section in page.sections:
            yield from (text for text in (section.note, section.lede, *section.paragraphs) if text)
            for finding in section.findings:
                yield from (text for text in (finding.sentence, finding.evidence, finding.so_what) if text)
            if section.figure is not None and section.figure.kind == "actions":
                yield from (row.text for row in section.figure.rows)


def numbers(text: str) -> list[str]:
    """The numbers of a text without their signs, "Stage 3" and dates of research left out."""
    text = re.sub(r"Stage \d|\b20\d\d\b", "", text)
    return re.findall(r"\d+(?:\.\d+)?", text)
