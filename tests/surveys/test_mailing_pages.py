"""The page about a wave's mail: what members see, do and must not learn, and their words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from organizations import branding
from organizations.models import AuditEntry, Organization
from organizations.scope import org_scope
from surveys import actions, mailing_rounds
from surveys.actions import Invitee
from surveys.mail_models import Kind, MailPlan, MailRound, MailText, RoundState
from surveys.mail_tasks import send_round
from surveys.mailing_history import band
from surveys.mailing_texts import TextRefused, Words, checked, default_words, filled
from surveys.models import Invitation, Wave
from tests import builders
from tests.surveys import post_office
from tests.surveys.fieldwork import a_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def wave(acme: Organization) -> Iterator[Wave]:
    with org_scope(acme):
        opened = a_wave(languages=["en", "de", "fr", "es"])
        people = [Invitee("service", "contributor", f"p{n}@example.com") for n in range(12)]
        actions.create_invitations(opened, people=people)
        yield opened


@pytest.fixture
def ann(client: Client, acme: Organization) -> Client:
    """The browser of Ann, who analyzes."""
    client.force_login(builders.ann(acme))
    return client


def address(name: str, wave: Wave, query: str = "") -> str:
    return reverse(f"mail:{name}", args=("acme", wave.pk)) + query


def text_of(reply: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).split())


def work() -> None:
    for row in MailRound.every_org.filter(state=RoundState.PLANNED):
        send_round(row.organization_id, row.pk)


# --- Sending from the page ----------------------------------------------------------------------------------


def test_invitations_are_sent_at_a_press_of_a_button(ann: Client, wave: Wave, mailoutbox: Any) -> None:
    reply = ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": ""})
    work()
    assert reply["Location"] == address("page", wave)
    assert len(mailoutbox) == 12
    assert mailoutbox[0].body.count("http://testserver/r/") == 2
    assert "Invitation" in text_of(ann.get(address("page", wave)))
    assert AuditEntry.objects.filter(action="planned invitation").count() == 1


def test_what_cannot_be_planned_is_said_on_the_page(ann: Client, wave: Wave) -> None:
    reply = ann.post(address("plan", wave), {"reminder-kind": "reminder", "reminder-at": ""})
    assert (reply.status_code, "Invite people first" in text_of(reply)) == (409, True)
    assert not MailRound.objects.exists()


def test_a_moment_that_cannot_be_read_stays_where_it_was_typed(ann: Client, wave: Wave) -> None:
    reply = ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": "tomorrow"})
    assert (reply.status_code, "Enter a valid date/time" in text_of(reply)) == (400, True)


def test_a_planned_round_is_called_off(ann: Client, wave: Wave) -> None:
    tomorrow = (timezone.now() + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": tomorrow})
    assert "planned" in text_of(ann.get(address("page", wave)))
    ann.post(address("call_off", wave), {"kind": "invitation", "number": "1"})
    assert not MailRound.objects.exists()


def test_mail_is_paused_and_goes_on(ann: Client, wave: Wave) -> None:
    ann.post(address("pause", wave))
    assert MailPlan.objects.get().paused
    assert "Go on" in text_of(ann.get(address("page", wave)))
    ann.post(address("go_on", wave))
    assert not MailPlan.objects.get().paused


@pytest.mark.parametrize("path", ["page", "text"])
def test_a_closed_wave_shows_what_was_and_offers_nothing(ann: Client, wave: Wave, path: str) -> None:
    actions.close_wave(wave)
    page = ann.get(address(path, wave))
    assert (page.status_code, page.content.count(b"<form")) == (200, 1)  # the one to sign out
    assert ann.post(address("pause", wave)).status_code == 409


# --- What must not be learned -------------------------------------------------------------------------------


def reminded(ann: Client, wave: Wave, *, answered: int) -> str:
    """The page after an invitation and a reminder, with so many of the twelve having answered in between."""
    ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": ""})
    work()
    for invitation in Invitation.objects.order_by("pk")[:answered]:
        actions.submit(actions.begin_invited(invitation))
    MailRound.objects.update(started_at=timezone.now() - dt.timedelta(days=3))
    MailRound.objects.update(due_at=timezone.now() - dt.timedelta(days=3))
    ann.post(address("plan", wave), {"reminder-kind": "reminder", "reminder-at": ""})
    work()
    page: str = ann.get(address("page", wave)).content.decode()
    return page


def lines_of(page: str) -> list[list[str]]:
    """The table of rounds, but for the time: name, state, for, sent, refused, uncertain."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', page, re.DOTALL)
    return [
        [re.sub(r"<.*", "", row, flags=re.DOTALL), *re.findall(r"<td>([^<]*)</td>", row)[1:6]] for row in rows
    ]


