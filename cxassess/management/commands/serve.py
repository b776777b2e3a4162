"""`manage.py serve`: this installation on one machine, web and worker started and stopped together."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cxassess import serving


class Command(BaseCommand):
    help = "Starts the web server and the worker of this installation; Ctrl-C stops both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.ENV.port)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            door = serving.listen(options["port"], or_any=False)
        except OSError as error:
            sentence = f"Port {options['port']} is taken. Say another with --port."
            raise CommandError(sentence, returncode=2) from error
        call_command("migrate", verbosity=0)
        if not (settings.DEMO or settings.DEBUG):
            call_command("collectstatic", interactive=False, verbosity=0)
        status = serving.serve(door=door, announce=lambda address: self.stdout.write(f"Ready: {address}"))
        sys.exit(status)
