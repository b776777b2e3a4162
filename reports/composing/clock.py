"""Findings on how long customers wait until they see that they were heard."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses, labelled
from reports.composing.ranges import interval_of
from reports.reading import Reading
from reports.wording import DASH, join, number, percent, sentence, whole_percent


def slow_touchpoints(reading: Reading) -> list[str]:
    """Touchpoints that are clearly short of their own target, the slower first."""
    found = [(key, getattr(reading.published.clock, key)) for key in ("physical", "campaign")]
    return [key for key, gap in found if gap is not None and gap.state == "clear" and gap.points < 0]


def clock_findings(reading: Reading) -> Iterator[Found]:
    slow = slow_touchpoints(reading)
    if not slow:
        return
    yield Found(
        id=f"clock:{'+'.join(slow)}",
        state="clear",
        topic="clock",
        order=Order.CLOCK,
        subject=join(reading.words.touchpoint(key) for key in slow),
        sentence=sentence(clauses(_late(key, first=key == slow[0], reading=reading) for key in slow)),
        evidence=sentence(clauses(_late_evidence(key, reading=reading) for key in slow)),
        so_what=_("Feedback that is answered late reaches customers who have stopped waiting for it."),
        weight=1.0,
    )


def _late(touchpoint: str, *, first: bool, reading: Reading) -> str:
    entries = reading.published.clock.entries
    late = (
        _(
            "{actual} say that customers see a change to {touchpoint} within fourteen days, {target} that "
            "they should"
        )
        if first
        # Translators: goes on after "…% say that customers see a change … within fourteen days, …% that
        # they should; ".
        else _("for {touchpoint} it is {actual} and {target}")
    )
    return late.format(
        touchpoint=reading.words.touchpoint(touchpoint, part="name"),
        actual=percent(entries[f"{touchpoint}_actual"].share),
        target=percent(entries[f"{touchpoint}_target"].share),
    )


def _late_evidence(touchpoint: str, *, reading: Reading) -> str:
    clock = reading.published.clock
    actual, gap = clock.entries[f"{touchpoint}_actual"], getattr(clock, touchpoint)
    short = abs(gap.points)
    behind = ngettext("{points} point short of the target", "{points} points short of the target", short)
    said = (
        interval_of(f"{number(whole_percent(actual.low))}{DASH}{percent(actual.high)}"),
        behind.format(points=number(short)),
        reading.words.answers(actual.n),
    )
    return labelled(reading.words.touchpoint(touchpoint), ", ".join(said))
