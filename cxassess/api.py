"""How the REST interface words an error: the same three names everywhere."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from cxassess.errors import CxError, NotAllowed, NotFound

log = logging.getLogger(__name__)

WAIT_S = 60
"""After this time whoever was slowed down by one of our own errors may try again."""

CODES: dict[type[exceptions.APIException], str] = {
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.AuthenticationFailed: "not_authenticated",
    exceptions.ParseError: "unreadable",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "too_many_requests",
}


class ServerError(CxError):
    code = "server_error"
    status = 500
    sentence = "Something went wrong here. It has been written down; try again later."


def on_error(error: Exception, context: dict[str, Any]) -> Response:
    """{"code", "message", "details"}, whatever went wrong."""
    response = exception_handler(error, context)
    if response is not None and isinstance(error, exceptions.APIException):
        response.data = worded(error)
        return response
    known = _our_own(error)
    if isinstance(known, ServerError):
        # Said here because nobody sees the error after it has become an answer.
        log.error("a request to the interface failed", exc_info=error)
    set_rollback()
    headers = {"Retry-After": str(WAIT_S)} if known.status == 429 else None
    return Response(known.as_json(), status=known.status, headers=headers)


def _our_own(error: Exception) -> CxError:
    if isinstance(error, CxError):
        return error
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return NotAllowed()
    if isinstance(error, (BadRequest, SuspiciousOperation)):
        return CxError("The request cannot be read.", code="unreadable")
    return ServerError()


def worded(error: exceptions.APIException) -> dict[str, object]:
    if isinstance(error, exceptions.ValidationError):
        detail = error.detail if isinstance(error.detail, dict) else {"body": error.detail}
        return {"code": "invalid", "message": "Some values cannot be used.", "details": detail}
    return {"code": CODES.get(type(error), "error"), "message": str(error.detail), "details": {}}
