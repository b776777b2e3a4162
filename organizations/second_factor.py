"""Who has a second factor, what ends when one comes or goes, and how its secrets lie in the database."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from organizations.models import User

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes stand in for one of these; alone they are none."""


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=STRONG).exists())


def end_other_sessions(*, request: HttpRequest, user: User, **_signal: Any) -> None:
    """Sign everybody else who uses this account out: they came in under weaker rules.

    Called when a second factor is added or removed, with the request in which that happened.
    """
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    if request.user.pk == user.pk:
        request.user.session_epoch = user.session_epoch
        update_session_auth_hash(request, user)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are encrypted with a key made of the installation's secret key.

    Whoever reads the database alone cannot compute a code. Former keys (SECRET_KEY_FALLBACKS) still open.
    """

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "cxassess"

    def generate_authenticator_name(self, user: User, type: str) -> str:  # allauth names the argument so
        number: int = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %s") % number


def _cipher() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(secret: str | bytes) -> bytes:
    """32 bytes for this purpose alone (HKDF, RFC 5869)."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cxassess second factor")
    return derivation.derive(force_bytes(secret))
