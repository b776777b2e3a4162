"""The pages behind page one: each question with its picture, its table and every finding on it."""

from __future__ import annotations

from reports.composing import pictures, tables
from reports.composing.ground import (
    clock_findings,
    held_sentence,
    stage_certainty,
    stage_sentence,
)
from reports.composing.orientation_figures import research
from reports.composing.owners import owned_sentence
from reports.composing.page_one import claim_sentence, companies_sentence
from reports.composing.story import Story
from reports.composing.views import mirror_sentence
from reports.documents import Page, Section
from reports.reading import PROFILE, READINESS
from reports.wording import count, percent, plural, sentence, sentences

EVERYTHING = ("MO", *PROFILE)


def ownership_page(story: Story) -> Page:
    reading = story.reading
    figure = pictures.ownership_map(reading)
    sections = [
        Section(
            key="map",
            title="The map",
            note="A dot is the share of votes for today, a ring for what should be; every reporting unit weighs the same.",
            lede=owned_sentence(reading),
            findings=story.findings("ownership"),
            figure=figure,
            table=tables.ownership_table(reading) if figure else None,
            paragraphs=(STATES,) if figure else (),
        )
    ]
    if figure:
        sections.append(Section(key="votes", title="All votes", table=tables.votes_table(reading)))
    if reading.published.claim_accept:
        sections.append(
            Section(
                key="claims",
                title="Claim and acceptance",
                note="Shares of one function are shown from ten answers on.",
                lede=claim_sentence(reading)
                or "No function claims clearly more than its own people would accept, as far as this may be shown.",
                table=tables.claims_table(reading),
            )
        )
    return Page(
        key="ownership",
        number=2,
        title="Ownership",
        question="Who answers for each part of the customer's time with us, and do they accept it?",
        lede=owned_sentence(reading),
        sections=(*sections, *research("ownership", reading=reading)),
    )


STATES = (
    "Owned: at least half of the votes name one function, well ahead of the next. Contested: two functions are close. "
    "Diffuse: most say several functions, with nobody leading. Orphaned: most say nobody. Leaning: one function is ahead, not "
    "by enough. Refused: the function named would not take the stage on."
)


def orientation_page(story: Story) -> Page:
    reading = story.reading
    figure = pictures.heatmap(reading, constructs=EVERYTHING)
    sections = [
        Section(
            key="scores",
            title="Function by function",
            note="Marks stand only where the distance to the other functions is clear.",
            lede=companies_sentence(reading),
            findings=story.findings("orientation"),
            figure=figure,
            table=tables.heat_table(reading, constructs=EVERYTHING) if figure else None,
        )
    ]
    if bars := pictures.bars(EVERYTHING, reading=reading):
        caption = "Scores of the organization, every reporting unit weighing the same."
        whole = tables.score_table(EVERYTHING, key="organization", caption=caption, reading=reading)
        sections.append(
            Section(
                key="organization",
                title="The whole organization",
                figure=bars,
                table=whole,
                paragraphs=_weighted(story),
            )
        )
    return Page(
        key="orientation",
        number=3,
        title="Market orientation",
        question="Do functions sense and answer customers together?",
        lede=companies_sentence(reading),
        sections=(*sections, *research("orientation", reading=reading)),
    )


def _weighted(story: Story) -> tuple[str, ...]:
    """Where large departments see it differently, say both numbers."""
    reading = story.reading
    said = [
        f"{reading.words.construct(key)} {found.weighted} instead of {found.organization.value}"
        for key, found in reading.published.scores.items()
        if key in EVERYTHING and found.weighted is not None and found.organization is not None
    ]
    if not said:
        return ()
    return (sentence(f"large departments see it differently: weighted by headcount, {'; '.join(said)}"),)


