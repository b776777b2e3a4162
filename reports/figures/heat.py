"""Squares of the heatmap: tint for how far, triangle for clear, a word for hidden."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.documents import HeatCell, Heatmap, Spread, SpreadRow
from reports.wording import count

SHADES = (3, 6, 10, 15, 21)
LEAST = 5
"""The smallest group shown, unless the wave asked for a larger one."""


@dataclass(frozen=True)
class HeatSquare:
    """A cell as placed. `shade` is "", "ahead-1" … "ahead-5" or "behind-1" … "behind-5"."""

    text: str
    shade: str
    mark: str
    words: str
    hidden: str


def hidden_words(hidden: str, *, least: int = LEAST) -> str:
    """Why nothing stands there: too few answered, or nobody was asked."""
    if hidden == "fewer_than_five":
        # Translators: {least} is the smallest number of answers that is shown.
        return _("hidden: fewer than {least}").format(least=count(least))
    return _("no data")


def heat_square(cell: HeatCell, *, least: int = LEAST) -> HeatSquare:
    """How a cell looks: the tint says how far, the triangle says that it is clear."""
    if cell.value is None:
        text = pgettext("in a cell", "hidden") if cell.hidden == "fewer_than_five" else "–"
        words = hidden_words(cell.hidden, least=least)
        return HeatSquare(text, "", "", words, cell.hidden or "no_data")
    mark = {"above": "▲", "below": "▼"}.get(cell.mark, "")
    return HeatSquare(cell.text or str(cell.value), _shade(cell.deviation), mark, _deviation_words(cell), "")


@dataclass(frozen=True)
class Key:
    """What a legend has to explain: a distance to the others, a hidden cell or row, one without answers."""

    deviates: bool
    hides: str
    lacks: str


def key_of(figure: Heatmap | Spread, *, least: int = LEAST) -> Key:
    """What is found in a picture; `hides` and `lacks` in words, empty where nothing is hidden or lacking."""
    marks = _marks(figure)
    reasons = {mark.hidden for mark in marks}
    hides, lacks = (
        hidden_words(r, least=least) if r in reasons else "" for r in ("fewer_than_five", "no_data")
    )
    deviates = any(isinstance(mark, HeatCell) and mark.deviation is not None for mark in marks)
    return Key(deviates, hides, lacks)


def _marks(figure: Heatmap | Spread) -> list[HeatCell | SpreadRow]:
    """What of a picture may be hidden: the cells of a heatmap, the rows of a spread."""
    if isinstance(figure, Heatmap):
        return [cell for row in figure.rows for cell in row.cells]
    return list(figure.rows)


def _shade(deviation: int | None) -> str:
    step = sum(abs(deviation or 0) >= least for least in SHADES)
    if not step or deviation is None:
        return ""
    return f"{'ahead' if deviation > 0 else 'behind'}-{step}"


def _deviation_words(cell: HeatCell) -> str:
    if cell.deviation is None:
        return ""
    size = abs(cell.deviation)
    if cell.deviation >= 0:
        said = ngettext("{size} point above the others", "{size} points above the others", size)
    else:
        said = ngettext("{size} point below the others", "{size} points below the others", size)
    if not cell.mark:
        return said.format(size=size)
    # Translators: {difference} is "12 points above the others"; clear: more than chance would explain.
    return _("{difference}, clear").format(difference=said.format(size=size))
