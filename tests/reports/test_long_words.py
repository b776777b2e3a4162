"""Twelve functions under names of forty characters, in a language of long words: everything has its place."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator

import pytest
from pptx import Presentation
from pptx.util import Emu
from pypdf import PdfReader

from reports.compose import compose
from reports.documents import OwnershipMap, ReportDocument
from reports.figures import draw
from reports.figures.shapes import Label
from reports.renderers import RENDERERS
from tests.reports import composed, right_to_left
from tests.reports.opened_deck import shapes
from tests.reports.sample_document import strip
from tests.reports.test_pptx import LONG, LOWEST, crowded, needed

LANGUAGE = "nn"
WORD = re.compile(r"[A-Za-z]{4,}")
MORE = 0.4
"""How much longer than its English a German word may well be."""


def lengthened(text: str) -> str:
    """The text with its longer words longer still; what is filled in later stays as it is."""
    pieces = re.split(r"(%\(\w+\)s|\{\w*\})", text)
    pieces[::2] = [
        WORD.sub(lambda word: word[0] + word[0][: round(len(word[0]) * MORE)], p) for p in pieces[::2]
    ]
    return "".join(pieces)


@pytest.fixture(scope="module", autouse=True)
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ReportDocument]]:
    """A report of every page, and one of every picture with twelve functions."""
    evidence = composed.evidence(composed.named("torchlight-systems"))
    names = {key: f"{LONG} {number}" for number, key in enumerate(evidence.function_names)}
    named = dataclasses.replace(evidence, function_names=names)
    with right_to_left.spoken(
        tmp_path_factory.mktemp("words"), language=LANGUAGE, say=lengthened
    ) as language:
        yield {
            "every page": compose(named, language=language),
            "every picture": crowded().model_copy(update={"language": language}),
        }


@pytest.fixture(scope="module", params=["every page", "every picture"])
def document(request: pytest.FixtureRequest, documents: dict[str, ReportDocument]) -> ReportDocument:
    return documents[request.param]


def test_words_are_longer_than_english_ones(documents: dict[str, ReportDocument]) -> None:
    english = composed.document(composed.named("torchlight-systems"))
    assert len(documents["every page"].subtitle) > 1.1 * len(english.subtitle)


def test_slides_hold_what_they_show(document: ReportDocument) -> None:
    opened = Presentation(io.BytesIO(RENDERERS["pptx"](document)))
    for shape in shapes(opened.slides):
        assert 0 <= shape.left <= shape.left + shape.width <= opened.slide_width
        assert shape.top + shape.height <= opened.slide_height, shape.name
        if shape.has_table:
            assert Emu(shape.top + shape.height).inches <= LOWEST, shape.name
        if shape.has_text_frame:
            assert needed(shape) <= Emu(shape.height).inches + 0.06, shape.text_frame.text


def test_no_name_of_a_function_is_cut_on_the_map(documents: dict[str, ReportDocument]) -> None:
    sections = (section for page in documents["every page"].pages for section in page.sections)
    figure = next(each.figure for each in sections if isinstance(each.figure, OwnershipMap))
    drawing = draw(figure)
    assert drawing is not None
    assert [each for each in drawing.shapes if isinstance(each, Label) and "…" in each.text] == []


def test_names_of_stages_give_way_to_one_another() -> None:
    plain = strip()
    names = ("Innenblickend", "Kundenanvisierend", "Verbindungsschaffend", "Emporhebend", "Mitbesitzend")
    drawing = draw(plain.model_copy(update={"names": names}))
    assert drawing is not None
    labels = [each for each in drawing.shapes if isinstance(each, Label) and "fig-name" in each.css]
    assert len({label.y for label in labels}) == 2


def test_paper_grows_with_its_words_and_says_all_of_them(document: ReportDocument) -> None:
    paper = PdfReader(io.BytesIO(RENDERERS["pdf"](document)))
    text = "".join("".join(sheet.extract_text() for sheet in paper.pages).split()).replace("\u00ad", "")
    ledes = [section.lede for page in document.pages for section in page.sections if section.lede]
    assert all("".join(word.split("-")) in text.replace("-", "") for lede in ledes for word in lede.split())


@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "csv", "json"])
def test_every_other_format_is_made_too(form: str, document: ReportDocument) -> None:
    assert len(RENDERERS[form](document)) > 2_000
