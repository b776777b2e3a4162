"""The second lock: the doors through which a person comes to an organization.

A view behind a door never looks up its own organization. The door finds it by the slug in the address and
the membership of whoever asks, enters its scope and hands it over. A stranger meets the same 404 as for a
slug that does not exist; a member whose role does not include the page meets 403; somebody not signed in is
asked to sign in. Every door writes its name on the view as `audience`, which the roll-call of routes reads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from cxassess.errors import NotAllowed, NotFound
from organizations.models import Member, Role, User
from organizations.scope import org_scope

View = Callable[..., HttpResponse]


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
        if not member.may(role):
            raise NotAllowed
        request.member = member  # type: ignore[attr-defined]
        with org_scope(member.organization):
            return view(request, member.organization, **kwargs)

    return _for(guarded, role.value)


def _member(user: User, *, slug: str) -> Member:
    """The membership behind an address; NotFound alike for a foreign and a missing organization."""
    # Before the door is passed there is no scope to look in.
    found = Member.every_org.select_related("organization").filter(user=user, organization__slug=slug).first()
    if found is None:
        raise NotFound
    return cast("Member", found)


def _for(view: View, audience: str) -> View:
    view.audience = audience  # type: ignore[attr-defined]
    return view
