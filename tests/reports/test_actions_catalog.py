"""Every action of the catalog: a situation in which it is proposed, and one beside it in which it is not."""

from __future__ import annotations

import pytest

from reports import selection
from reports.catalog import catalog
from reports.composing.actions import action_item
from reports.selection import Proposal
from scoring.published import PublicPriority
from tests.reports import composed
from tests.reports.situations import (
    Change,
    access,
    at_stage,
    blind,
    both,
    clock,
    customers,
    fact,
    flagged,
    gap,
    in_units,
    level_gap,
    mirror_gap,
    module,
    no_module,
    publish,
    quiet,
    role,
    scored,
    stage,
    unmet,
    unpublished,
    vacant,
)

SALES_KEEPS_SILENT = gap("SHARE", "sales", -15)
NO_MOVEMENT = scored(HEAD=63, FEET=49)
HOSTED = both(fact(cx_lead="full", cx_budget_owner="marketing"), scored(ROLE=49))

SITUATIONS: dict[str, list[tuple[Change, Change]]] = {
    "A01": [
        (gap("ROLE", "marketing", 15), gap("ROLE", "marketing", -15)),
        (flagged("buy", ("overclaimed", "marketing")), flagged("buy", ("overclaimed", "sales"))),
    ],
    "A02": [(scored(DATA=49, VIEW=49), scored(DATA=49, VIEW=50))],
    "A03": [(scored(VIEW=49), scored(VIEW=50)), (level_gap("VIEW", 15), level_gap("VIEW", 15, "possible"))],
    "A04": [(scored(SHARE=49), scored(SHARE=50)), (level_gap("SHARE", 15), level_gap("DATA", 15))],
    "A05": [
        (scored(MSG=49), scored(MSG=50)),
        (stage("buy", state="contested"), stage("buy", state="diffuse")),
    ],
    "A06": [(scored(RESP=49), scored(RESP=50)), (level_gap("RESP", 15), level_gap("DATA", 15))],
    "A07": [(scored(DATA=49), scored(DATA=50))],
    "A08": [(scored(METR=49), scored(METR=50)), (level_gap("METR", 15), level_gap("DATA", 15))],
    "A09": [
        (fact(journey_map_made_by="marketing"), fact(journey_map_made_by="several_functions")),
        (fact(journey_map_made_by="operations"), fact(journey_map_made_by="none")),
    ],
    "A10": [
        (both(SALES_KEEPS_SILENT, module("sales", X=49)), both(SALES_KEEPS_SILENT, module("sales", X=50))),
        (both(SALES_KEEPS_SILENT, no_module("sales")), both(gap("SHARE", "hr", -15), no_module("sales"))),
    ],
    "A11": [
        (
            both(fact(structure="silos"), stage("use", state="contested")),
            both(fact(structure="matrix"), stage("use", state="contested")),
        ),
        (
            both(fact(structure="silos"), stage("renew", state="contested", probability={"contested": 80})),
            both(fact(structure="silos"), stage("renew", state="contested", probability={"contested": 79})),
        ),
        (
            both(fact(structure="silos"), stage("use", state="contested"), at_stage(2)),
            both(fact(structure="silos"), stage("use", state="contested"), at_stage(1)),
        ),
    ],
    "A12": [
        (
            both(in_units("MSG", sales=49, marketing=49), in_units("DATA", sales=49, marketing=49)),
            both(in_units("MSG", sales=49, marketing=49), in_units("DATA", sales=49, marketing=50)),
        ),
        (
            both(
                in_units("MSG", sales=9, marketing=9),
                in_units("DATA", sales=9, marketing=9),
                at_stage(3, percent=80),
            ),
            both(
                in_units("MSG", sales=9, marketing=9),
                in_units("DATA", sales=9, marketing=9),
                at_stage(3, percent=79),
            ),
        ),
    ],
    "A13": [
        (
            both(NO_MOVEMENT, module("executive", overall=49)),
            both(NO_MOVEMENT, module("executive", overall=50)),
        ),
        (both(NO_MOVEMENT, no_module("executive")), both(scored(HEAD=62, FEET=49), no_module("executive"))),
        (
            both(scored(HEAD=90, FEET=65), no_module("executive")),
            both(scored(HEAD=90, FEET=66), no_module("executive")),
        ),
    ],
    "A14": [(scored(PROM=49), scored(PROM=50))],
    "A15": [(level_gap("PROM", 15), level_gap("PROM", -15))],
    "A16": [
        (
            both(in_units("ROLE", marketing=64), gap("ROLE", "marketing", 15)),
            both(in_units("ROLE", marketing=65), gap("ROLE", "marketing", 15)),
        )
    ],
    "A17": [
        (
            both(stage("whole", state="orphaned"), fact(cx_lead_rank="below_coo")),
            both(stage("whole", state="orphaned"), fact(cx_lead_rank="peer_of_coo")),
        ),
        (
            both(flagged("whole", ("refused", "service")), fact(cx_lead_rank="below_coo")),
            both(stage("whole", state="unknown"), fact(cx_lead_rank="below_coo")),
        ),
        (
            both(
                stage("whole", state="diffuse", probability={"diffuse": 80}), fact(cx_lead_rank="below_coo")
            ),
            both(
                stage("whole", state="diffuse", probability={"diffuse": 79}), fact(cx_lead_rank="below_coo")
            ),
        ),
    ],
    "A18": [
        (
            stage("onboard", state="contested", top="service", second="marketing"),
            stage("onboard", state="contested", top="service", second="sales"),
        ),
        (
            stage("use", state="contested", top="marketing", second="service"),
            stage("renew", state="contested", top="marketing", second="service"),
        ),
    ],
    "A19": [
        (HOSTED, both(HOSTED, fact(cx_lead="none"))),
        (
            both(fact(cx_lead="full"), scored(ROLE=49), stage("whole", state="owned", top="marketing")),
            both(fact(cx_lead="full"), scored(ROLE=50), stage("whole", state="owned", top="marketing")),
        ),
    ],
    "A20": [(scored(AE=62), scored(AE=63))],
    "A21": [
        (customers(MIR1=49), customers(MIR1=50)),
        (customers(MIR2=49), customers(MIR3=49)),
        (mirror_gap("MIR2", 15), mirror_gap("MIR2", -15)),
    ],
    "A22": [(customers(MIR3=49), customers(MIR3=50)), (mirror_gap("MIR3", 15), mirror_gap("MIR4", 15))],
    "A23": [
        (customers(MIR4=49), customers(MIR4=50)),
        (both(customers(MIR4=62), module("it", P=49)), both(customers(MIR4=63), module("it", P=49))),
        (both(customers(MIR4=62), module("it", P=49)), both(customers(MIR4=62), module("it", P=50))),
        (mirror_gap("MIR4", 15), mirror_gap("MIR3", 15)),
    ],
    "A24": [
        (scored(LV1=49), scored(LV1=50)),
        (both(unpublished("LV1"), scored(COCREATE=49)), unpublished("LV1")),
    ],
    "A25": [(scored(LV2=49), scored(LV2=50))],
    "A26": [(scored(LV3=49), scored(LV3=50))],
    "A27": [(scored(LV4=49), scored(LV4=50))],
    "A28": [(scored(LV5=49), scored(LV5=50))],
    "A29": [(scored(LV6=49), scored(LV6=50))],
    "A30": [
        (both(scored(LV7=49), clock("physical", -25)), scored(LV7=49)),
        (both(scored(LV7=49), clock("campaign", -25)), both(scored(LV7=50), clock("campaign", -25))),
    ],
    "A31": [
        (fact(cx_budget="none"), fact(cx_budget="dedicated")),
        (fact(cx_budget_owner="unassigned"), fact(cx_budget_owner="finance")),
    ],
    "A32": [
        (fact(cx_budget_steered_by="life_stage"), fact(cx_budget_steered_by="cross_functional_alignment")),
        (
            fact(cx_budget_steered_by="value_models"),
            fact(cx_budget_steered_by="value_models", cx_budget="none"),
        ),
    ],
    "A33": [
        (clock("physical", -25), clock("physical", -24)),
        (clock("physical", -25), clock("physical", -25, "inconclusive")),
    ],
    "A34": [
        (
            both(clock("campaign", 0), clock("physical", -25)),
            both(clock("campaign", 0), clock("physical", -24)),
        )
    ],
    "A35": [(scored(HEART=49), scored(HEART=50))],
    "A36": [
        (scored(FEET=39, HEAD=63), scored(FEET=40, HEAD=63)),
        (scored(FEET=39), scored(FEET=39, HEAD=62)),
    ],
    "A37": [
        (stage("buy", state="orphaned"), stage("buy", state="contested")),
        (fact(cx_lead="none"), fact(cx_lead="part_time")),
        (vacant("shape"), vacant()),
    ],
    "A38": [(blind("finance"), blind("sales")), (role("hr", "misplaced"), role("hr", "mixed"))],
    "A39": [
        (flagged("buy", ("refused", "sales")), flagged("buy", ("overclaimed", "sales"))),
        (flagged("whole", ("refused", "service")), stage("whole", state="contested")),
    ],
    "A40": [
        (stage("buy", state="contested"), stage("buy", state="leaning")),
        (stage("buy", state="diffuse"), stage("buy", state="orphaned")),
        (flagged("buy", ("should_move", "hr")), flagged("buy", ("refused", "hr"))),
        (flagged("buy", ("mutual_claim", "hr")), flagged("buy", ("overclaimed", "hr"))),
        (stage("whole", state="diffuse"), stage("whole", state="leaning")),
    ],
    "A41": [(access(0.35), access(0.34)), (blind("sales"), role("hr", "misplaced"))],
}
CASES = [
    pytest.param(action, *pair, id=f"{action}-{at}")
    for action, pairs in SITUATIONS.items()
    for at, pair in enumerate(pairs, start=1)
]


