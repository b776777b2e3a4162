"""Workers killed and doubled in the middle of sending: no mail goes out twice, none is lost unsaid."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.utils import timezone

from organizations.scope import org_scope
from surveys import actions, mailing_rounds
from surveys.mail_models import Kind, MailRound, Message, MessageState, RoundState
from surveys.models import Wave
from tests.reports.staging import wait_until, worker_environment
from tests.surveys import post_office
from tests.surveys.fieldwork import a_wave, an_organization
from tests.surveys.post_office import PostOffice

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

A_WORKER = "import django; django.setup(); from surveys.mail_tasks import send_round; send_round({}, {})"
ADDRESSES = [f"p{number:02}@example.com" for number in range(12)]


@pytest.fixture
def port() -> int:
    return post_office.free_port()


@pytest.fixture
def office(port: int) -> Iterator[PostOffice]:
    with post_office.opened(PostOffice(), port=port) as office:
        yield office


@pytest.fixture
def row() -> Iterator[MailRound]:
    """The invitation of twelve people, not begun."""
    organization = an_organization()
    with org_scope(organization):
        wave: Wave = a_wave()
        people = [actions.Invitee("service", "contributor", address) for address in ADDRESSES]
        actions.create_invitations(wave, people=people)
        yield mailing_rounds.plan_round(wave, kind=Kind.INVITATION, origin="https://cx.example.com/")


def worker(row: MailRound, *, port: int) -> subprocess.Popen[bytes]:
    command = A_WORKER.format(row.organization_id, row.pk)
    environment = worker_environment() | {"CXASSESS_EMAIL_URL": f"smtp://127.0.0.1:{port}?timeout=20"}
    return subprocess.Popen([sys.executable, "-c", command], env=environment)


def let_lease_run_out() -> None:
    MailRound.objects.update(lease_until=timezone.now() - dt.timedelta(hours=1))


def test_a_worker_killed_between_the_servers_hands_and_the_commit_does_not_make_a_second_mail(
    row: MailRound, office: PostOffice, port: int
) -> None:
    office.hangs = True  # the server has the mail and has not said so yet
    with worker(row, port=port) as process:
        wait_until(lambda: len(office.mails) == 1, seconds=30)
        process.send_signal(signal.SIGKILL)
    office.hangs = False
    let_lease_run_out()
    with worker(row, port=port):
        pass
    row.refresh_from_db()
    assert office.to == ADDRESSES
    assert (row.state, row.sent, row.uncertain) == (RoundState.DONE, 11, 1)


def test_two_workers_on_the_same_round_send_each_mail_once(
    row: MailRound, office: PostOffice, port: int
) -> None:
    with worker(row, port=port), worker(row, port=port):
        pass
    assert office.to == ADDRESSES
    assert Message.objects.filter(state=MessageState.SENT).count() == len(ADDRESSES)


def test_a_worker_that_was_only_slow_does_not_send_what_another_has_sent(
    row: MailRound, office: PostOffice, port: int
) -> None:
    office.hangs = True
    with worker(row, port=port):
        wait_until(lambda: len(office.mails) == 1, seconds=30)
        office.hangs = False
        let_lease_run_out()  # while the first is alive and waits for the server
        with worker(row, port=port):
            pass
    row.refresh_from_db()
    assert office.to == ADDRESSES
    assert (row.state, Message.objects.filter(state=MessageState.SENT).count()) == (RoundState.DONE, 12)
