"""Colors for paper: the same lines the screen reads.

`static/css/tokens.css` is the only file with a color in it. Everything that is not a browser asks here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

TOKENS = Path(__file__).resolve().parent.parent / "static" / "css" / "tokens.css"
_LINE = re.compile(r"^\s*--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6})\s*;", re.MULTILINE)


@lru_cache(maxsize=1)
def colors() -> dict[str, str]:
    """Token name without dashes -> "#rrggbb", in the order of the file.

    Raises ValueError when the file names no color: a report in black on black is worse than none.
    """
    found = dict(_LINE.findall(TOKENS.read_text(encoding="utf-8")))
    if not found:
        raise ValueError(f"{TOKENS.name} holds no line like `--ink: #1c2327;`.")
    return found


def color(name: str) -> str:
    """The color of one token, such as `color("accent")`; KeyError when there is none."""
    return colors()[name]
