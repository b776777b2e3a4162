"""What may be shown: thresholds, bands and rounding, and `publish`, the one function that applies them."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor

from scoring.choices import ChoiceShares
from scoring.clock import Clock, ClockGap
from scoring.constructs import ConstructScore, VisibilityGap
from scoring.gaps import Gap, LevelGap, Mirror, MirrorRow
from scoring.intervals import Estimate
from scoring.maturity import Gate, Maturity
from scoring.ownership import Acceptance, ClaimAccept, SelfNaming, StageOwnership
from scoring.published import (
    Answer,
    Hidden,
    PublicAcceptance,
    PublicChoices,
    PublicClaim,
    PublicClock,
    PublicClockEntry,
    PublicClockGap,
    PublicEstimate,
    PublicGap,
    PublicGate,
    PublicLevelGap,
    PublicMaturity,
    PublicMirror,
    PublicMirrorRow,
    PublicScore,
    PublicSelfNaming,
    PublicStage,
    PublicUnit,
    PublicVisibility,
    Published,
)
from scoring.results import Results
from scoring.units import LEAST_FOR_SHARES, LEAST_GROUP, Unit, checked_minimum_group, reporting_units

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

FLAT_LOW, FLAT_HIGH = 10, 90
"""What is printed where everybody stands at one end of the scale: "≤10" or "≥90"."""

SHARE_LOW, SHARE_HIGH = 0.05, 0.95
"""A unit's shares are not told apart beyond these: 0% or 100% would say what each of its people answered."""

PUBLISHED_WEIGHTED = 5.0
"""The headcount-weighted score is printed where it differs from the headline by this many points."""


def round_score(value: float) -> int:
    """Points as a whole number, halves away from zero."""
    return floor(abs(value) + 0.5) * (-1 if value < 0 else 1)


def round_share(share: float, n: int) -> float:
    """A share in steps of 5% below twenty answers, of 1% from there on."""
    steps = 20 if n < 20 else 100
    return floor(share * steps + 0.5) / steps


def n_band(n: int) -> str:
    """How many answers, as a band; ValueError below five, which is never said."""
    if n < LEAST_GROUP:
        raise ValueError("fewer than five answers are never counted out")
    return "5–9" if n < 10 else "10–19" if n < 20 else "20–49" if n < 50 else "50+"


def rate_band(n: int, headcount: int) -> str:
    """How many of a unit answered, as a band; "" for a headcount below ten or not known."""
    if headcount < 10:
        return ""
    rate = n / headcount
    return "<50%" if rate < 0.5 else "50–79%" if rate < 0.8 else "≥80%"


def outward(low: float, high: float) -> tuple[int, int]:
    """An interval in whole points that contains it."""
    return floor(low), ceil(high)


