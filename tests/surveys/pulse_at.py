"""Customers in the words of the tests: a link, a page that was opened a while ago, what they pick."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

from django.core.signing import TimestampSigner, b62_encode
from django.test import Client

from surveys import pulse
from surveys.models import PulseSubmission, Wave
from surveys.queries import instrument_of

PICKS = {"PUL1": "4", "PUL2": "2", "PUL3": "5", "PUL4": "dk"}
KEY = re.compile(r'name="key" value="([^"]+)"')


def address_of(wave: Wave) -> str:
    """The public address of the wave's customer pulse."""
    return f"/c/{pulse.make_link(wave).token}/"


def key_at(client: Client, address: str, *, age_s: int = 10) -> str:
    """The form key of a page that was opened so many seconds ago."""
    then = b62_encode(int(time.time()) - age_s)
    with patch.object(TimestampSigner, "timestamp", lambda _signer: then):
        found = KEY.search(client.get(address).text)
    assert found, "the page has no form"
    return found[1]


def send(client: Client, address: str, picks: Mapping[str, str] = PICKS, **more: Any) -> Any:
    """What the site says to a customer who opened the page, took a while, and sent it."""
    given = {"key": more.pop("key", None) or key_at(client, address), **picks, **more}
    return client.post(address, given)


def said(wave: Wave) -> list[dict[str, str]]:
    """Everything customers answered."""
    codebook = instrument_of(wave).pulse_codebook()
    return [codebook.decode(bytes(row.answers)) for row in PulseSubmission.objects.filter(wave=wave)]
