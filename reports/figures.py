"""Pictures as shapes: a figure of the document in, circles, lines, bars and words out.

One geometry serves the screen (SVG) and paper (Typst). A shape carries a place and a class; what a class
looks like is said by the style sheet of the medium, so no shape has a color. Lengths are in the picture's
own units, about one CSS pixel at full width; y grows downward. Nothing here computes a number of the report.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from reports.documents import (
    Bars,
    ClockFigure,
    HeatCell,
    MapRow,
    MapStage,
    MaturityStrip,
    MirrorFigure,
    OwnershipMap,
    Part,
    Vote,
)
from reports.wording import signed

WIDE = 800.0
PAPER = 700.0
NARROW = 340.0
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, kw_only=True)
class Circle:
    x: float
    y: float
    r: float
    css: str
    title: str = ""
    shape: str = "circle"


@dataclass(frozen=True, kw_only=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    css: str
    shape: str = "line"


@dataclass(frozen=True, kw_only=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    css: str
    title: str = ""
    radius: float = 0.0
    shape: str = "box"


@dataclass(frozen=True, kw_only=True)
class Label:
    """Words at a baseline. `css` begins with the size class: `fig-row`, `fig-col`, `fig-small` …"""

    x: float
    y: float
    text: str
    css: str
    anchor: Anchor = "start"
    title: str = ""
    shape: str = "label"


Shape = Circle | Line | Box | Label


@dataclass(frozen=True)
class Drawing:
    """A finished picture. `title` names it, `description` says in a sentence what it shows."""

    kind: str
    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]


# --- Words that fit ---------------------------------------------------------------------------------


def text_width(text: str, *, size: float) -> float:
    """About how wide `text` is in a sans serif of this size; generous, so that words do not collide."""
    return size * sum(_advance(char) for char in text)


def _advance(char: str) -> float:
    """Width of one character in em."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn"):
        return 0.0
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.05
    if char in "iljtfrI.,:;'|!()[]’ ":
        return 0.34
    if char in "mwMW@%":
        return 0.9
    return 0.68 if char.isupper() else 0.57


def wrap(text: str, *, width: float, size: float, lines: int) -> tuple[str, ...]:
    """`text` in at most `lines` lines of `width`; what does not fit ends in an ellipsis."""
    rows: list[str] = []
    words = _short_words(text.split(), width=width, size=size)
    for word in words:
        joined = f"{rows[-1]} {word}" if rows else word
        if rows and text_width(joined, size=size) <= width:
            rows[-1] = joined
        else:
            rows.append(word)
    if len(rows) <= lines:
        return tuple(rows)
    return (*rows[: lines - 1], _clip(" ".join(rows[lines - 1 :]), width=width, size=size))


def _short_words(words: Iterable[str], *, width: float, size: float) -> Iterator[str]:
    """The words, with a word longer than a line broken where it must be."""
    for word in words:
        rest = word
        while text_width(rest, size=size) > width and len(rest) > 1:
            fitting = _fitting(rest, width=width, size=size)
            yield rest[:fitting]
            rest = rest[fitting:]
        yield rest


def _fitting(text: str, *, width: float, size: float) -> int:
    """How many leading characters of `text` fit into `width`; at least one."""
    used = 0.0
    for count, char in enumerate(text):
        used += size * _advance(char)
        if used > width:
            return max(count, 1)
    return len(text)


def _clip(text: str, *, width: float, size: float) -> str:
    if text_width(text, size=size) <= width:
        return text
    return text[: _fitting(text, width=width - size, size=size)].rstrip() + "…"


def _stacked(text: str, *, x: float, y: float, width: float, size: float, css: str, lines: int = 2) -> Iterator[Label]:
    """A row label on one or two lines, centered on the height y; its full text is the title."""
    rows = wrap(text, width=width, size=size, lines=lines)
    step = size * 1.15
    top = y + size * 0.35 - step * (len(rows) - 1) / 2
    clipped = bool(rows) and rows[-1].endswith("…")
    for index, row in enumerate(rows):
        yield Label(x=x, y=_r(top + index * step), text=row, css=css, title=text if clipped else "")


