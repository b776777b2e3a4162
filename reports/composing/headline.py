"""The headline: what a board should remember, made of the leading findings, calm when they are calm."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reports.composing.agreement import speaks_as_one
from reports.composing.owners import equipped, names, settled
from reports.documents import Span
from reports.reading import Reading
from reports.wording import count, plural, points, start
from scoring.published import PublicStage

Spans = tuple[Span, ...]
MANY_CONSTRUCTS = 3
WIDE_MIRROR = 15
NAMED_STAGES = 3
NOBODY_APART = "; no function sees a clearly different company."


def plain(text: str) -> Span:
    return Span(text=text)


def strong(text: str) -> Span:
    return Span(text=text, tone="strong")


def headline(reading: Reading) -> Spans:
    """One or two sentences; the strong part is what must not be missed, and calm data have none."""
    if reading.says_nothing:
        if reading.published.n is not None:
            return (plain("Too few questions were answered to show anything yet."),)
        needed = count(reading.published.minimum_group)
        return (plain(f"Too few answers to show anything yet: at least {needed} are needed."),)
    found = (lead(reading) for lead in LEADS)
    return next(spans for spans in found if spans)


def few(stages: Sequence[PublicStage], *, reading: Reading) -> str:
    """Up to three stages by name; more of them as a count, since a headline is no list."""
    if len(stages) <= NAMED_STAGES:
        return reading.words.stages(names(stages))
    return f"{count(len(stages))} of the {count(len(reading.journey))} stages"


# --- Leads, the gravest first; each ends its own sentence ---------------------------------------------


def _orphaned(reading: Reading) -> Spans:
    stages = reading.likely("orphaned")
    if not stages:
        return ()
    lead = strong(f"Nobody answers for {few(stages, reading=reading)}")
    maturity = reading.published.maturity
    if [gate.key for gate in reading.unmet()] == ["no orphan"] and maturity.held_by_gates:
        one = plural(len(stages), "one ownerless stage holds", f"{count(len(stages))} ownerless stages hold")
        return lead, plain(f": {one} a Stage {maturity.index_stage} average at Stage {maturity.stage}.")
    return lead, plain(_rest_of_the_map(reading))


def _rest_of_the_map(reading: Reading) -> str:
    owned, total = len(settled(reading)), len(reading.journey)
    if not total:
        return "."
    if not owned:
        return ", and no stage has an owner who accepts it."
    return (
        f"; {count(owned)} of the {count(total)} stages {plural(owned, 'has', 'have')} an owner who accepts."
    )


def _refused(reading: Reading) -> Spans:
    refused = reading.flagged("refused")
    function, stages = next(iter(refused.items()), ("", []))
    if len(stages) < 2:
        return ()
    many = f"{start(count(len(stages)))} of the {count(len(reading.journey))} stages"
    name = reading.words.function(function)
    return plain(f"{many} are given to {name}, "), strong(f"and {name} would not take them on"), plain(".")


def _alone(reading: Reading) -> Spans:
    """One function names itself where others do not, and describes another company than they do."""
    for function, stages in reading.flagged("overclaimed").items():
        above = [gap for gap in reading.clear_gaps(unit=function) if gap.points > 0]
        if len(stages) >= 2 and len(above) >= MANY_CONSTRUCTS:
            return _carrier(function, stages, reading=reading)
    return ()


def _carrier(function: str, stages: Sequence[PublicStage], *, reading: Reading) -> Spans:
    lead = plain(f"{start(reading.words.function(function))} believes that it carries the customer. ")
    shared = [stage for stage in stages if stage.state == "diffuse"]
    if not shared:
        return (
            lead,
            strong(f"On {few(stages, reading=reading)} the others do not see it so"),
            plain("."),
        )
    where = few(shared, reading=reading)
    belong = plural(len(shared), "belongs", "belong")
    return lead, strong(f"To everyone else, {where} {belong} to all and so to no one"), plain(".")


def _two_companies(reading: Reading) -> Spans:
    gaps = reading.clear_level_gaps()
    if len(gaps) < MANY_CONSTRUCTS:
        return ()
    lead = (plain("Leaders and the front line "), strong("describe two different companies"))
    unsettled = len(reading.unsettled())
    if not unsettled:
        return *lead, plain(".")
    has = plural(unsettled, "has", "have")
    return *lead, plain(
        f"; {count(unsettled)} of the {count(len(reading.journey))} stages {has} no settled owner."
    )


def _aiming(reading: Reading) -> Spans:
    """Everything asked for the next stage is there but putting customers' goals first."""
    unmet, together = reading.unmet(), reading.value("MO")
    if not unmet or {gate.construct for gate in unmet} != {"AE"} or together is None:
        return ()
    if not reading.published.maturity.held_by_gates or together < 62.5:
        return ()
    return (
        plain("The functions work closely together, "),
        strong("but customers' goals do not come first yet"),
        plain(_outside(reading)),
    )


