"""What there is to gain, score by score, and what goes with a better experience in the eyes of staff."""

from __future__ import annotations

from reports.composing.table import table
from reports.documents import DriverFigure, DriverMark, Section, Table
from reports.reading import Reading
from reports.wording import DASH, count, join, number, plural, sentences
from scoring.published import PublicDriver, PublicDrivers, PublicPriority

LITTLE_PERCENT = 10
"""Below this share of the differences there is little to divide between the scores."""

LEAST_ANSWERS = 150
"""Complete answers below which no ranking of what goes with the outcome is made."""


# --- Priorities -------------------------------------------------------------------------------------


def priorities_section(reading: Reading) -> Section | None:
    """What to raise first; None where no score may be shown."""
    every = reading.published.priorities
    if not every or reading.says_nothing:
        return None
    return Section(
        key="priorities",
        title="Where there is most to gain",
        note="The distance to what is asked, more where the next stage waits for it.",
        lede=priorities_sentence(reading),
        table=_priority_table(reading),
        paragraphs=(HOW,),
    )


HOW = (
    "The distance to what is asked is counted in steps of the scale, 25 points each. It counts half as much "
    "again where the next stage waits for it, and up to a quarter more or less by how closely the score goes "
    "with a better experience."
)


def priorities_sentence(reading: Reading) -> str:
    """The first few scores with something to gain; those that wait at a gate are said to."""
    open_ = [each for each in reading.published.priorities if each.value > 0]
    if not open_:
        return "Every score has reached what is asked of it."
    names = join(reading.words.construct(each.construct) for each in open_[:3])
    gates = [each for each in reading.published.priorities if each.gate]
    waits = (
        f"the next stage waits for {count(len(gates))} {plural(len(gates), 'score', 'scores')} of the list"
        if gates
        else ""
    )
    return sentences([f"most is to be gained in {names}", waits])


def _priority_table(reading: Reading) -> Table:
    return table(
        "priorities",
        "What there is to gain on each score, most first.",
        (
            ("construct", "Score"),
            ("value", "To gain, steps", "right"),
            ("score", "Now", "right"),
            ("target", "Asked", "right"),
            ("gate", "The next stage waits for it"),
            ("leverage", "Weight", "right"),
        ),
        [_priority_row(each, reading=reading) for each in reading.published.priorities],
    )


def _priority_row(each: PublicPriority, *, reading: Reading) -> tuple[str, ...]:
    return (
        reading.words.construct_label(each.construct),
        f"{each.value:.1f}",
        f"just under {number(each.target)}" if _is_just_under(each) else number(each.score),
        number(each.target),
        "yes" if each.gate else "no",
        f"{each.leverage:.2f}",
    )


def _is_just_under(each: PublicPriority) -> bool:
    """Whether a score that is not met reads, in whole points, as if it were."""
    return each.gate and each.score >= each.target


# --- What goes with the outcome ---------------------------------------------------------------------

REFUSED = {
    "too few": "Too few complete answers to say which scores go with a better experience: at least "
    f"{LEAST_ANSWERS} are needed.",
    "collinear": "The scores move together too closely to say which of them goes with a better experience.",
    "no variance": "Answers are too much alike to say which scores go with a better experience.",
}
NEXT = {
    "too few": "In the next wave, invite more people or remind those invited. In an organization of fewer "
    "people this part stays empty, and nothing else of the report is lost.",
    "collinear": "Read the scores together: where one is low, so are the others.",
    "no variance": "Where all answer alike there is nothing to rank.",
}
SAME_SOURCE = (
    "All of this comes from the same people at the same time, and people who see one thing in a good light "
    "tend to see the rest so: it shows what goes together, not what would follow from a change."
)


def drivers_section(reading: Reading) -> Section | None:
    """What goes with the outcome, or why that cannot be said; None where nothing may be shown at all."""
    found = reading.published.drivers
    if found is None or reading.published.n is None:
        return None
    title = "What goes with a better experience"
    if not found.rows:
        reason = found.refused if found.refused in REFUSED else "too few"
        return Section(key="drivers", title=title, lede=REFUSED[reason], paragraphs=(NEXT[reason],))
    return Section(
        key="drivers",
        title=title,
        note="In the eyes of staff: how good the connected experience is, and what customers would say.",
        lede=drivers_sentence(found, reading=reading),
        figure=_driver_figure(found, reading=reading),
        table=_driver_table(found, reading=reading),
        paragraphs=(SAME_SOURCE, TWO_WAYS),
    )


TWO_WAYS = (
    "Two ways divide what the scores explain together: relative weights, and general dominance, the mean "
    "gain over all orders in which scores can be added. Scores are told apart in two tiers only, by how "
    "often they are among the three strongest when answers are drawn anew."
)


def drivers_sentence(found: PublicDrivers, *, reading: Reading) -> str:
    """The first group in words of association, how much they explain, and whether both ways agree."""
    first = [reading.words.construct(row.construct) for row in found.rows if row.tier == "first"]
    lead = (
        f"a better experience goes most closely with {join(first)}"
        if first
        else "no score goes clearly more closely with a better experience than the others"
    )
    share = "" if found.r2 is None else f"all scores together go with {found.r2}% of the differences"
    if found.r2 is not None and found.r2 < LITTLE_PERCENT:
        share += ", so little can be made of their order"
    ways = "both ways rank them alike" if found.same_order else "the two ways rank them differently"
    return sentences([lead, "; ".join(part for part in (share, ways) if part)])


def _driver_figure(found: PublicDrivers, *, reading: Reading) -> DriverFigure:
    return DriverFigure(
        rows=tuple(
            DriverMark(
                label=reading.words.construct_label(row.construct),
                weight=row.weight,
                dominance=row.dominance,
                is_first_tier=row.tier == "first",
            )
            for row in found.rows
        )
    )


def _driver_table(found: PublicDrivers, *, reading: Reading) -> Table:
    together = DASH if found.r2 is None else f"{found.r2}%"
    return table(
        "drivers",
        "How what the scores explain together is divided between them, in percent.",
        (
            ("construct", "Score"),
            ("tier", "Tier"),
            ("weight", "Relative weight", "right"),
            ("dominance", "General dominance", "right"),
            ("top", "Among the three strongest", "right"),
            ("n", "Complete answers", "right"),
        ),
        [
            *(_driver_row(row, n=found.n, reading=reading) for row in found.rows),
            ("All together, of the differences", DASH, together, together, DASH, found.n),
        ],
    )


def _driver_row(row: PublicDriver, *, n: str, reading: Reading) -> tuple[str, ...]:
    return (
        reading.words.construct_label(row.construct),
        row.tier,
        f"{row.weight}%",
        f"{row.dominance}%",
        f"{row.top}%",
        n,
    )
