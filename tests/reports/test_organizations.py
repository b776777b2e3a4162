"""The demonstration organizations: what the report says of each is what a correct report says.

One test per statement and folder; a folder that is added is tested without a change here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.reports import composed, statements
from tests.scoring import folders

pytestmark = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)

SLACK = 0.11
"""How far an unrounded result may lie from the printed expectation, which has its own two decimals."""
TINY_BAND, TINY_Q = "5–9", 0.01


def read(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    return composed.document(path).results, folders.folder(path).expected


def is_rounded(shown: object, exact: float, *, slack: float = SLACK) -> bool:
    """Whether a shown whole number is the rounding of something close to the exact one."""
    return isinstance(shown, int) and abs(shown - exact) <= 0.5 + slack


def test_the_report_says_everything_it_must(path: Path) -> None:
    _, expected = read(path)
    document = composed.document(path)
    assert [each for each in expected["must"] if not statements.says(document, each)] == []


def test_the_report_says_nothing_it_must_not(path: Path) -> None:
    _, expected = read(path)
    document = composed.document(path)
    assert [each for each in expected["must_not"] if statements.says(document, each)] == []


def test_what_is_said_of_one_organization_is_not_said_of_every_other(path: Path) -> None:
    """Otherwise the statements would ask nothing."""
    _, expected = read(path)
    others = [composed.document(other) for other in composed.FOLDERS if other != path]
    assert not all(all(statements.says(other, each) for each in expected["must"]) for other in others)


def test_results_carry_the_names_of_the_expectation(path: Path) -> None:
    results, expected = read(path)
    described = {"pattern", "note", "must", "must_not"}
    assert set(expected) - described <= set(results)


def test_stage_and_unmet_gates_are_the_expected_ones(path: Path) -> None:
    results, expected = read(path)
    for name in ("stage", "index_stage", "unmet_gates_of_next_stage"):
        assert results[name] == expected[name]


def test_reporting_units_are_the_expected_ones_in_the_order_of_the_tables(path: Path) -> None:
    results, expected = read(path)
    shown = composed.evidence(path).published.units
    assert results["reporting_units"] == expected["reporting_units"]
    assert results["reporting_units"] == [unit.key for unit in shown]


def test_the_index_is_the_expected_one_rounded(path: Path) -> None:
    results, expected = read(path)
    assert is_rounded(results["index"], expected["index"], slack=0.5)


def test_organization_scores_are_the_expected_ones_rounded(path: Path) -> None:
    results, expected = read(path)
    assert set(results["organization_scores"]) == set(expected["organization_scores"])
    for key, exact in expected["organization_scores"].items():
        assert is_rounded(results["organization_scores"][key], exact), key


def test_ownership_has_the_expected_states_tops_and_flags(path: Path) -> None:
    results, expected = read(path)
    assert list(results["ownership"]) == list(expected["ownership"])
    for key, wanted in expected["ownership"].items():
        shown = results["ownership"][key]
        assert (shown["state"], shown["top"]) == (wanted["state"], wanted["top"])
        assert set(shown["flags"]) == set(wanted["flags"])
        assert shown["top_share"] == pytest.approx(wanted["top_share"], abs=0.011)


def test_clear_gaps_are_the_expected_ones_rounded(path: Path) -> None:
    """Of the expected gaps only one in a tiny unit may be missing, for want of a q below .01."""
    results, expected = read(path)
    shown = {(gap["construct"], gap["unit"]): gap["points"] for gap in results["clear_gaps"]}
    wanted = {(gap["construct"], gap["unit"]): gap for gap in expected["clear_gaps"]}
    missing = [wanted[key] for key in set(wanted) - set(shown)]
    bands = {unit.key: unit.n for unit in composed.evidence(path).published.units}
    assert set(shown) <= set(wanted)
    assert all(bands[gap["unit"]] == TINY_BAND and gap["q"] >= TINY_Q for gap in missing)
    assert all(is_rounded(shown[key], wanted[key]["points"]) for key in shown)


def test_level_gaps_are_the_expected_ones_rounded(path: Path) -> None:
    results, expected = read(path)
    assert set(results["level_gaps"]) == set(expected["level_gaps"])
    for key, exact in expected["level_gaps"].items():
        assert is_rounded(results["level_gaps"][key], exact), key


def test_the_clock_is_the_expected_one_to_a_hundredth(path: Path) -> None:
    results, expected = read(path)
    assert results["clock_within_14_days"] == pytest.approx(expected["clock_within_14_days"], abs=0.0051)


def test_customers_and_staff_are_as_far_apart_as_expected(path: Path) -> None:
    results, expected = read(path)
    assert is_rounded(results["perception_gap"], expected["perception_gap"], slack=0.3)
    assert is_rounded(results["customer_pulse"], expected["customer_pulse"])


def test_machines_and_readers_get_the_same_numbers(path: Path) -> None:
    """The results object against the tables a person reads."""
    document = composed.document(path)
    results = document.results
    for key in ("MO", "VIEW", "AE", "ROLE", "HEAD", "FEET"):
        assert statements.score(document, key) == results["organization_scores"][key]
    listed = composed.table(document, "gaps", "gaps_clear")
    assert len(listed) == len(results["clear_gaps"])
    rows = {row["what"]: row["value"] for row in composed.table(document, "maturity", "stage")}
    assert rows["Stage, with its prerequisites"] == str(results["stage"])
    assert rows["Index, 0 to 100"] == str(results["index"])