def _heading(text: str, *, x: float, bottom: float, width: float, size: float, css: str, lines: int = 3) -> Iterator[Label]:
    """A column heading that grows upward from `bottom`, centered on x."""
    rows = wrap(text, width=width, size=size, lines=lines)
    step = size * 1.15
    for index, row in enumerate(rows):
        y = bottom - step * (len(rows) - 1 - index)
        yield Label(x=_r(x), y=_r(y), text=row, css=css, anchor="middle", title=text)


def _r(number: float) -> float:
    """Two decimals are enough for a picture, and keep the bytes the same everywhere."""
    return round(number, 2)


# --- 1 Ownership map --------------------------------------------------------------------------------

MAP_ROW = 34.0
MAP_DOT = 14.0
LEAST_SHOWN = 5
ACCEPTS = {"yes": "✓", "no": "×", "part": "½"}
UNOWNED = frozenset({"contested", "diffuse", "orphaned", "refused", "unknown"})


def ownership_map(figure: OwnershipMap, *, width: float = WIDE) -> Drawing:
    """Stages across, functions down: dot = share today, ring = share for should, glyph = would accept."""
    gutter = 140.0
    column = (width - gutter - 6) / max(len(figure.stages), 1)
    top = 58.0
    xs = {stage.key: gutter + column * (index + 0.5) for index, stage in enumerate(figure.stages)}
    ys = tuple(_map_rows(figure.functions, top=top))
    bottom = (ys[-1] if ys else top) + MAP_ROW * 0.5
    shapes = (
        *_map_columns(figure.stages, xs=xs, column=column, top=top),
        *_map_lines(figure.functions, ys=ys, gutter=gutter, width=width),
        *_map_votes(figure, xs=xs, ys=ys, column=column),
        *_map_states(figure.stages, xs=xs, column=column, y=bottom + 20),
    )
    return Drawing(
        "ownership_map", width, _r(bottom + 20 + 15 * _flag_lines(figure.stages) + 8),
        "Ownership map", _map_sentence(figure), shapes,
    )


def _map_rows(rows: Sequence[MapRow], *, top: float) -> Iterator[float]:
    """The height of each row; shared and nobody stand a little apart."""
    y = top
    previous = "function"
    for row in rows:
        y += MAP_ROW if row.row_kind == "function" or previous != "function" else MAP_ROW * 1.35
        previous = row.row_kind
        yield _r(y - MAP_ROW * 0.35)


def _map_columns(
    stages: Sequence[MapStage], *, xs: dict[str, float], column: float, top: float
) -> Iterator[Shape]:
    for stage in stages:
        yield from _heading(
            stage.label, x=xs[stage.key], bottom=top - 14, width=column - 4, size=11.5, css="fig-head"
        )


def _map_lines(
    rows: Sequence[MapRow], *, ys: Sequence[float], gutter: float, width: float
) -> Iterator[Shape]:
    for row, y in zip(rows, ys, strict=True):
        yield from _stacked(row.label, x=0, y=y, width=gutter - 12, size=13, css="fig-row")
        yield Line(x1=gutter, y1=y, x2=width - 4, y2=y, css="fig-hair")


def _map_votes(
    figure: OwnershipMap, *, xs: dict[str, float], ys: Sequence[float], column: float
) -> Iterator[Shape]:
    labels = {stage.key: stage.label for stage in figure.stages}
    biggest = min(MAP_DOT, column * 0.24)
    for row, y in zip(figure.functions, ys, strict=True):
        for vote in row.votes:
            if vote.stage in xs:
                title = vote_sentence(row, vote, stage=labels[vote.stage])
                yield from _vote(vote, row=row, x=_r(xs[vote.stage]), y=y, biggest=biggest, title=title)


def _vote(vote: Vote, *, row: MapRow, x: float, y: float, biggest: float, title: str) -> Iterator[Shape]:
    """Area stands for share, so a dot of half the votes covers half of a full one."""
    kind = "fig-dot" if row.row_kind == "function" else "fig-dot fig-dot-none"
    if vote.should >= LEAST_SHOWN and row.row_kind == "function":
        yield Circle(x=x, y=y, r=_r(biggest * 1.12 * sqrt(vote.should / 100) + 1), css="fig-ring", title=title)
    if vote.share >= LEAST_SHOWN:
        css = "fig-dot fig-dot-top" if vote.top and row.row_kind == "function" else kind
        yield Circle(x=x, y=y, r=_r(biggest * sqrt(vote.share / 100)), css=css, title=title)
    if vote.accept in ACCEPTS:
        yield Label(
            x=_r(x + biggest + 4), y=_r(y + 5), text=ACCEPTS[vote.accept],
            css=f"fig-accept fig-accept-{vote.accept}", title=title,
        )


