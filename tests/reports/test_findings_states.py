"""Every state and every flag becomes a finding, in the order of what they bar."""

from __future__ import annotations

import pytest

from reports.composing.found import Found, Order
from reports.findings import all_findings, leading
from reports.reading import Reading
from scoring.published import PublicCascade, PublicPriority, PublicRole, PublicRoles
from tests.reports.situations import (
    Change,
    access,
    blind,
    both,
    clock,
    estimate,
    flagged,
    gap,
    level_gap,
    mirror_gap,
    publish,
    quiet,
    scored,
    stage,
    unmet,
    vacant,
)


def misplaced(reading: Reading) -> Reading:
    """HR, that decides instead of supplying facts."""
    found = PublicRole("hr", {}, ("supply",), None, "misplaced", ("decide",), "10–19")
    return publish(reading, roles=PublicRoles({"hr": found}, ()))


def believed(reading: Reading) -> Reading:
    levels = dict.fromkeys(("ceo", "executive_team", "function_heads", "managers", "front_line"), 1)
    return publish(reading, cascade=PublicCascade(levels, 50, None, 30, "believed_not_built"))


STATES: list[tuple[str, Change]] = [
    ("unmet:4:AE>=62.5", both(scored(AE=60), unmet("AE>=62.5"))),
    ("orphaned:buy", stage("buy", state="orphaned")),
    ("diffuse:buy", stage("buy", state="diffuse")),
    ("contested:buy", stage("buy", state="contested")),
    ("owned:", stage("buy", state="owned")),
    ("refused:sales:buy", flagged("buy", ("refused", "sales"))),
    ("overclaimed:sales:buy", flagged("buy", ("overclaimed", "sales"))),
    (
        "mutual_claim:marketing+sales:buy",
        flagged("buy", ("mutual_claim", "sales"), ("mutual_claim", "marketing")),
    ),
    ("should_move:hr:buy", flagged("buy", ("should_move", "hr"))),
    ("whole:orphaned", stage("whole", state="orphaned")),
    ("whole:refused", flagged("whole", ("refused", "service"))),
    ("gap:sales:SHARE", gap("SHARE", "sales", -15)),
    ("level:SHARE", level_gap("SHARE", 15)),
    ("visibility:hr:SHARE", blind("hr")),
    ("access:organization", access(0.5)),
    ("misplaced:hr", misplaced),
    ("vacant:deliver", vacant("deliver")),
    ("mirror:MIR2", mirror_gap("MIR2", 15)),
    ("clock:physical", clock("physical", -30)),
    ("readiness:head-feet", scored(HEAD=80, FEET=55)),
    ("readiness:you-mean-me", scored(HEAD=63, HEART=49)),
    ("cascade:believed_not_built", believed),
    ("strength:HEAD", scored(HEAD=80)),
]


def found(change: Change) -> list[Found]:
    return list(all_findings(change(quiet())))


@pytest.mark.parametrize(("finding", "change"), STATES, ids=[each[0] for each in STATES])
def test_a_state_becomes_a_finding_with_evidence_and_a_so_what(finding: str, change: Change) -> None:
    named = [each for each in found(change) if each.id.startswith(finding)]
    assert len(named) == 1
    assert all(text.endswith(".") for text in (named[0].sentence, named[0].evidence, named[0].so_what))


@pytest.mark.parametrize(("finding", "change"), STATES[:-1], ids=[each[0] for each in STATES[:-1]])
def test_without_the_state_there_is_no_such_finding(finding: str, change: Change) -> None:
    if finding == "owned:":
        change = both(*(stage(each.stage, state="leaning") for each in quiet().journey))
        assert not [each for each in found(change) if each.id.startswith("owned")]
    else:
        assert not [each for each in found(both()) if each.id.startswith(finding)]


# --- Order ------------------------------------------------------------------------------------------


def test_page_one_goes_from_what_bars_the_next_stage_to_readiness() -> None:
    change = both(
        scored(HEAD=80, FEET=50, AE=60),
        clock("physical", -30),
        mirror_gap("MIR2", 15),
        gap("SHARE", "sales", -15),
        stage("buy", state="contested"),
        unmet("AE>=62.5"),
    )
    kinds = [each.id.split(":")[0] for each in leading(found(change))]
    assert kinds == ["unmet", "contested", "gap", "mirror", "clock", "readiness", "strength"]


def test_clear_gaps_go_by_their_size_times_what_there_is_to_gain() -> None:
    gaps = both(gap("SHARE", "sales", -20), gap("DATA", "hr", -15), gap("AE", "it", -12))
    gains = (
        PublicPriority("DATA", 2.0, 30, 75.0, False, 1.0),
        PublicPriority("SHARE", 1.0, 50, 75.0, False, 1.0),
        PublicPriority("AE", 0.0, 80, 75.0, False, 1.0),
    )
    reading = publish(gaps(quiet()), priorities=gains)
    ordered = [each.id for each in all_findings(reading) if each.order is Order.GAP]
    assert ordered == ["gap:hr:DATA", "gap:sales:SHARE", "gap:it:AE"]


def test_without_anything_to_gain_the_wider_gap_goes_first() -> None:
    gaps = both(gap("SHARE", "sales", -12), gap("SHARE", "hr", -20))
    reading = publish(gaps(quiet()), priorities=(PublicPriority("SHARE", 0.0, 80, 75.0, False, 1.0),))
    ordered = [each.id for each in all_findings(reading) if each.order is Order.GAP]
    assert ordered == ["gap:hr:SHARE", "gap:sales:SHARE"]


def test_a_strength_needs_its_whole_interval_above_five_eighths_of_the_scale() -> None:
    assert "strength:AE" not in [each.id for each in found(scored(AE=65))]
    assert "strength:AE" in [each.id for each in found(scored(AE=66))]
    assert (estimate(65).low, estimate(66).low) == (62, 63)


def test_what_is_in_order_and_what_the_sponsor_stated_leave_page_one_to_the_rest() -> None:
    ids = [each.id for each in leading(found(believed))]
    assert not [each for each in ids if each.startswith(("owned", "cascade", "alike"))]


# --- Claims -----------------------------------------------------------------------------------------


def test_two_functions_that_claim_a_stage_are_named_in_one_finding() -> None:
    change = flagged("buy", ("mutual_claim", "sales"), ("mutual_claim", "marketing"))
    claimed = next(each for each in found(change) if each.state == "mutual_claim")
    assert claimed.sentence == "Marketing and sales each see themselves as answering for buying."


def test_a_stage_that_should_move_names_where_to_with_its_share() -> None:
    change = both(
        stage("buy", should_share=0.62, top="service", top_share=0.55), flagged("buy", ("should_move", "hr"))
    )
    moving = next(each for each in found(change) if each.state == "should_move")
    assert moving.evidence == "Buying: 62% say that HR should answer, 55% that service does today."


def test_stages_in_order_are_said_with_their_owners() -> None:
    rest = [stage(each.stage, state="leaning") for each in quiet().journey]
    change = both(*rest, stage("buy", state="owned", top="sales", top_share=0.7, acceptance={}))
    owned = next(each for each in found(change) if each.state == "owned")
    assert owned.sentence == "Buying has one owner who accepts it."
    assert owned.evidence == "Buying: sales 70%."
