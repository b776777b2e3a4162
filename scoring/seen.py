"""What one wave shows before anything is drawn: units, scores, gaps, votes, mirror and stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.ballots import Ballot, ballots
from scoring.constructs import ConstructScore, construct_score, lever_scores
from scoring.gaps import Gap, LevelGap, Mirror, function_gaps, level_gaps, mirror, pulse_estimate
from scoring.intervals import Estimate
from scoring.maturity import Facts, Picture, seen_picture
from scoring.ownership import StageOwnership, stage_ownership
from scoring.tally import Tally
from scoring.units import Unit


@dataclass(frozen=True)
class Seen:
    """The point estimates of a wave.

    votes, ownership  by stage of the journey, or "whole".
    customers         mean of the customer pulse, None without one.
    picture           what index and gates look at.
    """

    units: tuple[Unit, ...]
    scores: dict[str, ConstructScore]
    gaps: tuple[Gap, ...]
    level_gaps: tuple[LevelGap, ...]
    votes: dict[str, Ballot]
    ownership: dict[str, StageOwnership]
    mirror: Mirror | None
    customers: Estimate | None
    picture: Picture


def see(
    tally: Tally, *, units: Sequence[Unit], minimum_group: int, facts: Facts | None, pulse: Tally | None
) -> Seen:
    """Read a tally by reporting units; nothing here is drawn, so it needs no seed."""
    k = minimum_group
    constructs = [construct.key for construct in tally.codebook.constructs]
    scores = {key: construct_score(tally, key, units=units, minimum_group=k) for key in constructs}
    scores |= lever_scores(tally, units=units, minimum_group=k)
    votes = ballots(tally, units=units)
    stages = {key: stage_ownership(key, votes[key], units=units, minimum_group=k) for key in votes}
    mirrored = mirror(scores, pulse, minimum_group=k)
    customers = pulse_estimate(pulse, "PUL", minimum_group=k)
    return Seen(
        units=tuple(units),
        scores=scores,
        gaps=function_gaps(tally, scores, units=units),
        level_gaps=level_gaps(tally, scores, units=units, minimum_group=k),
        votes=votes,
        ownership=stages,
        mirror=mirrored,
        customers=customers,
        picture=seen_picture(
            scores, stages, pulse=customers, perception=perception(mirrored), facts=facts or {}
        ),
    )


def perception(mirrored: Mirror | None) -> float | None:
    """Staff minus customers in points; None without a mirror."""
    return None if mirrored is None else mirrored.total.points


def value_of(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.value


def units_of(units: Sequence[Unit], tally: Tally) -> tuple[Unit, ...]:
    """The same reporting units with the answers of another tally."""
    sizes: Mapping[str, int] = dict(
        zip(tally.codebook.functions, map(int, tally.sizes.sum(axis=1)), strict=True)
    )
    return tuple(
        Unit(unit.key, unit.functions, unit.headcount, sum(sizes[key] for key in unit.functions))
        for unit in units
    )
