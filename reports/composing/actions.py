"""How a proposed action is worded: its text, its owner, and the number that should move."""

from __future__ import annotations

from collections.abc import Callable

from reports.composing.sheet import line, stated
from reports.documents import ActionItem
from reports.reading import Reading
from reports.selection import Proposal
from reports.wording import join, number, percent

AT_STAKE = 75.0
LOW = 50
PULSE_CUTS = (50.0, 62.5, 75.0)
TELLABLE = 5
"""Points by which a score has to move before the next wave could tell."""


def action_item(proposal: Proposal, *, position: int, reading: Reading) -> ActionItem:
    return ActionItem(
        number=position,
        title=proposal.action.title,
        text=action_text(proposal, reading=reading),
        owner=owner(proposal, reading=reading),
        moves=": ".join(
            part for part in (moves(proposal, reading=reading)[0], _arrow(proposal, reading)) if part
        ),
        action_id=proposal.action.id,
    )


def _arrow(proposal: Proposal, reading: Reading) -> str:
    _, now, target = moves(proposal, reading=reading)
    return f"{now} → {target}" if now and target else target


def action_text(proposal: Proposal, *, reading: Reading) -> str:
    """The text with the functions and stages of this organization in it."""
    words = reading.words
    return proposal.action.filled(
        who=words.functions(proposal.functions), where=words.stages(proposal.stages)
    )


def owner(proposal: Proposal, *, reading: Reading) -> str:
    """The function that would usually carry it; the sponsor where the organization has no such function."""
    words, key = reading.words, proposal.action.owner
    name = words.label(key) if key in words.function_names else "The sponsor of this assessment"
    partners = [words.function(each) for each in proposal.functions if each != key]
    return f"{name}, with {join(partners)}" if partners else name


def because(proposal: Proposal) -> str:
    """The trigger in words."""
    return "; ".join(dict.fromkeys(hit.because for hit in proposal.hits))


# --- The number that should move --------------------------------------------------------------------

Moves = tuple[str, str, str]
"""What moves, where it stands, where it should go; the latter two empty when no number may be shown."""


def moves(proposal: Proposal, *, reading: Reading) -> Moves:
    kind, _, what = proposal.action.moves.partition(":")
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
        return label, f"just under {number(target)}", number(target)
    if value >= target:
        target = AT_STAKE
    return (label, number(value), number(target)) if value < target else (label, "", "")


def _level(proposal: Proposal, construct: str, reading: Reading) -> Moves:
    gap = next((gap for gap in reading.clear_level_gaps() if gap.construct == construct), None)
    label = f"Gap between leaders and the front line, {reading.words.construct_label(construct)}"
    return (label, number(abs(gap.points)), "under 10") if gap else (label, "", "")


def _owned(proposal: Proposal, what: str, reading: Reading) -> Moves:
    owned = {stage.stage for stage in reading.owned()}
    journey = {stage.stage for stage in reading.journey}
    reached = owned | (journey & set(proposal.stages))
    total = len(reading.journey)
    if len(reached) == len(owned):
        return (
            "Stages owned and accepted",
            f"{len(owned)} of {total}",
            "kept" if len(owned) == total else str(total),
        )
    return "Stages owned and accepted", f"{len(owned)} of {total}", str(len(reached))


def _orphaned(proposal: Proposal, what: str, reading: Reading) -> Moves:
    orphans = len(reading.stages_in("orphaned"))
    if orphans:
        return "Stages without an owner", str(orphans), "none"
    return "Executive named to lead customer experience", "none", "named"


def _whole(proposal: Proposal, what: str, reading: Reading) -> Moves:
    state = reading.words.state(reading.whole.state) if reading.whole else ""
    return "The whole experience", state, "owned" if state else ""


def _clock(proposal: Proposal, touchpoint: str, reading: Reading) -> Moves:
    entries = reading.published.clock.entries
    label = f"{reading.words.touchpoint(touchpoint)} changed within fourteen days"
    actual, target = entries.get(f"{touchpoint}_actual"), entries.get(f"{touchpoint}_target")
    if actual is None or target is None:
        return label, "", ""
    return label, percent(actual.share), percent(target.share)


def _pulse(proposal: Proposal, statement: str, reading: Reading) -> Moves:
    row, label = reading.mirror_row(statement), f"Customers on “{reading.words.statement(statement)}”"
    if row is None:
        return label, "", ""
    above = [cut for cut in PULSE_CUTS if cut >= row.customers.value + TELLABLE]
    return (label, number(row.customers.value), number(above[0])) if above else (label, "", "")


def _fact(proposal: Proposal, name: str, reading: Reading) -> Moves:
    wanted = {"cx_budget": "dedicated, with an owner", "cx_budget_steered_by": "alignment among its purposes"}
    return line(reading, name), stated(reading, name) if name in reading.facts else "", wanted[name]


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
