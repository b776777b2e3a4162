"""No word of a report stands where a translator cannot reach it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import translation

from reports import compose as composing
from reports.compose import all_pages, compose, tell
from reports.composing.headline import headline
from reports.composing.method_references import LITERATURE
from reports.documents import Page, Part, ReportDocument, Table
from reports.evidence import Evidence
from reports.portfolio_place import Place, Standing
from scoring.benchmarks import Band
from scoring.published import PublicComment
from tests.reports import composed, pseudo, situations
from tests.reports.test_actions_catalog import SITUATIONS
from tests.reports.test_change import evidence_of, two_waves
from tests.reports.test_findings_states import STATES

KEYS = {
    "key", "id", "kind", "state", "status", "stage", "row_kind", "mark", "accept", "hidden", "tone", "align",
    "action_ids", "action_id", "flags", "market", "instrument", "fingerprint", "language", "direction",
}  # fmt: skip
"""Fields that a program reads."""

TYPED = {"quotes"}
"""Fields that hold what people wrote."""

CITATION = re.compile(r"[A-Z][\w-]+(?: & [A-Z][\w-]+| et al\.)? \d{4}")
CODES = re.compile(r"\b[AS]\d\d?\b|cx-ownership-maturity")
SIGNS = {"α", "ω", "AD", "ICC", "g", "r_wg", "J"}
"""What statistics writes alike in every language."""

PAGES = [
    "one", "change", "ownership", "roles", "orientation", "maturity", "gaps", "mirror", "clock", "readiness",
    "structure", "functions", "marketing", "comments", "actions", "method",
]  # fmt: skip

OTHERWISE = {
    "stage": ("2", "3"), "gap:VIEW:sales": ("clear", ""), "ownership:renew": ("owned", "diffuse"),
    "level:SHARE": ("clear", "possible"), "perception": ("clear", "aligned"),
}  # fmt: skip
ATTENTION = [
    ("few left out", situations.judged(received=None, excluded=None, acquiescence=None)),
    ("nobody left out", situations.judged(excluded=0, acquiescence=0.3)),
    ("one left out of nobody knows how many", situations.judged(received=None, acquiescence=-0.6)),
    ("headlines that change", situations.judged(changed=OTHERWISE, acquiescence=-0.3)),
]

QUARTERS: tuple[Band | None, ...] = (
    "lowest quarter",
    "second quarter",
    "third quarter",
    "highest quarter",
    None,
)
PLACES = (
    Place(state="apart"),
    Place(state="few"),
    Place(state="few", others=5),
    Place(state="waiting", others=9),
    Place(state="stands", others=9, on=dt.date(2026, 11, 2), standings=(Standing("MO"),)),
    Place(state="stands", others=9, on=dt.date(2026, 11, 2), standings=(Standing("MO", "third quarter"),)),
    Place(
        state="stands",
        others=23,
        on=dt.date(2026, 11, 2),
        standings=tuple(
            map(Standing, ("MO", "VIEW", "AE", "INDEX", "ROLE"), QUARTERS, (10, 40, 60, 90, None))
        ),
    ),
)
"""Where an organization may stand among others."""

LEFT_OUT = ("LV1", "MIR1", "aware_should")
"""Columns of practices, of customers and of who should answer, as a shorter form leaves them out."""


@dataclass(frozen=True)
class Spoken:
    """Pages of one situation in the language nobody speaks.

    typed  names and texts that the client gave, which stand in no translation.
    """

    situation: str
    headline: str
    pages: tuple[Page, ...]
    typed: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Spoken]]:
    """The demonstration, thin situations, and one situation for every finding and every action."""
    with pseudo.spoken(tmp_path_factory.mktemp("words")) as language:
        yield [*(_composed(*each, language) for each in _evidence()), *_situations(language)]


def _evidence() -> Iterator[tuple[str, Evidence]]:
    for path in composed.FOLDERS:
        yield path.name, composed.evidence(path)
    calm = composed.named("evenkeel-logistics")
    for answers in (0, 3, 6, 12, 20, 40):
        yield f"{answers} answers", composed.evidence_of_rows(calm, composed.rows_of(calm)[:answers])
    yield "no fact sheet", composed.evidence_of_rows(calm, composed.rows_of(calm), facts={})
    yield "no customers", composed.evidence_of_rows(calm, composed.rows_of(calm), pulse=None)
    yield "comments and names", _talkative(composed.evidence(calm))
    for place in PLACES:
        yield f"portfolio: {place.state}", dataclasses.replace(composed.evidence(calm), portfolio=place)
    yield "short form", dataclasses.replace(composed.evidence(calm), left_out=frozenset(LEFT_OUT))


def _talkative(evidence: Evidence) -> Evidence:
    """Functions under names of their own, and people who write comments, of which one is too long."""
    comments = tuple(PublicComment(f"{at} " * 400 * (at > 8), "sales" * (at > 5)) for at in range(12))
    return dataclasses.replace(
        evidence,
        function_names={key: f"Team {key}" for key in evidence.functions},
        published=dataclasses.replace(evidence.published, comments=comments),
    )


def _composed(situation: str, evidence: Evidence, language: str) -> Spoken:
    return _spoken(situation, compose(evidence, language=language), evidence)


def _spoken(situation: str, document: ReportDocument, evidence: Evidence) -> Spoken:
    own_names = [name for name in evidence.function_names.values() if name.startswith("Team")]
    notes = [str(note) for note in (evidence.facts.get("notes") or {}).values()]
    adopted = [each.title for each in evidence.adopted]
    typed = (*own_names, *notes, *adopted, evidence.wave, evidence.earlier, document.instrument_title)
    said = "".join(span.text for span in document.headline)
    return Spoken(situation, f"{said} {document.subtitle}", document.pages, typed)


def _situations(language: str) -> Iterator[Spoken]:
    actions = [(key, holds) for key, pairs in SITUATIONS.items() for holds, _fails in pairs]
    for name, change in (*STATES, *actions, *ATTENTION):
        reading = change(situations.quiet())
        reading = dataclasses.replace(reading, words=dataclasses.replace(reading.words, language=language))
        with translation.override(language):
            said = "".join(span.text for span in headline(reading))
            yield Spoken(name, said, all_pages(tell(reading)), (reading.wave, reading.instrument_title))


# --- What is left ------------------------------------------------------------------------------------


def texts(part: Any) -> Iterator[str]:
    """Every text of a part of a document that is meant for a reader."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Table):
        yield from _texts_of_table(part)
    elif isinstance(part, tuple):
        for each in part:
            yield from texts(each)
    elif isinstance(part, Part):
        for name, value in part:
            if name == "legend":
                yield from (meaning for _mark, meaning in value)
            elif name not in KEYS | TYPED:
                yield from texts(value)