def maturity_page(story: Story) -> Page:
    reading = story.reading
    maturity = reading.published.maturity
    figure = pictures.maturity_strip(reading, gates=maturity.gates)
    sections = [
        Section(
            key="stage",
            title="The stage",
            note=sentence(stage_certainty(maturity)) if figure and maturity.probability else "",
            lede=sentences([stage_sentence(reading), held_sentence(reading) if figure else ""]),
            figure=figure,
            table=tables.stage_table(reading) if figure else None,
            paragraphs=_index_parts(story) if figure else (),
        )
    ]
    if figure:
        sections.append(
            Section(
                key="gates",
                title="All prerequisites",
                note="All of them up to a stage must hold for that stage.",
                findings=story.findings("maturity"),
                table=tables.gates_table(maturity.gates, reading=reading),
            )
        )
    return Page(
        key="maturity",
        number=4,
        title="Maturity",
        question="How far from aiming at customers to elevating them, and what holds it back?",
        lede=stage_sentence(reading),
        sections=(*sections, *research("maturity", reading=reading)),
    )


def _index_parts(story: Story) -> tuple[str, ...]:
    levers = story.reading.published.maturity.lever_used
    parts = (
        "two fifths putting customers' goals first, two fifths market orientation, one fifth the levers"
        if levers
        else "half putting customers' goals first, half market orientation; the levers had too few answers to count"
    )
    return (
        sentence(
            f"the index is made of three parts: {parts}"
            if levers
            else f"the index is made of two parts: {parts}"
        ),
        "The stage is the lower of two: the one the index suggests, and the highest one with every prerequisite met.",
    )


def gaps_page(story: Story) -> Page:
    reading = story.reading
    sections = [_gap_state(story, state) for state in ("clear", "possible", "aligned", "inconclusive")]
    if reading.published.level_gaps:
        sections.append(
            Section(
                key="levels",
                title="Leaders and the front line",
                note="Positive: leaders and managers rate it higher.",
                lede=_levels_lede(story),
                findings=tuple(
                    each for each in story.findings("orientation") if each.id.startswith("level:")
                ),
                table=tables.levels_table(reading),
            )
        )
    return Page(
        key="gaps",
        number=5,
        title="Gaps",
        question="Which differences between functions and levels are clear, and which cannot be told?",
        lede=companies_sentence(reading),
        sections=tuple(section for section in sections if section),
    )


GAP_TITLES = {
    "clear": ("Clear", "At least ten points, and beyond chance over all comparisons together."),
    "possible": (
        "Possible",
        "At least ten points, and not clear of chance; worth a question, not a conclusion.",
    ),
    "aligned": ("Alike", "Within ten points of the others, beyond reasonable doubt."),
    "inconclusive": ("Not tellable", "These answers can neither show a difference nor rule one out."),
}


def _gap_state(story: Story, state: str) -> Section | None:
    reading = story.reading
    gaps = [gap for gap in reading.published.gaps if gap.state == state]
    if not reading.published.gaps:
        return None
    title, note = GAP_TITLES[state]
    gaps.sort(key=lambda gap: (-abs(gap.points), gap.construct, gap.unit))
    lede = sentence(
        f"{count(len(gaps))} {plural(len(gaps), 'comparison', 'comparisons')} of {len(reading.published.gaps)}"
    )
    caption = f"{title}: {note}"
    made = tables.gaps_table(gaps, key=f"gaps_{state}", caption=caption, reading=reading) if gaps else None
    return Section(key=state, title=title, note=note, lede=lede, table=made)


def _levels_lede(story: Story) -> str:
    clear = len(story.reading.clear_level_gaps())
    total = len(story.reading.published.level_gaps)
    if not clear:
        return f"No clear difference between levels on the {count(total)} scores compared."
    return f"Clear differences on {count(clear)} of {count(total)} scores."


