"""Which actions to propose, in which order, and which three belong on page one.

An action is a candidate when its trigger holds. Its score is the distance of what it works on from its
target, in quarters of the scale, half as much again if an unmet prerequisite of the next stage rests on it,
and half as much again if it removes that prerequisite. Page one takes three: the best that removes a
missing prerequisite, then those that answer a finding of page one, then the rest; one per construct, two per
owner, none that belongs more than two stages ahead. Structural actions wait for firm ground.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.catalog import Action, Catalog
from reports.composing.found import Found
from reports.reading import Reading
from reports.triggers import Hit, evaluate
from scoring.published import PublicGate

ON_PAGE_ONE = 3
PER_OWNER = 2
AHEAD = 2
FIRM_PERCENT = 80
QUARTER = 25.0
GATE_FACTOR = 1.5
OWNERSHIP_KINDS = frozenset({"orphaned", "refused", "contested", "diffuse", "overclaimed"})


@dataclass(frozen=True)
class Proposal:
    """An action whose trigger holds, with what was found.

    score         priority of what it works on; only its order means something.
    removes_gate  whether an unmet prerequisite of the next stage rests on it.
    """

    action: Action
    hits: tuple[Hit, ...]
    score: float
    removes_gate: bool

    @property
    def functions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for hit in self.hits for key in hit.functions))

    @property
    def stages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for hit in self.hits for key in hit.stages))

    @property
    def reach(self) -> int:
        return sum(hit.reach for hit in self.hits)

    def answers(self, found: Found) -> bool:
        """Whether the action belongs to this finding."""
        if found.state == "unmet":
            return self.removes_gate
        return any(_belongs(about, found.id) for hit in self.hits for about in hit.about)


def _belongs(about: str, finding_id: str) -> bool:
    """ "gap:sales" belongs to "gap:sales:SHARE+MSG"; "level" to every finding of that kind."""
    kind, _, what = about.partition(":")
    tokens = re.split(r"[:+]", finding_id)
    return tokens[0] == kind and (not what or what in tokens[1:])


def candidates(reading: Reading, *, catalog: Catalog) -> tuple[Proposal, ...]:
    """Every action whose trigger holds, best first; ties go to the one that reaches further, then by id."""
    if reading.says_nothing:
        return ()
    found = (_proposal(action, reading=reading) for action in catalog.actions)
    proposals = [proposal for proposal in found if proposal and _on_firm_ground(proposal, reading=reading)]
    return tuple(sorted(proposals, key=lambda each: (-each.score, -each.reach, each.action.id)))


def _proposal(action: Action, *, reading: Reading) -> Proposal | None:
    hits = evaluate(action.when, reading=reading)
    if not hits:
        return None
    removes = any(_removes(gate, action, hits) for gate in reading.unmet())
    own = [hit.points for hit in hits if hit.construct == action.works_on]
    score = max(own or [hit.points for hit in hits]) / QUARTER * (GATE_FACTOR**2 if removes else 1.0)
    return Proposal(action=action, hits=hits, score=round(score, 6), removes_gate=removes)


def _removes(gate: PublicGate, action: Action, hits: Iterable[Hit]) -> bool:
    """Whether the action works on what this unmet prerequisite asks for."""
    kinds = {about.partition(":")[0] for hit in hits for about in hit.about}
    if gate.kind == "ownership":
        return bool(kinds & ({"orphaned"} if "orphan" in gate.key else OWNERSHIP_KINDS))
    if gate.kind == "pulse":
        return "mirror" in kinds
    if gate.kind == "fact":
        return any(f"unmet:{gate.key}" in hit.about for hit in hits)
    return action.works_on == gate.construct


def _on_firm_ground(proposal: Proposal, *, reading: Reading) -> bool:
    """Structural actions need Stage 2 and a state that comes out in four of five draws."""
    if not proposal.action.structural:
        return True
    if (reading.stage or 0) < 2:
        return False
    named = [stage for stage in reading.journey if stage.stage in proposal.stages]
    likely = [stage.probability.get(stage.state, 0) for stage in named]
    return min(likely or [_stage_percent(reading)]) >= FIRM_PERCENT


def _stage_percent(reading: Reading) -> int:
    maturity = reading.published.maturity
    return maturity.probability.get(maturity.stage or 0, 0)


def page_one(
    proposals: Sequence[Proposal], *, leading: Sequence[Found], reading: Reading
) -> tuple[Proposal, ...]:
    """The three actions for the next ninety days."""
    near = [each for each in proposals if min(each.action.stages) <= (reading.stage or 1) + AHEAD]
    gate_first = [each for each in near if each.removes_gate][:1]
    answering = [each for each in near if any(each.answers(found) for found in leading)]
    chosen: list[Proposal] = []
    for proposal in (*gate_first, *answering, *near):
        if len(chosen) < ON_PAGE_ONE and _fits(proposal, chosen):
            chosen.append(proposal)
    return tuple(sorted(chosen, key=lambda each: _place(each, leading)))


def _place(proposal: Proposal, leading: Sequence[Found]) -> int:
    """Where the first finding of page one stands that the action answers; actions follow their findings."""
    return next((at for at, found in enumerate(leading) if proposal.answers(found)), len(leading))


def _fits(proposal: Proposal, chosen: Sequence[Proposal]) -> bool:
    constructs = [each.action.works_on for each in chosen]
    owners = [each.action.owner for each in chosen]
    return proposal.action.works_on not in constructs and owners.count(proposal.action.owner) < PER_OWNER


def action_ids(found: Found, proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """The proposed actions that belong to a finding."""
    return tuple(each.action.id for each in proposals if each.answers(found))
