"""Names in scripts that run against the words around them, kept whole inside those sentences.

Without this, "שירות 45%" would put the share on the far side of the name, and so would "Service 45%" in a
report that is written from right to left. Comments are left alone: they are set in the direction of their
own script.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from reports.documents import FOR_PROGRAMS, ReportDocument

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_LEFT_TO_RIGHT = "A-Za-z\u00c0-\u024f"
_AGAINST = {
    "ltr": re.compile(f"[{_RIGHT_TO_LEFT}](?:[^{_LEFT_TO_RIGHT}]*[{_RIGHT_TO_LEFT}])?"),
    "rtl": re.compile(f"[{_LEFT_TO_RIGHT}](?:[^{_RIGHT_TO_LEFT}]*[{_LEFT_TO_RIGHT}])?"),
}
"""By the direction of the report, the runs that go against it."""
OWN_DIRECTION = frozenset({"quotes"})
LEFT_ALONE = OWN_DIRECTION | FOR_PROGRAMS


def isolated(document: ReportDocument) -> ReportDocument:
    """The document with every such run between isolates (Unicode Annex 9); itself where there is none."""
    tree = document.model_dump(mode="json")
    run = _AGAINST[document.direction]
    changed = translated(tree, lambda text: _isolate(text, run), but=LEFT_ALONE)
    return document if changed == tree else ReportDocument.model_validate(changed)


def translated(tree: Any, change: Callable[[str], str], *, but: frozenset[str] = frozenset()) -> Any:
    """The same tree with every string in it changed, except below the keys in `but`."""
    if isinstance(tree, str):
        return change(tree)
    if isinstance(tree, dict):
        return {k: v if k in but else translated(v, change, but=but) for k, v in tree.items()}
    return [translated(value, change, but=but) for value in tree] if isinstance(tree, list) else tree


def _isolate(text: str, against: re.Pattern[str]) -> str:
    return against.sub(lambda run: f"{FIRST_STRONG_ISOLATE}{run[0]}{POP_ISOLATE}", text)
