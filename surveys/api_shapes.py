"""What the interface says about assessments and waves."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from surveys.models import Assessment, Market, Wave, WaveState


class AssessmentShape(serializers.Serializer[Assessment]):
    """What an organization wants to know, asked in one wave or several."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    market = serializers.ChoiceField(choices=Market.choices)
    created_at = serializers.DateTimeField()


class FunctionShape(serializers.Serializer[Any]):
    """A function that is asked, and how many people it has."""

    key = serializers.CharField()
    name = serializers.CharField()
    headcount = serializers.IntegerField()


class WaveShape(serializers.Serializer[Wave]):
    """One round of answers. What is frozen at the launch can only be changed before it."""

    id = serializers.IntegerField()
    assessment = AssessmentShape()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=WaveState.choices)
    instrument = serializers.CharField(source="instrument_key")
    instrument_version = serializers.CharField()
    functions = FunctionShape(many=True)
    minimum_group = serializers.IntegerField(help_text="Nothing is told about fewer people.")
    languages = serializers.ListField(child=serializers.CharField())
    asks = serializers.CharField()
    sees = serializers.CharField()
    closes_on = serializers.DateField(allow_null=True)
    time_zone = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
