"""A person reads the questionnaire in a language of the wave: questions, buttons and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils.translation.template import templatize

from organizations.scope import org_scope
from surveys import library
from surveys.actions import save_answers
from surveys.models import Draft
from tests.surveys.fieldwork import a_wave, an_organization, begun, invited

ROOT = Path(settings.BASE_DIR)
OTHERS = [code for code, _name in settings.LANGUAGES if code != "en"]
READ_BY_RESPONDENTS = [
    *sorted(ROOT.glob("templates/surveys/answer/*.html")),
    *sorted(ROOT.glob("templates/reports/outcome*.html")),
    *sorted(ROOT.glob("templates/surveys/pulse/*.html")),
    *sorted(ROOT.glob("templates/surveys/mail/*")),
    *sorted(ROOT.glob("templates/components/*.html")),
    ROOT / "templates/base.html",
    *(
        ROOT / f"surveys/{name}.py"
        for name in ("errors", "forms", "mailing_texts", "pulse_errors", "pulse_sheet", "views")
    ),
]
MARKS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
PLACE = re.compile(r"%\(\w+\)s")


def catalog(language: str) -> Catalog:
    return read_po(BytesIO((ROOT / f"locale/{language}/LC_MESSAGES/django.po").read_bytes()))


def texts(path: Path) -> Iterator[str]:
    """The texts of a file that are meant to be translated."""
    source = path.read_text()
    code = templatize(source, origin=str(path)) if path.suffix in (".html", ".txt") else source
    for _line, mark, found, _comments in extract_python(BytesIO(code.encode()), MARKS.keys(), [], {}):
        parts = found if isinstance(found, tuple) else (found,)
        yield from parts[1:2] if mark == "pgettext" else [part for part in parts[:1] if part]


def test_the_four_languages_of_the_questionnaire_are_those_of_its_pages() -> None:
    assert set(library.instrument("cx-ownership-maturity", "1.0").languages) == {"en", *OTHERS}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_a_respondent_reads_is_translated(language: str) -> None:
    known = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalog(language)
        if message.id and all([message.string] if isinstance(message.string, str) else message.string)
    }
    wanted = {text for path in READ_BY_RESPONDENTS for text in texts(path)}
    assert len(wanted) > 60
    assert wanted - known == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_what_the_original_fills_in(language: str) -> None:
    for message in catalog(language):
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = set(PLACE.findall(originals[-1]))
        assert set(PLACE.findall(strings[-1])) == wanted, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_what_was_compiled_is_what_was_written(language: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalog(language))
    compiled.seek(0)
    shipped = (ROOT / f"locale/{language}/LC_MESSAGES/django.mo").read_bytes()
    assert texts_of(BytesIO(shipped)) == texts_of(compiled)


def texts_of(compiled: BytesIO) -> dict[Any, str]:
    """Translations by text and plural form, without the header, which tells the day of compiling."""
    catalog: dict[Any, str] = vars(GNUTranslations(compiled))["_catalog"]
    return {text: translation for text, translation in catalog.items() if text}


# --- In the field -----------------------------------------------------------------------------------------


@pytest.fixture
def wave(db: None) -> Iterator[Any]:
    with org_scope(an_organization()):
        yield a_wave(languages=["en", "de", "fr", "es"])


FIRST_WORDS = {
    "de": ("Wie gehen wir mit Kunden um", "Beginnen", "Wer fragt"),
    "fr": ("Comment traitons-nous les clients", "Commencer", "Qui demande"),
    "es": ("¿Cómo tratamos a los clientes", "Empezar", "Quién pregunta"),
}


@pytest.mark.parametrize("language", OTHERS)
def test_the_first_screen_speaks_the_browsers_language(client: Client, wave: Any, language: str) -> None:
    address = f"/r/{invited(wave)}/"
    page = client.get(address, headers={"accept-language": f"{language}-CH,{language};q=0.9,en;q=0.1"})
    assert f'<html lang="{language}" dir="ltr">' in page.text
    assert [words for words in FIRST_WORDS[language] if words not in page.text] == []


def test_a_browser_of_another_language_gets_the_first_of_the_wave(client: Client, wave: Any) -> None:
    page = client.get(f"/r/{invited(wave)}/", headers={"accept-language": "ja"})
    assert '<html lang="en" dir="ltr">' in page.text


def test_a_language_that_is_picked_stays_and_loses_no_answer(client: Client, wave: Any) -> None:
    token = invited(wave)
    client.post(f"/r/{token}/?in=de", {})
    save_answers(Draft.objects.get(), {"VIEW1": "4"})
    assert "Wie oft sehen Sie, dass das geschieht?" in client.get(f"/r/{token}/2/").text
    client.post(f"/r/{token}/language/", {"language": "es"})
    page = client.get(f"/r/{token}/2/").text
    assert "¿Con qué frecuencia ve que esto ocurra?" in page
    assert re.search(r'name="VIEW1" value="4"[^>]* checked', page)


def test_a_language_is_changed_on_the_page_one_looks_at(client: Client, wave: Any) -> None:
    _draft, token = begun(wave)
    for at, ends in (("knowing", "/2/"), ("review", "/review/"), ("no-such-page", "/1/")):
        answer = client.post(f"/r/{token}/language/", {"language": "fr", "page": at})
        assert answer["Location"].endswith(ends)
    assert "Avant d’envoyer" in client.get(f"/r/{token}/review/").text
    assert 'value="es"' in client.get(f"/r/{token}/review/").text


def test_thanks_are_said_in_the_language_that_was_answered_in(client: Client, wave: Any) -> None:
    draft, token = begun(wave)
    client.post(f"/r/{token}/language/", {"language": "es"})
    thanks = client.post(f"/r/{token}/send/", follow=True)
    assert thanks.redirect_chain == [("/r/sent/?in=es", 302)]
    assert "Gracias" in thanks.text
    assert Draft.objects.filter(pk=draft.pk).count() == 0


def test_functions_with_the_names_of_the_instrument_are_named_in_the_language_of_the_reader(
    client: Client, wave: Any
) -> None:
    page = client.get(f"/r/{invited(wave, function='sales')}/?in=fr").text
    assert "<strong>Ventes</strong>" in page
    page = client.get(f"/r/{invited(wave, function='legal')}/?in=fr").text
    assert "<strong>Legal</strong>" in page


def test_what_goes_wrong_is_said_in_the_language_of_the_browser(client: Client, wave: Any) -> None:
    page = client.get(f"/r/{'x' * 43}/", headers={"accept-language": "de"})
    assert (page.status_code, "Dieser Link öffnet keinen Fragebogen." in page.text) == (404, True)
