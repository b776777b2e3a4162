"""The stage of an organization: an index, the gates no average can buy, and how sure both are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CUTS = {2: 37.5, 3: 50.0, 4: 62.5, 5: 75.0}
"""Index from which a stage begins."""


@dataclass(frozen=True)
class Gate:
    """One prerequisite of a stage.

    kind       score (a construct or a unit), ownership (a count of stages), fact (the sponsor's sheet), pulse.
    value      what was found: points, a count, 1.0 / 0.0 for a fact; None if it cannot be told.
    status     met or unmet by the point estimate; unverified (counts as unmet) if there is no value.
    certainty  met, uncertain or unmet after its one-sided 80% interval.
    """

    key: str
    for_stage: int
    kind: Literal["score", "ownership", "fact", "pulse"]
    construct: str | None
    value: float | None
    cut: float
    status: Literal["met", "unmet", "unverified"]
    certainty: Literal["met", "uncertain", "unmet"]


@dataclass(frozen=True)
class Maturity:
    """Stage = the lower of index stage and gate stage.

    index, low, high   0–100 with the 95% interval of the draws; None if AE or MO has no score.
    index_stage, stage 1–5; None without an index.
    gates              all gates in the order of the method.
    unmet_of_next      keys of the gates of the next stage that are not met.
    lever_used         whether LEV entered the index (.4/.4/.2) or not (.5/.5).
    probability        stage -> share of the draws; empty without an index.
    held_by_gates      the index alone would give a higher stage.
    """

    index: float | None
    low: float | None
    high: float | None
    index_stage: int | None
    stage: int | None
    gates: tuple[Gate, ...]
    unmet_of_next: tuple[str, ...]
    lever_used: bool
    probability: dict[int, float]
    held_by_gates: bool
