"""What may be shown: thresholds, bands and rounding, and `publish`, the one function that applies them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import ceil, floor

import numpy as np

from scoring.choices import ChoiceShares, differ
from scoring.clock import Clock, ClockGap
from scoring.constructs import ConstructScore, VisibilityGap
from scoring.gaps import Gap, LevelGap, Mirror, MirrorRow
from scoring.intervals import Estimate
from scoring.maturity import Gate, Maturity, index_of
from scoring.ownership import WHOLE, Acceptance, ClaimAccept, SelfNaming, StageOwnership
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
    steps = _share_steps(n)
    return floor(share * steps + 0.5) / steps


def _share_steps(n: int) -> int:
    return 20 if n < 20 else 100


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
    mirror = _public_mirror(results.mirror, results.scores, k)
    return Published(
        n=results.n if results.n >= k else None,
        headcount=results.headcount,
        minimum_group=k,
        units=tuple(_public_unit(unit) for unit in results.units),
        scores=scores,
        visibility=tuple(_public_visibility(gap) for gap in results.visibility if gap.n >= k),
        gaps=tuple(_public_gap(gap, results.scores) for gap in results.gaps if gap.n >= k),
        level_gaps=tuple(_public_level_gap(g) for g in results.level_gaps if min(g.n_lead, g.n_front) >= k),
        ownership={key: _public_stage(stage) for key, stage in results.ownership.items()},
        claim_accept={key: _public_claim(claim) for key, claim in results.claim_accept.items()},
        ownership_index=_public_index(results),
        maturity=_public_maturity(results.maturity, results.scores, mirror),
        mirror=mirror,
        clock=_public_clock(results.clock),
        choices=_public_choices(results),
        pulse=_pulse_kept_off_the_ends(results.pulse),
        perception_gap=mirror.total.points if mirror else None,
    )


def _pulse_kept_off_the_ends(pulse: float | None) -> int | None:
    """What customers say; that all of them stand at an end of the scale is not told."""
    return None if pulse is None else round_score(min(FLAT_HIGH, max(FLAT_LOW, pulse)))


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
    whole, hidden = score.organization, _hidden_of(score)
    differs = (
        whole is not None
        and not hidden
        and score.weighted is not None
        and abs(whole.value - score.weighted) >= PUBLISHED_WEIGHTED
    )
    return PublicScore(
        construct=score.construct,
        organization=_public_estimate(whole, k, hidden=hidden),
        weighted=_whole(score.weighted) if differs else None,
        units=units,
        hidden={key: _why_hidden(score, key) for key, estimate in units.items() if estimate is None},
    )


def _why_hidden(score: ConstructScore, unit: str) -> Hidden:
    """A unit that was asked and could not tell is not told from one of which few could."""
    return "no_data" if score.usable and unit not in score.usable else "fewer_than_minimum"


def _public_estimate(estimate: Estimate | None, k: int, *, hidden: float = 0.0) -> PublicEstimate | None:
    """hidden  what the estimate says beyond what is printed of its parts."""
    if estimate is None or estimate.n < k:
        return None
    if estimate.flat:
        return _flat(estimate)
    low, high = outward(max(0.0, estimate.low - hidden), min(100.0, estimate.high - hidden))
    return PublicEstimate(round_score(estimate.value - hidden), low=low, high=high, n=n_band(estimate.n))


def _flat(estimate: Estimate) -> PublicEstimate:
    if estimate.value > 50:
        return PublicEstimate(FLAT_HIGH, FLAT_HIGH, 100, n_band(estimate.n), "at_least")
    return PublicEstimate(FLAT_LOW, 0, FLAT_LOW, n_band(estimate.n), "at_most")


def _public_visibility(gap: VisibilityGap) -> PublicVisibility:
    rate = _share_of_unit(gap.dk_rate, gap.n)
    return PublicVisibility(construct=gap.construct, unit=gap.unit, dk_rate=rate, n=n_band(gap.n))


def _public_gap(gap: Gap, scores: Mapping[str, ConstructScore]) -> PublicGap:
    estimate = scores[gap.construct].units[gap.unit]
    others = [each for key, each in scores[gap.construct].units.items() if each and key != gap.unit]
    shift = _hidden_part(estimate) - _mean_hidden(others)
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


def _hidden_part(estimate: Estimate | None) -> float:
    """How far a unit stands beyond the "≥90" or "≤10" that is printed of it; 0 if its value is printed."""
    if estimate is None or not estimate.flat:
        return 0.0
    return estimate.value - (FLAT_HIGH if estimate.value > 50 else FLAT_LOW)


def _mean_hidden(estimates: Sequence[Estimate]) -> float:
    return sum(map(_hidden_part, estimates)) / len(estimates) if estimates else 0.0


def _hidden_of(score: ConstructScore | None) -> float:
    """How far an organization's mean stands beyond what is printed of its units.

    With the exact mean, "≥90" could be worked out: everything made of a unit takes the unit as it is printed.
    """
    if score is None or score.organization is None:
        return 0.0
    if score.organization.flat:
        return _hidden_part(score.organization)
    return _mean_hidden([each for each in score.units.values() if each])


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


def _share_of_votes(value: float | None, *, n: int, voters: int) -> float | None:
    """None below ten votes; off the ends if they are the votes of one unit."""
    if value is None or n < LEAST_FOR_SHARES:
        return None
    return _share_of_unit(value, n) if voters == 1 else round_share(value, n)


def _public_stage(stage: StageOwnership) -> PublicStage:
    told, should_told = stage.n >= LEAST_FOR_SHARES, stage.n_should >= LEAST_FOR_SHARES
    share = partial(_share_of_votes, n=stage.n, voters=stage.voters)
    should = partial(_share_of_votes, n=stage.n_should, voters=stage.voters_should)
    top, second = share(stage.top_share), share(stage.second_share)
    moves = any(flag.kind == "should_move" for flag in stage.flags)
    return PublicStage(
        stage=stage.stage,
        shares=_shares_told(stage.shares, share),
        should=_shares_told(stage.should, should),
        dk=share(stage.dk),
        top=stage.top,
        top_share=top,
        # Of few votes the second may be one person's; it is named where it makes the state.
        second=stage.second if told or stage.state == "contested" else None,
        second_share=second,
        margin=None if top is None or second is None else round(top - second, 2),
        state=stage.state,
        flags=stage.flags,
        should_top=stage.should_top if should_told or moves else None,
        should_share=should(stage.should_share),
        effective_owners=None
        if stage.effective_owners is None or not told
        else round(stage.effective_owners, 1),
        self_naming={key: _public_self_naming(said) for key, said in stage.self_naming.items()},
        acceptance={key: _public_acceptance(said) for key, said in stage.acceptance.items()},
        probability=_public_probability(stage.probability, told=told),
        n=n_band(stage.n) if stage.n >= LEAST_GROUP else "",
    )


def _shares_told(values: Mapping[str, float], share: Callable[[float], float | None]) -> dict[str, float]:
    return {key: rounded for key, value in values.items() if (rounded := share(value)) is not None}


def _public_probability(probability: Mapping[str, float], *, told: bool) -> dict[str, int]:
    """State -> percent. Draws are seeded, so exact percents of few votes would give away the votes:
    where shares are withheld, steps of twenty say how sure the state is and no more.
    """
    if told:
        return {state: round_score(100 * p) for state, p in probability.items()}
    return {state: steps for state, p in probability.items() if (steps := 20 * floor(5 * p))}


def _public_self_naming(said: SelfNaming) -> PublicSelfNaming:
    """Its own share and the others', both or neither: with the votes of all, one of them tells the other."""
    told = said.n >= LEAST_FOR_SHARES and (said.others is None or said.n_others >= LEAST_FOR_SHARES)
    others = round_share(said.others, said.n_others) if told and said.others is not None else None
    own = _share_of_unit(said.own, said.n) if told else None
    return PublicSelfNaming(own=own, others=others, n=n_band(said.n))


