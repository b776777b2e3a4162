"""`manage.py owner_group SLUG NAME`: whom an organization belongs to, for the portfolio's rules."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.models import Organization
from organizations.portfolio import owner_groups, set_owner_group


class Command(BaseCommand):
    help = (
        "Says whom an organization belongs to: in the portfolio, organizations of one name count as one "
        "owner. Without a name, organizations that have an owner in common belong together again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the organization as it stands in addresses")
        parser.add_argument("name", nargs="?", default="", help="whom it belongs to, at most 100 letters")

    def handle(self, *args: Any, slug: str, name: str, **options: Any) -> None:
        organization = Organization.objects.filter(slug=slug).first()
        if organization is None:
            raise CommandError(f"There is no organization {slug}.", returncode=2)
        if len(name) > 100:
            raise CommandError("The name is longer than 100 letters.", returncode=2)
        set_owner_group(organization, name)
        groups = owner_groups()
        same = sum(group == groups[organization.pk] for group in groups.values())
        self.stdout.write(f"{organization.name}: organizations of this owner group: {same}.")
