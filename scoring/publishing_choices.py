"""What may leave of plain questions: spreads, roles and the clock."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor

from scoring.choices import ChoiceShares, differ
from scoring.clock import Clock, ClockGap
from scoring.published import (
    PublicChoices,
    PublicClock,
    PublicClockEntry,
    PublicClockGap,
    PublicRole,
    PublicRoles,
)
from scoring.roles import Role, Roles
from scoring.rounding import n_band, round_score, round_share, share_of_unit, share_steps
from scoring.units import LEAST_FOR_SHARES


def public_choices(
    choices: Mapping[str, Mapping[str, ChoiceShares]],
) -> dict[str, dict[str, PublicChoices]]:
    return {
        column: {
            group: _public_shares(found)
            for group, found in groups.items()
            if found.n >= LEAST_FOR_SHARES and differ(found)
        }
        for column, groups in choices.items()
    }


def _public_shares(found: ChoiceShares) -> PublicChoices:
    shares = {key: round_share(share, found.n) for key, share in found.shares.items()}
    return PublicChoices(n=n_band(found.n), shares=shares)


def public_clock(clock: Clock) -> PublicClock:
    entries = {
        key: PublicClockEntry(
            share=round_share(entry.share, entry.n),
            low=floor(entry.low * share_steps(entry.n)) / share_steps(entry.n),
            high=ceil(entry.high * share_steps(entry.n)) / share_steps(entry.n),
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


def public_roles(roles: Roles | None) -> PublicRoles | None:
    """Shares and fit from ten answers on and off the ends; what is found of a unit from the minimum group on.

    `vacant` says of no unit what it picks: it stands for the whole, the pool included. Fit follows from the
    same people's picks as the shares, so the two together single out nobody.
    """
    if roles is None:
        return None
    return PublicRoles({key: _public_role(role) for key, role in roles.units.items()}, roles.vacant)


def _public_role(role: Role) -> PublicRole:
    shares = {key: share_of_unit(share, role.n) for key, share in role.shares.items()}
    return PublicRole(
        unit=role.unit,
        shares={key: share for key, share in shares.items() if share is not None},
        expected=role.expected,
        fit=share_of_unit(role.fit, role.n),
        state=role.state,
        main=role.main,
        n=n_band(role.n),
    )
