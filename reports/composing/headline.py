"""The headline: what a board should remember, made of the leading findings, calm when they are calm."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.agreement import speaks_as_one
from reports.composing.emphasis import Spans, marked, plain
from reports.composing.owned import names, settled, takes_means
from reports.reading import Reading
from reports.wording import count
from scoring.published import PublicStage

MANY_CONSTRUCTS = 3
WIDE_MIRROR = 15
NAMED_STAGES = 3


def headline(reading: Reading) -> Spans:
    """One or two sentences; the strong part is what must not be missed, and calm data have none."""
    if reading.says_nothing:
        if reading.published.n is not None:
            return marked(_("Too few questions were answered to show anything yet."))
        needed = count(reading.published.minimum_group)
        return marked(_("Too few answers to show anything yet: at least {count} are needed."), count=needed)
    found = (lead(reading) for lead in LEADS)
    return next(spans for spans in found if spans)


def few(stages: Sequence[PublicStage], *, reading: Reading) -> str:
    """Up to three stages by name; more of them as a count, since a headline is no list."""
    if len(stages) <= NAMED_STAGES:
        return reading.words.stages(names(stages))
    # Translators: fills {stages} of a headline in place of the stages' names.
    many = _("{count} of the {total} stages")
    return many.format(count=count(len(stages)), total=count(len(reading.journey)))


# --- Leads, the gravest first; each ends its own sentence ---------------------------------------------


def _orphaned(reading: Reading) -> Spans:
    stages = reading.likely("orphaned")
    if not stages:
        return ()
    where, maturity = few(stages, reading=reading), reading.published.maturity
    if [gate.key for gate in reading.unmet()] == ["no orphan"] and maturity.held_by_gates:
        held = ngettext(
            "**Nobody answers for {stages}**: {count} ownerless stage holds a Stage {index} average at "
            "Stage {stage}.",
            "**Nobody answers for {stages}**: {count} ownerless stages hold a Stage {index} average at "
            "Stage {stage}.",
            len(stages),
        )
        return marked(
            held,
            stages=where,
            count=count(len(stages)),
            index=maturity.index_stage,
            stage=maturity.stage,
        )
    return *marked(_("**Nobody answers for {stages}**"), stages=where), plain(_rest_of_the_map(reading))


def _rest_of_the_map(reading: Reading) -> str:
    """What follows a lead on the map: how many stages have an owner who accepts."""
    owned, total = len(settled(reading)), len(reading.journey)
    if not total:
        return "."
    if not owned:
        # Translators: ends a sentence that says who answers for which stages.
        return _(", and no stage has an owner who accepts it.")
    # Translators: ends a sentence that says who answers for which stages.
    some = ngettext(
        "; {count} of the {total} stages has an owner who accepts.",
        "; {count} of the {total} stages have an owner who accepts.",
        owned,
    )
    return some.format(count=count(owned), total=count(total))


def _refused(reading: Reading) -> Spans:
    refused = reading.flagged("refused")
    function, stages = next(iter(refused.items()), ("", []))
    if len(stages) < 2:
        return ()
    return marked(
        _(
            "{count} of the {total} stages are given to {function}, **and {function} would not take them "
            "on**."
        ),
        count=count(len(stages)),
        total=count(len(reading.journey)),
        function=reading.words.function(function),
    )


def _alone(reading: Reading) -> Spans:
    """One function names itself where others do not, and describes another company than they do."""
    for function, stages in reading.flagged("overclaimed").items():
        above = [gap for gap in reading.clear_gaps(unit=function) if gap.points > 0]
        if len(stages) >= 2 and len(above) >= MANY_CONSTRUCTS:
            return _carrier(function, stages, reading=reading)
    return ()


def _carrier(function: str, stages: Sequence[PublicStage], *, reading: Reading) -> Spans:
    name = reading.words.function(function)
    shared = [stage for stage in stages if stage.state == "diffuse"]
    if not shared:
        unseen = _(
            "{function} believes that it carries the customer. **On {stages} the others do not see it so**."
        )
        return marked(unseen, function=name, stages=few(stages, reading=reading))
    nobodys = ngettext(
        "{function} believes that it carries the customer. **To everyone else, {stages} belongs to all and "
        "so to no one**.",
        "{function} believes that it carries the customer. **To everyone else, {stages} belong to all and "
        "so to no one**.",
        len(shared),
    )
    return marked(nobodys, function=name, stages=few(shared, reading=reading))


def _two_companies(reading: Reading) -> Spans:
    gaps = reading.clear_level_gaps()
    if len(gaps) < MANY_CONSTRUCTS:
        return ()
    unsettled = len(reading.unsettled())
    if not unsettled:
        return marked(_("Leaders and the front line **describe two different companies**."))
    unowned = ngettext(
        "Leaders and the front line **describe two different companies**; {count} of the {total} stages has "
        "no settled owner.",
        "Leaders and the front line **describe two different companies**; {count} of the {total} stages have "
        "no settled owner.",
        unsettled,
    )
    return marked(unowned, count=count(unsettled), total=count(len(reading.journey)))


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


def _diffuse(reading: Reading) -> Spans:
    stages = reading.likely("diffuse")
    if not stages:
        return ()
    everyones = ngettext(
        "**{stages} belongs to everyone, and so to no one**",
        "**{stages} belong to everyone, and so to no one**",
        len(stages),
    )
    return *marked(everyones, stages=few(stages, reading=reading)), plain(_rest_of_the_map(reading))


def _refused_once(reading: Reading) -> Spans:
    for function, stages in reading.flagged("refused").items():
        return marked(
            _("{stages} is given to {function}, **and {function} would not take it on**."),
            stages=few(stages, reading=reading),
            function=reading.words.function(function),
        )
    return ()


def _contested(reading: Reading) -> Spans:
    stages = reading.likely("contested")
    if not stages:
        return ()
    twice = ngettext(
        "**{stages} has two owners, depending on who is asked**",
        "**{stages} have two owners, depending on who is asked**",
        len(stages),
    )
    return *marked(twice, stages=few(stages, reading=reading)), plain(_rest_of_the_map(reading))


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
    return *marked(another, function=reading.words.function(unit)), plain(_rest_of_the_map(reading))


def _overclaimed(reading: Reading) -> Spans:
    for function, stages in reading.flagged("overclaimed").items():
        return marked(
            _("{function} sees itself as answering for {stages}; **few elsewhere see it so**."),
            function=reading.words.function(function),
            stages=few(stages, reading=reading),
        )
    return ()


def _level(reading: Reading) -> Spans:
    gaps = reading.clear_level_gaps()
    if not gaps:
        return ()
    differ = _("On {construct}, **leaders and the front line see different things**.")
    return marked(differ, construct=reading.words.construct(gaps[0].construct))


def _unowned(reading: Reading) -> Spans:
    """No stage is disputed, and fewer than three in four have an owner who accepts."""
    owned, total = len(settled(reading)), len(reading.journey)
    if owned * 4 >= total * 3:
        return ()
    if not owned:
        return marked(_("**No stage has a settled owner**; no function sees a clearly different company."))
    some = ngettext(
        "**{count} of the {total} stages has a settled owner**; no function sees a clearly different "
        "company.",
        "**{count} of the {total} stages have a settled owner**; no function sees a clearly different "
        "company.",
        owned,
    )
    return marked(some, count=count(owned), total=count(total))


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
    _orphaned,
    _refused,
    _alone,
    _two_companies,
    _aiming,
    _far_outside,
    _diffuse,
    _refused_once,
    _contested,
    _apart,
    _overclaimed,
    _level,
    _unowned,
    _calm,
)
