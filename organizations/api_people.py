"""The interface to colleagues and to the audit trail: what owners look after."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import mail, people, trail
from organizations.api import PersonShape
from organizations.api_doors import Endpoint, member_of, record, token_of
from organizations.api_schema import says
from organizations.api_shapes import (
    Body,
    Days,
    Nothing,
    Pages,
    asked,
    brought,
    of_days,
    page,
    page_of,
    passed,
)
from organizations.forms import InviteForm
from organizations.models import AuditEntry, Member, MemberInvitation, Outcome, Role
from organizations.scope import org_scope

OWNERS = dict.fromkeys(("GET", "POST", "PATCH", "DELETE"), Role.OWNER)


class MemberShape(serializers.Serializer[Member]):
    """A person's place in the organization."""

    id = serializers.IntegerField()
    person = PersonShape(source="user")
    role = serializers.ChoiceField(choices=Role.choices)
    since = serializers.DateTimeField()


class RoleBody(Body):
    role = serializers.ChoiceField(choices=Role.choices)


class Members(Endpoint):
    area = "organization"
    roles = OWNERS

    @says("Members, the newest first", gives=page_of(MemberShape), asks=Pages)
    def get(self, request: Request) -> Response:
        rows = Member.objects.select_related("user")
        return page(request, rows, gives=MemberShape, values=asked(Pages, request))


class OneMember(Endpoint):
    area = "organization"
    roles = OWNERS

    @says("One member", gives=MemberShape)
    def get(self, request: Request, member_id: int) -> Response:
        return Response(MemberShape(people.member_of(member_id)).data)

    @says("Give a member another role", takes=RoleBody, gives=MemberShape)
    def patch(self, request: Request, member_id: int) -> Response:
        people.member_of(member_id)  # a foreign member answers as a missing one, whatever was sent
        role = Role(brought(RoleBody, request)["role"])
        member, before = people.change_role(token_of(request).organization, member_id, role=role)
        record(request, "changed role", member.user, detail=f"{before.value} → {role.value}")
        return Response(MemberShape(member).data)

    @says("End a membership; of the token’s own maker, too", status=204)
    def delete(self, request: Request, member_id: int) -> Response:
        member = people.remove(token_of(request).organization, member_id)
        action = "left" if member_id == member_of(request).pk else "removed"
        record(request, action, member.user, detail=member.role)
        return Response(status=204)


# --- Invitations ----------------------------------------------------------------------------------------


class InvitationShape(serializers.Serializer[MemberInvitation]):
    """A colleague asked to become a member."""

    id = serializers.IntegerField()
    email = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(
        allow_null=True, help_text="When the mail server took the mail; null while it has not."
    )


class InvitationBody(Body):
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=Role.choices)


class Invitations(Endpoint):
    """Colleagues who were asked to become members and have not come yet."""

    area = "organization"
    roles = OWNERS

    @says("Open invitations, the newest first", gives=page_of(InvitationShape), asks=Pages)
    def get(self, request: Request) -> Response:
        rows = MemberInvitation.objects.all()
        return page(request, rows, gives=InvitationShape, values=asked(Pages, request))

    @says("Invite a colleague by mail", takes=InvitationBody, gives=InvitationShape, status=201)
    def post(self, request: Request) -> Response:
        values = passed(InviteForm(brought(InvitationBody, request)))
        invitation, key = people.invite(
            token_of(request).organization,
            email=values["email"],
            role=Role(values["role"]),
            by=member_of(request).user,
        )
        record(request, "invited", invitation, detail=invitation.role)
        _send(request, invitation, key)
        return Response(InvitationShape(invitation).data, status=201)


class OneInvitation(Endpoint):
    area = "organization"
    roles = OWNERS

    @says("Withdraw an invitation", status=204)
    def delete(self, request: Request, invitation_id: int) -> Response:
        record(request, "withdrew", people.withdraw(invitation_id))
        return Response(status=204)


class SendInvitation(Endpoint):
    area = "organization"
    roles = OWNERS

    @says("Send an invitation again, with a new link", takes=Nothing, gives=InvitationShape)
    def post(self, request: Request, invitation_id: int) -> Response:
        invitation, key = people.send_again(invitation_id)
        record(request, "invited again", invitation)
        _send(request, invitation, key)
        return Response(InvitationShape(invitation).data)


def _send(request: Request, invitation: MemberInvitation, key: str) -> None:
    """Write to the person once everything is stored."""
    address = request.build_absolute_uri(reverse("organizations:invitation", args=[key]))

    def send() -> None:
        with org_scope(invitation.organization_id):
            if mail.send_invitation(invitation, address=address):
                people.note_sent(invitation)

    transaction.on_commit(send, robust=True)


# --- The audit trail ------------------------------------------------------------------------------------


class EntryShape(serializers.Serializer[Any]):
    """One line of the audit trail. `by` is null where nobody did it."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_null=True)
    by_id = serializers.IntegerField(allow_null=True)
    action = serializers.CharField()
    object_type = serializers.CharField()
    object_id = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    detail = serializers.CharField()


class TrailQuery(Days):
    person = serializers.IntegerField(required=False, min_value=1, help_text="Id of who did it.")
    kind = serializers.ChoiceField(choices=list(trail.KINDS), required=False)


class Trail(Endpoint):
    """Who did what to which row, when, and what came of it."""

    area = "organization"
    roles = OWNERS

    @says("The audit trail, the latest first", gives=page_of(EntryShape), asks=TrailQuery)
    def get(self, request: Request) -> Response:
        values = asked(TrailQuery, request)
        rows = trail.entries(person=str(values.get("person", "")), kind=values.get("kind", ""))
        found = of_days(rows, values, field="at")
        return page(request, found, gives=EntryShape, values=values, dressed=_named)


def _named(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    names = trail.names_of({entry.actor_id for entry in entries if entry.actor_id is not None})
    fields = ("id", "at", "action", "object_type", "object_id", "outcome", "detail")
    return [
        {
            "by": names[entry.actor_id] if entry.actor_id is not None else None,
            "by_id": entry.actor_id,
            **{name: getattr(entry, name) for name in fields},
        }
        for entry in entries
    ]
