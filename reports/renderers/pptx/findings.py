"""One slide for each finding of page one: what, on which evidence, so what, who does something about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from pptx.enum.shapes import MSO_SHAPE
from pptx.slide import Slide
from pptx.util import Inches

from reports.documents import ActionItem, Finding
from reports.renderers.pptx.fitting import LEADING, POINTS, cut, height
from reports.renderers.pptx.looks import part, worn
from reports.renderers.pptx.source import Source
from reports.renderers.pptx.writing import Box, Para, Run, fill_text, para, shape_fill, text_box

LEFT, GAP, INSET, BETWEEN = 5.0, 0.5, 0.16, 0.14
LABEL = 13
SIZES = (22, 20, 18, 17, 16, 15, 14, 13, 12, 11)
CARD_SIZES = SIZES[2:]
MOST = 2
"""Actions on one slide; the notes name them all."""
AFTER = 18
"""Points below a text before the next label."""


def findings(source: Source) -> None:
    for finding in source.leading():
        _finding(source, finding)


def _finding(source: Source, finding: Finding) -> None:
    """Evidence and meaning on the left, what to do on the right."""
    actions = source.actions_for(finding)
    said = (
        finding.evidence,
        _("Finding {id}").format(id=finding.id),
        *(_whole(action) for action in actions),
    )
    slide = source.slide(
        section=_("Finding · {subject}").format(subject=finding.subject), title=finding.sentence, said=said
    )
    x, y, width, room = worn().body
    wide = part(LEFT) if actions else width
    blocks = [
        (name, text)
        for name, text in ((_("Evidence"), finding.evidence), (_("So what"), finding.so_what))
        if text
    ]
    if blocks:
        paragraphs = list(_labeled(blocks, width=wide, room=room))
        text_box(slide, (x, y, wide, room), paragraphs, name=_("Evidence and meaning"))
    if actions:
        across = width - wide - GAP
        _cards(slide, [Card(action) for action in actions[:MOST]], (x + wide + GAP, y, across, room))


def _whole(action: ActionItem) -> str:
    title = _("Action {id}: {title}.").format(id=action.action_id, title=action.title)
    owner = _("Owner: {owner}.").format(owner=action.owner)
    moves = _("Moves: {number}.").format(number=action.moves) if action.moves else ""
    return " ".join(part for part in (title, action.text, owner, moves) if part)


def _labeled(blocks: Sequence[tuple[str, str]], *, width: float, room: float) -> Iterator[Para]:
    """Texts below their labels, in the largest size in which all fit, cut if there is none."""
    fixed = len(blocks) * (LABEL * LEADING + 4 + AFTER) / POINTS
    texts = [text for _label, text in blocks]
    size, fits = _largest(texts, width=width, room=room - fixed, sizes=SIZES)
    for label, text in blocks:
        each = (room - fixed) / len(blocks)
        yield para(label, LABEL, color="accent", bold=True, after=4)
        yield para(text if fits else cut(text, width=width, height=each, size=size), size, after=AFTER)


def _largest(texts: Sequence[str], *, width: float, room: float, sizes: Sequence[int]) -> tuple[int, bool]:
    """The largest size in which all texts fit one below the other; the smallest and False without one."""
    for size in sizes:
        if sum(height(text, width=width, size=size) for text in texts) <= room:
            return size, True
    return sizes[-1], False


# --- Actions ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """What is proposed, its owner and the number that should move."""

    action: ActionItem

    @property
    def texts(self) -> tuple[str, ...]:
        said = (f"{name} {words}" for name, words in self.lines)
        return (self.action.title, self.action.text, *said)

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Who carries it and what should move, each below its name."""
        lines = ((_("Owner:"), self.action.owner), (_("Moves:"), self.action.moves))
        return tuple((name, words) for name, words in lines if words)

    def high(self, *, width: float, size: int) -> float:
        inner = width - 2 * INSET
        return sum(height(text, width=inner, size=size) for text in self.texts) + 2 * INSET + 12 / POINTS


def _cards(slide: Slide, cards: Sequence[Card], box: Box) -> None:
    """A panel for each action, as high as its words, in the largest size in which all have room."""
    x, y, width, room = box
    label = _("What to do") if len(cards) == 1 else _("What to do, one or more of")
    text_box(slide, (x, y, width, 0.3), [para(label, LABEL, color="accent", bold=True)], name=_("What to do"))
    y, room = y + 0.34, room - 0.34
    free = room - BETWEEN * (len(cards) - 1)
    fitting = (s for s in CARD_SIZES if sum(card.high(width=width, size=s) for card in cards) <= free)
    size = next(fitting, 0)
    for card in cards:
        high = card.high(width=width, size=size) if size else free / len(cards)
        _card(slide, card, (x, y, width, high), size=size or CARD_SIZES[-1], whole=bool(size))
        y += high + BETWEEN


def _card(slide: Slide, card: Card, box: Box, *, size: int, whole: bool) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(length) for length in box))
    shape.name = _("Action: {title}").format(title=card.action.title)
    shape_fill(shape, "sand")
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Inches(INSET)
    frame.margin_top = frame.margin_bottom = Inches(INSET - 0.03)
    fill_text(shape, list(_card_words(card, width=box[2], high=box[3], size=size, whole=whole)))


def _card_words(card: Card, *, width: float, high: float, size: int, whole: bool) -> Iterator[Para]:
    each = max((high - 2 * INSET) / len(card.texts), size * LEADING / POINTS)
    title, text, *rest = (
        said if whole else cut(said, width=width - 2 * INSET, height=each, size=size) for said in card.texts
    )
    yield para(title, size, bold=True, after=3)
    yield para(text, size, after=6)
    for said, (name, _words) in zip(rest, card.lines, strict=True):
        yield Para((Run(name, size, "ink-soft"), Run(said.removeprefix(name), size, bold=True)))
