"""Text to values for the steps of setting up a wave: what it is, who is asked, in which languages."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.text import slugify

from scoring.instrument import FULL, NOBODY, SHARED, Instrument
from surveys.models import LARGEST_MINIMUM_GROUP, Market, Wave
from surveys.questionnaire import minutes_of_form
from surveys.rendering import tongues

MORE_FUNCTIONS = 4
"""Rows for functions the instrument does not name, at least; two of them are empty."""

MOST_PEOPLE = 1_000_000

_OCEANS = ("Atlantic", "Indian", "Pacific")
_REGIONS = ("Africa", "America", "Antarctica", "Asia", "Australia", "Europe", *_OCEANS)


@cache
def time_zones() -> list[tuple[str, str]]:
    """(name, what is read) of every zone of a place, and UTC first; read from the system once."""
    places = sorted(name for name in available_timezones() if name.split("/")[0] in _REGIONS)
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]


class AssessmentForm(forms.Form):
    """What the assessment and its wave are called, who asks, and until when."""

    name = forms.CharField(
        label="Name of the assessment",
        max_length=200,
        help_text="A name that exists already gets a further wave.",
    )
    wave = forms.CharField(
        label="Name of the wave", max_length=100, help_text="Such as the year or the quarter."
    )
    market = forms.ChoiceField(label="Customers are", choices=Market.choices, initial=Market.B2B)
    asks = forms.CharField(
        label="Who asks",
        max_length=300,
        required=False,
        help_text="Such as “The executive team of Acme”. Respondents read it on the first screen.",
    )
    sees = forms.CharField(
        label="Who sees the outcome",
        max_length=300,
        required=False,
        help_text="Such as “Everybody who was asked”. Respondents read this as well.",
    )
    closes_on = forms.DateField(
        label="Last day for answers",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="The wave closes by itself when this day ends. Empty: until it is closed by hand.",
    )
    time_zone = forms.ChoiceField(
        label="Time zone", help_text="Where the client is: days begin and end by this clock."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones()  # type: ignore[attr-defined]
        self.fields["minimum_group"] = _smallest_group(settings.MINIMUM_GROUP)

    def what(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "wave", "market")]

    def promises(self) -> list[forms.BoundField]:
        return [self[name] for name in ("asks", "sees", "closes_on", "time_zone", "minimum_group")]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, zone = values.get("closes_on"), values.get("time_zone")
        if day and zone and day < Wave(time_zone=zone).today():
            self.add_error("closes_on", "That day has passed.")
        return values

    @staticmethod
    def values_of(wave: Wave) -> dict[str, Any]:
        """What the form shows of a wave that exists."""
        own = ("asks", "sees", "closes_on", "time_zone", "minimum_group")
        names = {"name": wave.assessment.name, "wave": wave.name, "market": wave.assessment.market}
        return names | {name: getattr(wave, name) for name in own}


class FunctionsForm(forms.Form):
    """The functions asked and their headcounts. A function without a headcount does not take part."""

    def __init__(self, *args: Any, instrument: Instrument, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = [(key, module.name["en"]) for key, module in instrument.modules.items()]
        modules = {key for key, _label in self.known}
        own = [function for function in wave.functions if function["key"] not in modules]
        self.rows = max(MORE_FUNCTIONS, len(own) + 2)
        for key, label in self.known:
            self.fields[f"heads_{key}"] = _heads(label)
            self.initial[f"heads_{key}"] = wave.headcounts.get(key)
        for place in range(self.rows):
            self._add_row(place, own[place] if place < len(own) else None)

    def _add_row(self, place: int, function: dict[str, Any] | None) -> None:
        self.fields[f"more_{place}"] = forms.CharField(
            label="Another function", max_length=40, required=False
        )
        self.fields[f"more_heads_{place}"] = _heads("People in it")
        if function:
            self.initial[f"more_{place}"] = function["name"]
            self.initial[f"more_heads_{place}"] = function["headcount"]

    def known_rows(self) -> list[forms.BoundField]:
        return [self[f"heads_{key}"] for key, _label in self.known]

    def further_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"more_{place}"], self[f"more_heads_{place}"]) for place in range(self.rows)]

    @property
    def has_further(self) -> bool:
        """Whether the rows for other functions are worth unfolding."""
        return self.is_bound or any(self.initial.get(f"more_{place}") for place in range(self.rows))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["functions"] = [*self._known(values), *self._further(values)]
        mistyped = any(name.startswith(("heads_", "more_")) for name in self.errors)
        if len(values["functions"]) < 2 and not mistyped:
            raise forms.ValidationError("Give the headcount of at least two functions.")
        return values

    def _known(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"key": key, "name": label, "headcount": heads}
            for key, label in self.known
            if (heads := values.get(f"heads_{key}"))
        ]

    def _further(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        taken = {key for key, _label in self.known} | {SHARED, NOBODY, "dk", "other"}
        found = []
        for place in range(self.rows):
            name, heads = values.get(f"more_{place}", ""), values.get(f"more_heads_{place}")
            if not self._stated(place, name=name, heads=heads):
                continue
            key = _key(name, place=place)
            if key in taken:
                self.add_error(f"more_{place}", "There is a function of that name already.")
            taken.add(key)
            found.append({"key": key, "name": name, "headcount": heads})
        return found

    def _stated(self, place: int, *, name: str, heads: int | None) -> bool:
        """Whether this row names a function and its people; half a row is an error."""
        if name and not heads and f"more_heads_{place}" not in self.errors:
            self.add_error(f"more_heads_{place}", "Say how many people it has.")
        if heads and not name and f"more_{place}" not in self.errors:
            self.add_error(f"more_{place}", "Say what it is called.")
        return bool(name and heads)


class QuestionsForm(forms.Form):
    """Which form of the instrument is asked, and in which languages; the first is for whoever reads none."""

    form = forms.ChoiceField(
        label="How much is asked",
        widget=forms.RadioSelect,
        required=False,
        help_text="The short form leaves out modules, measures, pace, access, roles, levers, the mirror and "
        "who should be held to account; the report says nothing of them. The choice freezes at the launch.",
    )
    languages = forms.MultipleChoiceField(
        label="People may answer in",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one language."},
    )
    first = forms.ChoiceField(
        label="First language",
        help_text="Shown to somebody whose browser asks for none of these, and used in the mails.",
    )

    def __init__(self, *args: Any, instrument: Instrument, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = [(each["code"], each["name"]) for each in tongues(instrument.languages, spoken="")]
        for name in ("languages", "first"):
            self.fields[name].choices = spoken  # type: ignore[attr-defined]
        self.fields["form"].choices = _forms(instrument, wave)  # type: ignore[attr-defined]
        self.initial.update(form=wave.form, languages=wave.languages, first=wave.languages[0])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen, first = values.get("languages", []), values.get("first")
        if chosen and first and first not in chosen:
            self.add_error("first", "Choose one of the languages in which people may answer.")
        values["form"] = values.get("form") or self.initial["form"]
        values["ordered"] = sorted(chosen, key=lambda code: code != first)
        return values


class LastDayForm(forms.Form):
    """A later last day for a wave that is open."""

    closes_on = forms.DateField(
        label="New last day for answers", widget=forms.DateInput(attrs={"type": "date"})
    )


class NextWaveForm(forms.Form):
    """The wave that follows another, set up as that one was."""

    wave = forms.CharField(label="Name of the next wave", max_length=100)


def _key(name: str, *, place: int) -> str:
    """How a function stands in the data: its name in small letters, or its place where the name has none."""
    key = slugify(name).replace("-", "_")
    return key if re.fullmatch(r"[a-z][a-z0-9_]*", key) else f"function_{place + 1}"


def _forms(instrument: Instrument, wave: Wave) -> list[tuple[str, str]]:
    """(key, name and minutes) of the full form and every shorter one."""
    names = {FULL: "Full"} | {key: form.name["en"] for key, form in instrument.forms.items()}
    return [(key, f"{name}, {_about(minutes_of_form(wave, form=key))}") for key, name in names.items()]


def _about(minutes: tuple[int, int]) -> str:
    least, most = minutes
    return f"about {most} minutes" if least == most else f"about {least} to {most} minutes"


def _smallest_group(least: int) -> forms.IntegerField:
    return forms.IntegerField(
        label="Smallest group shown",
        min_value=least,
        max_value=LARGEST_MINIMUM_GROUP,
        initial=least,
        help_text=f"From {least} to {LARGEST_MINIMUM_GROUP}. Nothing is ever shown for fewer people. "
        "It cannot be changed once the wave is open.",
        error_messages={
            "min_value": f"At least {least}: that is what people are promised.",
            "max_value": f"At most {LARGEST_MINIMUM_GROUP}.",
        },
    )


def _heads(label: str) -> forms.IntegerField:
    errors = {"min_value": "At least 1.", "max_value": "At most a million.", "invalid": "A whole number."}
    return forms.IntegerField(
        label=label, min_value=1, max_value=MOST_PEOPLE, required=False, error_messages=errors
    )
