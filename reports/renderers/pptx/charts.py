"""Native charts, with a workbook behind each that holds what stands on the slide and nothing else."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_bidi
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.dml.color import ColorFormat, RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.slide import Slide
from pptx.util import Inches, Pt
from xlsxwriter import Workbook

from reports.renderers.pptx.looks import worn
from reports.renderers.pptx.writing import Box, describe

COLORS = ("accent", "ochre")
THEN_AND_NOW = ("dot", "accent")
CROWD = 12
"""Bars of which each is as high as a line of type; more stand closer."""
TOP = 100
"""Scores and shares of a report end here."""
_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_CREATED = dt.datetime(1980, 1, 1)


@dataclass(frozen=True)
class Series:
    name: str
    values: tuple[int, ...]


class _Writer(CategoryWorkbookWriter):  # type: ignore[misc]
    """Names stay words, whatever they begin with; a fixed date and nobody's name in the properties."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: io.BytesIO) -> Iterator[tuple[Any, Any]]:
        workbook = Workbook(xlsx_file, _PLAIN)
        workbook.set_properties({"created": _CREATED})
        yield workbook, workbook.add_worksheet()
        workbook.close()


class _Data(CategoryChartData):  # type: ignore[misc]
    @property
    def _workbook_writer(self) -> _Writer:
        return _Writer(self)


def bars(
    slide: Slide,
    box: Box,
    *,
    labels: Sequence[str],
    series: Sequence[Series],
    name: str,
    words: str,
    number_format: str = "General",
    colors: Sequence[str] = COLORS,
) -> None:
    """Lying bars from 0 to 100 with their values, in the order of the document from the top down.

    words  what the chart shows, for those who cannot see it.
    """
    data = _Data(number_format=number_format)
    data.categories = list(labels)
    for each in series:
        data.add_series(each.name, each.values)
    place = (Inches(length) for length in box)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data)
    describe(frame, name=name, words=words)
    _style(frame.chart, many=len(series) > 1, crowd=len(labels) * len(series), colors=colors)


def _style(chart: Chart, *, many: bool, crowd: int, colors: Sequence[str]) -> None:
    chart.has_title = False
    chart.has_legend = many
    chart.font.size = Pt(13 if crowd <= CROWD else 12)
    _color(chart.font.color, "ink")
    if many:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
    _axes(chart)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 55, -5
    plot.vary_by_categories = False
    plot.has_data_labels = True
    plot.data_labels.show_value = True
    if crowd > CROWD:
        plot.data_labels.font.size = Pt(11)
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    for each, color in zip(plot.series, colors, strict=False):
        each.format.fill.solid()
        _color(each.format.fill.fore_color, color)
        each.invert_if_negative = False


def _axes(chart: Chart) -> None:
    """Names from the top down; a line of reference every quarter of the scale, and no numbers beside it."""
    rows, values = chart.category_axis, chart.value_axis
    rows.reverse_order = True
    rows.has_major_gridlines = False
    rows.tick_labels.offset = 40
    _color(rows.format.line.color, "edge")
    values.minimum_scale, values.maximum_scale, values.major_unit = 0, TOP, TOP / 4
    _color(values.major_gridlines.format.line.color, "rule")
    values.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    values.format.line.fill.background()
    values.reverse_order = get_language_bidi()


def _color(format: ColorFormat, token: str) -> None:
    """A color of the theme where the token is one, else of its value."""
    looks = worn()
    if token in looks.slots:
        format.theme_color = MSO_THEME_COLOR.from_xml(looks.slots[token])
    else:
        format.rgb = RGBColor.from_string(looks.colors[token].lstrip("#").upper())
