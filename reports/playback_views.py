"""Page one for whoever was asked, and the page on which members decide whether there is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from cxassess.errors import NotFound
from organizations import branding
from organizations.audit import record
from organizations.doors import analyst
from organizations.models import Organization
from organizations.scope import org_scope
from reports import playback, queries, shelf
from reports.models import Playback, Report
from reports.renderers import html
from surveys.models import Wave

View = Callable[..., HttpResponse]


def outcome_reader(view: View) -> View:
    """view(request, shown, …) for whoever holds the address of an outcome, with its scope entered."""

    @wraps(view)
    def guarded(request: HttpRequest, key: str, **kwargs: object) -> HttpResponse:
        shown = playback.opened_by(key)
        if shown is None:
            return unseen(render(request, "reports/outcome_gone.html", status=404))
        below = reverse("outcome:show", args=[key])
        request.brand = branding.on_page(shown.organization, below=below)  # type: ignore[attr-defined]
        with org_scope(shown.organization_id):
            return unseen(view(request, shown, **kwargs))

    guarded.audience = "everybody"  # type: ignore[attr-defined]
    return guarded


def unseen(response: HttpResponse) -> HttpResponse:
    """The key is in the address: it goes into no cache, no search engine and to no other site."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@require_safe
@outcome_reader
def show(request: HttpRequest, shown: Playback) -> HttpResponse:
    """Page one of what was published last; before the first report, when to come back."""
    report = queries.latest_ready(shown.wave) if playback.last_day(shown) else None
    if report is None:
        return render(request, "reports/outcome_waiting.html", {"shown": shown})
    return render(request, "reports/outcome.html", first_page(report, last_day=playback.last_day(shown)))


def first_page(report: Report, *, last_day: date | None) -> dict[str, Any]:
    """What the template needs: page one, nothing of the pages behind it, no drawing that asks for more."""
    whole = shelf.document_of(report)
    first = whole.model_copy(update={"pages": whole.pages[:1]})
    return html.page_context(first, interactive=False) | {"last_day": last_day}


@require_safe
@outcome_reader
def thanks(request: HttpRequest, shown: Playback) -> HttpResponse:
    """Thanks after sending, with the address to come back to."""
    address = request.build_absolute_uri(reverse("outcome:show", args=[shown.key]))
    context = {"organization": "", "outcome": address, "days": shown.days}
    asked = request.GET.get("in", "")
    known = asked if asked in dict(settings.LANGUAGES) else translation.get_language_from_request(request)
    with translation.override(known):
        return render(request, "surveys/answer/sent.html", context)


@require_safe
@outcome_reader
def stylesheet(request: HttpRequest, shown: Playback) -> HttpResponse:
    return branding.stylesheet_response(request, shown.organization)


@require_safe
@outcome_reader
def logo(request: HttpRequest, shown: Playback) -> HttpResponse:
    return branding.logo_response(request, shown.organization)


# --- For members ------------------------------------------------------------------------------------------


@analyst
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Agree before the launch that people read page one; afterwards see the address, or stop it."""
    wave: Wave | None = Wave.objects.select_related("assessment").filter(pk=wave_id).first()
    if wave is None:
        raise NotFound
    if request.method == "POST":
        with transaction.atomic():
            record(request, _settled(wave, wanted=request.POST.get("wanted", "")), wave)
        return redirect("outcome:settle", organization.slug, wave.pk)
    agreed = playback.playback_of(wave)
    context = {
        "organization": organization,
        "wave": wave,
        "agreed": agreed,
        "last_day": playback.last_day(agreed) if agreed else None,
        "address": agreed and request.build_absolute_uri(reverse("outcome:show", args=[agreed.key])),
        "days": playback.DAYS,
    }
    return render(request, "reports/playback.html", context)


def _settled(wave: Wave, *, wanted: str) -> str:
    """Do what was asked for; returns its name for the audit trail."""
    agreed = playback.playback_of(wave)
    if wanted == "stop" and agreed:
        playback.stop(agreed)
        return "stopped playback"
    if wanted == "yes":
        playback.agree(wave)
        return "agreed to playback"
    if wanted == "no":
        playback.disagree(wave)
        return "withdrew playback"
    raise NotFound
