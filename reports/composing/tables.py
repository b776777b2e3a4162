"""Tables of the stage, of customers and the clock, of actions and of who answered."""

from __future__ import annotations

from collections.abc import Sequence

from reports.composing.actions import action_text, because, moves, owner
from reports.composing.ground import gate_estimate, gate_value
from reports.composing.table import table
from reports.documents import Table
from reports.reading import Reading, estimate_text
from reports.selection import Proposal
from reports.wording import DASH, count, interval, join, number, percent, signed, signed_interval, start
from scoring.published import PublicGate

STATUS = {"met": "met", "unmet": "not met", "unverified": "cannot be told yet"}
"""What a gate counts as: one that cannot be told yet bars its stage as one that is not met does."""

BEYOND_CHANCE = {"met": "met", "unmet": "not met", "uncertain": "cannot be told yet"}
"""Whether it would stay so beyond chance; one that straddles its cut cannot be told."""

BUCKETS = {
    "24h": "a day",
    "3d": "three days",
    "14d": "fourteen days",
    "30d": "a month",
    "90d": "three months",
    "over90d": "over three months",
    "never": "no route",
}


# --- Maturity ---------------------------------------------------------------------------------------


def gates_table(gates: Sequence[PublicGate], *, reading: Reading) -> Table:
    return table(
        "gates",
        "Prerequisites: what is asked, what was found.",
        (
            ("stage", "For stage", "right"),
            ("gate", "Prerequisite"),
            ("found", "Found"),
            ("interval", "95% interval", "right"),
            ("n", "Answers", "right"),
            ("status", "As found"),
            ("certainty", "Beyond chance"),
        ),
        [
            (
                str(gate.for_stage),
                reading.words.gate(gate.key),
                gate_value(gate, reading=reading),
                *_gate_sureness(gate, reading=reading),
                STATUS[gate.status],
                _beyond_chance(gate),
            )
            for gate in gates
        ],
    )


def _beyond_chance(gate: PublicGate) -> str:
    """A fact is stated, not drawn from answers."""
    if gate.kind == "fact" or gate.status == "unverified":
        return DASH
    return BEYOND_CHANCE[gate.certainty]


def _gate_sureness(gate: PublicGate, *, reading: Reading) -> tuple[str, str]:
    """Interval and answers of a gate that asks for a score of the whole organization."""
    estimate = gate_estimate(gate, reading=reading)
    if estimate is None:
        return DASH, DASH
    return interval(estimate.low, estimate.high), estimate.n


def stage_table(reading: Reading) -> Table:
    maturity = reading.published.maturity
    likely = [f"Stage {key}: {share}%" for key, share in maturity.probability.items() if share]
    return table(
        "stage",
        "The index, the stage it would suggest, and the stage.",
        (("what", "What"), ("value", "Value")),
        [
            ("Index, 0 to 100", DASH if maturity.index is None else number(maturity.index)),
            ("95% interval of the index", interval(maturity.low, maturity.high)),
            ("Stage the index suggests", DASH if maturity.index_stage is None else str(maturity.index_stage)),
            ("Stage, with its prerequisites", DASH if maturity.stage is None else str(maturity.stage)),
            ("When answers are drawn anew", join(likely) or DASH),
        ],
    )


# --- Customers and the clock ------------------------------------------------------------------------


def mirror_table(reading: Reading) -> Table | None:
    mirror, words = reading.published.mirror, reading.words
    if mirror is None:
        return None
    return table(
        "mirror",
        "What staff believe most customers would agree with, and what customers said; 0 to 100.",
        (
            ("statement", "Statement"),
            ("staff", "Staff believe", "right"),
            ("customers", "Customers say", "right"),
            ("gap", "Gap", "right"),
            ("interval", "95% interval", "right"),
            ("state", "State"),
        ),
        [
            (
                words.statement(row.key),
                estimate_text(row.staff),
                estimate_text(row.customers),
                signed(row.points),
                signed_interval(row.low, row.high),
                words.state(row.state),
            )
            for row in (*mirror.rows, mirror.total)
        ],
    )


