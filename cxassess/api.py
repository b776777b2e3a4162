"""How the REST interface words an error: the same three names everywhere."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cxassess.errors import CxError, NotAllowed, NotFound


def on_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """{"code", "message", "details"} for our own errors and the framework's; None leaves it to Django."""
    if isinstance(error, Http404):
        error = NotFound()
    if isinstance(error, PermissionDenied):
        error = NotAllowed()
    if isinstance(error, CxError):
        return Response(error.as_json(), status=error.status)
    response = exception_handler(error, context)
    if response is not None and isinstance(error, APIException):
        response.data = worded(error)
    return response


def worded(error: APIException) -> dict[str, object]:
    if isinstance(error, ValidationError):
        return {"code": "invalid", "message": "Some values cannot be used.", "details": error.detail}
    return {"code": str(error.get_codes()), "message": str(error.detail), "details": {}}
