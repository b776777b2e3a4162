"""Words as cells of a table that other programs open: nothing in them is obeyed, and a number is a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cxassess.formulas import disarmed, is_formula
from reports.wording import decimal_mark

__all__ = ["Number", "clean", "guarded", "is_formula", "number_in"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MARKS = "\u200e\u200f\u061c\u2068\u2069"
"""What sets the direction of a number and is no part of it."""
_NUMBER = r"([+−-]?)(0|[1-9]\d{0,11})(?:MARK(\d{1,3}))?([\u00a0\u202f]?%|)"


@dataclass(frozen=True)
class Number:
    """A cell that is one number. `pattern` shows it in a spreadsheet as the document has it in words.

    value  a share is a fraction: 45% is 0.45.
    """

    value: float
    pattern: str

    def bare(self) -> str:
        """As every program reads it: ASCII digits and sign, a point, the percent sign that says the unit."""
        share = self.pattern.endswith("%")
        places = self.pattern.partition(";")[0].partition(".")[2].count("0")
        return f"{self.value * (100 if share else 1):.{places}f}{'%' if share else ''}"


def clean(text: str) -> str:
    """Without NUL, control characters and what no XML may hold; tabs and returns are spaces and line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _CONTROL.sub("", lines)


def guarded(text: str) -> str:
    """For files without types: clean, on one line, an apostrophe before whatever could be a formula.

    >>> guarded("=1+1")
    "'=1+1"
    """
    return disarmed(clean(text).replace("\n", " · "))


def number_in(text: str) -> Number | None:
    """The number a cell of the active language consists of; None for bounds, bands, intervals and words.

    >>> number_in("−7.5")
    Number(value=-7.5, pattern='0.0;−0.0;0.0')
    >>> number_in("≥90") is None
    True
    """
    match = _pattern_of_numbers(decimal_mark()).fullmatch(text.translate(dict.fromkeys(map(ord, _MARKS))))
    if match is None:
        return None
    sign, whole, decimals, percent = match.groups(default="")
    digits = len(decimals) + (2 if percent else 0)
    size = int(whole + decimals) / 10**digits
    return Number(0.0 - size if sign in ("−", "-") else size, _pattern(sign, len(decimals), percent))


@lru_cache
def _pattern_of_numbers(mark: str) -> re.Pattern[str]:
    return re.compile(_NUMBER.replace("MARK", re.escape(mark)), re.ASCII)


def _pattern(sign: str, decimals: int, percent: str) -> str:
    space = f'"{percent[:-1]}"' if percent[:-1] else ""
    plain = "0" + ("." + "0" * decimals if decimals else "") + space + percent[-1:]
    if not sign:
        return plain
    return f"{'+' if sign == '+' else ''}{plain};−{plain};{plain}"
