"""Codes on paper, for people without e-mail: short enough to type, and the same secret as a personal link."""

from __future__ import annotations

import hashlib
import re
import secrets

from surveys.tokens import LENGTH, LETTERS

LETTERS_OF_A_CODE = 12
"""12 of 31 kinds are 59 bits of chance. Guesses are counted at the door, and each costs a slow hash."""

_SALT = b"cxassess code"
_SLOW = {"n": 2**13, "r": 8, "p": 1}


def new_code() -> str:
    """A fresh code as it stands on paper: three groups of four letters."""
    letters = "".join(secrets.choice(LETTERS) for _letter in range(LETTERS_OF_A_CODE))
    return "-".join(re.findall("....", letters))


def token_of_code(typed: str) -> str:
    """The token that a code stands for, however it was typed; "" for what cannot be a code.

    Neither lies in the database, only the token's hash: so the code is stretched by scrypt on the way, as
    somebody with a copy of the database could try short codes by the billion (RFC 7914).
    """
    letters = re.sub(r"[\s\-–—._]", "", typed[:60]).lower()
    if len(letters) != LETTERS_OF_A_CODE or not set(letters) <= set(LETTERS):
        return ""
    digest = int.from_bytes(hashlib.scrypt(letters.encode(), salt=_SALT, dklen=32, **_SLOW))
    return "".join(LETTERS[digest // len(LETTERS) ** place % len(LETTERS)] for place in range(LENGTH))
