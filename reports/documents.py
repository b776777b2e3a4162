"""The frozen report: what a renderer receives, and nothing else.

Every number in a document may be published as it stands: small groups are already hidden or pooled,
values rounded, shares banded. Renderers place and repeat; they never compute and never round again.
A document is stored as JSON and can be opened years later, so a field is only ever added with a default,
and `FORMAT` rises when that is not enough.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT = 1

Tone = Literal["plain", "strong"]
Hidden = Literal["", "fewer_than_five", "no_data"]
Mark = Literal["above", "below", ""]
Acceptance = Literal["yes", "no", "part", "unknown", "none"]
RowKind = Literal["function", "shared", "nobody"]
Align = Literal["left", "right", "center"]
Percent = Annotated[int, Field(ge=0, le=100)]
Score = Annotated[int, Field(ge=0, le=100)]
Points = Annotated[int, Field(ge=-100, le=100)]


FOR_PROGRAMS = frozenset(
    {
        "accept", "action_id", "action_ids", "align", "closed_on", "direction", "fingerprint", "flags",
        "hidden", "id", "instrument", "key", "kind", "language", "mark", "market", "probabilities", "results",
        "row_kind", "stage", "state", "status", "tone",
    }
)  # fmt: skip
"""Fields that programs read; what all others hold is words."""


class Part(BaseModel):
    """A piece of a report: frozen, and deaf to fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Part):
    """A run of headline text; `strong` marks the words a reader must not miss."""

    text: str
    tone: Tone = "plain"


class Finding(Part):
    """One thing the answers show: what, on which evidence, so what, and what to do.

    id          stable between waves, such as "refused:sales:expand".
    state       the kind of finding: clear, refused, orphaned, unmet, strength …
    subject     the stage, function or construct it is about, in the reader's words.
    evidence    value, comparison, interval or share, and the band of answers behind them.
    action_ids  actions of the catalog that answer this finding.
    """

    id: str
    state: str
    subject: str
    sentence: str
    evidence: str
    so_what: str = ""
    action_ids: tuple[str, ...] = ()


# --- Pictures ---------------------------------------------------------------------------------------


class MapStage(Part):
    """A column of the ownership map. `dk` is the share who cannot tell, in whole percent."""

    key: str
    label: str
    state: str
    state_label: str
    flags: tuple[str, ...] = ()
    dk: Percent | None = None


class Vote(Part):
    """Where a function (or shared, nobody) stands on one stage; shares in whole percent.

    top     whether this function is named most often today.
    accept  whether its own people would answer for the stage: yes, no, part (only if equipped),
            unknown (too few answers), none (not asked: it is not named).
    """

    stage: str
    share: Percent
    should: Percent | None
    top: bool = False
    accept: Acceptance = "none"


class MapRow(Part):
    key: str
    label: str
    row_kind: RowKind = "function"
    votes: tuple[Vote, ...]


class OwnershipMap(Part):
    kind: Literal["ownership_map"] = "ownership_map"
    stages: tuple[MapStage, ...]
    functions: tuple[MapRow, ...]


class GateMark(Part):
    """A prerequisite on the checklist; `met` is False for one that cannot be verified."""

    label: str
    value_text: str
    met: bool
    status: Literal["met", "unmet", "unverified"]
    for_stage: int


class MaturityStrip(Part):
    """The index on its line of five named stages. `probabilities` maps stage "1".."5" to whole percent."""

    kind: Literal["maturity_strip"] = "maturity_strip"
    index: Score
    low: Score
    high: Score
    stage: int
    stage_label: str
    names: tuple[str, str, str, str, str]
    cuts: tuple[float, ...] = (37.5, 50.0, 62.5, 75.0)
    probability: str = ""
    probabilities: dict[str, Percent] = Field(default_factory=dict)
    gates: tuple[GateMark, ...] = ()


class HeatColumn(Part):
    key: str
    label: str


class HeatCell(Part):
    """A score of one unit. `deviation` is this unit minus the others, in points; `mark` only if clear.

    text  what to print instead of the number, such as "≥90" where only a bound may be shown; else empty.
    """

    value: Score | None = None
    text: str = ""
    hidden: Hidden = ""
    deviation: Points | None = None
    mark: Mark = ""


class HeatRow(Part):
    key: str
    label: str
    n_band: str
    cells: tuple[HeatCell, ...]


class Heatmap(Part):
    kind: Literal["heatmap"] = "heatmap"
    columns: tuple[HeatColumn, ...]
    rows: tuple[HeatRow, ...]


class MirrorMark(Part):
    """What staff believe customers would say, and what customers said; gap is staff minus customers."""

    label: str
    staff: Score
    customers: Score
    gap: Points
    state: str


class MirrorFigure(Part):
    kind: Literal["mirror"] = "mirror"
    rows: tuple[MirrorMark, ...]


class ClockMark(Part):
    """Whole percent of answers at fourteen days or less: as it is, and as it should be."""

    label: str
    actual: Percent
    target: Percent
    actual_low: Percent
    actual_high: Percent
    state: str


class ClockFigure(Part):
    kind: Literal["clock"] = "clock"
    rows: tuple[ClockMark, ...]


