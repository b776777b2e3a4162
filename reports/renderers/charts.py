"""Charts a reader can question: data for Plotly beside the pictures that need none.

The browser draws them only when somebody opens the box, in the colors of the page's own style sheet;
here is only what to draw. Every number is already in the document and in the table beside the chart.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports import figures
from reports.documents import Bars, BesideFigure, Heatmap, Part, Spread, SpreadRow
from reports.wording import in_percent, signed

_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def chart_json(figure: Part) -> SafeString:
    """JSON for a data block, "" for a figure without a chart; no character in it can end the block."""
    data = _chart(figure)
    if data is None:
        return SafeString("")
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_UNSAFE))


def _chart(figure: Part) -> dict[str, Any] | None:
    if isinstance(figure, Heatmap):
        return _scores(figure)
    if isinstance(figure, Bars):
        return _bars(figure)
    if isinstance(figure, BesideFigure):
        return _beside(figure)
    if isinstance(figure, Spread):
        return _spread(figure)
    return None


def _scores(figure: Heatmap) -> dict[str, Any]:
    """Each unit a line of scores over the constructs; hidden cells are gaps in the line."""
    return {
        "kind": "scores",
        "axis": _("Score, 0–100"),
        "choice": _("Highlight"),
        "columns": [column.label for column in figure.columns],
        "rows": [
            {
                "label": row.label,
                "values": [cell.value for cell in row.cells],
                "notes": [_note(figures.heat_square(cell), n_band=row.n_band) for cell in row.cells],
            }
            for row in figure.rows
        ],
    }


def _beside(figure: BesideFigure) -> dict[str, Any]:
    """The function and the others, each a line of scores over the constructs."""
    said = [f"{row.own} · {row.others} ({signed(row.points)}) · {row.state}" for row in figure.rows]
    return {
        "kind": "scores",
        "axis": _("Score, 0–100"),
        "choice": _("Highlight"),
        "columns": [row.label for row in figure.rows],
        "rows": [
            {"label": figure.own, "values": [row.own for row in figure.rows], "notes": said},
            {"label": figure.others, "values": [row.others for row in figure.rows], "notes": said},
        ],
    }


def _note(square: figures.HeatSquare, *, n_band: str) -> str:
    return " · ".join(filter(None, (square.words, _answers(n_band) if n_band else "")))


def _answers(band: str) -> str:
    return _("{band} answers").format(band=band)


def _spread(figure: Spread) -> dict[str, Any]:
    """Each option a band over the groups; a group without shares is a gap that says why."""
    return {
        "kind": "spread",
        "axis": _("Share of answers, %"),
        "percent": in_percent(""),
        "options": list(figure.options),
        "shades": [figures.shade(i, options=len(figure.options)) for i in range(len(figure.options))],
        "rows": [{"label": r.label, "values": list(r.shares), "note": _why(r)} for r in figure.rows],
    }


def _why(row: SpreadRow) -> str:
    return _answers(row.n_band) if row.shares else figures.hidden_words(row.hidden)


def _bars(figure: Bars) -> dict[str, Any]:
    return {
        "kind": "bars",
        "axis": _("Score, 0–100"),
        "labels": [row.label for row in figure.rows],
        "values": [row.value for row in figure.rows],
        "low": [row.low for row in figure.rows],
        "high": [row.high for row in figure.rows],
        "notes": [row.band for row in figure.rows],
    }
