"""The interface to what somebody is asked: the whole questionnaire of a function and level."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.api_doors import Endpoint
from organizations.api_schema import says
from organizations.api_shapes import Query, asked, wrong
from surveys.errors import WaveNotReady
from surveys.member_waves import wave_of
from surveys.models import Level
from surveys.preview import Preview, preview_of
from surveys.questionnaire import Card, Field


class PreviewQuery(Query):
    """The first function and language of the wave, and contributors, where nothing is said."""

    function = serializers.CharField(required=False, max_length=40)
    level = serializers.ChoiceField(choices=Level.choices, required=False)
    language = serializers.CharField(required=False, max_length=12)


class OptionShape(serializers.Serializer[Any]):
    value = serializers.CharField()
    text = serializers.CharField()


class FieldShape(serializers.Serializer[Any]):
    """One column of the answers, and what can be picked in it."""

    column = serializers.CharField()
    options = OptionShape(many=True)


class QuestionShape(serializers.Serializer[Any]):
    """A question as it is read; a pair has two statements besides."""

    key = serializers.CharField()
    text = serializers.CharField()
    statements = serializers.ListField(child=serializers.CharField())
    answers = FieldShape(many=True)


class SheetShape(serializers.Serializer[Any]):
    """A page of the questionnaire."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    intro = serializers.CharField()
    questions = QuestionShape(many=True)


class PreviewShape(serializers.Serializer[Any]):
    """The whole questionnaire of somebody, in the words they read."""

    function = serializers.CharField()
    level = serializers.CharField()
    language = serializers.CharField()
    title = serializers.CharField()
    intro = serializers.CharField()
    minutes = serializers.IntegerField()
    pages = SheetShape(many=True)


class PreviewOf(Endpoint):
    area = "waves"

    @says(
        "What somebody is asked, page by page",
        gives=PreviewShape,
        asks=PreviewQuery,
        also={409: "No function is named yet."},
    )
    def get(self, request: Request, wave_id: int) -> Response:
        wave, wanted = wave_of(wave_id), asked(PreviewQuery, request)
        if not wave.functions:
            raise WaveNotReady("Name the functions first: each is asked in its own way.")
        picked = {
            "function": wanted.get("function", wave.function_keys[0]),
            "level": wanted.get("level", Level.CONTRIBUTOR.value),
            "language": wanted.get("language", wave.languages[0]),
        }
        for name, known in (("function", wave.function_keys), ("language", wave.languages)):
            if picked[name] not in known:
                raise wrong(name, f"One of {', '.join(known)}.")
        return Response(PreviewShape(picked | _told(preview_of(wave, **picked))).data)


def _told(preview: Preview) -> dict[str, Any]:
    pages = [
        {
            "number": sheet.number,
            "title": sheet.title,
            "intro": sheet.intro,
            "questions": [_question(card) for card in sheet.cards],
        }
        for sheet, _blocks in preview.pages
    ]
    words = preview.words
    return {"title": words.title, "intro": words.intro, "minutes": preview.minutes, "pages": pages}


def _question(card: Card) -> dict[str, Any]:
    statements = [said for said in card.statements if said]
    answers = [_field(field) for field in card.fields]
    return {"key": card.key, "text": card.text, "statements": statements, "answers": answers}


def _field(field: Field) -> dict[str, Any]:
    options = [{"value": choice.value, "text": choice.label} for choice in field.choices]
    return {"column": field.column, "options": options}
