"""What may be shown: `publish`, the one door out of the engine.

Thresholds and roundings stand in `scoring.rounding`; what they mean for each part of the results, and why
nobody can work out more than is printed, in `scoring.publishing_*`.
"""

from __future__ import annotations

from scoring.published import Published
from scoring.publishing_agreement import (
    public_aggregation,
    public_agreement,
    public_drivers,
    public_reliability,
)
from scoring.publishing_choices import public_choices, public_clock, public_roles
from scoring.publishing_maturity import public_cascade, public_maturity, public_priority
from scoring.publishing_ownership import public_claim, public_index, public_shared_map, public_stage
from scoring.publishing_quality import public_quality
from scoring.publishing_scores import (
    public_gap,
    public_level_gap,
    public_mirror,
    public_module,
    public_pair,
    public_pulse,
    public_score,
    public_unit,
    public_visibility,
)
from scoring.results import Results
from scoring.rounding import n_band, outward, rate_band, round_score, round_share
from scoring.units import Unit, checked_minimum_group, reporting_units

__all__ = [
    "Published",
    "Unit",
    "checked_minimum_group",
    "n_band",
    "outward",
    "publish",
    "rate_band",
    "reporting_units",
    "round_score",
    "round_share",
]


def publish(results: Results) -> Published:
    """Decide what may leave: round, band, and drop every cell below the minimum group.

    Raises ValueError if the minimum group of the results is not a whole number of 5–10.
    """
    k = checked_minimum_group(results.minimum_group)
    scores = results.scores
    mirror = public_mirror(results.mirror, scores, k)
    return Published(
        n=results.n if results.n >= k else None,
        headcount=results.headcount,
        minimum_group=k,
        units=tuple(public_unit(unit) for unit in results.units),
        scores={key: public_score(score, k) for key, score in scores.items()},
        visibility=tuple(public_visibility(gap) for gap in results.visibility if gap.n >= k),
        gaps=tuple(public_gap(gap, scores) for gap in results.gaps if gap.n >= k),
        pairs=tuple(public_pair(pair, scores) for pair in results.pairs if pair.n >= k),
        level_gaps=tuple(public_level_gap(g) for g in results.level_gaps if min(g.n_lead, g.n_front) >= k),
        ownership={key: public_stage(stage) for key, stage in results.ownership.items()},
        claim_accept={key: public_claim(claim) for key, claim in results.claim_accept.items()},
        ownership_index=public_index(results.ownership),
        shared_map=public_shared_map(results.shared_map),
        maturity=public_maturity(results.maturity, scores, mirror),
        mirror=mirror,
        clock=public_clock(results.clock),
        choices=public_choices(results.choices),
        roles=public_roles(results.roles),
        modules={key: public_module(module, k) for key, module in results.modules.items()},
        pulse=public_pulse(results.pulse),
        perception_gap=mirror.total.points if mirror else None,
        agreement=public_agreement(
            [one for one in results.agreement if one.found.n >= k], units=results.units, asked=tuple(scores)
        ),
        aggregation=tuple(public_aggregation(key, found) for key, found in results.aggregation.items()),
        reliability=tuple(public_reliability(found) for found in results.reliability),
        cascade=public_cascade(results.cascade, scores),
        drivers=public_drivers(results.drivers, k),
        priorities=tuple(public_priority(found, scores) for found in results.priorities),
        quality=public_quality(results.quality, k),
    )