class ChangeMark(Part):
    """A score in two waves; low and high are where the later one lies, by the interval of the change."""

    label: str
    before: Score
    after: Score
    points: Points
    low: Score
    high: Score
    state: str
    is_reliable: bool = False


class ChangeFigure(Part):
    """Scores of two waves, which are named `before` and `after`."""

    kind: Literal["change"] = "change"
    before: str
    after: str
    rows: tuple[ChangeMark, ...]


class BesideMark(Part):
    """A score of one function beside the others'; low and high are the interval of the gap on the scale.

    points  the function less the others; `state` what can be said of it, in words.
    """

    label: str
    own: Score
    others: Score
    points: Points
    low: Score
    high: Score
    state: str
    is_clear: bool = False


class BesideFigure(Part):
    """Scores of one function beside what the others say together; both are named."""

    kind: Literal["beside"] = "beside"
    own: str
    others: str
    rows: tuple[BesideMark, ...]


class Bar(Part):
    """A score with its interval. `band` says what it rests on, such as "180 answers"."""

    label: str
    value: Score
    low: Score
    high: Score
    band: str = ""


class Bars(Part):
    kind: Literal["bars"] = "bars"
    rows: tuple[Bar, ...]


class ParticipationRow(Part):
    """How many of a unit answered, as bands: "10–19" answers, "50–79%" of the people."""

    label: str
    n_band: str
    rate_band: str


class Participation(Part):
    kind: Literal["participation"] = "participation"
    rows: tuple[ParticipationRow, ...]


class ActionItem(Part):
    number: int
    title: str
    text: str
    owner: str
    moves: str
    action_id: str


class Actions(Part):
    kind: Literal["actions"] = "actions"
    rows: tuple[ActionItem, ...]


class SpreadRow(Part):
    """One group's answers over the options, whole percent in the order of the options; empty if hidden."""

    label: str
    n_band: str
    shares: tuple[Percent, ...] = ()
    hidden: Hidden = ""


class Spread(Part):
    """How answers are spread over ordered options, one band a row, each named in words."""

    kind: Literal["spread"] = "spread"
    options: tuple[str, ...]
    rows: tuple[SpreadRow, ...]


class GridCell(Part):
    """A state in words; `mark` tells it apart without color."""

    text: str
    mark: Literal["full", "half", "cross", "open", ""] = ""


class GridRow(Part):
    label: str
    n_band: str = ""
    cells: tuple[GridCell, ...]


class Grid(Part):
    """States of rows × columns: who agrees with one another on what, who contributes what.

    legend  (mark, meaning) pairs, in the order to be explained.
    """

    kind: Literal["grid"] = "grid"
    columns: tuple[HeatColumn, ...]
    rows: tuple[GridRow, ...]
    legend: tuple[tuple[str, str], ...] = ()


class CascadeLevel(Part):
    """A level of the organization and how firmly a customer measure is built in there, 0–2."""

    label: str
    value: Annotated[int, Field(ge=0, le=2)]
    value_text: str
    is_break: bool = False


class Cascade(Part):
    """Customer measures from the top down; the level at which the chain breaks is marked."""

    kind: Literal["cascade"] = "cascade"
    levels: tuple[CascadeLevel, ...]


class DriverMark(Part):
    """Two ways of dividing what goes with the outcome, whole percent each."""

    label: str
    weight: Percent
    dominance: Percent
    is_first_tier: bool


class DriverFigure(Part):
    kind: Literal["drivers"] = "drivers"
    rows: tuple[DriverMark, ...]


class Quote(Part):
    """A comment as it was written; `function` empty where it is not told."""

    text: str
    function: str = ""


Figure = Annotated[
    OwnershipMap
    | MaturityStrip
    | Heatmap
    | MirrorFigure
    | ClockFigure
    | Bars
    | Participation
    | Actions
    | Spread
    | Grid
    | Cascade
    | DriverFigure
    | ChangeFigure
    | BesideFigure,
    Field(discriminator="kind"),
]


# --- Pages ---


class TableColumn(Part):
    key: str
    label: str
    align: Align = "left"


class Table(Part):
    """The numbers behind a picture, as words: every cell is final text."""

    key: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(Part):
    """A block of a page: side title and note, one leading sentence, findings, a picture and its table."""

    key: str
    title: str
    note: str = ""
    lede: str = ""
    findings: tuple[Finding, ...] = ()
    figure: Figure | None = None
    table: Table | None = None
    paragraphs: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


class Page(Part):
    key: str
    number: int
    title: str
    question: str
    lede: str
    sections: tuple[Section, ...]


class ReportDocument(Part):
    """The whole report of one closed wave.

    results  publishable numbers under fixed names, for machines; null where a value may not be shown.
    """

    format: Literal[1] = 1
    organization: str
    wave: str
    market: str
    closed_on: dt.date | None
    instrument: str
    instrument_title: str
    minimum_group: int
    fingerprint: str
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"
    headline: tuple[Span, ...]
    subtitle: str
    pages: tuple[Page, ...]
    results: dict[str, Any]

    def page(self, key: str) -> Page:
        """The page with this key; KeyError when the document has none."""
        for page in self.pages:
            if page.key == key:
                return page
        raise KeyError(key)
