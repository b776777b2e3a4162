"""A finding before it takes its place in the document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from reports.documents import Finding


class Order(IntEnum):
    """Which findings come first: what bars the next stage, who answers, who differs, customers, the rest."""

    UNMET = 0
    ORPHANED = 1
    REFUSED = 2
    DIFFUSE = 3
    CONTESTED = 4
    OVERCLAIMED = 5
    GAP = 6
    WHOLE = 7
    PERCEPTION = 8
    CLOCK = 9
    READINESS = 10
    VISIBILITY = 11
    VACANT = 12
    MISPLACED = 13
    ACCESS = 14
    MUTUAL = 15
    MOVING = 16
    CHANGE = 17
    CASCADE = 18
    OWNED = 19
    ALIKE = 20
    STRENGTH = 21


@dataclass(frozen=True)
class Found:
    """One thing the answers show.

    id       stable between waves: kind, function, stages or construct ("refused:sales:expand").
    topic    the page or section it belongs to: ownership, roles, access, orientation, agreement, gaps …
    weight   orders findings of the same kind, heaviest first.
    """

    id: str
    state: str
    topic: str
    order: Order
    subject: str
    sentence: str
    evidence: str
    so_what: str
    weight: float = 0.0

    @property
    def is_strength(self) -> bool:
        return self.order is Order.STRENGTH

    def finding(self, *, action_ids: tuple[str, ...] = ()) -> Finding:
        return Finding(
            id=self.id,
            state=self.state,
            subject=self.subject,
            sentence=self.sentence,
            evidence=self.evidence,
            so_what=self.so_what,
            action_ids=action_ids,
        )
