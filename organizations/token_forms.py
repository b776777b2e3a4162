"""What a member says about a new access token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.access_tokens import LONGEST_DAYS
from organizations.token_models import Scope

SUGGESTED_DAYS = 90


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"),
        help_text=_("Such as the program that will use it."),
        max_length=80,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may yourself on the day it is used."),
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.IntegerField(
        label=_("Days until it ends"),
        help_text=_("At most a year."),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=SUGGESTED_DAYS,
        error_messages={"min_value": _("At least one day."), "max_value": _("At most 365 days: a year.")},
    )

    name.widget.attrs["autocomplete"] = "off"

    def chosen(self) -> list[Scope]:
        values: list[Any] = self.cleaned_data["scopes"]
        return [Scope(value) for value in values]
