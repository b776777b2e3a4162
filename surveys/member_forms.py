"""Text to values for setting up a wave: who takes part, the sponsor's facts, who is asked by name."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.text import slugify

from scoring.instrument import LEVELS, NOBODY, SHARED, Fact, Instrument
from surveys.actions import Invitee
from surveys.models import LARGEST_MINIMUM_GROUP, MINIMUM_GROUP, Market, Wave

MORE_FUNCTIONS = 4
"""Empty rows for functions the instrument does not name."""

MOST_PEOPLE = 1_000_000
MOST_INVITED = 2_000


class SetUpForm(forms.Form):
    """A new assessment and its first wave. A function without a headcount does not take part."""

    name = forms.CharField(label="Name of the assessment", max_length=200)
    wave = forms.CharField(
        label="Name of the wave", max_length=100, help_text="Such as the year or the quarter."
    )
    market = forms.ChoiceField(label="Customers are", choices=Market.choices, initial=Market.B2B)
    closes_on = forms.DateField(
        label="Open until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: until it is closed by hand.",
    )
    minimum_group = forms.IntegerField(
        label="Smallest group shown",
        min_value=MINIMUM_GROUP,
        max_value=LARGEST_MINIMUM_GROUP,
        initial=MINIMUM_GROUP,
        help_text="Nothing is ever shown for fewer people. It cannot be changed once the wave is open.",
    )
    asks = forms.CharField(
        label="Who asks", max_length=300, required=False, help_text="Respondents read this."
    )
    sees = forms.CharField(label="Who sees the outcome", max_length=300, required=False)

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = [(key, module.name["en"]) for key, module in instrument.modules.items()]
        for key, label in self.known:
            self.fields[f"heads_{key}"] = _heads(label)
        for place in range(MORE_FUNCTIONS):
            self.fields[f"more_{place}"] = forms.CharField(
                label="Another function", max_length=40, required=False
            )
            self.fields[f"more_heads_{place}"] = _heads("People in it")

    def known_rows(self) -> list[forms.BoundField]:
        return [self[f"heads_{key}"] for key, _label in self.known]

    def further_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"more_{place}"], self[f"more_heads_{place}"]) for place in range(MORE_FUNCTIONS)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["functions"] = [*self._known(values), *self._further(values)]
        if len(values["functions"]) < 2:
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
        for place in range(MORE_FUNCTIONS):
            name, heads = values.get(f"more_{place}", ""), values.get(f"more_heads_{place}")
            if not name and not heads:
                continue
            key = slugify(name).replace("-", "_")
            if not re.fullmatch(r"[a-z][a-z0-9_]*", key) or key in taken:
                self.add_error(f"more_{place}", "Give it a name of its own, beginning with a letter.")
            elif not heads:
                self.add_error(f"more_heads_{place}", "Say how many people it has.")
            else:
                taken.add(key)
                found.append({"key": key, "name": name, "headcount": heads})
        return found


def _heads(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_PEOPLE, required=False)


class FactsForm(forms.Form):
    """The sponsor's fact sheet: one field a line of the instrument, one select a row of a grid."""

    def __init__(self, *args: Any, instrument: Instrument, stored: dict[str, Any], **kwargs: Any) -> None:
        self.sheet = instrument.facts
        super().__init__(*args, **kwargs)
        self.initial = _initial(self.sheet, stored)
        for fact in self.sheet:
            self.fields.update(_fields(fact))

    def facts(self) -> dict[str, Any]:
        """The answered lines in the form in which a wave stores them."""
        values = {fact.key: self._value(fact) for fact in self.sheet}
        return {key: value for key, value in values.items() if value is not None}

    def _value(self, fact: Fact) -> Any:
        values = self.cleaned_data
        if fact.kind == "grid":
            cells = {row.key: values[f"{fact.key}.{row.key}"] for row in fact.rows}
            return {key: int(cell) for key, cell in cells.items()} if all(cells.values()) else None
        value = values[fact.key]
        if fact.kind == "yes_no":
            return {"yes": True, "no": False}.get(value)
        return None if value in ("", None, []) else value


def _fields(fact: Fact) -> dict[str, forms.Field]:
    label = fact.text["en"]
    options = [(option.key, option.label["en"]) for option in fact.options]
    blank = ("", "not known")
    if fact.kind == "checks":
        widget = forms.CheckboxSelectMultiple
        return {
            fact.key: forms.MultipleChoiceField(label=label, choices=options, widget=widget, required=False)
        }
    if fact.kind == "count":
        return {fact.key: forms.IntegerField(label=label, min_value=0, max_value=10_000, required=False)}
    if fact.kind == "grid":
        return {
            f"{fact.key}.{row.key}": forms.ChoiceField(
                label=f"{label} {row.label['en']}", choices=[blank, *options], required=False
            )
            for row in fact.rows
        }
    options = [("yes", "yes"), ("no", "no")] if fact.kind == "yes_no" else options
    return {fact.key: forms.ChoiceField(label=label, choices=[blank, *options], required=False)}


def _initial(sheet: tuple[Fact, ...], stored: dict[str, Any]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for fact in sheet:
        value = stored.get(fact.key)
        if fact.kind == "grid":
            initial |= {f"{fact.key}.{row}": str(cell) for row, cell in (value or {}).items()}
        elif fact.kind == "yes_no":
            initial[fact.key] = "" if value is None else "yes" if value else "no"
        else:
            initial[fact.key] = value
    return initial


class InvitationsForm(forms.Form):
    """People to ask by name, one a line: address, function, level."""

    people = forms.CharField(
        label="One person a line: e-mail address, function, level",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        max_length=300_000,
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wave = wave

    def clean_people(self) -> list[Invitee]:
        lines = [line.strip() for line in self.cleaned_data["people"].splitlines()]
        people: list[Invitee] = []
        wrong: list[str] = []
        for number, line in enumerate(lines, start=1):
            if not line:
                continue
            try:
                people.append(self._invitee(line, known={person.email for person in people}))
            except forms.ValidationError as error:
                wrong.append(f"Line {number}: {' '.join(error.messages)}")
        if len(people) > MOST_INVITED:
            wrong.append(f"At most {MOST_INVITED} people at a time.")
        if wrong:
            raise forms.ValidationError(wrong[:20])
        return people

    def _invitee(self, line: str, *, known: set[str]) -> Invitee:
        parts = [part.strip() for part in re.split(r"[,;\t]", line)]
        if len(parts) != 3:
            raise forms.ValidationError("expected three parts, separated by commas.")
        email, function, level = parts[0].lower(), parts[1].lower(), parts[2].lower()
        validate_email(email)
        if email in known:
            raise forms.ValidationError(f"{email} stands on the list twice.")
        if function not in self.wave.function_keys:
            raise forms.ValidationError(f"the function is one of {', '.join(self.wave.function_keys)}.")
        if level not in LEVELS:
            raise forms.ValidationError(f"the level is one of {', '.join(LEVELS)}.")
        return Invitee(function=function, level=level, email=email)
