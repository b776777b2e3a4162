"""The door of the REST interface: whose token it is, what it is for, and what its maker may do today.

An address of the interface is a class below `Endpoint`, with a method for each HTTP method. The door finds
the organization by the token, not by the address: a slug that is not the token's answers like one that does
not exist, and costs the same. Everything that is not a GET happens in one transaction, with its line in the
audit trail; what a token was refused is recorded once that transaction is over, as it is on the pages.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from rest_framework.exceptions import APIException, MethodNotAllowed, Throttled
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cxassess.errors import CxError, NotAllowed, NotFound
from organizations import audit
from organizations.access_tokens import note_use
from organizations.api_keys import ByToken
from organizations.api_once import once
from organizations.api_parsers import JsonBody
from organizations.doors import SecondFactorMissing
from organizations.models import AccessToken, AuditEntry, Member, Outcome, Role
from organizations.scope import org_scope
from organizations.second_factor import has_second_factor
from organizations.token_models import Scope
from organizations.tokens import counted

READING = ("GET", "HEAD")
WINDOW_S = 60
LARGEST_BODY = 1_000_000


class ScopeMissing(CxError):
    code = "scope_missing"
    status = 403
    sentence = "This access token was not made for this."


class TooLarge(CxError):
    code = "too_large"
    status = 413


class Rate(NamedTuple):
    """What a token may still ask. resets_in: seconds until the window ends."""

    limit: int
    remaining: int
    resets_in: int


class Endpoint(APIView):
    """One address of the interface.

    area     first half of the scope that is asked for: reading needs area:read, all else area:write; ""
             where any token will do.
    roles    the least role, by method; a reader's where a method is not named.
    largest  bytes a request may bring.
    """

    audience: ClassVar[str] = "token"
    area: ClassVar[str] = ""
    roles: ClassVar[Mapping[str, Role]] = {}
    largest: ClassVar[int] = LARGEST_BODY

    authentication_classes = [ByToken]
    permission_classes = []
    parser_classes = [JsonBody]
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    rate: Rate | None = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view: Any = super().as_view(**initkwargs)
        view.audience = cls.audience
        return view

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        self.args, self.kwargs = args, kwargs
        self.headers = self.default_response_headers
        self.request = asked = self.initialize_request(request, *args, **kwargs)
        with translation.override("en"):
            try:
                response = self._answered(asked, **kwargs)
            except Exception as error:  # noqa: BLE001  the handler words it, and logs what it does not know
                response = self.handle_exception(error)
            return cast("Response", self.finalize_response(asked, response, *args, **kwargs))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        found = super().finalize_response(request, response, *args, **kwargs)
        found.headers.setdefault("Cache-Control", "private, no-store")
        if self.rate is not None:
            found["RateLimit-Limit"] = str(self.rate.limit)
            found["RateLimit-Remaining"] = str(self.rate.remaining)
            found["RateLimit-Reset"] = str(self.rate.resets_in)
        return found

    # --- The way in -----------------------------------------------------------------------------------

    def _answered(self, request: Request, *, slug: str | None = None, **ids: Any) -> Response | HttpResponse:
        self.initial(request, **ids)  # what it can read, the token, the rate
        token = token_of(request)
        if slug is not None and slug != token.organization.slug:
            raise NotFound
        method = str(request.method).lower()
        handler = getattr(self, method, None) if method in self.http_method_names else None
        if handler is None:
            raise MethodNotAllowed(str(request.method))
        note_use(token)
        token.member.organization = token.organization
        request._request.member = token.member  # type: ignore[attr-defined]  # where the pages' own functions look for it
        with org_scope(token.organization):
            return self._watched(handler, request, token, ids)

    def _watched(
        self, handler: Callable[..., Any], request: Request, token: AccessToken, ids: dict[str, Any]
    ) -> Response:
        """What the handler answers; what it refuses or fails at is left in the audit trail."""
        try:
            self._admit(request, token)
            if request.method in READING:
                return cast("Response", handler(request, **ids))
            _bring(request, largest=self.largest)
            return once(request, token, lambda: handler(request, **ids))
        except (CxError, Http404, PermissionDenied) as error:
            code = error.code if isinstance(error, CxError) else type(error).__name__
            audit.record_attempt(request, outcome=Outcome.REFUSED, code=code, ids=ids)
            raise
        except APIException:  # a mistake in what was sent, or a rate: nobody was refused anything
            raise
        except Exception as error:
            audit.record_attempt(request, outcome=Outcome.FAILED, code=type(error).__name__, ids=ids)
            raise

    def _admit(self, request: Request, token: AccessToken) -> None:
        """Raise unless the token is for this, and its maker may do it today."""
        if self.area and not token.is_for(self.scope_for(str(request.method))):
            raise ScopeMissing(details={"scope": self.scope_for(str(request.method)).value})
        if not token.member.may(self.role_for(str(request.method))):
            raise NotAllowed
        if token.organization.requires_second_factor and not has_second_factor(token.member.user):
            raise SecondFactorMissing

    @classmethod
    def scope_for(cls, method: str) -> Scope:
        return Scope(f"{cls.area}:{'read' if method in READING else 'write'}")

    @classmethod
    def role_for(cls, method: str) -> Role:
        return cls.roles.get("GET" if method == "HEAD" else method, Role.READER)

    def check_throttles(self, request: Request) -> None:
        """Count this request among those of its token in the present minute; Throttled for too many."""
        now, limit = int(time.time()), int(settings.API_REQUESTS_A_MINUTE)
        used = counted(f"api:{token_of(request).pk}:{now // WINDOW_S}", seconds=2 * WINDOW_S)
        self.rate = Rate(limit, max(0, limit - used), WINDOW_S - now % WINDOW_S)
        if used > limit:
            raise Throttled(wait=self.rate.resets_in)


class AnyAnswer(DefaultContentNegotiation):
    """For files: they are what they are, whatever the asker would rather have."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class FileEndpoint(Endpoint):
    """An address that answers with a file; its errors are JSON all the same."""

    content_negotiation_class = AnyAnswer


def token_of(request: Request) -> AccessToken:
    """The token by which this request came in."""
    return cast("AccessToken", request.auth)


def member_of(request: Request) -> Member:
    return token_of(request).member


def record(request: Request, action: str, row: models.Model, *, detail: str = "") -> AuditEntry:
    """Like `audit.record`; the line says by which token it was done."""
    by = f"token {token_of(request).prefix}"
    return audit.record(request, action, row, detail=f"{detail[:160]} · {by}" if detail else by)


def _bring(request: Request, *, largest: int) -> None:
    """Read the body whole, once, so that it can be both compared and parsed. Raises TooLarge."""
    http = request._request
    length = int(http.META.get("CONTENT_LENGTH") or 0)
    if length > largest:
        raise TooLarge(f"A request brings at most {largest:,} bytes here.")
    http._body = http.read(length)
    http._stream = io.BytesIO(http._body)  # type: ignore[attr-defined]
