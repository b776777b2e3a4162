"""Findings on where functions and levels see different companies, and on what is strong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.agreement import divided, speaks_as_one
from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses, labelled
from reports.composing.ranges import range_of, signed_range
from reports.reading import Reading, estimate_text
from reports.wording import count, sentence, signed, signed_interval, some
from scoring.published import PublicEstimate, PublicGap, PublicLevelGap


def gap_findings(reading: Reading) -> Iterator[Found]:
    for unit in reading.units_with_clear_gaps():
        yield _unit_gap(unit, reading=reading)
    if reading.clear_level_gaps():
        yield _level_gap(reading)


def gap_weight(gaps: Sequence[PublicGap | PublicLevelGap], *, reading: Reading) -> float:
    """Size times what there is to gain, of the gap for which that is most; equal ones by size alone."""
    weights = []
    for gap in gaps:
        gain = reading.priority(gap.construct)
        weights.append(abs(gap.points) * (1.0 if gain is None else gain) + abs(gap.points) / 1000)
    return max(weights)


def others(gap: PublicGap, reading: Reading) -> int | None:
    """What the other functions say together: the unit's score less the gap."""
    own = reading.estimate(gap.construct, gap.unit)
    return None if own is None or own.bound else own.value - gap.points


def _unit_gap(unit: str, *, reading: Reading) -> Found:
    gaps = reading.clear_gaps(unit=unit)
    return Found(
        id=f"gap:{unit}:{'+'.join(gap.construct for gap in gaps)}",
        state="clear",
        topic="orientation",
        order=Order.GAP,
        subject=reading.words.label(unit),
        sentence=_unit_gap_sentence(gaps, reading=reading),
        evidence=sentence(clauses(_gap_evidence(gap, reading=reading) for gap in gaps[:3])),
        so_what=_unit_gap_so_what(gaps, reading=reading),
        weight=gap_weight(gaps, reading=reading),
    )


def _unit_gap_sentence(gaps: list[PublicGap], *, reading: Reading) -> str:
    """A function "rates" only what its people agree on; else the sentence speaks of its average."""
    words, widest = reading.words, gaps[0]
    one = speaks_as_one(widest.construct, widest.unit, reading=reading)
    same = [gap for gap in gaps[1:] if (gap.points > 0) == (widest.points > 0)]
    number = words.number(widest.unit)
    rates = _rates(widest, number=number) if one else _rates_on_average(widest, number=number)
    return sentence(
        rates[1 if same else 0].format(
            function=words.function(widest.unit),
            construct=words.construct(widest.construct),
            points=abs(widest.points),
            constructs=some([words.construct(gap.construct) for gap in same], most=2),
        )
    )


def _rates(gap: PublicGap, *, number: int) -> tuple[str, str]:
    """What a function that speaks as one says of one score, and of this and further ones."""
    if gap.points > 0:
        return (
            ngettext(
                "{function} rates {construct} {points} points above the other functions",
                "{function} rate {construct} {points} points above the other functions",
                number,
            ),
            ngettext(
                "{function} rates {construct} {points} points above the other functions, and is clearly "
                "above them on {constructs}",
                "{function} rate {construct} {points} points above the other functions, and are clearly "
                "above them on {constructs}",
                number,
            ),
        )
    return (
        ngettext(
            "{function} rates {construct} {points} points below the other functions",
            "{function} rate {construct} {points} points below the other functions",
            number,
        ),
        ngettext(
            "{function} rates {construct} {points} points below the other functions, and is clearly below "
            "them on {constructs}",
            "{function} rate {construct} {points} points below the other functions, and are clearly below "
            "them on {constructs}",
            number,
        ),
    )


def _rates_on_average(gap: PublicGap, *, number: int) -> tuple[str, str]:
    """The same of a function whose people are not of one mind."""
    if gap.points > 0:
        return (
            ngettext(
                "on average {function} rates {construct} {points} points above the other functions",
                "on average {function} rate {construct} {points} points above the other functions",
                number,
            ),
            ngettext(
                "on average {function} rates {construct} {points} points above the other functions, and is "
                "clearly above them on {constructs}",
                "on average {function} rate {construct} {points} points above the other functions, and are "
                "clearly above them on {constructs}",
                number,
            ),
        )
    return (
        ngettext(
            "on average {function} rates {construct} {points} points below the other functions",
            "on average {function} rate {construct} {points} points below the other functions",
            number,
        ),
        ngettext(
            "on average {function} rates {construct} {points} points below the other functions, and is "
            "clearly below them on {constructs}",
            "on average {function} rate {construct} {points} points below the other functions, and are "
            "clearly below them on {constructs}",
            number,
        ),
    )


def _gap_evidence(gap: PublicGap, *, reading: Reading) -> str:
    rest = others(gap, reading)
    beside = _("{score} {value}") if rest is None else _("{score} {value} against {others}")
    scores = beside.format(
        score=reading.words.construct_label(gap.construct),
        value=estimate_text(reading.estimate(gap.construct, gap.unit)),
        others=rest,
    )
    apart = _("gap {interval}").format(interval=signed_interval(gap.low, gap.high))
    opinion = divided(gap.construct, gap.unit, reading=reading)
    return ", ".join(part for part in (scores, apart, reading.words.answers(gap.n), opinion) if part)


