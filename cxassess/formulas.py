"""Text that a spreadsheet would take for a formula, and how it stays text.

A spreadsheet takes text for a formula when it begins with = + - @, in their full-width forms too, and some
look past spaces, quotes and invisible characters in front of them (OWASP, "CSV injection").
"""

from __future__ import annotations

import re

_SKIPPED = "\\s\"'`‘’“”«»\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
_SKIPPED += "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
_OPERATOR = "=+\\-@＝＋－＠﹦﹢﹣﹫"
_FORMULA = re.compile(f"[{_SKIPPED}]*[{_OPERATOR}]")
# German and French spreadsheets split lines at semicolons, whatever the quotes say.
_FORMULA_WITHIN = re.compile(f"(^|;)(?=[{_SKIPPED}]*[{_OPERATOR}])")


def is_formula(text: str) -> bool:
    """Whether some spreadsheet would reckon with this text instead of showing it."""
    return _FORMULA.match(text) is not None


def disarmed(text: str) -> str:
    """The text with an apostrophe before whatever could be a formula in a file without types.

    >>> disarmed("=1+1")
    "'=1+1"
    """
    return _FORMULA_WITHIN.sub(r"\1'", text)
