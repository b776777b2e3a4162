"""Text to values for setting up a wave: who takes part, the sponsor's facts, who is asked by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.text import slugify

from scoring.instrument import LEVELS, NOBODY, SHARED, Fact, Instrument
from surveys.actions import Invitee
from surveys.models import LARGEST_MINIMUM_GROUP, Market, Wave

MORE_FUNCTIONS = 4
"""Empty rows for functions the instrument does not name."""

MOST_PEOPLE = 1_000_000
MOST_INVITED = 2_000


class SetUpForm(forms.Form):
    """A new assessment and its first wave. A function without a headcount does not take part."""

    name = forms.CharField(
        label="Name of the assessment",
        max_length=200,
        help_text="A name that exists already gets a further wave.",
    )
    wave = forms.CharField(
        label="Name of the wave", max_length=100, help_text="Such as the year or the quarter."
    )
    market = forms.ChoiceField(label="Customers are", choices=Market.choices, initial=Market.B2B)
    closes_on = forms.DateField(
        label="Last day for answers",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: until it is closed by hand.",
    )
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

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minimum_group"] = _smallest_group(settings.MINIMUM_GROUP)
        self.known = [(key, module.name["en"]) for key, module in instrument.modules.items()]
        for key, label in self.known:
            self.fields[f"heads_{key}"] = _heads(label)
        for place in range(MORE_FUNCTIONS):
            self.fields[f"more_{place}"] = forms.CharField(
                label="Another function", max_length=40, required=False
            )
            self.fields[f"more_heads_{place}"] = _heads("People in it")

    def what(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "wave", "market")]

    def promises(self) -> list[forms.BoundField]:
        return [self[name] for name in ("closes_on", "minimum_group", "asks", "sees")]

    def known_rows(self) -> list[forms.BoundField]:
        return [self[f"heads_{key}"] for key, _label in self.known]

    def further_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"more_{place}"], self[f"more_heads_{place}"]) for place in range(MORE_FUNCTIONS)]

    def clean_closes_on(self) -> Any:
        day = self.cleaned_data["closes_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("That day has passed.")
        return day

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
        for place in range(MORE_FUNCTIONS):
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


def _key(name: str, *, place: int) -> str:
    """How a function stands in the data: its name in small letters, or its place where the name has none."""
    key = slugify(name).replace("-", "_")
    return key if re.fullmatch(r"[a-z][a-z0-9_]*", key) else f"function_{place + 1}"


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


NOTES, LONGEST_NOTE = "notes", 2000
"""Where a wave keeps what the lines of the sheet rest on, and how long a note may be."""

NONE_OF_THESE = "-"
"""The box of a list of checks that says: looked at, and none holds. No box at all means not known."""


@dataclass(frozen=True)
class Line:
    """One line of the fact sheet on the page: a grid has a field a row, every other kind one field.

    note  what the sponsor's statement on the line rests on.
    """

    key: str
    text: str
    shape: Literal["field", "checks", "grid"]
    fields: tuple[forms.BoundField, ...]
    note: forms.BoundField


class FactsForm(forms.Form):
    """The sponsor's fact sheet: one field a line of the instrument, one select a row of a grid."""

    def __init__(self, *args: Any, instrument: Instrument, wave: Wave, **kwargs: Any) -> None:
        self.sheet = instrument.facts
        super().__init__(*args, **kwargs)
        self.initial = _initial(self.sheet, wave.facts)
        for fact in self.sheet:
            self.fields.update(_fields(fact, wave=wave))
            self.fields[_note(fact)] = _note_field(fact)

    def lines(self) -> list[Line]:
        return [self._line(fact) for fact in self.sheet]

    def facts(self) -> dict[str, Any]:
        """The answered lines in the form in which a wave stores them."""
        values = {fact.key: self._value(fact) for fact in self.sheet}
        stated = {key: value for key, value in values.items() if value is not None}
        notes = {fact.key: self.cleaned_data[_note(fact)] for fact in self.sheet}
        kept = {key: text for key, text in notes.items() if text and key in stated}
        return stated | {NOTES: kept} if kept else stated

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for fact in self.sheet:
            if fact.kind == "grid":
                self._refuse_half(fact, values)
            elif fact.kind == "checks" and len(values.get(fact.key, [])) > 1:
                self._refuse_none_and_some(fact, values)
            self._refuse_note_on_nothing(fact, values)
        return values

    def _line(self, fact: Fact) -> Line:
        names = _names(fact)
        shape: Literal["field", "checks", "grid"] = "field"
        if fact.kind == "grid" or fact.kind == "checks":
            shape = fact.kind
        fields = tuple(self[name] for name in names)
        return Line(fact.key, fact.text["en"], shape, fields, self[_note(fact)])

    def _refuse_half(self, fact: Fact, values: dict[str, Any]) -> None:
        names = [f"{fact.key}.{row.key}" for row in fact.rows]
        empty = [name for name in names if not values.get(name)]
        if empty and len(empty) < len(names) and not self.errors.keys() & set(names):
            self.add_error(empty[0], "Say it for every level, or for none.")

    def _refuse_none_and_some(self, fact: Fact, values: dict[str, Any]) -> None:
        if NONE_OF_THESE in values[fact.key]:
            self.add_error(fact.key, "Either some of these, or none of them.")

    def _refuse_note_on_nothing(self, fact: Fact, values: dict[str, Any]) -> None:
        stated = [values.get(name) for name in _names(fact) if values.get(name) not in (None, "", [])]
        wrong = self.errors.keys() & {*_names(fact), _note(fact)}
        if values.get(_note(fact)) and not stated and not wrong:
            self.add_error(_note(fact), "Nothing is stated here that it could rest on.")

    def _value(self, fact: Fact) -> Any:
        values = self.cleaned_data
        if fact.kind == "grid":
            cells = {row.key: values[f"{fact.key}.{row.key}"] for row in fact.rows}
            return {key: int(cell) for key, cell in cells.items()} if all(cells.values()) else None
        value = values[fact.key]
        if fact.kind == "yes_no":
            return {"yes": True, "no": False}.get(value)
        if value == [NONE_OF_THESE]:
            return []
        return None if value in ("", None, []) else value


