"""Two waves of one assessment held beside each other, unrounded.

Both waves are taken over the units that both show: a mean that moved because another function is in it has
not moved. A unit is the same if its functions are the same, so a pool is compared with the same pool only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scoring.ballots import WHOLE
from scoring.codebook import Codebook
from scoring.constructs import LEAD, pooled_variance, sample_of
from scoring.folding import one_thread
from scoring.gaps import pulse_estimate
from scoring.intervals import Estimate, Sample, moderated
from scoring.maturity import Facts, drawn_stages
from scoring.maturity_draws import drawn_picture
from scoring.ownership import OwnershipState
from scoring.ownership_draws import OwnershipDraws
from scoring.results import Results, draw_votes
from scoring.rounding import hidden_part
from scoring.seen import Seen, see
from scoring.tally import Tally
from scoring.trend import Change, StageChange, changes, stage_change
from scoring.units import Unit

COMPARED = (
    "MO", "VIEW", "MSG", "SHARE", "RESP", "DATA", "METR", "PROM", "ROLE", "AE",
    "HEAD", "HEART", "FEET", "OUT", "MIR", "LEV",
)  # fmt: skip
"""The family of changes, fixed beforehand; customers are the last member."""

CUSTOMERS = "PUL"
EVERYBODY = ""
"""Stands for the unit where a construct has none: levers are asked of all leads, the pulse of customers."""

Samples = dict[str, dict[str, Sample]]


@dataclass(frozen=True)
class WaveEvidence:
    """A wave folded and evaluated: what `compare` needs of each of the two.

    seed  of the wave's draws. Two waves never share one: they are independent, and so are their draws.
    """

    kept: Tally
    pulse: Tally | None
    results: Results
    facts: Facts | None
    seed: int


@dataclass(frozen=True)
class Moved:
    """A change with the two means it lies between, in points; every unit counts as it is printed.

    unit  key of the unit, "" for the organization.
    """

    before: float
    after: float
    change: Change
    unit: str = EVERYBODY


@dataclass(frozen=True)
class OwnershipMoved:
    """A stage over the units of both waves: its states, and the chance of 0–1 that they differ."""

    stage: str
    before: OwnershipState
    after: OwnershipState
    differ: float


@dataclass(frozen=True)
class Trend:
    """What changed between two waves.

    units     keys of the units of both waves, in the later one's order.
    changes   of the organization, one family; `unit_changes` of its units, another.
    stage     None without draws in both waves, and where they were asked in different forms.
    """

    units: tuple[str, ...]
    changes: tuple[Moved, ...]
    unit_changes: tuple[Moved, ...]
    stage: StageChange | None
    ownership: tuple[OwnershipMoved, ...]


def compare(before: WaveEvidence, after: WaveEvidence) -> Trend | None:
    """The later wave against the earlier one; None where they have no unit in common."""
    shared = {unit.key for unit in before.results.units} & {unit.key for unit in after.results.units}
    units = tuple(unit.key for unit in after.results.units if unit.key in shared)
    if not units:
        return None
    alike = [key for key in (*COMPARED, CUSTOMERS) if _asked_alike(key, before, after)]
    one, two = ({key: samples_of(key, wave, units=units) for key in alike} for wave in (before, after))
    with one_thread():
        drawn = [_Drawn.of(wave, units=units) for wave in (before, after)]
    return Trend(
        units=units,
        changes=tuple(_moved(one, two)),
        unit_changes=tuple(_units_moved(one, two, units=units)),
        stage=_stage(*(each.stages for each in drawn)) if _staged_alike(before, after) else None,
        ownership=tuple(_ownership(*drawn)),
    )


# --- Constructs -------------------------------------------------------------------------------------------


def _asked_alike(construct: str, before: WaveEvidence, after: WaveEvidence) -> bool:
    """Whether both waves asked it, by the same items on the same scales."""
    waves = [wave.pulse if construct == CUSTOMERS else wave.kept for wave in (before, after)]
    asked = [wave.codebook for wave in waves if wave is not None and construct in wave.plan.index]
    return len(asked) == 2 and _columns(construct, asked[0]) == _columns(construct, asked[1])


def _staged_alike(before: WaveEvidence, after: WaveEvidence) -> bool:
    """Whether the stages of both rest on the same questions: those of a shorter form rest on fewer."""
    one, two = before.kept.codebook, after.kept.codebook
    return one.left_out == two.left_out


def _columns(construct: str, codebook: Codebook) -> list[object]:
    return [codebook.column(key) for key in codebook.items_of(construct)]


def samples_of(construct: str, wave: WaveEvidence, *, units: Sequence[str]) -> dict[str, Sample]:
    """What a wave shows of a construct by unit, or of everybody who is asked where it has no units.

    Means stand as they are printed: one at the end of its scale at "≥90" or "≤10". A variance is moderated
    as for a unit's interval: five people who tick the same box are not the end of doubt.
    """
    if construct == CUSTOMERS:
        customers = pulse_estimate(wave.pulse, CUSTOMERS, minimum_group=wave.results.minimum_group)
        return _one_group(customers, wave.pulse, construct)
    score = wave.results.scores[construct]
    shown = {unit.key: unit for unit in wave.results.units if score.units.get(unit.key) is not None}
    if not shown:
        return _one_group(score.organization, wave.kept, construct, levels=LEAD)
    samples = {key: sample_of(wave.kept, construct, functions=unit.functions) for key, unit in shown.items()}
    pooled = pooled_variance(samples.values()) if len(samples) > 1 else None
    return {
        key: _as_printed(samples[key], score.units[key], pooled=pooled) for key in units if key in samples
    }


def _one_group(
    estimate: Estimate | None, tally: Tally | None, construct: str, *, levels: slice = slice(None)
) -> dict[str, Sample]:
    if estimate is None or tally is None:
        return {}
    return {EVERYBODY: _as_printed(sample_of(tally, construct, levels=levels), estimate, pooled=None)}


def _as_printed(sample: Sample, estimate: Estimate | None, *, pooled: float | None) -> Sample:
    variance, _df = moderated(sample, pooled_variance=pooled)
    return Sample(n=sample.n, mean=sample.mean - hidden_part(estimate), variance=variance)


def _moved(before: Samples, after: Samples) -> Iterator[Moved]:
    for change in changes(before, after):
        yield Moved(
            before=_mean(before[change.construct], change.units),
            after=_mean(after[change.construct], change.units),
            change=change,
        )


def _mean(samples: dict[str, Sample], units: Sequence[str]) -> float:
    return float(np.mean([samples[key].mean for key in units]))


def _units_moved(before: Samples, after: Samples, *, units: Sequence[str]) -> Iterator[Moved]:
    """Every unit on every construct that both waves show of it, judged together."""
    cells = [(key, unit) for unit in units for key in before if unit in before[key] and unit in after[key]]
    one, two = ({f"{key} {unit}": {unit: wave[key][unit]} for key, unit in cells} for wave in (before, after))
    for change in changes(one, two):
        key, _, unit = change.construct.partition(" ")
        yield Moved(
            before=before[key][unit].mean,
            after=after[key][unit].mean,
            change=replace(change, construct=key),
            unit=unit,
        )


# --- Stage and ownership ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Drawn:
    """A wave over some of its units, with its draws."""

    seen: Seen
    votes: dict[str, OwnershipDraws]
    stages: NDArray[np.intp] | None

    @classmethod
    def of(cls, wave: WaveEvidence, *, units: Sequence[str]) -> _Drawn:
        chosen = _named(wave.results.units, units)
        k = wave.results.minimum_group
        seen = see(wave.kept, units=chosen, minimum_group=k, facts=wave.facts, pulse=wave.pulse)
        votes = draw_votes(seen, minimum_group=k, rng=np.random.default_rng([wave.seed, 3]))
        if "AE" not in seen.picture.means:
            return cls(seen, votes, None)
        again = drawn_picture(
            wave.kept,
            seen.scores,
            votes,
            seen.picture,
            units=chosen,
            pulse=seen.customers,
            rng=np.random.default_rng([wave.seed, 4]),
        )
        return cls(seen, votes, drawn_stages(again))


def _named(units: Sequence[Unit], keys: Sequence[str]) -> tuple[Unit, ...]:
    return tuple(unit for unit in units if unit.key in keys)


def _stage(before: NDArray[np.intp] | None, after: NDArray[np.intp] | None) -> StageChange | None:
    return None if before is None or after is None else stage_change(before, after)


def _ownership(before: _Drawn, after: _Drawn) -> Iterator[OwnershipMoved]:
    known = [key for key in before.votes if key in after.votes]
    for stage in sorted(known, key=lambda key: key == WHOLE):
        one, two = before.votes[stage], after.votes[stage]
        yield OwnershipMoved(
            stage=stage,
            before=before.seen.ownership[stage].state,
            after=after.seen.ownership[stage].state,
            differ=float(np.mean(one.states != two.states)),
        )
