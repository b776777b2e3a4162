"""What members type about mail: words, ways and moments."""

from __future__ import annotations

from typing import Any

from django import forms

from surveys.mail_models import MOST_REMINDERS, Kind, MailPlan
from surveys.mailing_texts import FIELDS, LONGEST_BODY, LONGEST_SUBJECT, TextRefused, Words, checked
from surveys.people_list import wrong_address


class TextForm(forms.Form):
    """Subject and text of one kind of mail in one language."""

    subject = forms.CharField(max_length=LONGEST_SUBJECT)
    body = forms.CharField(
        label="Text",
        max_length=LONGEST_BODY,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Fields: " + "; ".join(f"{{{name}}} {meaning}" for name, meaning in FIELDS.items()) + ".",
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if {"subject", "body"} <= values.keys():
            try:
                words = checked(Words(values["subject"], values["body"]))
            except TextRefused as refused:
                self.add_error(str(refused.details["field"]), refused.sentence)
            else:
                values |= {"subject": words.subject, "body": words.body}
        return values

    def words(self) -> Words:
        return Words(self.cleaned_data["subject"], self.cleaned_data["body"])


class WaysForm(forms.ModelForm):  # type: ignore[type-arg]
    """How this wave writes."""

    class Meta:
        model = MailPlan
        fields = ["reply_to", "at_most"]
        labels = {"reply_to": "Answers go to", "at_most": "Reminders at most"}
        help_texts = {
            "reply_to": "An address that somebody reads. Empty: the sender of the installation.",
            "at_most": f"From 0 to {MOST_REMINDERS}.",
        }
        widgets = {"at_most": forms.NumberInput(attrs={"min": 0, "max": MOST_REMINDERS})}

    def clean_at_most(self) -> int:
        number: int = self.cleaned_data["at_most"]
        if number > MOST_REMINDERS:
            raise forms.ValidationError(f"At most {MOST_REMINDERS}.")
        return number


class PlanForm(forms.Form):
    """A round of mail: now, or at a moment by the client's clock."""

    kind = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput)
    at = forms.DateTimeField(
        label="When",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_at(self) -> Any:
        """As typed, without a zone: the wave knows whose clock it is."""
        at = self.cleaned_data["at"]
        return None if at is None else at.replace(tzinfo=None)


class CallOffForm(forms.Form):
    kind = forms.ChoiceField(choices=Kind.choices)
    number = forms.IntegerField(min_value=1, max_value=1000)


class AddressForm(forms.Form):
    """The address that somebody should have been written to."""

    person = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    address = forms.CharField(max_length=254)

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].lower()
        if problem := wrong_address(address):
            raise forms.ValidationError(problem)
        return address
