"""Borders of states: a number that stands on one is not to miss it by the last bit of a sum."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])

PLACES = 9


def on_the_border(value: Number) -> Number:
    """The number to compare with a border: means of fractions, such as .6 − .4, freed of their rounding.

    Reported numbers stay as they are.
    """
    return round(value, PLACES) if isinstance(value, float) else np.round(value, PLACES)
