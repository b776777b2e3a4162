"""Marketing beside the other functions: its scores, its role in their eyes, what it answers for."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from reports.composing.contributions import contribution, told
from reports.composing.punctuation import clauses
from reports.composing.table import sure_label, table
from reports.composing.tables_owners import acceptance_text, state_label
from reports.composing.views import others
from reports.documents import BesideFigure, BesideMark, Section, Table
from reports.reading import PROFILE, Reading, estimate_text
from reports.wording import (
    DASH,
    count,
    join,
    number,
    percent,
    sentence,
    sentences,
    signed,
    signed_interval,
    some,
    start,
)
from scoring.published import PublicGap, PublicStage

MARKETING = "marketing"
COMPARED = ("MO", *PROFILE)


# --- Beside the others ------------------------------------------------------------------------------


def beside_section(reading: Reading) -> Section | None:
    """Each score of marketing against the mean of the others; None where nothing is compared."""
    gaps = own_gaps(reading)
    if not gaps:
        return None
    return Section(
        key="beside",
        title=_("Beside the other functions"),
        note=_("Marketing against the mean of the others, score by score."),
        lede=beside_sentence(reading),
        figure=_figure(gaps, reading=reading),
        table=_table(gaps, reading=reading),
    )


def own_gaps(reading: Reading) -> list[PublicGap]:
    found = (reading.gap(key, MARKETING) for key in COMPARED)
    return [gap for gap in found if gap is not None]


def beside_sentence(reading: Reading) -> str:
    """On which scores marketing stands clearly apart, and on how many it is alike."""
    gaps = own_gaps(reading)
    if not gaps:
        return _("Marketing cannot be compared with the other functions.")
    above = _named([gap for gap in gaps if gap.state == "clear" and gap.points > 0], reading=reading)
    below = _named([gap for gap in gaps if gap.state == "clear" and gap.points < 0], reading=reading)
    return sentences([_apart(above=above, below=below, reading=reading), _alike(gaps)])


def _named(gaps: Sequence[PublicGap], *, reading: Reading) -> str:
    widest = sorted(gaps, key=lambda gap: (-abs(gap.points), gap.construct))
    return some([reading.words.construct(gap.construct) for gap in widest])


def _apart(*, above: str, below: str, reading: Reading) -> str:
    number_ = reading.words.number(MARKETING)
    if above and below:
        said = ngettext(
            "{function} stands clearly above the other functions on {above}, and clearly below them on "
            "{below}.",
            "{function} stand clearly above the other functions on {above}, and clearly below them on "
            "{below}.",
            number_,
        )
    elif above:
        said = ngettext(
            "{function} stands clearly above the other functions on {above}.",
            "{function} stand clearly above the other functions on {above}.",
            number_,
        )
    elif below:
        said = ngettext(
            "{function} stands clearly below the other functions on {below}.",
            "{function} stand clearly below the other functions on {below}.",
            number_,
        )
    else:
        said = ngettext(
            "On no score does {function} stand clearly apart from the other functions.",
            "On no score do {function} stand clearly apart from the other functions.",
            number_,
        )
    return said.format(function=reading.words.function(MARKETING), above=above, below=below)


def _alike(gaps: Sequence[PublicGap]) -> str:
    """How many scores may be called alike, and of how many nobody can tell: the two are not the same."""
    alike = sum(gap.state == "aligned" for gap in gaps)
    untold = sum(gap.state in ("possible", "inconclusive") for gap in gaps)
    said = []
    if alike:
        within = ngettext(
            "{count} score is alike, within ten points", "{count} scores are alike, within ten points", alike
        )
        said.append(within.format(count=count(alike)))
    if untold:
        open_ = ngettext(
            "of {count} score these answers cannot tell",
            "of {count} scores these answers cannot tell",
            untold,
        )
        said.append(open_.format(count=count(untold)))
    return clauses(said)


def _figure(gaps: Sequence[PublicGap], *, reading: Reading) -> BesideFigure | None:
    """Scores that are printed as they are; one that is only bounded stands in the table."""
    rows = tuple(mark for gap in gaps if (mark := _mark(gap, reading=reading)))
    if not rows:
        return None
    return BesideFigure(own=reading.words.label(MARKETING), others=_("The others"), rows=rows)


def _mark(gap: PublicGap, *, reading: Reading) -> BesideMark | None:
    own, rest = reading.value(gap.construct, gap.unit), others(gap, reading)
    if own is None or rest is None:
        return None
    return BesideMark(
        label=reading.words.construct_label(gap.construct),
        own=own,
        others=_on_the_scale(rest),
        points=gap.points,
        low=_on_the_scale(rest + gap.low),
        high=_on_the_scale(rest + gap.high),
        state=reading.words.state(gap.state),
        is_clear=gap.state == "clear",
    )


def _on_the_scale(points: int) -> int:
    return min(100, max(0, points))


def _table(gaps: Sequence[PublicGap], *, reading: Reading) -> Table:
    words = reading.words
    return table(
        "beside",
        _("Scores of marketing and of the others together, and the gap between them in points."),
        (
            ("construct", _("Score")),
            ("own", words.label(MARKETING), "right"),
            ("others", _("The others"), "right"),
            ("gap", _("Gap"), "right"),
            ("interval", sure_label(), "right"),
            ("state", _("State")),
            ("n", _("Answers"), "right"),
        ),
        [
            (
                words.construct_label(gap.construct),
                estimate_text(reading.estimate(gap.construct, gap.unit)),
                DASH if (rest := others(gap, reading)) is None else number(rest),
                signed(gap.points),
                signed_interval(gap.low, gap.high),
                words.state(gap.state),
                gap.n,
            )
            for gap in gaps
        ],
    )


# --- Its role ---------------------------------------------------------------------------------------


def role_section(reading: Reading) -> Section | None:
    """Marketing's strategic role in its own eyes and in the others', and what it says it contributes."""
    said = [part for part in (_seen(reading), _contributes(reading)) if part]
    if not said:
        return None
    return Section(
        key="role",
        title=_("Its role, seen from both sides"),
        note=_("The role: helping to decide direction, beyond leads, campaigns and material."),
        lede=said[0],
        paragraphs=tuple(said[1:]),
    )


def _seen(reading: Reading) -> str:
    """Two numbers of one score, and what may be said of the distance."""
    gap = reading.gap("ROLE", MARKETING)
    rest = others(gap, reading) if gap else None
    if gap is None or rest is None:
        return ""
    return sentence(
        _role_said(gap.state, higher=gap.points > 0).format(
            function=reading.words.function(MARKETING),
            own=estimate_text(reading.estimate("ROLE", MARKETING)),
            others=number(rest),
            gap=signed(gap.points),
            interval=signed_interval(gap.low, gap.high),
        )
    )


def _role_said(state: str, *, higher: bool) -> str:
    if state == "clear" and higher:
        return _(
            "Its own people put the strategic role of {function} at {own} of 100, the other functions at "
            "{others}: clearly higher than others see it ({gap}, {interval})."
        )
    if state == "clear":
        return _(
            "Its own people put the strategic role of {function} at {own} of 100, the other functions at "
            "{others}: clearly lower than others see it ({gap}, {interval})."
        )
    if state == "aligned":
        return _(
            "Its own people put the strategic role of {function} at {own} of 100, the other functions at "
            "{others}: both sides see it alike ({gap}, {interval})."
        )
    return _(
        "Its own people put the strategic role of {function} at {own} of 100, the other functions at "
        "{others}; whether the two differ, these answers cannot tell ({gap}, {interval})."
    )


FITS = {
    "fits": gettext_noop("That is what the literature expects of it."),
    "misplaced": gettext_noop("Something else is expected of it in the literature."),
    "mixed": gettext_noop("In part that is what the literature expects of it."),
}


def _contributes(reading: Reading) -> str:
    role = next((each for each in told(reading) if each.unit == MARKETING), None)
    if role is None or not role.main:
        return ""
    picks = join(contribution(reading, key, form="noun") for key in role.main)
    # Translators: {picks} names contributions: "deciding the direction and shaping how others deliver".
    said = _("Half of its people or more see the main contribution of {function} in {picks}.")
    fits = _(FITS[role.state]) if role.expected else ""
    return sentences([said.format(function=reading.words.function(MARKETING), picks=picks), fits])


# --- What it answers for ----------------------------------------------------------------------------


def owned_section(reading: Reading) -> Section | None:
    """Stage by stage: who names marketing, how many of its own people do, and whether they would accept."""
    if not any(stage.shares for stage in reading.journey):
        return None
    return Section(
        key="answers_for",
        title=_("What it is named for, claims and accepts"),
        note=_("Shares of its own people are shown from ten answers on."),
        lede=owned_sentence(reading),
        table=_owned_table(reading),
        paragraphs=_remarks(reading),
    )


def owned_sentence(reading: Reading) -> str:
    """For which stages marketing is the owner, and which of those it would not take on."""
    refused = [stage.stage for stage in reading.flagged("refused").get(MARKETING, [])]
    named = [stage for stage in reading.likely("owned", "leaning") if stage.top == MARKETING]
    held = [stage.stage for stage in named if stage.stage not in refused]
    words = reading.words
    if not held and not refused:
        said = _("People name {function} as the one owner of no stage.")
        return said.format(function=words.function(MARKETING))
    if not held:
        said = _("People name {function} for {refused}, which its own people would not take on.")
    elif refused:
        said = _(
            "People name {function} for {held}, and for {refused}, which its own people would not take on."
        )
    else:
        said = _("People name {function} for {held}.")
    return said.format(
        function=words.function(MARKETING), held=words.stages(held), refused=words.stages(refused)
    )


def _remarks(reading: Reading) -> tuple[str, ...]:
    """What is clear of its claims: stages it counts as its own and others do not, and those it should get."""
    words = reading.words
    said = []
    for kind, sentence_ in CLAIMS.items():
        stages = reading.flagged(kind).get(MARKETING, [])
        if stages:
            where = words.stages([stage.stage for stage in stages])
            said.append(_(sentence_).format(function=words.function(MARKETING), stages=where))
    return tuple(start(each) for each in said)


CLAIMS = {
    "overclaimed": gettext_noop(
        "Counted as its own by most people in {function}, and by few of the others: {stages}."
    ),
    "mutual_claim": gettext_noop("Claimed by {function} and by another function each for itself: {stages}."),
    "should_move": gettext_noop("Most people would have {function} answer for: {stages}."),
}


def _owned_table(reading: Reading) -> Table:
    return table(
        "answers_for",
        _("Stages of the journey: how often marketing is named, by all and by its own people."),
        (
            ("stage", pgettext("part of the customer's journey", "Stage")),
            ("named", _("Named by all"), "right"),
            ("claims", _("Named by its own people"), "right"),
            ("accepts", _("Would accept")),
            ("state", _("State")),
        ),
        [_owned_row(stage, reading=reading) for stage in reading.journey],
    )


def _owned_row(stage: PublicStage, *, reading: Reading) -> tuple[str, ...]:
    naming = stage.self_naming.get(MARKETING)
    top = f", {reading.words.label(stage.top)}" if stage.top and stage.state in ("owned", "leaning") else ""
    return (
        reading.words.stage_row(stage.stage),
        percent(stage.shares.get(MARKETING, 0.0) if stage.shares else None),
        percent(naming.own if naming else None),
        acceptance_text(stage, MARKETING) if MARKETING in stage.acceptance else DASH,
        start(f"{state_label(stage, reading=reading)}{top}"),
    )
