"""Would the report say something else of everybody, those left out for the way they answered included?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.constructs import FRONT, LEAD
from scoring.maturity import maturity
from scoring.seen import Seen
from scoring.tally import Tally

if TYPE_CHECKING:
    from scoring.sifting import Sifted

EXCLUDED = "excluded"


@dataclass(frozen=True)
class Change:
    """A headline that would read otherwise with everybody.

    headline             "stage", "ownership:<stage>", "gap:<construct>:<unit>", "level:<construct>" or
                         "perception".
    reported, everybody  its state without and with those left out; empty where there is none.
    least                the fewest that were left out of a group which the headline compares.
    """

    headline: str
    reported: str
    everybody: str
    least: int


@dataclass(frozen=True)
class AnswerQuality:
    """How the questions were answered, and who was left out because of it.

    received, excluded  people, before anybody was left out, and left out.
    flags               code -> people of those received who have it.
    acquiescence        mean lean to agreement, steps of −2 to 2; None if nobody can be judged.
    """

    received: int
    excluded: int
    flags: dict[str, int]
    acquiescence: float | None
    changed: tuple[Change, ...]


def answer_quality(sifted: Sifted, *, reported: Seen, everybody: Seen) -> AnswerQuality:
    """What is said of quality; both are seen by the same reporting units, those of the people kept."""
    return AnswerQuality(
        received=sifted.kept.n + sifted.excluded.n,
        excluded=sifted.excluded.n,
        flags={code: people for code, people in sifted.flags.items() if code != EXCLUDED},
        acquiescence=sifted.acquiescence,
        changed=changes(reported, everybody, excluded=sifted.excluded),
    )


def changes(reported: Seen, everybody: Seen, *, excluded: Tally) -> tuple[Change, ...]:
    """The headlines of the report that read otherwise with everybody."""
    now, then = headlines(reported), headlines(everybody)
    return tuple(
        Change(key, state, then.get(key, ""), least_left_out(key, reported, excluded))
        for key, state in now.items()
        if _reads_otherwise(key, state, then.get(key, ""))
    )


def headlines(seen: Seen) -> dict[str, str]:
    """Headline -> its state, only what is told of a wave."""
    stage = maturity(seen.picture, None).stage
    told = {} if stage is None else {"stage": str(stage)}
    told |= {f"ownership:{key}": each.state for key, each in seen.ownership.items() if each.shares}
    told |= {f"gap:{gap.construct}:{gap.unit}": gap.state for gap in seen.gaps}
    told |= {f"level:{gap.construct}": gap.state for gap in seen.level_gaps}
    return told | ({"perception": seen.mirror.total.state} if seen.mirror else {})


def _reads_otherwise(headline: str, state: str, other: str) -> bool:
    """Of gaps between units only the clear ones are headlines."""
    if headline.startswith("gap:"):
        return (state == "clear") != (other == "clear")
    return state != other


def least_left_out(headline: str, seen: Seen, excluded: Tally) -> int:
    """The fewest people left out on one side of a headline; all of them if it has no sides."""
    if headline.startswith("gap:"):
        key = headline.split(":", 2)[2]
        functions: Mapping[str, tuple[str, ...]] = {unit.key: unit.functions for unit in seen.units}
        own = int(excluded.sizes[excluded.functions(functions[key])].sum())
        return _smaller(own, excluded.n - own)
    if headline.startswith("level:"):
        return _smaller(int(excluded.sizes[:, LEAD].sum()), int(excluded.sizes[:, FRONT].sum()))
    return excluded.n


def _smaller(one: int, other: int) -> int:
    return min((n for n in (one, other) if n), default=0)
