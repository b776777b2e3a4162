"""Market orientation by function, and every gap with its state."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from reports.composing import pictures, tables_scores
from reports.composing.agreement import agreement_sections
from reports.composing.blind import visibility_table
from reports.composing.nothing import nothing
from reports.composing.orientation_figures import research
from reports.composing.page_one import COMPARED, companies_sentence
from reports.composing.pairs import pair_sections
from reports.composing.punctuation import clauses
from reports.composing.story import UNNUMBERED, Story
from reports.composing.table import table
from reports.documents import Page, Section
from reports.wording import count, number, start

BY_FUNCTION = gettext_noop("Function by function")
WHOLE = (*COMPARED, "OUT", "LEV", "COCREATE", "BRIDGE")


def orientation_page(story: Story) -> Page:
    reading = story.reading
    shown = bool(reading.published.units)
    sections = [_scores(story) if shown else nothing("scores", title=_(BY_FUNCTION), reading=reading)]
    if bars := pictures.bars(WHOLE, reading=reading):
        caption = _("Scores of the organization, every reporting unit weighing the same.")
        whole = tables_scores.score_table(WHOLE, key="organization", caption=caption, reading=reading)
        sections.append(
            Section(
                key="organization",
                title=_("The whole organization"),
                figure=bars,
                table=whole,
                paragraphs=_weighted(story),
            )
        )
    if blind := visibility_table(reading):
        note = _("A gap in access: these functions often cannot tell.")
        title = _("What functions cannot see")
        sections.append(Section(key="visibility", title=title, note=note, table=blind))
    return Page(
        key="orientation",
        number=UNNUMBERED,
        title=_("Market orientation"),
        question=_("Do functions sense and answer customers together?"),
        lede=companies_sentence(reading),
        sections=(
            *sections,
            *agreement_sections(reading, findings=story.findings("agreement")),
            *research("orientation", reading=reading),
        ),
    )


def _scores(story: Story) -> Section:
    reading = story.reading
    return Section(
        key="scores",
        title=_(BY_FUNCTION),
        note=_("Marks stand only where the distance to the other functions is clear."),
        findings=story.findings("orientation"),
        figure=pictures.heatmap(reading, constructs=COMPARED),
        table=tables_scores.heat_table(reading, constructs=COMPARED),
    )


def _weighted(story: Story) -> tuple[str, ...]:
    """Where large departments see it differently, say both numbers."""
    reading = story.reading
    # Translators: two numbers of one score, in a list by semicolons: "the brand promise 48 instead of 52".
    pair = _("{score} {weighted} instead of {plain}")
    said = [
        pair.format(
            score=reading.words.construct(key),
            weighted=number(found.weighted),
            plain=number(found.organization.value),
        )
        for key, found in reading.published.scores.items()
        if key in COMPARED and found.weighted is not None and found.organization is not None
    ]
    if not said:
        return ()
    lead = _("Large departments see it differently: weighted by headcount, {scores}.")
    return (lead.format(scores=clauses(said)),)


def gaps_page(story: Story) -> Page:
    reading = story.reading
    clear = reading.units_with_clear_gaps()
    possible = [gap.unit for gap in reading.published.gaps if gap.state == "possible"]
    sections = [_overview(story), _gap_state(story, "clear")]
    sections += [*pair_sections(clear, reading=reading), _every_gap(story)]
    if reading.published.level_gaps:
        sections.append(
            Section(
                key="levels",
                title=_("Leaders and the front line"),
                note=_("Positive: leaders and managers rate it higher."),
                lede=_levels_lede(story),
                findings=story.findings("gaps"),
                table=tables_scores.levels_table(reading),
            )
        )
    appendix = (unit for unit in dict.fromkeys(possible) if unit not in clear)
    sections += [_gap_state(story, "possible"), *pair_sections(appendix, reading=reading)]
    made = tuple(section for section in sections if section)
    return Page(
        key="gaps",
        number=UNNUMBERED,
        title=_("Gaps"),
        question=_("Which differences between functions and levels are clear, and which cannot be told?"),
        lede=companies_sentence(reading),
        sections=made or (nothing("overview", title=_(ALL), reading=reading, asks=_(TWO_UNITS)),),
    )


ALL = gettext_noop("All comparisons")
TWO_UNITS = gettext_noop("Functions are compared as soon as two of them have enough answers.")


@dataclass(frozen=True)
class Kind:
    """What can be said of a difference: a heading, what it means, and both in one line."""

    title: str
    note: str
    line: str


LISTED = ("clear", "possible")
"""The differences that are listed one by one; the others are counted."""

ORDER = (*LISTED, "aligned", "inconclusive")


def _listed(state: str) -> Kind:
    if state == "clear":
        return Kind(
            title=pgettext("differences", "Clear"),
            note=_("At least ten points, and beyond chance over all comparisons together."),
            line=_("Clear: at least ten points, and beyond chance over all comparisons together."),
        )
    return Kind(
        title=_("Appendix: possible"),
        note=_("At least ten points, and not clear of chance; worth a question, not a conclusion."),
        line=_("Possible: at least ten points, and not clear of chance; worth a question, not a conclusion."),
    )


def _overview(story: Story) -> Section | None:
    """How many comparisons came out how: the shape of the evidence before its parts."""
    reading = story.reading
    states, total = reading.gap_states(), len(reading.published.gaps)
    if not total:
        return None
    rows = [(start(reading.words.state(state)), str(states.get(state, 0))) for state in ORDER]
    return Section(
        key="overview",
        title=_(ALL),
        note=_("Each function against the mean of the others, score by score."),
        paragraphs=(
            _("Alike: within ten points of the others, beyond reasonable doubt."),
            _("Not tellable: these answers can neither show a difference nor rule one out."),
        ),
        table=table(
            "counts",
            _("Comparisons of a function with the others, by what can be said of them."),
            (("state", _("What can be said")), ("n", _("Comparisons"), "right")),
            # Translators: last row of a table: the number of all comparisons.
            [*rows, (_("All"), str(total))],
        ),
    )


def _gap_state(story: Story, state: str) -> Section | None:
    reading = story.reading
    gaps = [gap for gap in reading.published.gaps if gap.state == state]
    if not reading.published.gaps:
        return None
    kind = _listed(state)
    gaps.sort(key=lambda gap: (-abs(gap.points), gap.construct, gap.unit))
    made = (
        tables_scores.gaps_table(gaps, key=f"gaps_{state}", caption=kind.line, reading=reading)
        if gaps
        else None
    )
    lede = _out_of(len(gaps), total=len(reading.published.gaps))
    return Section(key=state, title=kind.title, note=kind.note, lede=lede, table=made)


def _out_of(gaps: int, *, total: int) -> str:
    if not gaps:
        return _("No comparison out of {total}.").format(total=total)
    said = ngettext("{count} comparison out of {total}.", "{count} comparisons out of {total}.", gaps)
    return start(said.format(count=count(gaps), total=total))


def _every_gap(story: Story) -> Section | None:
    """All comparisons on one grid: what is alike or not tellable needs a place, not a line each."""
    reading = story.reading
    if not reading.published.gaps:
        return None
    return Section(
        key="every",
        title=_("Every comparison"),
        # Translators: "less" as in a subtraction.
        note=_("A function less the mean of the others, with its interval."),
        table=tables_scores.gap_grid(reading, constructs=COMPARED),
    )


def _levels_lede(story: Story) -> str:
    clear = len(story.reading.clear_level_gaps())
    total = len(story.reading.published.level_gaps)
    if not clear:
        said = ngettext(
            "No clear difference between levels on the {count} score compared.",
            "No clear difference between levels on the {count} scores compared.",
            total,
        )
        return said.format(count=count(total))
    said = ngettext(
        "Clear differences on {count} of {total} scores.",
        "Clear differences on {count} of {total} scores.",
        clear,
    )
    return said.format(count=count(clear), total=count(total))
