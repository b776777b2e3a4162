"""Tests on what functions say of themselves: their own questions, their part, the practices of leaders."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.contributions import missed
from reports.reading import Reading
from reports.triggers.hits import Hit, named
from reports.wording import number

TARGET = 75.0
"""What a facet, a module or a practice should reach: on average "agree", or in regular use."""


@named
def module_below(reading: Reading, *, unit: str, cut: float) -> Hit | None:
    """A function's own questions, all facets together."""
    value = _module(reading, unit)
    if value is None or value >= cut:
        return None
    said = _("own questions of {function} below {cut}")
    because = said.format(function=reading.words.function(unit), cut=number(cut))
    return Hit(points=TARGET - value, about=(), because=because, functions=(unit,))


@named
def module_untold(reading: Reading, *, unit: str) -> Hit | None:
    """A function whose own questions may not be shown, or that has none."""
    if _module(reading, unit) is not None:
        return None
    said = _("own questions of {function} cannot be shown")
    return Hit(points=0, about=(), because=said.format(function=reading.words.function(unit)))


def _module(reading: Reading, unit: str) -> int | None:
    module = reading.published.modules.get(unit)
    return module.overall.value if module and module.overall else None


@named
def facet_below(reading: Reading, *, facet: str, cut: float, unit: str = "") -> Hit | None:
    """Functions that rate this facet of their own questions low: knowledge, process, crossings, measures."""
    values = {
        key: value for key in _asked(reading, unit) if (value := _facet(reading, key, facet)) is not None
    }
    low = [key for key, value in values.items() if value < cut]
    if not low:
        return None
    words = reading.words
    return Hit(
        points=TARGET - min(values[key] for key in low),
        about=(),
        # Translators: {facet} is one of four parts of a function's work: "knowledge", "process".
        because=_("{facet} below {cut} in {functions}").format(
            facet=words.facet(facet), cut=number(cut), functions=words.functions(low)
        ),
        functions=tuple(low),
    )


@named
def facet_untold(reading: Reading, *, facet: str, unit: str) -> Hit | None:
    if _facet(reading, unit, facet) is not None:
        return None
    words = reading.words
    said = _("{facet} in {function} cannot be shown")
    because = said.format(facet=words.facet(facet), function=words.function(unit))
    return Hit(points=0, about=(), because=because)


def _asked(reading: Reading, unit: str) -> Sequence[str]:
    return [unit] if unit else list(reading.published.modules)


def _facet(reading: Reading, unit: str, facet: str) -> int | None:
    module = reading.published.modules.get(unit)
    found = module.facets.get(facet) if module else None
    return found.value if found else None


@named
def practice_below(reading: Reading, *, practice: str, group: str, cut: float) -> Hit | None:
    """A practice of leaders and managers; its group where the practice alone is not published."""
    value = reading.value(practice)
    key = group if value is None else practice
    found = reading.value(key)
    if found is None or found >= cut:
        return None
    return Hit(
        points=max(0.0, reading.target(group) - found),
        construct=group,
        about=(f"unmet:{group}",),
        because=_("{score} below {cut}").format(score=reading.words.construct_label(key), cut=number(cut)),
    )


@named
def role_misplaced(reading: Reading, *, units: Sequence[str]) -> Hit | None:
    """Functions most of whose people contribute something else than is expected of them."""
    roles = reading.published.roles
    held = roles.units if roles else {}
    found = [unit for unit in units if unit in held and held[unit].state == "misplaced"]
    if not found:
        return None
    return Hit(
        points=TARGET / 2,
        about=tuple(f"misplaced:{unit}" for unit in found),
        because=ngettext(
            "{functions} mainly contribute something else than is expected",
            "{functions} mainly contribute something else than is expected",
            len(found),
        ).format(functions=reading.words.functions(found)),
        reach=len(found),
        functions=tuple(found),
    )


@named
def role_vacant(reading: Reading) -> Hit | None:
    """Contributions that no function mainly makes, though one that is shown is expected to."""
    vacant = missed(reading)
    if not vacant:
        return None
    return Hit(
        points=TARGET / 2,
        about=tuple(f"vacant:{part}" for part in vacant),
        because=_("a contribution that no function mainly makes"),
        reach=len(vacant),
    )
