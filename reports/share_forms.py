"""What is typed about a share link, by who makes it and by who holds it: text to values, and no further."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.renderers import LABELS
from reports.share import MOST_DAYS, USUAL_DAYS

SHORTEST_PASSWORD = 8


class ShareForm(forms.Form):
    """A link to be made."""

    name = forms.CharField(
        label=_("What it is for"),
        help_text=_(
            "Such as “Supervisory board, May”. Members see it here; whoever opens the link does not."
        ),
        max_length=120,
    )
    last_day = forms.DateField(
        label=_("It opens until the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: timezone.localdate() + timedelta(days=USUAL_DAYS),
    )
    password = forms.CharField(
        label=_("Password, if it is to ask for one"),
        help_text=_("Eight characters or more. It is not stored and cannot be shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        min_length=SHORTEST_PASSWORD,
        max_length=128,
        required=False,
    )
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    formats = forms.MultipleChoiceField(
        label=_("Files that can be taken away"),
        choices=list(LABELS.items()),
        initial=["pdf"],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    name.widget.attrs["autocomplete"] = "off"

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, LANG_INFO.get(code, {}).get("name_local", code)) for code in languages]
        chosen = self.fields["languages"]
        chosen.choices, chosen.initial = named, list(languages)  # type: ignore[attr-defined]
        if len(named) < 2:
            del self.fields["languages"]

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if day < timezone.localdate():
            raise ValidationError(_("This day is over."))
        if day > timezone.localdate() + timedelta(days=MOST_DAYS):
            raise ValidationError(_("A link opens for a year at most."))
        return day


class PasswordForm(forms.Form):
    """The password of a link, from whoever holds it."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        max_length=128,
        strip=False,
    )
