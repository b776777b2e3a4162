"""Comments, the quality of answers, published figures and the method: said as they are, and nothing more."""

from __future__ import annotations

import dataclasses
import html
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from reports.catalog import catalog
from reports.compose import compose
from reports.composing import orientation_figures, page_comments, quality
from reports.composing.orientation_figures import COMPARISONS, UNSTATED, figures, research
from reports.composing.page_comments import CUT, LONGEST, clean, comments_page
from reports.composing.story import Story
from reports.documents import Page, ReportDocument
from reports.reading import Reading
from reports.renderers import RENDERERS
from scoring import gaps, maturity, ownership, roles
from scoring.constructs import DEFAULT_RELIABILITY, HIGHEST_RELIABILITY
from scoring.published import PublicComment, PublicQuality
from tests.reports import composed, situations

EVERY = pytest.mark.parametrize("path", composed.FOLDERS, ids=lambda path: path.name)
CALM = composed.named("evenkeel-logistics")
HOSTILE = "<script>alert(1)</script> #set page(width: 1pt) *stars* [link](x) $x^2$ `code` & \\textbf{x} @ref"


# --- Comments ---------------------------------------------------------------------------------------


def with_comments(*comments: PublicComment) -> ReportDocument:
    evidence = composed.evidence(CALM)
    published = dataclasses.replace(evidence.published, comments=comments)
    return compose(dataclasses.replace(evidence, published=published))


def ten(*others: PublicComment) -> tuple[PublicComment, ...]:
    return (*(PublicComment(f"Comment {at}.", "") for at in range(10 - len(others))), *others)


def comments_of(*comments: PublicComment) -> Page:
    return with_comments(*comments).page("comments")


def test_without_comments_there_is_no_such_page() -> None:
    assert "comments" not in [page.key for page in composed.document(CALM).pages]
    assert comments_page(composed.story(CALM)) is None


def test_comments_stand_in_the_order_in_which_they_were_published() -> None:
    quotes = comments_of(*ten()).sections[0].quotes
    assert [quote.text for quote in quotes] == [f"Comment {at}." for at in range(10)]


def test_a_function_is_named_where_it_was_published_and_nowhere_else() -> None:
    quotes = comments_of(*ten(PublicComment("More time.", "sales"))).sections[0].quotes
    assert [quote.function for quote in quotes] == [""] * 9 + ["Sales"]


def test_the_rule_of_ten_is_explained() -> None:
    paragraphs = comments_of(*ten()).sections[0].paragraphs
    assert paragraphs[0].startswith("Comments are printed where ten people or more wrote one")
    assert paragraphs[1] == "No function is named: of none did ten people write a comment."


def test_a_long_comment_is_cut_at_a_word_and_the_page_says_so() -> None:
    section = comments_of(*ten(PublicComment("word " * 400, ""))).sections[0]
    last = section.quotes[-1].text
    assert last.endswith(f"word{CUT}")
    assert len(last) <= LONGEST + len(CUT)
    assert section.paragraphs[-1] == "One comment is longer than is printed here and ends with “…”."


def test_a_comment_without_spaces_is_cut_all_the_same() -> None:
    assert len(page_comments.cut("x" * 5000)) == LONGEST + len(CUT)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("a\tb\r\nc", "a b\nc"),
        ("a\u202eb\u0007c\ufeff", "abc"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("  spaced   out ", "spaced out"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
    ],
)
def test_signs_that_nobody_sees_are_left_out(written: str, printed: str) -> None:
    assert clean(written) == printed


def test_markup_in_a_comment_is_printed_and_never_obeyed() -> None:
    document = with_comments(*ten(PublicComment(HOSTILE, "")))
    page = RENDERERS["html"](document).decode()
    assert "<script>alert(1)" not in page
    assert html.escape(HOSTILE, quote=False) in page or html.escape(HOSTILE) in page
    assert document.page("comments").sections[0].quotes[-1].text == HOSTILE


def test_markup_in_a_comment_reaches_paper_as_text() -> None:
    document = with_comments(*ten(PublicComment(HOSTILE, "")))
    pages = PdfReader(BytesIO(RENDERERS["pdf"](document))).pages
    text = "".join(page.extract_text() for page in pages)
    squeezed = re.sub(r"\s+", "", text)
    assert re.sub(r"\s+", "", HOSTILE) in squeezed


