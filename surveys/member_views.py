"""Pages of members: what was asked, who takes part, how far it is; set up, open, watch, close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cxassess.errors import Conflict, CxError, NotFound
from organizations.audit import record
from organizations.doors import analyst, membership, reader
from organizations.models import Organization, Role
from surveys import actions, library, queries, versions
from surveys.errors import WaveNotReady
from surveys.member_forms import NOTES, FactsForm, InvitationsForm, SetUpForm
from surveys.models import Assessment, Invitation, Level, OpenLink, Wave
from surveys.preview import preview_of
from surveys.questionnaire import first_words, named_functions


@reader
@require_safe
def organization(request: HttpRequest, organization: Organization) -> HttpResponse:
    """An organization's waves, and the ways to its people and rules for owners."""
    member = membership(request)
    context = {
        "organization": organization,
        "waves": Wave.objects.select_related("assessment"),
        "may_manage": member.may(Role.OWNER),
        "may_set_up": member.may(Role.ANALYST),
    }
    return render(request, "surveys/member/organization.html", context)


@analyst
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, organization: Organization) -> HttpResponse:
    """A new assessment with its first wave; what was typed stays when something is wrong."""
    instrument = library.instrument(*library.DEFAULT)
    form = SetUpForm(request.POST or None, instrument=instrument)
    if request.method == "POST" and form.is_valid():
        try:
            wave = set_up_wave(form.cleaned_data)
        except Conflict as refused:
            form.add_error(str(refused.details["field"]), refused.sentence)
        else:
            record(request, "set up", wave)
            return redirect("waves:wave", organization.slug, wave.pk)
    context = {"organization": organization, "form": form, "instrument": instrument}
    return render(request, "surveys/member/new.html", context, status=400 if form.errors else 200)


@transaction.atomic
def set_up_wave(values: dict[str, Any]) -> Wave:
    """The wave a form describes, under its assessment. Raises Conflict for a name that is taken."""
    assessment, _made = Assessment.objects.get_or_create(
        name=values["name"], defaults={"market": values["market"]}
    )
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    _refuse_taken(assessment, values)
    key, version = library.DEFAULT
    wave: Wave = Wave.objects.create(
        assessment=assessment,
        name=values["wave"],
        instrument_key=key,
        instrument_version=version,
        functions=values["functions"],
        minimum_group=values["minimum_group"],
        languages=list(library.instrument(key, version).languages),
        closes_on=values["closes_on"],
        asks=values["asks"],
        sees=values["sees"],
    )
    return wave


def _refuse_taken(assessment: Assessment, values: dict[str, Any]) -> None:
    """A further wave has a name of its own and asks about the customers of the first."""
    if assessment.market != values["market"]:
        kind = assessment.get_market_display()
        raise Conflict(f"This assessment is about {kind}.", code="market", details={"field": "market"})
    if Wave.objects.filter(assessment=assessment, name=values["wave"]).exists():
        sentence = "This assessment already has a wave of that name."
        raise Conflict(sentence, code="wave_name", details={"field": "wave"})


@reader
@require_safe
def wave(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """One wave: its set-up, how far it is as far as that may be said, and what to do next."""
    return render(request, "surveys/member/wave.html", wave_context(request, organization, _wave(wave_id)))


def wave_context(request: HttpRequest, organization: Organization, wave: Wave, **more: Any) -> dict[str, Any]:
    participation = queries.participation(wave)
    return {
        "organization": organization,
        "wave": wave,
        "instrument": queries.instrument_of(wave),
        "participation": participation,
        "rows": [(function, participation.bands[function["key"]]) for function in wave.functions],
        "minutes": first_words(wave, language=_language(wave)).minutes,
        "is_over": wave.is_open and wave.closes_on is not None and wave.closes_on < timezone.localdate(),
        "links": _links(request, wave),
        "form": InvitationsForm(wave=wave),
        "facts_given": len(wave.facts.keys() - {NOTES}),
        "facts_asked": len(queries.instrument_of(wave).facts),
        "may_set_up": membership(request).may(Role.ANALYST),
        "shown_version": queries.shown_version(wave),
        "held_back": versions.held_back(wave),
    } | more


def _links(request: HttpRequest, wave: Wave) -> list[tuple[str, str]]:
    """Name of the function and whole address of every open link, for those who may hand them out."""
    if not membership(request).may(Role.ANALYST):
        return []
    tokens = {link.function or "": link.token for link in OpenLink.objects.filter(wave=wave)}
    names = [("", "Everybody"), *named_functions(wave)]
    return [(name, _address(request, tokens[key])) for key, name in names if key in tokens]


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("surveys:start", args=(token,)))


