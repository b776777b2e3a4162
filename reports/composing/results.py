"""The numbers of a report under fixed names, for machines: publishable values only, else null."""

from __future__ import annotations

from typing import Any

from reports.reading import Reading
from scoring.published import PublicStage

ORGANIZATION_SCORES = (
    "VIEW", "MSG", "SHARE", "RESP", "DATA", "METR", "PROM", "ROLE", "AE",
    "HEAD", "HEART", "FEET", "MIR1", "MIR2", "MIR3", "MIR4", "MO", "MIR",
)  # fmt: skip
LEVEL_GAPS = ("MO", "RESP", "METR", "AE", "VIEW", "SHARE", "DATA", "ROLE")
CLOCK = ("campaign_actual", "physical_actual", "campaign_target", "physical_target")
VERDICTS = ("refused", "overclaimed")


def results(reading: Reading) -> dict[str, Any]:
    published = reading.published
    maturity = published.maturity
    return {
        "stage": maturity.stage,
        "index_stage": maturity.index_stage,
        "index": maturity.index,
        "unmet_gates_of_next_stage": [gate.key for gate in reading.unmet()],
        "organization_scores": {key: reading.value(key) for key in ORGANIZATION_SCORES},
        "reporting_units": [unit.key for unit in published.units],
        "ownership": {stage.stage: _stage(stage) for stage in reading.journey},
        "ownership_remarks": {stage.stage: _remarks(stage) for stage in reading.journey},
        "whole": _stage(reading.whole) if reading.whole else None,
        "clear_gaps": [
            {"construct": gap.construct, "unit": gap.unit, "points": gap.points}
            for gap in published.gaps
            if gap.state == "clear"
        ],
        "level_gaps": _level_gaps(reading),
        "clock_within_14_days": {key: _clock_share(key, reading=reading) for key in CLOCK},
        "perception_gap": published.perception_gap,
        "customer_pulse": published.pulse,
    }


def _stage(stage: PublicStage) -> dict[str, Any]:
    """State, owner and verdicts of one stage; where it should move is a remark, not a verdict."""
    return {
        "state": stage.state,
        "top": stage.top,
        "top_share": stage.top_share if stage.top else None,
        "flags": [f"{flag.kind}:{flag.function}" for flag in stage.flags if flag.kind in VERDICTS],
    }


def _remarks(stage: PublicStage) -> list[str]:
    return [f"{flag.kind}:{flag.function}" for flag in stage.flags if flag.kind not in VERDICTS]


def _level_gaps(reading: Reading) -> dict[str, int | None]:
    found = {gap.construct: gap.points for gap in reading.published.level_gaps}
    return {key: found.get(key) for key in LEVEL_GAPS}


def _clock_share(key: str, *, reading: Reading) -> float | None:
    entry = reading.published.clock.entries.get(key)
    return None if entry is None else entry.share
