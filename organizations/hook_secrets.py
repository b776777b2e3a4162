"""Secrets of webhooks, and what is signed with them: Standard Webhooks, symmetric signatures, version 1."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

PREFIX = "whsec_"
BYTES = 32
"""The standard asks for 24 to 64."""


class SecretLost(Exception):
    """It was encrypted under a secret key that this installation no longer has."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def sealed(secret: str) -> str:
    """As it lies in the database: whoever reads that alone can sign nothing."""
    return _cipher().encrypt(secret.encode()).decode()


def opened(stored: str) -> str:
    try:
        return _cipher().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise SecretLost from error


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """One part of the header `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _cipher() -> MultiFernet:
    """Former keys of the installation (SECRET_KEY_FALLBACKS) still open."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str | bytes) -> bytes:
    """32 bytes for this purpose alone (HKDF, RFC 5869)."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cxassess webhook secrets")
    return derivation.derive(force_bytes(key))
