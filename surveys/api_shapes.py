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
    form = serializers.CharField(help_text="“full”, or a shorter form of the instrument.")
    functions = FunctionShape(many=True)
    minimum_group = serializers.IntegerField(help_text="Nothing is told about fewer people.")
    languages = serializers.ListField(child=serializers.CharField())
    asks = serializers.CharField()
    sees = serializers.CharField()
    closes_on = serializers.DateField(allow_null=True)
    time_zone = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class BandShape(serializers.Serializer[Any]):
    """A function's participation: below half, half (50 to 79 %), most; null where it has few people."""

    key = serializers.CharField()
    name = serializers.CharField()
    headcount = serializers.IntegerField()
    band = serializers.ChoiceField(choices=["below_half", "half", "most"], allow_null=True)


class ParticipationShape(serializers.Serializer[Any]):
    """How many answered, as far as it may be said; never who, and of an open wave as it was last counted."""

    answered = serializers.IntegerField()
    headcount = serializers.IntegerField()
    counted_at = serializers.DateTimeField(allow_null=True)
    functions = BandShape(many=True)


class CheckShape(serializers.Serializer[Any]):
    """One thing looked at before the launch: good, worth a thought, or in the way of it."""

    state = serializers.ChoiceField(choices=["good", "advice", "stop"])
    sentence = serializers.CharField()
    step = serializers.CharField()


class FactsShape(serializers.Serializer[Any]):
    """The sponsor's fact sheet: values by key of the instrument's facts, and what they rest on."""

    facts = serializers.DictField()
    notes = serializers.DictField(child=serializers.CharField())
