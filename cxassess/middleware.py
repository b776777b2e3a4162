"""What every answer carries, and what becomes of an error on its way to a person."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from cxassess.errors import CxError, NotFound, TooLarge

Next = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)

# Nothing from another host, nothing inline: a script or style smuggled into a page does not run.
NO_FRAME = "frame-ancestors 'none'"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        NO_FRAME,
    )
)
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


def client_address(get_response: Next) -> Next:
    """Puts the asker's own address into REMOTE_ADDR when CXASSESS_PROXIES says how many proxies pass it on.

    Each proxy adds on the right whom it was asked by; what stands further left anybody can have written.
    """
    proxies = settings.ENV.proxies

    def middleware(request: HttpRequest) -> HttpResponse:
        passed_on = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if proxies and len(passed_on) >= proxies and passed_on[-proxies]:
            request.META["REMOTE_ADDR"] = passed_on[-proxies]
        return get_response(request)

    return middleware


def security_headers(get_response: Next) -> Next:
    """Content, referrer and permissions policy on every answer.

    Addresses under /r/ and /c/ hold a respondent's or customer's key, so no other page may learn where its
    reader came from. An answer with `frame_ancestors`, a list of origins, may stand in a frame there.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        personal = request.path.startswith(("/r/", "/c/"))
        ancestors = " ".join(getattr(response, "frame_ancestors", ())) or "'none'"
        policy = CONTENT_SECURITY_POLICY.replace(NO_FRAME, f"frame-ancestors {ancestors}")
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Referrer-Policy", "no-referrer" if personal else "same-origin")
        return response

    return middleware


def bounded_requests(get_response: Next) -> Next:
    """Refuses a request that says it is larger than anything anybody sends here, before a byte of it is read.

    Without this a file of any length would be written to the disk before a view could look at its size, and
    before anybody is asked who they are: looking for the form's key reads the form. A server hands over no
    more bytes than the request said, so one that lies is cut off.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isascii() and said.isdigit() and int(said[:20]) > settings.LARGEST_REQUEST:
            return answer(request, TooLarge())
        return get_response(request)

    return middleware


def plain_addresses(get_response: Next) -> Next:
    """Finds nothing at an address with NUL in it: no word of ours has one, and databases refuse to look."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer(request, NotFound()) if "\0" in request.path_info else get_response(request)

    return middleware


class ErrorMiddleware:
    """Turns a CxError into a page, a fragment for htmx, or JSON: whatever the asker can read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ReauthenticationRequired) and not request.user.is_authenticated:
            # Pages about a second factor ask to sign in again before they ask whether anybody is signed in.
            return redirect_to_login(request.get_full_path())
        if not isinstance(error, CxError):
            return None
        log.info("%s answered %s (%s)", request.method, error.status, error.code)
        return answer(request, error)


def answer(request: HttpRequest, error: CxError) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(error.as_json(), status=error.status)
    template = "_error.html" if request.headers.get("HX-Request") == "true" else "error.html"
    return render(request, template, {"error": error}, status=error.status)


def wants_json(request: HttpRequest) -> bool:
    if request.path.startswith("/api/"):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
