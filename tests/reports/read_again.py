"""Files of a report read again: what a document says where, and what a file says there that it does not.

A sentence is accounted for as a whole, and a number in a table, a picture or a chart by the row it stands in:
the document has to say these numbers in this order under this name. Neither asks whether a number occurs
somewhere.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from html.parser import HTMLParser
from math import ceil
from typing import Any
from xml.etree import ElementTree

import openpyxl
from django.utils.translation import override
from docx import Document as open_docx
from docx.oxml.ns import qn
from pptx import Presentation
from pypdf import PdfReader

from reports.documents import FOR_PROGRAMS, Actions, MaturityStrip, ReportDocument, Section, Table
from reports.renderers.cells import number_in
from reports.renderers.csv import file_name
from reports.renderers.sheets import DEFINITIONS, about, reading, sheets
from reports.renderers.wayfinding import shown_from
from reports.renderers.xlsx import named
from reports.wording import date
from tests.reports import composed
from tests.reports.opened_deck import books, charts, shapes
from tests.reports.opened_deck import values as series_of
from tests.reports.test_xlsx import words as shown_in

Row = tuple[str, ...]
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
HAS_WORDS = re.compile(r"[^\W\d_]{2}")
SENTENCE = 28
"""Letters from which what stands in a cell is a sentence that may be repeated without its row."""
_UNSEEN = re.compile("[\u2066-\u2069\u200e\u200f\u00ad\u2060\u200b]")


def plain(text: str) -> str:
    """The text without marks of direction and of breaking, its blanks alike."""
    return " ".join(_UNSEEN.sub("", text).split())


def numbers(text: str) -> tuple[str, ...]:
    """The numbers of a text in order, decimals with a point, signs left to the words around them."""
    return tuple(found.replace(",", ".") for found in NUMBER.findall(text))


def bare(cell: str) -> str:
    """A cell that is a number as every program reads it, in whichever language it is worded."""
    number = number_in(cell)
    words = number.bare() if number else plain(cell.replace(" · ", " "))
    words = re.sub(r"(?<=\d) %", "%", words)
    words = words.replace("−", "-").removeprefix("+") if re.fullmatch(r"[+−]?[\d.,]+%?", words) else words
    return words.replace(",", ".") if re.fullmatch(r"-?\d+,\d+%?", words) else words


def within(some: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether these stand there in this order."""
    left = iter(whole)
    return all(each in left for each in some)


# --- What a document says -----------------------------------------------------------------------------


