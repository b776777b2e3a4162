"""The demonstration organizations: unrounded results agree with what a correct report says of each.

One test per statement and folder; a folder that is added is tested without a change here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scoring.gaps import TINY_Q, TINY_UNIT
from scoring.results import Results
from tests.scoring import folders, sentences

pytestmark = pytest.mark.parametrize("path", folders.FOLDERS, ids=lambda path: path.name)

PRINTED = 0.005
"""Half a unit of the second decimal: how far an exact value may lie from a printed one."""


def read(path: Path) -> tuple[Results, dict[str, Any]]:
    return folders.results(path), folders.folder(path).expected


def test_the_stage_is_the_expected_one(path: Path) -> None:
    results, expected = read(path)
    maturity = results.maturity
    assert (maturity.stage, maturity.index_stage) == (expected["stage"], expected["index_stage"])


def test_the_index_agrees_within_half_a_point(path: Path) -> None:
    results, expected = read(path)
    assert results.maturity.index == pytest.approx(expected["index"], abs=0.5)


def test_the_same_gates_hold_the_next_stage_back(path: Path) -> None:
    results, expected = read(path)
    assert list(results.maturity.unmet_of_next) == expected["unmet_gates_of_next_stage"]


def test_the_reporting_units_are_the_expected_ones(path: Path) -> None:
    results, expected = read(path)
    assert [unit.key for unit in results.units] == expected["reporting_units"]


def test_organization_scores_agree_within_a_tenth_of_a_point(path: Path) -> None:
    results, expected = read(path)
    scores = {key: sentences.score(results, key) for key in expected["organization_scores"]}
    assert scores == pytest.approx(expected["organization_scores"], abs=0.1)


def test_every_stage_has_the_expected_owner_and_state(path: Path) -> None:
    results, expected = read(path)
    found = {key: (stage.state, stage.top) for key, stage in sentences.journey(results).items()}
    assert found == {key: (stage["state"], stage["top"]) for key, stage in expected["ownership"].items()}


def test_the_owner_has_the_expected_share_of_the_votes(path: Path) -> None:
    results, expected = read(path)
    found = {key: stage.top_share for key, stage in sentences.journey(results).items()}
    wanted = {key: stage["top_share"] for key, stage in expected["ownership"].items()}
    assert found == pytest.approx(wanted, abs=0.005 + PRINTED)


def test_exactly_the_expected_refusals_and_overclaims_are_flagged(path: Path) -> None:
    """expected.json knows these two kinds of flags only."""
    results, expected = read(path)
    found = {
        key: {f"{f.kind}:{f.function}" for f in stage.flags if f.kind in ("refused", "overclaimed")}
        for key, stage in sentences.journey(results).items()
    }
    assert found == {key: set(stage["flags"]) for key, stage in expected["ownership"].items()}


def test_other_flags_follow_from_the_shares(path: Path) -> None:
    """should_move and mutual_claim, which expected.json does not list, read from the shares once more."""
    results, _ = read(path)
    for stage in sentences.journey(results).values():
        now = max(stage.shares, key=lambda key: stage.shares[key])
        moves = (
            stage.should_top != now
            and stage.should_share >= 0.5
            and stage.should_top in results.scores["MO"].units
        )
        claiming = {key for key, said in stage.self_naming.items() if said.own >= 0.5}
        found = {
            (flag.kind, flag.function) for flag in stage.flags if flag.kind in ("should_move", "mutual_claim")
        }
        wanted = {("should_move", stage.should_top)} if moves else set()
        assert found == wanted | ({("mutual_claim", key) for key in claiming} if len(claiming) > 1 else set())


def test_every_expected_gap_has_its_points_and_q(path: Path) -> None:
    results, expected = read(path)
    found = {(gap.construct, gap.unit): gap for gap in results.gaps}
    for wanted in expected["clear_gaps"]:
        gap = found[wanted["construct"], wanted["unit"]]
        assert gap.points == pytest.approx(wanted["points"], abs=0.1)
        assert gap.q == pytest.approx(wanted["q"], rel=0.01)


def test_exactly_the_expected_gaps_are_clear_except_in_tiny_units(path: Path) -> None:
    """expected.json has no caution for units below eight answers: there a clear gap needs q < .01."""
    results, expected = read(path)
    found = {(gap.construct, gap.unit): gap for gap in results.gaps}
    expected_keys = {(wanted["construct"], wanted["unit"]) for wanted in expected["clear_gaps"]}
    cautious = {key for key in expected_keys if found[key].n < TINY_UNIT and found[key].q >= TINY_Q}
    assert {key for key, gap in found.items() if gap.state == "clear"} == expected_keys - cautious
    assert {found[key].state for key in cautious} <= {"possible"}


def test_level_gaps_agree_within_a_tenth_of_a_point(path: Path) -> None:
    results, expected = read(path)
    found = {
        gap.construct: gap.points for gap in results.level_gaps if gap.construct in expected["level_gaps"]
    }
    assert found == pytest.approx(expected["level_gaps"], abs=0.1)


def test_the_clock_agrees_within_a_thousandth(path: Path) -> None:
    results, expected = read(path)
    found = {key: entry.share for key, entry in results.clock.entries.items()}
    assert found == pytest.approx(expected["clock_within_14_days"], abs=0.001)


def test_customers_and_staff_are_as_far_apart_as_expected(path: Path) -> None:
    results, expected = read(path)
    assert results.perception_gap == pytest.approx(expected["perception_gap"], abs=0.3)
    assert results.pulse == pytest.approx(expected["customer_pulse"], abs=PRINTED)


def test_everything_that_must_be_said_holds(path: Path) -> None:
    results, expected = read(path)
    assert [sentence for sentence in expected["must"] if not sentences.holds(sentence, results)] == []


def test_nothing_holds_that_must_not_be_said(path: Path) -> None:
    results, expected = read(path)
    assert [sentence for sentence in expected["must_not"] if sentences.holds(sentence, results)] == []


def test_what_is_said_of_one_organization_is_not_true_of_every_other(path: Path) -> None:
    """Otherwise the sentences would say nothing."""
    _, expected = read(path)
    others = [folders.results(other) for other in folders.FOLDERS if other != path]
    assert not all(_fits(expected, other) for other in others)


def _fits(expected: dict[str, Any], results: Results) -> bool:
    must = all(sentences.holds(sentence, results) for sentence in expected["must"])
    return must and not any(sentences.holds(sentence, results) for sentence in expected["must_not"])
