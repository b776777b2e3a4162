"""What each function contributes, and who can see the customer."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from reports.compose import tell
from reports.composing.access import access_findings, access_section
from reports.composing.contributions import contributions_section, role_findings
from reports.composing.page_roles import roles_page
from reports.documents import Grid, Spread
from reports.reading import Reading
from scoring.published import (
    PublicChoices,
    PublicRole,
    PublicRoles,
)
from tests.reports import composed
from tests.reports.answered import reading, rows

EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)


# --- What functions contribute ----------------------------------------------------------------------


def role(unit: str, **fields: Any) -> PublicRole:
    usual: dict[str, Any] = {
        "unit": unit,
        "shares": {"decide": 0.1, "shape": 0.2, "supply": 0.7, "deliver": 0.1, "little": 0.0},
        "expected": ("supply",),
        "fit": 0.7,
        "state": "fits",
        "main": ("supply",),
        "n": "10–19",
    }
    return PublicRole(**(usual | fields))


def with_roles(*roles: PublicRole, vacant: tuple[str, ...] = ()) -> Reading:
    return reading(roles=PublicRoles(units={each.unit: each for each in roles}, vacant=vacant))


def test_a_contribution_that_is_picked_and_expected_is_full() -> None:
    section = contributions_section(with_roles(role("finance")))
    assert section is not None
    assert isinstance(section.figure, Grid)
    assert [cell.mark for cell in section.figure.rows[0].cells] == ["", "", "full", "", ""]


def test_a_contribution_picked_but_not_expected_is_half_and_one_expected_but_not_picked_is_open() -> None:
    section = contributions_section(with_roles(role("finance", main=("shape",), state="misplaced")))
    assert section is not None
    assert isinstance(section.figure, Grid)
    assert [cell.mark for cell in section.figure.rows[0].cells] == ["", "half", "open", "", ""]


def test_shares_of_a_small_function_are_only_said_to_be_half_or_more_or_less() -> None:
    section = contributions_section(with_roles(role("hr", shares={}, fit=None, n="5–9")))
    assert section is not None
    assert rows(section)[0] == {
        "unit": "HR",
        "decide": "under half",
        "shape": "under half",
        "supply": "half or more*",
        "deliver": "under half",
        "little": "under half",
        "fit": "–",
        "state": "as expected",
        "n": "5–9",
    }


def test_a_function_that_contributes_something_else_than_expected_is_a_question_not_a_blame() -> None:
    shares = {"decide": 0.65, "shape": 0.2, "supply": 0.1, "deliver": 0.1, "little": 0.0}
    misplaced = role("finance", shares=shares, main=("decide",), fit=0.1, state="misplaced")
    (found,) = role_findings(with_roles(misplaced))
    assert found.id == "misplaced:finance"
    assert found.sentence == (
        "Most people in finance see its contribution in deciding the direction; few see it in supplying "
        "facts and analysis, where the others could count on it."
    )
    assert found.evidence == (
        "Finance: deciding the direction 65%, supplying facts and analysis 10%, 10–19 answers."
    )


def test_a_contribution_that_no_function_makes_is_a_finding_in_plain_words() -> None:
    roles = (role("finance"), role("hr"), role("it", expected=("shape",)))
    (found,) = role_findings(with_roles(*roles, vacant=("shape",)))
    assert found.id == "vacant:shape"
    assert found.sentence == "No function shown mainly shapes how others deliver."
    assert found.evidence == "Fewer than half in each of three functions; most in IT, 20%."


def test_what_a_function_that_is_not_shown_may_contribute_is_not_called_vacant() -> None:
    found = with_roles(role("finance"), role("hr"), role("it"), vacant=("shape",))
    section = contributions_section(found)
    assert list(role_findings(found)) == []
    assert section is not None
    assert section.lede == (
        "Of the functions shown, none mainly shapes how others deliver; a function that is not shown may."
    )


def test_of_two_functions_nobody_says_what_all_functions_lack() -> None:
    found = with_roles(role("finance"), role("hr"), vacant=("shape",))
    section = contributions_section(found)
    assert list(role_findings(found)) == []
    assert section is not None
    assert section.lede == "Too few functions are shown to say which contribution is missing."


def test_a_page_of_roles_without_answers_says_what_is_missing_and_what_to_do() -> None:
    page = roles_page(tell(reading(roles=None, choices={})))
    assert page.lede == "Too few answers to say what functions contribute or can see."
    assert [section.table for section in page.sections] == [None]
    assert any("next wave" in text for text in page.sections[0].paragraphs)


# --- Who can see the customer -----------------------------------------------------------------------


def with_access(**silo: float) -> Reading:
    """Units, and the share of each whose view ends at the team."""
    groups = {
        key: PublicChoices("10–19", {"1": 0.0, "2": share, "3": 0.9 - share, "4": 0.0, "5": 0.1})
        for key, share in silo.items()
    }
    units = tuple(unit for unit in reading().published.units if unit.key in {*silo, "it"})
    return reading(choices={"ACC": groups}, units=units)


def test_access_is_spread_over_its_answers_with_all_first() -> None:
    section = access_section(with_access(organization=0.3, sales=0.4))
    assert section is not None
    assert isinstance(section.figure, Spread)
    assert [row.label for row in section.figure.rows] == ["All shown", "Sales"]
    assert section.figure.rows[1].shares == (0, 40, 50, 0, 10)
    assert rows(section)[1]["own"] == "40%"


def test_functions_without_a_band_of_their_own_are_named() -> None:
    section = access_section(with_access(organization=0.3, sales=0.4, service=0.3))
    assert section is not None
    assert section.paragraphs[0].startswith("Not shown: ")
    assert "sales" not in section.paragraphs[0]


def test_a_view_that_ends_at_the_team_for_a_third_and_more_is_a_finding() -> None:
    (found,) = access_findings(with_access(organization=0.35, sales=0.45, service=0.30))
    assert found.id == "access:organization"
    assert found.sentence == (
        "For 35%, every function shown weighing the same, what they see of a customer ends at their own "
        "team; so it is for more than a third in sales."
    )


def test_below_that_only_the_functions_concerned_are_named() -> None:
    (found,) = access_findings(with_access(organization=0.34, sales=0.45, service=0.30))
    assert found.id == "access:sales"
    assert found.sentence == "For 45% in sales what they see of a customer ends at their own team."
    assert found.evidence == "Sales: 45% own team at most, 10% a complete view, 10–19 answers."


def test_a_few_functions_do_not_speak_for_all() -> None:
    every = reading().published.units
    found = dataclasses.replace(with_access(organization=0.45, sales=0.45).published, units=every)
    few = dataclasses.replace(reading(), published=found)
    section = access_section(few)
    assert section is not None
    assert section.lede == "Shown of sales only; the others have too few answers."
    assert [row["unit"] for row in rows(section)] == ["Sales"]
    assert [each.id for each in access_findings(few)] == ["access:sales"]


def test_functions_shown_together_are_not_said_to_see_little() -> None:
    found = with_access(organization=0.3, sales=0.45)
    pooled = tuple(dataclasses.replace(unit, pooled=True) for unit in found.published.units)
    assert list(access_findings(reading(choices=found.published.choices, units=pooled))) == []


def test_a_wide_view_is_no_finding() -> None:
    assert list(access_findings(with_access(organization=0.2, sales=0.34))) == []
