"""Published situations to start from and to change one thing in: for tests of what is found and proposed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from reports.reading import Reading
from scoring.ownership import Flag
from scoring.published import (
    PublicChoices,
    PublicClock,
    PublicClockEntry,
    PublicClockGap,
    PublicEstimate,
    PublicGap,
    PublicLevelGap,
    PublicModule,
    PublicQuality,
    PublicRole,
    PublicRoles,
    PublicVisibility,
)
from tests.reports import composed

Change = Callable[[Reading], Reading]
GOOD_SHEET = {
    "cx_lead": "full_with_mandate",
    "cx_lead_rank": "peer_of_coo",
    "structure": "journey_teams",
    "journey_map_made_by": "with_customers",
    "cx_budget": "dedicated",
    "cx_budget_owner": "cx_group",
    "cx_budget_steered_by": "cross_functional_alignment",
}


def estimate(value: int) -> PublicEstimate:
    return PublicEstimate(value=value, low=max(0, value - 3), high=min(100, value + 3), n="50+")


def publish(reading: Reading, **fields: Any) -> Reading:
    """The same reading with some of its published results replaced."""
    return dataclasses.replace(reading, published=dataclasses.replace(reading.published, **fields))


def quiet() -> Reading:
    """An organization in which nothing is found and nothing proposed: Stage 3, every score at 80."""
    reading = composed.story(composed.named("evenkeel-logistics")).reading
    published = reading.published
    units = {unit.key: estimate(80) for unit in published.units}
    scores = {
        key: dataclasses.replace(score, organization=estimate(80), units=units)
        for key, score in published.scores.items()
    }
    journey = {
        key: dataclasses.replace(
            stage, state="owned", flags=(), probability={"owned": 100}, top="service", second="sales"
        )
        for key, stage in published.ownership.items()
    }
    mirror = published.mirror
    assert mirror is not None
    rows = tuple(
        dataclasses.replace(row, customers=estimate(80), staff=estimate(80), points=0, state="aligned")
        for row in mirror.rows
    )
    facets = dict.fromkeys("KPXM", estimate(80))
    gates = tuple(dataclasses.replace(gate, status="met") for gate in published.maturity.gates)
    return dataclasses.replace(
        publish(
            reading,
            scores=scores,
            visibility=(),
            gaps=(),
            level_gaps=(),
            ownership=journey,
            ownership_index=75,
            maturity=dataclasses.replace(
                published.maturity, stage=3, gates=gates, unmet_of_next=(), probability={3: 100}
            ),
            mirror=dataclasses.replace(mirror, rows=rows),
            clock=PublicClock(entries={}, campaign=None, physical=None),
            choices={},
            roles=PublicRoles(units={}, vacant=()),
            modules={key: PublicModule(key, estimate(80), dict(facets)) for key in units},
            cascade=None,
            priorities=(),
        ),
        facts=GOOD_SHEET,
    )


# --- Changes: each makes one thing other than quiet ---------------------------------------------------


def both(*changes: Change) -> Change:
    def change(reading: Reading) -> Reading:
        for each in changes:
            reading = each(reading)
        return reading

    return change


def scored(**values: int) -> Change:
    """Scores of the organization."""

    def change(reading: Reading) -> Reading:
        scores = dict(reading.published.scores)
        for key, value in values.items():
            scores[key] = dataclasses.replace(scores[key], organization=estimate(value))
        return publish(reading, scores=scores)

    return change


def in_units(construct: str, **values: int) -> Change:
    """Scores of single units."""

    def change(reading: Reading) -> Reading:
        score = reading.published.scores[construct]
        units = score.units | {key: estimate(value) for key, value in values.items()}
        return publish(
            reading, scores=reading.published.scores | {construct: dataclasses.replace(score, units=units)}
        )

    return change


def unpublished(construct: str) -> Change:
    def change(reading: Reading) -> Reading:
        score = dataclasses.replace(reading.published.scores[construct], organization=None)
        return publish(reading, scores=reading.published.scores | {construct: score})

    return change


def gap(construct: str, unit: str, points: int, state: Any = "clear") -> Change:
    found = PublicGap(construct, unit, points, points - 5, points + 5, 0.8, 0.01, state, "10–19")
    return lambda reading: publish(reading, gaps=(*reading.published.gaps, found))


def level_gap(construct: str, points: int, state: Any = "clear") -> Change:
    found = PublicLevelGap(construct, points, points - 5, points + 5, 0.01, state, "20–49", "50+")
    return lambda reading: publish(reading, level_gaps=(*reading.published.level_gaps, found))


def stage(key: str, **fields: Any) -> Change:
    """A stage of the journey, or the whole; its state comes out in every draw unless said otherwise."""
    if "state" in fields:
        fields = {"probability": {fields["state"]: 100}} | fields

    def change(reading: Reading) -> Reading:
        ownership = reading.published.ownership
        return publish(reading, ownership=ownership | {key: dataclasses.replace(ownership[key], **fields)})

    return change


def flagged(key: str, *flags: tuple[Any, str]) -> Change:
    return stage(key, flags=tuple(Flag(kind, function) for kind, function in flags))


def customers(**values: int) -> Change:
    """What customers say: MIR1 … MIR4."""

    def change(reading: Reading) -> Reading:
        mirror = reading.published.mirror
        assert mirror is not None
        rows = tuple(
            dataclasses.replace(row, customers=estimate(values[row.key])) if row.key in values else row
            for row in mirror.rows
        )
        return publish(reading, mirror=dataclasses.replace(mirror, rows=rows))

    return change


def mirror_gap(key: str, points: int) -> Change:
    """Staff so many points above customers on one statement, beyond chance."""

    def change(reading: Reading) -> Reading:
        mirror = reading.published.mirror
        assert mirror is not None
        rows = tuple(
            dataclasses.replace(row, points=points, state="clear") if row.key == key else row
            for row in mirror.rows
        )
        return publish(reading, mirror=dataclasses.replace(mirror, rows=rows))

    return change


def clock(touchpoint: str, points: int, state: Any = "clear") -> Change:
    """Actual less target, in points, with the shares behind it."""

    def change(reading: Reading) -> Reading:
        found = PublicClockGap(points, state)
        entries = reading.published.clock.entries | {
            f"{touchpoint}_actual": PublicClockEntry(0.8 + points / 100, 0.4, 0.9, "50+", "14d"),
            f"{touchpoint}_target": PublicClockEntry(0.8, 0.7, 0.9, "50+", "14d"),
        }
        return publish(
            reading,
            clock=dataclasses.replace(reading.published.clock, entries=entries, **{touchpoint: found}),
        )

    return change


def fact(**lines: Any) -> Change:
    return lambda reading: dataclasses.replace(reading, facts={**reading.facts, **lines})


def blind(unit: str) -> Change:
    found = PublicVisibility("SHARE", unit, 0.5, "10–19")
    return lambda reading: publish(reading, visibility=(*reading.published.visibility, found))


def access(own_team: float) -> Change:
    """So many see customer data of their own team at most."""
    shares = {"1": 0.0, "2": own_team, "3": 0.0, "4": 0.0, "5": 1 - own_team}
    groups: Mapping[str, PublicChoices] = {
        key: PublicChoices("50+", shares) for key in ("organization", "sales", "service", "it", "hr")
    }
    return lambda reading: publish(reading, choices=reading.published.choices | {"ACC": dict(groups)})


def role(unit: str, state: Any) -> Change:
    found = PublicRole(unit, {}, ("supply",), None, state, (), "10–19")
    return lambda reading: publish(reading, roles=PublicRoles({unit: found}, ()))


EXPECTED = {"marketing": "shape", "sales": "decide", "service": "deliver", "hr": "supply", "it": "shape"}


def vacant(*parts: str) -> Change:
    """Contributions that no function mainly makes, where enough functions are shown to say so."""
    units = {key: PublicRole(key, {}, (part,), None, "mixed", (), "10–19") for key, part in EXPECTED.items()}
    return lambda reading: publish(reading, roles=PublicRoles(dict(units), parts))


def module(unit: str, *, overall: int = 80, **facets: int) -> Change:
    """The profile of a function's own questions."""

    def change(reading: Reading) -> Reading:
        known = reading.published.modules[unit]
        changed = known.facets | {key: estimate(value) for key, value in facets.items()}
        found = PublicModule(unit, estimate(overall), changed)
        return publish(reading, modules=reading.published.modules | {unit: found})

    return change


