"""The simulations in small: every figure near its band, and a simulation that cannot fail would be none.

`make calibrate` runs them in full. Here, with fewer runs, a figure may stray by what chance alone explains.
"""

from __future__ import annotations

from math import inf, sqrt

import pytest

from tests.calibration import __main__ as command
from tests.calibration.alarms import false_alarms
from tests.calibration.anonymity import anonymity, of_reports
from tests.calibration.claims import Claim, Line
from tests.calibration.coverage import BAND, coverage, few_units, misspecified, other_scales
from tests.calibration.owners import states_of_votes, sureness
from tests.calibration.shares import shares_covered
from tests.calibration.stages import certainty, index_covered


def strays(claim: Claim, *, n: int) -> list[str]:
    """Lines whose figure is farther from its band than three standard errors of a share of n."""
    return [
        f"{line.what}: {line.found:.3f}, not {line.target}"
        for line in claim.lines
        for slack in [3 * sqrt(max(0.01, line.found * (1 - line.found))) / sqrt(n)]
        if not line.low - slack <= line.found <= line.high + slack
    ]


def test_intervals_of_unit_means_contain_the_truth_as_often_as_they_say() -> None:
    claim = coverage(runs=8)
    assert strays(claim, n=8 * 64) == []


def test_the_textbook_factor_and_none_at_all_would_be_noticed() -> None:
    """Otherwise the coverage of the product would say nothing of its factor."""
    everybody = coverage(runs=8).lines[2]
    assert everybody.what == "12 people, 12 answers"
    assert everybody.beside["textbook"] < 0.1
    assert everybody.beside["no factor"] > BAND[1]


def test_a_wrong_reliability_costs_what_theory_says() -> None:
    assert strays(misspecified(runs=6), n=6 * 64) == []


def test_scales_of_any_length_and_few_units_are_covered_too() -> None:
    assert strays(other_scales(runs=6), n=48) == []
    assert strays(few_units(runs=2), n=128) == []


def test_intervals_of_shares_contain_the_truth_too() -> None:
    assert strays(shares_covered(runs=600), n=600) == []


def test_an_organization_without_gaps_is_seldom_told_of_one() -> None:
    claim = false_alarms(runs=12)
    assert strays(claim, n=12) == []
    assert any(line.beside.get("any possible", 0) > 0 for line in claim.lines), (
        "nothing ever stands out: a blunt test"
    )


def test_votes_lead_to_the_states_they_should() -> None:
    assert strays(states_of_votes(runs=250), n=250) == []


def test_states_said_to_be_sure_are_true() -> None:
    assert strays(sureness(runs=50, draws=200), n=50) == []


def test_the_index_is_as_sure_as_its_interval_says() -> None:
    assert strays(index_covered(runs=2), n=12) == []


def test_stages_said_to_be_sure_are_true() -> None:
    claim = certainty(runs=2)
    assert sum(line.target != "" for line in claim.lines) == 8, "nothing is ever sure: a blunt test"
    assert strays(claim, n=12) == []


def test_nothing_published_gives_away_fewer_than_five_and_thresholds_alone_would() -> None:
    claim = anonymity(tables=60)
    assert claim.holds
    assert claim.lines[0].what == "threshold"
    assert claim.lines[0].found > 30


def test_no_report_gives_away_fewer_than_five() -> None:
    assert of_reports(tables=10).holds


# --- How a table is judged and printed --------------------------------------------------------------------


def table(*lines: Line) -> Claim:
    return Claim("Owls", "Counted at night.", lines)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (Line("in the wood", 0.95, 0.93, 0.97), "holds"),
        (Line("in the wood", 0.98, 0.93, 0.97), "FAILS"),
        (Line("in the wood", 0.13, high=0.12), "FAILS"),
        (Line("in the wood", 0.81, low=0.80), "holds"),
        (Line("in the wood", 0.5), ""),
    ],
)
def test_a_line_holds_within_its_band(line: Line, verdict: str) -> None:
    assert line.verdict == verdict
    assert table(Line("near the house", 1.0, 1.0, inf), line).holds == (verdict != "FAILS")


def test_a_table_is_printed_with_targets_verdicts_and_what_stands_beside() -> None:
    text = str(
        table(Line("wood", 0.95, 0.93, 0.97, beside={"mice": 0.5}), Line("house", 3, high=0, digits=0))
    )
    assert text.splitlines() == [
        "Owls",
        "Counted at night.",
        "         found  target            mice",
        "  wood   0.950  0.93–0.97  holds  0.500",
        "  house  3      ≤ 0        FAILS",
    ]


def test_the_command_ends_with_1_if_a_figure_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        command, "CLAIMS", {"owls": lambda: table(Line("a", 1, high=0)), "mice": lambda: table(Line("b", 1))}
    )
    assert (command.main(["mice"]), command.main([]), command.main(["cats"])) == (0, 1, 2)
    captured = capsys.readouterr()
    assert "FAILS" in captured.out
    assert "owls: a figure lies outside" in captured.err
