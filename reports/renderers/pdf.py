"""The report on paper: a tagged PDF (PDF/UA-1) set by Typst from the same drawings as the screen.

The compiler and its fonts stay warm in the process. Fonts come from packages, never from the machine,
and the date from the document, so equal documents give equal bytes everywhere.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports import figures, theme
from reports.composing.punctuation import labelled
from reports.documents import (
    ActionItem,
    Actions,
    Bars,
    Figure,
    Finding,
    Grid,
    Heatmap,
    MaturityStrip,
    Page,
    Participation,
    ReportDocument,
    Section,
    Spread,
    Table,
)
from reports.remarks import Remark, about, marked
from reports.renderers.brand import HOUSE, Brand
from reports.renderers.language import in_its_language
from reports.renderers.scripts import isolated, translated
from reports.renderers.wayfinding import (
    METHOD,
    RESEARCH,
    Ways,
    anchor_of,
    is_dense,
    is_first,
    numbered,
    opening,
    probability_words,
    shown_from,
    titled,
)

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
FONT_PACKAGES = (
    "fontpkg_source_sans_3",
    "fontpkg_source_serif_4",
    "fontpkg_noto_sans_arabic",
    "fontpkg_noto_sans_thai",
    "fontpkg_heebo",
)
AGES = 3
# Widths of tables in characters of their small type: a line, the space beside a column, a word kept whole.
MEASURE = 112.0
PADDING = 2.2
LONGEST = 14
# What follows page one begins a sheet of its own, so that page one can be handed out; the evidence runs on.
NEW_SHEET = 1
# What is looked up, not read through, is set small, and a list of short lines in two columns.
REFERENCES = "references"
LEGENDS = {
    "ownership_map": gettext_noop(
        "Filled dot: held to account today, by share of votes. Ring: should be. "
        "✓ accepts  × would not  ½ only if equipped"
    ),
    "mirror": gettext_noop(
        "Square: what staff believe customers would say. Circle: what customers say. "
        "Beside the line: staff · customers (difference)"
    ),
    "clock": gettext_noop("Dot: takes fourteen days or less today, with its interval. Ring: should take so"),
    "spread": gettext_noop(
        "Light to dark in the order of the options; the share stands in its band where there is room"
    ),
    "cascade": gettext_noop(
        "Solid: a measure with target and consequence. Pale: a measure is shown. Dashed: none"
    ),
    "drivers": gettext_noop(
        "Dot: relative weight. Square: general dominance; two ways of dividing what goes with the "
        "outcome. Beside the line: weight · dominance"
    ),
    "change": gettext_noop(
        "Ring: the wave before. Dot: this wave, with the interval of the change; dark, and * beside "
        "the line, where the change is reliable"
    ),
    "beside": gettext_noop(
        "Dot: this function, with the interval of its gap; dark, and * beside the line, where the gap is "
        "clear. Ring: the others together"
    ),
    "bars": gettext_noop("Score of 0–100; the line on a bar is the interval the true value lies in."),
}
TINTS = gettext_noop(
    "Tint: distance to the others, orange below, blue above. ▲▼ where the difference is clear"
)
_REFUSED = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_one_at_a_time = Lock()
_unprintable: set[str] = set()


@in_its_language
def render(document: ReportDocument, *, brand: Brand = HOUSE, remarks: Sequence[Remark] = ()) -> bytes:
    """The PDF. Characters no font can show are named in words, such as "[grinning face]"."""
    document = isolated(document)
    with _one_at_a_time:
        try:
            return _compile(_printable(document), brand=brand, remarks=remarks)
        except typst.TypstError as error:
            refused = _refused(error)
            if not refused:
                raise
            _unprintable.update(refused)
            return _compile(_printable(document), brand=brand, remarks=remarks)


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in _font_folders()])
    return typst.Compiler(
        input=str(TEMPLATES / "report.typ"), root=str(TEMPLATES), font_paths=fonts, ignore_system_fonts=True
    )


def _font_folders() -> Iterator[Path]:
    """The fonts of the packages, and those this installation adds for further scripts."""
    for name in FONT_PACKAGES:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(f"The font package {name} is not installed.", name=name)
        yield Path(spec.origin).parent / "files"
    if settings.FONTS is not None:
        yield settings.FONTS


def _compile(document: ReportDocument, *, brand: Brand, remarks: Sequence[Remark]) -> bytes:
    look = {"logo": list(brand.logo), "logo_alt": brand.name}
    report = json.dumps(_layout(document, remarks) | look, ensure_ascii=False, sort_keys=True)
    day = document.closed_on or dt.date(1970, 1, 1)
    made = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    output = _compiler().compile(
        format="pdf",
        sys_inputs={
            "report": report,
            "colors": json.dumps(theme.colors() | brand.colors),
            "direction": document.direction,
        },
        pdf_standards=["ua-1"],
        timestamp=made,
    )
    _forget()
    if not isinstance(output, bytes):
        raise TypeError("Typst answered with pages, not with one file.")
    return output


@lru_cache(maxsize=1)
def _empty_compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def _forget() -> None:
    """Let Typst age. It keeps the layout of its last ten compilations, some 40 MB for each report;
    a few empty ones make it keep two or three reports instead of ten."""
    for _age in range(AGES):
        _empty_compiler().compile(input=b"", format="svg")


# --- Characters -------------------------------------------------------------------------------------


def _refused(error: typst.TypstError) -> set[str]:
    """The characters Typst had no glyph for, all of those it names at once."""
    found = _REFUSED.findall(error.diagnostic)
    return {char for quoted in found for char in _unquote(quoted)}


def _unquote(quoted: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), quoted)


def _printable(document: ReportDocument) -> ReportDocument:
    """The document with each unprintable character replaced by its name; joiners vanish."""
    tree = document.model_dump(mode="json")
    if not _unprintable:
        return document
    return ReportDocument.model_validate(translated(tree, _in_print))


def _in_print(text: str) -> str:
    return text.translate({ord(char): _in_words(char) for char in _unprintable})


def _in_words(char: str) -> str:
    if unicodedata.category(char) in ("Cf", "Mn", "Me", "Cc", "Co", "Cn", "Cs"):
        return ""
    name = unicodedata.name(char, "").lower()
    return f"[{name}]" if name else ""


# --- What the template is handed --------------------------------------------------------------------


def _layout(document: ReportDocument, remarks: Sequence[Remark]) -> dict[str, Any]:
    ways = Ways(document)
    closed = document.closed_on
    return {
        "title": titled(document),
        "organization": document.organization,
        "wave": document.wave,
        "language": document.language,
        "closed": {"year": closed.year, "month": closed.month, "day": closed.day} if closed else None,
        "kicker": document.subtitle,
        "headline": [span.model_dump() for span in document.headline],
        "footer": f"{document.instrument_title} · {shown_from(document)}",
        "words": {
            "stage": _("Stage {number}").format(number="").strip(),
            "answered_by": _("Answered by"),
            "function": _("Function"),
            "answers": _("Answers"),
            "rate": _("Of its people"),
            "continued": _("(continued)"),
        },
        "pages": [
            _page(page, ways=ways)
            | {"new_sheet": index == NEW_SHEET, "remarks": list(_remarks(page, remarks))}
            for index, page in enumerate(document.pages)
        ],
    }


def _remarks(page: Page, remarks: Sequence[Remark]) -> Iterator[dict[str, str]]:
    """The remarks on a page, in characters that can be printed."""
    for remark in about(page, remarks):
        yield {"whose": _in_print(marked(remark)), "text": _in_print(remark.text)}


def _page(page: Page, *, ways: Ways) -> dict[str, Any]:
    fields = page.model_dump(include={"key", "number", "title", "question", "lede"})
    sections = [_section(section, title=title, page=page, ways=ways) for title, section in numbered(page)]
    return fields | {"sections": sections, "small": page.key == METHOD}


def _section(section: Section, *, title: str, page: Page, ways: Ways) -> dict[str, Any]:
    figure, table = _shown(section, page=page)
    said = list(section.paragraphs)
    if is_first(page) and said:
        said = [" ".join(said)]
    return {
        "title": title,
        "note": section.note,
        "lede": opening(page, section),
        "paragraphs": said,
        "quotes": [quote.model_dump() for quote in section.quotes],
        "findings": [_finding(finding, page=page, ways=ways) for finding in section.findings],
        "figure": _figure(figure, section=section, page=page, ways=ways) if figure else None,
        "table": _table(table) if table else None,
        "small": section.key == RESEARCH,
        "halves": table is not None and table.key == REFERENCES,
    }


def _shown(section: Section, *, page: Page) -> tuple[Figure | None, Table | None]:
    """What a sheet of paper has room for, without saying anything twice.

    The tables behind page one stand on the pages its pictures come from, and a list of actions is read as a
    list. Where a figure is only a shorter table, the table is printed. Published research stands in
    sentences; its table, with the sources, is a part of the list on the page of the method.
    """
    if section.key == RESEARCH:
        return section.figure, None
    if section.figure is None or section.table is None:
        return section.figure, section.table
    if is_first(page) or isinstance(section.figure, Actions):
        return section.figure, None
    if isinstance(section.figure, Participation):
        return None, section.table
    if isinstance(section.figure, Bars):
        return section.figure, None
    return section.figure, section.table


def _table(table: Table) -> dict[str, Any]:
    """A table with the share of the measure each column needs, which spares Typst trying every cell."""
    columns = list(zip(table.columns, *table.rows, strict=True))
    least = [_longest_word((column.label, *cells)) + PADDING for column, *cells in columns]
    wanted = [_usual_cell(column.label, cells) + PADDING for column, *cells in columns]
    whole = [max(map(len, _lines((column.label, *cells)))) + PADDING for column, *cells in columns]
    shares = _shares(whole if sum(whole) <= MEASURE else least, wanted)
    lines = sum(max(cell.count("\n") + 1 for cell in row) for row in table.rows if row)
    return table.model_dump() | {"shares": shares, "dense": is_dense(table), "lines": lines}


def _longest_word(texts: Sequence[str]) -> float:
    """Room for the longest word, in characters; one longer than LONGEST is broken. A cell of several lines
    keeps them whole."""
    words = (word for text in texts for word in (text.splitlines() if "\n" in text else text.split()))
    return min(max(map(len, words), default=1), LONGEST)


def _lines(texts: Sequence[str]) -> list[str]:
    """The lines of all cells; those of a heading may be broken, so its words count."""
    label, *cells = texts
    return [*label.split(), *(line for cell in cells for line in cell.splitlines()), ""]


def _usual_cell(label: str, cells: Sequence[str]) -> float:
    """Room for half the heading and what a long cell usually holds, so that columns take as many lines."""
    square = sum(len(cell) ** 2 for cell in cells) / max(len(cells), 1)
    return max(min(len(label) / 2, 11), sqrt(square))


def _shares(least: Sequence[float], wanted: Sequence[float]) -> list[float]:
    """What each column cannot do without, and a part of the room left that grows with what it holds."""
    left = max(MEASURE - sum(least), 0)
    return [low + left * want / sum(wanted) for low, want in zip(least, wanted, strict=True)]


def _finding(finding: Finding, *, page: Page, ways: Ways) -> dict[str, Any]:
    known = [] if is_first(page) else [ways.actions[key] for key in finding.action_ids if key in ways.actions]
    answers = [{"anchor": ways.action_link(item), "title": item.title} for item in known]
    kept = {"sentence"} if is_first(page) else {"sentence", "evidence", "so_what"}
    return {"evidence": "", "so_what": "", "actions": answers} | finding.model_dump(include=kept)


def _figure(figure: Figure, *, section: Section, page: Page, ways: Ways) -> dict[str, Any]:
    base: dict[str, Any] = {"kind": figure.kind, "legend": _legend(figure, least=ways.least)}
    if isinstance(figure, Heatmap):
        return base | _heatmap(figure, least=ways.least)
    if isinstance(figure, Grid):
        return base | _grid(figure)
    if isinstance(figure, Actions):
        anchor = anchor_of(page, section)
        return base | {"rows": [_action(row, anchor=ways.action_anchor(anchor, row)) for row in figure.rows]}
    if isinstance(figure, Participation):
        return base | {"rows": [row.model_dump() for row in figure.rows]}
    base["drawing"] = _drawing(figure, least=ways.least)
    if isinstance(figure, MaturityStrip):
        # Behind page one the table of all prerequisites follows, which is the same list with its intervals.
        gates = _gates(figure) if is_first(page) else []
        base |= {"legend": probability_words(figure, section=section), "gates": gates}
    return base


def _legend(figure: Figure, *, least: int) -> str:
    """What the marks of a picture mean; of a heatmap and a spread only those that are there."""
    said = [_(LEGENDS[figure.kind])] if figure.kind in LEGENDS else []
    if isinstance(figure, Heatmap | Spread):
        key = figures.key_of(figure, least=least)
        said += [_(TINTS)] if key.deviates else []
        # Translators: what a pattern in a picture means; {meaning} is "hidden, fewer than five" or "no data".
        said += [_("Hatched: {meaning}").format(meaning=key.hides.replace(":", ","))] if key.hides else []
        lacking = "–: {meaning}" if isinstance(figure, Heatmap) else _("Dashed: {meaning}")
        said += [lacking.format(meaning=key.lacks)] if key.lacks else []
    return ". ".join(said)


def _drawing(figure: Figure, *, least: int) -> dict[str, Any]:
    """Shapes as they are; of a shape's classes the last, which is the most particular."""
    drawing = figures.draw(figure, width=figures.PAPER, least=least)
    if drawing is None:
        raise ValueError(f"There is no drawing for a figure of kind {figure.kind!r}.")
    return {
        "width": drawing.width,
        "height": drawing.height,
        "shapes": _shapes(drawing.shapes),
        "description": f"{drawing.title}. {drawing.description}",
    }


