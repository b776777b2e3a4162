"""How answers to plain questions are spread, and of whom that is shown."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.codebook import CANT_TELL
from scoring.privacy import publish
from scoring.tally import AnswerBlock
from tests.scoring.test_results import BOOK, answered, evaluated


def asked(column: str, *texts: str, sizes: dict[str, int] | None = None) -> AnswerBlock:
    """Sales, then finance, answer one question so; everything else at random."""
    block = answered(sizes or {"sales": len(texts)})
    block.answers[:, BOOK.index(column)] = [BOOK.codes(column)[text] for text in texts]
    return block


def test_shares_are_of_those_who_can_tell() -> None:
    found = evaluated(asked("ACC", *["1"] * 9, *["5"] * 3, "dk", "")).choices["ACC"]
    assert found["sales"].shares == {"1": 0.75, "2": 0.0, "3": 0.0, "4": 0.0, "5": 0.25}
    assert found["sales"].n == 12


def test_two_picks_count_for_both() -> None:
    picks = ["decide;shape"] * 6 + ["shape"] * 3 + ["little"] * 3
    found = evaluated(asked("ECO", *picks)).choices["ECO"]["sales"]
    assert (found.shares["decide"], found.shares["shape"], found.shares["little"]) == (0.5, 0.75, 0.25)


def test_the_organization_is_the_mean_of_the_units_shown() -> None:
    """Finance, with nine answers, is neither shown nor part of the mean."""
    sizes = {"sales": 10, "it": 20, "finance": 9}
    texts = ["1"] * 9 + ["2"] + ["5"] * 10 + ["1"] * 10 + ["3"] * 9
    found = evaluated(asked("ACC", *texts, sizes=sizes)).choices["ACC"]
    assert set(found) == {"organization", "sales", "it"}
    assert (found["organization"].shares["1"], found["organization"].shares["3"]) == (0.7, 0.0)


def test_rating_and_clock_are_shown_of_all_together() -> None:
    found = evaluated(answered({"sales": 30, "it": 30})).choices
    assert {key for column in ("OUT", "CLK1", "CLK4") for key in found[column]} == {"organization"}


def test_below_ten_nothing_is_spread_out() -> None:
    block = answered({"sales": 20})
    block.answers[:11, [BOOK.index("ACC"), BOOK.index("OUT")]] = CANT_TELL
    found = evaluated(block).choices
    assert (found["ACC"], found["OUT"]) == ({}, {})


def test_what_everybody_answered_alike_is_not_published() -> None:
    assert publish(evaluated(asked("ACC", *["4"] * 12))).choices["ACC"] == {}


def test_published_shares_are_rounded() -> None:
    published = publish(evaluated(asked("ACC", *["1"] * 9, *["5"] * 3))).choices["ACC"]["sales"]
    assert (published.n, published.shares["1"]) == ("10–19", 0.75)
    assert np.mean([share * 20 % 1 for share in published.shares.values()]) == pytest.approx(0)
