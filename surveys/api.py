"""The interface to assessments and waves: listed, looked at, set up, launched, closed."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import NotFound
from organizations.api_doors import Endpoint
from organizations.api_schema import says
from organizations.api_shapes import Days, asked, of_days, page, page_of
from surveys.api_shapes import AssessmentShape, WaveShape
from surveys.member_waves import wave_of
from surveys.models import Assessment, Wave, WaveState


class Assessments(Endpoint):
    area = "waves"

    @says("Assessments, the newest first", gives=page_of(AssessmentShape), asks=Days)
    def get(self, request: Request) -> Response:
        values = asked(Days, request)
        rows = of_days(Assessment.objects.all(), values, field="created_at")
        return page(request, rows, gives=AssessmentShape, values=values)


class OneAssessment(Endpoint):
    area = "waves"

    @says("One assessment", gives=AssessmentShape)
    def get(self, request: Request, assessment_id: int) -> Response:
        found = Assessment.objects.filter(pk=assessment_id).first()
        if found is None:
            raise NotFound
        return Response(AssessmentShape(found).data)


class WaveQuery(Days):
    state = serializers.ChoiceField(choices=WaveState.choices, required=False)
    assessment = serializers.IntegerField(required=False, min_value=1)


class Waves(Endpoint):
    area = "waves"

    @says("Waves, the newest first", gives=page_of(WaveShape), asks=WaveQuery)
    def get(self, request: Request) -> Response:
        values = asked(WaveQuery, request)
        rows = of_days(Wave.objects.select_related("assessment"), values, field="created_at")
        if state := values.get("state"):
            rows = rows.filter(state=state)
        if assessment := values.get("assessment"):
            rows = rows.filter(assessment=assessment)
        return page(request, rows, gives=WaveShape, values=values)


class OneWave(Endpoint):
    area = "waves"

    @says("One wave", gives=WaveShape)
    def get(self, request: Request, wave_id: int) -> Response:
        return Response(WaveShape(wave_of(wave_id)).data)
