"""Pages on which owners look after webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cxassess.errors import Conflict
from organizations import webhooks
from organizations.audit import record
from organizations.doors import owner
from organizations.hook_deliveries import ATTEMPTS
from organizations.hook_forms import HookForm
from organizations.hook_models import HookEndpoint
from organizations.hook_words import answer_of
from organizations.models import Organization
from organizations.outgoing_rules import AddressRefused
from organizations.people_views import note_refusal

Made = TypeVar("Made")


@owner
@require_safe
def show_all(request: HttpRequest, organization: Organization) -> HttpResponse:
    context = {"organization": organization, "endpoints": webhooks.endpoints()}
    return render(request, "organizations/hooks.html", context)


@owner
@require_safe
def show(request: HttpRequest, organization: Organization, hook_id: int) -> HttpResponse:
    endpoint = webhooks.endpoint_of(hook_id)
    context = {
        "organization": organization,
        "endpoint": endpoint,
        "deliveries": [(row, answer_of(row)) for row in webhooks.latest(endpoint)],
        "attempts": ATTEMPTS,
    }
    return render(request, "organizations/hooks_one.html", context)


# --- Adding and changing ----------------------------------------------------------------------------------


@owner
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def new(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Add an endpoint; its secret is on the page that answers, this once."""
    form = HookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _tried(request, form, lambda: _made(request, organization, form))
        if made is not None:
            return _shown_once(request, organization, *made)
    context = {"organization": organization, "form": form, "endpoint": None}
    return render(request, "organizations/hooks_form.html", context, status=400 if form.errors else 200)


def _made(request: HttpRequest, organization: Organization, form: HookForm) -> tuple[HookEndpoint, str]:
    address = webhooks.check_address(form.cleaned_data["url"])
    origin = request.build_absolute_uri("/")
    events = form.cleaned_data["events"]
    with transaction.atomic():
        endpoint, secret = webhooks.make(organization, address=address, events=events, origin=origin)
        record(request, "added a webhook", endpoint, detail=_told(endpoint))
    return endpoint, secret


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, organization: Organization, hook_id: int) -> HttpResponse:
    """Another address or other events; who says where messages go shows again who they are."""
    # Found first: what another organization has answers like what nobody has, and asks for no password.
    response: HttpResponse = _change(request, organization, webhooks.endpoint_of(hook_id))
    return response


@reauthentication_required
def _change(request: HttpRequest, organization: Organization, endpoint: HookEndpoint) -> HttpResponse:
    known = {"url": endpoint.url, "events": endpoint.events}
    form = HookForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        changed = _tried(request, form, lambda: _changed(request, endpoint.pk, form))
        if changed is not None:
            messages.success(request, _("Saved."))
            return _back(organization, endpoint.pk)
    context = {"organization": organization, "form": form, "endpoint": endpoint}
    return render(request, "organizations/hooks_form.html", context, status=400 if form.errors else 200)


def _changed(request: HttpRequest, hook_id: int, form: HookForm) -> HookEndpoint:
    address = webhooks.check_address(form.cleaned_data["url"])
    with transaction.atomic():
        endpoint = webhooks.change(hook_id, address=address, events=form.cleaned_data["events"])
        record(request, "changed a webhook", endpoint, detail=_told(endpoint))
    return endpoint


def _tried(request: HttpRequest, form: HookForm, act: Callable[[], Made]) -> Made | None:
    """What came of it; None where it was refused, and then the form says why.

    An address that may not be reached is kept in the trail: whoever tries many looks for something.
    """
    try:
        return act()
    except AddressRefused as refused:
        note_refusal(request, refused)
        form.add_error("url", refused.sentence)
    except Conflict as refused:
        form.add_error(None, refused.sentence)
    return None


def _told(endpoint: HookEndpoint) -> str:
    """For the trail: the host and no more, since a path may be a secret of the receiver."""
    return f"{endpoint.host}: {', '.join(endpoint.events)}"[:200]