def _map_states(
    stages: Sequence[MapStage], *, xs: dict[str, float], column: float, y: float
) -> Iterator[Shape]:
    for stage in stages:
        weak = stage.state in UNOWNED or bool(stage.flags)
        css = "fig-state fig-state-weak" if weak else "fig-state"
        for index, text in enumerate((stage.state_label, *stage.flags)):
            size = 12.5 if index == 0 else 11.5
            shown = _clip(text, width=column - 2, size=size)
            line = css if index == 0 else "fig-flag"
            yield Label(x=_r(xs[stage.key]), y=y + 15 * index, text=shown, css=line, anchor="middle", title=text)


def _flag_lines(stages: Sequence[MapStage]) -> int:
    return max((len(stage.flags) for stage in stages), default=0)


def _map_sentence(figure: OwnershipMap) -> str:
    states = "; ".join(f"{stage.label}: {', '.join((stage.state_label, *stage.flags))}" for stage in figure.stages)
    return "State of each stage of the journey. %(states)s." % {"states": states}


def vote_sentence(row: MapRow, vote: Vote, *, stage: str) -> str:
    """What one mark on the map says, in words."""
    parts = [
        "%(row)s, %(stage)s: %(share)d%% today, %(should)d%% should"
        % {"row": row.label, "stage": stage, "share": vote.share, "should": vote.should}
    ]
    return ", ".join((*parts, *filter(None, [accept_words(vote.accept)])))


def accept_words(accept: str) -> str:
    """Whether the function's own people would answer for the stage."""
    return {
        "yes": "would accept",
        "no": "would not accept",
        "part": "accepts only if equipped",
        "unknown": "acceptance unknown: too few answers",
    }.get(accept, "")


@dataclass(frozen=True)
class StageCard:
    """One stage of the map as a reader of a small screen meets it."""

    key: str
    label: str
    state_label: str
    flags: tuple[str, ...]
    weak: bool
    today: tuple[Standing, ...]
    should: tuple[Standing, ...]
    dk: int | None


@dataclass(frozen=True)
class Standing:
    label: str
    share: int
    accept: str = ""
    words: str = ""
    unowned: bool = False


def stage_cards(figure: OwnershipMap, *, most: int = 3) -> tuple[StageCard, ...]:
    """The map as a list: per stage the most named today (with acceptance) and for should."""
    return tuple(_stage_card(stage, rows=figure.functions, most=most) for stage in figure.stages)


def _stage_card(stage: MapStage, *, rows: Sequence[MapRow], most: int) -> StageCard:
    votes = [(row, vote) for row in rows for vote in row.votes if vote.stage == stage.key]
    today = sorted((p for p in votes if p[1].share >= LEAST_SHOWN), key=lambda p: -p[1].share)[:most]
    should = sorted((p for p in votes if p[1].should >= LEAST_SHOWN), key=lambda p: -p[1].should)[:2]
    return StageCard(
        stage.key, stage.label, stage.state_label, stage.flags, stage.state in UNOWNED or bool(stage.flags),
        tuple(
            Standing(r.label, v.share, v.accept, accept_words(v.accept), r.row_kind != "function")
            for r, v in today
        ),
        tuple(Standing(r.label, v.should) for r, v in should),
        stage.dk,
    )


# --- 2 Maturity strip -------------------------------------------------------------------------------


