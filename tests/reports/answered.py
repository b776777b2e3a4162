"""Readings of demonstration organizations with some published results replaced, and sections read."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

from reports.documents import ReportDocument, Section
from reports.reading import Reading
from scoring.published import PublicEstimate
from tests.reports import composed

CALM = composed.named("evenkeel-logistics")
TORCHLIGHT = composed.named("torchlight-systems")


def reading(path: Path = CALM, **fields: Any) -> Reading:
    """A demonstration organization with some of its published results replaced."""
    found = composed.story(path).reading
    return dataclasses.replace(found, published=dataclasses.replace(found.published, **fields))


def rows(section: Section) -> list[dict[str, str]]:
    assert section.table is not None
    keys = [column.key for column in section.table.columns]
    return [dict(zip(keys, row, strict=True)) for row in section.table.rows]


def one(sections: tuple[Section, ...], key: str) -> Section:
    return next(section for section in sections if section.key == key)


def estimate(value: int, *, half: int = 4) -> PublicEstimate:
    return PublicEstimate(value=value, low=value - half, high=value + half, n="20–49")


# --- Waves in which little can be told ---


def all_saying(text: str) -> list[dict[str, str]]:
    beside = {"function", "level", "tenure", "duration_s"}
    return [
        {key: value if key in beside else text for key, value in row.items()}
        for row in composed.rows_of(TORCHLIGHT)
    ]


def all_equal() -> list[dict[str, str]]:
    """Everybody answers as the first person of the same function and level does."""
    first: dict[tuple[str, str], dict[str, str]] = {}
    every = composed.rows_of(TORCHLIGHT)
    return [first.setdefault((row["function"], row["level"]), row) for row in every]


WAVES = {
    "no answers": list,
    "one answer": lambda: composed.rows_of(TORCHLIGHT)[:1],
    "five people": lambda: composed.rows_of(TORCHLIGHT)[:5],
    "one function": lambda: [row for row in composed.rows_of(TORCHLIGHT) if row["function"] == "sales"],
    "nobody can tell": lambda: all_saying("dk"),
    "everything left blank": lambda: all_saying(""),
    "all alike": all_equal,
}
"""Waves in which little can be told."""


@cache
def document_of(wave: str) -> ReportDocument:
    return composed.document_of(TORCHLIGHT, WAVES[wave]())
