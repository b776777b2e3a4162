"""A wave's page about mail: what was sent and is planned, pause and go on, and the words people read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cxassess.errors import Conflict, NotFound
from organizations.audit import record
from organizations.doors import analyst
from organizations.mail import sender
from organizations.models import Organization
from surveys import bounces, mailing, mailing_history, mailing_rounds
from surveys.errors import WaveNotReady
from surveys.mail_models import Kind, MailPlan, MailText
from surveys.mailing_forms import AddressForm, CallOffForm, PlanForm, TextForm, WaysForm
from surveys.mailing_rounds import RoundRefused
from surveys.mailing_texts import Words, filled, values_of, words_of
from surveys.member_waves import wave_of
from surveys.models import Wave

SAMPLE = "x" * 28
"""Stands for a person's token in a preview; it opens nothing."""


@analyst
@require_safe
def page(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """What was sent, what is planned, and how."""
    return _page(request, organization, wave_of(wave_id))


def _page(
    request: HttpRequest, organization: Organization, wave: Wave, *, status: int = 200, **more: Any
) -> HttpResponse:
    plan = mailing_rounds.plan_of(wave)
    context = {
        "organization": organization,
        "wave": wave,
        "plan": plan,
        "sender": sender(organization),
        "lines": mailing_history.history(wave),
        "standing": mailing_history.standing(wave),
        "in_trouble": mailing.in_trouble(wave),
        "languages": wave.languages,
        "ways_form": WaysForm(instance=plan),
        "invitation_form": PlanForm(initial={"kind": Kind.INVITATION}, prefix="invitation"),
        "reminder_form": PlanForm(initial={"kind": Kind.REMINDER}, prefix="reminder"),
        "refused": "",
    }
    return render(request, "surveys/member/mail.html", context | more, status=status)


@analyst
@require_POST
def plan(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Send a round now or plan it; what was refused comes back with the reason."""
    wave = not_closed(wave_id)
    kind = Kind.INVITATION if "invitation-kind" in request.POST else Kind.REMINDER
    form = PlanForm(request.POST, prefix=kind.value)
    if not form.is_valid():
        return _page(request, organization, wave, status=400, **{f"{kind.value}_form": form})
    try:
        with transaction.atomic():
            _plan(request, wave, kind=kind, at=form.cleaned_data["at"])
    except RoundRefused as refused:
        more = {f"{kind.value}_form": form, "refused": refused.sentence}
        return _page(request, organization, wave, status=refused.status, **more)
    return redirect("mail:page", organization.slug, wave.pk)


def _plan(request: HttpRequest, wave: Wave, *, kind: Kind, at: Any) -> None:
    due_at = None if at is None else mailing_rounds.moment(wave, at)
    origin = request.build_absolute_uri("/")
    row = mailing_rounds.plan_round(wave, kind=kind, origin=origin, due_at=due_at)
    record(request, f"planned {kind.value}", wave, detail=f"{kind.value} {row.number}")
    if due_at is None:
        transaction.on_commit(lambda: mailing.ring(row), robust=True)


@analyst
@require_POST
def call_off(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Take back a round that has not begun."""
    wave = wave_of(wave_id)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        raise NotFound
    kind, number = form.cleaned_data["kind"], form.cleaned_data["number"]
    try:
        with transaction.atomic():
            mailing_rounds.call_off(wave, kind=kind, number=number)
            record(request, "called off mail", wave, detail=f"{kind} {number}")
    except RoundRefused as refused:
        return _page(request, organization, wave, status=refused.status, refused=refused.sentence)
    return redirect("mail:page", organization.slug, wave.pk)


@analyst
@require_POST
def correct(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Another address for somebody whom the invitation did not reach. Who it was is not written down."""
    wave = not_closed(wave_id)
    form = AddressForm(request.POST)
    if "person" in form.errors:
        raise NotFound
    if not form.is_valid():
        refused = " ".join(map(str, form.errors["address"]))
        return _page(request, organization, wave, status=400, refused=refused)
    try:
        with transaction.atomic():
            bounces.correct(wave, **form.cleaned_data)
            record(request, "corrected an address", wave)
    except Conflict as refused:
        return _page(request, organization, wave, status=refused.status, refused=refused.sentence)
    return redirect("mail:page", organization.slug, wave.pk)


@analyst
@require_POST
def pause(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    return _paused(request, organization, wave_id, paused=True)


@analyst
@require_POST
def go_on(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    return _paused(request, organization, wave_id, paused=False)


def _paused(request: HttpRequest, organization: Organization, wave_id: int, *, paused: bool) -> HttpResponse:
    wave = not_closed(wave_id)
    with transaction.atomic():
        mailing_rounds.pause(wave, paused=paused)
        record(request, "paused mail" if paused else "let mail go on", wave)
    if not paused:
        mailing.sweep()
    return redirect("mail:page", organization.slug, wave.pk)


@analyst
@require_POST
def ways(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Where answers go, and how many reminders at most."""
    wave = not_closed(wave_id)
    form = WaysForm(request.POST, instance=mailing_rounds.plan_of(wave))
    if not form.is_valid():
        return _page(request, organization, wave, status=400, ways_form=form)
    with transaction.atomic():
        MailPlan.objects.update_or_create(wave=wave, defaults=form.cleaned_data)
        record(request, "changed mail", wave, detail=f"reminders at most: {form.cleaned_data['at_most']}")
    messages.success(request, "Saved.")
    return redirect("mail:page", organization.slug, wave.pk)


@analyst
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """The words of one kind of mail in one language, with what a person would read."""
    wave = wave_of(wave_id)
    kind, language = _picked(request, wave)
    words = words_of(wave, kind, language=language)
    form = TextForm(initial={"subject": words.subject, "body": words.body})
    if request.method == "POST":
        not_closed(wave_id)
        form = TextForm(request.POST)
        if "usual" in request.POST or form.is_valid():
            _keep_text(request, wave, kind=kind, language=language, form=form)
            here = reverse("mail:text", args=(organization.slug, wave.pk))
            return redirect(f"{here}?kind={kind}&language={language}")
    context = {
        "organization": organization,
        "wave": wave,
        "kind": kind,
        "written_in": language,
        "form": form,
        "is_own": MailText.objects.filter(wave=wave, kind=kind, language=language).exists(),
        "preview": _preview(request, wave, words, language=language),
    }
    return render(request, "surveys/member/mail_text.html", context, status=400 if form.errors else 200)


def _keep_text(request: HttpRequest, wave: Wave, *, kind: str, language: str, form: TextForm) -> None:
    """Store the wave's own words, or go back to the product's."""
    with transaction.atomic():
        mine: dict[str, Any] = {"wave": wave, "kind": kind, "language": language}
        if "usual" in request.POST:
            MailText.objects.filter(**mine).delete()
        else:
            words = form.words()
            MailText.objects.update_or_create(**mine, defaults={"subject": words.subject, "body": words.body})
        record(request, "changed mail text", wave, detail=f"{kind} {language}")
    messages.success(request, "Saved.")


def _preview(request: HttpRequest, wave: Wave, words: Words, *, language: str) -> Words:
    link = request.build_absolute_uri(reverse("surveys:start", args=[SAMPLE]))
    return filled(words, values=values_of(wave, language=language) | {"link": link})


def _picked(request: HttpRequest, wave: Wave) -> tuple[str, str]:
    """Kind and language from the address. Raises NotFound for any that this wave does not have."""
    kind = request.GET.get("kind", Kind.INVITATION.value)
    language = request.GET.get("language", wave.languages[0])
    if kind not in Kind.values or language not in wave.languages:
        raise NotFound
    return str(kind), str(language)


def not_closed(wave_id: int) -> Wave:
    """The wave, if people may still be written to."""
    wave = wave_of(wave_id)
    if wave.state == "closed":
        raise WaveNotReady("This wave is closed; nobody is written to any more.")
    return wave
