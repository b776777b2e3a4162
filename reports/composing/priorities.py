"""What there is to gain, score by score, and what goes with a better experience in the eyes of staff."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from reports.composing.punctuation import clauses
from reports.composing.table import table
from reports.documents import DriverFigure, DriverMark, Section, Table
from reports.reading import Reading
from reports.wording import DASH, count, fixed, in_percent, join, number, sentences
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
        title=_("Where there is most to gain"),
        note=_("The distance to what is asked, more where the next stage waits for it."),
        lede=priorities_sentence(reading),
        table=_priority_table(reading),
        paragraphs=(_(HOW),),
    )


HOW = gettext_noop(
    "The distance to what is asked is counted in steps of the scale, 25 points each. It counts half as much "
    "again where the next stage waits for it, and up to a quarter more or less by how closely the score goes "
    "with a better experience."
)


def priorities_sentence(reading: Reading) -> str:
    """The first few scores with something to gain; those that wait at a gate are said to."""
    open_ = [each for each in reading.published.priorities if each.value > 0]
    if not open_:
        return _("Every score has reached what is asked of it.")
    names = join(reading.words.construct(each.construct) for each in open_[:3])
    # Translators: {scores} lists names of scores: "sharing what customers say and the brand promise".
    most = _("Most is to be gained in {scores}.").format(scores=names)
    return sentences([most, _waits(sum(each.gate for each in reading.published.priorities))])


def _waits(gates: int) -> str:
    if not gates:
        return ""
    said = ngettext(
        "The next stage waits for {count} score of the list.",
        "The next stage waits for {count} scores of the list.",
        gates,
    )
    return said.format(count=count(gates))


def _priority_table(reading: Reading) -> Table:
    return table(
        "priorities",
        _("What there is to gain on each score, most first."),
        (
            ("construct", _("Score")),
            # Translators: column: how much there is to gain, in steps of the answer scale.
            ("value", _("To gain, steps"), "right"),
            ("score", _("Now"), "right"),
            # Translators: column: the score that is asked for.
            ("target", _("Asked"), "right"),
            ("gate", _("The next stage waits for it")),
            ("leverage", _("Weight"), "right"),
        ),
        [_priority_row(each, reading=reading) for each in reading.published.priorities],
    )


def _priority_row(each: PublicPriority, *, reading: Reading) -> tuple[str, ...]:
    return (
        reading.words.construct_label(each.construct),
        fixed(each.value, places=1),
        _now(each),
        number(each.target),
        pgettext("table cell", "yes") if each.gate else pgettext("table cell", "no"),
        fixed(each.leverage),
    )


def _now(each: PublicPriority) -> str:
    if _is_just_under(each):
        return _("just under {number}").format(number=number(each.target))
    return number(each.score)


def _is_just_under(each: PublicPriority) -> bool:
    """Whether a score that is not met reads, in whole points, as if it were."""
    return each.gate and each.score >= each.target


# --- What goes with the outcome ---------------------------------------------------------------------

REFUSED = {
    "too few": gettext_noop(
        "Too few complete answers to say which scores go with a better experience: at least {least} are "
        "needed."
    ),
    "collinear": gettext_noop(
        "The scores move together too closely to say which of them goes with a better experience."
    ),
    "no variance": gettext_noop(
        "Answers are too much alike to say which scores go with a better experience."
    ),
}
NEXT = {
    "too few": gettext_noop(
        "In the next wave, invite more people or remind those invited. In an organization of fewer people "
        "this part stays empty, and nothing else of the report is lost."
    ),
    "collinear": gettext_noop("Read the scores together: where one is low, so are the others."),
    "no variance": gettext_noop("Where all answer alike there is nothing to rank."),
}
SAME_SOURCE = gettext_noop(
    "All of this comes from the same people at the same time, and people who see one thing in a good light "
    "tend to see the rest so: it shows what goes together, not what would follow from a change."
)


def drivers_section(reading: Reading) -> Section | None:
    """What goes with the outcome, or why that cannot be said; None where nothing may be shown at all."""
    found = reading.published.drivers
    if found is None or reading.published.n is None:
        return None
    title = _("What goes with a better experience")
    if not found.rows:
        reason = found.refused if found.refused in REFUSED else "too few"
        why = _(REFUSED[reason]).format(least=LEAST_ANSWERS)
        return Section(key="drivers", title=title, lede=why, paragraphs=(_(NEXT[reason]),))
    return Section(
        key="drivers",
        title=title,
        note=_("In the eyes of staff: how good the connected experience is, and what customers would say."),
        lede=drivers_sentence(found, reading=reading),
        figure=_driver_figure(found, reading=reading),
        table=_driver_table(found, reading=reading),
        paragraphs=(_(SAME_SOURCE), _(TWO_WAYS)),
    )


TWO_WAYS = gettext_noop(
    "Two ways divide what the scores explain together: relative weights, and general dominance, the mean "
    "gain over all orders in which scores can be added. Scores are told apart in two tiers only, by how "
    "often they are among the three strongest when answers are drawn anew."
)


def drivers_sentence(found: PublicDrivers, *, reading: Reading) -> str:
    """The first group in words of association, how much they explain, and whether both ways agree."""
    if first := [reading.words.construct(row.construct) for row in found.rows if row.tier == "first"]:
        lead = _("A better experience goes most closely with {scores}.").format(scores=join(first))
    else:
        lead = _("No score goes clearly more closely with a better experience than the others.")
    ways = _("both ways rank them alike") if found.same_order else _("the two ways rank them differently")
    return sentences([lead, clauses([_explained(found.r2), ways])])


def _explained(r2: int | None) -> str:
    """A clause on how much all scores together explain; empty where that is not known."""
    if r2 is None:
        return ""
    if r2 < LITTLE_PERCENT:
        said = _(
            "all scores together go with {share} of the differences, so little can be made of their order"
        )
    else:
        said = _("all scores together go with {share} of the differences")
    return said.format(share=in_percent(r2))


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
    together = DASH if found.r2 is None else in_percent(found.r2)
    return table(
        "drivers",
        _("How what the scores explain together is divided between them, in percent."),
        (
            ("construct", _("Score")),
            ("tier", _("Tier")),
            ("weight", _("Relative weight"), "right"),
            ("dominance", _("General dominance"), "right"),
            ("top", _("Among the three strongest"), "right"),
            ("n", _("Complete answers"), "right"),
        ),
        [
            *(_driver_row(row, n=found.n, reading=reading) for row in found.rows),
            (_("All together, of the differences"), DASH, together, together, DASH, found.n),
        ],
    )


def _driver_row(row: PublicDriver, *, n: str, reading: Reading) -> tuple[str, ...]:
    return (
        reading.words.construct_label(row.construct),
        _tier(row.tier),
        in_percent(row.weight),
        in_percent(row.dominance),
        in_percent(row.top),
        n,
    )


def _tier(tier: str) -> str:
    return pgettext("tier of scores", "first") if tier == "first" else pgettext("tier of scores", "second")
