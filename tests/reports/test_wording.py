"""Words for numbers, names and lists."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from reports import languages, wording
from reports.wording import Wording

WORDS = Wording(function_names={"sales": "Sales", "customer_success": "Customer success", "it": "It"})


@pytest.mark.parametrize(("value", "text"), [(50.0, "50"), (62.5, "62.5"), (-3, "−3"), (0, "0")])
def test_a_number_has_no_idle_decimals_and_a_true_minus(value: float, text: str) -> None:
    assert wording.number(value) == text


@pytest.mark.parametrize(("value", "text"), [(11, "+11"), (-10, "−10"), (0, "0"), (None, "–")])
def test_points_in_a_table_carry_their_sign(value: float | None, text: str) -> None:
    assert wording.signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(11, "11 points above"), (-1, "1 point below"), (0, "level with")]
)
def test_points_in_a_sentence_say_their_direction(value: float, text: str) -> None:
    assert wording.apart(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.55, "55%"), (0.29, "29%"), (1.0, "100%"), (None, "–")])
def test_a_share_reads_as_whole_percent(value: float | None, text: str) -> None:
    assert wording.percent(value) == text


def test_an_interval_that_crosses_zero_is_not_written_with_a_dash() -> None:
    assert (wording.interval(44, 49), wording.signed_interval(-3, 20)) == ("44–49", "−3 to +20")


def test_a_missing_bound_is_a_dash() -> None:
    assert (wording.interval(None, 4), wording.signed_interval(4, None)) == ("–", "–")


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_is_joined_as_it_is_spoken(words: list[str], text: str) -> None:
    assert wording.join(words) == text


def test_a_long_list_says_how_many_more_and_never_one_more() -> None:
    assert wording.some(["a", "b", "c", "d"], most=3) == "a, b, c and d"
    assert wording.some(["a", "b", "c", "d", "e"], most=3) == "a, b, c and two more"


def test_a_sentence_starts_with_a_capital_and_ends_with_one_period() -> None:
    assert wording.sentence("IT is named.") == "IT is named."
    assert wording.sentences(["nobody answers", "", "HR may"]) == "Nobody answers. HR may."


def test_small_counts_are_words_and_large_ones_digits() -> None:
    assert [wording.count(each) for each in (0, 8, 12)] == ["no", "eight", "12"]


def test_a_function_has_a_label_and_a_name_for_sentences() -> None:
    assert (WORDS.label("it"), WORDS.function("it")) == ("IT", "IT")
    assert (WORDS.label("executive"), WORDS.function("executive")) == ("Executive team", "the executive team")


def test_an_organization_keeps_its_own_name_for_a_function() -> None:
    words = Wording(function_names={"service": "Client Care"})
    assert (words.label("service"), words.function("service")) == ("Client Care", "Client Care")


def test_a_function_nobody_described_is_named_by_its_key() -> None:
    assert WORDS.label("field_sales") == "Field Sales"


def test_a_pooled_unit_lists_its_functions_and_is_a_plural() -> None:
    assert WORDS.label("other:executive+hr") == "Other functions (Executive team and HR)"
    assert WORDS.verb("other:executive+hr", "rates", "rate") == "rate"


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("VIEW>=50", "One view at 50 or more"),
        ("AE>=62.5", "Elevating at 62.5 or more"),
        ("weakest MO>=50", "Weakest function's market orientation at 50 or more"),
        ("5 owned", "Five of eight stages owned and accepted"),
        ("no orphan", "No stage without an owner"),
        ("pulse>=62.5", "Customers' own view at 62.5 or more"),
        ("CX lead", "An executive is named to lead customer experience"),
    ],
)
def test_a_gate_reads_as_a_line_of_a_checklist(key: str, line: str) -> None:
    assert WORDS.gate(key) == line


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        ({}, "contested"),
        ({"contested": 80, "owned": 20}, "contested"),
        ({"contested": 79, "owned": 21}, "likely contested"),
        ({"contested": 50, "owned": 30, "leaning": 20}, "undecided between contested and owned"),
    ],
)
def test_a_state_is_said_as_surely_as_it_is_known(probability: dict[str, int], text: str) -> None:
    assert WORDS.state_likely("contested", probability) == text


def test_hidden_and_missing_are_two_words_and_the_first_knows_the_threshold() -> None:
    words = Wording(minimum_group=7)
    assert (words.hidden("fewer_than_five"), words.hidden("no_data")) == ("fewer than seven", "no answers")


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="'la'"):
        wording.terms("la")


# --- In other languages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "number", "share", "day"),
    [
        ("de", "62,5", "40\u00a0%", "14. März 2026"),
        ("fr", "62,5", "40\u202f%", "14 mars 2026"),
        ("es", "62,5", "40\u00a0%", "14 de marzo de 2026"),
        ("en", "62.5", "40%", "14 March 2026"),
    ],
)
def test_numbers_shares_and_days_are_written_as_the_language_does(
    language: str, number: str, share: str, day: str
) -> None:
    with translation.override(language):
        assert wording.number(62.5) == number
        assert (wording.percent(0.4), wording.in_percent(40)) == (share, share)
        assert wording.date(dt.date(2026, 3, 14)) == day


def test_a_band_of_shares_bears_one_sign() -> None:
    with translation.override("de"):
        assert [wording.in_percent(band) for band in ("50–79%", "<50%")] == ["50–79\u00a0%", "<50\u00a0%"]


def test_a_coefficient_keeps_its_decimals() -> None:
    assert (wording.fixed(0.7), wording.fixed(-0.05)) == ("0.70", "−0.05")
    with translation.override("de"):
        assert wording.fixed(0.7) == "0,70"


def test_counts_are_words_in_english_alone() -> None:
    with translation.override("es"):
        assert [wording.count(each) for each in (1, 8)] == ["1", "8"]


@pytest.mark.parametrize(
    ("word", "and_", "or_"),
    [
        ("Ventas", False, False),
        ("Innovación", True, False),
        ("hierro", False, False),
        ("Operaciones", False, True),
    ],
)
def test_spanish_says_and_and_or_otherwise_before_their_own_sound(word: str, and_: bool, or_: bool) -> None:
    assert languages.sounds_like_and(word, language="es") is and_
    assert languages.sounds_like_or(word, language="es") is or_
    assert not languages.sounds_like_and(word, language="de")


def test_a_name_tells_whether_it_takes_a_verb_for_one_or_for_many() -> None:
    words = Wording(function_names={"sales": "The sellers"})
    assert [words.number(key) for key in ("sales", "it", "other:executive+hr")] == [1, 1, 2]


def test_a_language_speaks_of_an_instrument_in_its_own_title_or_in_english() -> None:
    titles = {"en": "Ownership", "de": "Zuständigkeit"}
    assert [languages.in_language(titles, each) for each in ("de", "fr")] == ["Zuständigkeit", "Ownership"]
