"""Haste of answers that come in from a file, and on a database in a file."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.scope import org_scope
from scoring.blocks import SPEED
from scoring.quality import speeding
from surveys.haste import hasty_below, median, middle_of
from surveys.importing import import_assessment
from surveys.models import Submission, Wave
from surveys.queries import answer_blocks

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "demo" / "organizations" / "evenkeel-logistics"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good folder to change."""
    for file in MODEL.iterdir():
        shutil.copyfile(file, tmp_path / file.name)
    return tmp_path


def take(folder: Path, seconds: list[str]) -> Wave:
    """Bring in as many lines as there are seconds, each with its own."""
    file = folder / "responses.csv"
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))[: len(seconds)]
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(row | {"duration_s": own} for row, own in zip(rows, seconds, strict=True))
    return import_assessment(folder).wave


def bits_of(wave: Wave) -> list[Any]:
    """The bits of all submissions, None first, and that nobody's seconds are kept."""
    with org_scope(wave.organization_id):
        rows = Submission.objects.filter(wave=wave)
        assert set(rows.values_list("duration_s", flat=True)) == {None}
        return sorted(rows.values_list("attention", flat=True), key=lambda bits: -1 if bits is None else bits)


# --- From a file ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_total_under_a_third_of_the_median_comes_in_as_speed_and_as_nothing_more(folder: Path) -> None:
    wave = take(folder, ["600", "190", "600", "200", "601", "900"])
    assert bits_of(wave) == [0, 0, 0, 0, 0, SPEED]
    assert wave.median_s == 600


@pytest.mark.django_db
def test_of_a_cell_without_a_time_nothing_is_known(folder: Path) -> None:
    wave = take(folder, ["600", "", "600", "600", "600", "600", "10"])
    assert bits_of(wave) == [None, 0, 0, 0, 0, 0, SPEED]
    with org_scope(wave.organization_id):
        (block,) = answer_blocks(wave)
    assert block.attention is not None
    assert sorted(block.attention.tolist()) == [0] * 6 + [SPEED]


@pytest.mark.django_db
def test_too_few_times_have_no_median(folder: Path) -> None:
    wave = take(folder, ["600", "600", "600", "10", "", ""])
    assert bits_of(wave) == [None, None, 0, 0, 0, 0]
    assert wave.median_s is None


@pytest.mark.django_db
def test_a_file_without_any_time_comes_in(folder: Path) -> None:
    assert bits_of(take(folder, [""] * 6)) == [None] * 6


# --- The rule itself ------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=40))
def test_the_middle_of_sorted_times_makes_their_median(times: list[int]) -> None:
    assert median(sorted(times)[middle_of(len(times))]) == float(np.median(times))


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=40))
def test_haste_is_that_of_the_rule_row_by_row(times: list[int]) -> None:
    limit = hasty_below(median(sorted(times)[middle_of(len(times))]))
    assert limit is not None
    wanted = speeding(np.empty((len(times), 0)), items=[], seconds=times)
    assert [seconds < limit for seconds in times] == wanted.tolist()


def test_without_a_median_nobody_is_hasty_and_of_two_the_larger_counts() -> None:
    assert hasty_below(None, None) is None
    assert hasty_below(None, 300.0) == hasty_below(300.0, 60.0) == 100.0


# --- A database in a file -------------------------------------------------------------------------------

CLOSE = """
import json
from django.db import IntegrityError
from organizations.scope import org_scope
from surveys import actions, queries
from surveys.models import Submission, Wave
from tests.surveys.fieldwork import a_wave, an_organization

with org_scope(an_organization()):
    wave = a_wave()
    for seconds in (100, 600, 600, 600, 610):
        answers = bytes(queries.codebook_of(wave).width)
        Submission.objects.create(
            wave=wave, function=0, level=2, answers=answers, duration_s=seconds, attention=8
        )
    actions.close_wave(wave)
    rows = list(Submission.objects.values_list("attention", "duration_s"))
    (block,) = queries.answer_blocks(wave)
    try:
        Wave.objects.update(median_s=None)
        kept = False
    except IntegrityError:
        kept = True
    median = Wave.objects.get().median_s
bits = sorted(block.attention.tolist())
print(json.dumps({"rows": sorted(rows), "block": bits, "median": median, "kept": kept}))
"""


@pytest.mark.slow
def test_a_database_in_a_file_judges_and_forgets_alike(tmp_path: Path) -> None:
    environment = os.environ | {"CXASSESS_DATABASE_URL": f"sqlite:///{tmp_path}/cx.sqlite3"}

    def manage(*arguments: str) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate")
    assert json.loads(manage("shell", "-c", CLOSE).splitlines()[-1]) == {
        "rows": [[8, None]] * 4 + [[8 | SPEED, None]],
        "block": [8] * 4 + [8 | SPEED],
        "median": 600,
        "kept": True,
    }
