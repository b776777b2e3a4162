"""Pages of members: what was asked, who takes part, how far it is; set up, open, watch, close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cxassess.errors import NotFound
from organizations.audit import record
from organizations.doors import analyst, membership, reader
from organizations.models import Organization, Role
from surveys import actions, queries, versions
from surveys.errors import WaveNotReady
from surveys.member_forms import FactsForm
from surveys.member_monitor import monitor_context
from surveys.member_setup import onward, resume_at, step_context, steps_of
from surveys.member_waves import held, language_of, links_of, refuse_closed, wave_of
from surveys.models import Level, Wave, WaveState
from surveys.monitoring import monitor
from surveys.preview import preview_of
from surveys.rendering import tongues
from surveys.setting_up import NOTES


@reader
@require_safe
def organization(request: HttpRequest, organization: Organization) -> HttpResponse:
    """An organization's waves, and the ways to everything else of it."""
    context = {
        "organization": organization,
        "waves": Wave.objects.select_related("assessment"),
        "may_set_up": membership(request).may(Role.ANALYST),
    }
    return render(request, "surveys/member/organization.html", context)


@reader
@require_safe
def wave(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """One wave: its set-up, how far it is as far as that may be said, and what to do next."""
    return render(request, "surveys/member/wave.html", wave_context(request, organization, wave_of(wave_id)))


def wave_context(request: HttpRequest, organization: Organization, wave: Wave) -> dict[str, Any]:
    """What the page of a wave shows, in each of its states."""
    context = {
        "organization": organization,
        "wave": wave,
        "instrument": queries.instrument_of(wave),
        "links": links_of(request, wave),
        "facts_given": len(wave.facts.keys() - {NOTES}),
        "facts_asked": len(queries.instrument_of(wave).facts),
        "may_set_up": membership(request).may(Role.ANALYST),
        "shown_version": queries.shown_version(wave),
        "held_back": versions.held_back(wave),
    }
    if wave.is_open:
        return context | monitor_context(wave)
    if wave.state == WaveState.DRAFT:
        return context | {"steps": steps_of(wave), "resume_at": resume_at(wave, organization)}
    return context | {"participation": queries.participation(wave)}


@reader
@require_safe
def preview(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """What somebody of a function and level is asked, page by page and in the words they read."""
    wave = wave_of(wave_id)
    if not wave.functions:
        raise WaveNotReady("Name the functions first: each is asked in its own way.")
    function = _picked(request, "function", among=wave.function_keys)
    level = _picked(request, "level", among=[Level.CONTRIBUTOR, Level.MANAGER, Level.LEADER])
    language = _picked(request, "language", among=wave.languages, first=language_of(wave))
    context = {
        "organization": organization,
        "wave": wave,
        "function": function,
        "level": level,
        "language": language,
        "languages": tongues(wave.languages, spoken=""),
        "preview": preview_of(wave, function=function, level=level, language=language),
    }
    return render(request, "surveys/member/preview.html", context)


def _picked(request: HttpRequest, name: str, *, among: Sequence[str], first: str = "") -> str:
    """What the address picks, the first where it says nothing. Raises NotFound for anything else."""
    picked = request.GET.get(name, first or among[0])
    if picked not in among:
        raise NotFound
    return str(picked)


@analyst
@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """The sponsor's fact sheet: what the organization knows about itself and nobody has to be asked."""
    wave = wave_of(wave_id)
    refuse_closed(wave)
    form = FactsForm(request.POST or None, instrument=queries.instrument_of(wave), wave=wave)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            kept = held(wave_id)
            kept.facts = form.facts()
            kept.save(update_fields=["facts"])
            record(request, "stated facts", kept)
        return onward(request, organization, wave, key="facts")
    context = {"organization": organization, "wave": wave, "form": form, **step_context(wave, "facts")}
    return render(request, "surveys/member/facts.html", context, status=400 if form.errors else 200)


@analyst
@require_POST
def open_(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    with transaction.atomic():
        wave = actions.open_wave(wave_of(wave_id))
        record(request, "opened", wave)
    return redirect("waves:wave", organization.slug, wave.pk)


@analyst
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Ask whether to close, then close and go and watch the report being built."""
    wave = wave_of(wave_id)
    if not wave.is_open:
        raise WaveNotReady("Only an open wave can be closed.")
    if request.method == "POST":
        closed = actions.close_wave(wave)
        record(request, "closed", wave)
        # Where the old report stays, the wave's page says why.
        next_page = "waves:wave" if versions.held_back(closed) else "reports:progress"
        return redirect(next_page, organization.slug, wave.pk)
    context = {
        "organization": organization,
        "wave": wave,
        "participation": monitor(wave).participation,
        "shown_version": queries.shown_version(wave),
    }
    return render(request, "surveys/member/close.html", context)


@analyst
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Ask whether to open a closed wave again, and what that means; then do it."""
    wave = wave_of(wave_id)
    if wave.state != "closed":
        raise WaveNotReady("Only a closed wave can be opened again.")
    if request.method == "POST":
        with transaction.atomic():
            record(request, "reopened", actions.reopen_wave(wave))
        return redirect("waves:wave", organization.slug, wave.pk)
    context = {"organization": organization, "wave": wave, "participation": queries.participation(wave)}
    return render(request, "surveys/member/reopen.html", context)
