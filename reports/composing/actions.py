"""How a proposed action is worded: its text, its owner, and the number that should move."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from reports.composing.punctuation import clauses, labelled
from reports.composing.sheet import line, stated
from reports.documents import ActionItem
from reports.reading import Reading
from reports.selection import Proposal
from reports.wording import from_to, join, number, percent

AT_STAKE = 75.0
LOW = 50
PULSE_CUTS = (50.0, 62.5, 75.0)
UNDER = 10
"""Points under which leaders and the front line are taken to see the same company."""

TELLABLE = 5
"""Points by which a score has to move before the next wave could tell."""


def action_item(proposal: Proposal, *, position: int, reading: Reading) -> ActionItem:
    return ActionItem(
        number=position,
        title=proposal.action.title,
        text=action_text(proposal, reading=reading),
        owner=owner(proposal, reading=reading),
        moves=_moves_text(proposal, reading=reading),
        action_id=proposal.action.id,
    )


def _moves_text(proposal: Proposal, *, reading: Reading) -> str:
    """The number that should move, from where to where as far as that may be shown."""
    what, now, target = moves(proposal, reading=reading)
    arrow = from_to(now, target) if now and target else target
    return labelled(what, arrow) if arrow else what


def action_text(proposal: Proposal, *, reading: Reading) -> str:
    """The text with the functions and stages of this organization in it."""
    words = reading.words
    return proposal.action.filled(
        who=words.functions(proposal.functions), where=words.stages(proposal.stages)
    )


def owner(proposal: Proposal, *, reading: Reading) -> str:
    """The function that would usually carry it; the sponsor where the organization has no such function."""
    words, key = reading.words, proposal.action.owner
    name = words.label(key) if key in words.function_names else _("The sponsor of this assessment")
    partners = [words.function(each) for each in proposal.functions if each != key]
    if not partners:
        return name
    # Translators: functions that carry an action: "Marketing, with sales and IT".
    return _("{owner}, with {partners}").format(owner=name, partners=join(partners))


def because(proposal: Proposal) -> str:
    """The trigger in words."""
    return clauses(dict.fromkeys(hit.because for hit in proposal.hits))


# --- The number that should move --------------------------------------------------------------------

Moves = tuple[str, str, str]
"""What moves, where it stands, where it should go; the latter two empty when no number may be shown."""


def moves(proposal: Proposal, *, reading: Reading) -> Moves:
    kind, _colon, what = proposal.action.moves.partition(":")
    if kind == "score" and _from_levels(proposal, what, reading):
        kind = "level"
    return MOVES[kind](proposal, what, reading)


def _from_levels(proposal: Proposal, construct: str, reading: Reading) -> bool:
    """Whether the front line's distance, and not a low score, brought the action here."""
    levels = any("level" in hit.about for hit in proposal.hits)
    value = reading.value(construct)
    return levels and value is not None and value >= LOW


def _score(proposal: Proposal, construct: str, reading: Reading) -> Moves:
    value, label = reading.value(construct), reading.words.construct_label(construct)
    if value is None:
        return label, "", ""
    target = reading.target(construct)
    unmet = any(gate.cut == target for gate in reading.gates_about(construct))
    if unmet and value >= target:
        return label, _("just under {number}").format(number=number(target)), number(target)
    if value >= target:
        target = AT_STAKE
    return (label, number(value), number(target)) if value < target else (label, "", "")


def _level(proposal: Proposal, construct: str, reading: Reading) -> Moves:
    gap = next((gap for gap in reading.clear_level_gaps() if gap.construct == construct), None)
    label = _("Gap between leaders and the front line, {score}").format(
        score=reading.words.construct_label(construct)
    )
    if gap is None:
        return label, "", ""
    return label, number(abs(gap.points)), _("under {number}").format(number=UNDER)


def _owned(proposal: Proposal, what: str, reading: Reading) -> Moves:
    owned = {stage.stage for stage in reading.owned()}
    journey = {stage.stage for stage in reading.journey}
    reached = owned | (journey & set(proposal.stages))
    total = len(reading.journey)
    label = _("Stages owned and accepted")
    # Translators: so many out of so many: "7 of 9".
    now = _("{part} of {total}").format(part=len(owned), total=total)
    if len(owned) == total:
        return label, now, pgettext("what is reached already is to be", "kept")
    return label, now, str(total if len(reached) == len(owned) else len(reached))


def _orphaned(proposal: Proposal, what: str, reading: Reading) -> Moves:
    orphans = len(reading.stages_in("orphaned"))
    if orphans:
        return _("Stages without an owner"), str(orphans), pgettext("number of stages", "none")
    label = _("Executive named to lead customer experience")
    return label, pgettext("an executive who leads", "none"), pgettext("an executive who leads", "named")


def _whole(proposal: Proposal, what: str, reading: Reading) -> Moves:
    label, words = _("The whole experience"), reading.words
    if reading.whole is None:
        return label, "", ""
    return label, words.state(reading.whole.state), words.state("owned")


def _clock(proposal: Proposal, touchpoint: str, reading: Reading) -> Moves:
    entries = reading.published.clock.entries
    # Translators: {touchpoint} is "Campaign, site or message" or "Product, pack, place or process"; what
    # moves is the share of people who say that it is changed in that time.
    label = _("{touchpoint} changed within fourteen days").format(
        touchpoint=reading.words.touchpoint(touchpoint)
    )
    actual, target = entries.get(f"{touchpoint}_actual"), entries.get(f"{touchpoint}_target")
    if actual is None or target is None:
        return label, "", ""
    return label, percent(actual.share), percent(target.share)


def _pulse(proposal: Proposal, statement: str, reading: Reading) -> Moves:
    row = reading.mirror_row(statement)
    # Translators: {statement} is one that customers rate: "They are easy to deal with".
    label = _("Customers on “{statement}”").format(statement=reading.words.statement(statement))
    if row is None:
        return label, "", ""
    above = [cut for cut in PULSE_CUTS if cut >= row.customers.value + TELLABLE]
    return (label, number(row.customers.value), number(above[0])) if above else (label, "", "")


def _fact(proposal: Proposal, name: str, reading: Reading) -> Moves:
    now = stated(reading, name) if name in reading.facts else ""
    return line(reading, name), now, _(WANTED[name])


WANTED = {
    # Translators: what the budget for customer experience should become.
    "cx_budget": gettext_noop("dedicated, with an owner"),
    "cx_budget_steered_by": gettext_noop("alignment among its purposes"),
}


MOVES: dict[str, Callable[[Proposal, str, Reading], Moves]] = {
    "score": _score,
    "level": _level,
    "owned": _owned,
    "orphaned": _orphaned,
    "whole": _whole,
    "clock": _clock,
    "pulse": _pulse,
    "fact": _fact,
}
