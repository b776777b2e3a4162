"""The portfolio of an installation: who stands in it, what is told of a place, and what is told of nobody."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from cxassess.env import BASE_DIR
from organizations import portfolio as taking_part
from organizations.models import Organization
from organizations.scope import org_scope
from reports.builds import build_now
from reports.evidence import collect
from reports.models import Report
from reports.portfolio import Kind, candidates, kind_of, place, scores_of, scores_of_reports
from reports.portfolio_editions import Entry
from reports.portfolio_models import PortfolioEdition
from reports.portfolio_place import Place, Standing
from reports.publishing import withdraw
from scoring.benchmarks import benchmark, dersimonian_laird, variance_of_interval
from surveys.models import Wave
from tests import builders
from tests.reports import portfolio, staging

pytestmark = pytest.mark.django_db

FULL = Kind("cx-ownership-maturity", "1", "full")


def placed(of: Organization, *, score: float = 50.0, renew: bool = True) -> Place:
    """Where an organization stands whose scores are all this one."""
    own = dict.fromkeys(portfolio.SCORES, (score, 4.0))
    return place(FULL, organization=of.pk, own=own, renew=renew)


def standing(found: Place, score: str = "MO") -> Standing:
    return next(one for one in found.standings if one.score == score)


@pytest.fixture
def client_() -> Organization:
    """The organization that wants to know where it stands."""
    made = staging.organization()
    taking_part.join(made, by=None)
    return made


# --- How many it takes ------------------------------------------------------------------------------


def test_seven_others_are_no_benchmark_yet(client_: Organization) -> None:
    portfolio.many(7)
    assert placed(client_) == Place(state="few", others=7)


def test_eight_others_are_quarters(client_: Organization) -> None:
    portfolio.many(8)
    found = placed(client_, score=68)
    assert (found.state, found.others) == ("stands", 8)
    assert standing(found) == Standing(score="MO", band="highest quarter")


def test_nineteen_others_have_no_percentile_and_twenty_have(client_: Organization) -> None:
    portfolio.many(19)
    assert standing(placed(client_, score=60)).percentile is None
    portfolio.many(6)
    assert standing(placed(client_, score=60)).percentile is not None


def test_the_percentile_is_the_one_of_the_method_in_steps_of_five(client_: Organization) -> None:
    portfolio.many(20)
    values = [round(30 + at * 40 / 19) for at in range(20)]
    pool = dersimonian_laird(values, [variance_of_interval(50, low=47, high=53)] * 20)
    exact = benchmark(58, 4.0, others=pool).percentile
    assert exact is not None
    assert standing(placed(client_, score=58)).percentile == 5 * round(exact / 5)


@pytest.mark.parametrize(("score", "percentile"), [(0.0, 5), (100.0, 95)])
def test_nobody_stands_below_all_or_above_all(client_: Organization, score: float, percentile: int) -> None:
    portfolio.many(20)
    assert standing(placed(client_, score=score)).percentile == percentile


def test_where_organizations_do_not_differ_nobody_is_placed(client_: Organization) -> None:
    portfolio.many(20, lowest=50, highest=51)
    assert standing(placed(client_)) == Standing(score="MO")


def test_an_organization_is_not_among_its_own_others(client_: Organization) -> None:
    one, *_rest = portfolio.many(9)
    assert placed(client_).others == 9
    assert placed(one).others == 8


# --- Who stands in it -------------------------------------------------------------------------------


def test_only_who_agreed_stands_in_the_portfolio() -> None:
    portfolio.many(3)
    portfolio.organization(takes_part=False)
    assert len(candidates(FULL)) == 3


def test_only_what_readers_see_stands_in_the_portfolio() -> None:
    of = portfolio.organization()
    (entry,) = candidates(FULL)
    with org_scope(of):
        withdraw(Report.objects.get(pk=entry.report), by=builders.olga(of))
    assert candidates(FULL) == frozenset()


def test_of_several_reports_the_latest_stands() -> None:
    of = portfolio.organization(40)
    portfolio.publish(of, score=60)
    scores = scores_of_reports(candidates(FULL))
    assert [values["MO"][0] for values in scores.values()] == [60]


@pytest.mark.parametrize("asked", [{"version": "2.0"}, {"form": "short"}, {"without": ("ROLE",)}])
def test_another_version_another_form_and_half_a_set_stand_outside(asked: dict[str, Any]) -> None:
    portfolio.many(3)
    portfolio.organization(**asked)
    assert len(candidates(FULL)) == 3


def test_a_smaller_version_asks_the_same() -> None:
    portfolio.organization(version="1.4")
    assert len(candidates(FULL)) == 1


def test_a_report_that_is_older_than_portfolios_stands_outside() -> None:
    of = portfolio.organization()
    row = Report.every_org.get(organization=of)
    older = row.document.replace("organization_intervals", "other").replace("index_interval", "another")
    Report.every_org.filter(pk=row.pk).update(document=older)
    assert candidates(FULL) == frozenset()


# --- Owners -----------------------------------------------------------------------------------------


def test_of_one_owner_no_more_than_half_may_stand_in_a_benchmark(client_: Organization) -> None:
    others = portfolio.many(16)
    for one in others[:9]:
        taking_part.set_owner_group(one, "Nordic Holding")
    assert placed(client_).state == "few"
    taking_part.set_owner_group(others[0], "")
    assert placed(client_).state == "stands"


def test_organizations_of_ones_own_do_not_leave_a_few_others_alone(client_: Organization) -> None:
    """Four others beside four of one's own are half, and yet four."""
    others = portfolio.many(8)
    for one in (client_, *others[:4]):
        taking_part.set_owner_group(one, "Consultancy")
    assert placed(client_).state == "few"


