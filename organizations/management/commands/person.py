"""`manage.py person export|erase EMAIL`: for people who ask by letter what is stored, or to be forgotten."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from organizations import personal
from organizations.people import LastOwner, account_of


class Command(BaseCommand):
    help = "Prints everything stored about an e-mail address as JSON, or erases it. Answers lead to nobody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["export", "erase"])
        parser.add_argument("email")

    def handle(self, *args: Any, what: str, email: str, **options: Any) -> None:
        user = account_of(email)
        if what == "export":
            found = personal.everything_about(email, user=user)
            self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
            return
        try:
            personal.erase(email, user=user)
        except LastOwner as refused:
            raise CommandError(refused.sentence, returncode=1) from refused
        self.stdout.write(f"Nothing names {email} any more.")
