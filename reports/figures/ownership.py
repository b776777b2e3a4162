"""The ownership map: who answers for which stage, as a picture and as a list for small screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.composing.punctuation import clauses, labelled
from reports.documents import MapRow, MapStage, OwnershipMap, Vote
from reports.figures.lettering import SLACK, crowded, heading, stacked, text_width, wrap
from reports.figures.shapes import PAPER, PAPER_ROW, WIDE, Circle, Drawing, Label, Line, Shape, tidy
from reports.wording import in_percent, spoken, terms

MAP_ROW = 34.0
MAP_DOT = 14.0
HEAD, SMALL_HEAD = 11.5, 9.5
STATE = 12.5
GUTTERS = (140.0, 172.0, 236.0)
"""Room for the names of the functions, wider where one would be cut."""
LEAST_SHOWN = 5
PAPER_CROWDED = 0.9
ACCEPTS = {"yes": "✓", "no": "×", "part": "½"}
UNOWNED = frozenset({"contested", "diffuse", "orphaned", "refused", "unknown", "leaning"})


def ownership_map(figure: OwnershipMap, *, width: float = WIDE) -> Drawing:
    """Stages across, functions down: dot = share today, ring = share for should, glyph = would accept."""
    gutter = _gutter(figure)
    column = (width - gutter - 6) / max(len(figure.stages), 1)
    size = _head_size(figure.stages, column=column)
    heads = [_column_words(stage.label, column=column, size=size) for stage in figure.stages]
    top = 30.0 + size * 1.15 * max(map(len, heads), default=1)
    xs = {stage.key: gutter + column * (index + 0.5) for index, stage in enumerate(figure.stages)}
    names = (wrap(row.label, width=gutter - 12, size=13, lines=2) for row in figure.functions)
    row = MAP_ROW * (1.0 if width != PAPER else PAPER_CROWDED if crowded(names) else PAPER_ROW)
    ys = tuple(_map_rows(figure.functions, top=top, height=row))
    bottom = (ys[-1] if ys else top) + row * 0.5
    shapes = (
        *_map_columns(figure.stages, xs=xs, column=column, top=top, size=size),
        *_map_lines(figure.functions, ys=ys, gutter=gutter, width=width),
        *_map_votes(figure, xs=xs, ys=ys, column=column),
        *_map_states(figure, xs=xs, column=column, y=bottom + 20),
    )
    said = [len(_state_lines(stage, column=column)) for stage in figure.stages]
    return Drawing(
        "ownership_map",
        width,
        tidy(bottom + 28 + STATE * 1.15 * (max(said, default=1) - 1)),
        _("Ownership map"),
        _map_sentence(figure),
        shapes,
    )


def _gutter(figure: OwnershipMap) -> float:
    return next((room for room in GUTTERS if not _is_cut(figure, room=room)), GUTTERS[-1])


def _is_cut(figure: OwnershipMap, *, room: float) -> bool:
    names = (wrap(row.label, width=room - 12, size=13, lines=2) for row in figure.functions)
    return any(lines[-1:] and lines[-1].endswith("…") for lines in names)


def _map_rows(rows: Sequence[MapRow], *, top: float, height: float) -> Iterator[float]:
    """The height of each row; shared and nobody stand a little apart."""
    y = top
    previous = "function"
    for row in rows:
        y += height if row.row_kind == "function" or previous != "function" else height * 1.35
        previous = row.row_kind
        yield tidy(y - height * 0.35)


def _map_columns(
    stages: Sequence[MapStage], *, xs: dict[str, float], column: float, top: float, size: float
) -> Iterator[Shape]:
    css = "fig-head" if size == HEAD else "fig-head fig-head-small"
    for stage in stages:
        rows = _column_words(stage.label, column=column, size=size)
        x = xs[stage.key]
        yield from heading(rows, x=x, bottom=top - 16, size=size, css=css, title=stage.label)


def _column_words(text: str, *, column: float, size: float) -> tuple[str, ...]:
    return wrap(text, width=column - 4, size=size, lines=3)


def _head_size(stages: Sequence[MapStage], *, column: float) -> float:
    """Smaller where a word of a heading would be broken."""
    words = (word for stage in stages for word in stage.label.split())
    fits = all(text_width(word, size=HEAD) <= SLACK * (column - 4) for word in words)
    return HEAD if fits else SMALL_HEAD


def _map_lines(
    rows: Sequence[MapRow], *, ys: Sequence[float], gutter: float, width: float
) -> Iterator[Shape]:
    for row, y in zip(rows, ys, strict=True):
        yield from stacked(row.label, x=0, y=y, width=gutter - 12, size=13, css="fig-row")
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
                yield from _vote(vote, row=row, x=tidy(xs[vote.stage]), y=y, biggest=biggest, title=title)


def _vote(vote: Vote, *, row: MapRow, x: float, y: float, biggest: float, title: str) -> Iterator[Shape]:
    """Area stands for share, so a dot of half the votes covers half of a full one."""
    kind = "fig-dot" if row.row_kind == "function" else "fig-dot fig-dot-none"
    if vote.should is not None and vote.should >= LEAST_SHOWN and row.row_kind == "function":
        ring = tidy(biggest * 1.12 * sqrt(vote.should / 100) + 1)
        yield Circle(x=x, y=y, r=ring, css="fig-ring", title=title)
    if vote.share >= LEAST_SHOWN:
        css = "fig-dot fig-dot-top" if vote.top and row.row_kind == "function" else kind
        yield Circle(x=x, y=y, r=tidy(biggest * sqrt(vote.share / 100)), css=css, title=title)
    if vote.accept in ACCEPTS:
        yield Label(
            x=tidy(x + biggest + 4),
            y=tidy(y + 5),
            text=ACCEPTS[vote.accept],
            css=f"fig-accept fig-accept-{vote.accept}",
            title=title,
        )


def _map_states(figure: OwnershipMap, *, xs: dict[str, float], column: float, y: float) -> Iterator[Shape]:
    """The state of each stage as a word; what else is remarked on it, for those who point at it."""
    for stage in figure.stages:
        css = "fig-state fig-state-weak" if is_weak(stage) else "fig-state"
        title = state_words(stage, rows=figure.functions)
        for line, words in enumerate(_state_lines(stage, column=column)):
            place = tidy(y + line * STATE * 1.15)
            yield Label(x=tidy(xs[stage.key]), y=place, text=words, css=css, anchor="middle", title=title)


def _state_lines(stage: MapStage, *, column: float) -> tuple[str, ...]:
    """A state that is not sure takes more lines: "undecided between contested and leaning"."""
    return wrap(stage.state_label, width=SLACK * column - 4, size=STATE, lines=4)


def is_weak(stage: MapStage) -> bool:
    """Whether a stage lacks one owner who accepts it."""
    return stage.state in UNOWNED or bool(stage.flags)


def state_words(stage: MapStage, *, rows: Sequence[MapRow]) -> str:
    return ", ".join((stage.state_label, *remarks(stage, rows=rows)))


def remarks(stage: MapStage, *, rows: Sequence[MapRow]) -> tuple[str, ...]:
    """Flags such as "refused:sales" in the words of the report; one it has no words for stays as it is."""
    labels = {row.key: row.label for row in rows}
    words = terms(spoken())["flags"]
    parted = (flag.partition(":") for flag in stage.flags)
    return tuple(
        _flagged(labels.get(key, key), str(words[kind])) if kind in words else f"{kind}{colon}{key}"
        for kind, colon, key in parted
    )


def _flagged(function: str, words: str) -> str:
    # Translators: a function and what is remarked of it: "Sales would not take it on".
    return pgettext("remark on a stage", "{function} {words}").format(function=function, words=words)


def _map_sentence(figure: OwnershipMap) -> str:
    states = (labelled(stage.label, state_words(stage, rows=figure.functions)) for stage in figure.stages)
    return _("State of each stage of the journey. {states}.").format(states=clauses(states))


def vote_sentence(row: MapRow, vote: Vote, *, stage: str) -> str:
    """What one mark on the map says, in words."""
    if vote.should is None:
        # Translators: who is named for a stage of the journey, by share of votes.
        shares = _("{function}, {stage}: {today} today").format(
            function=row.label, stage=stage, today=in_percent(vote.share)
        )
    else:
        # Translators: who is named for a stage of the journey, by share of votes, and who should be.
        shares = _("{function}, {stage}: {today} today, {should} should").format(
            function=row.label, stage=stage, today=in_percent(vote.share), should=in_percent(vote.should)
        )
    words = accept_words(vote.accept)
    return f"{shares}, {words}" if words else shares


def accept_words(accept: str) -> str:
    """Whether the function's own people would answer for the stage."""
    return {
        "yes": _("would accept"),
        "no": _("would not accept"),
        "part": _("accepts only if equipped"),
        "unknown": _("acceptance unknown: too few answers"),
    }.get(accept, "")


