"""Market orientation by function, and every gap with its state."""

from __future__ import annotations

from reports.composing import pictures, tables_scores
from reports.composing.agreement import agreement_sections
from reports.composing.blind import visibility_table
from reports.composing.nothing import nothing
from reports.composing.orientation_figures import research
from reports.composing.page_one import COMPARED, companies_sentence
from reports.composing.pairs import pair_sections
from reports.composing.story import UNNUMBERED, Story
from reports.composing.table import table
from reports.documents import Page, Section
from reports.wording import count, counted, sentence

BY_FUNCTION = "Function by function"
WHOLE = (*COMPARED, "OUT", "LEV", "COCREATE", "BRIDGE")


def orientation_page(story: Story) -> Page:
    reading = story.reading
    shown = bool(reading.published.units)
    sections = [_scores(story) if shown else nothing("scores", title=BY_FUNCTION, reading=reading)]
    if bars := pictures.bars(WHOLE, reading=reading):
        caption = "Scores of the organization, every reporting unit weighing the same."
        whole = tables_scores.score_table(WHOLE, key="organization", caption=caption, reading=reading)
        sections.append(
            Section(
                key="organization",
                title="The whole organization",
                figure=bars,
                table=whole,
                paragraphs=_weighted(story),
            )
        )
    if blind := visibility_table(reading):
        note = "A gap in access: these functions often cannot tell."
        sections.append(Section(key="visibility", title="What functions cannot see", note=note, table=blind))
    return Page(
        key="orientation",
        number=UNNUMBERED,
        title="Market orientation",
        question="Do functions sense and answer customers together?",
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
        title=BY_FUNCTION,
        note="Marks stand only where the distance to the other functions is clear.",
        findings=story.findings("orientation"),
        figure=pictures.heatmap(reading, constructs=COMPARED),
        table=tables_scores.heat_table(reading, constructs=COMPARED),
    )


def _weighted(story: Story) -> tuple[str, ...]:
    """Where large departments see it differently, say both numbers."""
    reading = story.reading
    said = [
        f"{reading.words.construct(key)} {found.weighted} instead of {found.organization.value}"
        for key, found in reading.published.scores.items()
        if key in COMPARED and found.weighted is not None and found.organization is not None
    ]
    if not said:
        return ()
    return (sentence(f"large departments see it differently: weighted by headcount, {'; '.join(said)}"),)


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
                title="Leaders and the front line",
                note="Positive: leaders and managers rate it higher.",
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
        title="Gaps",
        question="Which differences between functions and levels are clear, and which cannot be told?",
        lede=companies_sentence(reading),
        sections=made or (nothing("overview", title="All comparisons", reading=reading, asks=TWO_UNITS),),
    )


TWO_UNITS = "Functions are compared as soon as two of them have enough answers."
GAP_TITLES = {
    "clear": ("Clear", "At least ten points, and beyond chance over all comparisons together."),
    "possible": (
        "Appendix: possible",
        "At least ten points, and not clear of chance; worth a question, not a conclusion.",
    ),
    "aligned": ("Alike", "Within ten points of the others, beyond reasonable doubt."),
    "inconclusive": ("Not tellable", "These answers can neither show a difference nor rule one out."),
}
LISTED = ("clear", "possible")


def _overview(story: Story) -> Section | None:
    """How many comparisons came out how: the shape of the evidence before its parts."""
    reading = story.reading
    states, total = reading.gap_states(), len(reading.published.gaps)
    if not total:
        return None
    rows = [(reading.words.state(state).capitalize(), str(states.get(state, 0))) for state in GAP_TITLES]
    return Section(
        key="overview",
        title="All comparisons",
        note="Each function against the mean of the others, score by score.",
        paragraphs=tuple(
            f"{title}: {note[:1].lower()}{note[1:]}"
            for state, (title, note) in GAP_TITLES.items()
            if state not in LISTED
        ),
        table=table(
            "counts",
            "Comparisons of a function with the others, by what can be said of them.",
            (("state", "What can be said"), ("n", "Comparisons", "right")),
            [*rows, ("All", str(total))],
        ),
    )


def _gap_state(story: Story, state: str) -> Section | None:
    reading = story.reading
    gaps = [gap for gap in reading.published.gaps if gap.state == state]
    if not reading.published.gaps:
        return None
    title, note = GAP_TITLES[state]
    gaps.sort(key=lambda gap: (-abs(gap.points), gap.construct, gap.unit))
    lede = sentence(f"{counted(len(gaps), 'comparison', 'comparisons')} out of {len(reading.published.gaps)}")
    caption = f"{reading.words.state(state).capitalize()}: {note[:1].lower()}{note[1:]}"
    made = (
        tables_scores.gaps_table(gaps, key=f"gaps_{state}", caption=caption, reading=reading)
        if gaps
        else None
    )
    return Section(key=state, title=title, note=note, lede=lede, table=made)


def _every_gap(story: Story) -> Section | None:
    """All comparisons on one grid: what is alike or not tellable needs a place, not a line each."""
    reading = story.reading
    if not reading.published.gaps:
        return None
    return Section(
        key="every",
        title="Every comparison",
        note="A function less the mean of the others, with its interval.",
        table=tables_scores.gap_grid(reading, constructs=COMPARED),
    )


def _levels_lede(story: Story) -> str:
    clear = len(story.reading.clear_level_gaps())
    total = len(story.reading.published.level_gaps)
    if not clear:
        return f"No clear difference between levels on the {count(total)} scores compared."
    return f"Clear differences on {count(clear)} of {count(total)} scores."