# --- The secret -------------------------------------------------------------------------------------------


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def rotate(request: HttpRequest, organization: Organization, hook_id: int) -> HttpResponse:
    """Ask, then make a new secret; it is on the page that answers, this once."""
    # Found first: what another organization has answers like what nobody has, and asks for no password.
    response: HttpResponse = _rotate(request, organization, webhooks.endpoint_of(hook_id))
    return response


@reauthentication_required
def _rotate(request: HttpRequest, organization: Organization, endpoint: HookEndpoint) -> HttpResponse:
    if request.method != "POST":
        context = {"organization": organization, "endpoint": endpoint, "days": webhooks.OVERLAP.days}
        return render(request, "organizations/hooks_rotate.html", context)
    with transaction.atomic():
        changed, secret = webhooks.rotate(endpoint.pk)
        record(request, "made a new webhook secret", changed, detail=changed.host)
    return _shown_once(request, organization, changed, secret)


def _shown_once(
    request: HttpRequest, organization: Organization, endpoint: HookEndpoint, secret: str
) -> HttpResponse:
    context = {"organization": organization, "endpoint": endpoint, "secret": secret}
    response = render(request, "organizations/hooks_secret.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@owner
@require_POST
@transaction.atomic
def end_former(request: HttpRequest, organization: Organization, hook_id: int) -> HttpResponse:
    endpoint = webhooks.end_former(hook_id)
    record(request, "ended a former webhook secret", endpoint, detail=endpoint.host)
    messages.success(request, _("The former secret signs nothing any more."))
    return _back(organization, hook_id)


# --- On and off -------------------------------------------------------------------------------------------


@owner
@require_POST
def pause(request: HttpRequest, organization: Organization, hook_id: int) -> HttpResponse:
    return _switched(request, organization, hook_id, webhooks.pause, action="paused a webhook")


@owner
@require_POST
def resume(request: HttpRequest, organization: Organization, hook_id: int) -> HttpResponse:
    return _switched(request, organization, hook_id, webhooks.resume, action="switched on a webhook")


def _switched(
    request: HttpRequest,
    organization: Organization,
    hook_id: int,
    act: Callable[[int], HookEndpoint],
    *,
    action: str,
) -> HttpResponse:
    try:
        with transaction.atomic():
            endpoint = act(hook_id)
            record(request, action, endpoint, detail=endpoint.host)
    except Conflict as refused:
        messages.warning(request, refused.sentence)
    return _back(organization, hook_id)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, organization: Organization, hook_id: int) -> HttpResponse:
    """Ask, then take it away."""
    endpoint = webhooks.endpoint_of(hook_id)
    if request.method != "POST":
        context = {"organization": organization, "endpoint": endpoint}
        return render(request, "organizations/hooks_remove.html", context)
    with transaction.atomic():
        record(request, "deleted a webhook", endpoint, detail=endpoint.host)
        webhooks.remove(hook_id)
    messages.success(request, _("Deleted. Nothing is sent there any more."))
    return redirect("organizations:hooks", organization.slug)


# --- Sending by hand --------------------------------------------------------------------------------------


@owner
@require_POST
def send_test(request: HttpRequest, organization: Organization, hook_id: int) -> HttpResponse:
    def act() -> None:
        row = webhooks.send_test(hook_id)
        record(request, "tested a webhook", row.endpoint, detail=row.endpoint.host)

    _sent(request, act)
    return _back(organization, hook_id)


@owner
@require_POST
def send_again(request: HttpRequest, organization: Organization, delivery_id: int) -> HttpResponse:
    delivery = webhooks.delivery_of(delivery_id)

    def act() -> None:
        webhooks.send_again(delivery_id)
        detail = f"{delivery.event.kind} {delivery.event.message_id}"
        record(request, "sent a webhook message again", delivery.endpoint, detail=detail)

    _sent(request, act)
    return _back(organization, delivery.endpoint_id)


def _sent(request: HttpRequest, act: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            act()
    except Conflict as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("It is on its way. Load this page again to see how it went."))


def _back(organization: Organization, hook_id: int) -> HttpResponse:
    return redirect("organizations:hook", organization.slug, hook_id)
