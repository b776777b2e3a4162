"""Participation while a wave is open: what may be told of it, and when it moves.

Whoever looks often enough, before and after one person answers, must not see that person. So what is shown
is counted at full hours only, by the beat; and it moves only when that takes in as many people at once as
the wave's smallest group: the total when so many more have answered in all, the band of a function when so
many more have answered in that function. Two looks at the page differ by nobody or by a group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from surveys.models import Wave
from surveys.monitor_models import Stock
from surveys.queries import PARTICIPATION_FROM, Participation, answered_by_function, banded

TARGET = 0.75
"""Share of people that a wave should reach."""

CAUTION = 0.60
"""Below this share the report speaks for too few people to be read without a warning."""


@dataclass(frozen=True)
class Monitor:
    """What the page of an open wave shows. share: 0 to 1, of all people, as last told."""

    participation: Participation
    counted_at: datetime | None
    share: float

    @property
    def percent(self) -> int:
        return min(100, int(100 * self.share))

    @property
    def reached(self) -> bool:
        return self.share >= TARGET

    @property
    def needs_caution(self) -> bool:
        return self.share < CAUTION


def monitor(wave: Wave) -> Monitor:
    """What was last told; before the first count nobody has answered."""
    stock = Stock.objects.filter(wave=wave).first()
    told: Mapping[str, int] = stock.functions if stock else {}
    headcount = sum(wave.headcounts.values())
    answered = stock.answered if stock else 0
    participation = Participation(
        answered=answered,
        headcount=headcount,
        bands={key: banded(told.get(key, 0), headcount=heads) for key, heads in wave.headcounts.items()},
    )
    return Monitor(participation, stock.counted_at if stock else None, answered / max(headcount, 1))


@transaction.atomic
def take_stock(wave: Wave) -> Stock:
    """Count, and let move what gained enough people since it last moved."""
    stock: Stock = Stock.objects.select_for_update().get_or_create(
        wave=wave, defaults={"counted_at": timezone.now()}
    )[0]
    counts = answered_by_function(wave)
    stock.answered = _moved(stock.answered, sum(counts.values()), least=wave.minimum_group)
    stock.functions = {
        key: _moved(stock.functions.get(key, 0), counts[key], least=wave.minimum_group)
        for key, heads in wave.headcounts.items()
        if heads >= PARTICIPATION_FROM
    }
    stock.counted_at = timezone.now().replace(minute=0, second=0, microsecond=0)
    stock.save()
    return stock


def settle_stock(wave: Wave) -> None:
    """At the close the report tells how many answered: a wave opened again goes on from there."""
    counts = answered_by_function(wave)
    told = {key: counts[key] for key, heads in wave.headcounts.items() if heads >= PARTICIPATION_FROM}
    values = {"answered": sum(counts.values()), "functions": told, "counted_at": wave.closed_at}
    Stock.objects.update_or_create(wave=wave, defaults=values)


def _moved(told: int, counted: int, *, least: int) -> int:
    return counted if counted - told >= least else told
