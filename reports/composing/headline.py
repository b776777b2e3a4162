"""The headline: what a board should remember, made of the leading findings, calm when they are calm."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.agreement import speaks_as_one
from reports.composing.emphasis import Spans, marked, plain
from reports.composing.headline_owners import (
    alone,
    contested,
    diffuse,
    orphaned,
    overclaimed,
    refused_often,
    refused_once,
    rest_of_the_map,
    unowned,
)
from reports.composing.owned import settled, takes_means
from reports.reading import Reading
from reports.wording import count

MANY_CONSTRUCTS = 3
WIDE_MIRROR = 15


def headline(reading: Reading) -> Spans:
    """One or two sentences; the strong part is what must not be missed, and calm data have none."""
    if reading.says_nothing:
        if reading.published.n is not None:
            return marked(_("Too few questions were answered to show anything yet."))
        needed = count(reading.published.minimum_group)
        return marked(_("Too few answers to show anything yet: at least {count} are needed."), count=needed)
    found = (lead(reading) for lead in LEADS)
    return next(spans for spans in found if spans)


# --- Leads, the gravest first; each ends its own sentence ---------------------------------------------


def _two_companies(reading: Reading) -> Spans:
    gaps = reading.clear_level_gaps()
    if len(gaps) < MANY_CONSTRUCTS:
        return ()
    unsettled = len(reading.unsettled())
    if not unsettled:
        return marked(_("Leaders and the front line **describe two different companies**."))
    no_owner = ngettext(
        "Leaders and the front line **describe two different companies**; {count} of the {total} stages has "
        "no settled owner.",
        "Leaders and the front line **describe two different companies**; {count} of the {total} stages have "
        "no settled owner.",
        unsettled,
    )
    return marked(no_owner, count=count(unsettled), total=count(len(reading.journey)))


def _aiming(reading: Reading) -> Spans:
    """Everything asked for the next stage is there but putting customers' goals first."""
    unmet, together = reading.unmet(), reading.value("MO")
    if not unmet or {gate.construct for gate in unmet} != {"AE"} or together is None:
        return ()
    if not reading.published.maturity.held_by_gates or together < 62.5:
        return ()
    mirror = reading.published.mirror
    if mirror is None or mirror.total.state != "clear" or mirror.total.points <= 0:
        return marked(
            _("The functions work closely together, **but customers' goals do not come first yet**.")
        )
    lower = ngettext(
        "The functions work closely together, **but customers' goals do not come first yet**; customers rate "
        "the company {points} point lower than staff believe.",
        "The functions work closely together, **but customers' goals do not come first yet**; customers rate "
        "the company {points} points lower than staff believe.",
        mirror.total.points,
    )
    return marked(lower, points=mirror.total.points)


def _far_outside(reading: Reading) -> Spans:
    mirror = reading.published.mirror
    if mirror is None or mirror.total.state != "clear" or abs(mirror.total.points) < WIDE_MIRROR:
        return ()
    rated = (
        _("Customers rate the company **{points} points lower than staff believe**.")
        if mirror.total.points > 0
        else _("Customers rate the company **{points} points higher than staff believe**.")
    )
    return marked(rated, points=abs(mirror.total.points))


def _apart(reading: Reading) -> Spans:
    """A function "describes" only what its people agree on; else the sentence speaks of its average."""
    units = reading.units_with_clear_gaps()
    if not units:
        return ()
    unit, widest = units[0], reading.clear_gaps(unit=units[0])[0]
    number = reading.words.number(unit)
    another = (
        ngettext(
            "**{function} describes another company than the others do**",
            "**{function} describe another company than the others do**",
            number,
        )
        if speaks_as_one(widest.construct, unit, reading=reading)
        else ngettext(
            "**on average {function} describes another company than the others do**",
            "**on average {function} describe another company than the others do**",
            number,
        )
    )
    return *marked(another, function=reading.words.function(unit)), plain(rest_of_the_map(reading))


def _level(reading: Reading) -> Spans:
    gaps = reading.clear_level_gaps()
    if not gaps:
        return ()
    differ = _("On {construct}, **leaders and the front line see different things**.")
    return marked(differ, construct=reading.words.construct(gaps[0].construct))


def _calm(reading: Reading) -> Spans:
    owned, total = len(settled(reading)), len(reading.journey)
    if not total:
        return marked(
            _("No function sees a clearly different company; who answers for the customer is not known.")
        )
    calm = _calm_throughout(reading) if owned == total else _calm_mostly(reading)
    return marked(calm, count=count(owned), total=count(total))


def _calm_throughout(reading: Reading) -> str:
    if takes_means(reading):
        return _(
            "Nothing stands out: every stage has one owner, and no function sees a clearly different company."
        )
    return _(
        "Nothing stands out: every stage has one owner who accepts it, and no function sees a clearly "
        "different company."
    )


def _calm_mostly(reading: Reading) -> str:
    if takes_means(reading):
        return _(
            "Nothing stands out: {count} of the {total} stages have one owner, and no function sees a "
            "clearly different company."
        )
    return _(
        "Nothing stands out: {count} of the {total} stages have one owner who accepts it, and no function "
        "sees a clearly different company."
    )


Lead = Callable[[Reading], Spans]
LEADS: tuple[Lead, ...] = (
    orphaned,
    refused_often,
    alone,
    _two_companies,
    _aiming,
    _far_outside,
    diffuse,
    refused_once,
    contested,
    _apart,
    overclaimed,
    _level,
    unowned,
    _calm,
)
