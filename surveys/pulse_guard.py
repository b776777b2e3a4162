"""Programs and repeats are kept from the customer pulse without anything that follows a person.

Every page carries a form key of its own: a random number, signed with the time at which it was made. It says
nothing of who holds it. It is good after a few seconds and for two hours, at one link, for one answer; that
it was used is remembered in the shared cache until it would no longer be good. How many answers came from a
network at a link is counted for ten minutes under a keyed hash of both, and then forgotten. Neither lies
beside an answer, in the database, or in a log.
"""

from __future__ import annotations

import ipaddress
import secrets
import time

from django.core import signing
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from surveys.doors import GUESSES_A_MINUTE
from surveys.errors import TooManyGuesses
from surveys.pulse_errors import FilledTrap, StillSending, TooMany, TooOld, TooQuick

QUICKEST_S = 2
"""Four statements take longer to read, a second tick of the clock included."""

OLDEST_S = 2 * 3600
WINDOW_S = 600
MOST_A_WINDOW = 30
"""Answers of one network in a window: a shop or a family, not a program. Codes are for more than that."""

UNDER_WAY, STORED = "under way", "stored"
UNDER_WAY_S = 30
"""After these seconds an answer that was under way is taken for lost, and may be sent again."""

WAITS, WAIT_S = 20, 0.1

TRAP = "website"
"""A field that people do not see; programs like to fill it."""

_SALT = "surveys.pulse.form"


def new_form_key(link_id: int) -> str:
    """A key for one sending of the form at this link."""
    return signing.dumps([link_id, secrets.token_urlsafe(12)], salt=_SALT)


def check_form_key(key: str, *, link_id: int) -> str:
    """The random number of a good key. Raises TooQuick or TooOld; what was not signed here counts as old."""
    try:
        signed_for, nonce = signing.loads(key, salt=_SALT, max_age=OLDEST_S)
    except signing.BadSignature as error:
        raise TooOld from error
    if signed_for != link_id:
        raise TooOld
    try:
        signing.loads(key, salt=_SALT, max_age=QUICKEST_S)
    except signing.SignatureExpired:
        return str(nonce)
    raise TooQuick


def check_trap(text: str) -> None:
    if text:
        raise FilledTrap


def use_up(nonce: str) -> bool:
    """Whether this sending is the first with its key; of two at once one is.

    False for one whose answers the first has stored by now. Raises StillSending where that is not known.
    """
    if cache.add(_used(nonce), UNDER_WAY, timeout=UNDER_WAY_S):
        return True
    for _turn in range(WAITS):
        if cache.get(_used(nonce)) == STORED:
            return False
        time.sleep(WAIT_S)
    raise StillSending


def keep_used(nonce: str) -> None:
    """Remember that what came with the key is stored, until the key is no longer good."""
    cache.set(_used(nonce), STORED, timeout=OLDEST_S + WINDOW_S)


def give_back(nonce: str) -> None:
    """Let the key be used again, because what came with it was not stored."""
    cache.delete(_used(nonce))


def count_answer(address: str, *, link_id: int) -> None:
    """Take one of the places that a network has at this link in these minutes; TooMany when they are gone."""
    if not _has_place(f"answer {link_id}", address, most=MOST_A_WINDOW, seconds=WINDOW_S):
        raise TooMany


def count_guess(address: str) -> None:
    """Slow down who tries links in bulk; TooManyGuesses once the minute's allowance is spent."""
    if not _has_place("guess", address, most=GUESSES_A_MINUTE, seconds=60):
        raise TooManyGuesses


def _has_place(what: str, address: str, *, most: int, seconds: int) -> bool:
    """Whether this network may do it once more; the count begins anew when it has run out."""
    name = salted_hmac("surveys.pulse.network", f"{what} {network(address)}", algorithm="sha256")
    key = f"pulse-network:{name.hexdigest()}"
    cache.add(key, 0, timeout=seconds)
    try:
        return bool(cache.incr(key) <= most)
    except ValueError:  # ran out between the two calls
        return True


def network(address: str) -> str:
    """What counts as one asker: an address, and of the long ones the half that a household has alone."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _used(nonce: str) -> str:
    return f"pulse-form:{nonce}"
