"""How a program says whose it is: with an access token, and with nothing else."""

from __future__ import annotations

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from organizations import access_tokens
from organizations.models import AccessToken, User
from organizations.tokens import count_guess

MISSING = "Send an access token: “Authorization: Bearer cxa_…”."
UNKNOWN = "This access token opens nothing: it was never made, revoked, or its time is over."


def key_of(request: Request) -> str:
    """What stands in the header as a bearer's key, "" without one."""
    kind, _space, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else ""


class ByToken(BaseAuthentication):
    """The person behind a token, and the token. A session is none of this interface's business."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken]:
        key = key_of(request)
        if not key:
            raise NotAuthenticated(MISSING)
        token = access_tokens.opened_by(key)
        if token is None:
            count_guess(request.META.get("REMOTE_ADDR", ""))
            raise NotAuthenticated(UNKNOWN)
        return token.member.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="cxassess"'


class ByTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = ByToken
    name = "accessToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token, made on a member’s page.",
        }
