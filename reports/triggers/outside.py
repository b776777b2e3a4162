"""Tests on what customers say and how fast they are answered."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.reading import Reading
from reports.triggers.hits import Hit, named
from reports.wording import number


@named
def pulse_below(reading: Reading, *, statement: str, cut: float) -> Hit | None:
    row = reading.mirror_row(statement)
    if row is None or row.customers.value >= cut:
        return None
    return Hit(
        points=75.0 - row.customers.value,
        construct=statement.replace("MIR", "PUL"),
        about=(f"mirror:{statement}", "mirror:MIR"),
        # Translators: {statement} is one that customers rate: "They are easy to deal with".
        because=_("customers: “{statement}” below {cut}").format(
            statement=reading.words.statement(statement), cut=number(cut)
        ),
    )


@named
def mirror_gap(reading: Reading, *, statement: str) -> Hit | None:
    row = reading.mirror_row(statement)
    if row is None or row.state != "clear" or row.points <= 0:
        return None
    return Hit(
        points=75.0 - min(75, row.customers.value),
        construct=statement.replace("MIR", "PUL"),
        about=(f"mirror:{statement}", "mirror:MIR"),
        because=_("customers clearly below staff's picture: “{statement}”").format(
            statement=reading.words.statement(statement)
        ),
    )


@named
def clock_short(reading: Reading, *, touchpoint: str, points: float) -> Hit | None:
    gap = getattr(reading.published.clock, touchpoint)
    if gap is None or gap.state != "clear" or -gap.points < points:
        return None
    return Hit(
        points=-gap.points,
        about=(f"clock:{touchpoint}",),
        # Translators: {touchpoint} is "Campaign, site or message" or "Product, pack, place or process".
        because=_("{touchpoint} at least {points} points short of the target").format(
            touchpoint=reading.words.touchpoint(touchpoint), points=number(points)
        ),
    )


@named
def clock_difference(reading: Reading, *, points: float) -> Hit | None:
    """Messages change fast where products and processes are slow; weighed by how short the latter are."""
    entries = reading.published.clock.entries
    campaign, physical = entries.get("campaign_actual"), entries.get("physical_actual")
    if campaign is None or physical is None:
        return None
    apart = round(100 * (campaign.share - physical.share))
    if apart < points:
        return None
    gap = reading.published.clock.physical
    return Hit(
        points=max(0, -gap.points) if gap else 0,
        about=("clock:physical",),
        because=_("messages change fast, products and processes slowly"),
    )
