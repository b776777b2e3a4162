"""A report in a language that is written from right to left: English in the letters of another script.

No real translation of ours runs that way yet; this one shows whether every format turns round, and which
words were forgotten, for those stay Latin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from django.conf import settings
from django.test import override_settings
from django.utils.translation import trans_real

from reports import languages
from reports.catalog import catalog
from reports.composing.orientation_figures import figures
from tests import messages
from tests.reports import words
from tests.surveys.mirrored import LANGUAGE, mirrored

__all__ = ["LANGUAGE", "said", "spoken"]


def said(text: str) -> str:
    """A text in that language; its arrows point the other way."""
    return mirrored(text).replace("→", "←")


@contextmanager
def spoken(folder: Path, *, language: str = LANGUAGE, say: Callable[[str], str] = said) -> Iterator[str]:
    """Reports can be written in the language inside; `say` makes every word of it, put into `folder`."""
    for kind, tree in words.by_file().items():
        text = yaml.safe_dump(_translated(tree, say), allow_unicode=True)
        (folder / f"{kind}_{language}.yaml").write_text(text, encoding="utf-8")
    (folder / "terms_en.yaml").symlink_to(languages.FOLDER / "terms_en.yaml")
    _write_catalog(folder / "locale", language, say)
    home = languages.FOLDER
    _forget()
    languages.FOLDER = folder
    try:
        with override_settings(LOCALE_PATHS=[folder / "locale", *settings.LOCALE_PATHS]):
            yield language
    finally:
        languages.FOLDER = home
        _forget()


def _forget() -> None:
    for kept in (languages.words_of, catalog, figures):
        kept.cache_clear()
    trans_real._translations.clear()  # type: ignore[attr-defined]


def _translated(tree: Any, say: Callable[[str], str]) -> Any:
    """The same words in the language; keys and numbers as they are."""
    if isinstance(tree, dict):
        return {key: _translated(value, say) for key, value in tree.items()}
    return say(tree) if isinstance(tree, str) else tree


def _write_catalog(folder: Path, language: str, say: Callable[[str], str]) -> None:
    made: Catalog = Catalog(locale=language, fuzzy=False)
    for text in messages.texts():
        forms = tuple(map(say, text.forms))
        string: Any = forms[0] if len(forms) == 1 else tuple(forms[-1:] * made.num_plurals)
        made.add(text.ident, string, context=text.context)
    file = folder / language / "LC_MESSAGES" / "django.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(messages.compiled(messages.written(made)))
