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
ACTION = ("title", "text", "who", "where")
OPTIONAL = {"number"}
"""Keys that say how a word behaves in its language, and need not be in another."""
SHORT = 3
"""Words in a text that may be the same in another language: names, abbreviations."""


def by_file() -> dict[str, Any]:
    """Every English word of a report as the files of another language hold theirs, by the kind of file."""
    actions = {
        action.id: {part: text for part in ACTION if (text := getattr(action, part))}
        for action in catalog().actions
    }
    published = {
        figure.key: {part: text for part in TEXTS if (text := getattr(figure, part))} for figure in figures()
    }
    sources = yaml.safe_load(RESEARCH.read_text(encoding="utf-8"))["sources"]
    return {
        "terms": words_of("terms", "en"),
        "actions_catalog": {"sources": dict(catalog().sources), "actions": actions},
        "research": {"sources": sources, "figures": published},
    }


def english() -> dict[str, str]:
    """Every text of terms, actions and published figures."""
    return dict(_flat(by_file(), ""))


def spoken(language: str) -> dict[str, str]:
    """The same of another language, as its files have them."""
    return dict(_flat({kind: words_of(kind, language) for kind in by_file()}, ""))


def _flat(said: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(said, dict):
        for key, value in said.items():
            if key not in OPTIONAL:
                yield from _flat(value, f"{path}.{key}".lstrip("."))
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
