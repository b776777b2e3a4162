"""Findings under the narrative rules: what is written, in which order, in which words."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from reports.composing.found import Found, Order
from reports.composing.ground import held_sentence, stage_words
from reports.composing.headline import headline
from reports.composing.outside import mirror_sentence
from reports.findings import MOST_ON_PAGE_ONE, all_findings, leading
from reports.reading import Reading
from scoring.published import PublicEstimate, PublicMaturity, PublicVisibility
from tests.reports import composed

BANNED = (
    "cause", "drive", "ignore", "fail", "blame", "p-value", "p =", "p<", "significan", "because of",
    "leads to", "due to", "results in", "customer-centric", "benchmark", "alarming", "crisis",
)  # fmt: skip
EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)
CALM = composed.named("evenkeel-logistics")


def calm() -> Reading:
    return composed.story(CALM).reading


def changed(reading: Reading, **fields: Any) -> Reading:
    """The same reading with some of its published results replaced."""
    return dataclasses.replace(reading, published=dataclasses.replace(reading.published, **fields))


def with_score(reading: Reading, construct: str, value: int) -> Reading:
    scores = reading.published.scores
    estimate = PublicEstimate(value=value, low=value - 3, high=value + 3, n="50+")
    return changed(
        reading, scores=scores | {construct: dataclasses.replace(scores[construct], organization=estimate)}
    )


def with_stage(reading: Reading, key: str, **fields: Any) -> Reading:
    ownership = reading.published.ownership
    return changed(reading, ownership=ownership | {key: dataclasses.replace(ownership[key], **fields)})


def with_maturity(reading: Reading, **fields: Any) -> Reading:
    return changed(reading, maturity=dataclasses.replace(reading.published.maturity, **fields))


def found(reading: Reading) -> dict[str, Found]:
    return {each.id: each for each in all_findings(reading)}


# --- Order and number -------------------------------------------------------------------------------


@EVERY
def test_page_one_has_seven_findings_at_most_and_a_strength_when_there_is_one(path: Path) -> None:
    story = composed.story(path)
    strengths = [each for each in story.found if each.is_strength]
    said = [each for each in story.leading if each.is_strength or each.id == "readiness:head-feet"]
    assert len(story.leading) <= MOST_ON_PAGE_ONE
    assert bool(strengths) == bool(said)


@EVERY
def test_what_bars_the_next_stage_comes_first_then_owners_then_gaps(path: Path) -> None:
    orders = [each.order for each in all_findings(composed.story(path).reading)]
    assert orders == sorted(orders)
    assert orders[0] is Order.UNMET


def test_the_eighth_finding_gives_way_to_the_strength() -> None:
    many = [Found(f"gap:{at}", "clear", "orientation", Order.GAP, "s", "S.", "E.", "W.") for at in range(9)]
    strength = Found("strength:MO", "strength", "orientation", Order.STRENGTH, "s", "S.", "E.", "W.")
    assert [each.id for each in leading([*many, strength])] == [
        *(f"gap:{at}" for at in range(6)),
        "strength:MO",
    ]


def test_ids_are_unique_and_name_what_they_are_about() -> None:
    ids = [each.id for path in composed.FOLDERS for each in composed.story(path).found]
    assert all(re.fullmatch(r"[a-z_]+(:[\w >=.<+-]+)+", each) for each in ids)
    for path in composed.FOLDERS:
        of_one = [each.id for each in composed.story(path).found]
        assert len(of_one) == len(set(of_one))


def test_a_finding_keeps_its_id_when_its_numbers_move() -> None:
    before = {each.id for each in all_findings(with_score(calm(), "FEET", 30))}
    after = {each.id for each in all_findings(with_score(calm(), "FEET", 33))}
    assert before == after


# --- Words ------------------------------------------------------------------------------------------


@EVERY
def test_every_finding_has_evidence_and_a_so_what_in_full_sentences(path: Path) -> None:
    for each in composed.story(path).found:
        for text in (each.sentence, each.evidence, each.so_what):
            assert re.fullmatch(r"[A-Z0-9“].*[.]", text), text


@EVERY
def test_evidence_carries_a_number_or_says_that_there_are_too_few(path: Path) -> None:
    for each in composed.story(path).found:
        numbered = bool(composed.numbers(each.evidence))
        assert numbered or each.id == "unmet:4:no orphan", each.evidence


@EVERY
def test_no_cause_no_blame_no_drama_and_no_p_value_anywhere(path: Path) -> None:
    document = composed.document(path)
    spoken = " ".join(composed.prose(document)).lower()
    removed = re.sub(r"no threshold removes", "", spoken)
    assert [word for word in BANNED if word in removed] == []
    assert "!" not in spoken


@EVERY
def test_no_level_is_named_inside_a_function(path: Path) -> None:
    names = "sales|marketing|service|finance|hr|operations|it"
    spoken = " ".join(each.sentence + each.evidence for each in composed.story(path).found).lower()
    assert re.findall(rf"\b(?:{names}) (?:leaders|managers|contributors)", spoken) == []


# --- Ownership --------------------------------------------------------------------------------------


def test_an_orphaned_stage_is_said_to_have_nobody_who_answers() -> None:
    reading = with_stage(calm(), "renew", state="orphaned", shares={"nobody": 0.6, "shared": 0.2}, top=None)
    finding = found(reading)["orphaned:renew"]
    assert finding.sentence == "Nobody answers for renewal."
    assert finding.evidence == "Renewal: 60% of the votes say nobody, 20% several with nobody leading."


def test_a_state_that_is_not_firm_is_said_with_its_doubt() -> None:
    reading = with_stage(calm(), "renew", state="diffuse", probability={"diffuse": 55, "contested": 45})
    assert "undecided between diffuse and contested" in found(reading)["diffuse:renew"].evidence


def test_a_doubtful_state_does_not_make_the_headline() -> None:
    reading = with_stage(calm(), "renew", state="diffuse", probability={"diffuse": 55, "contested": 45})
    assert headline(reading)[0].text.startswith("Nothing stands out: seven of the eight stages")


def test_shares_that_may_not_be_shown_are_said_to_be_too_few() -> None:
    reading = with_stage(calm(), "renew", state="contested", shares={}, top_share=None, second_share=None)
    assert found(reading)["contested:renew"].evidence == "Renewal: too few votes to show their shares."


def test_nobody_for_the_whole_experience_is_a_finding_of_its_own() -> None:
    reading = with_stage(calm(), "whole", state="orphaned")
    assert found(reading)["whole:orphaned"].sentence.startswith("For the whole experience")


# --- Functions, customers, readiness ----------------------------------------------------------------


def test_what_a_function_cannot_see_is_a_gap_in_access() -> None:
    reading = changed(calm(), visibility=(PublicVisibility("SHARE", "finance", 0.45, "10–19"),))
    finding = found(reading)["visibility:finance:SHARE"]
    assert finding.sentence == "Finance cannot see sharing what customers say."
    assert finding.evidence == "“can't tell” among its answers: Shared facts 45%."


def test_a_rate_that_may_not_be_shown_is_only_bounded() -> None:
    reading = changed(calm(), visibility=(PublicVisibility("SHARE", "finance", None, "5–9"),))
    assert "at least 40%" in found(reading)["visibility:finance:SHARE"].evidence


def blind(*units: str) -> Reading:
    gaps = tuple(PublicVisibility(key, unit, 0.6, "10–19") for unit in units for key in ("SHARE", "DATA"))
    return changed(calm(), visibility=gaps)


def visibility(reading: Reading) -> list[str]:
    return [each.sentence for each in all_findings(reading) if each.state == "visibility"]


def test_what_nobody_can_see_is_said_once() -> None:
    units = [unit.key for unit in calm().published.units]
    assert visibility(blind(*units)) == [
        "No function can see sharing what customers say and deciding on evidence."
    ]


def test_what_most_cannot_see_is_said_once_and_counted() -> None:
    found_once = [each for each in all_findings(blind("hr", "it", "finance", "sales")) if "visib" in each.id]
    assert [each.sentence for each in found_once] == [
        "Most functions cannot see sharing what customers say and deciding on evidence."
    ]
    assert found_once[0].evidence == "Shared facts and Evidence: four of eight reporting units."


def test_what_few_cannot_see_is_said_of_each() -> None:
    assert len(visibility(blind("hr", "it", "finance"))) == 3


def test_possible_gaps_are_left_to_the_tables() -> None:
    reading = calm()
    possible = tuple(dataclasses.replace(gap, state="possible", points=30) for gap in reading.published.gaps)
    assert not [key for key in found(changed(reading, gaps=possible)) if key.startswith("gap:")]


def test_head_25_points_above_feet_is_agreement_without_movement() -> None:
    reading = with_score(with_score(calm(), "HEAD", 60), "FEET", 35)
    assert found(reading)["readiness:head-feet"].sentence.startswith("Agreement without movement: ")


def test_head_24_points_above_feet_is_no_pattern() -> None:
    reading = with_score(with_score(calm(), "HEAD", 60), "FEET", 36)
    assert "readiness:head-feet" not in found(reading)


def test_a_head_that_agrees_and_a_heart_that_does_not_is_you_mean_me() -> None:
    reading = with_score(with_score(calm(), "HEAD", 63), "HEART", 49)
    assert "you mean me" in found(reading)["readiness:you-mean-me"].so_what


def test_without_a_pulse_stage_5_cannot_be_confirmed() -> None:
    reading = changed(calm(), mirror=None, pulse=None)
    assert mirror_sentence(reading) == "Customers were not asked, so Stage 5 cannot be confirmed."


# --- The stage --------------------------------------------------------------------------------------


def maturity(probability: dict[int, int]) -> PublicMaturity:
    return dataclasses.replace(calm().published.maturity, stage=3, probability=probability)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        ({3: 80, 4: 20}, "Stage 3"),
        ({3: 79, 4: 15, 2: 6}, "Stage 3, leaning 4"),
        ({3: 60, 2: 40}, "Stage 3, leaning 2"),
        ({3: 59, 2: 41}, "between Stage 2 and Stage 3"),
        ({3: 40, 4: 60}, "between Stage 3 and Stage 4"),
        ({}, "Stage 3"),
    ],
)
def test_the_stage_is_said_as_surely_as_it_is_known(probability: dict[int, int], words: str) -> None:
    assert stage_words(maturity(probability)) == words


def test_an_average_above_the_stage_is_said_to_be_held_back() -> None:
    assert held_sentence(with_maturity(calm(), index_stage=4, held_by_gates=True)) == (
        "The average would suggest Stage 4; one prerequisite that is not met holds it at Stage 3."
    )


def test_a_gate_missed_by_less_than_half_a_point_is_just_under() -> None:
    harbor = composed.document(composed.named("harbor-lane"))
    rows = {row["gate"]: row["found"] for row in composed.table(harbor, "one", "gates")}
    assert rows["One view at 50 or more"] == "just under 50"


# --- The headline -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "torchlight-systems",
            "To everyone else, getting started and renewal belong to all and so to no one",
        ),
        ("harbor-lane", "and sales would not take them on"),
        ("plainfield-broadband", "Nobody answers for getting started"),
        ("velora-retail", "but customers' goals do not come first yet"),
        ("crestline-insurance", "describe two different companies"),
    ],
)
def test_the_headline_stresses_the_one_thing_not_to_be_missed(name: str, words: str) -> None:
    spans = composed.document(composed.named(name)).headline
    assert [span.text for span in spans if span.tone == "strong"] == [words]


def test_calm_answers_get_a_calm_report() -> None:
    document = composed.document(CALM)
    spans = document.headline
    assert [span.tone for span in spans] == ["plain"]
    assert spans[0].text.startswith("Nothing stands out: ")
    assert composed.section(document, "one", "actions").lede.startswith("Nothing is urgent.")
    kinds = {key.split(":")[0] for key in composed.findings(document, "one")}
    assert kinds <= {"unmet", "clock", "strength", "readiness", "alike"}


def test_a_headline_counts_what_it_would_have_to_list() -> None:
    reading = calm()
    for key in ("aware", "consider", "onboard", "renew"):
        reading = with_stage(reading, key, state="diffuse", probability={})
    assert "".join(span.text for span in headline(reading)) == (
        "Four of the eight stages belong to everyone, and so to no one; "
        "four of the eight stages have an owner who accepts."
    )


def test_at_stage_5_nothing_is_left_to_meet() -> None:
    reading = with_maturity(calm(), stage=5, index_stage=5, unmet_of_next=(), held_by_gates=False)
    assert held_sentence(reading) == "Every prerequisite of every stage is met."
    assert not [key for key in found(reading) if key.startswith("unmet:")]
