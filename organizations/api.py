"""The interface to the organization: whose token this is, the client’s name, looks and rules."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import NotFound
from organizations import actions, branding, portfolio
from organizations.api_doors import Endpoint, FileEndpoint, member_of, record, token_of
from organizations.api_parsers import PictureBody
from organizations.api_schema import BYTES, says
from organizations.api_shapes import Body, brought, document, page_of, passed, whole
from organizations.forms import NameForm, RetentionForm
from organizations.logos import LARGEST_FILE
from organizations.models import LONGEST_RETENTION, SHORTEST_RETENTION, Organization, Role, Scope


class OrganizationShape(serializers.Serializer[Organization]):
    """A client; everything measured belongs to exactly one."""

    slug = serializers.CharField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    requires_second_factor = serializers.BooleanField()
    retention_months = serializers.IntegerField(
        allow_null=True, help_text="Months after which closed waves are deleted; null keeps them."
    )


class TokenShape(serializers.Serializer[Any]):
    """An access token, without its key."""

    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.values))
    expires_at = serializers.DateTimeField()


class PersonShape(serializers.Serializer[Any]):
    """Somebody with an account."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="get_full_name")
    email = serializers.CharField()


class MeShape(serializers.Serializer[Any]):
    """Whose token this is, and what it opens today."""

    person = PersonShape()
    organization = OrganizationShape()
    role = serializers.ChoiceField(choices=Role.choices)
    token = TokenShape()


class Me(Endpoint):
    @says("Whose token this is, and what it opens", gives=MeShape)
    def get(self, request: Request) -> Response:
        token = token_of(request)
        found = {
            "person": token.member.user,
            "organization": token.organization,
            "role": token.member.role,
            "token": token,
        }
        return Response(MeShape(found).data)


class Organizations(Endpoint):
    @says("The organizations this token opens: one", gives=page_of(OrganizationShape))
    def get(self, request: Request) -> Response:
        return whole([token_of(request).organization], gives=OrganizationShape)


class OrganizationBody(Body):
    """What is to change; what is left out stays."""

    name = serializers.CharField(required=False, max_length=150)
    requires_second_factor = serializers.BooleanField(required=False)
    retention_months = serializers.IntegerField(
        required=False, allow_null=True, min_value=SHORTEST_RETENTION, max_value=LONGEST_RETENTION
    )


class OneOrganization(Endpoint):
    """The organization, and the rules its owners set."""

    area = "organization"
    roles = {"PATCH": Role.OWNER}

    @says("The organization", gives=OrganizationShape)
    def get(self, request: Request) -> Response:
        return Response(OrganizationShape(token_of(request).organization).data)

    @says("Change its name or its rules", takes=OrganizationBody, gives=OrganizationShape)
    def patch(self, request: Request) -> Response:
        organization, values = token_of(request).organization, brought(OrganizationBody, request)
        if "name" in values:
            _rename(request, organization, values["name"])
        if "requires_second_factor" in values:
            _secure(request, organization, wanted=values["requires_second_factor"])
        if "retention_months" in values:
            _retain(request, organization, months=values["retention_months"])
        return Response(OrganizationShape(organization).data)


def _rename(request: Request, organization: Organization, name: str) -> None:
    actions.rename(organization, name=passed(NameForm({"name": name}))["name"])
    record(request, "renamed", organization)


def _secure(request: Request, organization: Organization, *, wanted: bool) -> None:
    actions.require_second_factor(organization, wanted=wanted, by=member_of(request).user)
    record(request, "changed security", organization, detail=f"second factor required: {wanted}")


def _retain(request: Request, organization: Organization, *, months: int | None) -> None:
    after = passed(RetentionForm({"months": months}))["months"]
    before = actions.retain(organization, months=after)
    record(request, "changed retention", organization, detail=f"months: {before} → {after}")


# --- The portfolio --------------------------------------------------------------------------------------


class PortfolioShape(serializers.Serializer[Any]):
    """Whether the published scores take part in the portfolio of the installation."""

    takes_part = serializers.BooleanField()


class PortfolioBody(Body):
    takes_part = serializers.BooleanField()


class Portfolio(Endpoint):
    area = "organization"
    roles = {"GET": Role.OWNER, "PUT": Role.OWNER}

    @says("Whether the published scores take part in the portfolio", gives=PortfolioShape)
    def get(self, request: Request) -> Response:
        return Response({"takes_part": portfolio.takes_part(token_of(request).organization) is not None})

    @says("Let them take part, or no longer", takes=PortfolioBody, gives=PortfolioShape)
    def put(self, request: Request) -> Response:
        organization = token_of(request).organization
        if brought(PortfolioBody, request)["takes_part"]:
            if portfolio.join(organization, by=member_of(request).user):
                record(request, "joined portfolio", organization)
        elif portfolio.leave(organization):
            record(request, "left portfolio", organization)
        return Response({"takes_part": portfolio.takes_part(organization) is not None})


# --- Looks ----------------------------------------------------------------------------------------------


class LooksShape(serializers.Serializer[branding.Branding]):
    """How the client looks; an empty accent is the house's own, an empty digest means no logo."""

    accent = serializers.CharField()
    logo_digest = serializers.CharField()
    logo_width = serializers.IntegerField()
    logo_height = serializers.IntegerField()


class LooksBody(Body):
    """The accent color as #rrggbb, "" for the house's own."""

    accent = serializers.CharField(max_length=7, allow_blank=True)


class Looks(Endpoint):
    """How the client's pages, mails and reports look."""

    area = "organization"
    roles = {"PATCH": Role.OWNER}

    @says("The looks", gives=LooksShape)
    def get(self, request: Request) -> Response:
        return Response(LooksShape(branding.of(token_of(request).organization)).data)

    @says("Change the accent color", takes=LooksBody, gives=LooksShape)
    def patch(self, request: Request) -> Response:
        organization = token_of(request).organization
        accent = brought(LooksBody, request)["accent"]
        branding.set_accent(organization, accent)
        record(request, "changed looks", organization, detail=accent)
        return Response(LooksShape(branding.of(organization)).data)


class LogoOfOrganization(FileEndpoint):
    """The client's logo, drawn again by the product: a PNG."""

    area = "organization"
    roles = {"PUT": Role.OWNER, "DELETE": Role.OWNER}
    parser_classes = [PictureBody]
    largest = LARGEST_FILE

    @says("The logo", gives={"image/png": BYTES}, also={304: "The one you have is the latest."})
    def get(self, request: Request) -> HttpResponse:
        image = branding.logo_of(token_of(request).organization)
        if image is None:
            raise NotFound
        return document(request, image, content_type="image/png")

    @says("Take a picture as the logo", takes={"image/*": BYTES}, gives=LooksShape)
    def put(self, request: Request) -> Response:
        organization = token_of(request).organization
        branding.set_logo(organization, request.data if isinstance(request.data, bytes) else b"")
        record(request, "changed looks", organization)
        return Response(LooksShape(branding.of(organization)).data)

    @says("Remove the logo", status=204)
    def delete(self, request: Request) -> Response:
        organization = token_of(request).organization
        branding.remove_logo(organization)
        record(request, "changed looks", organization)
        return Response(status=204)
