"""What the interface takes for setting a wave up, in the words of the pages' own forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from organizations.api_shapes import Body, passed, wrong
from surveys.member_forms import LONGEST_NOTE
from surveys.member_setup_forms import AssessmentForm, FunctionsForm, QuestionsForm
from surveys.models import Market, Wave
from surveys.queries import instrument_of
from surveys.setting_up import NOTES

MOST_FUNCTIONS = 60

SAID = {"assessment_name": "name", "name": "wave"}
"""Where a field of the interface has another name than on the page."""


# --- The first step -------------------------------------------------------------------------------------


class WaveBody(Body):
    """A wave to be set up. An assessment of that name gets a further wave; otherwise it is made."""

    assessment_name = serializers.CharField(max_length=200)
    name = serializers.CharField(max_length=100)
    market = serializers.ChoiceField(choices=Market.choices, required=False)
    asks = serializers.CharField(max_length=300, required=False, allow_blank=True)
    sees = serializers.CharField(max_length=300, required=False, allow_blank=True)
    closes_on = serializers.DateField(required=False, allow_null=True)
    time_zone = serializers.CharField(max_length=60, required=False, help_text="Such as Europe/Berlin.")
    minimum_group = serializers.IntegerField(required=False)


class WaveChange(WaveBody):
    """What is to change before the launch; what is left out stays."""

    assessment_name = serializers.CharField(max_length=200, required=False)
    name = serializers.CharField(max_length=100, required=False)


def first_step(values: dict[str, Any], *, before: Wave | None = None) -> dict[str, Any]:
    """Values for `setting_up`, by the rules of the first step. Raises ValidationError."""
    usual: dict[str, Any] = {
        "market": Market.B2B.value,
        "time_zone": "UTC",
        "minimum_group": settings.MINIMUM_GROUP,
    }
    known = AssessmentForm.values_of(before) if before else usual
    given = {SAID.get(name, name): value for name, value in values.items()}
    return _passed(AssessmentForm(known | given), {page: ours for ours, page in SAID.items()})


def _passed(form: forms.BaseForm, names: dict[str, str]) -> dict[str, Any]:
    """Like `passed`, with errors under the names of the interface."""
    try:
        return passed(form)
    except ValidationError as refused:
        detail = dict(refused.detail)  # type: ignore[arg-type]
        raise ValidationError(
            {names.get(str(name), name): sentences for name, sentences in detail.items()}
        ) from refused


# --- Functions ------------------------------------------------------------------------------------------


class FunctionBody(Body):
    """A function by its key in the instrument, or one of the organization's own by its name."""

    key = serializers.CharField(max_length=40, required=False)
    name = serializers.CharField(max_length=40, required=False)
    headcount = serializers.IntegerField()


class FunctionsBody(Body):
    functions = serializers.ListField(child=FunctionBody(), max_length=MOST_FUNCTIONS)


class AllFunctions(FunctionsForm):
    """The form of the page with as many rows as functions are sent."""

    def make_room(self, rows: int) -> None:
        for place in range(self.rows, rows):
            self._add_row(place, None)
        self.rows = max(self.rows, rows)


def functions_of(values: dict[str, Any], *, wave: Wave) -> list[dict[str, Any]]:
    """Functions for `setting_up.name_functions`, by the rules of the page. Raises ValidationError."""
    instrument = instrument_of(wave)
    data: dict[str, Any] = {}
    names: dict[str, str] = {"__all__": "functions"}
    own = 0
    for place, each in enumerate(values["functions"]):
        key = each.get("key", "")
        if key in instrument.modules:
            field = f"heads_{key}"
            if field in data:
                raise wrong(f"functions.{place}.key", "This function is in the list already.")
        else:
            field, name = f"more_heads_{own}", f"more_{own}"
            data[name], names[name] = each.get("name", ""), f"functions.{place}.name"
            own += 1
        data[field], names[field] = each["headcount"], f"functions.{place}.headcount"
    form = AllFunctions(data, instrument=instrument, wave=wave)
    form.make_room(own)
    found: list[dict[str, Any]] = _passed(form, names)["functions"]
    return found


# --- Questions ------------------------------------------------------------------------------------------


class QuestionsBody(Body):
    """How much is asked, and in which languages; the first is for whoever reads none of them."""

    form = serializers.CharField(
        max_length=40, required=False, help_text="“full”, or a shorter form of the instrument."
    )
    languages = serializers.ListField(child=serializers.CharField(max_length=12), min_length=1, max_length=40)


def questions_of(values: dict[str, Any], *, wave: Wave) -> tuple[str, list[str]]:
    """Form and languages as a wave keeps them, by the rules of the page. Raises ValidationError."""
    chosen = values["languages"]
    data = {"form": values.get("form", ""), "languages": chosen, "first": chosen[0]}
    form = QuestionsForm(data, instrument=instrument_of(wave), wave=wave)
    found = _passed(form, {"first": "languages"})
    return found["form"], found["ordered"]


# --- Facts ----------------------------------------------------------------------------------------------


class FactsBody(Body):
    """The whole fact sheet: a line that is left out is not known.

    Of a yes/no line true or false, of a count a number, of a choice its key, of checks a list of keys (empty:
    looked at, and none holds), of a grid the key of an option by row.
    """

    facts = serializers.DictField()
    notes = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_NOTE), required=False, default=dict
    )


def facts_of(values: dict[str, Any], *, wave: Wave) -> dict[str, Any]:
    """The sheet as a wave keeps it. Raises ValidationError."""
    sheet = {fact.key: fact for fact in instrument_of(wave).facts}
    stated = {key: value for key, value in values["facts"].items() if value is not None}
    for key, value in stated.items():
        if key not in sheet:
            raise wrong("facts", f"The fact sheet has no line {key[:40]!a}.")
        if not sheet[key].allows(value, functions=wave.function_keys):
            raise wrong(f"facts.{key}", f"Expected {sheet[key].expected(functions=wave.function_keys)}.")
    for key in values["notes"].keys() - stated.keys():
        raise wrong("notes", f"Nothing is stated on {key[:40]!a} that a note could rest on.")
    return stated | {NOTES: values["notes"]} if values["notes"] else stated


def facts_shown(wave: Wave) -> dict[str, Any]:
    facts = {key: value for key, value in wave.facts.items() if key != NOTES}
    return {"facts": facts, "notes": wave.facts.get(NOTES, {})}
