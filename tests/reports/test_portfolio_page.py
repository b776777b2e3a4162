"""The page on which members see where their organization stands, and what is missing for a place."""

from __future__ import annotations

import pytest
from django.test import Client

from organizations import portfolio as taking_part
from organizations.models import Organization
from reports.portfolio import place
from reports.portfolio_models import PortfolioEdition
from tests import builders
from tests.reports import portfolio
from tests.reports.test_portfolio import FULL

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Organization:
    """An organization with a published report, which takes part."""
    return portfolio.organization(54)


def page(of: Organization) -> str:
    """What Max reads."""
    client = Client(headers={"accept": "text/html"})
    client.force_login(builders.max_(of))
    answer = client.get(f"/o/{of.slug}/portfolio/")
    assert answer.status_code == 200
    return answer.content.decode()


def built_elsewhere() -> None:
    """Somebody's report is built, and with it the edition of today."""
    somebody = builders.organization("Somebody")
    place(FULL, organization=somebody.pk, own={}, renew=True)


def test_five_others_are_no_benchmark_yet_and_the_page_says_what_is_missing(acme: Organization) -> None:
    portfolio.many(5)
    shown = page(acme)
    assert "No benchmark yet" in shown
    assert "5 other organizations take part" in shown
    assert "3 more are needed." in shown
    assert "<table" not in shown


def test_who_takes_no_part_reads_how_to(acme: Organization) -> None:
    taking_part.leave(acme)
    assert "An owner of the organization can change that" in page(acme)


def test_without_a_published_report_there_is_no_place() -> None:
    acme = builders.organization()
    taking_part.join(acme, by=None)
    assert "no report is published to its readers yet" in page(acme)


def test_enough_others_are_a_benchmark_with_the_next_report(acme: Organization) -> None:
    portfolio.many(9)
    assert "A benchmark with the next report" in page(acme)
    assert not PortfolioEdition.objects.exists()


def test_a_place_is_shown_with_the_day_the_number_of_others_and_quarters(acme: Organization) -> None:
    portfolio.many(9)
    built_elsewhere()
    shown = page(acme)
    assert "Measured against nine other organizations in the portfolio of" in shown
    assert "<td>Third quarter</td>" in shown
    assert "Percentile" not in shown.split("</table>")[0]


def test_percentiles_from_twenty_others_on(acme: Organization) -> None:
    portfolio.many(20)
    built_elsewhere()
    assert "Percentile</th>" in page(acme)


def test_no_other_organization_is_named(acme: Organization) -> None:
    others = portfolio.many(9)
    built_elsewhere()
    shown = page(acme)
    assert not [other.name for other in others if f">{other.name}<" in shown or other.slug in shown]


def test_where_somebody_left_the_page_says_that_it_waits(acme: Organization) -> None:
    others = portfolio.many(11)
    built_elsewhere()
    taking_part.leave(others[0])
    assert "No benchmark at present" in page(acme)