def proposals(change: Change) -> dict[str, Proposal]:
    found = selection.candidates(change(quiet()), catalog=catalog())
    return {each.action.id: each for each in found}


def test_where_nothing_is_found_nothing_is_proposed() -> None:
    assert proposals(both()) == {}


def test_every_action_has_a_situation() -> None:
    assert list(SITUATIONS) == [action.id for action in catalog().actions]


@pytest.mark.parametrize(("action", "holds", "fails"), CASES)
def test_an_action_is_proposed_where_its_trigger_holds_and_not_just_beside_it(
    action: str, holds: Change, fails: Change
) -> None:
    assert action in proposals(holds)
    assert action not in proposals(fails)


@pytest.mark.parametrize(("action", "holds", "fails"), CASES)
def test_a_proposal_says_why_in_words_and_names_a_number_or_a_state_to_move(
    action: str, holds: Change, fails: Change
) -> None:
    proposal = proposals(holds)[action]
    assert all(hit.because.strip() for hit in proposal.hits)
    assert not [hit.because for hit in proposal.hits if "None" in hit.because]


CATALOG_LINES = {
    "A01": ((2, 3), "S0"), "A02": ((2,), "S0"), "A03": ((3,), "S0"), "A04": ((3,), "S0"),
    "A05": ((3,), "S0"), "A06": ((3, 4), "S0"), "A07": ((3,), "S0"), "A08": ((4,), "S0"),
    "A09": ((3,), "S0"), "A10": ((3,), "S0"), "A11": ((4,), "S0"), "A12": ((3,), "S0"),
    "A13": ((4,), "S0"), "A14": ((3,), "S1"), "A15": ((3,), "S1"), "A16": ((3,), "S1"),
    "A17": ((4, 5), "S1"), "A18": ((4,), "S1"), "A19": ((4,), "S1"), "A20": ((4,), "S2"),
    "A21": ((4,), "S2"), "A22": ((4,), "S2"), "A23": ((4,), "S2"), "A24": ((5,), "S2"),
    "A25": ((5,), "S2"), "A26": ((4, 5), "S2"), "A27": ((5,), "S2"), "A28": ((3, 4), "S2"),
    "A29": ((4,), "S2"), "A30": ((4,), "S2"), "A31": ((3, 4, 5), "S2"), "A32": ((5,), "S2"),
    "A33": ((4,), "S2"), "A34": ((4,), "S2"), "A35": ((3, 4), "S3"), "A36": ((4,), "S3"),
    "A37": ((3, 4), "S4"), "A38": ((3, 4), "S4"), "A39": ((3,), "S4"), "A40": ((3,), "S4"),
    "A41": ((3,), "S4"),
}  # fmt: skip


