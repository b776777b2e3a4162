"""One person's mail: plain text always, the same as HTML beside it, in the client's name and looks.

Nothing in it is fetched from anywhere when it is read, so opening a mail tells nobody anything: the logo
travels inside, and links lead to the questionnaire without a detour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.mime.image import MIMEImage
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from cxassess.env import BASE_DIR
from organizations import branding
from organizations.mail import sender
from surveys.bounces import mark_of, sender_with
from surveys.mail_models import Contact, MailPlan, Message
from surveys.mailing_links import link_token, wave_key
from surveys.mailing_texts import Words, filled, values_of, words_of
from surveys.models import Wave

LOGO = "logo@questionnaire"
"""Content-ID of the logo inside a mail."""


@dataclass(frozen=True)
class Part:
    """A paragraph of the HTML, or the link as a button."""

    text: str
    is_link: bool


class LinkLost(Exception):
    """The link that an invitation knows cannot be made again: the installation's secret key was changed."""


class Letters:
    """Composes the mails of one wave; what they share is read once."""

    def __init__(self, wave: Wave, *, plan: MailPlan) -> None:
        self.wave = wave
        self.plan = plan
        self.key = wave_key(wave)
        self.looks = branding.of(wave.organization)
        self.logo = branding.logo_of(wave.organization) if self.looks.logo_digest else None
        self._known: dict[tuple[str, str], tuple[Words, dict[str, str]]] = {}

    def letter(self, message: Message, *, contact: Contact) -> EmailMultiAlternatives:
        """The mail of one message. Raises LinkLost."""
        token = link_token(contact, key=self.key)
        if token is None:
            raise LinkLost
        known: list[str] = self.wave.languages
        wanted = contact.invitation.language
        language = wanted if wanted in known else known[0]
        words, values = self._shared(message.kind, language)
        mail = self._written(words, values, token=token, language=language, to=contact.invitation.email)
        return self._marked(mail, mark_of(message, key=self.key))

    def _marked(self, mail: EmailMultiAlternatives, mark: str) -> EmailMultiAlternatives:
        """Bears what a report of non-delivery brings back: as Message-ID, and in the envelope if wanted."""
        host = re.sub(r"^https?://|[:/].*$", "", self.plan.origin) or "localhost"
        mail.extra_headers["Message-ID"] = f"<{mark}@{host}>"
        mail.from_email = sender_with(mark, mail.from_email)
        return mail

    def _shared(self, kind: str, language: str) -> tuple[Words, dict[str, str]]:
        if (kind, language) not in self._known:
            words = words_of(self.wave, kind, language=language)
            self._known[kind, language] = words, values_of(self.wave, language=language)
        return self._known[kind, language]

    def _written(
        self, words: Words, values: dict[str, str], *, token: str, language: str, to: str
    ) -> EmailMultiAlternatives:
        link = self._address("surveys:start", token)
        stop = self._address("mail:unsubscribe", token)
        ready = filled(words, values=values | {"link": link})
        context = {"words": ready, "parts": parts_of(ready.body, link=link), "link": link, "stop": stop}
        context |= {"organization": values["organization"], "language": language} | self._drawn()
        with translation.override(language):
            text = render_to_string("surveys/mail/letter.txt", context)
            html = render_to_string("surveys/mail/letter.html", context)
        mail = EmailMultiAlternatives(
            subject=ready.subject,
            body=text,
            # The envelope: what cannot be delivered comes back there. The person reads the header below.
            from_email=settings.EMAIL_BOUNCES or parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            to=[to],
            reply_to=[self.plan.reply_to] if self.plan.reply_to else None,
            headers=self._headers(stop),
        )
        mail.attach_alternative(html, "text/html")
        if self.logo:
            _attach(mail, self.logo)
        return mail

    def _headers(self, stop: str) -> dict[str, str]:
        headers = {
            "From": sender(self.wave.organization),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
        }
        if stop.startswith("https:"):
            # RFC 8058 knows one click over HTTPS alone.
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers

    def _drawn(self) -> dict[str, object]:
        height = min(branding.SHOWN_HEIGHT, self.looks.logo_height)
        return {
            "logo": f"cid:{LOGO}" if self.logo else "",
            "logo_height": height,
            "logo_width": round(self.looks.logo_width * height / max(1, self.looks.logo_height)),
            "accent": self.looks.accent or token_color("accent"),
            "on_accent": token_color("accent-ink"),
            "ink": token_color("ink"),
            "soft": token_color("ink-soft"),
        }

    def _address(self, name: str, token: str) -> str:
        return self.plan.origin.rstrip("/") + reverse(name, args=[token])


def parts_of(body: str, *, link: str) -> list[Part]:
    """Paragraphs of a text; one that is nothing but the link becomes a button."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", body) if part.strip()]
    return [Part(text, is_link=text == link) for text in paragraphs]


def token_color(name: str) -> str:
    """A color as `tokens.css` has it, #rrggbb: mail programs know no custom properties."""
    found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", (BASE_DIR / "static/css/tokens.css").read_text())
    if found is None:
        raise ValueError(f"tokens.css has no color --{name}")
    return found[1]


def _attach(mail: Any, logo: bytes) -> None:
    """Put the logo beside text and HTML, where the latter finds it by its Content-ID."""
    image = MIMEImage(logo, "png")
    image["Content-ID"] = f"<{LOGO}>"
    image["Content-Disposition"] = "inline"
    mail.mixed_subtype = "related"
    mail.attach(image)
