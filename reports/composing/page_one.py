"""Page one: six questions in the order a board asks them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing import pictures, tables, tables_owners, tables_scores
from reports.composing.change import change_sentence
from reports.composing.ground import held_sentence, stage_certainty, stage_sentence, stage_words
from reports.composing.outside import mirror_sentence
from reports.composing.owned import owned_sentence
from reports.composing.punctuation import clauses
from reports.composing.story import UNNUMBERED, Story
from reports.composing.sure import answered, doubts
from reports.composing.unsettled import unsettled_sentence
from reports.composing.whole import whole_sentence
from reports.documents import Page, Section
from reports.reading import PROFILE, Reading
from reports.wording import count, percent, sentence, sentences

CLAIM_POINTS = 10
NAMED = 3
"""So many functions are named in a sentence; more of them are counted."""
COMPARED = ("MO", *PROFILE)
"""Every score on which functions are compared: a sentence that counts them counts what the picture shows."""


def page_one(story: Story) -> Page:
    return Page(
        key="one",
        number=UNNUMBERED,
        title=_("Page one"),
        question=_("Who answers for the customer, and what comes next?"),
        lede=sentences(
            [_("Six answers on one page; the pages behind it hold the evidence"), since(story.reading)]
        ),
        sections=(
            _owners(story),
            _companies(story),
            _stage(story),
            *((_outside(story),) if story.reading.asks("MIR1") else ()),
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
        title=_("Who answers for the customer?"),
        note=_("And do they accept it?"),
        lede=sentences(
            [
                owned_sentence(reading),
                unsettled_sentence(reading),
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


def claim_sentence(reading: Reading) -> str:
    """The function whose claim runs furthest ahead of what its own people accept, where it may be shown."""
    claims = [(key, each) for key, each in reading.published.claim_accept.items() if each.gap is not None]
    if not claims:
        return ""
    key, widest = max(claims, key=lambda pair: (pair[1].gap or 0.0, pair[0]))
    if round(100 * (widest.gap or 0.0)) < CLAIM_POINTS:
        return ""
    claim = ngettext(
        "{function} names itself in {claim} of its answers and would accept {accept}",
        "{function} name themselves in {claim} of their answers and would accept {accept}",
        reading.words.number(key),
    )
    name = reading.words.function(key)
    return sentence(claim.format(function=name, claim=percent(widest.claim), accept=percent(widest.accept)))


# --- 2 ------------------------------------------------------------------------------------------------


def _companies(story: Story) -> Section:
    reading = story.reading
    figure = pictures.heatmap(reading, constructs=COMPARED)
    return Section(
        key="companies",
        title=_("Where do functions see different companies?"),
        note=_("Scores of 0 to 100, marked where the distance to the others is clear."),
        lede=companies_sentence(reading),
        findings=story.findings("orientation", "gaps", "access", first_page=True),
        figure=figure,
        table=tables_scores.heat_table(reading, constructs=COMPARED) if figure else None,
    )


def companies_sentence(reading: Reading) -> str:
    """Whether functions and levels differ: clear, alike, or not tellable, which are not the same."""
    units = reading.units_with_clear_gaps()
    if not reading.published.units:
        return _("Too few answers to compare functions.")
    if len(reading.published.units) == 1:
        return _("All answers come from one reporting unit, so functions cannot be compared.")
    parts = [_units_apart(units, reading=reading) if units else _nobody_apart(reading)]
    if reading.clear_level_gaps():
        parts.append(_("leaders and managers describe another company than the front line does"))
    return sentences(parts)


def _units_apart(units: Sequence[str], *, reading: Reading) -> str:
    if len(units) == 1:
        return _unit_apart(units[0], reading=reading)
    if len(units) > NAMED:
        many = _("{count} functions stand clearly apart from the others on at least one score each")
        return many.format(count=count(len(units)))
    named = _("{functions} stand clearly apart from the others on at least one score each")
    return named.format(functions=reading.words.functions(units))


def _unit_apart(unit: str, *, reading: Reading) -> str:
    compared = {gap.construct for gap in reading.published.gaps}
    stands = ngettext(
        "{function} stands clearly apart from the others on {count} of the {total} scores",
        "{function} stand clearly apart from the others on {count} of the {total} scores",
        reading.words.number(unit),
    )
    return stands.format(
        function=reading.words.function(unit),
        count=count(len(reading.clear_gaps(unit=unit))),
        total=count(len(compared)),
    )


def _nobody_apart(reading: Reading) -> str:
    states = reading.gap_states()
    total = sum(states.values())
    if not total:
        return _("too few answers to compare functions")
    alike, untold = states.get("aligned", 0), states.get("inconclusive", 0)
    if alike == total:
        return _("functions see the company alike, each within ten points of the others on every score")
    if alike * 2 > total:
        return _(
            "no function stands clearly apart; most comparisons show them alike, the rest cannot be told"
        )
    if untold * 2 > total:
        return _(
            "no function stands clearly apart; most comparisons can neither show a difference nor rule one "
            "out"
        )
    return _(
        "no function stands clearly apart; some comparisons show them alike, others can neither show a "
        "difference nor rule one out"
    )


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
        title=_("How mature, and what holds it back?"),
        note=sentence(
            clauses([stage_words(reading.published.maturity), stage_certainty(reading.published.maturity)])
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
    unmet = ngettext(
        "{count} prerequisite of Stage {stage} is not met",
        "{count} prerequisites of Stage {stage} are not met",
        missing,
    )
    return sentence(unmet.format(count=count(missing), stage=reading.stage + 1))


def _outside(story: Story) -> Section:
    reading = story.reading
    figure = pictures.mirror_figure(reading)
    return Section(
        key="outside",
        title=_("Inside against outside"),
        note=_compared(reading) if figure else "",
        lede=mirror_sentence(reading),
        findings=story.findings("mirror", "clock", first_page=True),
        figure=figure,
        table=tables.mirror_table(reading) if figure else None,
    )


def _compared(reading: Reading) -> str:
    mirror = reading.published.mirror
    if mirror is None:
        return _("What staff believe customers would say.")
    both = _("What staff believe customers would say and what {count} customers said.")
    return both.format(count=mirror.n_customers)


def _actions(story: Story) -> Section:
    figure = pictures.actions_figure(story.chosen, reading=story.reading)
    return Section(
        key="actions",
        title=_("The next ninety days"),
        note=_("Each with the function that would usually carry it and the number that should move."),
        lede=_actions_lede(story),
        figure=figure,
        table=tables.actions_table(story.chosen, reading=story.reading, key="next") if figure else None,
    )


def _actions_lede(story: Story) -> str:
    amount = len(story.chosen)
    if not amount:
        if story.reading.says_nothing:
            return _("No action is proposed on so few answers.")
        return _("Nothing in these answers calls for an action of the catalog.")
    if not _is_urgent(story):
        calm = ngettext(
            "{count} action would prepare the next stage",
            "{count} actions would prepare the next stage",
            amount,
        )
        return sentences([_("Nothing is urgent"), calm.format(count=count(amount))])
    urgent = ngettext(
        "{count} action answers what stands above", "{count} actions answer what stands above", amount
    )
    return sentence(urgent.format(count=count(amount)))


def _is_urgent(story: Story) -> bool:
    """Whether page one says more than what is strong, or sure."""
    return any(
        each.topic in ("ownership", "orientation", "gaps", "mirror") and not each.is_strength
        for each in story.leading
    )


def _sure(story: Story) -> Section:
    reading = story.reading
    figure = pictures.participation(reading)
    return Section(
        key="sure",
        title=_("How sure are we?"),
        note=_("Answers by function, in bands."),
        lede=answered(reading),
        figure=figure,
        table=tables.participation_table(reading),
        paragraphs=doubts(reading),
    )
