"""Mail that comes back: read, believed only with our own mark, told without saying who has answered."""

from __future__ import annotations

import datetime as dt
import io
import mailbox
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from organizations.models import AuditEntry, Organization
from organizations.scope import org_scope
from surveys import actions, mailing_rounds
from surveys.actions import Invitee
from surveys.bounce_reports import MOST_BYTES, read_report
from surveys.bounces import Taken, mark_of, take
from surveys.mail_models import Contact, Kind, MailRound, Message
from surveys.mail_tasks import send_round
from surveys.mailing_links import wave_key
from surveys.models import Invitation, InvitationState, Wave
from tests import builders
from tests.surveys.fieldwork import a_wave
from tests.surveys.test_mailing_pages import address, text_of

pytestmark = pytest.mark.django_db

AMY, BOB = "amy@example.com", "bob@example.com"

REPORT = b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n'
"""How a report begins."""


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def wave(acme: Organization) -> Iterator[Wave]:
    with org_scope(acme):
        opened = a_wave()
        actions.create_invitations(opened, people=[Invitee("sales", "manager", each) for each in (AMY, BOB)])
        yield opened


@pytest.fixture
def ann(client: Client, acme: Organization) -> Client:
    client.force_login(builders.ann(acme))
    return client


def sent(wave: Wave, kind: Kind = Kind.INVITATION) -> None:
    """A round of mail, a day after the one before."""
    MailRound.objects.update(due_at=timezone.now() - dt.timedelta(days=1), started_at=None)
    row = mailing_rounds.plan_round(wave, kind=kind, origin="https://cx.example.com/")
    send_round(row.organization_id, row.pk)


def mail_to(outbox: Any, to: str) -> Any:
    return [mail for mail in outbox if mail.to == [to]][-1].message()


def report(
    original: Any, *, status: str = "5.1.1", action: str = "failed", to: str = "bounces@example.com"
) -> bytes:
    """What a mail server sends back."""
    return (
        f"From: MAILER-DAEMON@mx.example.com\r\nTo: {to}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; somebody@example.com\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {original}\r\nSubject: hello\r\n\r\nbody\r\n"
        "--b--\r\n"
    ).encode()


def page(ann: Client, wave: Wave) -> str:
    return text_of(ann.get(address("page", wave)))


# --- For good and for now ---------------------------------------------------------------------------------


def test_an_address_that_came_back_for_good_is_named_and_written_to_no_more(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    sent(wave)
    assert take(report(mail_to(mailoutbox, AMY)["Message-ID"])) is Taken.HARD
    assert "1 address came back" in page(ann, wave)
    assert AMY in page(ann, wave)
    assert BOB not in page(ann, wave)

    sent(wave, Kind.REMINDER)
    assert [mail.to for mail in mailoutbox[2:]] == [[BOB]]


def test_an_address_that_came_back_for_now_still_gets_reminders(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    sent(wave)
    assert take(report(mail_to(mailoutbox, AMY)["Message-ID"], status="5.2.2")) is Taken.SOFT
    assert "a reminder may still reach it" in page(ann, wave)
    sent(wave, Kind.REMINDER)
    assert len(mailoutbox) == 4


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("5.1.1", "hard"),
        ("5.1.10", "hard"),
        ("5.0.0", "hard"),
        ("5.2.1 (mailbox disabled)", "hard"),
        ("5.4.1", "hard"),
        ("5.2.2", "soft"),
        ("5.7.1", "soft"),
        ("4.4.7", "soft"),
        ("nonsense", "soft"),
    ],
)
def test_only_what_speaks_of_the_address_itself_is_for_good(status: str, verdict: str) -> None:
    returned = read_report(report("<1f-abcdefghijklmnopqrst@host>", status=status))
    assert returned is not None
    assert (returned.verdict, returned.marks) == (verdict, ("1f-abcdefghijklmnopqrst",))


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_a_mail_that_is_late_or_arrived_has_not_come_back(action: str) -> None:
    assert read_report(report("<1f-abcdefghijklmnopqrst@host>", action=action)) is None