def _names(fact: Fact) -> list[str]:
    """The fields of a line: one a row of a grid, else one."""
    return [f"{fact.key}.{row.key}" for row in fact.rows] if fact.kind == "grid" else [fact.key]


def _note(fact: Fact) -> str:
    return f"{fact.key}.note"


def _note_field(fact: Fact) -> forms.CharField:
    label = "What it rests on"
    spoken = {"aria-label": f"{label}: {fact.text['en']}", "autocomplete": "off"}
    return forms.CharField(
        label=label, max_length=LONGEST_NOTE, required=False, widget=forms.TextInput(attrs=spoken)
    )


def _fields(fact: Fact, *, wave: Wave) -> dict[str, forms.Field]:
    label = fact.text["en"]
    labels = {function["key"]: function["name"] for function in wave.functions}
    labels |= {option.key: option.label["en"] for option in fact.options}
    options = [(key, labels[key]) for key in fact.known(functions=wave.function_keys)]
    if fact.kind == "checks":
        choices = [*options, (NONE_OF_THESE, "none of these")]
        widget = forms.CheckboxSelectMultiple
        return {
            fact.key: forms.MultipleChoiceField(label=label, choices=choices, widget=widget, required=False)
        }
    if fact.kind == "count":
        return {fact.key: _count(label)}
    if fact.kind == "grid":
        return {f"{fact.key}.{row.key}": _choice(row.label["en"], options) for row in fact.rows}
    return {fact.key: _choice(label, [("yes", "yes"), ("no", "no")] if fact.kind == "yes_no" else options)}


def _choice(label: str, options: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "not known"), *options], required=False)


def _count(label: str) -> forms.IntegerField:
    errors = {"min_value": "At least 0.", "max_value": "At most 10,000.", "invalid": "A whole number."}
    return forms.IntegerField(
        label=label, min_value=0, max_value=10_000, required=False, error_messages=errors
    )


def _initial(sheet: tuple[Fact, ...], stored: dict[str, Any]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for fact in sheet:
        value = stored.get(fact.key)
        if fact.kind == "grid":
            initial |= {f"{fact.key}.{row}": str(cell) for row, cell in (value or {}).items()}
        elif fact.kind == "yes_no":
            initial[fact.key] = "" if value is None else "yes" if value else "no"
        elif value == []:
            initial[fact.key] = [NONE_OF_THESE]
        else:
            initial[fact.key] = value
        initial[_note(fact)] = stored.get(NOTES, {}).get(fact.key, "")
    return initial


class InvitationsForm(forms.Form):
    """People to ask by name, one a line: address, function, level."""

    people = forms.CharField(
        label="One person a line: e-mail address, function, level",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        max_length=300_000,
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wave = wave
        self.functions = {function["name"].casefold(): function["key"] for function in wave.functions}
        self.functions |= {key: key for key in wave.function_keys}
        first = wave.functions[0]["name"] if wave.functions else ""
        self.fields["people"].help_text = (
            f"For example: ann@client.example, {first}, manager. "
            f"The functions are {self._names()}; the levels are {', '.join(LEVELS)}."
        )

    def _names(self) -> str:
        return ", ".join(function["name"] for function in self.wave.functions)

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
        email, level = parts[0].lower(), parts[2].lower()
        function = self.functions.get(parts[1].casefold())
        validate_email(email)
        if email in known:
            raise forms.ValidationError(f"{email} stands on the list twice.")
        if function is None:
            raise forms.ValidationError(f"the function is one of {self._names()}.")
        if level not in LEVELS:
            raise forms.ValidationError(f"the level is one of {', '.join(LEVELS)}.")
        return Invitee(function=function, level=level, email=email)