@pytest.mark.parametrize(
    ("answered", "told"), [(0, "10 to 19"), (3, "fewer than ten"), (12, "fewer than ten")]
)
def test_of_a_reminder_only_a_band_is_told_and_nobody_is_the_same_as_nine(
    ann: Client, wave: Wave, mailoutbox: Any, answered: int, told: str
) -> None:
    lines = lines_of(reminded(ann, wave, answered=answered))
    assert len(mailoutbox) == 12 + 12 - answered
    assert lines[1][2:] == [told, told, "–", "–"]


def test_no_page_names_whom_a_reminder_went_to(ann: Client, wave: Wave, mailoutbox: Any) -> None:
    assert "@example.com" not in reminded(ann, wave, answered=5).replace("cxassess@localhost", "")
    assert "@example.com" not in ann.get(address("text", wave, "?kind=reminder")).text


def test_what_a_reminder_does_is_not_told_while_the_wave_is_open(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    over = reminded(ann, wave, answered=0)
    MailRound.objects.filter(kind=Kind.REMINDER).update(state=RoundState.RUNNING, finished_at=None)
    MailRound.objects.filter(kind=Kind.REMINDER).update(refused=3, uncertain=2)
    assert lines_of(ann.get(address("page", wave)).text) == lines_of(over)


def test_nobody_learns_from_the_invitations_that_somebody_has_begun_by_another_link(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    before = text_of(ann.get(address("page", wave)))
    actions.begin_invited(Invitation.objects.order_by("pk").first())
    assert text_of(ann.get(address("page", wave))) == before
    ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": ""})
    work()
    assert len(mailoutbox) == 11
    assert lines_of(ann.get(address("page", wave)).text)[0][2:] == ["12", "12", "0", "0"]


def test_a_server_in_trouble_does_not_tell_whether_there_is_anybody_to_remind(
    ann: Client, wave: Wave, mailoutbox: Any, settings: Any
) -> None:
    reminded(ann, wave, answered=12)
    MailRound.objects.update(started_at=timezone.now() - dt.timedelta(days=3))
    MailRound.objects.update(due_at=timezone.now() - dt.timedelta(days=3))
    post_office.use(settings, port=post_office.free_port())
    ann.post(address("plan", wave), {"reminder-kind": "reminder", "reminder-at": ""})
    work()
    assert "The mail server did not work" in text_of(ann.get(address("page", wave)))


def test_the_trail_notes_every_round_and_of_reminders_the_band(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    reminded(ann, wave, answered=4)
    lines = AuditEntry.objects.filter(action__startswith="sent ").order_by("pk")
    assert [line.detail for line in lines] == ["invitation 1: 12", "reminder 1: fewer than ten"]
    assert {line.actor_id for line in lines} == {None}


def test_the_bands_are_those_of_the_report() -> None:
    assert [band(n) for n in (0, 9, 10, 19, 20, 49, 50, 5000)] == [
        *["fewer than ten"] * 2,
        *["10 to 19"] * 2,
        *["20 to 49"] * 2,
        *["50 or more"] * 2,
    ]


# --- Words --------------------------------------------------------------------------------------------------

GOOD = "Hello,\n\n{link}\n\nuntil {last_day}"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{link} {{ organization }}", "Expressions are not evaluated"),
        ("{link} {% include 'x' %}", "Expressions are not evaluated"),
        ("${link}", "Expressions are not evaluated"),
        ("{link} {email}", "{email} is not a field"),
        ("{link} {organization.__class__}", "Braces stand only around"),
        ("{link} {0}", "Braces stand only around"),
        ("{link!r}", "Braces stand only around"),
        ("{link} {", "Braces stand only around"),
        ("come and answer", "Without {link}"),
        ("{link} \x00", "cannot be seen"),
        ("{link}" + "x" * 5000, "At most 5000"),
    ],
)
def test_a_text_that_is_more_than_words_and_known_fields_is_refused(body: str, why: str) -> None:
    with pytest.raises(TextRefused, match=re.escape(why)):
        checked(Words("Subject", body))


def test_what_is_filled_in_is_not_read_again() -> None:
    words = filled(
        Words("{who_asks}", "{organization}"), values={"who_asks": "{link}", "organization": "{x}"}
    )
    assert (words.subject, words.body) == ("{link}", "{x}")


def test_a_wave_says_it_in_its_own_words_and_goes_back_to_the_usual(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    here = address("text", wave, "?kind=invitation&language=en")
    ann.post(here, {"subject": "Dear\n{organization}", "body": GOOD})
    assert "Dear Acme" in text_of(ann.get(here))
    ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": ""})
    work()
    assert (mailoutbox[0].subject, mailoutbox[0].body[:6]) == ("Dear Acme", "Hello,")
    ann.post(here, {"usual": "1"})
    assert not MailText.objects.exists()


def test_a_text_that_is_refused_stays_as_typed_and_is_not_stored(ann: Client, wave: Wave) -> None:
    reply = ann.post(address("text", wave), {"subject": "Hello", "body": "{link} {{ 7|add:7 }}"})
    assert (reply.status_code, "Expressions are not evaluated" in text_of(reply)) == (400, True)
    assert "{{ 7|add:7 }}" in reply.content.decode()
    assert not MailText.objects.exists()


@pytest.mark.parametrize("query", ["?kind=threat", "?language=xx", "?language="])
def test_a_text_no_wave_has_is_not_found(ann: Client, wave: Wave, query: str) -> None:
    assert ann.get(address("text", wave, query)).status_code == 404


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
@pytest.mark.parametrize("kind", list(Kind))
def test_the_usual_words_pass_their_own_rules_in_every_language(kind: Kind, language: str) -> None:
    words, original = default_words(kind, language=language), default_words(kind, language="en")
    assert checked(words) == words
    assert sorted(re.findall(r"\{\w+\}", words.body)) == sorted(re.findall(r"\{\w+\}", original.body))
    assert (words == original) == (language == "en")


# --- What arrives -------------------------------------------------------------------------------------------


def test_a_person_is_written_to_in_their_language_and_in_the_clients_name(
    ann: Client, wave: Wave, mailoutbox: Any, settings: Any
) -> None:
    settings.EMAIL_BOUNCES = "bounces@example.org"
    Invitation.objects.update(language="de")
    ann.post(address("ways", wave), {"reply_to": "rita@acme.example", "at_most": "2"})
    ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": ""})
    work()
    mail = mailoutbox[0]
    headers = mail.message()
    assert (mail.subject, headers["From"]) == ("Acme bittet um Ihre Sicht", "Acme <cxassess@localhost>")
    assert (mail.from_email, mail.reply_to) == ("bounces@example.org", ["rita@acme.example"])
    assert "Keine weiteren E-Mails" in mail.alternatives[0].content
    assert headers["Auto-Submitted"] == "auto-generated"


def test_who_has_no_language_or_one_no_longer_offered_is_written_to_in_the_first(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    Invitation.objects.filter(email="p1@example.com").update(language="fr")
    Invitation.objects.filter(email="p2@example.com").update(language="pl")
    ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": ""})
    work()
    subjects = {mail.to[0]: mail.subject for mail in mailoutbox}
    assert subjects["p1@example.com"] == "Acme vous demande votre point de vue"
    assert {subjects["p0@example.com"], subjects["p2@example.com"]} == {"Acme asks for your view"}


def test_a_reminder_and_the_questionnaire_are_in_the_language_of_the_list(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    Invitation.objects.filter(email="p3@example.com").update(language="es")
    mailing_rounds.plan_round(wave, kind=Kind.INVITATION, origin="https://cx.example.com")
    work()
    MailRound.objects.update(due_at=timezone.now() - dt.timedelta(days=2), started_at=None)
    mailing_rounds.plan_round(wave, kind=Kind.REMINDER, origin="https://cx.example.com")
    work()
    first, second = [mail for mail in mailoutbox if mail.to == ["p3@example.com"]]
    link = re.findall(r"https://cx.example.com(/r/\w+/)", second.body)[0]
    page = Client(headers={"accept-language": "fr"}).get(link).content.decode()
    assert "Recordatorio" in second.subject
    assert link in first.body
    assert '<html lang="es"' in page
    assert '<html lang="fr"' in Client().get(f"{link}?in=fr").content.decode()


def test_what_others_typed_cannot_become_a_header_or_a_tag(
    ann: Client, wave: Wave, acme: Organization, mailoutbox: Any
) -> None:
    Organization.objects.update(name='Acme\r\nBcc: eve@example.com <b>"x"')
    ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": ""})
    work()
    mail = mailoutbox[0]
    assert mail.recipients() == mail.to
    assert mail.message()["Bcc"] is None
    assert "<b>" not in mail.alternatives[0].content


def test_a_mail_fetches_nothing_and_carries_the_logo_inside(
    ann: Client, wave: Wave, acme: Organization, mailoutbox: Any
) -> None:
    picture = BytesIO()
    Image.new("RGB", (80, 40), "navy").save(picture, "PNG")
    branding.set_logo(acme, picture.getvalue())
    branding.set_accent(acme, "#7a1f3d")
    ann.post(address("plan", wave), {"invitation-kind": "invitation", "invitation-at": ""})
    work()
    html = mailoutbox[0].alternatives[0].content
    assert re.findall(r'src="([^"]*)"', html) == ["cid:logo@questionnaire"]
    assert "#7a1f3d" in html
    images = [part for part in mailoutbox[0].message().walk() if part.get_content_type() == "image/png"]
    assert [part["Content-ID"] for part in images] == ["<logo@questionnaire>"]