def _outside(reading: Reading) -> str:
    mirror = reading.published.mirror
    if mirror is None or mirror.total.state != "clear" or mirror.total.points <= 0:
        return "."
    return f"; customers rate the company {points(mirror.total.points)} lower than staff believe."


def _far_outside(reading: Reading) -> Spans:
    mirror = reading.published.mirror
    if mirror is None or mirror.total.state != "clear" or abs(mirror.total.points) < WIDE_MIRROR:
        return ()
    side = "lower" if mirror.total.points > 0 else "higher"
    return (
        plain("Customers rate the company "),
        strong(f"{points(mirror.total.points)} {side} than staff believe"),
        plain("."),
    )


def _diffuse(reading: Reading) -> Spans:
    stages = reading.likely("diffuse")
    if not stages:
        return ()
    where = start(few(stages, reading=reading))
    text = f"{where} {plural(len(stages), 'belongs', 'belong')} to everyone, and so to no one"
    return strong(text), plain(_rest_of_the_map(reading))


def _refused_once(reading: Reading) -> Spans:
    for function, stages in reading.flagged("refused").items():
        name = reading.words.function(function)
        where = few(stages, reading=reading)
        return (
            plain(f"{start(where)} is given to {name}, "),
            strong(f"and {name} would not take it on"),
            plain("."),
        )
    return ()


def _contested(reading: Reading) -> Spans:
    stages = reading.likely("contested")
    if not stages:
        return ()
    where = start(few(stages, reading=reading))
    text = f"{where} {plural(len(stages), 'has', 'have')} two owners, depending on who is asked"
    return strong(text), plain(_rest_of_the_map(reading))


def _apart(reading: Reading) -> Spans:
    units = reading.units_with_clear_gaps()
    if not units:
        return ()
    unit, widest = units[0], reading.clear_gaps(unit=units[0])[0]
    verb = reading.words.verb(unit, "describes", "describe")
    average = "" if speaks_as_one(widest.construct, unit, reading=reading) else "on average "
    name = reading.words.function(unit)
    lead = strong(start(f"{average}{name} {verb} another company than the others do"))
    return lead, plain(_rest_of_the_map(reading))


def _overclaimed(reading: Reading) -> Spans:
    for function, stages in reading.flagged("overclaimed").items():
        where = few(stages, reading=reading)
        lead = plain(f"{start(reading.words.function(function))} sees itself as answering for {where}; ")
        return lead, strong("few elsewhere see it so"), plain(".")
    return ()


def _level(reading: Reading) -> Spans:
    gaps = reading.clear_level_gaps()
    if not gaps:
        return ()
    what = reading.words.construct(gaps[0].construct)
    return plain(f"On {what}, "), strong("leaders and the front line see different things"), plain(".")


def _unowned(reading: Reading) -> Spans:
    """No stage is disputed, and fewer than three in four have an owner who accepts."""
    owned, total = len(settled(reading)), len(reading.journey)
    if owned * 4 >= total * 3:
        return ()
    if not owned:
        return strong("No stage has a settled owner"), plain(NOBODY_APART)
    many = f"{start(count(owned))} of the {count(total)} stages"
    return strong(f"{many} {plural(owned, 'has', 'have')} a settled owner"), plain(NOBODY_APART)


def _calm(reading: Reading) -> Spans:
    owned, total = len(settled(reading)), len(reading.journey)
    if not total:
        return (
            plain("No function sees a clearly different company; who answers for the customer is not known."),
        )
    accepts = "" if equipped(reading) else " who accepts it"
    every = f"every stage has one owner{accepts}"
    most = f"{count(owned)} of the {count(total)} stages have one owner{accepts}"
    text = f": {every if owned == total else most}, and no function sees a clearly different company."
    return (plain(f"Nothing stands out{text}"),)


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
