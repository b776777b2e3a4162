"""The second lock: the doors through which a person comes to an organization.

A view behind a door never looks up its own organization. The door finds it by the slug in the address and
the membership of whoever asks, enters its scope and hands it over. A stranger meets the same 404 as for a
slug that does not exist; a member whose role does not include the page meets 403; somebody not signed in is
asked to sign in. Every door writes its name on the view as `audience`, which the roll-call of routes reads.

What a member is refused, and what failed and was rolled back, the door writes into the audit trail once the
view has been left.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cxassess.errors import CxError, NotAllowed, NotFound
from organizations.audit import record_attempt
from organizations.branding import on_page
from organizations.models import Member, MemberInvitation, Outcome, Role, User
from organizations.scope import org_scope
from organizations.second_factor import has_second_factor
from organizations.tokens import count_guess, is_key, key_hash

View = Callable[..., HttpResponse]


class SecondFactorMissing(CxError):
    code = "second_factor_missing"
    status = 403
    sentence = "This organization asks its members for a second factor when they sign in. Set one up first."


class UnknownInvitation(CxError):
    """Used, withdrawn, expired and never made answer alike."""

    code = "unknown_invitation"
    status = 404
    sentence = "This invitation no longer works: it was used or withdrawn, or it is too old."


def reader(view: View) -> View:
    """view(request, organization, …) for every member."""
    return _door(view, role=Role.READER)


def analyst(view: View) -> View:
    """view(request, organization, …) for members who set up waves and ask for reports."""
    return _door(view, role=Role.ANALYST)


def owner(view: View) -> View:
    """view(request, organization, …) for members who decide who else is one."""
    return _door(view, role=Role.OWNER)


def signed_in(view: View) -> View:
    """view(request, …) for anybody with an account; no organization is in scope."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, **kwargs)

    return _for(guarded, "signed in")


def staff(view: View) -> View:
    """view(request, …) for the people who run the installation; no organization is in scope."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise NotAllowed
        return view(request, **kwargs)

    return _for(guarded, "staff")


def invited(view: View) -> View:
    """view(request, invitation, …) for whoever holds the key of an invitation, with its scope entered."""

    @wraps(view)
    def guarded(request: HttpRequest, key: str, **kwargs: object) -> HttpResponse:
        invitation = _invitation(key)
        if invitation is None:
            count_guess(request.META.get("REMOTE_ADDR", ""))
            raise UnknownInvitation
        below = reverse("organizations:invitation", args=[key])
        request.brand = on_page(invitation.organization, below=below)  # type: ignore[attr-defined]
        with org_scope(invitation.organization_id):
            response = view(request, invitation, **kwargs)
        # The key is in the address: it goes into no cache, and to no other site (a page that names itself to
        # nobody at all, "no-referrer", could not send its own form: browsers leave the origin out as well).
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return _for(guarded, "invited")


def everybody(view: View) -> View:
    """view(request, …) for anyone at all: it shows nothing that belongs to somebody."""

    @wraps(view)
    def open_view(request: HttpRequest, **kwargs: object) -> HttpResponse:
        return view(request, **kwargs)

    return _for(open_view, "everybody")


def membership(request: HttpRequest) -> Member:
    """The membership by which this request came through a door."""
    return cast("Member", request.member)  # type: ignore[attr-defined]


def _door(view: View, *, role: Role) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        member = _member(request.user, slug=slug)
        request.member = member  # type: ignore[attr-defined]
        below = reverse("organizations:stylesheet", args=[slug]).removesuffix("brand.css")
        request.brand = on_page(member.organization, below=below)  # type: ignore[attr-defined]
        with org_scope(member.organization):
            return _watched(view, request, member, role=role, **kwargs)

    return _for(guarded, role.value)


def _watched(
    view: View, request: HttpRequest, member: Member, *, role: Role, **kwargs: object
) -> HttpResponse:
    """What the view answers; what it refuses or fails at is left in the audit trail."""
    try:
        if not member.may(role):
            raise NotAllowed
        if member.organization.requires_second_factor and not has_second_factor(member.user):
            return _to_second_factor(request)
        return view(request, member.organization, **kwargs)
    except (CxError, Http404, PermissionDenied) as error:
        code = error.code if isinstance(error, CxError) else type(error).__name__
        record_attempt(request, outcome=Outcome.REFUSED, code=code, ids=kwargs)
        raise
    except Exception as error:
        record_attempt(request, outcome=Outcome.FAILED, code=type(error).__name__, ids=kwargs)
        raise


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    """To the page where one is set up; a program is told instead."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        raise SecondFactorMissing
    messages.info(request, SecondFactorMissing.sentence)
    return redirect("mfa_index")


def _member(user: User, *, slug: str) -> Member:
    """The membership behind an address; NotFound alike for a foreign and a missing organization.

    `has_others` on it says whether the person is a member elsewhere too.
    """
    # Before the door is passed there is no scope to look in.
    others = Member.every_org.filter(user=OuterRef("user")).exclude(pk=OuterRef("pk"))
    rows = Member.every_org.select_related("organization").annotate(has_others=Exists(others))
    found = rows.filter(user=user, organization__slug=slug).first()
    if found is None:
        raise NotFound
    found.user = user
    return cast("Member", found)


def _invitation(key: str) -> MemberInvitation | None:
    """The invitation that a key opens, None where it opens none or no longer."""
    if not is_key(key):
        return None
    rows = MemberInvitation.every_org.select_related("organization", "invited_by")
    found: MemberInvitation | None = rows.filter(token_hash=key_hash(key)).first()
    return None if found is None or found.has_expired else found


def _for(view: View, audience: str) -> View:
    view.audience = audience  # type: ignore[attr-defined]
    return view
