"""Idempotency keys: a request that is sent again, because its answer was lost, does nothing again.

The row of a key is made in the transaction of what was asked. A second request with the same key waits for
that transaction: if it commits, the row is there and its answer is given; if not, it was never asked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import transaction
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import Conflict, CxError
from organizations.access_tokens import ANSWERS_KEPT_FOR
from organizations.api_keys import key_of
from organizations.models import AccessToken, KeptAnswer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"

_SHAPE = re.compile(r"[\x21-\x7e]{1,200}")


class KeyRefused(CxError):
    code = "idempotency_key"
    status = 400
    sentence = "An idempotency key has 1 to 200 visible ASCII characters."


class KeyUsed(Conflict):
    code = "idempotency_key_used"
    sentence = "This idempotency key was sent with another request. Take a new one for a new request."


def once(request: Request, token: AccessToken, act: Callable[[], Response]) -> Response:
    """What `act` answers, all of it in one transaction; what it answered before, if its key is known."""
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST":
        with transaction.atomic():
            return act()
    if not _SHAPE.fullmatch(key):
        raise KeyRefused
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        kept, is_new = _kept(token, key=key, fingerprint=fingerprint)
        if is_new:
            response = act()
            kept.answer = _cipher(request, key).encrypt(_written(response))
            kept.save(update_fields=["answer"])
            return response
    if kept.fingerprint != fingerprint:
        raise KeyUsed
    return _read(_cipher(request, key).decrypt(bytes(kept.answer)))


def _kept(token: AccessToken, *, key: str, fingerprint: str) -> tuple[KeptAnswer, bool]:
    """The row of this key, and whether it is new; of two at the same moment the second waits here."""
    KeptAnswer.objects.filter(token=token, created_at__lt=timezone.now() - ANSWERS_KEPT_FOR).delete()
    row, is_new = KeptAnswer.objects.get_or_create(
        token=token,
        key_hash=hashlib.sha256(key.encode()).hexdigest(),
        defaults={"fingerprint": fingerprint},
    )
    return row, is_new


def _fingerprint(request: Request) -> str:
    asked = f"{request.method} {request.get_full_path()} {request.content_type}\n".encode()
    return hashlib.sha256(asked + request.body).hexdigest()


def _written(response: Response) -> bytes:
    body = JSONRenderer().render(response.data).decode()
    return json.dumps({"status": response.status_code, "body": body}).encode()


def _read(written: bytes) -> Response:
    kept = json.loads(written)
    body = json.loads(kept["body"]) if kept["body"] else None
    return Response(body, status=kept["status"], headers={REPLAYED: "true"})


def _cipher(request: Request, key: str) -> Fernet:
    """For this token and this idempotency key alone (HKDF, RFC 5869); of both only hashes are stored."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cxassess kept answer")
    return Fernet(base64.urlsafe_b64encode(derivation.derive(f"{key_of(request)}\n{key}".encode())))
