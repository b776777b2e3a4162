"""Squares of the heatmap: tint for how far, triangle for clear, a word for hidden."""

from __future__ import annotations

from dataclasses import dataclass

from reports.documents import HeatCell

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
