"""`manage.py demo_people`: the demo's analyst and executive, as members of every organization."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from organizations.demo import ensure_people


class Command(BaseCommand):
    help = "Makes the demo's analyst and executive members of every organization."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("CXASSESS_DEMO is false here, so there are no demo people.", returncode=2)
        ensure_people()
