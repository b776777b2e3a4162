"""The door for people without an account: whoever holds a share link reads one report, and nothing else."""

from __future__ import annotations

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from cxassess.errors import NotFound
from organizations import branding
from organizations.doors import View
from organizations.scope import org_scope
from organizations.tokens import count_guess
from reports import share

COOKIE = "share"


def guest(view: View) -> View:
    """view(request, link, …) for whoever holds a link and, where it asks for one, has given its password.

    Keys that are wrong, over, revoked or of a report that was withdrawn meet one and the same page.
    """
    return _door(view, asks=True)


def guest_outside(view: View) -> View:
    """The same, for the page on which the password is given: it shows nothing of the client."""
    return _door(view, asks=False)


def _door(view: View, *, asks: bool) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, key: str, **kwargs: object) -> HttpResponse:
        link = share.opened_by(key)
        if link is None:
            count_guess(request.META.get("REMOTE_ADDR", ""))
            return gone(request)
        if asks and not share.is_let_in(link, request.COOKIES.get(COOKIE, "")):
            return unseen(redirect("share:password", key))
        with org_scope(link.organization_id):
            if asks:
                below = reverse("share:show", args=[key])
                request.brand = branding.on_page(link.organization, below=below)  # type: ignore[attr-defined]
            try:
                return unseen(view(request, link, key=key, **kwargs))
            except NotFound:
                return gone(request)

    guarded.audience = "guest"  # type: ignore[attr-defined]
    return guarded


def gone(request: HttpRequest) -> HttpResponse:
    """That a link opens nothing, in the language of the browser: nothing is known of whose link it was."""
    with translation.override(translation.get_language_from_request(request)):
        return unseen(render(request, "reports/share_gone.html", status=404))


def unseen(response: HttpResponse) -> HttpResponse:
    """The key is in the address: it goes into no cache, no search engine and to no other site."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # "no-referrer" would keep the page from sending its own form: browsers leave the origin out as well.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
