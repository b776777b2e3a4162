"""Pages about colleagues: who is a member, who is invited, and the invitation itself."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cxassess.errors import Conflict, CxError
from organizations import branding, mail, people
from organizations.audit import record, record_attempt
from organizations.doors import invited, membership, owner, reader
from organizations.forms import InviteForm, JoinForm, RoleForm
from organizations.models import Member, MemberInvitation, Organization, Outcome, Role, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@owner
@require_safe
def show(request: HttpRequest, organization: Organization) -> HttpResponse:
    return _page(request, organization)


def _page(
    request: HttpRequest,
    organization: Organization,
    *,
    form: InviteForm | None = None,
    refused: CxError | None = None,
) -> HttpResponse:
    """The page; with what was refused, which the trail keeps: it was tried, and nothing changed."""
    if refused is not None:
        note_refusal(request, refused)
    context = {
        "organization": organization,
        "members": Member.objects.select_related("user").order_by("user__email"),
        "invitations": MemberInvitation.objects.all(),
        "roles": Role.choices,
        "form": form or InviteForm(),
        "me": membership(request),
        "error": refused.sentence if refused else "",
    }
    status = 400 if refused or (form and form.errors) else 200
    return render(request, "organizations/people.html", context, status=status)


def note_refusal(request: HttpRequest, refused: CxError) -> None:
    match = request.resolver_match
    ids = {key: value for key, value in match.kwargs.items() if key != "slug"} if match else {}
    record_attempt(request, outcome=Outcome.REFUSED, code=refused.code, ids=ids)


# --- Inviting -------------------------------------------------------------------------------------------


@owner
@require_POST
def invite(request: HttpRequest, organization: Organization) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, form=form)
    try:
        with transaction.atomic():
            invitation, key = people.invite(
                organization,
                email=form.cleaned_data["email"],
                role=Role(form.cleaned_data["role"]),
                by=membership(request).user,
            )
            record(request, "invited", invitation, detail=invitation.role)
    except (Conflict, people.SentEnough) as refused:
        form.add_error("email", refused.sentence)
        return _page(request, organization, form=form)
    return _sent(request, organization, invitation, key)


@owner
@require_POST
def send_again(request: HttpRequest, organization: Organization, invitation_id: int) -> HttpResponse:
    try:
        with transaction.atomic():
            invitation, key = people.send_again(invitation_id)
            record(request, "invited again", invitation)
    except people.SentEnough as refused:
        return _page(request, organization, refused=refused)
    return _sent(request, organization, invitation, key)


def _sent(
    request: HttpRequest, organization: Organization, invitation: MemberInvitation, key: str
) -> HttpResponse:
    """Send the mail once everything is stored, and say what came of it."""
    address = request.build_absolute_uri(reverse("organizations:invitation", args=[key]))
    if mail.send_invitation(invitation, address=address):
        people.note_sent(invitation)
        messages.success(request, _("The invitation to %s is on its way.") % invitation.email)
    else:
        messages.warning(request, _("The mail server did not take the mail. Send it again later."))
    return redirect("organizations:people", organization.slug)


@owner
@require_POST
@transaction.atomic
def withdraw(request: HttpRequest, organization: Organization, invitation_id: int) -> HttpResponse:
    record(request, "withdrew", people.withdraw(invitation_id))
    return redirect("organizations:people", organization.slug)


# --- Members --------------------------------------------------------------------------------------------


@owner
@require_POST
def change_role(request: HttpRequest, organization: Organization, member_id: int) -> HttpResponse:
    people.member_of(member_id)  # a foreign member answers as a missing one, whatever was sent
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, refused=CxError(_("There is no such role."), code="role"))
    try:
        with transaction.atomic():
            role = Role(form.cleaned_data["role"])
            member, before = people.change_role(organization, member_id, role=role)
            record(request, "changed role", member.user, detail=f"{before.value} → {role.value}")
    except people.LastOwner as refused:
        return _page(request, organization, refused=refused)
    return redirect("organizations:people", organization.slug)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, organization: Organization, member_id: int) -> HttpResponse:
    """Ask, then end somebody's membership."""
    member = people.member_of(member_id)
    if request.method != "POST":
        context = {"organization": organization, "member": member}
        return render(request, "organizations/remove.html", context)
    try:
        _end(request, organization, member, action="removed")
    except people.LastOwner as refused:
        return _page(request, organization, refused=refused)
    return redirect("organizations:people", organization.slug)


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Ask, then end one's own membership."""
    context: dict[str, Any] = {"organization": organization, "error": ""}
    if request.method != "POST":
        return render(request, "organizations/leave.html", context)
    try:
        _end(request, organization, membership(request), action="left")
    except people.LastOwner as refused:
        note_refusal(request, refused)
        return render(request, "organizations/leave.html", context | {"error": refused.sentence}, status=409)
    return redirect("home")


@transaction.atomic
def _end(request: HttpRequest, organization: Organization, member: Member, *, action: str) -> None:
    people.remove(organization, member.pk)
    record(request, action, member.user, detail=member.role)


# --- The invitation -------------------------------------------------------------------------------------


@invited
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, invitation: MemberInvitation) -> HttpResponse:
    """Join with the account one is signed in with, or with a new one; sign in where there is one already."""
    if request.user.is_authenticated:
        return _accept_as(request, invitation)
    account = people.account_of(invitation.email)
    if account is not None and not people.is_unused(account):
        return _invitation_page(request, invitation, state="sign in")
    return _accept_anew(request, invitation)


@invited
@require_safe
def stylesheet(request: HttpRequest, invitation: MemberInvitation) -> HttpResponse:
    return branding.stylesheet_response(request, invitation.organization)


@invited
@require_safe
def logo(request: HttpRequest, invitation: MemberInvitation) -> HttpResponse:
    return branding.logo_response(request, invitation.organization)


def _accept_as(request: HttpRequest, invitation: MemberInvitation) -> HttpResponse:
    user = cast("User", request.user)
    if not people.is_address_of(user, invitation.email):
        return _invitation_page(request, invitation, state="somebody else", status=403)
    if request.method != "POST":
        return _invitation_page(request, invitation, state="join")
    with transaction.atomic():
        member = people.join(invitation, user=user)
        record(request, "joined", invitation, detail=member.role)
    return redirect("waves:organization", invitation.organization.slug)


def _accept_anew(request: HttpRequest, invitation: MemberInvitation) -> HttpResponse:
    form = JoinForm(request.POST or None, email=invitation.email)
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.errors else 200
        return _invitation_page(request, invitation, state="new", form=form, status=status)
    with transaction.atomic():
        member = people.join_anew(
            invitation, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
        )
        request.user = member.user
        record(request, "joined", invitation, detail=member.role)
    login(request, member.user, backend=BACKEND)
    return redirect("waves:organization", invitation.organization.slug)


def _invitation_page(
    request: HttpRequest, invitation: MemberInvitation, *, state: str, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"invitation": invitation, "organization": invitation.organization, "state": state} | more
    return render(request, "organizations/invitation.html", context, status=status)