def _public_acceptance(said: Acceptance) -> PublicAcceptance:
    answer: Answer = "yes" if said.share >= 0.60 else "no" if said.share < 0.40 else "part"
    return PublicAcceptance(share=_share_of_unit(said.share, said.n), answer=answer, n=n_band(said.n))


def _public_claim(said: ClaimAccept) -> PublicClaim:
    claim, accept = _share_of_unit(said.claim, said.n), _share_of_unit(said.accept, said.n)
    gap = None if claim is None or accept is None else round(claim - accept, 2)
    return PublicClaim(claim=claim, accept=accept, gap=gap)


def _public_index(results: Results) -> int | None:
    """None if fewer than ten people's acceptance were all that it adds to the shares that are told."""
    journey = [stage for key, stage in results.ownership.items() if key != WHOLE]
    enough = all(stage.n >= LEAST_FOR_SHARES for stage in journey if stage.n)
    untold = {
        stage.top: said.n
        for stage in journey
        if (said := stage.acceptance.get(stage.top or "")) and said.n < LEAST_FOR_SHARES
    }
    hides = not untold or sum(untold.values()) >= LEAST_FOR_SHARES
    return _whole(results.ownership_index) if enough and hides else None


def _public_maturity(
    maturity: Maturity, scores: Mapping[str, ConstructScore], mirror: PublicMirror | None
) -> PublicMaturity:
    told = maturity.low is not None and maturity.high is not None
    parts = {key: np.array([_hidden_of(scores.get(key))]) for key in ("AE", "MO")}
    levers = {"LEV": np.array([_hidden_of(scores.get("LEV"))])} if maturity.lever_used else {}
    moved = index_of(parts | levers)
    hidden = 0.0 if moved is None else float(moved[0])
    low, high = (
        outward(max(0.0, (maturity.low or 0) - hidden), min(100.0, (maturity.high or 0) - hidden))
        if told
        else (None, None)
    )
    return PublicMaturity(
        index=None if maturity.index is None else round_score(maturity.index - hidden),
        low=low,
        high=high,
        index_stage=maturity.index_stage,
        stage=maturity.stage,
        gates=tuple(_public_gate(gate, scores, mirror) for gate in maturity.gates),
        unmet_of_next=maturity.unmet_of_next,
        lever_used=maturity.lever_used,
        probability={stage: round_score(100 * p) for stage, p in maturity.probability.items()},
        held_by_gates=maturity.held_by_gates,
    )


