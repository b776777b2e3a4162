"""A language in which reports are offered has every word of them, and programs read what was written."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from reports import languages
from tests import messages
from tests.reports import words

FURTHER = [language for language in languages.OFFERED if language != "en"]
BLANK = re.compile(r"\{\w*\}|%\(\w+\)s")
CATALOGS = sorted(
    [
        *messages.OF_REPORTS.glob("*/LC_MESSAGES/django.po"),
        *messages.OF_RESPONDENTS.glob("*/LC_MESSAGES/django.po"),
    ]
)


def test_english_is_offered_first_and_every_language_is_known_by_its_own_name() -> None:
    assert languages.OFFERED[0] == "en"
    assert set(languages.OFFERED) <= set(languages.NAMES)


# --- The words of files -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", FURTHER)
def test_terms_actions_and_figures_have_every_text_of_the_english_ones(language: str) -> None:
    assert words.complaints(words.english(), words.spoken(language)) == []


def test_the_english_words_pass_for_a_translation_only_where_they_are_names() -> None:
    english = words.english()
    assert len(english) > 500
    long = [path for path, text in english.items() if len(text.split()) > words.SHORT]
    assert words.complaints(english, english) == sorted(f"{path} is still English" for path in long)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (None, "a is missing"),
        ("", "a is empty"),
        ("am {ort}", "a fills in ['{ort}']"),
        ("ask {who} at once, today", "a is still English"),
    ],
)
def test_a_lack_in_a_translation_is_found(text: str | None, complaint: str) -> None:
    translation = {} if text is None else {"a": text}
    assert complaint in words.complaints({"a": "ask {who} at once, today"}, translation)


# --- The texts of the code --------------------------------------------------------------------------


def test_every_module_and_template_of_a_report_is_looked_through() -> None:
    places = {text.place for text in messages.texts()}
    assert len(places) > 70
    assert {
        "reports/wording.py",
        "templates/reports/figures/clock.html",
        "reports/renderers/pdf.py",
    } <= places


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_catalog_holds_every_text_of_the_code_and_no_other(language: str) -> None:
    known = {(message.id, message.context) for message in messages.catalog_of(language) if message.id}
    assert known == {(text.ident, text.context) for text in messages.texts()}, "make messages brings them in"


@pytest.mark.parametrize("language", FURTHER)
def test_every_text_of_an_offered_language_is_translated(language: str) -> None:
    catalog = messages.catalog_of(language)
    assert [each.id for each in catalog if each.id and not messages.is_translated(each)] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_translation_fills_in_what_the_original_fills_in(language: str) -> None:
    for message in messages.catalog_of(language):
        if message.id and messages.is_translated(message):
            assert _blanks(message.string) == _blanks(message.id), message.id


def _blanks(said: Any) -> set[str]:
    """What the last form of a text fills in; the others may leave the number out."""
    return set(BLANK.findall(said if isinstance(said, str) else said[-1]))


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: str(path.relative_to(messages.ROOT)))
def test_what_was_compiled_is_what_was_written(path: Path) -> None:
    assert _texts(path.with_suffix(".mo").read_bytes()) == _texts(messages.compiled(path.read_bytes()))


def _texts(compiled: bytes) -> dict[Any, str]:
    """Translations by text and plural form, without the header."""
    catalog: dict[Any, str] = vars(GNUTranslations(BytesIO(compiled)))["_catalog"]
    return {text: translation for text, translation in catalog.items() if text}


def test_a_text_that_is_new_comes_in_empty_and_the_others_keep_their_translations() -> None:
    before = messages.Catalog(locale="de", fuzzy=False)
    before.add("Owner", "Verantwortlich")
    before.add("Owned", "Geregelt")
    now = messages.Catalog(fuzzy=False)
    now.add("Owner")
    now.add("Owners")
    made = {each.id: each.string for each in messages.updated(before, to=now, language="de") if each.id}
    assert made == {"Owner": "Verantwortlich", "Owners": ""}
