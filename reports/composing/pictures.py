"""The pictures of a report as data: what stands where, already rounded."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from reports.composing.actions import action_item
from reports.composing.ground import gate_value, stage_certainty, stage_words
from reports.composing.tables import rate_text
from reports.composing.tables_owners import state_label
from reports.composing.tables_scores import hidden_reason
from reports.documents import (
    Acceptance,
    Actions,
    Bar,
    Bars,
    ClockFigure,
    ClockMark,
    GateMark,
    HeatCell,
    HeatColumn,
    Heatmap,
    HeatRow,
    MapRow,
    MapStage,
    Mark,
    MaturityStrip,
    MirrorFigure,
    MirrorMark,
    OwnershipMap,
    Participation,
    ParticipationRow,
    RowKind,
    Vote,
)
from reports.reading import PROFILE, Reading, estimate_text
from reports.selection import Proposal
from reports.wording import start, whole_percent
from scoring.published import PublicGate, PublicStage

ASKED_FROM = 0.25
"""Acceptance is drawn where a quarter of the votes name a function, or where it is the one named."""

NAMED = ("owned", "leaning", "contested")


def ownership_map(reading: Reading) -> OwnershipMap | None:
    if not any(stage.shares for stage in reading.journey):
        return None
    rows: list[tuple[str, RowKind]] = [(key, "function") for key in reading.words.function_names]
    rows += [("shared", "shared"), ("nobody", "nobody")]
    return OwnershipMap(
        stages=tuple(_map_stage(stage, reading=reading) for stage in reading.journey),
        functions=tuple(_map_row(key, kind, reading=reading) for key, kind in rows),
    )


def _map_stage(stage: PublicStage, *, reading: Reading) -> MapStage:
    return MapStage(
        key=stage.stage,
        label=reading.words.stage_label(stage.stage),
        state=stage.state,
        state_label=state_label(stage, reading=reading),
        flags=tuple(f"{flag.kind}:{flag.function}" for flag in stage.flags),
        dk=None if stage.dk is None else whole_percent(stage.dk),
    )


def _map_row(key: str, kind: RowKind, *, reading: Reading) -> MapRow:
    votes = tuple(_vote(stage, key, should=reading.asks_who_should) for stage in reading.journey)
    return MapRow(key=key, label=reading.words.label(key), row_kind=kind, votes=votes)


def _vote(stage: PublicStage, key: str, *, should: bool) -> Vote:
    share = stage.shares.get(key, 0.0)
    top = key == stage.top
    return Vote(
        stage=stage.stage,
        share=whole_percent(share),
        should=whole_percent(stage.should.get(key, 0.0)) if should else None,
        top=top,
        accept=_accepts(stage, key) if share >= ASKED_FROM or (top and stage.state in NAMED) else "none",
    )


def _accepts(stage: PublicStage, key: str) -> Acceptance:
    if key in ("shared", "nobody"):
        return "none"
    accepted = stage.acceptance.get(key)
    return "unknown" if accepted is None else accepted.answer


def heatmap(reading: Reading, *, constructs: Sequence[str] = PROFILE) -> Heatmap | None:
    units = reading.published.units
    if not units:
        return None
    constructs = [key for key in constructs if key in reading.published.scores]
    return Heatmap(
        columns=tuple(HeatColumn(key=key, label=reading.words.construct_label(key)) for key in constructs),
        rows=tuple(
            HeatRow(
                key=unit.key,
                label=reading.words.label(unit.key),
                n_band=unit.n,
                cells=tuple(_cell(key, unit.key, reading=reading) for key in constructs),
            )
            for unit in units
        ),
    )


def _cell(construct: str, unit: str, *, reading: Reading) -> HeatCell:
    estimate, gap = reading.estimate(construct, unit), reading.gap(construct, unit)
    if estimate is None:
        reason = hidden_reason(construct, unit, reading=reading)
        return HeatCell(hidden="fewer_than_five" if reason == "fewer_than_five" else "no_data")
    mark: Mark = ""
    if gap is not None and gap.state == "clear":
        mark = "above" if gap.points > 0 else "below"
    text = estimate_text(estimate) if estimate.bound else ""
    return HeatCell(value=estimate.value, text=text, deviation=gap.points if gap else None, mark=mark)


def maturity_strip(reading: Reading, *, gates: Sequence[PublicGate]) -> MaturityStrip | None:
    maturity = reading.published.maturity
    if maturity.index is None or maturity.stage is None:
        return None
    names = [reading.words.maturity(stage) for stage in range(1, 6)]
    return MaturityStrip(
        index=maturity.index,
        low=maturity.index if maturity.low is None else maturity.low,
        high=maturity.index if maturity.high is None else maturity.high,
        stage=maturity.stage,
        stage_label=start(stage_words(maturity)),
        names=(names[0], names[1], names[2], names[3], names[4]),
        probability=stage_certainty(maturity),
        probabilities={str(stage): share for stage, share in maturity.probability.items()},
        gates=tuple(_gate_mark(gate, reading=reading) for gate in gates),
    )


def _gate_mark(gate: PublicGate, *, reading: Reading) -> GateMark:
    return GateMark(
        label=reading.words.gate(gate.key),
        value_text=_gate_text(gate, reading=reading),
        met=gate.status == "met",
        status=gate.status,
        for_stage=gate.for_stage,
    )


def _gate_text(gate: PublicGate, *, reading: Reading) -> str:
    """What was found; a score too close to its cut to be told beyond chance says so."""
    found = gate_value(gate, reading=reading)
    close = gate.kind == "score" and gate.status != "unverified" and gate.certainty == "uncertain"
    return _("{found}, within the margin of error").format(found=found) if close else found


def mirror_figure(reading: Reading) -> MirrorFigure | None:
    mirror = reading.published.mirror
    if mirror is None:
        return None
    return MirrorFigure(
        rows=tuple(
            MirrorMark(
                label=reading.words.statement(row.key),
                staff=row.staff.value,
                customers=row.customers.value,
                gap=row.points,
                state=row.state,
            )
            for row in (*mirror.rows, mirror.total)
        )
    )


def clock_figure(reading: Reading) -> ClockFigure | None:
    rows = [_clock_mark(key, reading=reading) for key in ("campaign", "physical")]
    made = tuple(row for row in rows if row)
    return ClockFigure(rows=made) if made else None


def _clock_mark(touchpoint: str, *, reading: Reading) -> ClockMark | None:
    clock = reading.published.clock
    actual, target = clock.entries.get(f"{touchpoint}_actual"), clock.entries.get(f"{touchpoint}_target")
    gap = getattr(clock, touchpoint)
    if actual is None or target is None or gap is None:
        return None
    return ClockMark(
        label=reading.words.touchpoint(touchpoint),
        actual=whole_percent(actual.share),
        target=whole_percent(target.share),
        actual_low=whole_percent(actual.low),
        actual_high=whole_percent(actual.high),
        state=gap.state,
    )


def bars(constructs: Sequence[str], *, reading: Reading) -> Bars | None:
    found = [(key, reading.estimate(key)) for key in constructs]
    rows = tuple(
        Bar(
            label=reading.words.construct_label(key),
            value=estimate.value,
            low=estimate.low,
            high=estimate.high,
            band=reading.words.answers(estimate.n),
        )
        for key, estimate in found
        if estimate is not None
    )
    return Bars(rows=rows) if rows else None


def participation(reading: Reading) -> Participation | None:
    units = reading.published.units
    if not units:
        return None
    return Participation(
        rows=tuple(
            ParticipationRow(label=reading.words.label(unit.key), n_band=unit.n, rate_band=rate_text(unit))
            for unit in units
        )
    )


def actions_figure(proposals: Sequence[Proposal], *, reading: Reading) -> Actions | None:
    rows = tuple(
        action_item(each, position=at, reading=reading) for at, each in enumerate(proposals, start=1)
    )
    return Actions(rows=rows) if rows else None
