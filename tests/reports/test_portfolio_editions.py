"""Editions of the portfolio: what may stand together, so that no two tell of a single organization."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.portfolio_editions import Edition, Entry, big, cohorts, renewed
from scoring.lattice import gives_away

FEW = 5
"""Organizations below which nothing may be told of them."""


@dataclass
class Portfolio:
    """An installation over time: organizations publish, withdraw, and a report is built now and then."""

    groups: dict[int, str] = field(default_factory=dict)
    latest: dict[int, Entry] = field(default_factory=dict)
    editions: list[Edition] = field(default_factory=list)
    gone: set[Entry] = field(default_factory=set)
    reports: int = 0

    def publish(self, *organizations: int, group: str = "") -> None:
        for organization in organizations:
            self.reports += 1
            self.latest[organization] = Entry(report=self.reports, organization=organization)
            self.groups.setdefault(organization, group or f"its own {organization}")

    def withdraw(self, organization: int) -> None:
        self.latest.pop(organization, None)
        self.gone |= {entry for entry in self.ever() if entry.organization == organization}

    def ever(self) -> Edition:
        return frozenset[Entry]().union(*self.editions)

    def build(self) -> Edition:
        """What the next report is measured against; an edition is kept if it is another one."""
        last = self.editions[-1] if self.editions else frozenset()
        found = renewed(self.editions, self.latest.values(), stands=last - self.gone, groups=self.groups)
        if found != last and found:
            self.editions.append(found)
        return found


def organizations(edition: Edition) -> set[int]:
    return {entry.organization for entry in edition}


def started(number: int = 12) -> Portfolio:
    portfolio = Portfolio()
    portfolio.publish(*range(number))
    portfolio.build()
    return portfolio


# --- Joining, being measured anew, withdrawing ----------------------------------------------------------


def test_the_first_edition_holds_everybody() -> None:
    assert organizations(started(12).editions[0]) == set(range(12))


def test_one_that_joins_waits_until_it_is_not_alone() -> None:
    portfolio = started()
    portfolio.publish(100)
    assert portfolio.build() == portfolio.editions[0]
    portfolio.publish(101, 102, 103, 104, 105)
    assert organizations(portfolio.build()) == {*range(12), *range(100, 106)}


def test_five_that_join_wait_for_a_sixth_because_each_of_them_knows_itself() -> None:
    portfolio = started()
    portfolio.publish(*range(100, 105))
    assert len(portfolio.build()) == 12
    portfolio.publish(105)
    assert len(portfolio.build()) == 18


def test_one_newer_report_changes_nothing_and_six_replace_six() -> None:
    portfolio = started()
    portfolio.publish(0)
    assert portfolio.build() == portfolio.editions[0]
    portfolio.publish(1, 2, 3, 4, 5)
    assert {entry.report for entry in portfolio.build() if entry.organization < 6} == set(range(13, 19))


def test_who_withdraws_is_out_at_once_and_others_leave_with_it() -> None:
    portfolio = started(20)
    portfolio.withdraw(7)
    left = organizations(portfolio.build())
    assert 7 not in left
    assert len(left) == 14


def test_where_too_few_would_be_left_nobody_is() -> None:
    portfolio = started(10)
    portfolio.withdraw(7)
    assert portfolio.build() == frozenset()


def test_who_left_with_another_comes_back_with_a_newer_report() -> None:
    portfolio = started(20)
    portfolio.withdraw(19)
    rested = set(range(20)) - organizations(portfolio.build()) - {19}
    portfolio.build()
    assert not rested & organizations(portfolio.build())
    portfolio.publish(*rested, 50)
    assert rested < organizations(portfolio.build())


# --- Owners -------------------------------------------------------------------------------------------


def test_organizations_of_one_owner_are_one_whose_scores_their_people_know() -> None:
    entries = [Entry(report=at, organization=at) for at in range(9)]
    apart = {at: f"owner {at}" for at in range(9)}
    assert big(entries[:6], apart)
    assert not big(entries[:6], apart | dict.fromkeys((0, 1), "owner 0"))
    assert big(entries[:7], apart | dict.fromkeys((0, 1), "owner 0"))


def test_whoever_adds_organizations_of_their_own_carves_nobody_out() -> None:
    """A consultancy makes nineteen of its own join together with one that it wants to know about."""
    portfolio = started()
    portfolio.publish(*range(100, 119), group="consultancy")
    portfolio.publish(200)
    assert portfolio.build() == portfolio.editions[0]


def test_whoever_takes_organizations_of_their_own_away_uncovers_nobody() -> None:
    portfolio = Portfolio()
    portfolio.publish(*range(6))
    portfolio.publish(*range(100, 106), group="consultancy")
    portfolio.build()
    for own in range(100, 106):
        portfolio.withdraw(own)
    assert portfolio.build() == frozenset()


# --- What can be worked out of all editions together ------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> Portfolio:
    """What may happen over years: groups of owners, joining, newer reports, withdrawing, in any order."""
    portfolio = Portfolio()
    shared = draw(st.integers(1, 6))
    portfolio.groups = {at: f"owner {at % shared}" if at % 3 == 0 else f"its own {at}" for at in range(40)}
    portfolio.publish(*range(draw(st.integers(6, 24))))
    portfolio.build()
    for _round in range(draw(st.integers(1, 8))):
        portfolio.publish(*draw(st.sets(st.integers(0, 39), max_size=14)))
        for organization in draw(st.sets(st.integers(0, 39), max_size=2)):
            portfolio.withdraw(organization)
        portfolio.build()
    return portfolio


def viewers(portfolio: Portfolio) -> Iterator[set[int]]:
    """The organizations whose scores somebody knows: a stranger none, else those of one owner."""
    yield set()
    for group in set(portfolio.groups.values()):
        yield {at for at, of in portfolio.groups.items() if of == group}


@settings(max_examples=150, deadline=None)
@given(histories().filter(lambda portfolio: portfolio.editions))
def test_no_sum_of_differences_of_editions_tells_of_fewer_than_five_others(portfolio: Portfolio) -> None:
    """Every combination of four editions with whole numbers from −2 to 2, seen by everybody."""
    entries = sorted(portfolio.ever())
    table = np.array([[entry in edition for entry in entries] for edition in portfolio.editions[-4:]])
    for weights in product(range(-2, 3), repeat=len(table)):
        told = {entries[at].organization for at in np.flatnonzero(np.array(weights) @ table)}
        assert all(not told - known or len(told - known) >= FEW for known in viewers(portfolio))


@settings(max_examples=60, deadline=None)
@given(histories().filter(lambda portfolio: portfolio.editions))
def test_the_audit_that_guards_people_finds_no_small_set_of_organizations_either(
    portfolio: Portfolio,
) -> None:
    entries = sorted(portfolio.ever())
    for known in viewers(portfolio):
        sizes = [entry.organization not in known for entry in entries]
        assert not gives_away(rows(portfolio.editions, entries), sizes, FEW)


def rows(editions: Sequence[Edition], entries: Sequence[Entry]) -> list[list[int]]:
    return [[int(entry in edition) for entry in entries] for edition in editions]


@settings(max_examples=100, deadline=None)
@given(histories().filter(lambda portfolio: portfolio.editions))
def test_an_organization_stands_once_and_never_after_it_withdrew(portfolio: Portfolio) -> None:
    edition = portfolio.build()
    assert len(organizations(edition)) == len(edition)
    assert not edition & portfolio.gone
    assert all(big(cohort, portfolio.groups) for cohort in cohorts(portfolio.editions))
