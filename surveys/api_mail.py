"""The interface to a wave's mail: how it writes, its rounds, its words."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import NotFound
from organizations.api_doors import Endpoint, record
from organizations.api_schema import says
from organizations.api_shapes import Body, Nothing, brought, page_of, passed, whole
from surveys import bounces, mailing, mailing_history, mailing_rounds
from surveys.api import BEHIND
from surveys.mail_models import MOST_REMINDERS, Kind, MailPlan, MailText, RoundState
from surveys.mailing_forms import AddressForm, PlanForm, TextForm, WaysForm
from surveys.mailing_texts import LONGEST_BODY, LONGEST_SUBJECT, words_of
from surveys.mailing_views import not_closed
from surveys.member_waves import wave_of
from surveys.models import Wave


class FailingShape(serializers.Serializer[Any]):
    """An address that the invitation did not reach. is_final: nothing more is sent there."""

    person = serializers.IntegerField()
    address = serializers.CharField()
    is_final = serializers.BooleanField()
    reason = serializers.CharField()


class MailShape(serializers.Serializer[Any]):
    """How a wave writes, and how far its invitations are."""

    paused = serializers.BooleanField()
    reply_to = serializers.CharField()
    reminders_at_most = serializers.IntegerField()
    with_address = serializers.IntegerField()
    not_yet_invited = serializers.IntegerField()
    failing = FailingShape(many=True)


class MailChange(Body):
    reply_to = serializers.EmailField(required=False, allow_blank=True)
    reminders_at_most = serializers.IntegerField(required=False, min_value=0, max_value=MOST_REMINDERS)


class Mail(Endpoint):
    area = "waves"
    roles = BEHIND

    @says("How the wave writes", gives=MailShape)
    def get(self, request: Request, wave_id: int) -> Response:
        return _mail(wave_of(wave_id))

    @says("Say where answers go and how many reminders there are at most", takes=MailChange, gives=MailShape)
    def patch(self, request: Request, wave_id: int) -> Response:
        wave, given = not_closed(wave_id), brought(MailChange, request)
        plan = mailing_rounds.plan_of(wave)
        data = {
            "reply_to": given.get("reply_to", plan.reply_to),
            "at_most": given.get("reminders_at_most", plan.at_most),
        }
        values = passed(WaysForm(data, instance=plan))
        MailPlan.objects.update_or_create(wave=wave, defaults=values)
        record(request, "changed mail", wave, detail=f"reminders at most: {values['at_most']}")
        return _mail(wave)


def _mail(wave: Wave) -> Response:
    plan, standing = mailing_rounds.plan_of(wave), mailing_history.standing(wave)
    found = {
        "paused": plan.paused,
        "reply_to": plan.reply_to,
        "reminders_at_most": plan.at_most,
        "with_address": standing.with_address,
        "not_yet_invited": standing.waiting,
        "failing": standing.failing,
    }
    return Response(MailShape(found).data)


class AddressBody(Body):
    """Another address for somebody whom the invitation did not reach."""

    person = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="From `failing`.")
    address = serializers.CharField(max_length=254)


class Address(Endpoint):
    area = "waves"
    roles = BEHIND

    @says("Put an address right that the invitation did not reach", takes=AddressBody, gives=MailShape)
    def post(self, request: Request, wave_id: int) -> Response:
        wave = not_closed(wave_id)
        bounces.correct(wave, **passed(AddressForm(brought(AddressBody, request))))
        record(request, "corrected an address", wave)
        return _mail(wave)


# --- Rounds ---------------------------------------------------------------------------------------------


class RoundShape(serializers.Serializer[mailing_history.Line]):
    """One occasion of writing. Of reminders only bands are told: exact numbers would tell who answered."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RoundState.choices)
    at = serializers.DateTimeField(help_text="By the client’s clock.", format="%Y-%m-%dT%H:%M:%S")
    written = serializers.CharField()
    sent = serializers.CharField()
    refused = serializers.CharField()
    uncertain = serializers.CharField()


