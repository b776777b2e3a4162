"""The monitor of an open wave, asked again by the page itself, and more time for those who answer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cxassess.errors import Conflict
from organizations.audit import record
from organizations.doors import analyst, reader
from organizations.models import Organization
from surveys import closing
from surveys.errors import WaveNotReady
from surveys.mailing_history import history
from surveys.member_setup_forms import LastDayForm
from surveys.member_waves import wave_of
from surveys.models import Wave
from surveys.monitoring import CAUTION, TARGET, monitor

STEPS = {"below_half": 1, "half": 2, "most": 3}
"""How many of a band's three fields are filled."""


def monitor_context(wave: Wave) -> dict[str, Any]:
    """What the monitor of an open wave shows."""
    shown = monitor(wave)
    rows = [(each, shown.participation.bands[each["key"]]) for each in wave.functions]
    return {
        "wave": wave,
        "shown": shown,
        "participation": shown.participation,
        "rows": [(each, band, STEPS.get(band or "", 0)) for each, band in rows],
        "target": round(100 * TARGET),
        "caution": round(100 * CAUTION),
        "counted_at": shown.counted_at.astimezone(wave.zone) if shown.counted_at else None,
        "days_left": (wave.closes_on - wave.today()).days if wave.closes_on else None,
        "is_over": wave.is_over,
        "mail": history(wave),
    }


@reader
@require_safe
def show(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """The monitor alone, for the page that asks again; for anybody else, the whole page."""
    wave = wave_of(wave_id)
    whole = reverse("waves:wave", args=(organization.slug, wave.pk))
    if request.headers.get("HX-Request") != "true":
        return redirect(whole)
    if not wave.is_open:
        return HttpResponseClientRedirect(whole)
    return render(
        request, "surveys/member/_monitor.html", {"organization": organization, **monitor_context(wave)}
    )


@analyst
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """A later last day."""
    wave = wave_of(wave_id)
    if not wave.is_open:
        raise WaveNotReady("Only an open wave can be extended.")
    form = LastDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["closes_on"]
        try:
            with transaction.atomic():
                closing.extend(wave_id, until=day)
                record(request, "extended", wave, detail=f"{wave.closes_on} → {day}")
        except Conflict as refused:
            form.add_error("closes_on", refused.sentence)
        else:
            return redirect("waves:wave", organization.slug, wave.pk)
    context = {"organization": organization, "wave": wave, "form": form}
    return render(request, "surveys/member/extend.html", context, status=400 if form.errors else 200)
