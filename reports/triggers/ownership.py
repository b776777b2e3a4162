"""Tests on who answers for the stages of the journey."""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading import Reading
from reports.triggers.hits import Hit, named


@named
def flag(reading: Reading, *, kind: str, function: str | None = None) -> Hit | None:
    found = {key: stages for key, stages in reading.flagged(kind).items() if function in (None, key)}
    if not found:
        return None
    stages = tuple(dict.fromkeys(stage.stage for each in found.values() for stage in each))
    return Hit(
        points=_ownership_points(reading),
        construct="OWN",
        about=tuple(f"{kind}:{key}" for key in found),
        because=(
            f"{reading.words.functions(found)}: {reading.words.flag(kind)}, {reading.words.stages(stages)}"
        ),
        reach=len(stages),
        functions=tuple(found),
        stages=stages,
    )


@named
def stage_state(
    reading: Reading, *, state: str, stages: Sequence[str] = (), among: Sequence[str] = ()
) -> Hit | None:
    found = [stage for stage in reading.stages_in(state) if not stages or stage.stage in stages]
    if among:
        found = [stage for stage in found if {stage.top, stage.second} <= set(among)]
    if not found:
        return None
    keys = tuple(stage.stage for stage in found)
    return Hit(
        points=_ownership_points(reading),
        construct="OWN",
        about=(state,),
        because=f"{reading.words.state(state)}: {reading.words.stages(keys)}",
        reach=len(keys),
        stages=keys,
    )


@named
def whole_unowned(reading: Reading) -> Hit | None:
    if reading.whole is None or reading.whole.state == "owned":
        return None
    return Hit(
        points=_ownership_points(reading),
        about=("whole",),
        because=f"the whole experience is {reading.words.state(reading.whole.state)}",
    )


def _ownership_points(reading: Reading) -> float:
    """How far accepted ownership is from three quarters of the journey, 0–75."""
    index = reading.published.ownership_index
    return 0.0 if index is None else max(0.0, 75.0 - index)
