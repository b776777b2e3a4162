"""Tables of the stage, of customers and the clock, of actions and of who answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from reports.composing.actions import action_text, because, moves, owner
from reports.composing.ground import gate_estimate, gate_value
from reports.composing.table import sure_label, table
from reports.documents import Table
from reports.reading import Reading, estimate_text
from reports.selection import Proposal
from reports.wording import (
    DASH,
    count,
    in_percent,
    interval,
    join,
    number,
    percent,
    signed,
    signed_interval,
    start,
    whole_percent,
)
from scoring.published import PublicGate, PublicUnit

# Translators: what a prerequisite counts as, and whether it would stay so beyond chance.
STATUS = {
    "met": gettext_noop("met"),
    "unmet": gettext_noop("not met"),
    "unverified": gettext_noop("cannot be told yet"),
}
"""What a gate counts as: one that cannot be told yet bars its stage as one that is not met does."""

BEYOND_CHANCE = {"met": STATUS["met"], "unmet": STATUS["unmet"], "uncertain": STATUS["unverified"]}
"""Whether it would stay so beyond chance; one that straddles its cut cannot be told."""

BUCKETS = {
    "24h": gettext_noop("a day"),
    "3d": gettext_noop("three days"),
    "14d": gettext_noop("fourteen days"),
    "30d": gettext_noop("a month"),
    "90d": gettext_noop("three months"),
    "over90d": gettext_noop("over three months"),
    "never": gettext_noop("no route"),
}


# --- Maturity ---------------------------------------------------------------------------------------


def gates_table(gates: Sequence[PublicGate], *, reading: Reading) -> Table:
    return table(
        "gates",
        _("Prerequisites: what is asked, what was found."),
        (
            ("stage", _("For stage"), "right"),
            ("gate", _("Prerequisite")),
            ("found", _("Found")),
            ("interval", sure_label(), "right"),
            ("n", _("Answers"), "right"),
            ("status", _("As found")),
            ("certainty", _("Beyond chance")),
        ),
        [
            (
                str(gate.for_stage),
                reading.words.gate(gate.key),
                gate_value(gate, reading=reading),
                *_gate_sureness(gate, reading=reading),
                _(STATUS[gate.status]),
                _beyond_chance(gate),
            )
            for gate in gates
        ],
    )


def _beyond_chance(gate: PublicGate) -> str:
    """A fact is stated, not drawn from answers."""
    if gate.kind == "fact" or gate.status == "unverified":
        return DASH
    return _(BEYOND_CHANCE[gate.certainty])


def _gate_sureness(gate: PublicGate, *, reading: Reading) -> tuple[str, str]:
    """Interval and answers of a gate that asks for a score of the whole organization."""
    estimate = gate_estimate(gate, reading=reading)
    if estimate is None:
        return DASH, DASH
    return interval(estimate.low, estimate.high), estimate.n


def stage_table(reading: Reading) -> Table:
    maturity = reading.published.maturity
    # Translators: {stage} is a digit, {share} a share in percent.
    chance = _("Stage {stage}: {share}")
    likely = [
        chance.format(stage=stage, share=in_percent(share))
        for stage, share in maturity.probability.items()
        if share
    ]
    return table(
        "stage",
        _("The index, the stage it would suggest, and the stage."),
        (("what", _("What")), ("value", _("Value"))),
        [
            (_("Index, 0 to 100"), DASH if maturity.index is None else number(maturity.index)),
            (
                _("{share} interval of the index").format(share=percent(0.95)),
                interval(maturity.low, maturity.high),
            ),
            (
                _("Stage the index suggests"),
                DASH if maturity.index_stage is None else str(maturity.index_stage),
            ),
            (_("Stage, with its prerequisites"), DASH if maturity.stage is None else str(maturity.stage)),
            (_("When answers are drawn anew"), join(likely) or DASH),
        ],
    )


# --- Customers and the clock ------------------------------------------------------------------------


def mirror_table(reading: Reading) -> Table | None:
    mirror, words = reading.published.mirror, reading.words
    if mirror is None:
        return None
    return table(
        "mirror",
        _("What staff believe most customers would agree with, and what customers said; 0 to 100."),
        (
            ("statement", _("Statement")),
            ("staff", _("Staff believe"), "right"),
            ("customers", _("Customers say"), "right"),
            ("gap", _("Gap"), "right"),
            ("interval", sure_label(), "right"),
            ("state", _("State")),
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
            _(
                "Share who say that customers see a change within fourteen days, and who say that they"
                " should."
            ),
            (
                ("touchpoint", _("Touchpoint")),
                ("actual", _("As it is"), "right"),
                ("interval", sure_label(), "right"),
                ("target", _("As it should be"), "right"),
                ("gap", _("Gap, points"), "right"),
                ("median", _("Middle answer")),
                ("state", _("State")),
                ("n", _("Answers"), "right"),
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
        in_percent(f"{whole_percent(actual.low)}{DASH}{whole_percent(actual.high)}"),
        percent(target.share),
        signed(gap.points),
        _(BUCKETS[actual.median_bucket]) if actual.median_bucket in BUCKETS else actual.median_bucket,
        reading.words.state(gap.state),
        actual.n,
    )


# --- Actions and participation ----------------------------------------------------------------------


def actions_table(proposals: Sequence[Proposal], *, reading: Reading, key: str = "actions") -> Table:
    return table(
        key,
        _("Proposed actions, what brought each of them here, and the number that should move."),
        (
            ("id", pgettext("number of an action", "No.")),
            ("action", _("Action")),
            ("text", _("What to do")),
            ("because", _("Proposed because")),
            ("owner", _("Owner")),
            ("moves", _("Number that should move")),
            ("now", _("Now"), "right"),
            ("target", _("Target"), "right"),
            ("stages", _("Helps to reach")),
            ("days", _("First result")),
        ),
        [_action_row(proposal, reading=reading) for proposal in proposals],
    )


def _action_row(proposal: Proposal, *, reading: Reading) -> tuple[str, ...]:
    what, now, target = moves(proposal, reading=reading)
    stages, days = proposal.action.stages, proposal.action.days
    return (
        proposal.action.id,
        proposal.action.title,
        action_text(proposal, reading=reading),
        start(because(proposal)),
        owner(proposal, reading=reading),
        what,
        now or DASH,
        target or DASH,
        ngettext("Stage {stages}", "Stage {stages}", len(stages)).format(stages=join(map(str, stages))),
        ngettext("{n} day", "{n} days", days).format(n=days),
    )


def participation_table(reading: Reading) -> Table:
    return table(
        "participation",
        _(
            "People and answers by function; answers in bands, shares of answering in bands from ten people"
            " on."
        ),
        (
            ("unit", _("Function")),
            ("headcount", _("People"), "right"),
            ("n", _("Answers"), "right"),
            ("rate", _("Share who answered"), "right"),
            ("shown", _("Shown")),
        ),
        [*_heard(reading), *_silent(reading), *_customers(reading), _all(reading)],
    )


Participants = tuple[str, str, str, str, str]


def _heard(reading: Reading) -> list[Participants]:
    return [
        (reading.words.label(unit.key), str(unit.headcount), unit.n, rate_text(unit), _how_shown(unit))
        for unit in reading.published.units
    ]


def rate_text(unit: PublicUnit) -> str:
    """The band of those who answered, or that it is not shown."""
    return in_percent(unit.rate) if unit.rate else _("not shown")


def _how_shown(unit: PublicUnit) -> str:
    return _("together, too few alone") if unit.pooled else _("on its own")


def _silent(reading: Reading) -> list[Participants]:
    nothing = reading.words.hidden("fewer_than_five" if reading.published.n is None else "no_data")
    return [
        (reading.words.label(key), DASH, nothing, DASH, _("not shown")) for key in reading.silent_functions()
    ]


def _customers(reading: Reading) -> list[Participants]:
    mirror = reading.published.mirror
    if mirror is None:
        return []
    return [(reading.words.label("customers"), DASH, str(mirror.n_customers), DASH, _("apart from staff"))]


def _all(reading: Reading) -> Participants:
    published = reading.published
    units = len(published.units)
    return (
        _("All"),
        str(published.headcount),
        DASH if published.n is None else str(published.n),
        answer_rate(reading),
        ngettext("{count} reporting units", "{count} reporting units", units).format(count=count(units)),
    )


def answer_rate(reading: Reading) -> str:
    published = reading.published
    if published.n is None or not published.headcount:
        return DASH
    return in_percent(min(100, round(100 * published.n / published.headcount)))