@dataclass(frozen=True)
class StageCard:
    """One stage of the map as a reader of a small screen meets it."""

    key: str
    label: str
    state_label: str
    remarks: tuple[str, ...]
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

    @property
    def percent(self) -> str:
        return in_percent(self.share)


def stage_cards(figure: OwnershipMap, *, most: int = 3) -> tuple[StageCard, ...]:
    """The map as a list: per stage the most named today (with acceptance) and for should."""
    return tuple(_stage_card(stage, rows=figure.functions, most=most) for stage in figure.stages)


def _stage_card(stage: MapStage, *, rows: Sequence[MapRow], most: int) -> StageCard:
    votes = [(row, vote) for row in rows for vote in row.votes if vote.stage == stage.key]
    today = sorted((p for p in votes if p[1].share >= LEAST_SHOWN), key=lambda p: -p[1].share)[:most]
    named = [(row, vote.should) for row, vote in votes if vote.should is not None]
    should = sorted((p for p in named if p[1] >= LEAST_SHOWN), key=lambda p: -p[1])[:2]
    return StageCard(
        stage.key,
        stage.label,
        stage.state_label,
        remarks(stage, rows=rows),
        is_weak(stage),
        tuple(
            Standing(r.label, v.share, v.accept, accept_words(v.accept), r.row_kind != "function")
            for r, v in today
        ),
        tuple(Standing(row.label, share) for row, share in should),
        stage.dk,
    )
