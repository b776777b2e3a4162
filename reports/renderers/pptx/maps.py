"""Functions against stages and scores: the ownership map and the heatmap, as tables with words and marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from pptx.slide import Slide

from reports import figures
from reports.documents import HeatCell, Heatmap, MapRow, MapStage, OwnershipMap, Vote
from reports.renderers.pptx.fitting import POINTS, breadth, fit
from reports.renderers.pptx.looks import part, worn
from reports.renderers.pptx.source import Source, evidence, rows_of, where
from reports.renderers.pptx.tables import SIDE, Block, Cell, headed, place, split
from reports.renderers.pptx.tints import mixed
from reports.renderers.pptx.writing import para, text_box
from reports.wording import sentence

NAMES = (1.3, 2.5)
"""Inches for the names of functions: as many as they need, within bounds."""
CLOSING = 2
"""Rows below the functions: who should answer, and the state."""
LEAST = 5
"""Percent: votes for fewer are left out of the map, as in the picture."""
ACCEPTS = {"yes": "✓", "no": "×", "part": "½", "unknown": "?"}
LEGEND, BELOW = 0.36, 0.47
"""Inches for what the marks of a map mean, and from the end of the map to that of the body."""
HEADINGS = (10, 9, 8)
"""Points in one of which the words of headings should stand whole."""
SHADES = (0.10, 0.17, 0.25, 0.34, 0.44)
"""How much of the color a cell takes, by its step."""


def ownership(source: Source) -> None:
    """Who answers for which stage, who should, and the state of each stage as a word."""
    found = source.showing(OwnershipMap)
    if not found:
        return
    page, section, figure = found
    title = section.lede or page.lede or section.title
    full = source.page("ownership")
    findings = tuple(f for each in (full.sections if full else page.sections) for f in each.findings)
    said = (*evidence(findings), *rows_of(section.table), where(page, section))
    drawing = figures.draw(figure)
    words = drawing.description if drawing else section.title
    block = _map(figure, source=source)
    x, y, width, room = worn().body
    for each in split(block, room=room - BELOW, closing=CLOSING):
        slide = source.slide(section=section.title, title=title, said=said)
        end = place(slide, each, (x, y, width, room - BELOW), name=_("Ownership map"), words=words)
        _legend(slide, _meaning(), below=end)


def _meaning() -> str:
    return _(
        "Share of votes for who answers today, in percent; named most: bold, tinted. "
        "✓ accepts   × would not   ½ only if equipped   ? too few answers to tell.   "
        "· below {least} percent"
    ).format(least=LEAST)


def _map(figure: OwnershipMap, *, source: Source) -> Block:
    names = _names([row.label for row in figure.functions])
    column = (worn().body[2] - names) / max(len(figure.stages), 1)
    head = (Cell(""), *(Cell(stage.label, "ctr") for stage in figure.stages))
    rows = [
        tuple(_map_row(row, stages=figure.stages, accent=source.colors["accent"])) for row in figure.functions
    ]
    cards = figures.stage_cards(figure)
    asked = any(vote.should is not None for row in figure.functions for vote in row.votes)
    should = [Cell(_standing(card), "ctr", color="ink-soft") for card in cards]
    states = [
        Cell(card.state_label, "ctr", bold=True, color="warn" if card.weak else "ink") for card in cards
    ]
    rows += [(Cell(_("Should answer"), color="ink-soft"), *should)] if asked else []
    rows += [(Cell(_("State"), bold=True), *states)]
    return Block((names, *(column for _stage in figure.stages)), headed(head), tuple(rows))


def _names(labels: Sequence[str]) -> float:
    widest = max((breadth(label, size=13) / POINTS + 0.2 for label in labels), default=0.0)
    return min(max(widest, part(NAMES[0])), part(NAMES[1]))


def _standing(card: figures.StageCard) -> str:
    """Whom most want to answer for a stage."""
    return f"{card.should[0].label} {card.should[0].percent}" if card.should else "–"


def _map_row(row: MapRow, *, stages: Sequence[MapStage], accent: str) -> Iterator[Cell]:
    votes = {vote.stage: vote for vote in row.votes}
    yield Cell(row.label, color="ink" if row.row_kind == "function" else "ink-soft")
    for stage in stages:
        yield _vote(votes.get(stage.key), owned=row.row_kind == "function", accent=accent)


def _vote(vote: Vote | None, *, owned: bool, accent: str) -> Cell:
    if vote is None or vote.share < LEAST:
        return Cell("·", "ctr", color="ink-soft")
    words = " ".join(part for part in (str(vote.share), ACCEPTS.get(vote.accept, "")) if part)
    color = accent if owned else "sand"
    step = sum(vote.share >= least for least in (20, 35, 50, 65))
    fill = mixed(color, SHADES[step]) if vote.top and owned else ""
    return Cell(words, "ctr", bold=vote.top, fill=fill)


# --- Where functions differ -------------------------------------------------------------------------


def heat(source: Source) -> None:
    """Function by construct; a triangle where the distance to the others is clear."""
    found = source.showing(Heatmap)
    if not found:
        return
    page, section, figure = found
    title = section.lede or page.lede or section.title
    said = (*evidence(section.findings), *rows_of(section.table), where(page, section))
    words = f"{section.title} {title}"
    x, y, width, room = worn().body
    for each in split(_squares(figure, source=source), room=room - BELOW):
        slide = source.slide(section=section.title, title=title, said=said)
        end = place(slide, each, (x, y, width, room - BELOW), name=_("Scores by function"), words=words)
        _legend(slide, _heat_words(figure, least=source.document.minimum_group), below=end)


def _squares(figure: Heatmap, *, source: Source) -> Block:
    band = part(0.85)
    names = _names([row.label for row in figure.rows])
    columns = _columns([each.label for each in figure.columns], width=worn().body[2] - names - band)
    head = (Cell(""), Cell(_("Answers"), "ctr"), *(Cell(each.label, "ctr") for each in figure.columns))
    rows = (
        (
            Cell(row.label),
            Cell(row.n_band or "–", "ctr", color="ink-soft"),
            *(_square(cell, colors=source.colors, least=source.document.minimum_group) for cell in row.cells),
        )
        for row in figure.rows
    )
    return Block((names, band, *columns), headed(head), tuple(rows))


def _columns(labels: Sequence[str], *, width: float) -> list[float]:
    """Inches for columns: the same for all, unless the longest word of a heading would break."""
    equal = width / max(len(labels), 1)
    for size in HEADINGS:
        least = [_longest(label, size=size) for label in labels]
        spare = width - sum(least)
        if spare >= 0 and any(each > equal for each in least):
            return [each + spare / len(least) for each in least]
        if spare >= 0:
            break
    return [equal] * len(labels)


def _longest(label: str, *, size: int) -> float:
    return max(breadth(word, size=size) for word in label.split() or [""]) / POINTS + 2 * SIDE


def _square(cell: HeatCell, *, colors: dict[str, str], least: int) -> Cell:
    square = figures.heat_square(cell, least=least)
    side, _dash, step = square.shade.partition("-")
    fill = mixed(colors[side], SHADES[int(step) - 1]) if step else ""
    words = f"{square.text} {square.mark}".strip()
    return Cell(words, "ctr", bold=bool(square.mark), color="ink-soft" if square.hidden else "ink", fill=fill)


def _heat_words(figure: Heatmap, *, least: int) -> str:
    key = figures.key_of(figure, least=least)
    said = [_("Scores of 0 to 100.")]
    if key.deviates:
        said.append(
            _("Tint: distance to the others, orange below, blue above. ▲▼ where the difference is clear.")
        )
    if key.hides:
        said.append(sentence(key.hides))
    if key.lacks:
        said.append(f"–: {key.lacks}.")
    return "   ".join(said)


def _legend(slide: Slide, words: str, *, below: float) -> None:
    x, _y, width, _room = worn().body
    words, size = fit(words, width=width, height=LEGEND, sizes=(11, 10, 9))
    box = (x, below + 0.1, width, LEGEND)
    text_box(slide, box, [para(words, size, color="ink-soft")], name=_("Legend"))