def maturity_strip(figure: MaturityStrip, *, width: float = WIDE) -> Drawing:
    """Five named stages on one line from 0 to 100, the index on it with its interval."""
    scale = _scale(left=14, right=width - 14)
    y = 48.0
    shapes = (
        *_strip_segments(figure, scale=scale, y=y),
        *_strip_names(figure, scale=scale, y=y, narrow=width < 500),
        *_strip_index(figure, scale=scale, y=y, width=width),
    )
    sentence = (
        f"Stage {figure.stage}, {figure.stage_label}. "
        f"Index {figure.index} of 100, interval {figure.low} to {figure.high}."
    )
    return Drawing("maturity_strip", width, 98.0, "Maturity strip", sentence, shapes)


def _scale(*, left: float, right: float) -> Callable[[float], float]:
    """Points of 0-100 to a place on the line."""
    return lambda points: _r(left + (right - left) * points / 100)


def _strip_bounds(figure: MaturityStrip) -> tuple[tuple[float, float], ...]:
    edges = (0.0, *figure.cuts, 100.0)
    return tuple(zip(edges[:-1], edges[1:], strict=True))


def _strip_segments(figure: MaturityStrip, *, scale: Callable[[float], float], y: float) -> Iterator[Shape]:
    for number, (low, high) in enumerate(_strip_bounds(figure), start=1):
        yield Box(
            x=scale(low), y=y - 4, width=_r(scale(high) - scale(low)), height=8,
            css=f"fig-stage fig-stage-{number}", title=f"{number} {figure.names[number - 1]}",
        )
    for cut in (0.0, *figure.cuts, 100.0):
        yield Line(x1=scale(cut), y1=y - 8, x2=scale(cut), y2=y + 8, css="fig-tick")


def _strip_names(
    figure: MaturityStrip, *, scale: Callable[[float], float], y: float, narrow: bool
) -> Iterator[Shape]:
    for number, (low, high) in enumerate(_strip_bounds(figure), start=1):
        current = number == figure.stage
        text = str(number) if narrow else f"{number} {figure.names[number - 1]}"
        css = "fig-name fig-name-now" if current else "fig-name"
        x = (scale(low) + scale(high)) / 2
        yield from _heading(text, x=x, bottom=y + 28, width=999, size=13, css=css, lines=1)
    if narrow:
        words = f"{figure.stage} {figure.stage_label}"
        low, high = _strip_bounds(figure)[figure.stage - 1]
        half = text_width(words, size=14) / 2
        x = min(max((scale(low) + scale(high)) / 2, half + 2), scale(100) - half + 12)
        yield Label(x=_r(x), y=y + 47, text=words, css="fig-name fig-name-now", anchor="middle")


def _strip_index(
    figure: MaturityStrip, *, scale: Callable[[float], float], y: float, width: float
) -> Iterator[Shape]:
    yield Line(x1=scale(figure.low), y1=y, x2=scale(figure.high), y2=y, css="fig-interval")
    yield Circle(x=scale(figure.index), y=y, r=8, css="fig-pin")
    words = f"{figure.index} ({figure.low}–{figure.high})"
    half = text_width(words, size=15) / 2
    x = min(max(scale(figure.index), half + 2), width - half - 2)
    yield Label(x=_r(x), y=y - 21, text=words, css="fig-pin-label", anchor="middle")


# --- 4 Mirror, and its kin on one 0-100 axis --------------------------------------------------------


@dataclass(frozen=True)
class _Axis:
    """Rows with a label left of a 0-100 line, or above it where there is no room."""

    width: float
    narrow: bool
    gutter: float
    right: float
    row: float
    top: float = 8.0

    @classmethod
    def of(cls, width: float, *, right: float = 110.0) -> _Axis:
        narrow = width < 500
        gutter = 8.0 if narrow else min(270.0, width * 0.34)
        return cls(width, narrow, gutter, 8.0 if narrow else right, 52.0 if narrow else 36.0)

    def y(self, index: int) -> float:
        return _r(self.top + self.row * (index + (0.72 if self.narrow else 0.5)))

    def x(self, points: float) -> float:
        return _r(self.gutter + (self.width - self.gutter - self.right) * points / 100)

    def label(self, text: str, index: int) -> Iterator[Shape]:
        if self.narrow:
            y = self.y(index) - 22
            yield from _stacked(text, x=0, y=y, width=self.width - 122, size=13, css="fig-row", lines=1)
        else:
            yield from _stacked(text, x=0, y=self.y(index), width=self.gutter - 16, size=13, css="fig-row")

    def aside(self, text: str, index: int, css: str = "fig-aside") -> Iterator[Shape]:
        y = self.y(index) - 22 if self.narrow else self.y(index)
        shown = _clip(text, width=118 if self.narrow else self.right - 8, size=12.5)
        yield Label(x=self.width, y=_r(y + 4.5), text=shown, css=css, anchor="end", title=text)

    def line(self, index: int) -> Shape:
        return Line(x1=self.x(0), y1=self.y(index), x2=self.x(100), y2=self.y(index), css="fig-hair")

    def ends(self, rows: int, *, low: str, high: str) -> Iterator[Shape]:
        y = self.bottom(rows) + 12
        yield Label(x=self.x(0), y=y, text=low, css="fig-col")
        yield Label(x=self.x(100), y=y, text=high, css="fig-col", anchor="end")

    def bottom(self, rows: int) -> float:
        return _r(self.top + self.row * rows)


