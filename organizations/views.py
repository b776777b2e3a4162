"""The demo's door, and a new client."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cxassess.errors import NotFound
from organizations.actions import create_organization
from organizations.audit import record
from organizations.demo import user_of
from organizations.doors import everybody, staff
from organizations.forms import NewOrganizationForm
from organizations.models import User
from organizations.scope import org_scope


@everybody
@require_POST
def enter_demo(request: HttpRequest, person: str) -> HttpResponse:
    """Sign in as the demo person of this key. The address is absent without the demo; a second bolt."""
    if not settings.DEMO:
        raise NotFound
    try:
        user = user_of(person)
    except KeyError:
        raise NotFound from None
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def new_organization(request: HttpRequest) -> HttpResponse:
    """A further client; whoever makes it is its first owner and invites the others."""
    form = NewOrganizationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.errors else 200
        return render(request, "organizations/new.html", {"form": form}, status=status)
    with transaction.atomic():
        organization = create_organization(**form.cleaned_data, owner=cast("User", request.user))
        with org_scope(organization):
            record(request, "made", organization)
    return redirect("organizations:people", organization.slug)
