"""Functions too small to be shown: no format says anything of one of them alone.

Eight functions with 3–22 answers; executive and finance are the pool. What is said of it is made of both
together, so their people may swap answers, or be counted to the other function, and not a byte moves.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader

from reports.documents import ReportDocument
from reports.renderers import RENDERERS
from scoring.privacy import Published, publish
from scoring.results import evaluate
from scoring.tally import fold
from tests.reports import composed
from tests.scoring import folders

Rows = list[dict[str, str]]

FOLDER = composed.FOLDERS[0]
ANSWERS = {
    "executive": 3,
    "finance": 4,
    "hr": 6,
    "it": 9,
    "marketing": 13,
    "operations": 16,
    "sales": 19,
    "service": 22,
}
POOLED, POOL = ("executive", "finance"), "other:executive+finance"


@cache
def _rows() -> tuple[dict[str, str], ...]:
    by_function: dict[str, Rows] = {key: [] for key in ANSWERS}
    for row in composed.rows_of(FOLDER):
        by_function[row["function"]].append(row)
    return tuple(row for key, n in ANSWERS.items() for row in by_function[key][:n])


def rows() -> Rows:
    return [dict(row) for row in _rows()]


def places(of: Rows, function: str) -> list[int]:
    return [at for at, row in enumerate(of) if row["function"] == function]


def swapped(one: str, other: str, *, people: int = 3) -> Rows:
    """So many people of one function and the other give each other's answers, level and all."""
    table = rows()
    for a, b in zip(places(table, one)[:people], places(table, other)[:people], strict=True):
        stay = {"function": table[a]["function"]}, {"function": table[b]["function"]}
        table[a], table[b] = table[b] | stay[0], table[a] | stay[1]
    return table


def counted_elsewhere(one: str, other: str) -> Rows:
    """A person of one function counts to the other."""
    table = rows()
    table[places(table, one)[0]]["function"] = other
    return table


def published(of: Sequence[dict[str, str]]) -> Published:
    folder = folders.folder(FOLDER)
    tally = fold([folders.block_of(list(of), folder.codebook)], codebook=folder.codebook)
    return publish(
        evaluate(
            tally,
            codebook=folder.codebook,
            headcounts=folder.headcounts,
            minimum_group=5,
            facts=folder.setup["facts"],
            pulse=folder.pulse,
            seed=1,
        )
    )


@cache
def document() -> ReportDocument:
    return composed.document_of(FOLDER, rows())


@cache
def as_it_is() -> dict[str, bytes]:
    return {form: render(document()) for form, render in RENDERERS.items()}


def rendered(form: str, of: Rows) -> bytes:
    return RENDERERS[form](composed.document_of(FOLDER, of))


# --- Whoever of the pool said what, the report is the same ------------------------------------------------


def test_the_two_that_swap_differ_in_nearly_everything() -> None:
    """Otherwise it would be no test that nothing moves."""
    before, after = rows(), swapped(*POOLED)
    moved = [sum(a[key] != b[key] for key in a) for a, b in zip(before, after, strict=True)]
    assert [count > 30 for count in moved if count] == [True] * 6


@pytest.mark.parametrize("form", sorted(RENDERERS))
@pytest.mark.parametrize(
    "changed",
    [swapped(*POOLED), swapped(*POOLED, people=1), counted_elsewhere("finance", "executive")],
    ids=["three swap", "two swap", "one counts elsewhere"],
)
def test_no_format_tells_one_pooled_function_from_the_other(form: str, changed: Rows) -> None:
    assert rendered(form, changed) == as_it_is()[form]


@pytest.mark.parametrize("form", sorted(RENDERERS))
def test_a_swap_with_a_function_that_is_shown_is_seen(form: str) -> None:
    """The same comparison fails where a function is no part of the pool."""
    assert rendered(form, swapped("finance", "sales")) != as_it_is()[form]


# --- Nothing is said of a pooled function by name ---------------------------------------------------------


def subjects(value: Any) -> Iterator[str]:
    """Every function or unit of which a published tree says something its people answered.

    A function that votes, shares or a next owner name is no subject: those are everybody's answers.
    """
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            part = getattr(value, field.name)
            if field.name in ("unit", "other", "function") and isinstance(part, str):
                yield part
            elif field.name in ("units", "self_naming", "acceptance", "claim_accept", "modules"):
                yield from keys_of(part)
            elif field.name == "choices":
                yield from (key for groups in part.values() for key in groups)
            yield from subjects(part)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from subjects(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from subjects(part)


def keys_of(part: Any) -> Iterator[str]:
    yield from part if isinstance(part, Mapping) else (unit.key for unit in part)


def test_what_is_published_has_no_pooled_function_for_a_subject() -> None:
    found = set(subjects(published(rows())))
    assert POOL in found
    assert found - {"organization", ""} == {POOL, *ANSWERS} - set(POOLED)


def test_the_same_search_finds_small_functions_once_they_are_large_enough() -> None:
    everybody = composed.rows_of(FOLDER)
    assert set(POOLED) <= set(subjects(published(everybody)))


def test_a_pool_takes_no_flag_and_has_no_module_and_no_role() -> None:
    told = published(rows())
    assert POOL not in told.modules
    assert told.roles is None or POOL not in told.roles.units
    flags = [flag.function for stage in told.ownership.values() for flag in stage.flags]
    assert not {POOL, *POOLED} & set(flags)


# --- In words -----------------------------------------------------------------------------------------------

NAMES = ("Executive team", "Finance")
POOL_NAME = "Other functions (Executive team and Finance)"


def told_of(document: ReportDocument) -> set[str]:
    """Whatever has a row of its own where answers are told by unit: in tables, and in the grid of scores."""
    tables = {
        row[0] for table in composed.tables(document) for row in table.rows if table.columns[0].key == "unit"
    }
    grids = {
        row.label
        for _, section in composed.sections(document)
        if section.figure is not None and section.figure.kind == "heatmap"
        for row in section.figure.rows
    }
    return tables | grids


def test_no_row_is_of_a_pooled_function() -> None:
    found = told_of(document())
    assert POOL_NAME in found
    assert not set(NAMES) & found


def test_no_finding_is_about_a_pooled_function() -> None:
    subjects_ = {finding.subject for finding in composed.findings(document()).values()}
    assert subjects_
    assert not {*POOLED, *NAMES} & subjects_


def test_page_and_paper_name_the_pool_and_no_size_of_its_parts() -> None:
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>", " ", as_it_is()["html"].decode())
    paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(as_it_is()["pdf"])).pages)
    for text in (body, paper):
        words = re.sub(r"- ", "", " ".join(text.split()))  # on paper words are divided at the end of a line
        assert POOL_NAME in words
        # Of a unit that is shown, its name and how many answered stand side by side.
        assert re.search(r"Sales (5–9|10–19|20–49)", words)
        assert not re.search(r"(Executive team|Finance) (5–9|10–19|20–49|50\+)", words)
