"""Organizations whose published reports stand in a portfolio, with scores that a test chooses."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from functools import cache
from typing import Any

from django.utils import timezone

from organizations import portfolio
from organizations.models import Organization
from organizations.scope import org_scope
from reports.models import Report, State
from reports.portfolio import SCORES
from surveys.models import Assessment, Wave
from tests import builders
from tests.reports import composed

_numbers = itertools.count(1)
START = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)


@cache
def _document() -> str:
    return composed.document(composed.named("evenkeel-logistics")).model_dump_json()


def document(*, score: int, half: int = 3, without: tuple[str, ...] = ()) -> str:
    """A whole report whose scores of the organization are all this one, give or take `half`."""
    tree: dict[str, Any] = json.loads(_document())
    results = tree["results"]
    interval = [max(0, score - half), min(100, score + half)]
    for key in SCORES:
        known = key not in without
        results["organization_scores"][key] = score if known else None
        results["organization_intervals"][key] = interval if known else None
    results["index"], results["index_interval"] = score, interval
    tree["fingerprint"] = f"{next(_numbers):064}"
    return json.dumps(tree)


def organization(score: int = 50, *, takes_part: bool = True, **report: Any) -> Organization:
    """An organization with one published report."""
    number = next(_numbers)
    made: Organization = Organization.objects.create(slug=f"other-{number}", name=f"Other {number}")
    if takes_part:
        portfolio.join(made, by=None)
    publish(made, score=score, **report)
    return made


def publish(
    of: Organization, *, score: int, version: str = "1.0", form: str = "full", **document_: Any
) -> Report:
    """A further wave of an organization, with its report, which readers see."""
    number = next(_numbers)
    with org_scope(of):
        wave = Wave.objects.create(
            assessment=Assessment.objects.create(name=f"Assessment {number}", market="b2b"),
            name="2026",
            state="closed",
            closed_at=START + dt.timedelta(hours=number),
            instrument_key="cx-ownership-maturity",
            instrument_version=version,
            form=form,
            functions=[{"key": "sales", "name": "Sales", "headcount": 30}],
        )
        text = document(score=score, **document_)
        report: Report = Report.objects.create(
            wave=wave,
            state=State.READY,
            document=text,
            fingerprint=json.loads(text)["fingerprint"],
            finished_at=timezone.now(),
            confirmed_at=timezone.now(),
        )
    return builders.published(report)


def many(number: int, *, lowest: int = 30, highest: int = 70) -> list[Organization]:
    """Organizations whose scores are spread evenly between two."""
    step = (highest - lowest) / max(1, number - 1)
    return [organization(round(lowest + at * step)) for at in range(number)]
