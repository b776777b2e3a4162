"""Where people write from right to left the questionnaire turns round, on a phone and on a desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import trans_real

from cxassess.env import BASE_DIR
from organizations.scope import org_scope
from surveys import library
from tests.browser.test_answering import SAVED, small_targets, wide_elements
from tests.surveys import mirrored
from tests.surveys.fieldwork import a_wave, an_organization, begun, invited, page_number

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVERY_LAYOUT = ("TENURE", "VIEW1", "AE1", "OWN1_today", "ECO", "LV1")
LATIN = re.compile("[A-Za-z]{3,}")


@pytest.fixture
def wave(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    mirrored.write_instrument(tmp_path / "instruments")
    mirrored.write_catalog(tmp_path / "locale")
    monkeypatch.setattr(library, "FOLDER", tmp_path / "instruments")
    settings.LOCALE_PATHS = [tmp_path / "locale", *settings.LOCALE_PATHS]
    trans_real._translations.clear()  # type: ignore[attr-defined]
    with org_scope(an_organization("Torchlight")):
        yield a_wave(
            instrument_key=mirrored.KEY,
            languages=["en", mirrored.LANGUAGE],
            functions=[
                {
                    "key": f"f{n}",
                    "name": mirrored.mirrored(f"Department {'of care ' * (n % 4)}{n}"),
                    "headcount": 9,
                }
                for n in range(1, 13)
            ],
        )
    trans_real._translations.clear()  # type: ignore[attr-defined]


def in_arabic(draft: Any) -> None:
    draft.language = mirrored.LANGUAGE
    draft.save(update_fields=["language"])


def complaints(page: Any, axe: Callable[[Any], list[str]]) -> list[Any]:
    """What is wrong with a page: its direction, its width, its targets, what axe finds, what stayed Latin."""
    direction = page.locator("html").get_attribute("dir")
    shown = page.locator("main").inner_text().replace("Torchlight", "")
    latin = [word for word in LATIN.findall(shown) if word not in ("http", "localhost")]
    wide = [wide_elements(page)] if wide_elements(page) else []
    return [*([] if direction == "rtl" else [direction]), *wide, *small_targets(page), *axe(page), *latin]


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_every_kind_of_page_turns_round(page_at: Callable[..., Any], axe: Any, wave: Any, width: int) -> None:
    page = page_at(width, 844)
    draft, token = begun(wave, function="f3", level="leader")
    in_arabic(draft)
    pages = [f"/r/{invited(wave, function='f3')}/?in=ar"]
    pages += [f"/r/{token}/{page_number(draft, column)}/" for column in EVERY_LAYOUT]
    found = {}
    for address in [*pages, f"/r/{token}/review/"]:
        page.goto(address)
        for today in page.locator(".ownership__today").all():
            today.locator("label.option").first.click()
        found[address] = complaints(page, axe)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_steps_run_from_the_right_and_digits_count_from_there(page_at: Callable[..., Any], wave: Any) -> None:
    page = page_at(1280)
    draft, token = begun(wave, function="f3")
    in_arabic(draft)
    page.goto(f"/r/{token}/{page_number(draft, 'VIEW1')}/")
    steps = page.locator("#item-VIEW1 .scale .option")
    places = [steps.nth(at).bounding_box()["x"] for at in range(5)]
    assert places == sorted(places, reverse=True)
    steps.first.locator("input").focus()
    page.keyboard.press("2")
    page.get_by_text(mirrored.mirrored(SAVED)).wait_for()
    assert page.locator("#item-VIEW1 input:checked").get_attribute("value") == "2"


def test_the_arrows_of_a_pair_point_to_its_statements(page_at: Callable[..., Any], wave: Any) -> None:
    page = page_at(1280)
    draft, token = begun(wave, function="f3")
    in_arabic(draft)
    page.goto(f"/r/{token}/{page_number(draft, 'AE1')}/")
    first, second = page.locator("#item-AE1 .pair__statement").all()
    arrow = "e => getComputedStyle(e.querySelector('.option__face'), '::before').content"
    assert first.bounding_box()["x"] > second.bounding_box()["x"]
    assert "→" in page.locator("#item-AE1 .option--first").first.evaluate(arrow)


def test_styles_of_answering_know_no_left_and_no_right() -> None:
    sides = r"(margin|padding|border|inset)-(left|right)|(?<![-\w])(left|right)\s*:"
    physical = re.compile(rf"{sides}|text-align: (left|right)|float")
    styles = [BASE_DIR / f"static/css/{name}.css" for name in ("answer", "base", "tokens")]
    assert [found[0] for style in styles for found in physical.finditer(style.read_text())] == []