class Said:
    """A document as sentences, rows, and the few numbers by which files find their way."""

    def __init__(self, document: ReportDocument) -> None:
        self.document = document

    @cached_property
    def sentences(self) -> list[str]:
        """Every text with a number and words in it, the longest first."""
        found = {plain(text) for text in _texts(self.document.model_dump(mode="json"))}
        found.add(plain("".join(span.text for span in self.document.headline)))
        found |= {plain(text) for text in (*self.facts, *self.ways)}
        return sorted((text for text in found if numbers(text)), key=len, reverse=True)

    @property
    def facts(self) -> Iterator[str]:
        """What the document is of, as each format words it."""
        document = self.document
        with override(document.language):
            yield from (shown_from(document), document.market, document.instrument)
            yield from (document.fingerprint, document.fingerprint[:12])
            yield from (text for line in (*about(document), *reading()) for text in line)
            yield from ("csv 1", "xlsx 1")
            if document.closed_on:
                yield from (document.closed_on.isoformat(), date(document.closed_on))
        yield from (f"· {document.wave}", f", {document.wave}", f"{document.wave} ·", f"{document.wave},")

    @property
    def ways(self) -> Iterator[str]:
        """Names of pages, sections, sheets, findings and actions with the numbers they have in files."""
        for page in self.document.pages:
            yield from (f"{page.number} {page.title}", f"{page.number}, {page.title}")
            for turn, section in enumerate(page.sections, start=1):
                yield f"{turn} · {section.title}"
                yield from (f"[{finding.id}]" for finding in section.findings)
                yield from (f" {finding.id}" for finding in section.findings)
                if isinstance(section.figure, Actions):
                    for item in section.figure.rows:
                        yield f"{item.number} {item.title}"
                        yield from (f"{item.number} · {item.title}", f"{item.action_id}: {item.title}")
                if isinstance(section.figure, MaturityStrip):
                    yield from _of_strip(section.figure)
        for sheet in sheets(self.document):
            yield from (
                f"{sheet.number} {sheet.title}",
                named(f"{sheet.number} {sheet.title}"),
                file_name(sheet),
            )

    @cached_property
    def rows(self) -> dict[str, list[tuple[str, ...]]]:
        """By name, the numbers of each row of a table or a picture, in order."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for _page, section in composed.sections(self.document):
            if section.table is not None:
                for row in section.table.rows:
                    _add(found, row)
                for name, told in _cells_of_actions(section.table):
                    found.setdefault(name, []).append(told)
            if section.figure is not None:
                for label, told in _rows_of(section.figure.model_dump(mode="json")):
                    found.setdefault(plain(label), []).append(told)
        return found

    @cached_property
    def names(self) -> list[str]:
        return sorted((name for name in self.rows if HAS_WORDS.search(name)), key=len, reverse=True)

    @cached_property
    def ends(self) -> set[tuple[str, ...]]:
        """How the ends of scales are marked on paper."""
        drivers = [s.figure for s in self.places.values() if s.figure and s.figure.kind == "drivers"]
        tops = [_top([told for _, told in _rows_of(each.model_dump(mode="json"))]) for each in drivers]
        return {("0", "100"), *(("0", str(top)) for top in tops)}

    @cached_property
    def short_names(self) -> list[str]:
        return [name.replace("-", "") for name in self.names]

    @cached_property
    def rows_on_paper(self) -> dict[str, list[tuple[str, ...]]]:
        return {name.replace("-", ""): told for name, told in self.rows.items()}

    @cached_property
    def cells(self) -> set[Row]:
        """Every row of a table, cell by cell."""
        tables = composed.tables(self.document)
        heads = {tuple(plain(column.label) for column in table.columns) for table in tables}
        return heads | {tuple(map(plain, row)) for table in tables for row in table.rows}

    def left_of(self, text: str) -> str:
        """The text without the sentences of the document."""
        rest = plain(text)
        for sentence in self.sentences:
            if not numbers(rest):
                break
            rest = rest.replace(sentence, " … ")
        return rest

    def says(self, text: str, *, of: str = "") -> bool:
        """Whether the numbers of a text are said: in a sentence, or in the row of the name it begins with.

        of  what the text stands under, where it has no name of its own.
        """
        if " | " in text:
            return self.says_row(tuple(map(plain, text.split(" | "))))
        words = self._without_votes(plain(text).lstrip("○● "), stage=of)
        left = numbers(self.left_of(words))
        if not left:
            return True
        name = next((name for name in self.names if words.startswith(name)), "")
        known = self.rows.get(name, []) if name else []
        known = known + self.rows.get(f"{of}: {words.partition(':')[0]}", [])
        whole = numbers(words.removeprefix(name))
        return any(within(whole, told) for told in known) or self._pictured(words, place=of)

    def _pictured(self, words: str, *, place: str) -> bool:
        """Whether these are words about the picture of this place, row by row, or how long its table is."""
        parts = re.split("; |(?<=[a-z]): (?=[A-Z])", words)
        section = self.places.get(place)
        if section is None:
            return False
        if section.table and numbers(self.left_of(words)) == (str(len(section.table.rows)),):
            return True
        return not self.draws(parts, place=place) if section.figure else False

    @cached_property
    def places(self) -> dict[str, Section]:
        return {f"{page.key}-{section.key}": section for page, section in composed.sections(self.document)}

    def _without_votes(self, words: str, *, stage: str) -> str:
        """The words without votes for a stage that are said of it: "Marketing 60%"."""
        for name in [name.removesuffix(f", {stage}") for name in self.names if name.endswith(f", {stage}")]:
            known = {n for told in self.rows[f"{name}, {stage}"] for n in told}
            vote = rf"(?<!\w){re.escape(name)} (\d+)"
            words = re.sub(vote, lambda found, known=known: "…" if found[1] in known else found[0], words)
        return words

    def draws(self, texts: Sequence[str], *, place: str) -> list[str]:
        """What of a drawing the picture of this place does not say; each text is of one of its rows."""
        section = self.places.get(place)
        if section is None or section.figure is None:
            return [text for text in texts if numbers(text)]
        figure = section.figure.model_dump(mode="json")
        known = [told for _label, told in _rows_of(figure)]
        known += [(str(number),) for number in range(1, 6)] if section.figure.kind == "maturity_strip" else []
        known += [(str(_top(known)),)] if section.figure.kind == "drivers" else []
        return [
            text
            for text in texts
            if not ENDS.fullmatch(text)
            and not any(within(numbers(self.left_of(text)), told) for told in known)
        ]

    @cached_property
    def bare(self) -> set[Row]:
        """The same rows with numbers as every program reads them."""
        with override(self.document.language):
            return {tuple(map(bare, row)) for table in composed.tables(self.document) for row in table.rows}

    def has_row(self, row: Row) -> bool:
        with override(self.document.language):
            return row in self.cells or tuple(map(bare, row)) in self.bare

    def says_row(self, row: Row, *, heading: Row = ()) -> bool:
        """Whether the numbers of a row are said in this order under one of its first two names."""
        row = tuple(map(plain, row))
        told = tuple(n for cell in row for n in numbers(cell))
        if not told or self.has_row(row) or all(not numbers(self.left_of(cell)) for cell in row):
            return True
        for at, cell in enumerate(row[:2]):
            starts = [name for name in self.names if cell.startswith(name)]
            if any(within(told, known) for name in starts[:1] for known in self.rows[name]):
                return True
            if at and any(within(numbers(" ".join(row[2:])), known) for known in self.rows.get(cell, [])):
                return all(not numbers(self.left_of(each)) for each in row[:2])
        return len(heading) == len(row) and all(
            self.says(each, of=head) for each, head in zip(row, heading, strict=True)
        )


def _top(known: Sequence[Sequence[str]]) -> int:
    """Where a scale ends that is as long as the largest share wants."""
    return max(10 * ceil(float(n) / 10) for told in known for n in told)


def _of_strip(strip: MaturityStrip) -> Iterator[str]:
    """The stage, the index and where it lies, as a drawing and its description word them."""
    yield f"{strip.index} ({strip.low}–{strip.high})"
    yield from (f"{gate.label}: {gate.value_text}" for gate in strip.gates)
    for number, name in enumerate(strip.names, start=1):
        yield from (f"{number} {name}", f"{number}, {name}")
    for words in ("Index {} of 100, interval {} to {}", "Index {} von 100, Intervall {} bis {}"):
        yield words.format(strip.index, strip.low, strip.high)


def _cells_of_actions(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Cells of an action, named by it and by their columns: so tell formats that make a list of the table."""
    if table.columns[0].key == "id" or table.columns[0].key == "number":
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                yield f"{plain(row[1])}: {column.label}", numbers(cell)