def mirror_page(story: Story) -> Page:
    reading = story.reading
    figure = pictures.mirror_figure(reading)
    mirror = reading.published.mirror
    return Page(
        key="mirror",
        number=6,
        title="Mirror",
        question="Do staff know what customers would say?",
        lede=mirror_sentence(reading),
        sections=(
            Section(
                key="mirror",
                title="Inside against outside",
                note=f"{mirror.n_customers} customers answered." if mirror else "",
                lede=mirror_sentence(reading),
                findings=story.findings("mirror"),
                figure=figure,
                table=tables.mirror_table(reading),
                paragraphs=() if mirror else (ASK_CUSTOMERS,),
            ),
        ),
    )


ASK_CUSTOMERS = (
    "Put the four questions of the customer pulse to customers in the next wave; they take a minute."
)


def clock_page(story: Story) -> Page:
    reading = story.reading
    figure = pictures.clock_figure(reading)
    lede = clock_sentence(story)
    return Page(
        key="clock",
        number=7,
        title="Clock",
        question="How long until customers see that they were heard?",
        lede=lede,
        sections=(
            Section(
                key="clock",
                title="Within fourteen days",
                note="Of those who could tell; “no route” counts as slowest.",
                lede=lede,
                findings=story.findings("clock"),
                figure=figure,
                table=tables.clock_table(reading),
            ),
            *research("clock", reading=reading),
        ),
    )


def clock_sentence(story: Story) -> str:
    entries = story.reading.published.clock.entries
    if not {"campaign_actual", "physical_actual"} <= set(entries):
        return "Too few could tell how long customers wait for a change."
    campaign, physical = percent(entries["campaign_actual"].share), percent(entries["physical_actual"].share)
    end = "" if list(clock_findings(story.reading)) else "; neither is clearly short of its target"
    return (
        f"A campaign or message changes within fourteen days for {campaign} of those who could tell, "
        f"a product or process for {physical}{end}."
    )


def readiness_page(story: Story) -> Page:
    reading = story.reading
    figure = pictures.bars(READINESS, reading=reading)
    lede = readiness_sentence(story)
    return Page(
        key="readiness",
        number=8,
        title="Readiness",
        question="Do people see why, want it, and act on it?",
        lede=lede,
        sections=(
            Section(
                key="readiness",
                title="Head, heart and feet",
                note="Seeing the reasons, wanting the change, acting on it.",
                lede=lede,
                findings=story.findings("readiness"),
                figure=figure,
                table=tables.readiness_table(reading) if figure else None,
            ),
        ),
    )


def readiness_sentence(story: Story) -> str:
    reading = story.reading
    values = [reading.value(key) for key in READINESS]
    if None in values:
        return "Too few answers to say how ready people are."
    head, heart, feet = values
    text = f"seeing the reasons stands at {head}, wanting the change at {heart}, acting on it at {feet}"
    patterns = [each for each in story.found if each.id.startswith("readiness:")]
    end = "" if patterns else "; no pattern stands out"
    return sentence(text + end)


def actions_page(story: Story) -> Page:
    reading = story.reading
    sections = [
        Section(
            key="next",
            title="First",
            note="One per theme, two per owner at most.",
            figure=pictures.actions_figure(story.chosen, reading=reading),
            table=tables.actions_table(story.chosen, reading=reading, key="next") if story.chosen else None,
        )
    ]
    for days in (30, 60, 90):
        group = [each for each in story.proposals if each.action.days == days]
        if group:
            sections.append(
                Section(
                    key=f"days{days}",
                    title=f"First result within {days} days",
                    figure=pictures.actions_figure(group, reading=reading),
                    table=tables.actions_table(group, reading=reading, key=f"days{days}"),
                )
            )
    total = len(story.proposals)
    lede = (
        f"{count(total)} {plural(total, 'action', 'actions')} of the catalog {plural(total, 'fits', 'fit')} these answers"
        if total
        else "no action of the catalog is called for by these answers"
    )
    return Page(
        key="actions",
        number=9,
        title="Actions",
        question="What could be done, by whom, and which number should move?",
        lede=sentence(lede),
        sections=tuple(sections),
    )
