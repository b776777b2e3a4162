"""What may leave of how far people agree, how units differ, how scales hang together and what drives what."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.accord import CONSTRUCTS, UnitAgreement
from scoring.agreement import IntraclassCorrelation
from scoring.consistency import ScaleReliability
from scoring.drivers import Driver, Drivers
from scoring.published import (
    Accord,
    PublicAggregation,
    PublicAgreement,
    PublicDriver,
    PublicDrivers,
    PublicReliability,
)
from scoring.rounding import SHARE_HIGH, n_band, round_score
from scoring.units import LEAST_FOR_SHARES, Unit

DIFFERS = 0.05
STEPS = 20
"""Agreement is told in twentieths: nothing finer is known of few, and nothing finer is of use."""


def public_agreement(
    found: Sequence[UnitAgreement], *, units: Sequence[Unit], asked: Sequence[str]
) -> tuple[PublicAgreement, ...]:
    """Every unit on every construct that is asked; "untold" where too few answered all of it.

    Words stand from the minimum group of complete rows on, numbers from ten. Units do not overlap and no
    agreement over all of them is told, so nothing can be added or taken away. Full agreement would say with
    a unit's mean what each of its people answered: r_wg ends at .95 and the deviation begins at .05.
    """
    known = {(one.construct, one.unit): one for one in found}
    return tuple(
        _told(known[key, unit.key]) if (key, unit.key) in known else _untold(key, unit.key)
        for key in CONSTRUCTS
        if key in asked
        for unit in units
    )


def _told(one: UnitAgreement) -> PublicAgreement:
    enough = one.found.n >= LEAST_FOR_SHARES
    return PublicAgreement(
        construct=one.construct,
        unit=one.unit,
        state=_accord(one),
        strength=one.found.strength,
        rwg=_in_steps(one.found.r) if enough else None,
        rwg_skewed=_in_steps(one.found.skewed) if enough else None,
        deviation=max(1 / STEPS, round(one.deviation * STEPS) / STEPS) if enough else None,
        n=n_band(one.found.n),
    )


def _untold(construct: str, unit: str) -> PublicAgreement:
    return PublicAgreement(construct, unit, "untold", "", None, None, None, "")


def _accord(one: UnitAgreement) -> Accord:
    if one.found.polarized:
        return "polarized"
    return "shared" if one.found.claimed else "split"


def _in_steps(r: float) -> float:
    return min(SHARE_HIGH, round(r * STEPS) / STEPS)


def public_aggregation(construct: str, found: IntraclassCorrelation) -> PublicAggregation:
    """Two ratios of mean squares over the units shown: all else they hold is the units' means."""
    icc1, icc2 = found.shown
    return PublicAggregation(construct, round(icc1, 2), round(icc2, 2), differs=found.p < DIFFERS)


def public_reliability(found: ScaleReliability) -> PublicReliability:
    """One number over fifty people or more, of units shown on the scale; of no unit, so nothing to subtract.

    The interval is Feldt's, of α; it ends where a reliability does.
    """
    return PublicReliability(
        construct=found.construct,
        items=found.found.items,
        alpha=round(found.alpha, 2),
        low=round(max(-1.0, found.found.low), 2),
        high=round(found.found.high, 2),
        omega=None if found.found.method == "alpha" else round(found.found.value, 2),
        used=round(found.used, 2),
        n=n_band(found.found.n),
    )


def public_drivers(found: Drivers | None, k: int) -> PublicDrivers | None:
    """Whole percents over 150 people or more, of no unit and no level: there is nothing to take them from.

    Drivers are sorted, strongest first. Of a wave with too few people only that is said.
    """
    if found is None:
        return None
    rows = sorted(found.rows, key=lambda row: -row.weight)
    return PublicDrivers(
        rows=tuple(_public_driver(row) for row in rows),
        r2=None if found.refused else round_score(100 * found.r2),
        n=n_band(found.n) if found.n >= k else "",
        same_order=found.same_order,
        refused=found.refused,
    )


def _public_driver(row: Driver) -> PublicDriver:
    return PublicDriver(
        construct=row.key,
        weight=round_score(row.weight),
        dominance=round_score(row.dominance),
        top=round_score(100 * row.top),
        tier="first" if row.leading else "second",
    )
