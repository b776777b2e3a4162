"""What people type about colleagues, clients and themselves: text to values, and no further."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from organizations.models import LONGEST_RETENTION, SHORTEST_RETENTION, Organization, Role, User

ROLES_SAY = {
    Role.OWNER: _("Owner: decides who is a member, sets the looks and the rules, reads the audit trail"),
    Role.ANALYST: _("Analyst: sets up, opens and closes waves, asks for reports"),
    Role.READER: _("Reader: reads reports"),
}


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLES_SAY.items()), initial=Role.READER)

    email.widget.attrs["autocomplete"] = "off"


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class JoinForm(forms.Form):
    """Name and password of somebody who accepts an invitation and has no account yet."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least twelve characters; a few words in a row are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=1024,
    )

    name.widget.attrs["autocomplete"] = "name"

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if password := values.get("password"):
            try:
                validate_password(password, User(email=self.email, name=values.get("name", "")))
            except ValidationError as weak:
                self.add_error("password", weak)
        return values


class NameForm(forms.Form):
    """What a person is called, or an organization."""

    name = forms.CharField(label=_("Name"), max_length=150)


class NewOrganizationForm(forms.Form):
    name = forms.CharField(label=_("Name of the organization"), max_length=200)
    slug = forms.SlugField(
        label=_("Its name in addresses"),
        help_text=_("Small letters, digits and hyphens. Left empty, it is made from the name."),
        max_length=50,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        values["slug"] = values.get("slug") or slugify(values.get("name", ""))[:50]
        if not self.errors and not values["slug"]:
            self.add_error("slug", _("Say how it is called in addresses."))
        elif Organization.objects.filter(slug=values["slug"]).exists():
            self.add_error("slug", _("An organization of that name in addresses exists already."))
        return values


class LooksForm(forms.Form):
    accent = forms.CharField(
        label=_("Accent color"),
        help_text=_("Such as #0f5c5c, for links and buttons. Left empty, cxassess uses its own."),
        max_length=7,
        required=False,
    )
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG or WebP, at most 2 MB. It is drawn again, at most 40 pixels high."),
        required=False,
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    accent.widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
    logo.widget.attrs["accept"] = "image/png,image/jpeg,image/webp"


class SecurityForm(forms.Form):
    requires_second_factor = forms.BooleanField(
        label=_("Every member needs a second factor to come in"), required=False
    )


class RetentionForm(forms.Form):
    months = forms.IntegerField(
        label=_("Months after which a closed wave is deleted"),
        help_text=_("Left empty, nothing is deleted."),
        min_value=SHORTEST_RETENTION,
        max_value=LONGEST_RETENTION,
        required=False,
    )


class PortfolioForm(forms.Form):
    """Whether the published scores take part in the portfolio: a button says yes, another no."""

    wanted = forms.ChoiceField(choices=[("yes", _("Take part")), ("no", _("Take no part"))])


class TrailForm(forms.Form):
    """What of the audit trail is looked at. What cannot be read is said beside the field."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    person = forms.ChoiceField(label=_("Person"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], kinds: list[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        for name, choices, everything in (
            ("person", people, _("Everybody")),
            ("kind", kinds, _("Everything")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", everything), *choices]


class EraseForm(forms.Form):
    """A sentence typed by hand keeps a slip of the finger from deleting an account."""

    email = forms.EmailField(label=_("Type your e-mail address"))

    email.widget.attrs["autocomplete"] = "off"

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email.lower() != self.user.email.lower():
            raise ValidationError(_("This is not the address you sign in with."))
        return email
