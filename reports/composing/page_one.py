"""Page one: six questions in the order a board asks them."""

from __future__ import annotations

from collections.abc import Sequence

from reports.composing import pictures, tables, tables_owners, tables_scores
from reports.composing.change import change_sentence
from reports.composing.ground import held_sentence, stage_certainty, stage_sentence, stage_words
from reports.composing.owned import owned_sentence
from reports.composing.story import UNNUMBERED, Story
from reports.composing.sure import answered, doubts
from reports.composing.views import mirror_sentence
from reports.composing.whole import whole_sentence
from reports.documents import Page, Section
from reports.reading import PROFILE, Reading
from reports.wording import LIKELY, count, percent, plural, sentence, sentences, start
from scoring.published import PublicStage

CLAIM_POINTS = 10
COMPARED = ("MO", *PROFILE)
"""Every score on which functions are compared: a sentence that counts them counts what the picture shows."""


def page_one(story: Story) -> Page:
    return Page(
        key="one",
        number=UNNUMBERED,
        title="Page one",
        question="Who answers for the customer, and what comes next?",
        lede=sentences(
            ["Six answers on one page; the pages behind it hold the evidence", since(story.reading)]
        ),
        sections=(
            _owners(story),
            _companies(story),
            _stage(story),
            _outside(story),
            _actions(story),
            _sure(story),
        ),
    )


def since(reading: Reading) -> str:
    """What moved since the wave before, in a sentence; "" for a first wave."""
    return change_sentence(reading) if reading.published.trend else ""


# --- 1 ------------------------------------------------------------------------------------------------


def _owners(story: Story) -> Section:
    reading = story.reading
    figure = pictures.ownership_map(reading)
    return Section(
        key="owners",
        title="Who answers for the customer?",
        note="And do they accept it?",
        lede=sentences(
            [
                owned_sentence(reading),
                _unsettled_sentence(reading),
                _whole_once(story),
                claim_sentence(reading),
            ]
        ),
        findings=story.findings("ownership", "roles", first_page=True),
        figure=figure,
        table=tables_owners.ownership_table(reading) if reading.journey else None,
    )


def _whole_once(story: Story) -> str:
    """The whole experience in one sentence, unless a finding below says it."""
    said = any(found.id.startswith("whole:") for found in story.leading)
    return "" if said else whole_sentence(story.reading)


UNSETTLED = {
    "contested": ("is contested", "are contested"),
    "diffuse": ("is shared with nobody leading", "are shared with nobody leading"),
    "orphaned": ("has no owner", "have no owner"),
    "leaning": ("leans to one function", "lean to one function"),
    "unknown": ("cannot be told", "cannot be told"),
}


UNDECIDED = ("is undecided between two states", "are undecided between two states")


def is_likely(stage: PublicStage) -> bool:
    """Whether the state comes out in most draws; below that no sentence may settle on it."""
    return stage.probability.get(stage.state, 100) >= LIKELY


def _unsettled_sentence(reading: Reading) -> str:
    """The rest of the map in one count: what is not owned and accepted. A refused stage counts as refused
    whatever else it is, as on the map."""
    open_ = [stage for stage in reading.journey if not stage.refused]
    refused = len(reading.journey) - len(open_)
    parts = [(refused, "is refused by the function named", "are refused by the function named")]
    sure = [stage for stage in open_ if is_likely(stage)]
    parts += [
        (len(reading.stages_in(state, among=sure)), one, many) for state, (one, many) in UNSETTLED.items()
    ]
    doubtful = [stage for stage in open_ if not is_likely(stage)]
    parts.append((len(reading.stages_in(*UNSETTLED, among=doubtful)), *UNDECIDED))
    said = [f"{count(amount)} {plural(amount, one, many)}" for amount, one, many in parts if amount]
    return sentence(", ".join(said)) if said else ""


def claim_sentence(reading: Reading) -> str:
    """The function whose claim runs furthest ahead of what its own people accept, where it may be shown."""
    claims = [(key, each) for key, each in reading.published.claim_accept.items() if each.gap is not None]
    if not claims:
        return ""
    key, widest = max(claims, key=lambda pair: (pair[1].gap or 0.0, pair[0]))
    if round(100 * (widest.gap or 0.0)) < CLAIM_POINTS:
        return ""
    return sentence(
        f"{reading.words.function(key)} names itself in {percent(widest.claim)} of its answers and would "
        "accept "
        f"{percent(widest.accept)}"
    )


# --- 2 ------------------------------------------------------------------------------------------------


def _companies(story: Story) -> Section:
    reading = story.reading
    figure = pictures.heatmap(reading, constructs=COMPARED)
    return Section(
        key="companies",
        title="Where do functions see different companies?",
        note="Scores of 0 to 100, marked where the distance to the others is clear.",
        lede=companies_sentence(reading),
        findings=story.findings("orientation", "gaps", "access", first_page=True),
        figure=figure,
        table=tables_scores.heat_table(reading, constructs=COMPARED) if figure else None,
    )