# --- Over time: nothing tells of one ----------------------------------------------------------------


def test_one_organization_that_joins_changes_no_place(client_: Organization) -> None:
    portfolio.many(10)
    before = placed(client_, score=51)
    portfolio.organization(100)
    assert placed(client_, score=51) == before


def test_a_newer_report_of_one_organization_changes_no_place(client_: Organization) -> None:
    one, *_rest = portfolio.many(10)
    before = placed(client_, score=51)
    portfolio.publish(one, score=100)
    assert placed(client_, score=51) == before


def test_six_that_join_make_a_new_portfolio(client_: Organization) -> None:
    portfolio.many(10)
    placed(client_)
    portfolio.many(6)
    assert placed(client_).others == 16
    assert [len(each.entries) for each in PortfolioEdition.objects.all()] == [10, 16]


def test_who_withdraws_is_in_no_report_from_then_on(client_: Organization) -> None:
    one, *_rest = portfolio.many(12)
    assert placed(client_).others == 12
    taking_part.leave(one)
    found = placed(client_)
    assert (found.state, found.standings) == ("waiting", ())


def test_of_many_others_leave_with_who_withdraws_and_the_rest_stays(client_: Organization) -> None:
    others = portfolio.many(24)
    placed(client_)
    taking_part.leave(others[3])
    found = placed(client_)
    assert (found.state, found.others) == ("stands", 18)
    entries = PortfolioEdition.objects.latest("number").entries
    assert others[3].pk not in [organization for organization, _report in entries]


def test_reading_a_page_makes_no_portfolio(client_: Organization) -> None:
    portfolio.many(8)
    assert placed(client_, renew=False) == Place(state="due", others=8)
    assert not PortfolioEdition.objects.exists()


def test_an_edition_stays_as_it_was_made(client_: Organization) -> None:
    portfolio.many(8)
    placed(client_)
    edition = PortfolioEdition.objects.get()
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        PortfolioEdition.objects.update(entries=[])
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        edition.delete()


@pytest.mark.slow
def test_on_a_laptop_it_is_the_same(tmp_path: Path) -> None:
    environment = {"CXASSESS_VAR": str(tmp_path), "PATH": os.environ["PATH"], "CXASSESS_DEMO": "1"}
    environment["DJANGO_SETTINGS_MODULE"] = "cxassess.settings"
    command = [sys.executable, "-m", "tests.reports.portfolio_on_sqlite"]
    done = subprocess.run(command, env=environment, cwd=BASE_DIR, capture_output=True, text=True, check=True)
    stays = "an edition of the portfolio stays as it was made"
    assert json.loads(done.stdout) == {"others": 9, "band": "highest quarter", "refused": [stays, stays]}


# --- A report ---------------------------------------------------------------------------------------


@pytest.fixture
def wave(client_: Organization) -> Wave:
    return staging.closed_wave(of=client_)


def test_a_report_is_measured_on_the_day_it_is_built(wave: Wave) -> None:
    portfolio.many(20)
    with org_scope(wave.organization_id):
        evidence = collect(wave)
    assert evidence.portfolio is not None
    assert evidence.portfolio.on == PortfolioEdition.objects.get().made_on
    assert {one.score for one in evidence.portfolio.standings} <= set(portfolio.SCORES)
    assert all(one.percentile is not None for one in evidence.portfolio.standings if one.band)


def test_the_place_is_part_of_the_fingerprint_and_what_changes_nothing_is_not(wave: Wave) -> None:
    portfolio.many(8)
    first = fingerprint(wave)
    portfolio.organization(90)
    assert fingerprint(wave) == first
    portfolio.many(6)
    assert fingerprint(wave) != first


def fingerprint(wave: Wave) -> str:
    with org_scope(wave.organization_id):
        return collect(wave).fingerprint


def test_who_takes_no_part_is_told_no_place(wave: Wave) -> None:
    portfolio.many(8)
    taking_part.leave(wave.organization)
    with org_scope(wave.organization_id):
        assert collect(wave).portfolio == Place(state="apart")


def test_what_is_built_is_what_stands_in_the_portfolio_later(wave: Wave) -> None:
    """Scores of an evaluation are those its stored report gives back."""
    with org_scope(wave.organization_id):
        report = build_now(wave)
        entry = Entry(report=report.pk, organization=wave.organization_id)
        assert scores_of_reports([entry])[entry] == scores_of(collect(wave).published)
        assert kind_of(wave) == FULL


def test_no_number_of_the_others_is_in_a_place(client_: Organization) -> None:
    portfolio.many(20)
    found = placed(client_)
    assert vars(found).keys() == {"state", "others", "on", "standings"}
    assert vars(found.standings[0]).keys() == {"score", "band", "percentile"}
    assert isinstance(found.on, dt.date)