def _gate_value(
    gate: Gate, scores: Mapping[str, ConstructScore], mirror: PublicMirror | None
) -> float | None:
    """Of a score what is printed of it too; a gate that is met is not printed as if it were not."""
    value = gate.value
    if value is None or gate.kind in ("ownership", "fact"):
        return value
    if gate.key.startswith("perception"):
        return abs(mirror.total.points) if mirror else None
    if gate.kind == "score" and not gate.key.startswith("weakest"):
        value -= _hidden_of(scores.get(gate.construct or ""))
    # The weakest unit, or the customers, may be one of which only "≤10" or "≥90" is printed.
    value = min(FLAT_HIGH, max(FLAT_LOW, value))
    return max(value, ceil(gate.cut)) if gate.status == "met" else value


def _public_gate(gate: Gate, scores: Mapping[str, ConstructScore], mirror: PublicMirror | None) -> PublicGate:
    return PublicGate(
        key=gate.key,
        for_stage=gate.for_stage,
        kind=gate.kind,
        construct=gate.construct,
        value=_whole(_gate_value(gate, scores, mirror)),
        cut=gate.cut,
        status=gate.status,
        certainty=gate.certainty,
    )


def _public_mirror(
    mirror: Mirror | None, scores: Mapping[str, ConstructScore], k: int
) -> PublicMirror | None:
    if mirror is None:
        return None
    *rows, total = (_public_mirror_row(row, scores.get(row.key), k) for row in (*mirror.rows, mirror.total))
    told = tuple(row for row in rows if row is not None)
    return PublicMirror(told, total, mirror.n_customers) if total is not None else None


def _public_mirror_row(row: MirrorRow, score: ConstructScore | None, k: int) -> PublicMirrorRow | None:
    hidden = _hidden_of(score)
    staff, customers = _public_estimate(row.staff, k, hidden=hidden), _public_estimate(row.customers, k)
    if staff is None or customers is None:
        return None
    shift = hidden - _hidden_part(row.customers)
    low, high = outward(row.low - shift, row.high - shift)
    return PublicMirrorRow(row.key, staff, customers, round_score(row.points - shift), low, high, row.state)


def _public_choices(results: Results) -> dict[str, dict[str, PublicChoices]]:
    return {
        column: {
            group: _public_shares(found)
            for group, found in groups.items()
            if found.n >= LEAST_FOR_SHARES and differ(found)
        }
        for column, groups in results.choices.items()
    }


def _public_shares(found: ChoiceShares) -> PublicChoices:
    shares = {key: round_share(share, found.n) for key, share in found.shares.items()}
    return PublicChoices(n=n_band(found.n), shares=shares)


def _public_clock(clock: Clock) -> PublicClock:
    entries = {
        key: PublicClockEntry(
            share=round_share(entry.share, entry.n),
            low=floor(entry.low * _share_steps(entry.n)) / _share_steps(entry.n),
            high=ceil(entry.high * _share_steps(entry.n)) / _share_steps(entry.n),
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
    actual, target = entries.get(f"{name}_actual"), entries.get(f"{name}_target")
    if gap is None or actual is None or target is None:
        return None
    # Of the rounded shares: the exact difference would undo their rounding.
    return PublicClockGap(points=round_score(100 * (actual.share - target.share)), state=gap.state)
