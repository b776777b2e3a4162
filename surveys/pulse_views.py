"""What a customer sees: one page, and thanks; both also in a frame on websites that were allowed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cxassess.errors import CxError
from organizations import branding
from surveys import pulse
from surveys import pulse_guard as guard
from surveys.pulse_doors import Customer, customer, refusal
from surveys.pulse_errors import CodeNeeded, CodeUnknown, StillSending, TooLarge, TryAgain
from surveys.pulse_sheet import pulse_sheet, read_answers
from surveys.rendering import tongues
from surveys.tokens import is_token

COOKIE = "cx_answered"
"""Says "1" to the one address of this wave's link: this browser has answered. Nobody is told apart by it."""

COOKIE_S = 120 * 24 * 3600

LARGEST_FORM = 16 * 1024
"""Bytes a browser sends; it takes a few hundred."""

# No cookie and no session gives any right here, so there is none that a forged request could borrow.
no_ambient_authority = csrf_exempt


@no_ambient_authority
@require_http_methods(["GET", "HEAD", "POST"])
@customer
def page(request: HttpRequest, somebody: Customer, code: str = "", *, framed: bool = False) -> HttpResponse:
    """The four statements, and the answers to them.

    code    of somebody who was sent a link of their own.
    framed  on another website: no cookie, because there it would be a stranger's.
    """
    try:
        response = _page(request, somebody, code=code, framed=framed)
    except CxError as error:
        response = refusal(request, error, name=somebody.brand_name)
    return _for_frame(response, somebody) if framed else response


def _page(request: HttpRequest, somebody: Customer, *, code: str, framed: bool) -> HttpResponse:
    pulse.check_pulse(somebody.wave)
    if somebody.link.only_codes and not code:
        raise CodeNeeded
    if request.method == "POST":
        return _taken(request, somebody, code=code, framed=framed)
    if code and not (is_token(code) and pulse.has_code(somebody.link, code)):
        raise CodeUnknown
    if _has_answered(request, code=code, framed=framed):
        return render(request, "surveys/pulse/thanks.html", {"somebody": somebody, "before": True})
    return _form(request, somebody, framed=framed)


def _has_answered(request: HttpRequest, *, code: str, framed: bool) -> bool:
    """Whether this browser says so; a shop's tablet says when somebody else is there."""
    return not (code or framed or "other" in request.GET) and COOKIE in request.COOKIES


def _form(
    request: HttpRequest, somebody: Customer, *, framed: bool, error: TryAgain | None = None
) -> HttpResponse:
    keep = isinstance(error, StillSending)
    sheet = pulse_sheet(
        somebody.wave, brand=somebody.brand_name, language=somebody.language, picked=request.POST
    )
    context = {
        "somebody": somebody,
        "sheet": sheet,
        "languages": tongues(somebody.wave.languages, spoken=somebody.language),
        "form_key": request.POST.get("key", "") if keep else guard.new_form_key(somebody.link.pk),
        "trap": guard.TRAP,
        "error": error,
        "framed": framed,
        "other": "other" in request.GET,
    }
    return render(request, "surveys/pulse/page.html", context, status=error.status if error else 200)


def _taken(request: HttpRequest, somebody: Customer, *, code: str, framed: bool) -> HttpResponse:
    """Thanks, or the page again with what was picked and why it was not taken."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM:
        raise TooLarge  # before a byte of it is read
    if _has_answered(request, code=code, framed=framed):
        return _thanks_at(request, somebody, framed=framed)
    try:
        _take(request, somebody, code=code)
    except TryAgain as error:
        return _form(request, somebody, framed=framed, error=error)
    response = _thanks_at(request, somebody, framed=framed)
    return response if framed or code else _remember(response, somebody)


def _take(request: HttpRequest, somebody: Customer, *, code: str) -> None:
    """Store the answers once, however often they are sent. Raises TryAgain, or what the door says."""
    link = somebody.link
    answers = read_answers(somebody.wave, request.POST.dict())
    guard.check_trap(request.POST.get(guard.TRAP, ""))
    nonce = guard.check_form_key(request.POST.get("key", ""), link_id=link.pk)
    if not guard.use_up(nonce):
        return
    try:
        guard.count_answer(request.META.get("REMOTE_ADDR", ""), link_id=link.pk)
        pulse.take(link, answers, code=code)
    except BaseException:
        guard.give_back(nonce)
        raise
    guard.keep_used(nonce)


def _thanks_at(request: HttpRequest, somebody: Customer, *, framed: bool) -> HttpResponse:
    name = "pulse:frame_thanks" if framed else "pulse:thanks"
    address = reverse(name, args=[somebody.link.token])
    response = HttpResponseRedirect(f"{address}?in={somebody.language}")
    response.status_code = 303
    return response


def _remember(response: HttpResponse, somebody: Customer) -> HttpResponse:
    """Let this browser say that it has answered, to this wave's link alone."""
    response.set_cookie(
        COOKIE,
        "1",
        max_age=COOKIE_S,
        path=reverse("pulse:page", args=[somebody.link.token]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
@customer
def thanks(request: HttpRequest, somebody: Customer, *, framed: bool = False) -> HttpResponse:
    response = render(request, "surveys/pulse/thanks.html", {"somebody": somebody, "framed": framed})
    return _for_frame(response, somebody) if framed else response


def _for_frame(response: HttpResponse, somebody: Customer) -> HttpResponse:
    """Let the allowed websites show this page in a frame; without any it is like every other page."""
    if somebody.link.origins:
        # The middleware reads both; the header X-Frame-Options knows no list.
        response.frame_ancestors = somebody.link.origins  # type: ignore[attr-defined]
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response


@require_safe
@customer
def stylesheet(request: HttpRequest, somebody: Customer) -> HttpResponse:
    return branding.stylesheet_response(request, somebody.wave.organization)


@require_safe
@customer
def logo(request: HttpRequest, somebody: Customer) -> HttpResponse:
    return branding.logo_response(request, somebody.wave.organization)
