"""What is counted of requests: by the name of their route, never by their address, which may hold a key.

Of people who answer nothing is counted but our own failures. A series of numbers, asked for every few
seconds and kept for months, is a clock: with one wave open, each request of a respondent would tell when
somebody answered, and how many did, which no page tells either. So a route is counted when it is for members,
programs or guests of a report; what stands outside, files included, since every page asks for them, is not.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cxassess.errors import CxError
from cxassess.metrics_counts import Counts, Key, counts

Next = Callable[[HttpRequest], HttpResponse]

COUNTED = frozenset(
    {"reader", "analyst", "owner", "signed in", "staff", "token", "subscriber", "guest", "invited"}
)
ACCOUNTS = ("account_", "mfa_")
"""Names of the sign-in pages, which come with allauth and say no audience."""

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
OUTSIDE = "outside"
"""The route of a failure on a page of people who answer, and of one without a route."""


class CountedRequests:
    """Middleware: how many requests, how long each took, and how they ended."""

    def __init__(self, get_response: Next, *, into: Counts = counts) -> None:
        self.get_response = get_response
        self.into = into

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        status = response.status_code
        route = route_of(request)
        if route != OUTSIDE or status >= 500:
            seconds = time.perf_counter() - began
            self.into.observe(("request", route, method_of(request), f"{status // 100}xx"), seconds)
            if status >= 400:
                self.into.observe(error_key(request, response))
        return response


class NotedErrors:
    """Innermost middleware: notes the code of an error before another makes a page of it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        request.error_code = error.code if isinstance(error, CxError) else ""  # type: ignore[attr-defined]


def route_of(request: HttpRequest) -> str:
    """The name of the route when it is one that is counted, else OUTSIDE."""
    match = request.resolver_match
    if match is None:
        return OUTSIDE
    audience = getattr(match.func, "audience", "")
    if audience in COUNTED or (not audience and match.view_name.startswith(ACCOUNTS)):
        return match.view_name
    return OUTSIDE


def method_of(request: HttpRequest) -> str:
    """Its method, if it is one there is: anybody can make up more of them than fit into a table."""
    return request.method if request.method in METHODS else "other"  # type: ignore[return-value]


def error_key(request: HttpRequest, response: HttpResponse) -> Key:
    """By the product's code where there is one, else by the status."""
    told = getattr(response, "data", None)  # an answer of the REST interface
    code = told.get("code") if isinstance(told, dict) else getattr(request, "error_code", "")
    return ("error", str(code or f"http_{response.status_code}"))
