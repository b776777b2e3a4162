"""Text to values for an adopted action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Member
from reports.adopted_models import ActionStatus, AdoptedAction
from reports.wording import Wording
from scoring.wave_trend import COMPARED

LONGEST_TEXT = 2000


def measures() -> list[tuple[str, str]]:
    """The numbers that a next wave compares, by the words of the report."""
    words = Wording()
    return [("", "–"), *((f"score:{key}", words.construct_label(key)) for key in COMPARED)]


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none while it runs
    """A member of the organization in scope, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.user.get_full_name())


def _text(label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=False, max_length=LONGEST_TEXT, widget=widget)


class ActionForm(forms.Form):
    """An action as a member writes it; the number of a proposed action is the report's and stays."""

    title = forms.CharField(label=_("Action"), max_length=200)
    text = _text(_("What exactly"))
    owner = forms.CharField(label=_("Owner: a function or a name"), required=False, max_length=120)
    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    status = forms.ChoiceField(label=_("Status"), choices=ActionStatus.choices, initial=ActionStatus.OPEN)
    note = _text(_("Note"))

    def __init__(self, *args: Any, action: AdoptedAction | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whom one may choose depends on the organization in scope, which is known now and not at import.
        people = Member.objects.select_related("user").order_by("user__name", "pk")
        self.fields["member"] = OwnerField(
            label=_("Owner who is a member here"),
            required=False,
            queryset=people,
            empty_label=_("nobody of the members"),
        )
        if action is None or not action.catalog_id:
            self.fields["measure"] = forms.ChoiceField(
                label=_("The number that should move"), choices=measures(), required=False
            )
        self.order_fields(("title", "text", "measure", "owner", "member", "due_on", "status", "note"))
        if action is not None:
            self.initial = {name: getattr(action, name) for name in self.fields}
