"""The interface to a wave's customers: how many answered, the link, codes, answers collected elsewhere."""

from __future__ import annotations

import io
from typing import Any

from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import NotFound
from organizations.api_doors import Endpoint, member_of, record
from organizations.api_parsers import CsvBody
from organizations.api_schema import BYTES, says
from organizations.api_shapes import Body, Nothing, brought, page_of, passed, whole
from organizations.models import Role
from surveys import pulse
from surveys.api import ANALYSTS
from surveys.member_waves import wave_of
from surveys.models import Wave, WaveState
from surveys.pulse_forms import RulesForm
from surveys.pulse_member_views import held_for_customers, link_of_wave
from surveys.pulse_models import PulseLink


class CustomersShape(serializers.Serializer[Any]):
    """How many customers answered: none below five, by fives while the wave is open.

    The link is null for readers, in a closed wave, and before it is made.
    """

    answered = serializers.IntegerField()
    link = serializers.CharField(allow_null=True)
    websites = serializers.ListField(
        child=serializers.CharField(), help_text="That may show the page in a frame."
    )
    only_codes = serializers.BooleanField()


class Customers(Endpoint):
    area = "waves"

    @says("How many customers answered, and how they are asked", gives=CustomersShape)
    def get(self, request: Request, wave_id: int) -> Response:
        return _customers(request, wave_of(wave_id))


def _customers(request: Request, wave: Wave, *, status: int = 200) -> Response:
    sees = member_of(request).may(Role.ANALYST) and wave.state != WaveState.CLOSED
    link = pulse.link_of(wave) if sees else None
    found = {
        "answered": pulse.told(wave),
        "link": request.build_absolute_uri(reverse("pulse:page", args=[link.token])) if link else None,
        "websites": link.origins if link else [],
        "only_codes": bool(link and link.only_codes),
    }
    return Response(CustomersShape(found).data, status=status)


class RulesBody(Body):
    """Which websites may show the page in a frame, and whether it takes a code."""

    websites = serializers.ListField(
        child=serializers.CharField(max_length=300), max_length=pulse.MOST_ORIGINS
    )
    only_codes = serializers.BooleanField()


class CustomersLink(Endpoint):
    area = "waves"
    roles = ANALYSTS

    @says("Make the link for customers", takes=Nothing, gives=CustomersShape, status=201)
    def post(self, request: Request, wave_id: int) -> Response:
        wave = held_for_customers(wave_id)
        pulse.make_link(wave)
        record(request, "made the customers' link", wave)
        return _customers(request, wave, status=201)

    @says("Say who may show the page and whether it takes a code", takes=RulesBody, gives=CustomersShape)
    def put(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        given = brought(RulesBody, request)
        data = {"origins": "\n".join(given["websites"]), "only_codes": given["only_codes"]}
        values = passed(RulesForm(data, link=link_of_wave(wave)))
        wave = held_for_customers(wave_id)
        pulse.allow(link_of_wave(wave), origins=values["origins"], only_codes=values["only_codes"])
        detail = f"{len(values['origins'])} websites, {'codes only' if values['only_codes'] else 'open'}"
        record(request, "changed the customers' link", wave, detail=detail)
        return _customers(request, wave)


class CountBody(Body):
    count = serializers.IntegerField(min_value=1, max_value=pulse.MOST_CODES)


class CustomersCode(serializers.Serializer[Any]):
    link = serializers.CharField()


class CustomersCodes(Endpoint):
    """Links for one answer each. They are told this once; only hashes are stored."""

    area = "waves"
    roles = ANALYSTS

    @says("Make links for one answer each", takes=CountBody, gives=page_of(CustomersCode), status=201)
    def post(self, request: Request, wave_id: int) -> Response:
        link_of_wave(wave_of(wave_id))
        count = brought(CountBody, request)["count"]
        wave = held_for_customers(wave_id)
        link: PulseLink = link_of_wave(wave)
        codes = pulse.make_codes(link, count=count)
        record(request, "made customers' codes", wave, detail=f"{count} codes")
        paths = (reverse("pulse:coded", args=[link.token, code]) for code in codes)
        rows = [{"link": request.build_absolute_uri(path)} for path in paths]
        return whole(rows, gives=CustomersCode, status=201)


class RowsShape(serializers.Serializer[Any]):
    rows = serializers.IntegerField()


class CustomersAnswers(Endpoint):
    """Answers that were collected elsewhere: all of a file is taken, or nothing."""

    area = "waves"
    roles = ANALYSTS
    parser_classes = [CsvBody]
    largest = pulse.LARGEST_FILE

    @says("Bring in answers as CSV", takes={"text/csv": BYTES}, gives=RowsShape, status=201)
    def post(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        if not isinstance(request.data, bytes):
            raise NotFound
        rows = pulse.bring_in(wave, io.BytesIO(request.data))
        record(request, "brought in customers' answers", wave, detail=f"{rows} rows")
        return Response({"rows": rows}, status=201)
