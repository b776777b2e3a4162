"""What may leave of scores and of what is compared by them: gaps, pairs, levels, mirror, modules."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.constructs import ConstructScore, VisibilityGap
from scoring.gaps import Gap, LevelGap, LevelMean, Mirror, MirrorRow
from scoring.modules import Module
from scoring.pairs import Pair
from scoring.published import (
    Hidden,
    PublicGap,
    PublicLevelGap,
    PublicMirror,
    PublicMirrorRow,
    PublicModule,
    PublicPair,
    PublicScore,
    PublicUnit,
    PublicVisibility,
)
from scoring.rounding import (
    FLAT_HIGH,
    FLAT_LOW,
    hidden_of,
    hidden_part,
    mean_hidden,
    n_band,
    outward,
    public_estimate,
    rate_band,
    round_score,
    share_of_unit,
    whole,
)
from scoring.units import Unit

PUBLISHED_WEIGHTED = 5.0
"""The headcount-weighted score is printed where it differs from the headline by this many points."""


def public_unit(unit: Unit) -> PublicUnit:
    return PublicUnit(
        key=unit.key,
        functions=unit.functions,
        headcount=unit.headcount,
        n=n_band(unit.n),
        rate=rate_band(unit.n, unit.headcount),
        pooled=unit.pooled,
    )


def public_score(score: ConstructScore, k: int) -> PublicScore:
    units = {key: public_estimate(estimate, k) for key, estimate in score.units.items()}
    overall, hidden = score.organization, hidden_of(score)
    differs = (
        overall is not None
        and not hidden
        and score.weighted is not None
        and abs(overall.value - score.weighted) >= PUBLISHED_WEIGHTED
    )
    return PublicScore(
        construct=score.construct,
        organization=public_estimate(overall, k, hidden=hidden),
        weighted=whole(score.weighted) if differs else None,
        units=units,
        hidden={key: _why_hidden(score, key) for key, estimate in units.items() if estimate is None},
    )


def _why_hidden(score: ConstructScore, unit: str) -> Hidden:
    """A unit that was asked and could not tell is not told from one of which few could."""
    return "no_data" if score.usable and unit not in score.usable else "fewer_than_minimum"


def public_visibility(gap: VisibilityGap) -> PublicVisibility:
    rate = share_of_unit(gap.dk_rate, gap.n)
    return PublicVisibility(construct=gap.construct, unit=gap.unit, dk_rate=rate, n=n_band(gap.n))


def public_gap(gap: Gap, scores: Mapping[str, ConstructScore]) -> PublicGap:
    estimate = scores[gap.construct].units[gap.unit]
    others = [each for key, each in scores[gap.construct].units.items() if each and key != gap.unit]
    shift = hidden_part(estimate) - mean_hidden(others)
    # The interval moves along: its middle would tell what the points do not.
    points, (low, high) = gap.points - shift, outward(gap.low - shift, gap.high - shift)
    return PublicGap(
        construct=gap.construct,
        unit=gap.unit,
        points=round_score(points),
        low=low,
        high=high,
        g=None if gap.g is None or shift else round(gap.g, 1),
        q=round(gap.q, 2),
        state=gap.state,
        n=n_band(gap.n),
    )


def public_pair(pair: Pair, scores: Mapping[str, ConstructScore]) -> PublicPair:
    """Both units are shown on the construct, so points tell nothing new; a unit counts as it is printed."""
    units = scores[pair.construct].units
    shift = hidden_part(units[pair.unit]) - hidden_part(units[pair.other])
    low, high = outward(pair.low - shift, pair.high - shift)
    return PublicPair(
        construct=pair.construct,
        unit=pair.unit,
        other=pair.other,
        points=round_score(pair.points - shift),
        low=low,
        high=high,
        q=round(pair.q, 2),
        state=pair.state,
    )


def public_level_gap(gap: LevelGap) -> PublicLevelGap:
    """A level that stands at one end of the scale counts as "≥90" or "≤10", like a unit that does."""
    shift = _hidden_of_level(gap.lead) - _hidden_of_level(gap.front)
    low, high = outward(gap.low - shift, gap.high - shift)
    return PublicLevelGap(
        construct=gap.construct,
        points=round_score(gap.points - shift),
        low=low,
        high=high,
        q=round(gap.q, 2),
        state=gap.state,
        n_lead=n_band(gap.n_lead),
        n_front=n_band(gap.n_front),
    )


def _hidden_of_level(level: LevelMean) -> float:
    return level.value - (FLAT_HIGH if level.value > 50 else FLAT_LOW) if level.flat else 0.0


def public_module(module: Module, k: int) -> PublicModule:
    """A function's profile: facets with too few answers are missing, and a pool has none at all.

    Facets and the whole are of nearly the same people; where they are not, whole points of five people or
    more leave what one of them answered further apart than the scale is long.
    """
    return PublicModule(
        unit=module.unit,
        overall=public_estimate(module.overall, k),
        facets={facet: public_estimate(estimate, k) for facet, estimate in module.facets.items()},
    )


def public_mirror(mirror: Mirror | None, scores: Mapping[str, ConstructScore], k: int) -> PublicMirror | None:
    if mirror is None:
        return None
    *rows, total = (_public_mirror_row(row, scores.get(row.key), k) for row in (*mirror.rows, mirror.total))
    told = tuple(row for row in rows if row is not None)
    return PublicMirror(told, total, mirror.n_customers) if total is not None else None


def _public_mirror_row(row: MirrorRow, score: ConstructScore | None, k: int) -> PublicMirrorRow | None:
    hidden = hidden_of(score)
    staff, customers = public_estimate(row.staff, k, hidden=hidden), public_estimate(row.customers, k)
    if staff is None or customers is None:
        return None
    shift = hidden - hidden_part(row.customers)
    low, high = outward(row.low - shift, row.high - shift)
    return PublicMirrorRow(row.key, staff, customers, round_score(row.points - shift), low, high, row.state)


def public_pulse(pulse: float | None) -> int | None:
    """What customers say; that all of them stand at an end of the scale is not told."""
    return None if pulse is None else round_score(min(FLAT_HIGH, max(FLAT_LOW, pulse)))
