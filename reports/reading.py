"""Questions a report asks of the published results, answered in one place.

A reading adds no statistics: it looks up, filters and counts what may be shown, so that a sentence, a picture
and a table that speak of the same thing ask the same question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reports.portfolio_place import Place
from reports.wording import LIKELY, Wording, score
from scoring.published import (
    PublicEstimate,
    PublicGap,
    PublicGate,
    PublicLevelGap,
    PublicMirrorRow,
    PublicStage,
    PublicUnit,
    Published,
)

ELEMENTS = ("VIEW", "MSG", "SHARE", "RESP", "DATA")
PROFILE = (*ELEMENTS, "AE", "METR", "PROM", "ROLE")
READINESS = ("HEAD", "HEART", "FEET")
ASKED_OF_ALL = ("MO", *PROFILE, *READINESS, "OUT")
SETTLED = ("owned", "leaning")
STRENGTH_FROM = 62.5
"""A strength needs its whole interval above this score, a quarter of the scale above the middle's half."""

WHOLE = "whole"


@dataclass(frozen=True)
class Adopted:
    """An action adopted after the wave before, as it stood when this report was built; nobody is named.

    measure  the number it was to move: "score:SHARE", "owned" …; "" where none was said.
    """

    title: str
    status: str
    measure: str


@dataclass(frozen=True)
class Reading:
    """The published results of one wave together with the words to speak of them.

    facts   the sponsor's fact sheet, empty when there is none.
    market  b2b or b2c, or empty when it was not said.
    wave, earlier  names of this wave and of the one before it, "" for a first wave.
    adopted        what was adopted after that one.
    instrument, instrument_title, closed_on   which questions were asked, and until when.
    left_out       columns that the form of the instrument asked of nobody.
    asked_alike    whether the wave before asked the same form.
    portfolio      where the organization stands among others; None where that was never asked.
    """

    published: Published
    words: Wording
    facts: Mapping[str, Any]
    market: str = ""
    instrument: str = ""
    instrument_title: str = ""
    closed_on: dt.date | None = None
    wave: str = ""
    earlier: str = ""
    adopted: tuple[Adopted, ...] = ()
    left_out: frozenset[str] = frozenset()
    asked_alike: bool = True
    portfolio: Place | None = None

    def asks(self, *columns: str) -> bool:
        """Whether the wave's form of the instrument asked one of these columns."""
        return not self.left_out.issuperset(columns)

    @property
    def asks_who_should(self) -> bool:
        """Whether people were asked who should answer for a stage, besides who does."""
        return not any(column.endswith("_should") for column in self.left_out)

    # --- scores ---

    def estimate(self, construct: str, unit: str | None = None) -> PublicEstimate | None:
        """Score of the organization, or of one unit; None when it may not be shown or does not exist."""
        found = self.published.scores.get(construct)
        if found is None:
            return None
        return found.organization if unit is None else found.units.get(unit)

    def value(self, construct: str, unit: str | None = None) -> int | None:
        found = self.estimate(construct, unit)
        return None if found is None else found.value

    def strengths(self) -> list[str]:
        """Constructs asked of everyone whose whole interval lies above STRENGTH_FROM, the highest first."""
        found = [(key, self.estimate(key)) for key in ASKED_OF_ALL]
        strong = [(key, at) for key, at in found if at is not None and at.low > STRENGTH_FROM]
        return [key for key, at in sorted(strong, key=lambda pair: -pair[1].value)]

    def priority(self, construct: str) -> float | None:
        """How much there is to gain on a construct, in steps of the scale; MO by its elements.

        None where nothing is published: too few answers, or no score.
        """
        known = {each.construct: each.value for each in self.published.priorities}
        if construct == "MO" and (elements := [known[key] for key in ELEMENTS if key in known]):
            return sum(elements) / len(elements)
        return known.get(construct)

    # --- gaps ---

    def clear_gaps(self, *, unit: str | None = None) -> list[PublicGap]:
        """Gaps that may be claimed, widest first."""
        clear = [gap for gap in self.published.gaps if gap.state == "clear" and unit in (None, gap.unit)]
        return sorted(clear, key=lambda gap: (-abs(gap.points), gap.construct, gap.unit))

    def units_with_clear_gaps(self) -> list[str]:
        """Units with a clear gap, the one with the widest first."""
        return list(dict.fromkeys(gap.unit for gap in self.clear_gaps()))

    def gap(self, construct: str, unit: str) -> PublicGap | None:
        found = (gap for gap in self.published.gaps if (gap.construct, gap.unit) == (construct, unit))
        return next(found, None)

    def clear_level_gaps(self) -> list[PublicLevelGap]:
        clear = [gap for gap in self.published.level_gaps if gap.state == "clear"]
        return sorted(clear, key=lambda gap: (-abs(gap.points), gap.construct))

    def gap_states(self) -> dict[str, int]:
        """How many gaps of functions are clear, possible, alike and not tellable."""
        states = [gap.state for gap in self.published.gaps]
        return {state: states.count(state) for state in dict.fromkeys(states)}

    # --- ownership ---

    @cached_property
    def journey(self) -> tuple[PublicStage, ...]:
        """The stages of the journey in their order, without the whole; empty if none can be told."""
        stages = [stage for key, stage in self.published.ownership.items() if key != WHOLE]
        return tuple(stages) if any(stage.state != "unknown" for stage in stages) else ()

    @property
    def whole(self) -> PublicStage | None:
        return self.published.ownership.get(WHOLE)

    def likely(self, *states: str) -> list[PublicStage]:
        """Stages in one of these states in most repeated draws: sure enough for a headline."""
        return [
            stage for stage in self.stages_in(*states) if stage.probability.get(stage.state, 100) >= LIKELY
        ]

    def stages_in(self, *states: str, among: Iterable[PublicStage] | None = None) -> list[PublicStage]:
        return [stage for stage in (self.journey if among is None else among) if stage.state in states]

    def owned(self) -> list[PublicStage]:
        """Stages owned and not refused: the ones a gate counts."""
        return [stage for stage in self.stages_in("owned") if not stage.refused]

    def flagged(self, kind: str) -> dict[str, list[PublicStage]]:
        """Function → the stages on which it carries this flag, most stages first."""
        found: dict[str, list[PublicStage]] = {}
        for stage in self.journey:
            for flag in stage.flags:
                if flag.kind == kind:
                    found.setdefault(flag.function, []).append(stage)
        return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))

    def unsettled(self) -> list[PublicStage]:
        """Stages without one owner: contested, diffuse, orphaned, or not known."""
        return [stage for stage in self.journey if stage.state not in SETTLED]

    # --- maturity ---

    @property
    def stage(self) -> int | None:
        return self.published.maturity.stage

    def unmet(self) -> list[PublicGate]:
        """Gates of the next stage that are not met, in the order of the method."""
        keys = self.published.maturity.unmet_of_next
        stage = self.stage
        if stage is None:
            return []
        return [
            gate for gate in self.published.maturity.gates if gate.key in keys and gate.for_stage == stage + 1
        ]

    def gates_about(self, construct: str) -> list[PublicGate]:
        """Unmet gates of the next stage that rest on this construct."""
        return [gate for gate in self.unmet() if gate.construct == construct]

    def target(self, construct: str) -> float:
        """What the construct should reach: the cut of the next stage where one asks for it, else 75."""
        following = (self.stage or 0) + 1
        cuts = [
            gate.cut
            for gate in self.published.maturity.gates
            if gate.construct == construct and gate.kind == "score" and gate.for_stage == following
        ]
        return max(cuts, default=75.0)

    # --- customers ---

    def mirror_row(self, key: str) -> PublicMirrorRow | None:
        mirror = self.published.mirror
        if mirror is None:
            return None
        return next((row for row in (*mirror.rows, mirror.total) if row.key == key), None)

    @property
    def says_nothing(self) -> bool:
        """Whether the answers are too few for a stage and for any part of the ownership map."""
        return not self.journey and self.stage is None

    # --- people ---

    def unit(self, key: str) -> PublicUnit:
        return next(unit for unit in self.published.units if unit.key == key)

    def band(self, unit: str) -> str:
        return self.unit(unit).n

    def pooled_functions(self) -> list[str]:
        return [key for unit in self.published.units if unit.pooled for key in unit.functions]

    def silent_functions(self) -> list[str]:
        """Functions that were asked and from which nobody answered, or too few to be pooled with anyone."""
        heard = {key for unit in self.published.units for key in unit.functions}
        return [key for key in self.words.function_names if key not in heard]


def estimate_text(estimate: PublicEstimate | None, *, missing: str = "–") -> str:
    """A score as printed; one at the end of its scale is only bounded: "≥90"."""
    if estimate is None:
        return missing
    sign = {"at_least": "≥", "at_most": "≤"}.get(estimate.bound, "")
    return f"{sign}{score(estimate.value)}"
