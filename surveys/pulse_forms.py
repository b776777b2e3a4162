"""What members type about the customer pulse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from surveys.pulse import MOST_CODES, OriginRefused, checked_origins
from surveys.pulse_models import PulseLink


class RulesForm(forms.Form):
    origins = forms.CharField(
        label=_("Websites that may show the page in a frame"),
        help_text=_("One address a line, such as https://www.example.com. Without any, nobody may."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        max_length=5000,
        required=False,
    )
    only_codes = forms.BooleanField(label=_("Only customers with a link of their own answer"), required=False)

    def __init__(self, data: Any = None, *, link: PulseLink) -> None:
        initial = {"origins": "\n".join(link.origins), "only_codes": link.only_codes}
        super().__init__(data, initial=initial)

    def clean_origins(self) -> list[str]:
        try:
            return checked_origins(self.cleaned_data["origins"].splitlines())
        except OriginRefused as refused:
            raise ValidationError(refused.sentence) from refused


class CodesForm(forms.Form):
    count = forms.IntegerField(
        label=_("How many"),
        help_text=_("Each link works for one answer. They are told this once; only their hashes are stored."),
        min_value=1,
        max_value=MOST_CODES,
        initial=100,
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Answers collected elsewhere, as CSV"),
        help_text=_(
            "A first line with PUL1, PUL2, PUL3, PUL4; below it one customer a line with 1 (strongly "
            "disagree) to 5 (strongly agree), dk for “can’t tell”, or nothing. All is taken, or nothing."
        ),
        allow_empty_file=True,
    )

    file.widget.attrs["accept"] = ".csv,text/csv"
