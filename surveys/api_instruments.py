"""The interface to instruments: what is asked, in which languages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.api_doors import Endpoint, FileEndpoint
from organizations.api_schema import says
from organizations.api_shapes import document, page_of, whole
from surveys import library

FREE = {"type": "object", "additionalProperties": {}}


class InstrumentShape(serializers.Serializer[Any]):
    """An instrument of one version; equal versions ask equal questions for ever."""

    key = serializers.CharField()
    version = serializers.CharField()
    title = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())


class Instruments(Endpoint):
    @says("The instruments this installation knows", gives=page_of(InstrumentShape))
    def get(self, request: Request) -> Response:
        return whole([_said(*each) for each in library.instruments()], gives=InstrumentShape)


def _said(key: str, version: str) -> dict[str, Any]:
    found = library.instrument(key, version)
    title = found.title.get("en") or found.title[found.languages[0]]
    return {"key": key, "version": version, "title": title, "languages": list(found.languages)}


class OneInstrument(FileEndpoint):
    """Items, scales, constructs, pages and the lines of the fact sheet, in every language."""

    @says("A whole instrument", gives=FREE, also={304: "The one you have is the latest."})
    def get(self, request: Request, key: str, version: str) -> HttpResponse:
        whole_one = library.instrument(key, version).model_dump_json().encode()
        return document(request, whole_one, content_type="application/json")