@reader
@require_safe
def preview(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """What somebody of a function and level is asked, page by page and in the words they read."""
    wave = _wave(wave_id)
    function = _picked(request, "function", among=wave.function_keys)
    level = _picked(request, "level", among=[Level.CONTRIBUTOR, Level.MANAGER, Level.LEADER])
    language = _language(wave)
    context = {
        "organization": organization,
        "wave": wave,
        "function": function,
        "level": level,
        "language": language,
        "preview": preview_of(wave, function=function, level=level, language=language),
    }
    return render(request, "surveys/member/preview.html", context)


def _picked(request: HttpRequest, name: str, *, among: Sequence[str]) -> str:
    """What the address picks, the first where it says nothing. Raises NotFound for anything else."""
    picked = request.GET.get(name, among[0])
    if picked not in among:
        raise NotFound
    return str(picked)


def _language(wave: Wave) -> str:
    """The reader's language where the wave is asked in it, else the wave's first."""
    language = get_language()
    return language if language in wave.languages else str(wave.languages[0])


@analyst
@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """The sponsor's fact sheet: what the organization knows about itself and nobody has to be asked."""
    wave = _wave(wave_id)
    _refuse_closed(wave)
    form = FactsForm(request.POST or None, instrument=queries.instrument_of(wave), wave=wave)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            held = _held(wave_id)
            held.facts = form.facts()
            held.save(update_fields=["facts"])
            record(request, "stated facts", held)
        return redirect("waves:wave", organization.slug, wave.pk)
    context = {"organization": organization, "wave": wave, "form": form}
    return render(request, "surveys/member/facts.html", context, status=400 if form.errors else 200)


@analyst
@require_POST
def links(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Make the open links of a wave: one for each function and one for all."""
    with transaction.atomic():
        wave = _held(wave_id)
        for function in ("", *wave.function_keys):
            actions.create_open_link(wave, function=function)
        record(request, "made links", wave)
    return redirect("waves:wave", organization.slug, wave_id)


@analyst
@require_POST
def invitations(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Make personal links for the people typed in, and show them this once: only their hashes are stored."""
    wave = _wave(wave_id)
    _refuse_closed(wave)
    form = InvitationsForm(request.POST, wave=wave)
    made: list[tuple[str, str]] = []
    if form.is_valid():
        people = form.cleaned_data["people"]
        try:
            tokens = invite(request, wave_id, people=people)
        except Conflict as refused:
            form.add_error("people", refused.sentence)
        else:
            addresses = [_address(request, token) for token in tokens]
            made = [(person.email, address) for person, address in zip(people, addresses, strict=True)]
            form = InvitationsForm(wave=wave)
    context = wave_context(request, organization, wave, form=form, made=made)
    response = render(request, "surveys/member/wave.html", context, status=400 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@transaction.atomic
def invite(request: HttpRequest, wave_id: int, *, people: Sequence[actions.Invitee]) -> list[str]:
    """Tokens of new personal links, in the order of the people. Raises Conflict if one has a link already."""
    wave = _held(wave_id)
    asked = Invitation.objects.filter(wave=wave).values_list("email", flat=True)
    if known := sorted({person.email for person in people}.intersection(asked)):
        # A second link would be a second vote.
        raise Conflict(f"With a link in this wave already: {', '.join(known[:20])}. Nobody was invited.")
    record(request, "invited", wave)
    return actions.create_invitations(wave, people=people)


@analyst
@require_POST
def open_(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    wave = actions.open_wave(_wave(wave_id))
    record(request, "opened", wave)
    return redirect("waves:wave", organization.slug, wave.pk)


@analyst
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Ask whether to close, then close and go and watch the report being built."""
    wave = _wave(wave_id)
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
        "participation": queries.participation(wave),
        "shown_version": queries.shown_version(wave),
    }
    return render(request, "surveys/member/close.html", context)


@analyst
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Ask whether to open a closed wave again, and what that means; then do it."""
    wave = _wave(wave_id)
    if wave.state != "closed":
        raise WaveNotReady("Only a closed wave can be opened again.")
    if request.method == "POST":
        with transaction.atomic():
            record(request, "reopened", actions.reopen_wave(wave))
        return redirect("waves:wave", organization.slug, wave.pk)
    context = {"organization": organization, "wave": wave, "participation": queries.participation(wave)}
    return render(request, "surveys/member/reopen.html", context)


def _wave(wave_id: int) -> Wave:
    """The wave of the organization in scope; NotFound alike for a foreign and a missing one."""
    found: Wave | None = Wave.objects.select_related("assessment").filter(pk=wave_id).first()
    if found is None:
        raise NotFound
    return found


def _held(wave_id: int) -> Wave:
    """The wave, kept from being closed until the transaction ends; refuses one that is closed."""
    held: Wave | None = Wave.objects.select_for_update(no_key=True).filter(pk=wave_id).first()
    if held is None:
        raise NotFound
    _refuse_closed(held)
    return held


def _refuse_closed(wave: Wave) -> None:
    if wave.state == "closed":
        raise CxError(
            "This wave is closed; what it asked and knew stays as it is.", code="wave_state", status=409
        )
