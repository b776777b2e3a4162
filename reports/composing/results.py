"""The numbers of a report under fixed names, for machines: publishable values only, else null.

docs/report-json.md says what each name means; a name is only ever added.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import to_jsonable_python

from reports.reading import Reading
from scoring.published import (
    PublicAgreement,
    PublicEstimate,
    PublicModule,
    PublicReliability,
    PublicRole,
    PublicStage,
)
from scoring.results import ENGINE

ORGANIZATION_SCORES = (
    "VIEW", "MSG", "SHARE", "RESP", "DATA", "METR", "PROM", "ROLE", "AE",
    "HEAD", "HEART", "FEET", "MIR1", "MIR2", "MIR3", "MIR4", "MO", "MIR",
)  # fmt: skip
LEVERS = ("LEV", "COCREATE", "BRIDGE", "LV1", "LV2", "LV3", "LV4", "LV5", "LV6", "LV7")
LEVEL_GAPS = ("MO", "RESP", "METR", "AE", "VIEW", "SHARE", "DATA", "ROLE")
CLOCK = ("campaign_actual", "physical_actual", "campaign_target", "physical_target")
VERDICTS = ("refused", "overclaimed")


def results(reading: Reading) -> dict[str, Any]:
    """Every name, whether or not this wave has something to say under it."""
    return {"engine": ENGINE} | _main(reading) | {name: made(reading) for name, made in FURTHER.items()}


def _main(reading: Reading) -> dict[str, Any]:
    published = reading.published
    maturity = published.maturity
    return {
        "stage": maturity.stage,
        "index_stage": maturity.index_stage,
        "index": maturity.index,
        "unmet_gates_of_next_stage": [gate.key for gate in reading.unmet()],
        "organization_scores": {key: reading.value(key) for key in ORGANIZATION_SCORES},
        "levers": {key: reading.value(key) for key in LEVERS},
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


def _value(estimate: PublicEstimate | None) -> int | None:
    return None if estimate is None else estimate.value


def _change(reading: Reading) -> dict[str, Any] | None:
    """What changed since the wave before; None for a first wave."""
    trend = reading.published.trend
    if trend is None:
        return None
    found = to_jsonable_python(trend)
    return {"since": reading.earlier, **found}


# --- What the rest of the pages shows -----------------------------------------------------------------


def _stage_chances(reading: Reading) -> dict[str, int]:
    return {str(stage): share for stage, share in reading.published.maturity.probability.items()}


def _consensus(reading: Reading) -> dict[str, dict[str, float | None]]:
    """Stage → how many equally strong owners the votes amount to, and how far from an even spread."""
    return {
        stage.stage: {"effective_owners": stage.effective_owners, "consensus": stage.consensus}
        for stage in reading.journey
    }


def _pairs(reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "construct": pair.construct,
            "unit": pair.unit,
            "other": pair.other,
            "points": pair.points,
            "state": pair.state,
        }
        for pair in reading.published.pairs
    ]


def _agreement(reading: Reading) -> dict[str, dict[str, Any]]:
    """Unit → construct → how far its people agree."""
    found: dict[str, dict[str, Any]] = {}
    for each in reading.published.agreement:
        found.setdefault(each.unit, {})[each.construct] = _accord(each)
    return found


def _accord(each: PublicAgreement) -> dict[str, Any]:
    return {
        "state": each.state,
        "strength": each.strength or None,
        "rwg": each.rwg,
        "rwg_skewed": each.rwg_skewed,
        "average_deviation": each.deviation,
    }


def _aggregation(reading: Reading) -> dict[str, dict[str, Any]]:
    return {
        each.construct: {"icc1": each.icc1, "icc2": each.icc2, "differs": each.differs}
        for each in reading.published.aggregation
    }


def _reliability(reading: Reading) -> dict[str, dict[str, Any]]:
    return {each.construct: _scale(each) for each in reading.published.reliability}


def _scale(each: PublicReliability) -> dict[str, Any]:
    return {
        "items": each.items,
        "alpha": each.alpha,
        "alpha_low": each.low,
        "alpha_high": each.high,
        "omega": each.omega,
        "rho_used": each.used,
    }


def _shared_map(reading: Reading) -> dict[str, Any] | None:
    found = reading.published.shared_map
    return None if found is None else {"alpha": found.alpha, "reading": found.reading}


def _roles(reading: Reading) -> dict[str, Any] | None:
    found = reading.published.roles
    if found is None:
        return None
    return {"vacant": list(found.vacant), "units": {key: _role(each) for key, each in found.units.items()}}


def _role(each: PublicRole) -> dict[str, Any]:
    return {
        "state": each.state,
        "main": list(each.main),
        "expected": list(each.expected),
        "fit": each.fit,
        "shares": each.shares,
    }


def _modules(reading: Reading) -> dict[str, dict[str, int | None]]:
    return {key: _module(each) for key, each in reading.published.modules.items()}


def _module(each: PublicModule) -> dict[str, int | None]:
    return {"overall": _value(each.overall)} | {key: _value(facet) for key, facet in each.facets.items()}


def _cascade(reading: Reading) -> dict[str, Any] | None:
    found = reading.published.cascade
    if found is None:
        return None
    return {
        "levels": found.levels,
        "score": found.score,
        "break_level": found.break_level,
        "perceived_less_stated": found.difference,
        "reading": found.reading,
    }


def _drivers(reading: Reading) -> dict[str, Any] | None:
    found = reading.published.drivers
    if found is None:
        return None
    rows = {
        row.construct: {
            "relative_weight": row.weight,
            "general_dominance": row.dominance,
            "among_first_three": row.top,
            "tier": row.tier,
        }
        for row in found.rows
    }
    return {"refused": found.refused or None, "r2": found.r2, "same_order": found.same_order, "rows": rows}


def _priorities(reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "construct": each.construct,
            "value": each.value,
            "score": each.score,
            "target": each.target,
            "gate": each.gate,
            "leverage": each.leverage,
        }
        for each in reading.published.priorities
    ]


def _quality(reading: Reading) -> dict[str, Any] | None:
    found = reading.published.quality
    if found is None:
        return None
    return {
        "received": found.received,
        "excluded": found.excluded,
        "flags": found.flags,
        "acquiescence": found.acquiescence,
        "changed": {key: list(states) for key, states in found.changed.items()},
    }


def _intervals(reading: Reading) -> dict[str, list[int]]:
    """Construct → lower and upper bound of the organization's score, where it has one."""
    found = {key: reading.estimate(key) for key in ORGANIZATION_SCORES}
    return {key: [each.low, each.high] for key, each in found.items() if each}


def _index_interval(reading: Reading) -> list[int] | None:
    maturity = reading.published.maturity
    return None if maturity.low is None or maturity.high is None else [maturity.low, maturity.high]


def _portfolio(reading: Reading) -> dict[str, Any] | None:
    """Where the organization stands among others; None in a report that never asked."""
    place = reading.portfolio
    if place is None:
        return None
    return {
        "state": place.state,
        "others": place.others,
        "on": place.on.isoformat() if place.on else None,
        "standings": {
            one.score: {"quarter": one.band, "percentile": one.percentile} for one in place.standings
        },
    }


FURTHER: dict[str, Callable[[Reading], Any]] = {
    "stage_chances": _stage_chances,
    "ownership_consensus": _consensus,
    "pairs": _pairs,
    "agreement": _agreement,
    "aggregation": _aggregation,
    "reliability": _reliability,
    "shared_map": _shared_map,
    "roles": _roles,
    "modules": _modules,
    "cascade": _cascade,
    "drivers": _drivers,
    "priorities": _priorities,
    "quality": _quality,
    "change": _change,
    "organization_intervals": _intervals,
    "index_interval": _index_interval,
    "portfolio": _portfolio,
}
"""What a wave may have nothing to say of: null or empty then."""