# --- Quality ----------------------------------------------------------------------------------------

FLAGS = {"SPEED": 8, "LONG": 5, "FLAT": 2, "ACQ": 4, "INCON": 3}


def answered(**fields: Any) -> Story:
    found = PublicQuality(
        **({"received": 190, "excluded": 10, "flags": FLAGS, "acquiescence": 0.0, "changed": {}} | fields)
    )
    story = composed.story(CALM)
    return dataclasses.replace(story, reading=situations.publish(story.reading, quality=found))


def rows(reading: Reading) -> dict[str, str]:
    section = quality.quality_section(reading)
    assert section is not None
    assert section.table is not None
    return {row[0]: row[2] for row in section.table.rows}


def test_who_was_left_out_is_counted_and_the_flags_are_shares() -> None:
    found = rows(answered().reading)
    assert (found["Answers received"], found["Left out"]) == ("190", "10")
    assert (found["Haste"], found["Contradiction"]) == ("8%", "3%")


def test_one_to_four_left_out_are_never_counted_out() -> None:
    reading = answered(received=None, excluded=None).reading
    section = quality.quality_section(reading)
    assert section is not None
    found = rows(reading)
    assert (found["Answers received"], found["Left out"]) == ("–", "fewer than five")
    assert section.lede.startswith("Fewer than five were left out")
    assert section.paragraphs[-1].startswith("How many were received is not said")


def test_nobody_left_out_is_said_in_so_many_words() -> None:
    section = quality.quality_section(answered(excluded=0).reading)
    assert section is not None
    assert section.lede == "Nobody was left out for how they answered."


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (0.1, "People agreed to statements and to their opposites no more than they disagreed"),
        (0.2, "People leaned slightly to agreement"),
        (-0.3, "People leaned slightly to disagreement"),
        (0.5, "People leaned markedly to agreement"),
        (None, "Too few answered statements of either kind"),
    ],
)
def test_the_lean_to_agreement_is_read_in_plain_words(index: float | None, words: str) -> None:
    found = answered(acquiescence=index).reading.published.quality
    assert found is not None
    assert quality.leaning(found).startswith(words)


def test_headlines_that_change_are_printed_both_ways() -> None:
    changed = {"stage": ("2", "3"), "gap:VIEW:sales": ("clear", ""), "ownership:renew": ("owned", "diffuse")}
    reading = answered(changed=changed).reading
    section = quality.both_ways_section(reading)
    assert section is not None
    assert section.table is not None
    assert section.table.rows == (
        ("Stage", "Stage 2, Aiming", "Stage 3, Connecting"),
        ("Sales against the others, One view", "clear", "otherwise; not shown, fewer than five left out"),
        ("Who answers for renewal", "owned", "diffuse"),
    )
    assert "Three headlines would read otherwise with them." in quality.quality_sentence(
        reading, reading.published.quality or pytest.fail("no quality")
    )


def test_headlines_that_stay_are_said_to() -> None:
    reading = answered().reading
    assert quality.both_ways_section(reading) is None
    section = quality.quality_section(reading)
    assert section is not None
    assert (
        section.lede
        == "10 of 190 received were left out for how they answered. Every headline reads the same with them."
    )


# --- Published figures ------------------------------------------------------------------------------


def test_there_are_28_figures_each_with_a_source_a_date_and_a_caution() -> None:
    assert sorted({figure.number for figure in figures()}) == list(range(1, 29))
    assert all(figure.source and figure.caution for figure in figures())
    assert [figure.number for figure in figures() if figure.year is None] == [24]
    assert {figure.year for figure in figures()} == {2016, 2017, None}


def test_every_comparison_is_asked_for_by_some_figure_and_known() -> None:
    assert {name for figure in figures() for name in figure.ours} == set(COMPARISONS)


def test_a_figure_without_a_known_sample_says_so() -> None:
    known = [figure.number for figure in figures() if figure.said_of_sample != UNSTATED]
    assert known == [25, 28]


@EVERY
def test_the_method_page_lists_every_figure(path: Path) -> None:
    listed = composed.table(composed.document(path), "method", "sources")
    assert [int(row["number"]) for row in listed] == [figure.number for figure in figures()]
    assert not [row for row in listed if not re.search(r"20\d\d|not dated", row["source"])]


