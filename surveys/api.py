"""The interface to assessments and waves: listed, looked at, set up, launched, closed."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import NotFound
from organizations.api_doors import Endpoint, record
from organizations.api_schema import says
from organizations.api_shapes import Body, Days, Nothing, asked, brought, of_days, page, page_of, whole
from organizations.models import Role
from surveys import actions, closing, setting_up
from surveys.api_setup import (
    FactsBody,
    FunctionsBody,
    QuestionsBody,
    WaveBody,
    WaveChange,
    facts_of,
    facts_shown,
    first_step,
    functions_of,
    questions_of,
)
from surveys.api_shapes import AssessmentShape, CheckShape, FactsShape, ParticipationShape, WaveShape
from surveys.member_waves import held, held_draft, refuse_closed, refuse_launched, wave_of
from surveys.models import Assessment, Wave, WaveState
from surveys.monitoring import monitor
from surveys.queries import participation

ANALYSTS = dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), Role.ANALYST)
"""Everybody who is a member looks; analysts do."""

BEHIND = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), Role.ANALYST)
"""What only analysts look at."""


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
    roles = ANALYSTS

    @says("Waves, the newest first", gives=page_of(WaveShape), asks=WaveQuery)
    def get(self, request: Request) -> Response:
        values = asked(WaveQuery, request)
        rows = of_days(Wave.objects.select_related("assessment"), values, field="created_at")
        if state := values.get("state"):
            rows = rows.filter(state=state)
        if assessment := values.get("assessment"):
            rows = rows.filter(assessment=assessment)
        return page(request, rows, gives=WaveShape, values=values)

    @says("Begin to set a wave up", takes=WaveBody, gives=WaveShape, status=201)
    def post(self, request: Request) -> Response:
        wave = setting_up.begin(first_step(brought(WaveBody, request)))
        record(request, "set up", wave)
        return Response(WaveShape(wave).data, status=201)


class OneWave(Endpoint):
    area = "waves"
    roles = ANALYSTS

    @says("One wave", gives=WaveShape)
    def get(self, request: Request, wave_id: int) -> Response:
        return Response(WaveShape(wave_of(wave_id)).data)

    @says("Change names, promises and the last day before the launch", takes=WaveChange, gives=WaveShape)
    def patch(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        refuse_launched(wave)
        setting_up.rename(held_draft(wave_id), first_step(brought(WaveChange, request), before=wave))
        record(request, "changed set-up", wave, detail="assessment")
        return shown(wave_id)


class Functions(Endpoint):
    """Who is asked. The list is sent whole; functions that are left out take no part."""

    area = "waves"
    roles = ANALYSTS

    @says("Name the functions and their headcounts", takes=FunctionsBody, gives=WaveShape)
    def put(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        refuse_launched(wave)
        named = functions_of(brought(FunctionsBody, request), wave=wave)
        setting_up.name_functions(held_draft(wave_id), named)
        record(request, "changed set-up", wave, detail="functions")
        return shown(wave_id)


class Questions(Endpoint):
    """How much is asked, and in which languages."""

    area = "waves"
    roles = ANALYSTS

    @says("Choose the form and the languages", takes=QuestionsBody, gives=WaveShape)
    def put(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        refuse_launched(wave)
        form, languages = questions_of(brought(QuestionsBody, request), wave=wave)
        kept = held_draft(wave_id)
        kept.form, kept.languages = form, languages
        kept.save(update_fields=["form", "languages"])
        record(request, "changed set-up", kept, detail=f"{form} form, languages")
        return shown(wave_id)


class Facts(Endpoint):
    """The sponsor's fact sheet: what the organization knows about itself and nobody has to be asked."""

    area = "waves"
    roles = BEHIND

    @says("The fact sheet", gives=FactsShape)
    def get(self, request: Request, wave_id: int) -> Response:
        return Response(FactsShape(facts_shown(wave_of(wave_id))).data)

    @says("State the facts, until the wave closes", takes=FactsBody, gives=FactsShape)
    def put(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        refuse_closed(wave)
        stated = facts_of(brought(FactsBody, request), wave=wave)
        kept = held(wave_id)
        kept.facts = stated
        kept.save(update_fields=["facts"])
        record(request, "stated facts", kept)
        return Response(FactsShape(facts_shown(kept)).data)


class Checks(Endpoint):
    area = "waves"
    roles = BEHIND

    @says("What speaks for and against launching now", gives=page_of(CheckShape), also={409: "Launched."})
    def get(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        refuse_launched(wave)
        return whole(setting_up.checks(wave), gives=CheckShape)


# --- From the launch to the close -----------------------------------------------------------------------


class Launch(Endpoint):
    area = "waves"
    roles = ANALYSTS

    @says("Let people answer; what they were promised freezes", takes=Nothing, gives=WaveShape)
    def post(self, request: Request, wave_id: int) -> Response:
        record(request, "opened", actions.open_wave(wave_of(wave_id)))
        return shown(wave_id)


class Close(Endpoint):
    area = "waves"
    roles = ANALYSTS

    @says("End the fieldwork; a report is asked for", takes=Nothing, gives=WaveShape)
    def post(self, request: Request, wave_id: int) -> Response:
        record(request, "closed", actions.close_wave(wave_of(wave_id)))
        return shown(wave_id)


class Reopen(Endpoint):
    area = "waves"
    roles = ANALYSTS

    @says("Let people answer a closed wave again, with new links", takes=Nothing, gives=WaveShape)
    def post(self, request: Request, wave_id: int) -> Response:
        record(request, "reopened", actions.reopen_wave(wave_of(wave_id)))
        return shown(wave_id)


class NextBody(Body):
    name = serializers.CharField(max_length=100)


class Next(Endpoint):
    area = "waves"
    roles = ANALYSTS

    @says(
        "The next wave of the assessment, set up as this one was", takes=NextBody, gives=WaveShape, status=201
    )
    def post(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        following = setting_up.follow(wave, name=brought(NextBody, request)["name"])
        record(request, "set up", following, detail=f"as wave {wave.pk}")
        return Response(WaveShape(following).data, status=201)


class LastDayBody(Body):
    closes_on = serializers.DateField()


class LastDay(Endpoint):
    area = "waves"
    roles = ANALYSTS

    @says("Give people more time in an open wave", takes=LastDayBody, gives=WaveShape)
    def post(self, request: Request, wave_id: int) -> Response:
        before = wave_of(wave_id).closes_on
        day = brought(LastDayBody, request)["closes_on"]
        record(request, "extended", closing.extend(wave_id, until=day), detail=f"{before} → {day}")
        return shown(wave_id)


class Participation(Endpoint):
    area = "waves"

    @says("How many answered, as far as it may be said", gives=ParticipationShape)
    def get(self, request: Request, wave_id: int) -> Response:
        wave = wave_of(wave_id)
        told = monitor(wave)
        said = participation(wave) if wave.state == WaveState.CLOSED else told.participation
        found = {
            "answered": said.answered,
            "headcount": said.headcount,
            "counted_at": wave.closed_at or told.counted_at,
            "functions": [each | {"band": said.bands[each["key"]]} for each in wave.functions],
        }
        return Response(ParticipationShape(found).data)


def shown(wave_id: int) -> Response:
    """The wave as it is now."""
    return Response(WaveShape(wave_of(wave_id)).data)