def test_for_good_stays_for_good_whatever_comes_after(wave: Wave, mailoutbox: Any) -> None:
    sent(wave)
    mark = mail_to(mailoutbox, AMY)["Message-ID"]
    for status in ("4.4.7", "5.1.1", "4.4.7"):
        take(report(mark, status=status))
    assert Message.objects.get(invitation__email=AMY).came_back == "hard"


def test_the_mark_in_the_envelope_is_enough(wave: Wave, mailoutbox: Any, settings: Any) -> None:
    settings.EMAIL_BOUNCES = "bounces+*@example.com"
    sent(wave)
    envelope = next(mail.from_email for mail in mailoutbox if mail.to == [AMY])
    assert re.fullmatch(r"bounces\+[0-9a-f]+-[a-z2-7]{20}@example\.com", envelope)
    assert take(report("<somebody-else@host>", to=envelope.upper())) is Taken.HARD
    assert Message.objects.get(invitation__email=AMY).came_back == "hard"


# --- What is not believed ---------------------------------------------------------------------------------


def test_a_made_up_mark_finds_nobody(wave: Wave, mailoutbox: Any) -> None:
    sent(wave)
    amy, bob = (Message.objects.get(invitation__email=each) for each in (AMY, BOB))
    of_bob = mark_of(bob, key=wave_key(wave)).partition("-")[2]
    forged = [
        f"{amy.pk:x}-{of_bob}",
        f"{amy.pk:x}-{'a' * 20}",
        f"{2**59:x}-{of_bob}",
        "fffffffffffffff-" + "a" * 20,
    ]
    assert [take(report(f"<{mark}@host>")) for mark in forged] == [Taken.STRANGE] * 4
    assert not Message.objects.exclude(came_back="").exists()


def test_a_mark_signed_under_another_waves_key_finds_nobody(wave: Wave, mailoutbox: Any) -> None:
    sent(wave)
    other = a_wave(name="2027")
    amy = Message.objects.get(invitation__email=AMY)
    assert take(report(f"<{mark_of(amy, key=wave_key(other))}@host>")) is Taken.STRANGE


def test_after_the_close_no_report_finds_anybody(wave: Wave, mailoutbox: Any) -> None:
    sent(wave)
    came = report(mail_to(mailoutbox, AMY)["Message-ID"])
    actions.close_wave(wave)
    assert take(came) is Taken.STRANGE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 1000,
        b"Subject: out of office\r\n\r\nBack on Monday.",
        report("<1f-abcdefghijklmnopqrst@host>") + b"x" * MOST_BYTES,
        b"".join(
            b'Content-Type: multipart/report; boundary="%d"\r\n\r\n--%d\r\n' % (level, level)
            for level in range(3000)
        ),
        (REPORT + b"Content-Type: message/delivery-status\r\n\r\n") * 200,
        REPORT
        + b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--",
        REPORT + b"Content-Type: text/rfc822-headers; charset=no\r\n\r\n\xff",
    ],
)
def test_hostile_mail_is_passed_over(content: bytes) -> None:
    assert take(content) is Taken.STRANGE


# --- What is told -------------------------------------------------------------------------------------------


