"""One's own account: what one is called, how one signs in, what is stored, and how to be forgotten."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organizations import personal
from organizations.doors import signed_in
from organizations.forms import EraseForm, NameForm
from organizations.models import Member, User
from organizations.people import LastOwner
from organizations.second_factor import has_second_factor


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    form = NameForm(request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        user.name = " ".join(form.cleaned_data["name"].split())
        user.save(update_fields=["name"])
        messages.success(request, _("Saved."))
        return redirect("organizations:me")
    context: dict[str, Any] = {
        "form": form,
        # Nobody is in one organization's scope here; it is the person's own rows that are shown.
        "memberships": Member.every_org.select_related("organization").filter(user=user),
        "has_second_factor": has_second_factor(user),
    }
    return render(request, "organizations/me.html", context, status=400 if form.errors else 200)


@signed_in
@require_safe
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """Everything stored about the person, as one JSON file."""
    user = cast("User", request.user)
    found = {"made": timezone.now()} | personal.everything_about(user.email, user=user)
    response = JsonResponse(found, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = content_disposition_header(True, "about-me.json") or ""
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, then delete the account."""
    user = cast("User", request.user)
    form = EraseForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            personal.erase(user.email, user=user)
        except LastOwner as refused:
            form.add_error(None, refused.sentence)
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("home")
    return render(request, "organizations/erase.html", {"form": form}, status=400 if form.errors else 200)
