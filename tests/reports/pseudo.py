"""A language nobody speaks: every text of a report between ⟦ and ⟧, what is filled into it outside of them.

Words left outside come from nowhere a translator looks. The table of translations holds what an extractor
finds in the code, so a text that is passed to gettext without being readable there stays outside as well.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from django.conf import settings
from django.test import override_settings
from django.utils import dates

from reports import languages
from reports.catalog import catalog
from reports.composing.orientation_figures import TEXTS, figures
from reports.wording import terms

LANGUAGE = "xx"
ROOT = Path(settings.BASE_DIR)
SOURCES = sorted(path for path in ROOT.glob("reports/**/*.py") if "migrations" not in path.parts)
MARKS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "pgettext_lazy": ((1, "c"), 2),
}
BLANK = re.compile(r"\{[^{}]*\}")
BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")


def bracketed(text: str) -> str:
    """ "{name} is there" → "⟦⟧{name}⟦ is there⟧"."""
    return f"⟦{BLANK.sub(lambda blank: f'⟧{blank[0]}⟦', text)}⟧"


def outside(text: str) -> str:
    """What is left of a text without everything between brackets."""
    return BRACKETED.sub(" ", text)


@contextmanager
def spoken(folder: Path) -> Iterator[str]:
    """Reports can be written in the language inside; its words are put into `folder`."""
    _write_messages(folder / "locale")
    _write_words(folder)
    home = languages.FOLDER
    _forget()
    languages.FOLDER = folder
    try:
        with override_settings(LOCALE_PATHS=[folder / "locale", *settings.LOCALE_PATHS]):
            yield LANGUAGE
    finally:
        languages.FOLDER = home
        _forget()


def _forget() -> None:
    for kept in (languages.words_of, catalog, figures):
        kept.cache_clear()


Message = str | tuple[str, ...]
"""A text, or its forms for one and for many."""


def extracted(paths: Iterable[Path]) -> Iterator[tuple[Message, str | None]]:
    """What an extractor finds in the code, and the context it stands in."""
    for path in paths:
        with path.open("rb") as source:
            for _line, message, _comments, context in extract("python", source, keywords=MARKS):
                yield message if isinstance(message, str) else tuple(message), context


def messages() -> list[str]:
    """Every text of the code of reports once."""
    found = (message for message, _context in extracted(SOURCES))
    return sorted({form for each in found for form in ([each] if isinstance(each, str) else each)})


def _write_messages(folder: Path) -> None:
    found: Catalog = Catalog(locale=None, fuzzy=False)
    # Names of months are Django's, which has them in every language that is spoken.
    for message, context in extracted((*SOURCES, Path(dates.__file__))):
        found.add(message, _translated(message), context=context)
    target = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as compiled:
        write_mo(compiled, found)


def _translated(message: Message) -> Any:
    return bracketed(message) if isinstance(message, str) else tuple(map(bracketed, message))


def _write_words(folder: Path) -> None:
    """Vocabulary, actions and published figures, in the form any further language has."""
    english = catalog()
    actions = {
        action.id: {part: getattr(action, part) or "" for part in ("title", "text", "who", "where")}
        for action in english.actions
    }
    published = {each.key: {part: getattr(each, part) for part in TEXTS} for each in figures()}
    research = {"sources": _research_sources(), "figures": published}
    words = {
        "terms": terms("en"),
        "actions_catalog": {"sources": dict(english.sources), "actions": actions},
        "research": research,
    }
    for path in languages.FOLDER.glob("*.yaml"):
        shutil.copy(path, folder)
    for kind, said in words.items():
        path = folder / f"{kind}_{LANGUAGE}.yaml"
        path.write_text(yaml.safe_dump(_bracketed_within(said), allow_unicode=True), encoding="utf-8")


def _research_sources() -> dict[str, str]:
    loaded = yaml.safe_load((ROOT / "reports/research.yaml").read_text(encoding="utf-8"))
    return dict(loaded["sources"])


def _bracketed_within(said: Any) -> Any:
    """The same words, each text bracketed; keys and numbers as they are."""
    if isinstance(said, dict):
        return {key: _bracketed_within(value) for key, value in said.items()}
    return bracketed(said) if isinstance(said, str) else said
