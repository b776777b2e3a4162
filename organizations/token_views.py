"""Pages on which members look after the access tokens of their programs."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cxassess.errors import Conflict
from organizations import access_tokens
from organizations.audit import record
from organizations.doors import membership, reader
from organizations.models import AccessToken, Organization, Role
from organizations.token_forms import TokenForm


@reader
@require_safe
def show(request: HttpRequest, organization: Organization) -> HttpResponse:
    """One's own tokens; owners see everybody's."""
    me = membership(request)
    context = {
        "organization": organization,
        "tokens": access_tokens.shown_to(me),
        "me": me,
        "sees_all": me.may(Role.OWNER),
    }
    return render(request, "organizations/tokens.html", context)


@reader
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def new(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Make a token; its key is on the page that answers, this once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            token, key = _made(request, form)
        except Conflict as refused:
            form.add_error(None, refused.sentence)
        else:
            return _shown_once(request, organization, token, key)
    context = {"organization": organization, "form": form}
    return render(request, "organizations/token_new.html", context, status=400 if form.errors else 200)


@transaction.atomic
def _made(request: HttpRequest, form: TokenForm) -> tuple[AccessToken, str]:
    values = form.cleaned_data
    token, key = access_tokens.make(
        membership(request), name=values["name"], scopes=form.chosen(), days=values["days"]
    )
    record(request, "made an access token", token, detail=f"{token.prefix}: {', '.join(token.scopes)}")
    return token, key


def _shown_once(
    request: HttpRequest, organization: Organization, token: AccessToken, key: str
) -> HttpResponse:
    address = request.build_absolute_uri("/api/v1/")
    context = {"organization": organization, "token": token, "key": key, "address": address}
    response = render(request, "organizations/token_made.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@reader
@require_POST
@transaction.atomic
def revoke(request: HttpRequest, organization: Organization, token_id: int) -> HttpResponse:
    token = access_tokens.revoke(membership(request), token_id)
    record(request, "revoked an access token", token, detail=token.prefix)
    messages.success(request, _("Revoked. No program comes in with it any more."))
    return redirect("organizations:tokens", organization.slug)
