"""Text to values for the sponsor's fact sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django import forms

from scoring.instrument import Fact, Instrument
from surveys.models import Wave
from surveys.setting_up import NOTES

LONGEST_NOTE = 2000
"""How long a note on what a line rests on may be."""

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
