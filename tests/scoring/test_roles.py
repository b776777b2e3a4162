"""What functions contribute, against what is expected of them: picks counted by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from scoring.codebook import Codebook
from scoring.privacy import publish
from scoring.published import PublicRoles
from scoring.roles import EXPECTED, Roles, expected_of
from tests.scoring import folders
from tests.scoring.test_results import BOOK, answered, evaluated


def picking(picks: Mapping[str, Sequence[str]], *, minimum_group: int = 5) -> Roles:
    """Everybody's picks by function, such as {"finance": ["supply", "decide;supply"]}."""
    block = answered({key: len(texts) for key, texts in picks.items()})
    codes = BOOK.codes("ECO")
    block.answers[:, BOOK.index("ECO")] = [codes[text] for texts in picks.values() for text in texts]
    found = evaluated(block, minimum_group=minimum_group).roles
    assert found is not None
    return found


def published(picks: Mapping[str, Sequence[str]]) -> PublicRoles:
    block = answered({key: len(texts) for key, texts in picks.items()})
    codes = BOOK.codes("ECO")
    block.answers[:, BOOK.index("ECO")] = [codes[text] for texts in picks.values() for text in texts]
    found = publish(evaluated(block)).roles
    assert found is not None
    return found


def test_fit_is_the_share_whose_picks_contain_an_expected_role() -> None:
    """Sales may decide or deliver: 3 + 2 of 10 do, one of them both; the 11th cannot tell."""
    picks = ["decide"] * 2 + ["decide;deliver", "deliver;supply", "deliver"] + ["supply"] * 3 + ["little"] * 2
    role = picking({"sales": [*picks, "dk"]}).units["sales"]
    assert (role.expected, role.n) == (("decide", "deliver"), 10)
    assert role.fit == pytest.approx(0.5)
    assert role.shares == pytest.approx(
        {"decide": 0.3, "shape": 0.0, "supply": 0.4, "deliver": 0.3, "little": 0.2}
    )
    assert (role.state, role.main) == ("fits", ())


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        (["decide"] * 5 + ["supply"] * 2 + ["little"] * 3, "misplaced"),
        (["decide"] * 5 + ["supply"] * 3 + ["little"] * 2, "mixed"),
        (["decide"] * 4 + ["supply"] * 2 + ["little"] * 4, "mixed"),
        (["decide"] * 5 + ["supply"] * 5, "fits"),
        (["little"] * 10, "mixed"),
        (["deliver"] * 3 + ["decide"] * 2 + ["little"] * 5, "misplaced"),
    ],
)
def test_misplaced_is_half_elsewhere_and_few_where_expected(texts: list[str], state: str) -> None:
    """Of finance intelligence is expected, and nothing else; "little or nothing" is no other role."""
    assert picking({"finance": texts}).units["finance"].state == state


def test_a_contribution_is_vacant_if_no_unit_mainly_makes_it() -> None:
    found = picking({"sales": ["deliver;decide"] * 6, "finance": ["supply"] * 3 + ["little"] * 3})
    assert found.vacant == ("shape",)
    assert found.units["sales"].main == ("decide", "deliver")


def test_a_pool_has_no_role_but_fills_a_vacancy() -> None:
    found = picking({"sales": ["deliver"] * 8, "finance": ["shape"] * 3, "it": ["shape"] * 4})
    assert set(found.units) == {"sales"}
    assert found.vacant == ("decide", "supply")


def test_of_an_unknown_function_nothing_is_expected() -> None:
    book = Codebook.of(folders.instrument(), functions=("legal", "sales", "it"))
    results = evaluated(answered({"sales": 8, "it": 9, "finance": 7}), book=book)
    assert results.roles is not None
    legal = results.roles.units["legal"]
    assert (legal.expected, legal.fit, legal.state) == ((), None, "untold")


def test_everything_expected_can_be_picked() -> None:
    options = BOOK.column("ECO").options
    assert {key: expected_of(key, options) for key in EXPECTED} == EXPECTED


def test_nobody_who_can_tell_makes_no_roles() -> None:
    block = answered({"sales": 9})
    block.answers[:, BOOK.index("ECO")] = BOOK.codes("ECO")["dk"]
    results = evaluated(block)
    assert results.roles is None
    assert publish(results).roles is None


def test_shares_and_fit_are_told_from_ten_answers_on_and_off_the_ends() -> None:
    found = published({"sales": ["deliver"] * 10, "finance": ["supply"] * 9})
    few, enough = found.units["finance"], found.units["sales"]
    assert (few.shares, few.fit, few.state, few.main, few.n) == ({}, None, "fits", ("supply",), "5–9")
    assert (enough.fit, enough.shares["deliver"], enough.shares["little"]) == (0.95, 0.95, 0.05)


def test_below_the_minimum_group_nothing_is_told() -> None:
    """Four of six could tell."""
    assert set(picking({"sales": ["deliver"] * 8, "finance": ["supply"] * 4 + ["dk"] * 2}).units) == {"sales"}
