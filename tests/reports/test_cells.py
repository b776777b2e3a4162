"""Cells of tables: what is a number, what a program would reckon with, what no file may hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.renderers.cells import Number, clean, guarded, is_formula, number_in
from tests.reports.hostile import BROKEN, FORMULAS, MARKUP


@pytest.mark.parametrize(
    ("words", "value", "pattern"),
    [
        ("46", 46, "0"),
        ("0", 0, "0"),
        ("1.25", 1.25, "0.00"),
        ("45%", 0.45, "0%"),
        ("12.5%", 0.125, "0.0%"),
        ("+11", 11, "+0;−0;0"),
        ("−7.5", -7.5, "0.0;−0.0;0.0"),
        ("-3", -3, "0;−0;0"),
    ],
)
def test_a_cell_that_is_one_number_is_a_number(words: str, value: float, pattern: str) -> None:
    assert number_in(words) == Number(value, pattern)


BANDS = (
    "≥90",
    "≤10",
    "–",
    "",
    "10–19",
    "50+",
    "−3 to +20",
    "45–49",
    "45–49%",
    "72\n68–76",
    "12 (+14)",
    "45%*",
)
LIKE_NUMBERS = (
    "46 ",
    " 46",
    "+11 ▲",
    "007",
    "1e5",
    "0x10",
    "٣",
    "１２",
    "1,5",
    "1.2.3",
    "2026-03-14",
    "9" * 13,
)


@pytest.mark.parametrize("words", [*BANDS, *LIKE_NUMBERS])
def test_bounds_bands_intervals_and_names_stay_words(words: str) -> None:
    assert number_in(words) is None


@given(st.integers(-(10**6), 10**6), st.integers(0, 2))
def test_no_number_changes_when_it_becomes_one(whole: int, decimals: int) -> None:
    value = whole / 10**decimals
    words = f"{value:.{decimals}f}".replace("-", "−")
    assert (number := number_in(words)) is not None
    assert f"{number.value:.{decimals}f}".replace("-", "−") == words or value == 0


@pytest.mark.parametrize("words", FORMULAS)
def test_whatever_a_program_might_reckon_with_is_known(words: str) -> None:
    assert is_formula(clean(words)) or ";" in words


@pytest.mark.parametrize(
    "words", ["Sales", "≥90", "−9 =\n−9 to +9", "a=b", "f(x) = 2", "e-mail", "10–19", ""]
)
def test_plain_words_are_left_alone(words: str) -> None:
    assert not is_formula(words)
    assert guarded(words) == words.replace("\n", " · ")


@pytest.mark.parametrize("words", FORMULAS)
def test_a_guarded_text_starts_with_an_apostrophe_wherever_it_may_be_split(words: str) -> None:
    for part in guarded(words).split(";"):
        assert part.startswith("'") or not is_formula(part)


@given(st.text())
def test_no_text_is_a_formula_once_it_is_guarded_and_no_letter_is_lost(words: str) -> None:
    safe = guarded(words)
    assert not any(is_formula(part) and not part.startswith("'") for part in safe.split(";"))
    assert "\n" not in safe
    assert [c for c in words if c.isalnum()] == [c for c in safe if c.isalnum()]


@pytest.mark.parametrize("words", [*FORMULAS, *MARKUP])
def test_guarding_twice_changes_no_more_than_an_apostrophe_shows(words: str) -> None:
    assert guarded(words).replace("'", "") == clean(words).replace("\n", " · ").replace("'", "")


def test_what_no_file_may_hold_is_gone() -> None:
    assert clean(BROKEN) == "abcdefghi"
    assert clean("a\tb\r\nc\rd") == "a b\nc\nd"