def mirror(figure: MirrorFigure, *, width: float = WIDE) -> Drawing:
    """What staff believe (square) beside what customers said (circle), joined by the gap."""
    axis = _Axis.of(width, right=128.0)
    shapes: list[Shape] = []
    for index, row in enumerate(figure.rows):
        y = axis.y(index)
        title = f"{row.label}: {row.staff} · {row.customers}"
        shapes += [*axis.label(row.label, index), axis.line(index)]
        shapes.append(Line(x1=axis.x(row.staff), y1=y, x2=axis.x(row.customers), y2=y, css="fig-bridge"))
        shapes.append(Box(x=_r(axis.x(row.staff) - 6), y=_r(y - 6), width=12, height=12, css="fig-staff", title=title))
        shapes.append(Circle(x=axis.x(row.customers), y=y, r=6.5, css="fig-customers", title=title))
        shapes += axis.aside(f"{row.staff} · {row.customers} ({signed(row.gap)})", index)
    shapes += axis.ends(len(figure.rows), low="0 disagree", high="agree 100")
    sentence = "; ".join(f"{r.label}: staff believe {r.staff}, customers say {r.customers}" for r in figure.rows)
    return Drawing("mirror", width, axis.bottom(len(figure.rows)) + 20, "Inside against outside", sentence, tuple(shapes))


def clock(figure: ClockFigure, *, width: float = WIDE) -> Drawing:
    """Share at fourteen days or less: as it is (dot with its interval), as it should be (ring)."""
    axis = _Axis.of(width, right=128.0)
    shapes: list[Shape] = []
    for index, row in enumerate(figure.rows):
        y = axis.y(index)
        title = f"{row.label}: {row.actual}% → {row.target}%"
        shapes += [*axis.label(row.label, index), axis.line(index)]
        shapes.append(Line(x1=axis.x(row.actual), y1=y, x2=axis.x(row.target), y2=y, css="fig-bridge"))
        shapes.append(Line(x1=axis.x(row.actual_low), y1=y, x2=axis.x(row.actual_high), y2=y, css="fig-interval"))
        shapes.append(Circle(x=axis.x(row.target), y=y, r=8, css="fig-ring", title=title))
        shapes.append(Circle(x=axis.x(row.actual), y=y, r=6, css="fig-dot fig-dot-top", title=title))
        shapes += axis.aside(f"{row.actual}% → {row.target}%", index)
    shapes += axis.ends(len(figure.rows), low="0%", high="100%")
    sentence = "; ".join(f"{r.label}: {r.actual}% today, {r.target}% should" for r in figure.rows)
    return Drawing("clock", width, axis.bottom(len(figure.rows)) + 20, "Clock of change", sentence, tuple(shapes))


