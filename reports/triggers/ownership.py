"""Tests on who answers for the stages of the journey."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from reports.reading import WHOLE, Reading
from reports.triggers.hits import Hit, named
from scoring.published import PublicStage

HELD = ("owned", "leaning")
OPEN = ("orphaned", "diffuse", "contested")


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
        # Translators: {flag} is a label such as "would not take it on": "Sales: should move, renewal".
        because=_("{functions}: {flag}, {stages}").format(
            functions=reading.words.functions(found),
            flag=reading.words.flag(kind),
            stages=reading.words.stages(stages),
        ),
        reach=len(stages),
        functions=tuple(found),
        stages=stages,
    )


@named
def stage_state(
    reading: Reading, *, state: str, stages: Sequence[str] = (), among: Sequence[str] = (), percent: int = 0
) -> Hit | None:
    """Stages in this state (in so many percent of the draws at least), told from the two functions named."""
    found = [stage for stage in reading.stages_in(state) if not stages or stage.stage in stages]
    found = [stage for stage in found if _percent(stage) >= percent]
    if among:
        found = [stage for stage in found if {stage.top, stage.second} <= set(among)]
    if not found:
        return None
    keys = tuple(stage.stage for stage in found)
    return Hit(
        points=_ownership_points(reading),
        construct="OWN",
        about=(state,),
        # Translators: stages of the journey in one state: "contested: consideration and renewal".
        because=_("{state}: {stages}").format(
            state=reading.words.state(state), stages=reading.words.stages(keys)
        ),
        reach=len(keys),
        stages=keys,
    )


@named
def whole_unowned(reading: Reading, *, percent: int = 0) -> Hit | None:
    """Nobody answers for the whole experience, or the function named would not; not where few could tell."""
    whole = reading.whole
    if whole is None or whole.state == "unknown" or _percent(whole) < percent:
        return None
    if whole.state == "owned" and not whole.refused:
        return None
    state = reading.words.flag("refused") if whole.refused else reading.words.state(whole.state)
    return Hit(
        points=_ownership_points(reading),
        about=("whole",),
        because=_("the whole experience: {state}").format(state=state),
        stages=(WHOLE,),
    )


@named
def whole_refused(reading: Reading) -> Hit | None:
    """The function named for the whole experience would not take it on."""
    whole = reading.whole
    if whole is None or not whole.refused or whole.top is None:
        return None
    return Hit(
        points=_ownership_points(reading),
        construct="OWN",
        about=("whole:refused",),
        because=_("the whole experience: {function} would not take it on").format(
            function=reading.words.function(whole.top)
        ),
        functions=(whole.top,),
        stages=(WHOLE,),
    )


@named
def whole_open(reading: Reading) -> Hit | None:
    """The whole experience has no one owner: nobody, several, or two functions are named."""
    whole = reading.whole
    if whole is None or whole.refused or whole.state not in OPEN:
        return None
    return Hit(
        points=_ownership_points(reading),
        construct="OWN",
        about=("whole",),
        because=_("the whole experience: {state}").format(state=reading.words.state(whole.state)),
        stages=(WHOLE,),
    )


@named
def whole_named(reading: Reading, *, function: str) -> Hit | None:
    """The function that is named most for the whole experience."""
    if reading.whole is None or reading.whole.top != function or reading.whole.state not in HELD:
        return None
    because = _("{function} is named most for the whole experience")
    return Hit(points=0, about=(), because=because.format(function=reading.words.function(function)))


def _percent(stage: PublicStage) -> int:
    """How often the state comes out when the answers are drawn anew; 100 where nothing was drawn."""
    return stage.probability.get(stage.state, 0) if stage.probability else 100


def _ownership_points(reading: Reading) -> float:
    """How far accepted ownership is from three quarters of the journey, 0–75."""
    index = reading.published.ownership_index
    return 0.0 if index is None else max(0.0, 75.0 - index)
