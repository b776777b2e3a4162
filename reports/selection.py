"""Which actions to propose, in which order, and which three belong on page one.

An action is a candidate when its trigger holds. Its score is the priority of the construct it works on,
half as much again if it removes a missing prerequisite of the next stage. Page one takes the three with the
highest scores, one per construct and two per owner. Actions that change who reports to whom wait for firm
ground.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.catalog import Action, Catalog
from reports.composing.found import Found
from reports.reading import WHOLE, Reading
from reports.triggers import Hit, evaluate
from scoring.published import PublicGate, PublicStage

ON_PAGE_ONE = 3
PER_OWNER = 2
FIRM_PERCENT = 80
FIRM_STAGE = 2
QUARTER = 25.0
GATE_FACTOR = 1.5
CHAIN = ("VIEW", "SHARE", "DATA", "RESP", "MSG")
"""The elements in the order in which one makes the next possible: equal scores go to the earlier."""

OWNERSHIP_KINDS = frozenset({"orphaned", "refused", "contested", "diffuse", "overclaimed"})


@dataclass(frozen=True)
class Proposal:
    """An action whose trigger holds, with what was found.

    score         priority of what it works on; only its order means something.
    reach         how many stages, functions or statements its trigger concerns.
    removes_gate  whether an unmet prerequisite of the next stage rests on it.
    """

    action: Action
    hits: tuple[Hit, ...]
    score: float
    reach: int
    removes_gate: bool

    @property
    def functions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for hit in self.hits for key in hit.functions))

    @property
    def stages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for hit in self.hits for key in hit.stages))

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
    """Every action whose trigger holds, best first.

    Equal scores go to the element that comes first in the chain, then to what reaches further, then by id.
    """
    if reading.says_nothing:
        return ()
    found = (_proposal(action, reading=reading) for action in catalog.actions)
    proposals = [proposal for proposal in found if proposal and _on_firm_ground(proposal, reading=reading)]
    return tuple(sorted(proposals, key=_rank))


def _rank(proposal: Proposal) -> tuple[float, int, int, str]:
    works_on = proposal.action.works_on
    link = CHAIN.index(works_on) if works_on in CHAIN else len(CHAIN)
    return -proposal.score, link, -proposal.reach, proposal.action.id


def _proposal(action: Action, *, reading: Reading) -> Proposal | None:
    hits = evaluate(action.when, reading=reading)
    more = evaluate(action.also, reading=reading) if action.also else ()
    if not hits and not more:
        return None
    every = (*hits, *more)
    gates = [gate for gate in reading.unmet() if _removes(gate, action, every)]
    score = priority(action, every, reading=reading, waits=bool(gates)) * (GATE_FACTOR if gates else 1.0)
    return Proposal(
        action=action,
        hits=every,
        score=round(score, 6),
        reach=sum(hit.reach for hit in hits or more),
        removes_gate=bool(gates),
    )


def priority(action: Action, hits: Sequence[Hit], *, reading: Reading, waits: bool) -> float:
    """Priority of what the action works on, in steps of the scale.

    A theme that is no score of its own (who answers, the clock, the budget) is weighed by the same formula:
    its distance from its target, half as much again where the next stage waits for it.
    """
    published = reading.priority(action.works_on)
    if published is not None:
        return published
    own = [hit.points for hit in hits if hit.construct == action.works_on]
    return max(own or [hit.points for hit in hits]) / QUARTER * (GATE_FACTOR if waits else 1.0)


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
    """Structural actions need Stage 2, and a state that comes out in four of five draws."""
    if not proposal.action.structural:
        return True
    if (reading.stage or 0) < FIRM_STAGE:
        return False
    named = [stage for stage in _stages(reading) if stage.stage in proposal.stages]
    likely = [stage.probability.get(stage.state, 0) for stage in named]
    return min(likely or [_stage_percent(reading)]) >= FIRM_PERCENT


def _stages(reading: Reading) -> list[PublicStage]:
    whole = reading.published.ownership.get(WHOLE)
    return [*reading.journey, *([whole] if whole else [])]


def _stage_percent(reading: Reading) -> int:
    maturity = reading.published.maturity
    return maturity.probability.get(maturity.stage or 0, 0)


def page_one(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The three actions for the next ninety days, of proposals that stand best first."""
    chosen: list[Proposal] = []
    for proposal in proposals:
        if len(chosen) < ON_PAGE_ONE and _fits(proposal, chosen):
            chosen.append(proposal)
    return tuple(chosen)


def _fits(proposal: Proposal, chosen: Sequence[Proposal]) -> bool:
    constructs = [each.action.works_on for each in chosen]
    owners = [each.action.owner for each in chosen]
    return proposal.action.works_on not in constructs and owners.count(proposal.action.owner) < PER_OWNER


def action_ids(found: Found, proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """The proposed actions that belong to a finding."""
    return tuple(each.action.id for each in proposals if each.answers(found))