def no_module(unit: str) -> Change:
    def change(reading: Reading) -> Reading:
        return publish(
            reading, modules={key: each for key, each in reading.published.modules.items() if key != unit}
        )

    return change


def at_stage(number: int, *, percent: int = 100) -> Change:
    def change(reading: Reading) -> Reading:
        maturity = dataclasses.replace(
            reading.published.maturity, stage=number, probability={number: percent, number + 1: 100 - percent}
        )
        return publish(reading, maturity=maturity)

    return change


def unmet(*keys: str) -> Change:
    """Gates of the next stage that are not met."""

    def change(reading: Reading) -> Reading:
        maturity = reading.published.maturity
        gates = tuple(
            dataclasses.replace(gate, status="unmet") if gate.key in keys else gate for gate in maturity.gates
        )
        return publish(reading, maturity=dataclasses.replace(maturity, gates=gates, unmet_of_next=keys))

    return change


def judged(**fields: Any) -> Change:
    """How people answered: 10 of 190 left out, nothing that would read otherwise with them."""
    flags = {"SPEED": 8, "LONG": 5, "FLAT": 2, "ACQ": 4, "INCON": 3}
    usual = {"received": 190, "excluded": 10, "flags": flags, "acquiescence": 0.0, "changed": {}}
    found = PublicQuality(**usual | fields)
    return lambda reading: publish(reading, quality=found)
