"""What may leave of two waves held beside each other.

Everything here is made of what the two reports print: scores of units that both waves show, the stages and
states of both. A unit that one of the waves hides has no change, and no mean that is printed contains it.

Why nobody can work out more, though a single person may have joined or left in between:

* A set of people is compared only with the set of the same functions. Sets that differ by some functions
  are never subtracted here, and cannot be subtracted by a reader: whoever answers in the second wave answers
  anew, so that its sum is not the first one's plus or minus some people.
* A reader who takes it that everybody else answered as before would reckon n₂·mean₂ − n₁·mean₁ for whoever
  joined. People do not answer a scale twice alike: of two waves with a reliability of .80 the others' own
  unrest alone, over five people, is wider than what is known of anybody beforehand. Means in whole points
  and numbers as bands come on top of it. Nothing printed here says more of a unit than its two reports do.
* The interval of a change is of both variances together, without a population factor, outward to whole
  points. The variance of a unit whose people all stand at one end is drawn to that of the others, and its
  mean counts as "≥90" or "≤10", so the change says no more than that.
* A state is said to have changed only where both reports print these states.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scoring.published import PublicStage, Published
from scoring.published_trend import (
    OwnershipSaid,
    PublicChange,
    PublicOwnershipChange,
    PublicStageChange,
    PublicTrend,
    PublicUnitChange,
)
from scoring.rounding import outward, round_score
from scoring.trend import ANNOUNCED, StageChange
from scoring.wave_trend import Moved, OwnershipMoved, Trend


def with_trend(published: Published, trend: Trend | None, *, before: Published) -> Published:
    """The later wave's published results with what may be said of the change since the earlier ones.

    before  the earlier wave, as it may be shown: what it hides has no change.
    """
    return replace(published, trend=None if trend is None else public_trend(trend, before, published))


def public_trend(trend: Trend, before: Published, after: Published) -> PublicTrend:
    return PublicTrend(
        units=trend.units,
        only_before=tuple(unit.key for unit in before.units if unit.key not in trend.units),
        only_after=tuple(unit.key for unit in after.units if unit.key not in trend.units),
        changes=tuple(public_change(moved) for moved in trend.changes),
        unit_changes=tuple(_unit_changes(trend.unit_changes, before, after)),
        stage=_stage(trend.stage, before, after),
        ownership=tuple(_ownership(trend.ownership, before, after)),
    )


def public_change(moved: Moved) -> PublicChange:
    """Points are the difference of the two printed means, so that every reader finds the same."""
    before, after = round_score(moved.before), round_score(moved.after)
    low, high = outward(*moved.change.interval)
    points = after - before
    return PublicChange(
        construct=moved.change.construct,
        before=before,
        after=after,
        points=points,
        low=max(-100, min(low, points)),
        high=min(100, max(high, points)),
        state=moved.change.state,
    )


def _unit_changes(moved: Sequence[Moved], before: Published, after: Published) -> Iterator[PublicUnitChange]:
    for one in moved:
        key, unit = one.change.construct, one.unit
        printed = [wave.scores[key].units.get(unit) for wave in (before, after)]
        if all(each is not None and not each.bound for each in printed):
            told = public_change(one)
            yield PublicUnitChange(
                construct=key,
                unit=unit,
                before=told.before,
                after=told.after,
                points=told.points,
                low=told.low,
                high=told.high,
                state=told.state,
            )


def _stage(found: StageChange | None, before: Published, after: Published) -> PublicStageChange | None:
    """A direction is said only if four of five draws and both printed stages have it."""
    one, two = before.maturity.stage, after.maturity.stage
    if found is None or one is None or two is None:
        return None
    if found.announced == "risen" and two > one:
        return PublicStageChange(one, two, "risen", round_score(100 * found.risen))
    if found.announced == "fallen" and two < one:
        return PublicStageChange(one, two, "fallen", round_score(100 * found.fallen))
    same = 1 - found.risen - found.fallen
    if one == two and same >= ANNOUNCED:
        return PublicStageChange(one, two, "held", round_score(100 * same))
    return PublicStageChange(one, two, "not yet tellable", None)


def _ownership(
    moved: Sequence[OwnershipMoved], before: Published, after: Published
) -> Iterator[PublicOwnershipChange]:
    for each in moved:
        one, two = before.ownership[each.stage], after.ownership[each.stage]
        if "unknown" not in (one.state, two.state):
            yield PublicOwnershipChange(
                stage=each.stage,
                before=one.state,
                after=two.state,
                before_top=one.top,
                after_top=two.top,
                said=_said(each, one, two),
            )


def _said(moved: OwnershipMoved, before: PublicStage, after: PublicStage) -> OwnershipSaid:
    """Nothing is said where the functions of one wave only make the printed state another one."""
    if (moved.before, moved.after) != (before.state, after.state):
        return "not yet tellable"
    if before.state != after.state:
        return "changed" if moved.differ >= ANNOUNCED else "not yet tellable"
    return "held" if 1 - moved.differ >= ANNOUNCED else "not yet tellable"
