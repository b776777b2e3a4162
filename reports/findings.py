"""What the published results show: every finding, in order, and the few that page one has room for.

A finding is written only for a state that may be claimed. A possible difference goes to the tables; what
cannot be told is said to be not tellable, never to be no difference.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.composing.access import access_findings
from reports.composing.agreement import agreement_findings
from reports.composing.blind import visibility_findings
from reports.composing.cascade import cascade_findings
from reports.composing.change import change_findings
from reports.composing.clock import clock_findings
from reports.composing.contributions import role_findings
from reports.composing.found import Found, Order
from reports.composing.ground import maturity_findings
from reports.composing.outside import mirror_findings
from reports.composing.owners import ownership_findings
from reports.composing.readiness import readiness_findings
from reports.composing.views import gap_findings, strength_findings
from reports.reading import Reading

MOST_ON_PAGE_ONE = 7
OFF_PAGE_ONE = (Order.CHANGE, Order.CASCADE, Order.OWNED, Order.ALIKE, Order.STRENGTH)
"""What changed is a sentence at its top. What only the sponsor stated, what is in order and what is alike
stand on their own pages; a strength has a place of its own."""


def all_findings(reading: Reading) -> tuple[Found, ...]:
    """Every finding, those first that bar the next stage, then who answers, who sees what, and the rest."""
    found = [
        *maturity_findings(reading),
        *ownership_findings(reading),
        *gap_findings(reading),
        *visibility_findings(reading),
        *role_findings(reading),
        *access_findings(reading),
        *agreement_findings(reading),
        *mirror_findings(reading),
        *clock_findings(reading),
        *readiness_findings(reading),
        *cascade_findings(reading),
        *change_findings(reading),
        *strength_findings(reading),
    ]
    return tuple(sorted(found, key=lambda each: (each.order, -each.weight, each.id)))


def leading(found: Sequence[Found]) -> tuple[Found, ...]:
    """The findings of page one: seven at most, one of them a strength when there is one.

    Where people see the reasons and do not act, the finding on readiness says both: it takes the place of
    the strength it contains.
    """
    last = _strength(found)
    rest = [each for each in found if each.order not in OFF_PAGE_ONE and each not in last]
    return (*rest[: MOST_ON_PAGE_ONE - len(last)], *last)


def _strength(found: Sequence[Found]) -> list[Found]:
    strengths = [each for each in found if each.is_strength][:1]
    patterns = [each for each in found if each.order is Order.READINESS][:1]
    return patterns if patterns and strengths and strengths[0].id == "strength:HEAD" else strengths


def about(found: Sequence[Found], *topics: str) -> tuple[Found, ...]:
    """The findings that belong to these pages."""
    return tuple(each for each in found if each.topic in topics)
