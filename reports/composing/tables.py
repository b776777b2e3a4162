"""The tables behind the pictures: every cell is final text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.composing.actions import action_text, because, moves, owner
from reports.composing.ground import gate_value
from reports.composing.views import others
from reports.documents import Align, Table, TableColumn
from reports.reading import PROFILE, READINESS, Reading, estimate_text
from reports.selection import Proposal
from reports.wording import DASH, count, interval, join, number, percent, signed, signed_interval, start
from scoring.published import PublicGap, PublicGate, PublicStage

Columns = Sequence[tuple[str, str] | tuple[str, str, Align]]
CERTAINTY = {"met": "firm", "unmet": "firm", "uncertain": "too close to call"}
BUCKETS = {
    "24h": "a day",
    "3d": "three days",
    "14d": "fourteen days",
    "30d": "a month",
    "90d": "three months",
    "over90d": "over three months",
    "never": "no route",
}


def table(key: str, caption: str, columns: Columns, rows: Iterable[Sequence[str]]) -> Table:
    made = tuple(
        TableColumn(key=column[0], label=column[1], align=column[2] if len(column) == 3 else "left")
        for column in columns
    )
    return Table(key=key, caption=caption, columns=made, rows=tuple(tuple(row) for row in rows))


# --- Ownership --------------------------------------------------------------------------------------


def ownership_table(reading: Reading) -> Table:
    stages = [*reading.journey, *([reading.whole] if reading.whole else [])]
    return table(
        "ownership",
        "Who is named for each stage, who should be, and whether the named function accepts.",
        (
            ("stage", "Stage"),
            ("today", "Named most today"),
            ("second", "Named second"),
            ("none", "Shared / nobody"),
            ("should", "Should be"),
            ("accepts", "Named function accepts"),
            ("state", "State"),
            ("flags", "Remarks"),
        ),
        [_ownership_row(stage, reading=reading) for stage in stages],
    )


def _ownership_row(stage: PublicStage, *, reading: Reading) -> tuple[str, ...]:
    words = reading.words
    return (
        words.stage_row(stage.stage),
        _named(stage.top, stage.top_share, reading),
        _named(stage.second, stage.second_share, reading),
        f"{percent(stage.shares.get('shared', 0.0))} / {percent(stage.shares.get('nobody', 0.0))}",
        _named(stage.should_top, stage.should_share, reading),
        acceptance_text(stage, stage.top),
        state_label(stage, reading=reading),
        _remarks(stage, reading=reading),
    )


def _named(key: str | None, share: float, reading: Reading) -> str:
    return f"{reading.words.label(key)} {percent(share)}" if key else DASH


def acceptance_text(stage: PublicStage, function: str | None) -> str:
    accepted = stage.acceptance.get(function or "")
    if accepted is None:
        return "not known"
    word = {"yes": "yes", "no": "no", "part": "in part", "unknown": "not known"}[accepted.answer]
    return word if accepted.share is None else f"{word}, {percent(accepted.share)}"


def state_label(stage: PublicStage, *, reading: Reading) -> str:
    return "refused" if stage.refused else reading.words.state(stage.state)


def _remarks(stage: PublicStage, *, reading: Reading) -> str:
    words = reading.words
    remarks = {
        "should_move": "should move to {}",
        "refused": "{} would not take it on",
        "overclaimed": "{} names itself, others do not",
        "mutual_claim": "{} names itself, and another does too",
    }
    said = [remarks[flag.kind].format(words.label(flag.function)) for flag in stage.flags]
    return start("; ".join([*said, *_self_naming(stage, reading=reading)])) or DASH


def _self_naming(stage: PublicStage, *, reading: Reading) -> list[str]:
    """The two shares behind an overclaim, where they may be shown."""
    said = []
    for flag in stage.flags:
        naming = stage.self_naming.get(flag.function)
        if flag.kind == "overclaimed" and naming and naming.own is not None and naming.others is not None:
            said.append(f"{percent(naming.own)} of its own people, {percent(naming.others)} of the others")
    return said


def votes_table(reading: Reading) -> Table:
    stages = reading.journey
    keys = [*reading.words.function_names, "shared", "nobody"]
    return table(
        "votes",
        "Share of the votes for today, every reporting unit weighing the same.",
        [
            ("named", "Named"),
            *((stage.stage, reading.words.stage_label(stage.stage), "right") for stage in stages),
        ],
        [
            *(
                [reading.words.label(key), *(percent(stage.shares.get(key, 0.0)) for stage in stages)]
                for key in keys
            ),
            ["Cannot tell", *(percent(stage.dk) for stage in stages)],
        ],
    )


def claims_table(reading: Reading) -> Table:
    return table(
        "claims",
        "How often a function names itself, and how far its own people would accept, over all stages.",
        (
            ("function", "Function"),
            ("claim", "Names itself", "right"),
            ("accept", "Would accept", "right"),
            ("gap", "Claim less acceptance, points", "right"),
        ),
        [
            (
                reading.words.label(key),
                percent(claim.claim),
                percent(claim.accept),
                DASH if claim.gap is None else signed(round(100 * claim.gap)),
            )
            for key, claim in reading.published.claim_accept.items()
        ],
    )


# --- Scores and gaps --------------------------------------------------------------------------------


def heat_table(reading: Reading, *, constructs: Sequence[str] = PROFILE) -> Table:
    words = reading.words
    units = reading.published.units
    body = [
        [words.label(unit.key), unit.n, *(cell_text(key, unit.key, reading=reading) for key in constructs)]
        for unit in units
    ]
    total = ["All, each function weighing the same", DASH]
    total += [estimate_text(reading.estimate(key)) for key in constructs]
    columns: list[tuple[str, str, Align]] = [(key, words.construct_label(key), "right") for key in constructs]
    return table(
        "scores",
        "Scores of 0 to 100 by reporting unit; in brackets the distance to the others where it is clear.",
        [("unit", "Function"), ("n", "Answers"), *columns],
        [*body, total],
    )


def cell_text(construct: str, unit: str, *, reading: Reading) -> str:
    """A score, with its distance to the others where that is clear, or why there is none."""
    estimate = reading.estimate(construct, unit)
    if estimate is None:
        return reading.words.hidden(hidden_reason(construct, unit, reading=reading))
    gap = reading.gap(construct, unit)
    mark = f" ({signed(gap.points)})" if gap and gap.state == "clear" else ""
    return f"{estimate_text(estimate)}{mark}"


def hidden_reason(construct: str, unit: str, *, reading: Reading) -> str:
    score = reading.published.scores.get(construct)
    reason = score.hidden.get(unit) if score else None
    return "fewer_than_five" if reason == "fewer_than_minimum" else "no_data"


def gaps_table(gaps: Sequence[PublicGap], *, key: str, caption: str, reading: Reading) -> Table:
    words = reading.words
    return table(
        key,
        caption,
        (
            ("unit", "Function"),
            ("construct", "Score"),
            ("own", "Its own", "right"),
            ("others", "The others", "right"),
            ("gap", "Gap", "right"),
            ("interval", "95% interval", "right"),
            ("n", "Answers", "right"),
        ),
        [
            (
                words.label(gap.unit),
                words.construct_label(gap.construct),
                estimate_text(reading.estimate(gap.construct, gap.unit)),
                DASH if others(gap, reading) is None else number(others(gap, reading) or 0),
                signed(gap.points),
                signed_interval(gap.low, gap.high),
                gap.n,
            )
            for gap in gaps
        ],
    )


def levels_table(reading: Reading) -> Table:
    words = reading.words
    return table(
        "levels",
        "Leaders and managers less the front line, in points.",
        (
            ("construct", "Score"),
            ("gap", "Gap", "right"),
            ("interval", "95% interval", "right"),
            ("state", "State"),
            ("n_lead", "Leaders and managers", "right"),
            ("n_front", "Front line", "right"),
        ),
        [
            (
                words.construct_label(gap.construct),
                signed(gap.points),
                signed_interval(gap.low, gap.high),
                words.state(gap.state),
                gap.n_lead,
                gap.n_front,
            )
            for gap in reading.published.level_gaps
        ],
    )


def score_table(constructs: Sequence[str], *, key: str, caption: str, reading: Reading) -> Table:
    words, rows = reading.words, []
    for construct in constructs:
        estimate = reading.estimate(construct)
        if estimate is not None:
            rows.append(
                (
                    words.construct_label(construct),
                    estimate_text(estimate),
                    interval(estimate.low, estimate.high),
                    estimate.n,
                )
            )
    columns: Columns = (
        ("construct", "Score of"),
        ("value", "Score", "right"),
        ("interval", "95% interval", "right"),
        ("n", "Answers", "right"),
    )
    return table(key, caption, columns, rows)


def readiness_table(reading: Reading) -> Table:
    return score_table(
        READINESS, key="readiness", caption="Readiness, 0 to 100, whole organization.", reading=reading
    )


# --- Maturity ---------------------------------------------------------------------------------------


def gates_table(gates: Sequence[PublicGate], *, reading: Reading) -> Table:
    return table(
        "gates",
        "Prerequisites: what is asked, what was found.",
        (
            ("stage", "For stage", "right"),
            ("gate", "Prerequisite"),
            ("found", "Found"),
            ("status", "Status"),
            ("certainty", "How sure"),
        ),
        [
            (
                str(gate.for_stage),
                reading.words.gate(gate.key),
                gate_value(gate, reading=reading),
                {"met": "met", "unmet": "missing", "unverified": "cannot be confirmed"}[gate.status],
                DASH if gate.kind in ("fact",) or gate.status == "unverified" else CERTAINTY[gate.certainty],
            )
            for gate in gates
        ],
    )


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
            ("Where repeated draws put it", join(likely) or DASH),
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
    rows = [
        (words.label(unit.key), str(unit.headcount), unit.n, unit.rate or "not shown", _shown(unit.pooled))
        for unit in published.units
    ]
    rows += [
        (words.label(key), DASH, words.hidden("no_data"), DASH, "not shown")
        for key in reading.silent_functions()
    ]
    answered = DASH if published.n is None else str(published.n)
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