def test_of_a_reminder_that_comes_back_the_page_says_nothing(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    sent(wave)
    sent(wave, Kind.REMINDER)
    before = page(ann, wave)
    assert take(report(mail_to(mailoutbox, AMY)["Message-ID"])) is Taken.HARD
    assert page(ann, wave) == before
    assert Contact.objects.get(invitation__email=AMY).unreachable


def test_the_list_reads_alike_whether_somebody_has_answered_or_not(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    sent(wave)
    take(report(mail_to(mailoutbox, AMY)["Message-ID"]))
    before = page(ann, wave)
    Invitation.objects.filter(email=AMY).update(state=InvitationState.SUBMITTED)
    assert page(ann, wave) == before


def test_another_address_gets_a_new_link_and_the_old_one_opens_nothing(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    sent(wave)
    failed = mail_to(mailoutbox, AMY)
    take(report(failed["Message-ID"]))
    person = Invitation.objects.get(email=AMY).pk
    ann.post(address("correct", wave), {"person": person, "address": "Amy@example.ORG"})
    assert "came back" not in page(ann, wave)

    sent(wave)
    link, old = (
        re.findall(r"https://cx.example.com(/r/\w+/)", str(m.get_payload()[0]))
        for m in (
            mail_to(mailoutbox, "amy@example.org"),
            failed,
        )
    )
    assert len(mailoutbox) == 3
    assert (Client().get(link[0]).status_code, Client().get(old[0]).status_code) == (200, 404)
    assert AuditEntry.every_org.filter(action="corrected an address", detail="").count() == 1


def test_somebody_who_has_begun_keeps_their_link_when_their_address_is_put_right(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    sent(wave)
    take(report(mail_to(mailoutbox, AMY)["Message-ID"]))
    amy = Invitation.objects.get(email=AMY)
    actions.begin_invited(amy)
    ann.post(address("correct", wave), {"person": amy.pk, "address": "amy@example.org"})
    assert Invitation.objects.get(pk=amy.pk).token_hash == amy.token_hash


@pytest.mark.parametrize(
    ("typed", "status"), [("", 400), ("amy", 400), ("=x@example.com", 400), (BOB.upper(), 409)]
)
def test_an_address_that_cannot_be_is_refused(
    ann: Client, wave: Wave, mailoutbox: Any, typed: str, status: int
) -> None:
    sent(wave)
    take(report(mail_to(mailoutbox, AMY)["Message-ID"]))
    person = Invitation.objects.get(email=AMY).pk
    assert ann.post(address("correct", wave), {"person": person, "address": typed}).status_code == status
    assert Invitation.objects.filter(email=AMY).exists()


def test_nobody_whose_invitation_arrived_is_moved_to_another_address(
    ann: Client, wave: Wave, mailoutbox: Any
) -> None:
    sent(wave)
    for person in (str(Invitation.objects.get(email=BOB).pk), "0", "x", str(2**70)):
        reply = ann.post(address("correct", wave), {"person": person, "address": "eve@example.com"})
        assert reply.status_code == 404


# --- The command --------------------------------------------------------------------------------------------


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("take_bounces", *arguments, stdout=out)
    return out.getvalue().strip()


class Pipe:
    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


def test_a_mail_servers_pipe_is_read_and_no_address_is_printed(
    wave: Wave, mailoutbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(wave)
    monkeypatch.setattr(sys, "stdin", Pipe(report(mail_to(mailoutbox, AMY)["Message-ID"])))
    assert said() == "1 read: 1 came back for good, 0 for now, 0 about nothing of ours"


@pytest.mark.parametrize("kind", ["maildir", "mbox"])
def test_a_mailbox_keeps_only_what_was_not_understood(
    wave: Wave, mailoutbox: Any, tmp_path: Path, kind: str
) -> None:
    sent(wave)
    box = mailbox.Maildir(tmp_path / "box") if kind == "maildir" else mailbox.mbox(tmp_path / "box")
    for status in ("5.1.1", "4.4.7"):
        box.add(report(mail_to(mailoutbox, AMY if status == "5.1.1" else BOB)["Message-ID"], status=status))
    box.add(b"Subject: out of office\n\nBack on Monday.\n")
    box.close()
    words = "3 read: 1 came back for good, 1 for now, 1 about nothing of ours"
    assert said(f"--{kind}", str(tmp_path / "box"), "--keep") == words
    assert said(f"--{kind}", str(tmp_path / "box")) == words
    assert said(f"--{kind}", str(tmp_path / "box")).startswith("1 read: 0 came back for good")


def test_a_mailbox_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no mailbox"):
        said("--maildir", str(tmp_path / "nowhere"))
