"""The languages a report can be written in, and what no table of translations says about them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

OFFERED: tuple[str, ...] = ("en", "de", "fr", "es")
"""Languages in which every word of a report is there; English is the one they are made from."""

NAMES = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
"""What each language calls itself."""

REGIONS = {"en": "US", "de": "DE", "fr": "FR", "es": "ES"}
"""Where a language is taken to be written, for programs that check its spelling."""

FOLDER = Path(__file__).parent
"""Where the words stand: terms_<language>.yaml, actions_catalog_<language>.yaml, research_<language>.yaml."""

NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"
SPACED_PERCENT = {"de": NO_BREAK, "es": NO_BREAK, "fr": NARROW_NO_BREAK}


@functools.cache
def words_of(kind: str, language: str) -> dict[str, Any]:
    """What a file of words holds in a language. Raises ValueError when a report does not speak it."""
    path = FOLDER / f"{kind}_{language}.yaml"
    if not path.exists():
        raise ValueError(f"a report cannot be written in {language!r}: {path.name} is missing")
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def tag(language: str) -> str:
    """The language with its region, as office programs want it: "de-DE"."""
    region = REGIONS.get(language, "")
    return f"{language}-{region}" if region else language


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text of a language, else the English one, else whichever there is."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()))


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
