"""`manage.py add_member SLUG EMAIL --role owner`: the first people of an organization."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug

from organizations.actions import add_member
from organizations.models import Organization, Role


class Command(BaseCommand):
    help = "Makes a person a member of an organization; makes the account and, with --new, the organization."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the organization as it stands in addresses")
        parser.add_argument("email")
        parser.add_argument("--role", choices=Role.values, default=Role.READER.value)
        parser.add_argument("--name", default="", help="what the person is called")
        parser.add_argument("--new", metavar="NAME", help="make the organization first, under this name")

    def handle(self, *args: Any, slug: str, email: str, role: str, **options: Any) -> None:
        _refuse_mistyped(slug=slug, email=email)
        organization = _organization(slug, new=options["new"])
        member = add_member(organization, email=email, role=Role(role), name=options["name"])
        self.stdout.write(
            f"{member.user.email} is {member.get_role_display().lower()} of {organization.name}."
        )
        if not member.user.has_usable_password():
            self.stdout.write(
                "They choose a password through “Forgot the password?” on the sign-in page; "
                f"without e-mail, run: manage.py changepassword {member.user.email}"
            )


def _refuse_mistyped(*, slug: str, email: str) -> None:
    try:
        validate_slug(slug)
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{slug}, {email}: {error.messages[0]}", returncode=2) from error


def _organization(slug: str, *, new: str | None) -> Organization:
    found = Organization.objects.filter(slug=slug).first()
    if found is None and new is None:
        raise CommandError(f"There is no organization {slug}; --new NAME makes it.", returncode=2)
    if found is not None and new is not None:
        raise CommandError(f"There is an organization {slug} already: {found.name}.", returncode=2)
    return found or Organization.objects.create(slug=slug, name=str(new))