def publish(results: Results) -> Published:
    """Decide what may leave: round, band, and drop every cell below the minimum group.

    Raises ValueError if the minimum group of the results is not a whole number of 5–10.
    """
    k = checked_minimum_group(results.minimum_group)
    scores = {key: _public_score(score, k) for key, score in results.scores.items()}
    return Published(
        n=results.n if results.n >= k else None,
        headcount=results.headcount,
        minimum_group=k,
        units=tuple(_public_unit(unit) for unit in results.units),
        scores=scores,
        visibility=tuple(_public_visibility(gap) for gap in results.visibility if gap.n >= k),
        gaps=tuple(_public_gap(gap, results.scores) for gap in results.gaps if gap.n >= k),
        level_gaps=tuple(_public_level_gap(g) for g in results.level_gaps if min(g.n_lead, g.n_front) >= k),
        ownership={key: _public_stage(stage, results) for key, stage in results.ownership.items()},
        claim_accept={key: _public_claim(claim) for key, claim in results.claim_accept.items()},
        ownership_index=_public_index(results),
        maturity=_public_maturity(results.maturity),
        mirror=_public_mirror(results.mirror, k),
        clock=_public_clock(results.clock),
        choices=_public_choices(results),
        pulse=_whole(results.pulse),
        perception_gap=_whole(results.perception_gap),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round_score(value)


def _share_of_unit(share: float | None, n: int) -> float | None:
    """A unit's share, rounded and kept off the ends; None below ten answers."""
    if share is None or n < LEAST_FOR_SHARES:
        return None
    return min(SHARE_HIGH, max(SHARE_LOW, round_share(share, n)))


def _public_unit(unit: Unit) -> PublicUnit:
    return PublicUnit(
        key=unit.key,
        functions=unit.functions,
        headcount=unit.headcount,
        n=n_band(unit.n),
        rate=rate_band(unit.n, unit.headcount),
        pooled=unit.pooled,
    )


def _public_score(score: ConstructScore, k: int) -> PublicScore:
    units = {key: _public_estimate(estimate, k) for key, estimate in score.units.items()}
    whole = score.organization
    differs = (
        whole is not None
        and score.weighted is not None
        and abs(whole.value - score.weighted) >= PUBLISHED_WEIGHTED
    )
    return PublicScore(
        construct=score.construct,
        organization=_public_estimate(whole, k),
        weighted=_whole(score.weighted) if differs else None,
        units=units,
        hidden={key: _why_hidden(score, key) for key, estimate in units.items() if estimate is None},
    )


def _why_hidden(score: ConstructScore, unit: str) -> Hidden:
    return "no_data" if score.usable.get(unit) == 0 else "fewer_than_minimum"


def _public_estimate(estimate: Estimate | None, k: int) -> PublicEstimate | None:
    if estimate is None or estimate.n < k:
        return None
    if estimate.flat:
        return _flat(estimate)
    low, high = outward(estimate.low, estimate.high)
    return PublicEstimate(value=round_score(estimate.value), low=low, high=high, n=n_band(estimate.n))


def _flat(estimate: Estimate) -> PublicEstimate:
    if estimate.value > 50:
        return PublicEstimate(FLAT_HIGH, FLAT_HIGH, 100, n_band(estimate.n), "at_least")
    return PublicEstimate(FLAT_LOW, 0, FLAT_LOW, n_band(estimate.n), "at_most")


def _public_visibility(gap: VisibilityGap) -> PublicVisibility:
    rate = _share_of_unit(gap.dk_rate, gap.n)
    return PublicVisibility(construct=gap.construct, unit=gap.unit, dk_rate=rate, n=n_band(gap.n))


def _public_gap(gap: Gap, scores: Mapping[str, ConstructScore]) -> PublicGap:
    estimate = scores[gap.construct].units[gap.unit]
    shift = _hidden_part(estimate) if estimate is not None else 0.0
    points = gap.points - shift
    low, high = outward(min(gap.low, points), max(gap.high, points))
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


def _hidden_part(estimate: Estimate) -> float:
    """How far a unit stands beyond the "≥90" or "≤10" that is printed of it; 0 if its value is printed."""
    if not estimate.flat:
        return 0.0
    return estimate.value - (FLAT_HIGH if estimate.value > 50 else FLAT_LOW)


def _public_level_gap(gap: LevelGap) -> PublicLevelGap:
    low, high = outward(gap.low, gap.high)
    return PublicLevelGap(
        construct=gap.construct,
        points=round_score(gap.points),
        low=low,
        high=high,
        q=round(gap.q, 2),
        state=gap.state,
        n_lead=n_band(gap.n_lead),
        n_front=n_band(gap.n_front),
    )


def _public_stage(stage: StageOwnership, results: Results) -> PublicStage:
    told = stage.n >= LEAST_FOR_SHARES
    alone = len(results.units) == 1

    def share(value: float) -> float | None:
        if not told:
            return None
        return _share_of_unit(value, stage.n) if alone else round_share(value, stage.n)

    def shares(values: Mapping[str, float]) -> dict[str, float]:
        return {key: rounded for key, value in values.items() if (rounded := share(value)) is not None}

    top, second = share(stage.top_share), share(stage.second_share)
    return PublicStage(
        stage=stage.stage,
        shares=shares(stage.shares),
        should=shares(stage.should),
        dk=None if stage.dk is None else share(stage.dk),
        top=stage.top,
        top_share=top,
        second=stage.second,
        second_share=second,
        margin=None if top is None or second is None else round(top - second, 2),
        state=stage.state,
        flags=stage.flags,
        should_top=stage.should_top,
        should_share=share(stage.should_share),
        effective_owners=None
        if stage.effective_owners is None or not told
        else round(stage.effective_owners, 1),
        self_naming={key: _public_self_naming(said) for key, said in stage.self_naming.items()},
        acceptance={key: _public_acceptance(said) for key, said in stage.acceptance.items()},
        probability={state: round_score(100 * p) for state, p in stage.probability.items()},
        n=n_band(stage.n) if stage.n >= LEAST_GROUP else "",
    )


def _public_self_naming(said: SelfNaming) -> PublicSelfNaming:
    told = said.others is not None and said.n_others >= LEAST_FOR_SHARES
    others = round_share(said.others, said.n_others) if told and said.others is not None else None
    return PublicSelfNaming(own=_share_of_unit(said.own, said.n), others=others, n=n_band(said.n))


def _public_acceptance(said: Acceptance) -> PublicAcceptance:
    answer: Answer = "yes" if said.share >= 0.60 else "no" if said.share < 0.40 else "part"
    return PublicAcceptance(share=_share_of_unit(said.share, said.n), answer=answer, n=n_band(said.n))


def _public_claim(said: ClaimAccept) -> PublicClaim:
    claim, accept = _share_of_unit(said.claim, said.n), _share_of_unit(said.accept, said.n)
    gap = None if claim is None or accept is None else round(claim - accept, 2)
    return PublicClaim(claim=claim, accept=accept, gap=gap)


def _public_index(results: Results) -> int | None:
    enough = all(stage.n >= LEAST_FOR_SHARES for stage in results.ownership.values() if stage.n)
    return _whole(results.ownership_index) if enough else None


def _public_maturity(maturity: Maturity) -> PublicMaturity:
    told = maturity.low is not None and maturity.high is not None
    low, high = outward(maturity.low or 0, maturity.high or 0) if told else (None, None)
    return PublicMaturity(
        index=_whole(maturity.index),
        low=low,
        high=high,
        index_stage=maturity.index_stage,
        stage=maturity.stage,
        gates=tuple(_public_gate(gate) for gate in maturity.gates),
        unmet_of_next=maturity.unmet_of_next,
        lever_used=maturity.lever_used,
        probability={stage: round_score(100 * p) for stage, p in maturity.probability.items()},
        held_by_gates=maturity.held_by_gates,
    )


def _public_gate(gate: Gate) -> PublicGate:
    value = gate.value
    if value is not None and gate.kind == "score":
        # The weakest unit may be one of which only "≤10" or "≥90" is printed.
        value = min(FLAT_HIGH, max(FLAT_LOW, value))
    return PublicGate(
        key=gate.key,
        for_stage=gate.for_stage,
        kind=gate.kind,
        construct=gate.construct,
        value=_whole(value),
        cut=gate.cut,
        status=gate.status,
        certainty=gate.certainty,
    )


def _public_mirror(mirror: Mirror | None, k: int) -> PublicMirror | None:
    if mirror is None:
        return None
    rows, total = (
        tuple(_public_mirror_row(row, k) for row in mirror.rows),
        _public_mirror_row(mirror.total, k),
    )
    told = tuple(row for row in rows if row is not None)
    return PublicMirror(told, total, mirror.n_customers) if total is not None else None


def _public_mirror_row(row: MirrorRow, k: int) -> PublicMirrorRow | None:
    staff, customers = _public_estimate(row.staff, k), _public_estimate(row.customers, k)
    if staff is None or customers is None:
        return None
    low, high = outward(row.low, row.high)
    return PublicMirrorRow(row.key, staff, customers, round_score(row.points), low, high, row.state)


def _public_choices(results: Results) -> dict[str, dict[str, PublicChoices]]:
    return {
        column: {group: _public_shares(found) for group, found in groups.items() if _differ(found)}
        for column, groups in results.choices.items()
    }


def _differ(found: ChoiceShares) -> bool:
    """Whether there are ten answers and not all the same: 100% would say what each of them answered."""
    return found.n >= LEAST_FOR_SHARES and max(found.shares.values()) < 1


def _public_shares(found: ChoiceShares) -> PublicChoices:
    shares = {key: round_share(share, found.n) for key, share in found.shares.items()}
    return PublicChoices(n=n_band(found.n), shares=shares)


def _public_clock(clock: Clock) -> PublicClock:
    entries = {
        key: PublicClockEntry(
            share=round_share(entry.share, entry.n),
            low=floor(entry.low * 100) / 100,
            high=ceil(entry.high * 100) / 100,
            n=n_band(entry.n),
            median_bucket=entry.median_bucket,
        )
        for key, entry in clock.entries.items()
        if entry.n >= LEAST_FOR_SHARES
    }
    return PublicClock(
        entries,
        _public_clock_gap(clock.campaign, "campaign", entries),
        _public_clock_gap(clock.physical, "physical", entries),
    )


def _public_clock_gap(
    gap: ClockGap | None, name: str, entries: Mapping[str, PublicClockEntry]
) -> PublicClockGap | None:
    if gap is None or not {f"{name}_actual", f"{name}_target"} <= entries.keys():
        return None
    return PublicClockGap(points=round_score(gap.points), state=gap.state)
