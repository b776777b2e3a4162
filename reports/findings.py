"""What the published results show: every finding, in order, and the few that page one has room for.

A finding is written only for a state that may be claimed. A possible difference goes to the tables; what
cannot be told is said to be not tellable, never to be no difference.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.composing.found import Found
from reports.composing.ground import clock_findings, maturity_findings, readiness_findings
from reports.composing.owners import ownership_findings
from reports.composing.views import gap_findings, mirror_findings, strength_findings
from reports.reading import Reading

MOST_ON_PAGE_ONE = 7


def all_findings(reading: Reading) -> tuple[Found, ...]:
    """Every finding: what bars the next stage, who answers, who sees what, customers, clock, readiness, strengths."""
    found = [
        *maturity_findings(reading),
        *ownership_findings(reading),
        *gap_findings(reading),
        *mirror_findings(reading),
        *clock_findings(reading),
        *readiness_findings(reading),
        *strength_findings(reading),
    ]
    return tuple(sorted(found, key=lambda each: (each.order, -each.weight, each.id)))


def leading(found: Sequence[Found]) -> tuple[Found, ...]:
    """The findings of page one: seven at most, one of them a strength when there is one."""
    strengths = [each for each in found if each.is_strength][:1]
    rest = [each for each in found if not each.is_strength][: MOST_ON_PAGE_ONE - len(strengths)]
    return (*rest, *strengths)


def about(found: Sequence[Found], *topics: str) -> tuple[Found, ...]:
    """The findings that belong to these pages."""
    return tuple(each for each in found if each.topic in topics)
