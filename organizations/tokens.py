"""Keys in links: made here, kept by whoever receives them. The database knows only their hashes."""

from __future__ import annotations

import hashlib
import re
import secrets

from django.core.cache import cache

from cxassess.errors import CxError

GUESSES_A_MINUTE = 30
"""Unknown keys one address may try. A key that is known always opens."""

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


class TooManyKeys(CxError):
    code = "too_many_guesses"
    status = 429
    sentence = "Too many links that do not exist were tried from here. Please wait a minute."


def new_key() -> str:
    """256 bits, as 43 characters that need no quoting in an address."""
    return secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """What is stored of a key. It is random already, so neither salt nor stretching would add anything."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def count_guess(address: str) -> None:
    """Slow down who tries keys in bulk; TooManyKeys once the minute's allowance is spent."""
    if counted(f"unknown-keys:{address}", seconds=60) > GUESSES_A_MINUTE:
        raise TooManyKeys


def counted(name: str, *, seconds: int) -> int:
    """How often this was asked, with this time, since it was first asked within so many seconds."""
    cache.add(name, 0, timeout=seconds)
    try:
        return int(cache.incr(name))
    except ValueError:  # ran out between the two calls
        return 1
