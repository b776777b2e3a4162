"""The catalog of actions: complete, checked when loaded, and proposed where its triggers hold."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from reports import selection
from reports.catalog import CATALOG, Catalog, CatalogError, catalog, load
from reports.composing.actions import MOVES
from reports.reading import Reading
from reports.triggers import TESTS
from reports.wording import terms
from tests.reports import composed
from tests.scoring import folders

KNOWN = frozenset(TESTS)
OTHER_THEMES = {"OWN", "WHOLE", "JOURNEY", "PUL3", "PUL4", "CLK", "BUDGET", "ROLES"}
ONE = """
sources: {S0: someone}
actions:
  - {id: A01, title: t, text: "Ask {who}.", who: someone, when: {score_below: {construct: AE, cut: 50}},
     works_on: AE, stages: [3], owner: sales, moves: "score:AE", days: 30, source: S0}
"""


def test_there_are_41_actions_in_order() -> None:
    assert [action.id for action in catalog().actions] == [f"A{number:02d}" for number in range(1, 42)]


def test_every_test_is_used_by_some_action() -> None:
    assert {name for action in catalog().actions for name, _ in action.tests()} == set(TESTS)


@pytest.mark.parametrize("action", catalog().actions, ids=lambda action: action.id)
def test_an_action_works_on_something_known_and_moves_a_number(action: Any) -> None:
    assert action.works_on in set(terms()["constructs"]) | OTHER_THEMES
    assert action.moves.split(":")[0] in MOVES
    assert action.owner in terms()["functions"]
    assert action.filled().endswith((".", "?"))


def facts_asked() -> list[tuple[str, str]]:
    """Every line of the fact sheet with every value that a trigger waits for."""
    tests = [argument for action in catalog().actions for name, argument in action.tests() if name == "fact"]
    return [(argument["name"], value) for argument in tests for value in argument["values"]]


@pytest.mark.parametrize(("name", "value"), facts_asked())
def test_a_trigger_waits_for_what_the_fact_sheet_can_say(name: str, value: str) -> None:
    fact = folders.instrument().fact(name)
    assert fact is not None
    assert value in {str(option.key) for option in fact.options}
    assert value in terms()["facts"][name]


@pytest.mark.parametrize(
    ("stated", "found"),
    [("operations", "operations"), ("one_other_function", "one other department"), ("with_customers", None)],
)
def test_a_map_made_by_one_function_is_one_to_redraw(stated: str, found: str | None) -> None:
    reading = dataclasses.replace(
        composed.story(composed.named("torchlight-systems")).reading, facts={"journey_map_made_by": stated}
    )
    hit = TESTS["fact"](reading, name="journey_map_made_by", values=["marketing", "one_other_function"])
    assert (hit and hit.because) == (found and f"fact sheet: Journey map made by, {found}")


def test_a_test_that_nobody_wrote_is_found_at_start() -> None:
    text = ONE.replace("score_below", "score_bellow")
    with pytest.raises(CatalogError, match=r"c\.yaml: A01 asks for score_bellow"):
        load(text, source="c.yaml", known_tests=KNOWN)


def test_an_unlisted_source_is_refused() -> None:
    with pytest.raises(CatalogError, match="A01 names the source S9"):
        load(ONE.replace("source: S0", "source: S9"), source="c.yaml", known_tests=KNOWN)


def test_a_blank_that_nothing_fills_is_refused() -> None:
    with pytest.raises(CatalogError, match="A01 has a blank"):
        load(ONE.replace("{who}", "{whom}"), source="c.yaml", known_tests=KNOWN)


def test_an_id_may_stand_there_once() -> None:
    twice = ONE + ONE.split("actions:\n")[1]
    with pytest.raises(CatalogError, match="A01 stands there twice"):
        load(twice, source="c.yaml", known_tests=KNOWN)


def test_a_file_that_is_no_catalog_is_refused_with_its_name() -> None:
    with pytest.raises(CatalogError, match=r"^c\.yaml: "):
        load("actions: [", source="c.yaml", known_tests=KNOWN)


def test_the_text_names_what_was_found_or_speaks_generally() -> None:
    action = load(ONE, source="c.yaml", known_tests=KNOWN)["A01"]
    assert (action.filled(), action.filled(who="sales")) == ("Ask someone.", "Ask sales.")


# --- Proposals --------------------------------------------------------------------------------------


def proposal(reading: Reading, action_id: str) -> selection.Proposal:
    found = selection.candidates(reading, catalog=catalog())
    return next(each for each in found if each.action.id == action_id)


def first_three(name: str) -> list[str]:
    return [proposal.action.id for proposal in composed.story(composed.named(name)).chosen]


@pytest.mark.parametrize(
    ("name", "actions"),
    [
        ("torchlight-systems", {"A01", "A13"}),
        ("harbor-lane", {"A39"}),
        ("plainfield-broadband", {"A37"}),
        ("velora-retail", {"A20", "A21"}),
        ("crestline-insurance", {"A20", "A40"}),
    ],
)
def test_what_an_organization_needs_most_is_on_its_page_one(name: str, actions: set[str]) -> None:
    assert actions <= set(first_three(name))


def test_what_answers_a_clear_gap_of_sales_is_proposed() -> None:
    story = composed.story(composed.named("harbor-lane"))
    gaps = [each for each in story.findings("orientation") if each.id.startswith("gap:sales")]
    assert ["A10" in each.action_ids for each in gaps] == [True]


@pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)
def test_page_one_takes_three_of_different_themes_and_two_per_owner(path: Path) -> None:
    chosen = [proposal.action for proposal in composed.story(path).chosen]
    owners = [action.owner for action in chosen]
    assert len({action.works_on for action in chosen}) == 3
    assert max(owners.count(owner) for owner in owners) <= 2


@pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)
def test_no_action_left_out_of_page_one_for_its_score_has_a_higher_one(path: Path) -> None:
    story = composed.story(path)
    scores = [proposal.score for proposal in story.proposals]
    assert scores == sorted(scores, reverse=True)
    assert story.chosen[0] == story.proposals[0]


def disputed_onboarding(*, percent: int, stage: int = 3) -> Reading:
    """Getting started contested between marketing and service, in so many percent of the draws."""
    reading = composed.story(composed.named("evenkeel-logistics")).reading
    published = reading.published
    onboard = dataclasses.replace(
        published.ownership["onboard"],
        state="contested",
        top="service",
        second="marketing",
        probability={"contested": percent, "owned": 100 - percent},
    )
    changed = dataclasses.replace(
        published,
        ownership=published.ownership | {"onboard": onboard},
        maturity=dataclasses.replace(published.maturity, stage=stage),
    )
    return dataclasses.replace(reading, published=changed)


def ids(reading: Reading, among: Catalog) -> set[str]:
    return {each.action.id for each in selection.candidates(reading, catalog=among)}


def test_a_structural_action_is_proposed_on_firm_ground() -> None:
    assert "A18" in ids(disputed_onboarding(percent=80), catalog())


def test_a_structural_action_waits_while_the_state_is_unsure() -> None:
    found = ids(disputed_onboarding(percent=79), catalog())
    assert "A18" not in found
    assert "A40" in found


def test_a_structural_action_waits_for_stage_2() -> None:
    assert "A18" not in ids(disputed_onboarding(percent=100, stage=1), catalog())


def test_a_disputed_stage_is_named_in_the_action() -> None:
    reading = disputed_onboarding(percent=100)
    proposal = next(
        each for each in selection.candidates(reading, catalog=catalog()) if each.action.id == "A40"
    )
    assert proposal.stages == ("onboard",)


def test_no_action_is_proposed_on_too_few_answers() -> None:
    path = composed.named("torchlight-systems")
    document = composed.document_of(path, composed.rows_of(path)[:4])
    assert composed.section(document, "one", "actions").figure is None


def test_the_catalog_file_holds_what_is_loaded() -> None:
    assert load(CATALOG.read_text(encoding="utf-8"), source="c", known_tests=KNOWN) == catalog()
