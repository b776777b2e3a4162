"""The words of invitations and reminders: the product's in four languages, a wave's own, and their fields.

A field is a name from a short list between braces, such as {link}. Nothing else between braces is allowed,
nothing is evaluated, and what is filled in is not read again: a text cannot reach further than its fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import formats, translation
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from cxassess.errors import CxError
from surveys.mail_models import Kind, MailText
from surveys.models import Wave
from surveys.questionnaire import first_words

FIELDS: dict[str, str] = {
    "organization": "name of the client",
    "assessment": "what the questionnaire is called",
    "who_asks": "who asks, as the set-up says; else the client’s name",
    "link": "the person’s own link",
    "last_day": "the last day for answers",
    "minutes": "minutes it takes",
    "smallest_group": "the smallest group of which anything is shown",
}
LONGEST_SUBJECT, LONGEST_BODY = 150, 5_000

_FIELD = re.compile(r"\{([a-z_]+)\}")
_EXPRESSION = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|\$\{|<%|%>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")


class TextRefused(CxError):
    """A text that cannot go out; `details["field"]` is subject or body."""

    code = "mail_text_refused"
    status = 400


@dataclass(frozen=True)
class Words:
    """Subject and body with fields, or with the fields filled in."""

    subject: str
    body: str


# --- The product's own words ----------------------------------------------------------------------------

DEFAULTS: dict[Kind, Words] = {
    Kind.INVITATION: Words(
        _("{organization} asks for your view"),
        _(
            "Good day,\n\n"
            "{who_asks} would like to know how customers are dealt with at {organization}, as you see it in"
            " your own work. There are no right answers. It takes about {minutes} minutes, and you can stop"
            " and go on later.\n\n"
            "Your personal link:\n\n{link}\n\n"
            "Last day for answers: {last_day}.\n\n"
            "Your answers are anonymous. They are kept without anything that leads to you, and nothing is"
            " shown for fewer than {smallest_group} people.\n\n"
            "Thank you for your time."
        ),
    ),
    Kind.REMINDER: Words(
        _("Reminder: {organization} asks for your view"),
        _(
            "Good day,\n\n"
            "the questionnaire on how customers are dealt with at {organization} is still open. If you have"
            " already taken part, thank you: then there is nothing more to do.\n\n"
            "If not, this is your personal link. It takes about {minutes} minutes:\n\n{link}\n\n"
            "Last day for answers: {last_day}.\n\n"
            "Reminders are sent automatically. Nobody is shown who receives one, and nobody can see who"
            " answered what; nothing is shown for fewer than {smallest_group} people.\n\n"
            "Thank you for your time."
        ),
    ),
}


def default_words(kind: str, *, language: str) -> Words:
    """What goes out in a language when nobody wrote anything else."""
    words = DEFAULTS[Kind(kind)]
    with translation.override(language):
        return Words(gettext(words.subject), gettext(words.body))


def words_of(wave: Wave, kind: str, *, language: str) -> Words:
    """The wave's own words in this language, else the product's."""
    own = MailText.objects.filter(wave=wave, kind=kind, language=language).first()
    return Words(own.subject, own.body) if own else default_words(kind, language=language)


# --- What may be written --------------------------------------------------------------------------------


def checked(words: Words) -> Words:
    """The words as they are stored: one line of subject, Unix line ends. Raises TextRefused."""
    subject = " ".join(words.subject.split())
    body = words.body.replace("\r\n", "\n").replace("\r", "\n").strip()
    for field, text, longest in (("subject", subject, LONGEST_SUBJECT), ("body", body, LONGEST_BODY)):
        _refuse_odd(text, field=field, longest=longest)
    if "{link}" in subject:
        raise TextRefused(
            "The link belongs into the text, not into the subject.", details={"field": "subject"}
        )
    if "{link}" not in body:
        raise TextRefused("Without {link} nobody finds the questionnaire.", details={"field": "body"})
    return Words(subject, body)


def _refuse_odd(text: str, *, field: str, longest: int) -> None:
    refused = _what_is_odd(text, longest=longest)
    if refused:
        raise TextRefused(refused, details={"field": field})


def _what_is_odd(text: str, *, longest: int) -> str:
    """Why a text cannot go out, "" if it can."""
    if not text:
        return "Write something."
    if len(text) > longest:
        return f"At most {longest} characters."
    if _CONTROL.search(text):
        return "There is a character in it that cannot be seen."
    if _EXPRESSION.search(text):
        return "Expressions are not evaluated; use one of the fields, such as {organization}."
    if unknown := [name for name in _FIELD.findall(text) if name not in FIELDS]:
        return (
            f"{{{unknown[0][:40]}}} is not a field. The fields are {', '.join(f'{{{f}}}' for f in FIELDS)}."
        )
    if set("{}") & set(_FIELD.sub("", text)):
        return "Braces stand only around the name of a field, such as {organization}."
    return ""


# --- Filling in -----------------------------------------------------------------------------------------


def filled(words: Words, *, values: Mapping[str, str]) -> Words:
    """The words with every field replaced, once; a value that looks like a field stays as it is."""

    def fill(text: str) -> str:
        return _FIELD.sub(lambda found: values[found[1]], text)

    return Words(" ".join(fill(words.subject).split()), fill(words.body))


def values_of(wave: Wave, *, language: str) -> dict[str, str]:
    """What the fields of a wave's mails stand for in a language, but for the link."""
    with translation.override(language):
        return {
            "organization": _line(wave.organization.name),
            "assessment": _line(wave.assessment.name),
            "who_asks": _line(wave.asks or wave.organization.name),
            "last_day": _last_day(wave),
            "minutes": str(first_words(wave, language=language).minutes[1]),
            "smallest_group": str(wave.minimum_group),
        }


def _last_day(wave: Wave) -> str:
    if wave.closes_on is None:
        return gettext("not fixed yet")
    return str(formats.date_format(wave.closes_on, pgettext("date", "l j F Y")))


def _line(text: str) -> str:
    return " ".join(text.split())