class RoundBody(Body):
    """A round of mail: now, or at a moment by the client's clock, such as 2026-09-01T09:00."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    at = serializers.RegexField(
        r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", required=False, allow_null=True, max_length=16
    )


class Rounds(Endpoint):
    area = "waves"
    roles = BEHIND

    @says("The wave’s rounds of mail, first to last", gives=page_of(RoundShape))
    def get(self, request: Request, wave_id: int) -> Response:
        return whole(mailing_history.history(wave_of(wave_id)), gives=RoundShape)

    @says("Send a round now, or plan it", takes=RoundBody, gives=RoundShape, status=201)
    def post(self, request: Request, wave_id: int) -> Response:
        wave, values = not_closed(wave_id), brought(RoundBody, request)
        kind = Kind(values["kind"])
        local = passed(PlanForm({"kind": kind.value, "at": values.get("at") or ""}))["at"]
        due_at = None if local is None else mailing_rounds.moment(wave, local)
        origin = request.build_absolute_uri("/")
        row = mailing_rounds.plan_round(wave, kind=kind, origin=origin, due_at=due_at)
        record(request, f"planned {kind.value}", wave, detail=f"{kind.value} {row.number}")
        if due_at is None:
            transaction.on_commit(lambda: mailing.ring(row), robust=True)
        lines = mailing_history.history(wave)
        line = next(line for line in lines if (line.kind, line.number) == (row.kind, row.number))
        return Response(RoundShape(line).data, status=201)


class OneRound(Endpoint):
    area = "waves"
    roles = BEHIND

    @says("Take back a round that has not begun", status=204)
    def delete(self, request: Request, wave_id: int, kind: str, number: int) -> Response:
        wave = wave_of(wave_id)
        if kind not in Kind.values or not 1 <= number <= 1000:
            raise NotFound
        mailing_rounds.call_off(wave, kind=kind, number=number)
        record(request, "called off mail", wave, detail=f"{kind} {number}")
        return Response(status=204)


class Pause(Endpoint):
    area = "waves"
    roles = BEHIND

    @says("Let nothing more leave", takes=Nothing, gives=MailShape)
    def post(self, request: Request, wave_id: int) -> Response:
        return _paused(request, wave_id, paused=True)


class Resume(Endpoint):
    area = "waves"
    roles = BEHIND

    @says("Let mail go on", takes=Nothing, gives=MailShape)
    def post(self, request: Request, wave_id: int) -> Response:
        return _paused(request, wave_id, paused=False)


def _paused(request: Request, wave_id: int, *, paused: bool) -> Response:
    wave = not_closed(wave_id)
    mailing_rounds.pause(wave, paused=paused)
    record(request, "paused mail" if paused else "let mail go on", wave)
    if not paused:
        transaction.on_commit(mailing.sweep, robust=True)
    return _mail(wave)


# --- Words ----------------------------------------------------------------------------------------------


class TextShape(serializers.Serializer[Any]):
    """The words of one kind of mail in one language. is_own: the wave's own, not the product's."""

    subject = serializers.CharField()
    body = serializers.CharField()
    is_own = serializers.BooleanField()


class TextBody(Body):
    subject = serializers.CharField(max_length=LONGEST_SUBJECT)
    body = serializers.CharField(max_length=LONGEST_BODY, trim_whitespace=False)


class Text(Endpoint):
    area = "waves"
    roles = BEHIND

    @says("The words of one kind of mail in one language", gives=TextShape)
    def get(self, request: Request, wave_id: int, kind: str, language: str) -> Response:
        return _text(_known(wave_of(wave_id), kind, language), kind, language)

    @says("Write them in your own words", takes=TextBody, gives=TextShape)
    def put(self, request: Request, wave_id: int, kind: str, language: str) -> Response:
        wave = _known(not_closed(wave_id), kind, language)
        form = TextForm(brought(TextBody, request))
        passed(form)
        words = form.words()
        mine: dict[str, Any] = {"wave": wave, "kind": kind, "language": language}
        MailText.objects.update_or_create(**mine, defaults={"subject": words.subject, "body": words.body})
        record(request, "changed mail text", wave, detail=f"{kind} {language}")
        return _text(wave, kind, language)

    @says("Go back to the product’s words", status=204)
    def delete(self, request: Request, wave_id: int, kind: str, language: str) -> Response:
        wave = _known(not_closed(wave_id), kind, language)
        MailText.objects.filter(wave=wave, kind=kind, language=language).delete()
        record(request, "changed mail text", wave, detail=f"{kind} {language}")
        return Response(status=204)


def _known(wave: Wave, kind: str, language: str) -> Wave:
    """The wave, where it has such a mail. Raises NotFound."""
    if kind not in Kind.values or language not in wave.languages:
        raise NotFound
    return wave


def _text(wave: Wave, kind: str, language: str) -> Response:
    words = words_of(wave, kind, language=language)
    own = MailText.objects.filter(wave=wave, kind=kind, language=language).exists()
    found = {"subject": words.subject, "body": words.body, "is_own": own}
    return Response(TextShape(found).data)