def _shapes(shapes: Sequence[figures.Shape]) -> list[dict[str, Any]]:
    return [asdict(shape) | {"class": shape.css.split()[-1]} for shape in shapes]


def _grid(figure: Grid) -> dict[str, Any]:
    return {
        "mark": figures.MARK,
        "columns": [column.label for column in figure.columns],
        "rows": [
            {"label": line.label, "n_band": line.n_band, "cells": [_mark(cell) for cell in line.cells]}
            for line in figures.grid_lines(figure)
        ],
        "key": [_mark(view) for view in figures.grid_legend(figure)],
    }


def _mark(view: figures.MarkView) -> dict[str, Any]:
    return {"text": view.text, "shapes": _shapes(view.shapes)}


def _heatmap(figure: Heatmap, *, least: int) -> dict[str, Any]:
    return {
        "columns": [column.label for column in figure.columns],
        "rows": [
            {
                "label": row.label,
                "cells": [asdict(figures.heat_square(cell, least=least)) for cell in row.cells],
            }
            for row in figure.rows
        ],
    }


def _gates(figure: MaturityStrip) -> list[dict[str, Any]]:
    return [
        {"name": figures.before_stage(group), "gates": [_gate(gate) for gate in group.gates]}
        for group in figures.gate_groups(figure)
    ]


def _gate(gate: figures.GateView) -> dict[str, str]:
    label = labelled(gate.label, gate.value_text) if gate.value_text else gate.label
    return {"label": label, "status": gate.status, "glyph": gate.glyph, "words": gate.words}


def _action(row: ActionItem, *, anchor: str) -> dict[str, Any]:
    who = [_("Owner: {owner}").format(owner=row.owner)]
    who += [_("moves: {number}").format(number=row.moves)] if row.moves else []
    return row.model_dump() | {"who": " · ".join(who), "anchor": anchor}
