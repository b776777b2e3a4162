"""Pages on which a wave is set up, step by step: each is saved by itself, left and come back to at will."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cxassess.errors import Conflict
from organizations.audit import record
from organizations.doors import analyst
from organizations.models import Organization
from surveys import setting_up
from surveys.member_setup_forms import AssessmentForm, FunctionsForm, NextWaveForm, QuestionsForm
from surveys.member_waves import held_draft, refuse_launched, wave_of
from surveys.models import Invitation, OpenLink, Wave, WaveState
from surveys.queries import instrument_of
from surveys.questionnaire import first_words, named_functions

STEPS = {
    "assessment": "The assessment",
    "functions": "Functions and headcounts",
    "facts": "The sponsor’s fact sheet",
    "questions": "Questionnaire and languages",
    "participants": "Participants",
    "launch": "Look and launch",
}
"""Address name and title of each step, in order."""


@dataclass(frozen=True)
class Step:
    """One step as the pages show it. state: what is there already, in words; "" where that goes without."""

    number: int
    key: str
    title: str
    state: str
    done: bool

    @property
    def total(self) -> int:
        return len(STEPS)


def steps_of(wave: Wave) -> list[Step]:
    """All steps with what each already holds."""
    people = Invitation.objects.filter(wave=wave).count()
    links = OpenLink.objects.filter(wave=wave).count()
    asked, given = len(instrument_of(wave).facts), len(wave.facts.keys() - {setting_up.NOTES})
    heads = sum(wave.headcounts.values())
    states = {
        "assessment": (f"{wave.assessment.name}, {wave.name}", True),
        "functions": (f"{len(wave.functions)} functions, {heads:,} people", len(wave.functions) > 1),
        "facts": (f"{given} of {asked} lines are filled in", given > 0),
        "questions": (setting_up.spoken(wave), len(wave.functions) > 1),
        "participants": (f"{people:,} people listed, {links} open links", bool(people or links)),
        "launch": ("", wave.state != WaveState.DRAFT),
    }
    return [
        Step(number, key, title, *states[key]) for number, (key, title) in enumerate(STEPS.items(), start=1)
    ]


def step_context(wave: Wave, key: str) -> dict[str, Any]:
    """Where this page stands among the steps; nothing once the wave is launched."""
    if wave.state != WaveState.DRAFT:
        return {"step": None}
    steps = steps_of(wave)
    return {"steps": steps, "step": next(step for step in steps if step.key == key)}


def onward(request: HttpRequest, organization: Organization, wave: Wave, *, key: str) -> HttpResponse:
    """To the next step, or to the wave's page for whoever leaves, and once the wave is launched."""
    keys = list(STEPS)
    if wave.state != WaveState.DRAFT or request.POST.get("go") == "leave":
        return redirect("waves:wave", organization.slug, wave.pk)
    return redirect(f"waves:{keys[keys.index(key) + 1]}", organization.slug, wave.pk)


@analyst
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, organization: Organization) -> HttpResponse:
    """The first step of a wave that is not there yet."""
    latest = Wave.objects.order_by("-created_at").first()
    form = AssessmentForm(
        request.POST if request.method == "POST" else None,
        initial={"time_zone": latest.time_zone if latest else "UTC"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            wave = setting_up.begin(form.cleaned_data)
        except Conflict as refused:
            form.add_error(str(refused.details["field"]), refused.sentence)
        else:
            record(request, "set up", wave)
            return onward(request, organization, wave, key="assessment")
    context = {"organization": organization, "form": form, "titles": list(STEPS.values())}
    return render(request, "surveys/member/new.html", context, status=400 if form.errors else 200)


@analyst
@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """The first step again: names, who asks, the last day."""
    wave = _being_set_up(wave_id)
    form = AssessmentForm(_typed(request), initial=AssessmentForm.values_of(wave))
    return _step(request, organization, wave, "assessment", form=form, save=setting_up.rename)


@analyst
@require_http_methods(["GET", "POST"])
def functions(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Who is asked, and how many people that is."""
    wave = _being_set_up(wave_id)
    form = FunctionsForm(_typed(request), instrument=instrument_of(wave), wave=wave)
    return _step(request, organization, wave, "functions", form=form, save=_name_functions)


@analyst
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """How much is asked and how long it takes, which functions have questions of their own, the languages."""
    wave = _being_set_up(wave_id)
    form = QuestionsForm(_typed(request), instrument=instrument_of(wave), wave=wave)
    return _step(
        request, organization, wave, "questions", form=form, save=setting_up.choose, asked=_asked(wave)
    )


def _being_set_up(wave_id: int) -> Wave:
    wave = wave_of(wave_id)
    refuse_launched(wave)
    return wave


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _name_functions(wave: Wave, values: dict[str, Any]) -> None:
    setting_up.name_functions(wave, values["functions"])


def _step(
    request: HttpRequest,
    organization: Organization,
    wave: Wave,
    key: str,
    *,
    form: forms.Form,
    save: Callable[[Wave, dict[str, Any]], None],
    **more: Any,
) -> HttpResponse:
    """A step with a form: shown, or saved and left for the next; what cannot be comes back in its place."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                save(held_draft(wave.pk), form.cleaned_data)
                record(request, "changed set-up", wave, detail=key)
        except Conflict as refused:
            form.add_error(str(refused.details.get("field", "")) or None, refused.sentence)
        else:
            return onward(request, organization, wave, key=key)
    return _page(request, organization, wave, key, form=form, **more)


def _asked(wave: Wave) -> list[tuple[str, int, tuple[int, int]]]:
    """Name, questions of its own and minutes of each function."""
    instrument = instrument_of(wave)
    placed = [instrument.item(key) for page in instrument.pages for key in page.items]
    own = sum(item.asked == "module" for item in placed)
    return [
        (
            name,
            own if key in instrument.modules else 0,
            first_words(wave, language="en", function=key).minutes,
        )
        for key, name in named_functions(wave)
    ]


@analyst
@require_safe
def launch(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """The questionnaire to look at, what speaks for and against, what freezes, and the button."""
    wave = wave_of(wave_id)
    refuse_launched(wave)
    checks = setting_up.checks(wave)
    stopped = any(check.state == "stop" for check in checks)
    return _page(request, organization, wave, "launch", checks=checks, stopped=stopped)


@analyst
@require_http_methods(["GET", "POST"])
def following(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """The next wave with this one's set-up: its name, and on to what has changed since."""
    wave = wave_of(wave_id)
    form = NextWaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                following = setting_up.follow(wave, name=form.cleaned_data["wave"])
                record(request, "set up", following, detail=f"as wave {wave.pk}")
        except Conflict as refused:
            form.add_error("wave", refused.sentence)
        else:
            return redirect("waves:functions", organization.slug, following.pk)
    context = {"organization": organization, "wave": wave, "form": form}
    return render(request, "surveys/member/next.html", context, status=400 if form.errors else 200)


def _page(
    request: HttpRequest, organization: Organization, wave: Wave, key: str, **more: Any
) -> HttpResponse:
    form = more.get("form")
    context = {"organization": organization, "wave": wave, **step_context(wave, key), **more}
    status = 400 if form is not None and form.errors else 200
    return render(request, f"surveys/member/step_{key}.html", context, status=status)


def resume_at(wave: Wave, organization: Organization) -> str:
    """The address of the first step that holds nothing yet."""
    step = next(step for step in steps_of(wave) if not step.done)
    return reverse(f"waves:{step.key}", args=(organization.slug, wave.pk))
