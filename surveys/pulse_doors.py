"""The customer's door: the token of a public link finds its wave and enters its organization.

Unknown and mistyped links answer alike. Nobody is told apart here, and nothing of who comes is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from cxassess.errors import CxError
from organizations.branding import PageBrand, on_page
from organizations.scope import org_scope
from surveys.doors import wants_json
from surveys.models import Wave
from surveys.pulse_errors import UnknownPulse
from surveys.pulse_guard import count_guess
from surveys.pulse_models import PulseLink
from surveys.tokens import is_token


@dataclass(frozen=True)
class Customer:
    """Somebody at a wave's public link; who, nobody knows."""

    link: PulseLink
    wanted: str

    @property
    def wave(self) -> Wave:
        return self.link.wave

    @property
    def language(self) -> str:
        """The one asked for in the address or by the browser, else the wave's first."""
        known: list[str] = self.wave.languages
        return self.wanted if self.wanted in known else known[0]

    @property
    def brand_name(self) -> str:
        return self.wave.organization.name

    @property
    def brand(self) -> PageBrand:
        """How the client looks on these pages; no query."""
        return on_page(self.wave.organization, below=reverse("pulse:page", args=[self.link.token]))


View = Callable[..., HttpResponse]


def customer(view: View) -> View:
    """view(request, somebody, …) for whoever has the link, with the organization in scope."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        wanted = request.GET.get("in", "") or translation.get_language_from_request(request)
        try:
            somebody = _at_the_door(request, token, wanted=wanted)
        except CxError as error:
            with translation.override(translation.get_language_from_request(request)):
                return _unseen(refusal(request, error))
        request.brand = somebody.brand  # type: ignore[attr-defined]
        with org_scope(somebody.wave.organization_id), translation.override(somebody.language):
            try:
                return _unseen(view(request, somebody, **kwargs))
            except CxError as error:
                return _unseen(refusal(request, error, name=somebody.brand_name))

    guarded.audience = "customer"  # type: ignore[attr-defined]
    return guarded


def refusal(request: HttpRequest, error: CxError, *, name: str = "") -> HttpResponse:
    """What somebody reads when the link does not lead on; for a program as JSON."""
    if wants_json(request):
        raise error
    context = {"error": error, "name": name}
    return render(request, "surveys/pulse/refused.html", context, status=error.status)


def _at_the_door(request: HttpRequest, token: str, *, wanted: str) -> Customer:
    # Before the door is passed there is no scope to look in.
    links = PulseLink.every_org.select_related("wave__organization")
    link = links.filter(token=token).first() if is_token(token) else None
    if link is None:
        count_guess(request.META.get("REMOTE_ADDR", ""))
        raise UnknownPulse
    return Customer(link, wanted)


def _unseen(response: HttpResponse) -> HttpResponse:
    """Neither a cache nor a search engine keeps these pages."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
