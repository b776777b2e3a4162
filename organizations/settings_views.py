"""Pages on which owners say how their organization looks and what rules hold; and the looks themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cxassess.errors import Conflict, CxError
from organizations import actions, branding, portfolio
from organizations.audit import record
from organizations.doors import membership, owner, reader
from organizations.forms import LooksForm, NameForm, PortfolioForm, RetentionForm, SecurityForm
from organizations.logos import LARGEST_FILE
from organizations.models import Organization, RetentionNotice
from organizations.retention import NOTICE


@owner
@require_safe
def show(request: HttpRequest, organization: Organization) -> HttpResponse:
    return _page(request, organization)


def _page(request: HttpRequest, organization: Organization, **forms: Any) -> HttpResponse:
    """All forms of the page; one that was refused comes back as it was typed, with what is wrong."""
    fresh: dict[str, Any] = {
        "name_form": NameForm(initial={"name": organization.name}),
        "looks_form": LooksForm(initial={"accent": organization.accent}),
        "security_form": SecurityForm(
            initial={"requires_second_factor": organization.requires_second_factor}
        ),
        "retention_form": RetentionForm(initial={"months": organization.retention_months}),
    }
    context = {
        "organization": organization,
        "looks": branding.of(organization),
        "notices": RetentionNotice.objects.all(),
        "notice_days": NOTICE.days,
        "in_portfolio": portfolio.takes_part(organization),
    }
    status = 400 if forms else 200
    return render(request, "organizations/settings.html", context | fresh | forms, status=status)


def _kept(request: HttpRequest, organization: Organization) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("organizations:settings", organization.slug)


@owner
@require_POST
def rename(request: HttpRequest, organization: Organization) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, name_form=form)
    with transaction.atomic():
        actions.rename(organization, name=form.cleaned_data["name"])
        record(request, "renamed", organization)
    return _kept(request, organization)


@owner
@require_POST
def looks(request: HttpRequest, organization: Organization) -> HttpResponse:
    form = LooksForm(request.POST, request.FILES)
    if form.is_valid() and _take_looks(request, organization, form):
        return _kept(request, organization)
    organization.refresh_from_db()
    return _page(request, organization, looks_form=form)


def _take_looks(request: HttpRequest, organization: Organization, form: LooksForm) -> bool:
    """Whether the looks could be taken; if not, nothing changed and the form says why."""
    values = form.cleaned_data
    field = "accent"
    try:
        with transaction.atomic():
            branding.set_accent(organization, values["accent"])
            field = "logo"
            if values["logo"] is not None:
                branding.set_logo(organization, _read(values["logo"]))
            elif values["remove_logo"]:
                branding.remove_logo(organization)
            record(request, "changed looks", organization, detail=values["accent"])
    except CxError as refused:
        form.add_error(field, refused.sentence)
        return False
    return True


def _read(upload: Any) -> bytes:
    """The file, or one byte more than may be: how long it says it is does not matter."""
    return bytes(upload.read(LARGEST_FILE + 1))


@owner
@require_POST
def security(request: HttpRequest, organization: Organization) -> HttpResponse:
    form = SecurityForm(request.POST)
    wanted = form.is_valid() and form.cleaned_data["requires_second_factor"]
    try:
        with transaction.atomic():
            actions.require_second_factor(organization, wanted=wanted, by=membership(request).user)
            record(request, "changed security", organization, detail=f"second factor required: {wanted}")
    except Conflict as refused:
        form.add_error(None, refused.sentence)
        return _page(request, organization, security_form=form)
    return _kept(request, organization)


@owner
@require_POST
def retention(request: HttpRequest, organization: Organization) -> HttpResponse:
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, retention_form=form)
    with transaction.atomic():
        after = form.cleaned_data["months"]
        before = actions.retain(organization, months=after)
        record(request, "changed retention", organization, detail=f"months: {before} → {after}")
    return _kept(request, organization)


@owner
@require_POST
def take_part(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Let the published scores take part in the portfolio, or no longer."""
    form = PortfolioForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, portfolio_form=form)
    with transaction.atomic():
        if form.cleaned_data["wanted"] == "yes":
            if portfolio.join(organization, by=membership(request).user):
                record(request, "joined portfolio", organization)
        elif portfolio.leave(organization):
            record(request, "left portfolio", organization)
    return _kept(request, organization)


# --- The looks ------------------------------------------------------------------------------------------


@reader
@require_safe
def stylesheet(request: HttpRequest, organization: Organization) -> HttpResponse:
    return branding.stylesheet_response(request, organization)


@reader
@require_safe
def logo(request: HttpRequest, organization: Organization) -> HttpResponse:
    return branding.logo_response(request, organization)
