"""Real workers, killed and doubled: every message arrives, and a repeat can be told by its id."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from cxassess.env import BASE_DIR
from organizations import hook_deliveries, webhooks
from organizations.hook_models import DeliveryState, HookDelivery
from organizations.scope import org_scope
from tests import builders
from tests.organizations.hooked import EVENTS, ORIGIN, OURS, something_happens
from tests.organizations.receiver import Authority, Receiver, authority_for, receiving
from tests.reports.staging import celery_worker, wait_until, worker_environment

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

A_WORKER = (
    "import django; django.setup();"
    "from organizations.hook_tasks import deliver_webhook; deliver_webhook({}, {})"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Of a receiver that is known by its number: a worker of its own process asks the real resolver."""
    return authority_for(tmp_path_factory.mktemp("authority"), host=OURS)


@pytest.fixture
def receiver(authority: Authority, monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[Receiver]:
    with receiving(authority, address=OURS) as receiver:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.trusted))
        monkeypatch.setenv("CXASSESS_WEBHOOK_NETWORKS", f"{OURS}/32")
        monkeypatch.setenv("CXASSESS_WEBHOOK_PORTS", str(receiver.port))
        yield receiver


@pytest.fixture
def row(receiver: Receiver) -> Iterator[HookDelivery]:
    organization = builders.organization()
    with org_scope(organization):
        address = webhooks.CheckedAddress(receiver.url(host=OURS))
        webhooks.make(organization, address=address, events=EVENTS, origin=ORIGIN)
        yield something_happens()


def worker(row: HookDelivery) -> subprocess.Popen[bytes]:
    command = A_WORKER.format(row.organization_id, row.pk)
    return subprocess.Popen([sys.executable, "-c", command], env=worker_environment())


def test_a_message_arrives_by_broker_and_worker(row: HookDelivery, receiver: Receiver) -> None:
    hook_deliveries.ring(row)
    with celery_worker():
        wait_until(lambda: HookDelivery.objects.get().state == DeliveryState.TAKEN, seconds=60)

    assert [arrived.headers["webhook-id"] for arrived in receiver.received] == [row.event.message_id]


def test_two_workers_at_once_deliver_once(row: HookDelivery, receiver: Receiver) -> None:
    with worker(row), worker(row):
        pass
    row.refresh_from_db()

    assert (row.state, row.attempts, len(receiver.received)) == (DeliveryState.TAKEN, 1, 1)


def test_what_a_killed_worker_was_sending_comes_again_under_its_id(
    row: HookDelivery, receiver: Receiver
) -> None:
    receiver.reply = lambda handler: time.sleep(5)  # it has the message and has not said so yet
    with worker(row) as process:
        wait_until(lambda: len(receiver.received) == 1, seconds=30)
        process.send_signal(signal.SIGKILL)
    receiver.answers(204)
    HookDelivery.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert hook_deliveries.sweep() == 1
    with worker(row):
        pass
    row.refresh_from_db()

    assert (row.state, row.attempts) == (DeliveryState.TAKEN, 2)
    assert {arrived.headers["webhook-id"] for arrived in receiver.received} == {row.event.message_id}


def test_on_a_file_database_one_of_many_workers_sends(receiver: Receiver, tmp_path: Path) -> None:
    own = {"CXASSESS_VAR": str(tmp_path), "CXASSESS_DATABASE_URL": f"sqlite:///{tmp_path}/cx.sqlite3"}
    command = [sys.executable, "-m", "tests.organizations.hooks_on_sqlite", receiver.url(host=OURS)]
    done = subprocess.run(
        command, env={**os.environ, **own}, cwd=BASE_DIR, capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == {"got": [False, False, True], "state": "taken", "attempts": 1}
    assert len(receiver.received) == 1
