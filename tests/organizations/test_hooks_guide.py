"""What docs/webhooks.md tells receivers to do works as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cxassess.env import BASE_DIR
from organizations import hook_deliveries, webhooks
from organizations.hook_kinds import TEST, kinds
from organizations.hook_messages import body_of, headers_of
from organizations.hook_models import HookDelivery
from organizations.hook_secrets import new_secret
from organizations.scope import org_scope
from tests import builders
from tests.organizations.hooked import EVENTS, ORIGIN, something_happens
from tests.organizations.receiver import receiving

GUIDE = (BASE_DIR / "docs/webhooks.md").read_text()
Message = tuple[str, dict[str, str], bytes]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def verified_id() -> Callable[..., str]:
    """The receiver's function, as the guide has it."""
    (source,) = blocks("python")
    namespace: dict[str, Any] = {}
    exec(compile(source, "docs/webhooks.md", "exec"), namespace)
    return namespace["verified_id"]


@pytest.fixture
def message(db: None) -> Iterator[Message]:
    """A secret, and headers and body of a message that was signed with it just now."""
    acme = builders.organization()
    with org_scope(acme):
        address = webhooks.check_address("https://93.184.215.14/in")
        _endpoint, secret = webhooks.make(acme, address=address, events=EVENTS, origin=ORIGIN)
        row = something_happens("Büro 2026 – “two”")
        body = body_of(row)
        headers = headers_of(row, body, timestamp=int(time.time()))
        yield secret, {name.lower(): value for name, value in headers.items()}, body


# --- Python -----------------------------------------------------------------------------------------------


def test_a_message_that_comes_from_here_is_let_in(verified_id: Callable[..., str], message: Message) -> None:
    secret, headers, body = message

    assert verified_id(secret, headers, body) == headers["webhook-id"]


def test_one_that_was_changed_or_signed_by_somebody_else_is_not(
    verified_id: Callable[..., str], message: Message
) -> None:
    secret, headers, body = message
    others = [
        (new_secret(), headers, body),
        (secret, headers, body + b" "),
        (secret, headers | {"webhook-id": "msg_other"}, body),
        (secret, headers | {"webhook-timestamp": str(int(time.time()) - 1)}, body),
        (secret, headers | {"webhook-signature": ""}, body),
        (secret, headers | {"webhook-signature": headers["webhook-signature"].replace("v1,", "v1a,")}, body),
    ]

    for other in others:
        with pytest.raises(ValueError, match="signed by somebody else"):
            verified_id(*other)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_one_that_is_sent_again_later_is_not(verified_id: Callable[..., str], seconds: int, db: None) -> None:
    acme = builders.organization()
    with org_scope(acme):
        address = webhooks.check_address("https://93.184.215.14/in")
        _endpoint, secret = webhooks.make(acme, address=address, events=EVENTS, origin=ORIGIN)
        row = something_happens()
        headers = headers_of(row, body_of(row), timestamp=int(time.time()) + seconds)

    with pytest.raises(ValueError, match="too old"):
        verified_id(secret, headers, body_of(row))


def test_while_a_secret_is_changed_a_receiver_may_know_either(
    verified_id: Callable[..., str], message: Message
) -> None:
    former, _headers, body = message
    row = HookDelivery.objects.get()
    _endpoint, secret = webhooks.rotate(row.endpoint_id)
    row = HookDelivery.objects.get()
    headers = headers_of(row, body, timestamp=int(time.time()))

    assert verified_id(former, headers, body) == verified_id(secret, headers, body)


# --- Shell ------------------------------------------------------------------------------------------------


def run(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **variables}
    command = ["sh", "-euc", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


def test_a_kept_message_can_be_looked_at_with_openssl(message: Message, tmp_path: Path) -> None:
    secret, headers, body = message
    look, _try = blocks("sh")
    known = {
        "SECRET": secret,
        "ID": headers["webhook-id"],
        "TIMESTAMP": headers["webhook-timestamp"],
        "SIGNATURE": headers["webhook-signature"],
    }
    (tmp_path / "body.json").write_bytes(body)
    assert run(look, tmp_path, **known).stdout == "It comes from cxassess.\n"

    (tmp_path / "body.json").write_bytes(body.replace(b"2026", b"2027"))
    assert run(look, tmp_path, **known).stdout == "It does not.\n"


def test_a_receiver_can_be_tried_with_curl(verified_id: Callable[..., str], tmp_path: Path) -> None:
    secret = new_secret()
    _look, attempt = blocks("sh")
    with receiving(None) as receiver:
        tried = run(attempt, tmp_path, SECRET=secret, RECEIVER=f"http://127.0.0.2:{receiver.port}/in")

        assert (tried.returncode, tried.stderr) == (0, "")
        arrived = receiver.received[0]
        assert verified_id(secret, arrived.headers, arrived.body) == arrived.headers["webhook-id"]


# --- What it says -----------------------------------------------------------------------------------------


def test_the_guide_names_every_event_and_no_other() -> None:
    named = set(re.findall(r"^\| `(\w+\.\w+)` \|", GUIDE, re.MULTILINE))

    assert named == {kind.name for kind in kinds()} | {TEST.name}


def test_the_example_has_the_fields_of_a_message(message: Message) -> None:
    (example,) = (json.loads(block) for block in blocks("json"))
    _secret, _headers, body = message

    assert sorted(example) == sorted(json.loads(body))
    assert sorted(example["data"]) == ["link", "organization", "report", "wave"]


def test_the_guide_tells_the_pauses_as_they_are() -> None:
    minutes = [round(pause.total_seconds() / 60) for pause in hook_deliveries.PAUSES]

    assert minutes == [0, 5, 30, 2 * 60, 5 * 60, 10 * 60, 14 * 60, 20 * 60, 24 * 60]
    assert "5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours" in GUIDE
