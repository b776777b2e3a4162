"""The words of a report in two languages side by side, each text under the path it stands at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from reports.catalog import catalog
from reports.composing.orientation_figures import RESEARCH, TEXTS, figures
from reports.languages import words_of

BLANK = re.compile(r"\{\w*\}")
OPTIONAL = {"number"}
"""Keys that say how a word behaves in its language, and need not be in another."""
SHORT = 3
"""Words in a text that may be the same in another language: names, abbreviations."""


def english() -> dict[str, str]:
    """Every text of terms, actions and published figures."""
    actions = {
        f"actions.{action.id}.{part}": getattr(action, part)
        for action in catalog().actions
        for part in ("title", "text", "who", "where")
        if getattr(action, part)
    }
    sources = {f"actions.sources.{key}": text for key, text in catalog().sources.items()}
    published = {
        f"research.{figure.key}.{part}": getattr(figure, part)
        for figure in figures()
        for part in TEXTS
        if getattr(figure, part)
    }
    terms = dict(_flat(words_of("terms", "en"), "terms"))
    return terms | sources | actions | published | dict(_flat(_published_in(), "research.sources"))


def _published_in() -> Any:
    return yaml.safe_load(RESEARCH.read_text(encoding="utf-8"))["sources"]


def spoken(language: str) -> dict[str, str]:
    """The same of another language, as its three files have them."""
    actions, research = words_of("actions_catalog", language), words_of("research", language)
    return dict(
        [
            *_flat(words_of("terms", language), "terms"),
            *_flat(actions["sources"], "actions.sources"),
            *_flat(actions["actions"], "actions"),
            *_flat(research["figures"], "research"),
            *_flat(research["sources"], "research.sources"),
        ]
    )


def _flat(said: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(said, dict):
        for key, value in said.items():
            if key not in OPTIONAL:
                yield from _flat(value, f"{path}.{key}")
    elif isinstance(said, str):
        yield path, said
    else:
        raise TypeError(f"{path} is {said!r}, which is no text: a program read it as something else")


def complaints(original: dict[str, str], translation: dict[str, str]) -> list[str]:
    """What is wrong with a translation: texts missing, needless, left in English, or filling in others."""
    missing = [f"{path} is missing" for path in original.keys() - translation.keys()]
    needless = [f"{path} is not in English" for path in translation.keys() - original.keys()]
    both = original.keys() & translation.keys()
    blanks = [
        f"{path} fills in {sorted(BLANK.findall(translation[path]))}"
        for path in both
        if sorted(set(BLANK.findall(original[path]))) != sorted(set(BLANK.findall(translation[path])))
    ]
    left = [
        f"{path} is still English"
        for path in both
        if translation[path] == original[path] and len(original[path].split()) > SHORT
    ]
    empty = [f"{path} is empty" for path in both if not translation[path].strip()]
    return sorted([*missing, *needless, *blanks, *left, *empty])