def bars(figure: Bars, *, width: float = WIDE) -> Drawing:
    """Scores of 0-100 as bars with their interval."""
    axis = _Axis.of(width, right=104.0)
    shapes: list[Shape] = []
    for index, row in enumerate(figure.rows):
        y = axis.y(index)
        title = f"{row.label}: {row.value} ({row.low}–{row.high})"
        shapes += axis.label(row.label, index)
        shapes.append(Box(x=axis.x(0), y=_r(y - 4), width=_r(axis.x(100) - axis.x(0)), height=8, css="fig-track", radius=4))
        shapes.append(Box(x=axis.x(0), y=_r(y - 4), width=_r(axis.x(row.value) - axis.x(0)), height=8, css="fig-bar", radius=4, title=title))
        shapes.append(Line(x1=axis.x(row.low), y1=y, x2=axis.x(row.high), y2=y, css="fig-whisker"))
        shapes += axis.aside(f"{row.value} ({row.low}–{row.high})", index)
    shapes += axis.ends(len(figure.rows), low="0", high="100")
    sentence = "; ".join(f"{r.label}: {r.value}, {r.low} to {r.high}" for r in figure.rows)
    return Drawing("bars", width, axis.bottom(len(figure.rows)) + 20, "Scores with their intervals", sentence, tuple(shapes))


DRAW: dict[str, Callable[..., Drawing]] = {
    "ownership_map": ownership_map,
    "maturity_strip": maturity_strip,
    "mirror": mirror,
    "clock": clock,
    "bars": bars,
}


def draw(figure: Part, *, width: float = WIDE) -> Drawing | None:
    """The picture of a figure; None for those that are a table, a list or a form of words."""
    paint = DRAW.get(getattr(figure, "kind", ""))
    return paint(figure, width=width) if paint else None


# --- 3 Heatmap --------------------------------------------------------------------------------------

SHADES = (3, 6, 10, 15, 21)
HIDDEN_WORDS = {"fewer_than_five": "hidden: fewer than five", "no_data": "no data"}


@dataclass(frozen=True)
class HeatSquare:
    """A cell as placed. `shade` is "", "ahead-1" … "ahead-5" or "behind-1" … "behind-5"."""

    text: str
    shade: str
    mark: str
    words: str
    hidden: str


def heat_square(cell: HeatCell) -> HeatSquare:
    """How a cell looks: the tint says how far, the triangle says that it is clear."""
    if cell.value is None:
        text = "hidden" if cell.hidden == "fewer_than_five" else "–"
        words = HIDDEN_WORDS.get(cell.hidden, HIDDEN_WORDS["no_data"])
        return HeatSquare(text, "", "", words, cell.hidden or "no_data")
    mark = {"above": "▲", "below": "▼"}.get(cell.mark, "")
    return HeatSquare(str(cell.value), _shade(cell.deviation), mark, _deviation_words(cell), "")


def _shade(deviation: int | None) -> str:
    step = sum(abs(deviation or 0) >= least for least in SHADES)
    if not step or deviation is None:
        return ""
    return f"{'ahead' if deviation > 0 else 'behind'}-{step}"


def _deviation_words(cell: HeatCell) -> str:
    if cell.deviation is None:
        return ""
    side = "above" if cell.deviation >= 0 else "below"
    clear = ", clear" if cell.mark else ""
    return f"{abs(cell.deviation)} points {side} the others{clear}"


# --- Gates ------------------------------------------------------------------------------------------

GATE_WORDS = {"met": "met", "unmet": "not met", "unverified": "cannot be verified"}


@dataclass(frozen=True)
class GateView:
    label: str
    value_text: str
    status: str
    glyph: str
    words: str


@dataclass(frozen=True)
class GateGroup:
    """The prerequisites of one stage; `ahead` for the stage that comes next."""

    stage: int
    name: str
    gates: tuple[GateView, ...]


def gate_groups(figure: Part) -> tuple[GateGroup, ...]:
    """Gates of a maturity strip by the stage they stand before; none for other figures."""
    if not isinstance(figure, MaturityStrip):
        return ()
    stages = sorted({gate.for_stage for gate in figure.gates})
    return tuple(GateGroup(stage, _stage_name(figure, stage), _gates_of(figure, stage)) for stage in stages)


def _stage_name(figure: MaturityStrip, stage: int) -> str:
    return figure.names[stage - 1] if 1 <= stage <= len(figure.names) else ""


def _gates_of(figure: MaturityStrip, stage: int) -> tuple[GateView, ...]:
    return tuple(
        GateView(gate.label, gate.value_text, gate.status, "✓" if gate.met else "○", GATE_WORDS[gate.status])
        for gate in figure.gates
        if gate.for_stage == stage
    )
