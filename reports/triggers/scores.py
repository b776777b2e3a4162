"""Tests on scores, gaps, readiness and what functions cannot see."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.reading import READINESS, Reading
from reports.triggers.hits import Hit, named
from reports.wording import number


@named
def score_below(reading: Reading, *, construct: str, cut: float) -> Hit | None:
    value = reading.value(construct)
    short = any(gate.cut == cut for gate in reading.gates_about(construct))
    if value is None or (value >= cut and not short):
        return None
    return Hit(
        points=max(0.0, reading.target(construct) - value),
        construct=construct,
        about=(
            f"unmet:{construct}",
            f"level:{construct}",
            *(("readiness",) if construct in READINESS else ()),
        ),
        because=_("{score} below {cut}").format(
            score=reading.words.construct_label(construct), cut=number(cut)
        ),
    )


@named
def score_at_least(reading: Reading, *, construct: str, cut: float) -> Hit | None:
    value = reading.value(construct)
    if value is None or value < cut:
        return None
    because = _("{score} at {cut} or more")
    label = reading.words.construct_label(construct)
    return Hit(points=0, about=(), because=because.format(score=label, cut=number(cut)))


@named
def units_below(reading: Reading, *, construct: str, units: Sequence[str], cut: float) -> Hit | None:
    values = [reading.value(construct, unit) for unit in units]
    known = [value for value in values if value is not None and value < cut]
    if len(known) < len(units):
        return None
    return Hit(
        points=reading.target(construct) - min(known),
        construct=construct,
        about=(f"unmet:{construct}",),
        because=_("{score} below {cut} in {functions}").format(
            score=reading.words.construct_label(construct),
            cut=number(cut),
            functions=reading.words.functions(units),
        ),
        functions=tuple(units),
    )


@named
def clear_gap(reading: Reading, *, construct: str, unit: str, side: str) -> Hit | None:
    gap = reading.gap(construct, unit)
    if gap is None or gap.state != "clear" or (gap.points > 0) != (side == "above"):
        return None
    if gap.points > 0:
        because = _("{function} clearly above the others on {score}")
    else:
        because = _("{function} clearly below the others on {score}")
    return Hit(
        points=abs(gap.points),
        construct=construct,
        about=(f"gap:{unit}",),
        because=because.format(
            function=reading.words.label(unit), score=reading.words.construct_label(construct)
        ),
        functions=(unit,),
        reach=2,
    )


@named
def level_gap(reading: Reading, *, construct: str, side: str = "") -> Hit | None:
    """Leaders and managers clearly apart from the front line; side "above" asks which way."""
    gap = next((gap for gap in reading.clear_level_gaps() if gap.construct == construct), None)
    if gap is None or (side and (gap.points > 0) != (side == "above")):
        return None
    because = _("clear gap to the front line on {score}").format(
        score=reading.words.construct_label(construct)
    )
    return Hit(points=abs(gap.points), construct=construct, about=("level",), because=because)


@named
def readiness_gap(reading: Reading, *, points: float) -> Hit | None:
    label, head, feet = reading.words.construct_label, reading.value("HEAD"), reading.value("FEET")
    if head is None or feet is None or head - feet < points:
        return None
    return Hit(
        points=75.0 - feet if feet < 75 else float(head - feet),
        about=("readiness",),
        # Translators: names of two scores: "Seeing the reasons at least 25 points above Acting on it".
        because=_("{score} at least {points} points above {other}").format(
            score=label("HEAD"), points=number(points), other=label("FEET")
        ),
    )


@named
def visibility(reading: Reading, *, units: Sequence[str]) -> Hit | None:
    """Functions, of these or of all, that cannot see a part of the system."""
    blind = [gap for gap in reading.published.visibility if not units or gap.unit in units]
    if not blind:
        return None
    functions = tuple(dict.fromkeys(gap.unit for gap in blind))
    return Hit(
        points=40,
        about=(*(f"visibility:{unit}" for unit in functions), "visibility:shared"),
        because=ngettext(
            "{functions} often cannot tell", "{functions} often cannot tell", len(functions)
        ).format(functions=reading.words.functions(functions)),
        reach=len(functions),
        functions=functions,
    )


@named
def others_below(reading: Reading, *, construct: str, unit: str, cut: float) -> Hit | None:
    """What the other functions say of something that is one function's matter."""
    value = _others(reading, construct, unit)
    if value is None or value >= cut:
        return None
    words = reading.words
    return Hit(
        points=max(0.0, reading.target(construct) - value),
        construct=construct,
        about=(f"unmet:{construct}", f"gap:{unit}"),
        # Translators: what all functions but one say: "Marketing's role below 50 outside marketing".
        because=_("{score} below {cut} outside {function}").format(
            score=words.construct_label(construct), cut=number(cut), function=words.function(unit)
        ),
    )


def _others(reading: Reading, construct: str, unit: str) -> int | None:
    """The mean of the other units: this unit less its gap; everybody's where the unit cannot be shown."""
    own, gap = reading.estimate(construct, unit), reading.gap(construct, unit)
    if own is None or own.bound or gap is None:
        return reading.value(construct)
    return own.value - gap.points