def companies_sentence(reading: Reading) -> str:
    """Whether functions and levels differ: clear, alike, or not tellable, which are not the same."""
    units = reading.units_with_clear_gaps()
    if not reading.published.units:
        return "Too few answers to compare functions."
    if len(reading.published.units) == 1:
        return "All answers come from one reporting unit, so functions cannot be compared."
    parts = [_units_apart(units, reading=reading) if units else _nobody_apart(reading)]
    if reading.clear_level_gaps():
        parts.append("leaders and managers describe another company than the front line does")
    return sentences(parts)


def _units_apart(units: Sequence[str], *, reading: Reading) -> str:
    names = reading.words.functions(units[:3]) if len(units) <= 3 else f"{count(len(units))} functions"
    gaps = [len(reading.clear_gaps(unit=unit)) for unit in units]
    compared = len({gap.construct for gap in reading.published.gaps})
    if len(units) == 1:
        stands = reading.words.verb(units[0], "stands", "stand")
        scores = f"{count(gaps[0])} of the {count(compared)} scores"
        return f"{names} {stands} clearly apart from the others on {scores}"
    return f"{names} stand clearly apart from the others on at least one score each"


def _nobody_apart(reading: Reading) -> str:
    states = reading.gap_states()
    total = sum(states.values())
    if not total:
        return "too few answers to compare functions"
    alike, untold = states.get("aligned", 0), states.get("inconclusive", 0)
    if alike == total:
        return "functions see the company alike, each within ten points of the others on every score"
    if alike * 2 > total:
        rest = "most comparisons show them alike, the rest cannot be told"
    elif untold * 2 > total:
        rest = "most comparisons can neither show a difference nor rule one out"
    else:
        rest = "some comparisons show them alike, others can neither show a difference nor rule one out"
    return f"no function stands clearly apart; {rest}"


# --- 3 to 6 -------------------------------------------------------------------------------------------


def _stage(story: Story) -> Section:
    reading = story.reading
    gates = [
        gate
        for gate in reading.published.maturity.gates
        if reading.stage and gate.for_stage == min(5, reading.stage + 1)
    ]
    figure = pictures.maturity_strip(reading, gates=gates)
    return Section(
        key="stage",
        title="How mature, and what holds it back?",
        note=sentence(
            f"{stage_words(reading.published.maturity)}; {stage_certainty(reading.published.maturity)}"
        )
        if figure
        else "",
        lede=sentences([stage_sentence(reading), _missing(reading)]),
        findings=story.findings("maturity", "readiness", first_page=True),
        figure=figure,
        table=tables.gates_table(gates, reading=reading) if figure else None,
    )


def _missing(reading: Reading) -> str:
    if reading.stage is None:
        return ""
    missing = len(reading.unmet())
    if not missing:
        return held_sentence(reading)
    if reading.published.maturity.held_by_gates:
        return held_sentence(reading)
    prerequisites = f"{count(missing)} {plural(missing, 'prerequisite', 'prerequisites')}"
    return start(f"{prerequisites} of Stage {reading.stage + 1} {plural(missing, 'is', 'are')} not met.")


def _outside(story: Story) -> Section:
    reading = story.reading
    mirror = reading.published.mirror
    asked = f" and what {mirror.n_customers} customers said" if mirror else ""
    figure = pictures.mirror_figure(reading)
    return Section(
        key="outside",
        title="Inside against outside",
        note=f"What staff believe customers would say{asked}." if figure else "",
        lede=mirror_sentence(reading),
        findings=story.findings("mirror", "clock", first_page=True),
        figure=figure,
        table=tables.mirror_table(reading) if figure else None,
    )


def _actions(story: Story) -> Section:
    figure = pictures.actions_figure(story.chosen, reading=story.reading)
    return Section(
        key="actions",
        title="The next ninety days",
        note="Each with the function that would usually carry it and the number that should move.",
        lede=_actions_lede(story),
        figure=figure,
        table=tables.actions_table(story.chosen, reading=story.reading, key="next") if figure else None,
    )


def _actions_lede(story: Story) -> str:
    if not story.chosen:
        if story.reading.says_nothing:
            return "No action is proposed on so few answers."
        return "Nothing in these answers calls for an action of the catalog."
    amount = start(count(len(story.chosen)))
    word = plural(len(story.chosen), "action", "actions")
    urgent = any(
        each.topic in ("ownership", "orientation", "gaps", "mirror") and not each.is_strength
        for each in story.leading
    )
    if not urgent:
        return f"Nothing is urgent. {amount} {word} would prepare the next stage."
    return f"{amount} {word} {plural(len(story.chosen), 'answers', 'answer')} what stands above."


def _sure(story: Story) -> Section:
    reading = story.reading
    figure = pictures.participation(reading)
    return Section(
        key="sure",
        title="How sure are we?",
        note="Answers by function, in bands.",
        lede=answered(reading),
        figure=figure,
        table=tables.participation_table(reading),
        paragraphs=doubts(reading),
    )
