"""Answers leave the database in blocks of bytes, all of them, once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from organizations.models import Organization
from organizations.scope import ScopeMissing, org_scope
from surveys import library, queries
from surveys.library import InstrumentMissing
from surveys.models import Assessment, PulseSubmission, Submission, Wave

FUNCTIONS = [
    {"key": "sales", "name": "Sales", "headcount": 20},
    {"key": "it", "name": "IT", "headcount": 10},
    {"key": "hr", "name": "HR", "headcount": 6},
]


@pytest.fixture
def wave(db: None) -> Any:
    organization = Organization.objects.create(name="Northwind", slug="northwind")
    with org_scope(organization):
        yield Wave.objects.create(
            assessment=Assessment.objects.create(name="Ownership"),
            name="2026",
            state="closed",
            closed_at=timezone.now(),
            instrument_key="cx-ownership-maturity",
            instrument_version="1.0",
            functions=FUNCTIONS,
        )


def answered(wave: Wave, count: int, *, function: int = 0, level: int = 2) -> list[bytes]:
    """Store so many submissions whose first two bytes count up; return their answers."""
    width = queries.codebook_of(wave).width
    rows = [bytes(divmod(number, 256)) + bytes([7] * (width - 2)) for number in range(count)]
    Submission.objects.bulk_create(
        Submission(wave=wave, function=function, level=level, answers=row) for row in rows
    )
    return rows


def read_back(wave: Wave) -> list[bytes]:
    return [row.tobytes() for block in queries.answer_blocks(wave) for row in block.answers]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 20, 25])
def test_every_submission_comes_once_whatever_the_size_of_the_block(
    wave: Wave, monkeypatch: pytest.MonkeyPatch, count: int
):
    monkeypatch.setattr(queries, "BLOCK", 10)
    rows = answered(wave, count)
    assert sorted(read_back(wave)) == sorted(rows)
    assert [len(block.functions) for block in queries.answer_blocks(wave)] == (
        [10] * (count // 10) + [count % 10] * bool(count % 10)
    )


def test_function_and_level_travel_beside_the_answers(wave: Wave):
    answered(wave, 3, function=0, level=0)
    answered(wave, 2, function=2, level=1)
    blocks = list(queries.answer_blocks(wave))
    assert [(block.answers.dtype, block.answers.shape) for block in blocks] == [(np.uint8, (5, 92))]
    pairs = sorted(zip(blocks[0].functions.tolist(), blocks[0].levels.tolist(), strict=True))
    assert pairs == [(0, 0)] * 3 + [(2, 1)] * 2


def test_blocks_of_a_wave_hold_no_answers_of_another(wave: Wave):
    rows = answered(wave, 4)
    other = Wave.objects.create(
        assessment=wave.assessment,
        name="2027",
        instrument_key=wave.instrument_key,
        instrument_version=wave.instrument_version,
        functions=FUNCTIONS,
    )
    answered(other, 5)
    assert sorted(read_back(wave)) == sorted(rows)


def test_each_block_is_one_question_to_the_database(
    wave: Wave, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
):
    monkeypatch.setattr(queries, "BLOCK", 10)
    answered(wave, 25)
    with django_assert_num_queries(3):
        list(queries.answer_blocks(wave))


def test_blocks_are_not_to_be_had_outside_the_organization(wave: Wave):
    answered(wave, 1)
    stranger = Organization.objects.create(name="Southwind", slug="southwind")
    with org_scope(stranger):
        assert read_back(wave) == []
        assert queries.submission_count(wave) == 0


@pytest.mark.django_db
def test_blocks_are_not_to_be_had_outside_any_organization():
    with pytest.raises(ScopeMissing):
        list(queries.pulse_blocks(Wave(instrument_key="cx-ownership-maturity", instrument_version="1.0")))


def test_customers_are_one_group(wave: Wave):
    PulseSubmission.objects.bulk_create(
        PulseSubmission(wave=wave, answers=bytes([3, 4, 5, n])) for n in (6, 7)
    )
    (block,) = queries.pulse_blocks(wave)
    assert sorted(block.answers.tolist()) == [[3, 4, 5, 6], [3, 4, 5, 7]]
    assert block.functions.tolist() == block.levels.tolist() == [0, 0]
    assert queries.pulse_count(wave) == 2


@pytest.mark.parametrize(
    ("count", "band"), [(0, "below_half"), (9, "below_half"), (10, "half"), (15, "half"), (16, "most")]
)
def test_participation_is_a_total_and_a_band(wave: Wave, count: int, band: str):
    answered(wave, count, function=0)
    found = queries.participation(wave)
    assert (found.answered, found.headcount, found.bands["sales"]) == (count, 36, band)


def test_a_function_of_fewer_than_ten_has_no_band(wave: Wave):
    answered(wave, 6, function=2)
    assert queries.participation(wave).bands["hr"] is None


def test_the_codebook_of_a_wave_knows_its_own_functions(wave: Wave):
    assert queries.codebook_of(wave).functions == ("sales", "it", "hr")
    assert set(queries.codebook_of(wave).codes("OWN1_today")) == {
        "",
        "dk",
        "sales",
        "it",
        "hr",
        "shared",
        "nobody",
    }


# --- The library ----------------------------------------------------------------------------------------


def test_every_shipped_instrument_can_be_read_under_its_name():
    assert library.DEFAULT in library.instruments()
    for key, version in library.instruments():
        assert library.instrument(key, version).key == key


def test_an_instrument_is_read_once():
    assert library.instrument(*library.DEFAULT) is library.instrument(*library.DEFAULT)


@pytest.mark.parametrize(
    ("key", "version"),
    [
        ("../cx-ownership-maturity", "1.0"),
        ("cx-ownership-maturity", "../cx-ownership-maturity/1.0"),
        ("cx-ownership-maturity\n", "1.0"),
        ("cx-ownership-maturity", "9.9"),
        ("nothing-of-that-name", "1.0"),
        ("", ""),
        ("x" * 5000, "1.0"),
    ],
)
def test_a_name_that_is_no_instrument_reaches_no_file(key: str, version: str):
    with pytest.raises(InstrumentMissing):
        library.instrument(key, version)