def _unit_gap_so_what(gaps: list[PublicGap], *, reading: Reading) -> str:
    unit = gaps[0].unit
    number = reading.words.number(unit)
    if not speaks_as_one(gaps[0].construct, unit, reading=reading):
        so_what = ngettext(
            "{function} does not speak with one voice here: ask its people what each of them sees",
            "{function} do not speak with one voice here: ask their people what each of them sees",
            number,
        )
    elif gaps[0].points > 0:
        so_what = ngettext(
            "the company that {function} describes is not the one the others work in",
            "the company that {function} describe is not the one the others work in",
            number,
        )
    else:
        so_what = ngettext(
            "the company that {function} describes is less connected than the one the others work in",
            "the company that {function} describe is less connected than the one the others work in",
            number,
        )
    return sentence(so_what.format(function=reading.words.function(unit)))


def _level_gap(reading: Reading) -> Found:
    gaps = reading.clear_level_gaps()
    widest = gaps[0]
    above = widest.points > 0
    return Found(
        id=f"level:{'+'.join(gap.construct for gap in gaps)}",
        state="clear",
        topic="gaps",
        order=Order.GAP,
        subject=_("Leaders and the front line"),
        sentence=_level_gap_sentence(gaps, reading=reading),
        evidence=sentence(
            clauses([*(_level_evidence(gap, reading=reading) for gap in gaps[:4]), _asked(widest)])
        ),
        so_what=_("Plans made on the view from the top describe a company the front line does not meet.")
        if above
        else _("The front line sees things at work that have not reached its leaders."),
        weight=gap_weight(gaps, reading=reading),
    )


def _level_gap_sentence(gaps: list[PublicLevelGap], *, reading: Reading) -> str:
    words, widest = reading.words, gaps[0]
    lead = (
        _("leaders and managers rate {construct} {points} points above the front line")
        if widest.points > 0
        else _("leaders and managers rate {construct} {points} points below the front line")
    )
    said = [lead.format(construct=words.construct(widest.construct), points=abs(widest.points))]
    same = [gap for gap in gaps[1:] if (gap.points > 0) == (widest.points > 0)]
    if same:
        more = some([words.construct(gap.construct) for gap in same])
        said.append(_("the same holds for {constructs}").format(constructs=more))
    return sentence(clauses(said))


def _asked(gap: PublicLevelGap) -> str:
    # Translators: both numbers are bands of answers, such as "10–19".
    asked = _("{lead} leaders and managers, {front} of the front line")
    return asked.format(lead=gap.n_lead, front=gap.n_front)


def _level_evidence(gap: PublicLevelGap, *, reading: Reading) -> str:
    label = reading.words.construct_label(gap.construct)
    return f"{label} {signed(gap.points)}, {signed_range(gap.low, gap.high)}"


# --- Strengths --------------------------------------------------------------------------------------


def strength_findings(reading: Reading) -> Iterator[Found]:
    """Every construct high beyond doubt; when none is, functions that see the company alike."""
    strengths = reading.strengths()
    for key in strengths:
        estimate = reading.estimate(key)
        assert estimate is not None, key
        yield Found(
            id=f"strength:{key}",
            state="strength",
            topic="readiness" if key in ("HEAD", "HEART", "FEET") else "orientation",
            order=Order.STRENGTH,
            subject=reading.words.construct_label(key),
            sentence=sentence(labelled(reading.words.strength(key), _out_of_100(estimate))),
            evidence=sentence(f"{range_of(estimate)}, {reading.words.answers(estimate.n)}"),
            so_what=_("This is ground to build on."),
            weight=estimate.value,
        )
    if not strengths and _all_alike(reading):
        yield _alike(reading)


def _out_of_100(estimate: PublicEstimate) -> str:
    return _("{score} of 100").format(score=estimate_text(estimate))


def _all_alike(reading: Reading) -> bool:
    gaps = [gap for gap in reading.published.gaps if gap.construct == "MO"]
    return bool(gaps) and all(gap.state == "aligned" for gap in gaps)


def _alike(reading: Reading) -> Found:
    gaps = [gap for gap in reading.published.gaps if gap.construct == "MO"]
    widest = max(gaps, key=lambda gap: (abs(gap.points), gap.unit))
    return Found(
        id="strength:alike:MO",
        state="strength",
        topic="orientation",
        order=Order.STRENGTH,
        subject=reading.words.construct_label("MO"),
        sentence=_("The functions see market orientation alike, each within ten points of the others."),
        evidence=sentence(clauses([_widest(widest, reading=reading), _units(gaps)])),
        so_what=_("One picture shared by all is ground to build on."),
    )


def _widest(gap: PublicGap, *, reading: Reading) -> str:
    amount = abs(gap.points)
    if not amount:
        apart = _("the widest difference is {function}, level with the others")
    elif gap.points > 0:
        apart = ngettext(
            "the widest difference is {function}, {points} point above the others",
            "the widest difference is {function}, {points} points above the others",
            amount,
        )
    else:
        apart = ngettext(
            "the widest difference is {function}, {points} point below the others",
            "the widest difference is {function}, {points} points below the others",
            amount,
        )
    said = apart.format(function=reading.words.function(gap.unit), points=amount)
    return f"{said}, {signed_range(gap.low, gap.high)}"


def _units(gaps: Sequence[PublicGap]) -> str:
    units = ngettext("{count} reporting unit", "{count} reporting units", len(gaps))
    return units.format(count=count(len(gaps)))
