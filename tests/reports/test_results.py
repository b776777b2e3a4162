"""The numbers for machines: every name documented, every value the one that readers see."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from reports.composing.results import FURTHER, results
from reports.renderers import RENDERERS
from tests.reports import composed

EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)
DOCUMENTED = Path(__file__).parents[2] / "docs" / "report-json.md"


def documented() -> set[str]:
    """The names in the table under `results`."""
    table = DOCUMENTED.read_text(encoding="utf-8").split("## `results`")[1]
    rows = re.findall(r"^\| (`[^|]+`) \|", table, flags=re.M)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_every_name_is_documented_and_every_documented_name_is_there() -> None:
    found = results(composed.story(composed.FOLDERS[0]).reading)
    assert set(found) == documented()


@EVERY
def test_the_names_are_the_same_for_every_organization_and_for_no_answers(path: Path) -> None:
    empty = composed.document_of(path, [])
    assert list(composed.document(path).results) == list(empty.results)


def test_without_answers_everything_further_is_empty_or_null() -> None:
    found = composed.document_of(composed.FOLDERS[0], [], facts={}, pulse=None).results
    assert [name for name in FURTHER if found[name]] == ["drivers"]
    assert (found["drivers"]["refused"], found["drivers"]["rows"]) == ("too few", {})


@EVERY
def test_the_file_holds_what_was_composed(path: Path) -> None:
    document = composed.document(path)
    read = json.loads(RENDERERS["json"](document))
    assert read["results"] == json.loads(json.dumps(document.results))


@EVERY
def test_reliability_is_the_table_of_the_method_page(path: Path) -> None:
    document = composed.document(path)
    rows = composed.table(document, "method", "reliability")
    printed = {(row["alpha"], row["used"]) for row in rows}
    named = document.results["reliability"].values()
    assert {(f"{each['alpha']:.2f}", f"{each['rho_used']:.2f}") for each in named} == printed


@EVERY
def test_the_chain_of_measures_is_the_one_on_its_page(path: Path) -> None:
    document = composed.document(path)
    cascade = document.results["cascade"]
    rows = {row["level"]: row["measure"] for row in composed.table(document, "structure", "cascade")}
    assert rows["The chain as stated, 0 to 100"] == str(cascade["score"])
    broken = [level for level, measure in rows.items() if measure.endswith("the chain breaks here")]
    assert len(broken) == (cascade["break_level"] is not None)


@EVERY
def test_pairs_agreement_and_roles_name_reporting_units_only(path: Path) -> None:
    found = composed.document(path).results
    named = {pair[side] for pair in found["pairs"] for side in ("unit", "other")}
    named |= set(found["agreement"]) | set(found["modules"]) | set(found["roles"]["units"])
    assert named <= set(found["reporting_units"])
