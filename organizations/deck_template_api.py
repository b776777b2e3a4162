"""The client's own template for slides, by the interface."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import NotFound
from organizations import deck_template
from organizations.api_doors import FileEndpoint, record, token_of
from organizations.api_parsers import CsvBody
from organizations.api_schema import BYTES, says
from organizations.api_shapes import document
from organizations.deck_template_models import DeckTemplate
from organizations.deck_template_package import LARGEST_FILE
from organizations.models import Role


class TemplateBody(CsvBody):
    """What comes as a file of some program; what it is, the checks find out."""

    media_type = "application/*"


class TemplateShape(serializers.Serializer[DeckTemplate]):
    digest = serializers.CharField(help_text="Changes with the template.")
    taken_at = serializers.DateTimeField()


class DeckTemplateOfOrganization(FileEndpoint):
    """The client's own template for slides, written anew by the product."""

    area = "organization"
    roles = {"GET": Role.ANALYST, "PUT": Role.ANALYST, "DELETE": Role.ANALYST}
    parser_classes = [TemplateBody]
    largest = LARGEST_FILE

    @says(
        "The template for slides",
        gives={deck_template.MEDIA_TYPE: BYTES},
        also={304: "The one you have is the latest."},
    )
    def get(self, request: Request) -> HttpResponse:
        found = deck_template.kept(token_of(request).organization)
        if found is None:
            raise NotFound
        return document(request, bytes(found.file), content_type=deck_template.MEDIA_TYPE)

    @says("Take a template for slides", takes={"application/octet-stream": BYTES}, gives=TemplateShape)
    def put(self, request: Request) -> Response:
        data = request.data if isinstance(request.data, bytes) else b""
        taken = deck_template.take(token_of(request).organization, data)
        record(request, "changed deck template", token_of(request).organization, detail=taken.digest)
        return Response(TemplateShape(taken).data)

    @says("Remove the template for slides", status=204)
    def delete(self, request: Request) -> Response:
        organization = token_of(request).organization
        if deck_template.remove(organization):
            record(request, "removed deck template", organization)
        return Response(status=204)
