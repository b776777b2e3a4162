"""Findings on where functions, levels and customers see different companies, and on what is strong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.composing.agreement import divided, speaks_as_one
from reports.composing.found import Found, Order
from reports.reading import Reading, estimate_text
from reports.wording import (
    apart,
    count,
    interval,
    join,
    points,
    sentence,
    signed,
    signed_interval,
    some,
    start,
)
from scoring.published import PublicGap, PublicLevelGap, PublicMirrorRow


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
        evidence=sentence("; ".join(_gap_evidence(gap, reading=reading) for gap in gaps[:3])),
        so_what=_unit_gap_so_what(gaps, reading=reading),
        weight=gap_weight(gaps, reading=reading),
    )


def _unit_gap_sentence(gaps: list[PublicGap], *, reading: Reading) -> str:
    """A function "rates" only what its people agree on; else the sentence speaks of its average."""
    words, widest = reading.words, gaps[0]
    verb = words.verb(widest.unit, "rates", "rate")
    what = f"{words.construct(widest.construct)} {apart(widest.points)} the other functions"
    one = speaks_as_one(widest.construct, widest.unit, reading=reading)
    lead = f"{'' if one else 'on average '}{words.function(widest.unit)} {verb} {what}"
    same = [gap for gap in gaps[1:] if (gap.points > 0) == (widest.points > 0)]
    if not same:
        return sentence(lead)
    side = "above" if widest.points > 0 else "below"
    stands = words.verb(widest.unit, "is", "are")
    more = some([words.construct(gap.construct) for gap in same], most=2)
    return sentence(f"{lead}, and {stands} clearly {side} them on {more}")


def _gap_evidence(gap: PublicGap, *, reading: Reading) -> str:
    own = estimate_text(reading.estimate(gap.construct, gap.unit))
    rest = others(gap, reading)
    against = "" if rest is None else f" against {rest}"
    text = (
        f"{reading.words.construct_label(gap.construct)} {own}{against}, "
        f"gap {signed_interval(gap.low, gap.high)}, {reading.words.answers(gap.n)}"
    )
    return ", ".join(part for part in (text, divided(gap.construct, gap.unit, reading=reading)) if part)


def _unit_gap_so_what(gaps: list[PublicGap], *, reading: Reading) -> str:
    name = reading.words.function(gaps[0].unit)
    describes = reading.words.verb(gaps[0].unit, "describes", "describe")
    if not speaks_as_one(gaps[0].construct, gaps[0].unit, reading=reading):
        return f"{start(name)} does not speak with one voice here: ask its people what each of them sees."
    if gaps[0].points > 0:
        return f"The company that {name} {describes} is not the one the others work in."
    return f"The company that {name} {describes} is less connected than the one the others work in."


def _level_gap(reading: Reading) -> Found:
    gaps = reading.clear_level_gaps()
    words, widest = reading.words, gaps[0]
    same = [gap for gap in gaps[1:] if (gap.points > 0) == (widest.points > 0)]
    lead = (
        f"leaders and managers rate {words.construct(widest.construct)} {apart(widest.points)} the front line"
    )
    more = f"; the same holds for {some([words.construct(gap.construct) for gap in same])}" if same else ""
    return Found(
        id=f"level:{'+'.join(gap.construct for gap in gaps)}",
        state="clear",
        topic="gaps",
        order=Order.GAP,
        subject="Leaders and the front line",
        sentence=sentence(lead + more),
        evidence=sentence(
            "; ".join(_level_evidence(gap, reading=reading) for gap in gaps[:4])
            + f"; {widest.n_lead} leaders and managers, {widest.n_front} of the front line"
        ),
        so_what="Plans made on the view from the top describe a company the front line does not meet."
        if widest.points > 0
        else "The front line sees things at work that have not reached its leaders.",
        weight=gap_weight(gaps, reading=reading),
    )


def _level_evidence(gap: PublicLevelGap, *, reading: Reading) -> str:
    label = reading.words.construct_label(gap.construct)
    return f"{label} {signed(gap.points)}, interval {signed_interval(gap.low, gap.high)}"


# --- Customers --------------------------------------------------------------------------------------


def mirror_findings(reading: Reading) -> Iterator[Found]:
    mirror = reading.published.mirror
    if mirror is None:
        return
    apart_rows = sorted(
        (row for row in mirror.rows if row.state == "clear"), key=lambda row: (-abs(row.points), row.key)
    )
    if mirror.total.state == "clear" or apart_rows:
        yield _mirror_gap(mirror.total, apart_rows, reading=reading)


def _mirror_gap(total: PublicMirrorRow, rows: list[PublicMirrorRow], *, reading: Reading) -> Found:
    lead = total if total.state == "clear" else rows[0]
    return Found(
        id="mirror:" + "+".join(row.key for row in rows or [total]),
        state="clear",
        topic="mirror",
        order=Order.PERCEPTION,
        subject="Staff and customers",
        sentence=_mirror_sentence(lead, rows, reading=reading),
        evidence=sentence("; ".join(_mirror_evidence(row, reading=reading) for row in rows or [total])),
        so_what="Plans built on the inside picture start from a customer who is "
        + ("more content than the one outside." if lead.points > 0 else "less content than the one outside."),
        weight=abs(lead.points),
    )


def _mirror_sentence(lead: PublicMirrorRow, rows: list[PublicMirrorRow], *, reading: Reading) -> str:
    direction = "less" if lead.points > 0 else "more"
    agree = f"{points(lead.points)} {direction} than staff believe they would"
    if lead.key == "MIR":
        return sentence(f"customers agree {agree}{_lowest(reading)}")
    where = join(reading.words.statement(row.key, part="name") for row in rows)
    up_to = "up to " if len(rows) > 1 else ""
    return sentence(f"on {where}, customers agree {up_to}{agree}")


def _lowest(reading: Reading) -> str:
    """The statements customers agree with least, when they stand clearly under the rest."""
    mirror = reading.published.mirror
    if mirror is None or len(mirror.rows) < 4:
        return ""
    ranked = sorted(mirror.rows, key=lambda row: (row.customers.value, row.key))
    low = ranked[:2] if ranked[2].customers.value - ranked[1].customers.value >= 10 else []
    if not low:
        return ""
    return f", and least of all on {join(reading.words.statement(row.key, part='name') for row in low)}"


def _mirror_evidence(row: PublicMirrorRow, *, reading: Reading) -> str:
    return (
        f"{reading.words.statement(row.key)}: staff {estimate_text(row.staff)}, customers "
        f"{estimate_text(row.customers)}, gap {signed_interval(row.low, row.high)}"
    )


def mirror_sentence(reading: Reading) -> str:
    """What page one says when inside and outside are compared and nothing is clearly apart."""
    mirror = reading.published.mirror
    if mirror is None:
        if reading.published.pulse is not None:
            return "Customers answered; too few of the staff said what they expect to compare the two."
        return "Customers were not asked, so Stage 5 cannot be confirmed."
    clear = [reading.words.statement(row.key, part="name") for row in mirror.rows if row.state == "clear"]
    if mirror.total.state == "aligned" and not clear:
        return "Staff read their customers right: the two pictures lie within ten points of each other."
    if mirror.total.state == "aligned":
        where = join(clear)
        return f"All four statements together lie within ten points; on {where} staff and customers differ."
    if mirror.total.state == "clear":
        side = "lower" if mirror.total.points > 0 else "higher"
        return f"Customers rate the company {points(mirror.total.points)} {side} than staff believe."
    end = f"; on {join(clear)} they clearly differ" if clear else ", nor small enough to call them alike"
    sure = (
        "not beyond chance" if mirror.total.low <= 0 <= mirror.total.high else "not enough to call it clear"
    )
    together = f"All four statements together put staff and customers {points(mirror.total.points)} apart"
    return f"{together}, {sure}{end}."


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
            sentence=sentence(f"{reading.words.strength(key)}: {estimate_text(estimate)} of 100"),
            evidence=sentence(
                f"interval {interval(estimate.low, estimate.high)}, {reading.words.answers(estimate.n)}"
            ),
            so_what="This is ground to build on.",
            weight=estimate.value,
        )
    if not strengths and _all_alike(reading):
        yield _alike(reading)


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
        sentence="The functions see market orientation alike, each within ten points of the others.",
        evidence=sentence(
            f"the widest difference is {reading.words.function(widest.unit)}, "
            f"{apart(widest.points)} the others, interval {signed_interval(widest.low, widest.high)}; "
            f"{count(len(gaps))} reporting units"
        ),
        so_what="One picture shared by all is ground to build on.",
    )
