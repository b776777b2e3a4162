"""What an owner says about a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.hook_kinds import kinds
from organizations.outgoing_rules import LONGEST_URL


class HookForm(forms.Form):
    url = forms.CharField(
        label=_("Address"),
        help_text=_("It starts with https:// and leads to a public machine. Redirects are not followed."),
        max_length=LONGEST_URL,
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.name, kind.label) for kind in kinds()]
        self.fields["events"].choices = choices  # type: ignore[attr-defined]
