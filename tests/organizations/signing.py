"""What the tests of signing in share: a person with a password, and an authenticator app of their own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

from django.test import Client

from organizations.models import User

PASSWORD = "seven green boats at noon"
LOGIN = "/accounts/login/"
FACTOR = "/accounts/2fa/"


def with_password(person: User) -> User:
    """The person with a password and a confirmed address."""
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def sign_in(client: Client, *, password: str = PASSWORD, email: str = "ann@example.com", **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more}, follow=True)


def reauthenticate(client: Client, *, password: str = PASSWORD) -> Any:
    return client.post("/accounts/reauthenticate/", {"password": password}, follow=True)


def code_of(secret: str, *, at: float | None = None) -> str:
    """What an authenticator app shows (RFC 6238: SHA-1, thirty seconds, six digits)."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def switch_app_on(client: Client) -> tuple[str, list[str]]:
    """Set up an authenticator app for whoever is signed in: its secret and the recovery codes."""
    reauthenticate(client)
    page = client.get(f"{FACTOR}totp/activate/").content.decode()
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found is not None
    shown = client.post(f"{FACTOR}totp/activate/", {"code": code_of(found[1])}, follow=True)
    codes = re.findall(r"<li>(\d{10})</li>", shown.content.decode())
    assert len(codes) == 10
    return found[1], codes
