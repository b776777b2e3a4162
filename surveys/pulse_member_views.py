"""Customers of a wave, for members: the link in all its shapes, codes, a file, and how many have answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cxassess.errors import Conflict, CxError, NotFound
from organizations.audit import record
from organizations.doors import analyst, membership, reader
from organizations.models import Organization, Role
from organizations.spreadsheet import as_csv
from surveys import pulse
from surveys.member_waves import wave_of
from surveys.models import Wave, WaveState
from surveys.pulse_forms import CodesForm, FileForm, RulesForm
from surveys.pulse_models import PulseLink
from surveys.qr import qr_svg
from surveys.queries import instrument_of


@reader
@require_safe
def customers(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """How many customers answered, as far as it may be said; for analysts, how to ask more of them."""
    return _page(request, organization, wave_of(wave_id))


def _page(request: HttpRequest, organization: Organization, wave: Wave, **forms: Any) -> HttpResponse:
    link = pulse.link_of(wave)
    context = {
        "organization": organization,
        "wave": wave,
        "told": pulse.told(wave),
        "step": pulse.STEP,
        "least": wave.minimum_group,
        "columns": [column.key for column in instrument_of(wave).pulse_codebook().columns],
        "may_set_up": membership(request).may(Role.ANALYST) and wave.state != WaveState.CLOSED,
        "link": link,
        **(_ways(request, organization, link) if link else {}),
        "file_form": forms.get("file_form") or FileForm(),
    }
    if link:
        context["rules_form"] = forms.get("rules_form") or RulesForm(link=link)
        context["codes_form"] = forms.get("codes_form") or CodesForm()
    wrong = any(form.errors for form in forms.values())
    return render(request, "surveys/member/customers.html", context, status=400 if wrong else 200)


def _ways(request: HttpRequest, organization: Organization, link: PulseLink) -> dict[str, Any]:
    """The link as address, as QR code and as a piece of a website."""
    address = request.build_absolute_uri(reverse("pulse:page", args=[link.token]))
    return {
        "address": address,
        "qr": qr_svg(address, label=_("QR code of the link for customers")),
        "snippet": _snippet(
            request.build_absolute_uri(reverse("pulse:frame", args=[link.token])), brand=organization.name
        ),
    }


def _snippet(address: str, *, brand: str) -> str:
    """What goes into another website: HTML as text, with the name made harmless for there."""
    title = _("Four questions about %(brand)s") % {"brand": brand}
    return (
        f'<iframe src="{escape(address)}"\n title="{escape(title)}" width="100%" height="1150"\n'
        ' frameborder="0" loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )


@analyst
@require_POST
def link(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Make the link for customers."""
    with transaction.atomic():
        wave = held_for_customers(wave_id)
        pulse.make_link(wave)
        record(request, "made the customers' link", wave)
    return _back(organization, wave_id)


@analyst
@require_POST
def rules(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Say which websites may show the page and whether it takes a code."""
    wave = wave_of(wave_id)
    form = RulesForm(request.POST, link=link_of_wave(wave))
    if not form.is_valid():
        return _page(request, organization, wave, rules_form=form)
    values = form.cleaned_data
    with transaction.atomic():
        wave = held_for_customers(wave_id)
        pulse.allow(link_of_wave(wave), origins=values["origins"], only_codes=values["only_codes"])
        detail = f"{len(values['origins'])} websites, {'codes only' if values['only_codes'] else 'open'}"
        record(request, "changed the customers' link", wave, detail=detail)
    messages.success(request, _("Saved."))
    return _back(organization, wave_id)


@analyst
@require_POST
def codes(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Links for one answer each, as a file that is made this once."""
    wave = wave_of(wave_id)
    link_of_wave(wave)
    form = CodesForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, wave, codes_form=form)
    count = form.cleaned_data["count"]
    try:
        with transaction.atomic():
            found = link_of_wave(held_for_customers(wave_id))
            made = pulse.make_codes(found, count=count)
            record(request, "made customers' codes", wave, detail=f"{count} codes")
    except Conflict as refused:
        if refused.code == "wave_state":
            raise
        form.add_error("count", refused.sentence)
        return _page(request, organization, wave, codes_form=form)
    paths = (reverse("pulse:coded", args=[found.token, code]) for code in made)
    rows = [[request.build_absolute_uri(path)] for path in paths]
    response = HttpResponse(as_csv(["link"], rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="customers-{wave.pk}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@analyst
@require_POST
def file(request: HttpRequest, organization: Organization, wave_id: int) -> HttpResponse:
    """Bring in answers that were collected elsewhere."""
    wave = wave_of(wave_id)
    form = FileForm(request.POST, request.FILES)
    rows = _brought_in(request, wave, form) if form.is_valid() else 0
    if not rows:
        return _page(request, organization, wave, file_form=form)
    told = ngettext(
        "The answers of %(rows)s customer were taken.", "The answers of %(rows)s customers were taken.", rows
    )
    messages.success(request, told % {"rows": f"{rows:,}"})
    return _back(organization, wave_id)


def _brought_in(request: HttpRequest, wave: Wave, form: FileForm) -> int:
    """How many answers a file brought; 0 where the form says why there are none."""
    try:
        with transaction.atomic():
            rows = pulse.bring_in(wave, form.cleaned_data["file"])
            record(request, "brought in customers' answers", wave, detail=f"{rows} rows")
    except CxError as refused:
        form.add_error("file", refused.sentence)
        return 0
    return rows


def _back(organization: Organization, wave_id: int) -> HttpResponse:
    return redirect("pulse:customers", organization.slug, wave_id)


def held_for_customers(wave_id: int) -> Wave:
    """The wave, kept from being closed until the transaction ends; refuses one that is closed."""
    held: Wave | None = Wave.objects.select_for_update(no_key=True).filter(pk=wave_id).first()
    if held is None:
        raise NotFound
    if held.state == WaveState.CLOSED:
        raise Conflict("This wave is closed; no customer can be asked any more.", code="wave_state")
    return held


def link_of_wave(wave: Wave) -> PulseLink:
    found = pulse.link_of(wave)
    if found is None:
        raise NotFound
    return found