def _texts(tree: Any, key: str = "") -> Iterator[str]:
    if isinstance(tree, Mapping):
        for name, value in tree.items():
            if name not in FOR_PROGRAMS:
                yield from _texts(value, key if key == "table" else name)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from _texts(value, key)
    elif isinstance(tree, str) and HAS_WORDS.search(tree) and (key != "table" or len(tree) >= SENTENCE):
        yield tree


def _add(found: dict[str, list[tuple[str, ...]]], row: Sequence[str]) -> None:
    for at in range(min(2, len(row))):
        found.setdefault(plain(row[at]), []).append(tuple(n for cell in row for n in numbers(cell)))


def _rows_of(figure: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(name, numbers in order) of whatever in a picture has a name; of votes, by function and stage too."""
    stages = {stage["key"]: stage["label"] for stage in figure.get("stages", ())}
    for gate in figure.get("gates", ()):
        yield gate["label"], (*numbers(gate["value_text"]), str(gate["for_stage"]))
    for name in ("rows", "functions", "levels", "stages"):
        for row in figure.get(name, ()):
            label = row.get("label") or row.get("title") or ""
            yield label, tuple(n for value in _values(row) for n in numbers(value))
            for vote in row.get("votes", ()):
                told = (vote["share"], vote["should"])
                yield f"{label}, {stages[vote['stage']]}", tuple(str(each) for each in told)


def _values(tree: Any) -> Iterator[str]:
    """Everything in a part of a picture that stands for a number or holds one, as it is written."""
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            if key not in FOR_PROGRAMS:
                yield from _values(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from _values(value)
    elif not isinstance(tree, bool) and tree is not None:
        yield str(tree)


# --- What a file says ---------------------------------------------------------------------------------


class Read:
    """A file as blocks of words, rows of tables and drawings, each with the place it stands at."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, str]] = []
        self.grids: list[list[Row]] = []
        self.rows: list[tuple[str, Row]] = []
        self.drawn: dict[str, list[str]] = {}


INLINE = {"span", "strong", "em", "a", "b", "i", "bdi", "time", "small", "abbr", "svg", "g", "button"}
ENDS = re.compile(r"(0|100)(\s?%)?|0 \D+|\D+ 100")
"""How the ends of a scale are marked."""
BLOCKS = {"p", "div", "li", "table", "svg", "caption", "h1", "h2", "h3", "figure", "script", "section"}
TOLD = ("content", "alt", "title", "aria-label", "aria-description", "placeholder", "value", "summary")
VOID = {"meta", "link", "br", "img", "input", "hr", "wbr", "path", "line", "circle", "rect", "use", "polygon"}


class Page(HTMLParser):
    """The standalone page; what only screen readers, programs or scripts find is read like the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.read, self.inside, self.section = Read(), list[str](), ""
        self.words, self.numbered, self.hint, self.under = "", False, "", ""
        self.named = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.located(tag, given)
        if tag == "br":
            self.words += " "
        if tag in VOID:
            return
        if tag in (
            "p",
            "div",
            "li",
            "table",
            "svg",
            "caption",
            "h1",
            "h2",
            "h3",
            "figure",
            "script",
            "section",
        ):
            self.ended("block")
        if tag == "table":
            self.read.grids.append([])
        elif tag == "tr":
            self.read.grids[-1].append(())
        elif tag in ("td", "th", "text", "title", "desc"):
            self.ended("block")
        self.inside.append(tag)
        if "report-page__number" in (given.get("class") or ""):
            self.numbered = True
        self.named = self.named or "stage-card__name" in (given.get("class") or "")

    def located(self, tag: str, given: dict[str, str | None]) -> None:
        """Note where this is, and what its attributes say."""
        if tag in ("div", "section") and "sec" in (given.get("class") or "").split():
            self.section, self.under = given.get("id") or "", ""
        if tag in ("td", "th"):
            self.hint = given.pop("title", None) or ""
        for name, value in given.items():
            is_told = name in TOLD or name.startswith("data-")
            if is_told and given.get("name") != "viewport" and (tag, name) != ("li", "value"):
                self.read.blocks.append((self.section, value or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.inside.pop() == tag
        if tag in ("td", "th"):
            cell = plain(self.words)
            self.read.grids[-1][-1] += (cell if self.hint in cell else f"{cell} {self.hint}",)
            self.words = ""
        elif tag == "text":
            self.read.drawn.setdefault(self.section, []).append(plain(self.words))
            self.words = ""
        elif tag == "ol":
            self.under = ""
        elif tag == "span" and self.named:
            self.under, self.named = plain(self.words), False
        elif tag not in INLINE:
            self.ended(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.inside:
            self.words += data

    def handle_comment(self, data: str) -> None:
        self.read.blocks.append((self.section, data))

    def ended(self, tag: str) -> None:
        if plain(self.words) and not {"td", "th"} & set(self.inside):
            if not self.numbered:
                self.read.blocks.append((self.under or self.section, plain(self.words)))
            self.words, self.numbered = "", False


def html(content: bytes) -> Read:
    page = Page()
    page.feed(content.decode())
    page.close()
    return page.read


def csv_(content: bytes) -> Read:
    read = Read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            rows = csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
            cells = [tuple(cell.removeprefix("'") for cell in row) for row in rows]
            if name in ("about.csv", "contents.csv"):
                read.blocks += [(name, cell) for row in cells for cell in row]
            else:
                read.grids.append(cells)
    return read


def xlsx(content: bytes) -> Read:
    read = Read()
    book = openpyxl.load_workbook(io.BytesIO(content))
    about = book.properties
    read.blocks += [("properties", f"{value}") for value in vars(about).values() if isinstance(value, str)]
    for page in book:
        assert page.sheet_state == "visible"
        cells = [tuple(plain(shown_in(cell)) for cell in row) for row in page.iter_rows()]
        head = 3 if re.match(r"\d+\.\d+ ", page.title) else len(cells)
        read.blocks += [(page.title, cell) for row in cells[:head] for cell in row if cell]
        read.grids.append(cells[head:])
    return read


def docx(content: bytes) -> Read:
    read, book = Read(), open_docx(io.BytesIO(content))
    for table in book.tables:
        rows = table._tbl.iter(qn("w:tr"))
        read.grids.append([tuple(plain(_spoken(cell)) for cell in row.iter(qn("w:tc"))) for row in rows])
    under = ""
    for each in book.paragraphs:
        words = plain(each.text)
        under = words.partition(" · ")[2] if re.match(r"\d+ · ", words) else under
        read.blocks.append((under, words))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("docProps/") or "footer" in name or "header" in name or "custom" in name:
                tree = ElementTree.fromstring(archive.read(name))
                read.blocks += [(name, plain(text)) for text in tree.itertext()]
    return read


def _spoken(cell: Any) -> str:
    kinds = {qn("w:t"): lambda each: each.text or "", qn("w:br"): lambda each: "\n"}
    paragraphs = ("".join(kinds[e.tag](e) for e in p.iter() if e.tag in kinds) for p in cell.iter(qn("w:p")))
    return "\n".join(paragraphs)


def pptx(content: bytes) -> Read:
    read, deck = Read(), Presentation(io.BytesIO(content))
    about = deck.core_properties
    read.blocks += [
        ("properties", text) for text in (about.title, about.subject, about.comments, about.keywords)
    ]
    for number, slide in enumerate(deck.slides, start=1):
        read.blocks += [
            (f"notes {number}", line) for line in slide.notes_slide.notes_text_frame.text.split("\n")
        ]
        for shape in shapes([slide]):
            known = shape._element.xpath(".//p:cNvPr")[0]
            read.blocks += [(f"name {number}", shape.name), (f"alt {number}", known.get("descr", ""))]
            if shape.has_text_frame:
                read.blocks += [(f"{number} {shape.name}", each.text) for each in shape.text_frame.paragraphs]
            if shape.has_table:
                rows = shape.table.rows
                read.grids.append([tuple(plain(cell.text) for cell in row.cells) for row in rows])
    for chart in charts(deck.slides):
        for series in series_of(chart).values():
            read.rows += [("chart", (label, _whole(value))) for label, value in series.items()]
    for book in books(content):
        read.rows += [("workbook", tuple(map(_whole, row))) for row in book.rows]
    return read


def _whole(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value or 0)


@cache
def lines_of(content: bytes) -> list[str]:
    """Paper without the words at the head and the foot of each sheet and where pages begin; words whole."""
    found = []
    for number, sheet in enumerate(PdfReader(io.BytesIO(content)).pages):
        lines = sheet.extract_text().split("\n")[1 if number else 0 : -1]
        found += lines if number else [line for line in lines if not re.search(r"  \d+$", line)]
    text = "\n".join(found).replace("-\n", "").replace("-", "")
    text = re.sub(r"(?<!\d)(5–9|10–19|20–49|50\+)(?=\d)", r"\1 ", _UNSEEN.sub("", text))
    return re.sub("[✓○] ", "\n", text).split("\n")


def pdf(content: bytes, said: Said) -> list[str]:
    """Lines with a number that neither a sentence, nor a row, nor a picture's row says; and its title."""
    text, whole = "\n".join(lines_of(content)), squeezed(*lines_of(content))
    for words in sorted({*said.sentences, *map(" ".join, said.cells)}, key=len, reverse=True):
        if numbers(words) and len(words) > 3 and squeezed(words) in whole:
            text = _broken(words).sub(" … \n", text)
    found, under, before = [], "", ""
    for line in map(plain, text.split("\n")):
        name = next((name for name in said.short_names if line.startswith(name)), "")
        under = name or next((n for n in said.short_names if f"{before} {line}".startswith(n)), "") or under
        before, told = line, numbers(line.removeprefix(name))
        known = said.rows_on_paper.get(under, [])
        if told and told not in said.ends and not any(within(told, each) for each in known):
            found.append(f"{under}: {line}")
    about: Mapping[str, Any] = PdfReader(io.BytesIO(content)).metadata or {}
    kept = [str(value) for key, value in about.items() if not key.endswith("Date") and key != "/Creator"]
    return [line for line in found if not re.search(r"\b0–100\b", line)] + [
        text for text in kept if not said.says(text)
    ]


def squeezed(*words: str) -> str:
    """Words without what stands between them, as they follow one another on paper."""
    return re.sub(r"[\s-]", "", _UNSEEN.sub("", "".join(words)))


def _broken(words: str) -> re.Pattern[str]:
    """The words wherever their line ends; hyphens are left out of both."""
    parts = (re.escape(part) for part in plain(words).replace("-", "").split(" "))
    return re.compile(r"(?<![\w.])" + r"\s+".join(parts) + r"(?!\w)")


READERS = {"html": html, "csv": csv_, "xlsx": xlsx, "docx": docx, "pptx": pptx}


@cache
def read_again(form: str, content: bytes) -> Read:
    return READERS[form](content)


# --- What of it the document does not say -------------------------------------------------------------


OF_THE_HOUSE = {
    "html": [(r"", r"\D*\b0–100\b\D*")],
    "docx": [("docProps/", r"1|1\.0000|[\d-]+T00:00:00Z"), ("word/footer", r"1")],
    "pptx": [
        (r"name ", r".* [1-5]"),
        (r".* (Legend|Legende)", r"(\D|\b(0|100|5)\b)*"),
        (r".* (Title|Titel)", r"\D*30, 60 \w+ 90 \D*|\D*\b5\b\D*"),
    ],
}
"""What a file may say by itself, as (place, words): counters of versions and of pages, numbers of stages in
names of shapes, how a picture is read, and within how many days a roadmap goes."""


def foreign(form: str, content: bytes, said: Said) -> list[str]:
    """Whatever holds a number that the document does not say there, with its place."""
    if form == "json":
        return [] if json.loads(content) == said.document.model_dump(mode="json") else ["another document"]
    if form == "pdf":
        return pdf(content, said)
    read, found = read_again(form, content), list[str]()
    for place, text in read.blocks:
        if not said.says(text, of=place) and not _of_the_house(form, place, text):
            found.append(f"{place}: {said.left_of(text)}")
    for grid in read.grids:
        for row in grid:
            if not said.says_row(row, heading=grid[0]) and not _days(row):
                found.append(" | ".join(row))
    return found + _foreign_in_pictures(read, said)


def _foreign_in_pictures(read: Read, said: Said) -> list[str]:
    found = []
    for place, row in read.rows:
        told = numbers(" ".join(row[1:]))
        if told and not any(within(told, known) for known in said.rows.get(plain(row[0]), [])):
            found.append(f"{place}: {row}")
    for place, texts in read.drawn.items():
        found += [f"{place}: {text}" for text in said.draws(texts, place=place)]
    return found


def _of_the_house(form: str, place: str, text: str) -> bool:
    return any(
        re.match(where, place) and re.fullmatch(what, text) for where, what in OF_THE_HOUSE.get(form, [])
    )


def _days(row: Row) -> bool:
    return [numbers(cell) for cell in row] == [("30",), ("60",), ("90",)]


# --- What of the document it does not say -------------------------------------------------------------

LISTS = ("actions", "research")
"""Tables that reports tell as lists or in sentences: by the kind of picture, by the section's key."""


def missing(form: str, content: bytes, said: Said) -> list[str]:
    """Sentences and rows with numbers that the file should hold as they are, and does not."""
    if form == "json":
        return foreign(form, content, said)
    return [*_unsaid(form, content, said), *_untold(form, content, said)]


def _unsaid(form: str, content: bytes, said: Said) -> list[str]:
    """Ledes, findings with their evidence, and paragraphs; of slides, the findings they lead with."""
    if form in ("csv", "xlsx"):
        return []
    wanted = [text for text in _spoken_of(said.document, first=form == "pptx") if numbers(text)]
    if form == "pdf":
        text = squeezed(*lines_of(content))
        return [words for words in wanted if squeezed(words) not in text]
    whole = "\n".join(plain(text) for _place, text in read_again(form, content).blocks)
    return [words for words in wanted if plain(words) not in whole]


def _spoken_of(document: ReportDocument, *, first: bool) -> Iterator[str]:
    for page, section in composed.sections(document):
        is_first = page.key == "one"
        if not first:
            yield from (page.lede, section.lede, *section.paragraphs)
        for finding in section.findings:
            if is_first or not first:
                yield finding.sentence
            if is_first is first:
                yield finding.evidence


def _untold(form: str, content: bytes, said: Said) -> list[str]:
    """Tables, row by row in their order; of slides and paper, those that stand there without a picture."""
    if form == "pptx":
        return []
    tables = [(s, s.table) for _page, s in composed.sections(said.document) if s.table is not None]
    if form in ("docx", "pdf"):
        tables = [
            (s, t)
            for s, t in tables
            if s.key not in LISTS and (s.figure is None or s.figure.kind not in LISTS)
        ]
    if form == "pdf":
        text = squeezed(*lines_of(content))
        printed = [row for section, table in tables if section.figure is None for row in table.rows]
        return [" | ".join(row) for row in printed if squeezed(*row) not in text]
    read = read_again(form, content)
    if form == "xlsx":  # definitions stand on a sheet with how cells are read
        words = {text for _place, text in read.blocks}
        lost = [t.key for _s, t in tables if t.key == DEFINITIONS for row in t.rows if not {*row} <= words]
        tables = [(s, t) for s, t in tables if t.key != DEFINITIONS]
        return lost + _lost(tables, read, said)
    return _lost(tables, read, said)


def _lost(tables: Sequence[tuple[Section, Table]], read: Read, said: Said) -> list[str]:
    with override(said.document.language):
        grids = [[tuple(map(bare, row)) for row in grid] for grid in read.grids]
        wanted = [(table.key, [tuple(map(bare, row)) for row in table.rows]) for _section, table in tables]
    return [key for key, rows in wanted if not any(grid[-len(rows) :] == rows for grid in grids)]