def clock_table(reading: Reading) -> Table | None:
    rows = [_clock_row(key, reading=reading) for key in ("campaign", "physical")]
    made = [row for row in rows if row]
    return (
        None
        if not made
        else table(
            "clock",
            "Share who say that customers see a change within fourteen days, and who say that they should.",
            (
                ("touchpoint", "Touchpoint"),
                ("actual", "As it is", "right"),
                ("interval", "95% interval", "right"),
                ("target", "As it should be", "right"),
                ("gap", "Gap, points", "right"),
                ("median", "Middle answer"),
                ("state", "State"),
                ("n", "Answers", "right"),
            ),
            made,
        )
    )


def _clock_row(touchpoint: str, *, reading: Reading) -> tuple[str, ...] | None:
    clock = reading.published.clock
    actual, target = clock.entries.get(f"{touchpoint}_actual"), clock.entries.get(f"{touchpoint}_target")
    gap = getattr(clock, touchpoint)
    if actual is None or target is None or gap is None:
        return None
    return (
        reading.words.touchpoint(touchpoint),
        percent(actual.share),
        f"{percent(actual.low).rstrip('%')}–{percent(actual.high)}",
        percent(target.share),
        signed(gap.points),
        BUCKETS.get(actual.median_bucket, actual.median_bucket),
        reading.words.state(gap.state),
        actual.n,
    )


# --- Actions and participation ----------------------------------------------------------------------


def actions_table(proposals: Sequence[Proposal], *, reading: Reading, key: str = "actions") -> Table:
    return table(
        key,
        "Proposed actions, what brought each of them here, and the number that should move.",
        (
            ("id", "No."),
            ("action", "Action"),
            ("text", "What to do"),
            ("because", "Proposed because"),
            ("owner", "Owner"),
            ("moves", "Number that should move"),
            ("now", "Now", "right"),
            ("target", "Target", "right"),
            ("stages", "Helps to reach"),
            ("days", "First result"),
        ),
        [_action_row(proposal, reading=reading) for proposal in proposals],
    )


def _action_row(proposal: Proposal, *, reading: Reading) -> tuple[str, ...]:
    what, now, target = moves(proposal, reading=reading)
    stages = join(str(stage) for stage in proposal.action.stages)
    return (
        proposal.action.id,
        proposal.action.title,
        action_text(proposal, reading=reading),
        start(because(proposal)),
        owner(proposal, reading=reading),
        what,
        now or DASH,
        target or DASH,
        f"Stage {stages}",
        f"{proposal.action.days} days",
    )


def participation_table(reading: Reading) -> Table:
    published, words = reading.published, reading.words
    nothing = "fewer_than_five" if published.n is None else "no_data"
    rows = [
        (words.label(unit.key), str(unit.headcount), unit.n, unit.rate or "not shown", _shown(unit.pooled))
        for unit in published.units
    ]
    rows += [
        (words.label(key), DASH, words.hidden(nothing), DASH, "not shown")
        for key in reading.silent_functions()
    ]
    answered = DASH if published.n is None else str(published.n)
    if published.mirror:
        customers = str(published.mirror.n_customers)
        rows.append((words.label("customers"), DASH, customers, DASH, "apart from staff"))
    return table(
        "participation",
        "People and answers by function; answers in bands, shares of answering in bands from ten people on.",
        (
            ("unit", "Function"),
            ("headcount", "People", "right"),
            ("n", "Answers", "right"),
            ("rate", "Share who answered", "right"),
            ("shown", "Shown"),
        ),
        [
            *rows,
            (
                "All",
                str(published.headcount),
                answered,
                answer_rate(reading),
                f"{count(len(published.units))} reporting units",
            ),
        ],
    )


def _shown(pooled: bool) -> str:
    return "together, too few alone" if pooled else "on its own"


def answer_rate(reading: Reading) -> str:
    published = reading.published
    if published.n is None or not published.headcount:
        return DASH
    return f"{min(100, round(100 * published.n / published.headcount))}%"