def test_stages_and_sources_are_those_of_the_method() -> None:
    assert {action.id: (action.stages, action.source) for action in catalog().actions} == CATALOG_LINES


def test_only_four_actions_change_who_reports_to_whom() -> None:
    assert [action.id for action in catalog().actions if action.structural] == ["A11", "A12", "A17", "A18"]


def test_one_stage_more_is_never_more_than_there_are() -> None:
    reading = both(stage("buy", state="contested"), stage("whole", state="contested"))(quiet())
    found = {each.action.id: each for each in selection.candidates(reading, catalog=catalog())}
    assert found["A40"].stages == ("buy", "whole")
    assert action_item(found["A40"], position=1, reading=reading).moves.endswith("7 of 8 → 8")


def test_an_action_answers_the_finding_on_its_own_statement() -> None:
    story = composed.story(composed.named("harbor-lane"))
    mirror = {each.id: each.action_ids for each in story.findings("mirror")}
    assert mirror == {"mirror:MIR2": ("A21",)}


# --- Modules are read -------------------------------------------------------------------------------


def test_functions_whose_processes_burden_customers_are_named() -> None:
    burdens = both(customers(MIR4=49), module("it", P=40), module("finance", P=45))
    assert set(proposals(burdens)["A23"].functions) == {"it", "finance"}