def _texts_of_table(table: Table) -> Iterator[str]:
    sources = {source for source, _used in LITERATURE}
    yield table.caption
    yield from (column.label for column in table.columns)
    yield from (cell for row in table.rows for cell in row if cell not in sources)


def leaks(text: str, *, typed: tuple[str, ...] = ()) -> list[str]:
    """The words of a text that no translator would see."""
    left = pseudo.outside(text)
    for each in sorted(filter(None, typed), key=len, reverse=True):
        left = left.replace(each, " ")
    left = CODES.sub(" ", CITATION.sub(" ", left))
    return [word for word in re.findall(r"\w+", left) if word not in SIGNS and any(map(str.isalpha, word))]


def report(reports: list[Spoken], *keys: str) -> str:
    """Page, section, words and one text for each kind of leak on these pages; "" where there is none."""
    found: dict[str, str] = {}
    for spoken in reports:
        for page in spoken.pages:
            if page.key in keys:
                found = dict(_leaks_of(page, spoken)) | found
    return "\n".join(f"{where}: {text}" for where, text in sorted(found.items()))


def _leaks_of(page: Page, spoken: Spoken) -> Iterator[tuple[str, str]]:
    parts = [("", page.model_copy(update={"sections": ()})), *((each.key, each) for each in page.sections)]
    for section, part in parts:
        for text in texts(part):
            if found := leaks(text, typed=spoken.typed):
                yield f"{page.key}/{section} {' '.join(found)}", f"{text!r} ({spoken.situation})"


def test_text_outside_a_translation_is_found() -> None:
    assert leaks("⟦⟧⟦sales⟧⟦ names itself⟧ today, 12%") == ["today"]
    assert leaks("⟦⟧sales⟦ names itself⟧ (40–50%)") == ["sales"]
    assert leaks("⟦⟧⟦sales⟧⟦ names itself⟧ (Kohli et al. 1993), α ≥ 0.70; A01") == []
    assert leaks("⟦⟧Team sales⟦ names itself⟧", typed=("Team sales",)) == []


def test_every_page_is_looked_at(reports: list[Spoken]) -> None:
    looked_at = {page.key for each in reports for page in each.pages}
    assert {*PAGES} - looked_at == {"change"}
    assert len(PAGES) == len(composing.PAGES)


@pytest.mark.parametrize("key", [key for key in PAGES if key != "change"])
def test_every_word_of_a_page_can_be_translated(key: str, reports: list[Spoken]) -> None:
    found = report(reports, key)
    assert found == "", found


def test_every_word_of_the_headline_can_be_translated(reports: list[Spoken]) -> None:
    assert [each.headline for each in reports if leaks(each.headline, typed=each.typed)] == []


@pytest.mark.django_db
def test_every_word_of_a_second_wave_can_be_translated(reports: list[Spoken]) -> None:
    """Takes the fixture for the language that it makes speakable."""
    second = _composed("second wave", evidence_of(two_waves()[1]), pseudo.LANGUAGE)
    found = report([second], *PAGES)
    assert "change" in [page.key for page in second.pages]
    assert found == "", found
