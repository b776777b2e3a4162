"""Pictures of rows on one line from 0 to 100: the mirror, the clock, scores with their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from reports.composing.punctuation import clauses, labelled
from reports.documents import (
    Bar,
    Bars,
    BesideFigure,
    BesideMark,
    ChangeFigure,
    ChangeMark,
    ClockFigure,
    ClockMark,
    MirrorFigure,
    MirrorMark,
)
from reports.figures.lettering import clip, crowded, stacked, wrap
from reports.figures.shapes import (
    NARROWEST,
    PAPER,
    PAPER_ROW,
    WIDE,
    Box,
    Circle,
    Drawing,
    Label,
    Line,
    Shape,
    tidy,
)
from reports.wording import from_to, in_percent, interval, signed


@dataclass(frozen=True)
class Axis:
    """Rows with a label left of a line from 0 to `most`, or above it where there is no room.

    labels  the names of the rows; where neighbors take two lines on paper, rows stand further apart.
    aside  room at the right for the row's numbers.
    most   what the right end of the line stands for.
    """

    width: float
    aside: float
    labels: tuple[str, ...]
    most: float = 100.0

    @property
    def narrow(self) -> bool:
        return self.width < NARROWEST

    @property
    def left(self) -> float:
        return 8.0 if self.narrow else min(270.0, self.width * 0.34)

    @property
    def right(self) -> float:
        return self.width - (8.0 if self.narrow else self.aside)

    @property
    def bottom(self) -> float:
        return 8.0 + len(self.labels) * self.row

    @cached_property
    def row(self) -> float:
        if self.narrow:
            return 52.0
        close = self.width == PAPER and not crowded(map(self.lines, self.labels))
        return 33.0 * (PAPER_ROW if close else 1)

    def lines(self, label: str) -> tuple[str, ...]:
        """A label as it is broken beside its line."""
        return wrap(label, width=self.left - 16, size=13, lines=2)

    def x(self, points: float) -> float:
        return tidy(self.left + (self.right - self.left) * points / self.most)

    def y(self, index: int) -> float:
        """Where the line of a row lies."""
        return tidy(8.0 + self.row * (index + (0.72 if self.narrow else 0.5)))

    def words_y(self, index: int) -> float:
        """Where the words of a row stand: on its line, or above it."""
        return self.y(index) - (22.0 if self.narrow else 0.0)

    def line(self, y: float, low: float, high: float, *, css: str) -> Line:
        return Line(x1=self.x(low), y1=y, x2=self.x(high), y2=y, css=css)

    def words(self, index: int, *, label: str, aside: str) -> Iterator[Shape]:
        """The name of a row and its numbers."""
        y = self.words_y(index)
        width = self.width - 122 if self.narrow else self.left - 16
        lines = 1 if self.narrow else 2
        yield from stacked(label, x=0, y=y, width=width, size=13, css="fig-row", lines=lines)
        shown = clip(aside, width=118 if self.narrow else self.aside - 8, size=12.5)
        yield Label(x=self.width, y=tidy(y + 4.5), text=shown, css="fig-aside", anchor="end", title=aside)

    def ends(self, low: str, high: str) -> Iterator[Shape]:
        """What the two ends of the line mean, below the last row."""
        yield Label(x=self.x(0), y=self.bottom + 12, text=low, css="fig-col")
        yield Label(x=self.x(self.most), y=self.bottom + 12, text=high, css="fig-col", anchor="end")

    def drawing(self, kind: str, *, title: str, says: list[str], shapes: list[Shape]) -> Drawing:
        return Drawing(kind, self.width, self.bottom + 20, title, clauses(says), tuple(shapes))


def mirror(figure: MirrorFigure, *, width: float = WIDE) -> Drawing:
    """What staff believe (square) beside what customers said (circle), joined by the gap."""
    axis = Axis(width, aside=128.0, labels=tuple(row.label for row in figure.rows))
    shapes: list[Shape] = list(axis.ends(_("0 disagree"), _("agree 100")))
    for index, row in enumerate(figure.rows):
        numbers = f"{row.staff} · {row.customers} ({signed(row.gap)})"
        shapes += [
            *axis.words(index, label=row.label, aside=numbers),
            *_mirror_marks(row, axis, axis.y(index)),
        ]
    said = _("{label}: staff believe {staff}, customers say {customers}")
    says = [said.format(label=row.label, staff=row.staff, customers=row.customers) for row in figure.rows]
    return axis.drawing("mirror", title=_("Inside against outside"), says=says, shapes=shapes)


def _mirror_marks(row: MirrorMark, axis: Axis, y: float) -> Iterator[Shape]:
    staff, customers = axis.x(row.staff), axis.x(row.customers)
    yield axis.line(y, 0, 100, css="fig-hair")
    yield axis.line(y, row.staff, row.customers, css="fig-bridge")
    title = _("Staff believe: {score}").format(score=row.staff)
    yield Box(x=tidy(staff - 6.5), y=tidy(y - 6.5), width=13, height=13, css="fig-staff", title=title)
    title = _("Customers say: {score}").format(score=row.customers)
    yield Circle(x=customers, y=y, r=6.5, css="fig-customers", title=title)


def clock(figure: ClockFigure, *, width: float = WIDE) -> Drawing:
    """Share at fourteen days or less: as it is (dot with its interval), as it should be (ring)."""
    axis = Axis(width, aside=128.0, labels=tuple(row.label for row in figure.rows))
    shapes: list[Shape] = list(axis.ends(in_percent(0), in_percent(100)))
    for index, row in enumerate(figure.rows):
        numbers = from_to(in_percent(row.actual), in_percent(row.target))
        shapes += [
            *axis.words(index, label=row.label, aside=numbers),
            *_clock_marks(row, axis, axis.y(index)),
        ]
    said = _("{label}: {actual} today, {target} should")
    says = [
        said.format(label=row.label, actual=in_percent(row.actual), target=in_percent(row.target))
        for row in figure.rows
    ]
    return axis.drawing("clock", title=_("Clock of change"), says=says, shapes=shapes)


def _clock_marks(row: ClockMark, axis: Axis, y: float) -> Iterator[Shape]:
    yield axis.line(y, 0, 100, css="fig-hair")
    yield axis.line(y, row.actual, row.target, css="fig-bridge")
    yield axis.line(y, row.actual_low, row.actual_high, css="fig-interval")
    title = _("Should: {share}").format(share=in_percent(row.target))
    yield Circle(x=axis.x(row.target), y=y, r=8, css="fig-ring", title=title)
    bounds = in_percent(interval(row.actual_low, row.actual_high))
    title = _("Today: {share} ({interval})").format(share=in_percent(row.actual), interval=bounds)
    yield Circle(x=axis.x(row.actual), y=y, r=6, css="fig-dot fig-dot-top", title=title)


def change(figure: ChangeFigure, *, width: float = WIDE) -> Drawing:
    """A score in two waves: as it was (ring), as it is (dot) with the interval of the change."""
    axis = Axis(width, aside=136.0, labels=tuple(row.label for row in figure.rows))
    shapes: list[Shape] = list(axis.ends("0", "100"))
    for index, row in enumerate(figure.rows):
        moved = from_to(str(row.before), str(row.after))
        numbers = f"{moved} ({signed(row.points)}){'*' if row.is_reliable else ''}"
        shapes += [
            *axis.words(index, label=row.label, aside=numbers),
            *_change_marks(row, figure, axis, axis.y(index)),
        ]
    # Translators: a score in the wave before and in this one; {state} says whether the change is reliable.
    said = _("{label}: {before} then, {after} now, {state}")
    says = [
        said.format(label=row.label, before=row.before, after=row.after, state=row.state)
        for row in figure.rows
    ]
    return axis.drawing("change", title=_("Scores of two waves"), says=says, shapes=shapes)


def _change_marks(row: ChangeMark, figure: ChangeFigure, axis: Axis, y: float) -> Iterator[Shape]:
    yield axis.line(y, 0, 100, css="fig-hair")
    yield axis.line(y, row.before, row.after, css="fig-bridge")
    yield axis.line(y, row.low, row.high, css="fig-interval")
    yield Circle(
        x=axis.x(row.before), y=y, r=8, css="fig-ring", title=labelled(figure.before, str(row.before))
    )
    title = labelled(figure.after, f"{row.after} ({row.state})")
    css = "fig-dot fig-dot-top" if row.is_reliable else "fig-dot"
    yield Circle(x=axis.x(row.after), y=y, r=6, css=css, title=title)


def beside(figure: BesideFigure, *, width: float = WIDE) -> Drawing:
    """A function's score (dot) with the interval of its gap, beside the others' (ring)."""
    axis = Axis(width, aside=150.0, labels=tuple(row.label for row in figure.rows))
    shapes: list[Shape] = list(axis.ends("0", "100"))
    for index, row in enumerate(figure.rows):
        numbers = f"{row.own} · {row.others} ({signed(row.points)}){'*' if row.is_clear else ''}"
        shapes += [
            *axis.words(index, label=row.label, aside=numbers),
            *_beside_marks(row, figure, axis, axis.y(index)),
        ]
    # Translators: a score of one function and of the others together; {state} says what may be said of it.
    said = _("{label}: {function} {own}, {others} {beside}, {state}")
    says = [
        said.format(
            label=row.label,
            function=figure.own,
            own=row.own,
            others=figure.others,
            beside=row.others,
            state=row.state,
        )
        for row in figure.rows
    ]
    return axis.drawing("beside", title=_("One function beside the others"), says=says, shapes=shapes)


def _beside_marks(row: BesideMark, figure: BesideFigure, axis: Axis, y: float) -> Iterator[Shape]:
    yield axis.line(y, 0, 100, css="fig-hair")
    yield axis.line(y, row.others, row.own, css="fig-bridge")
    yield axis.line(y, row.low, row.high, css="fig-interval")
    yield Circle(
        x=axis.x(row.others), y=y, r=8, css="fig-ring", title=labelled(figure.others, f"{row.others}")
    )
    title = labelled(figure.own, f"{row.own} ({row.state})")
    css = "fig-dot fig-dot-top" if row.is_clear else "fig-dot"
    yield Circle(x=axis.x(row.own), y=y, r=6, css=css, title=title)


def bars(figure: Bars, *, width: float = WIDE) -> Drawing:
    """Scores of 0-100 as bars with their interval."""
    axis = Axis(width, aside=104.0, labels=tuple(row.label for row in figure.rows))
    shapes: list[Shape] = list(axis.ends("0", "100"))
    for index, row in enumerate(figure.rows):
        numbers = f"{row.value} ({row.low}–{row.high})"
        shapes += [*axis.words(index, label=row.label, aside=numbers), *_bar_marks(row, axis, axis.y(index))]
    # Translators: a score and the interval the true value lies in: "Wanting the change: 54, 50 to 58".
    said = _("{label}: {score}, {low} to {high}")
    says = [said.format(label=row.label, score=row.value, low=row.low, high=row.high) for row in figure.rows]
    return axis.drawing("bars", title=_("Scores with their intervals"), says=says, shapes=shapes)


def _bar_marks(row: Bar, axis: Axis, y: float) -> Iterator[Shape]:
    yield _bar(axis, y, 100, css="fig-track")
    yield _bar(axis, y, row.value, css="fig-bar", title=row.band)
    yield axis.line(y, row.low, row.high, css="fig-whisker")


def _bar(axis: Axis, y: float, points: float, *, css: str, title: str = "") -> Box:
    width = tidy(axis.x(points) - axis.x(0))
    return Box(x=axis.x(0), y=tidy(y - 4), width=width, height=8, css=css, radius=4, title=title)