def test_a_program_of_the_company_waits_while_its_executives_are_on_their_way() -> None:
    ready = both(scored(HEAD=90, FEET=30), module("executive", overall=70))
    assert "A13" not in proposals(ready)
    assert "A36" in proposals(ready)


# --- Scores and choice ------------------------------------------------------------------------------


def test_the_score_is_the_published_priority() -> None:
    reading = scored(DATA=40)(quiet())
    reading = publish(reading, priorities=(PublicPriority("DATA", 1.4, 40, 75.0, False, 1.0),))
    found = {each.action.id: each for each in selection.candidates(reading, catalog=catalog())}
    assert (found["A07"].score, found["A07"].removes_gate) == (1.4, False)


def test_an_action_that_removes_a_missing_prerequisite_counts_half_as_much_again() -> None:
    reading = both(scored(RESP=40), unmet("RESP>=50"))(quiet())
    reading = publish(reading, priorities=(PublicPriority("RESP", 0.6, 40, 50.0, True, 1.0),))
    found = {each.action.id: each for each in selection.candidates(reading, catalog=catalog())}
    assert (found["A06"].score, found["A06"].removes_gate) == (pytest.approx(0.9), True)


def test_a_theme_without_a_score_is_weighed_by_the_same_formula() -> None:
    waiting = both(stage("buy", state="orphaned"), unmet("no orphan"))
    free, held = proposals(stage("buy", state="orphaned"))["A37"], proposals(waiting)["A37"]
    assert free.score == 0.0
    assert held.removes_gate
    sheet = both(fact(cx_lead="none"), unmet("CX lead"))
    assert proposals(sheet)["A37"].score == pytest.approx(12.5 / 25 * 1.5 * 1.5)


def test_equal_scores_go_to_the_element_that_comes_first_in_the_chain() -> None:
    found = list(proposals(both(at_stage(4), scored(MSG=40, RESP=40, DATA=40, SHARE=40, VIEW=40))))
    order = [action for action in found if action in ("A03", "A04", "A05", "A06", "A07")]
    assert order == ["A03", "A04", "A07", "A06", "A05"]


def test_page_one_takes_the_best_three_one_per_construct_and_two_per_owner() -> None:
    many = both(scored(AE=20, FEET=10, HEAD=90, COCREATE=20, LV1=15, ROLE=30), no_module("executive"))
    every = list(proposals(many).values())
    chosen = selection.page_one(every)
    assert [each.action.id for each in every][:3] == ["A13", "A36", "A24"]
    assert [each.action.id for each in chosen] == ["A13", "A24", "A16"]
    assert [each.action.owner for each in chosen] == ["executive", "executive", "marketing"]
