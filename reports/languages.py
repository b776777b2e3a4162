"""The languages a report can be written in, and what no table of translations says about them."""

from __future__ import annotations

from pathlib import Path

OFFERED: tuple[str, ...] = ("en",)
"""Languages in which every word of a report is there; English is the one they are made from."""

FOLDER = Path(__file__).parent
"""Where the vocabularies stand: terms_<language>.yaml and their like."""

NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"
SPACED_PERCENT = {"de": NO_BREAK, "es": NO_BREAK, "fr": NARROW_NO_BREAK}


def percent_sign(language: str) -> str:
    """The sign as it stands after a number: "%", or with the space the language puts before it."""
    return f"{SPACED_PERCENT.get(language, '')}%"


def sounds_like_and(word: str, *, language: str) -> bool:
    """Whether "and" changes before this word: in Spanish before the sound of its own "y"."""
    spoken = word.lower()
    return language == "es" and spoken.startswith(("i", "hi", "í", "hí")) and not spoken.startswith("hie")


def sounds_like_or(word: str, *, language: str) -> bool:
    """The same for "or": in Spanish before an o."""
    return language == "es" and word.lower().startswith(("o", "ho", "ó", "hó"))
