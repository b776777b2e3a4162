"""Secret links: what stands in the address of a person never lies in the database."""

from __future__ import annotations

import hashlib
import re
import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that looks like another, none that a mail program cuts off at the end of an address."""

LENGTH = 28
"""Letters of a token: 28 of 31 kinds are 138 bits of chance."""

_SHAPE = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")


def new_token() -> str:
    """A fresh secret that survives an address, an e-mail, a QR code and being typed."""
    return "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))


def token_hash(token: str) -> str:
    """What is stored of a token. It is random throughout, so one round without salt keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Whether a text can be one of our tokens at all; saves a query when it cannot."""
    return _SHAPE.fullmatch(text) is not None
