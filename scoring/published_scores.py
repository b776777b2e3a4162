"""What may leave of scores and of what is compared by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scoring.gaps import GapState


Hidden = Literal["fewer_than_minimum", "no_data"]


@dataclass(frozen=True)
class PublicEstimate:
    """A rounded mean; with bound "at_least" (value 90) or "at_most" (value 10) only that may be printed."""

    value: int
    low: int
    high: int
    n: str
    bound: Literal["", "at_least", "at_most"] = ""


@dataclass(frozen=True)
class PublicUnit:
    """A reporting unit; `rate` is "<50%", "50–79%", "≥80%", or "" below a headcount of ten."""

    key: str
    functions: tuple[str, ...]
    headcount: int
    n: str
    rate: str
    pooled: bool


@dataclass(frozen=True)
class PublicScore:
    """`weighted` only where it differs by five points or more; `hidden` says why a unit has no estimate."""

    construct: str
    organization: PublicEstimate | None
    weighted: int | None
    units: dict[str, PublicEstimate | None]
    hidden: dict[str, Hidden]


@dataclass(frozen=True)
class PublicVisibility:
    """A unit that cannot see a part of the system; the rate only from ten answers on."""

    construct: str
    unit: str
    dk_rate: float | None
    n: str


@dataclass(frozen=True)
class PublicGap:
    """A unit against the others, in whole points."""

    construct: str
    unit: str
    points: int
    low: int
    high: int
    g: float | None
    q: float
    state: GapState
    n: str


@dataclass(frozen=True)
class PublicPair:
    """One unit minus another on one construct, in whole points: the drill-down of a gap of `unit`.

    q is of the family of all gaps and all pairs together.
    """

    construct: str
    unit: str
    other: str
    points: int
    low: int
    high: int
    q: float
    state: GapState


@dataclass(frozen=True)
class PublicLevelGap:
    """Leaders and managers minus contributors, in whole points."""

    construct: str
    points: int
    low: int
    high: int
    q: float
    state: GapState
    n_lead: str
    n_front: str


@dataclass(frozen=True)
class PublicMirrorRow:
    key: str
    staff: PublicEstimate
    customers: PublicEstimate
    points: int
    low: int
    high: int
    state: GapState


@dataclass(frozen=True)
class PublicMirror:
    rows: tuple[PublicMirrorRow, ...]
    total: PublicMirrorRow
    n_customers: int


@dataclass(frozen=True)
class PublicModule:
    """A function's own questionnaire: its facets K, P, X, M. Comparable in shape, not in level."""

    unit: str
    overall: PublicEstimate | None
    facets: dict[str, PublicEstimate | None]
