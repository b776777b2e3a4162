"""Every page in every language fits a small phone, with twelve functions and the longest names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from organizations.scope import org_scope
from surveys import actions
from surveys.questionnaire import questionnaire_of
from tests.browser.test_answering import small_targets, wide_elements
from tests.surveys.fieldwork import a_wave, an_organization, begun

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OURS = ["Sales", "Marketing", "Service", "Finance", "HR", "Operations", "IT", "Executive"]
THEIRS = [
    "Kundenbetreuungsqualitätssicherungsstelle"[:40],
    "Regulatory Affairs and Market Access Team",
    "R&D",
    "Q",
]
FUNCTIONS = [{"key": name.lower(), "name": name, "headcount": 9} for name in OURS]
FUNCTIONS += [{"key": f"own-{at}", "name": name[:40], "headcount": 9} for at, name in enumerate(THEIRS)]

CUT_OFF = """() => [...document.querySelectorAll('.option, .button, .bar p, .question__text, dd')]
    .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1)
    .map(e => e.textContent.trim().slice(0, 60))"""
OUTSIDE = """() => [...document.querySelectorAll('.card .option__face, .card .take-back, .card select')]
    .filter(e => e.offsetParent)
    .filter(e => e.getBoundingClientRect().right > e.closest('.card').getBoundingClientRect().right - 8)
    .map(e => e.textContent.trim().slice(0, 60))"""


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), [("en", 320), ("de", 362), ("fr", 320), ("es", 362)])
def test_every_page_fits_a_small_phone(page_at: Callable[..., Any], language: str, width: int) -> None:
    page = page_at(width, 700)
    with org_scope(an_organization("Torchlight")):
        wave = a_wave(languages=["en", "de", "fr", "es"], functions=FUNCTIONS)
        link = actions.create_open_link(wave)
        draft, token = begun(wave, function="hr", level="leader")
        draft.language = language
        draft.save(update_fields=["language"])
        sheets = questionnaire_of(draft).sheets
    found = {}
    numbers = [f"/r/{token}/{sheet.number}/" for sheet in sheets]
    for address in [f"/r/{link.token}/?in={language}", *numbers, f"/r/{token}/review/"]:
        page.goto(address)
        for stage in page.locator(".ownership").all()[:1]:
            stage.locator(".ownership__today label.option").first.click()
            stage.locator("input[value=move]").evaluate("input => input.click()")
        wrong = [*page.evaluate(CUT_OFF), *page.evaluate(OUTSIDE), *small_targets(page), wide_elements(page)]
        found[address] = [each for each in wrong if each]
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
    assert len(found) == len(sheets) + 2