@EVERY
def test_a_figure_on_a_page_has_a_number_of_ours_beside_it(path: Path) -> None:
    document = composed.document(path)
    for page in document.pages:
        shown = composed.table(document, page.key, "research")
        assert all(row["ours"] != "–" for row in shown)


def test_figures_of_the_other_market_are_not_held_beside_ours() -> None:
    story = composed.story(CALM)
    markets = {
        market: [
            figure.market
            for figure, _ in orientation_figures.figures_for(
                "structure", reading=dataclasses.replace(story.reading, market=market)
            )
            if figure.market
        ]
        for market in ("b2b", "b2c", "")
    }
    assert markets == {"b2b": ["b2b"], "b2c": ["b2c"], "": []}


def test_without_answers_no_research_is_printed_beside_nothing() -> None:
    reading = situations.quiet()
    assert research("clock", reading=reading) == ()


# --- The method -------------------------------------------------------------------------------------


def spoken(document: ReportDocument) -> str:
    parts: list[str] = []
    for section in document.page("method").sections:
        parts += [section.note, *section.paragraphs]
        parts += [cell for row in (section.table.rows if section.table else ()) for cell in row]
    return " ".join(parts)


@EVERY
def test_every_threshold_of_the_engine_stands_in_the_method(path: Path) -> None:
    text = spoken(composed.document(path))
    for share in (
        ownership.REFUSED_TOP,
        ownership.CLAIM,
        ownership.OTHERS_BELOW,
        roles.FEW,
        maturity.CERTAIN,
    ):
        assert f"{round(100 * share)}%" in text
    for value in (
        gaps.CLEAR_Q,
        gaps.POSSIBLE_Q,
        gaps.TINY_Q,
        HIGHEST_RELIABILITY,
        *DEFAULT_RELIABILITY.values(),
    ):
        assert f"{value:.2f}" in text
    assert f"drawn anew {maturity.DRAWS} times" in text
    assert "cx-ownership-maturity 1.0" in text


@EVERY
def test_every_gate_stands_at_its_stage(path: Path) -> None:
    document = composed.document(path)
    rules = {row["stage"]: row["gates"] for row in composed.table(document, "method", "stage_rules")}
    words = composed.story(path).reading.words
    for gate in composed.evidence(path).published.maturity.gates:
        assert words.gate(gate.key) in rules[words.maturity_stage(gate.for_stage)]


@EVERY
def test_reliability_is_printed_scale_by_scale_with_the_rho_that_intervals_use(path: Path) -> None:
    published = composed.evidence(path).published
    listed = composed.table(composed.document(path), "method", "reliability")
    assert [row["used"] for row in listed] == [f"{each.used:.2f}" for each in published.reliability]
    assert all(float(row["used"]) <= HIGHEST_RELIABILITY for row in listed)


def test_with_few_answers_the_defaults_are_named() -> None:
    document = composed.document_of(CALM, composed.rows_of(CALM)[:20])
    listed = composed.table(document, "method", "reliability")
    assert [row["source"] for row in listed] == ["a default: fewer than 50 complete answers"]


def cited(document: ReportDocument) -> set[tuple[str, str]]:
    """Name and year of everything the method refers to; reports have a list of their own."""
    sections = [
        each for each in document.page("method").sections if each.key not in ("sources", "references")
    ]
    page = document.page("method").model_copy(update={"sections": tuple(sections)})
    text = spoken(document.model_copy(update={"pages": (page,)}))
    return set(re.findall(r"([A-Z][a-z]+)(?: (?:& [A-Z][a-z]+|et al\.))?,? \(?((?:19|20)\d\d)\)?", text))


def test_every_reference_in_the_text_stands_in_the_literature() -> None:
    document = composed.document(CALM)
    literature = " ".join(row["source"] for row in composed.table(document, "method", "references"))
    found = cited(document) - {("March", "2026")}
    assert len(found) > 12
    assert [each for each in sorted(found) if not re.search(rf"{each[0]}.*\({each[1]}\)", literature)] == []


def test_the_articles_behind_actions_are_named() -> None:
    text = " ".join(composed.section(composed.document(CALM), "method", "references").paragraphs)
    assert all(source in text for source in catalog().sources.values())
