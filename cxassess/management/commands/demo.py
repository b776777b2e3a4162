"""`manage.py demo`: six organizations with their reports, and everything running, from one command."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cxassess import serving
from organizations.demo import ensure_people
from organizations.scope import org_scope
from reports import shelf
from reports.builds import build_now
from reports.queries import latest_ready
from surveys.importing import WaveExists, import_assessment
from surveys.models import Wave

FOLDERS = settings.BASE_DIR / "demo" / "organizations"
SECOND_WAVES = settings.BASE_DIR / "demo" / "second_waves"


class Command(BaseCommand):
    help = "Loads the demo organizations, builds their reports, and starts the web and the worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.ENV.port)
        parser.add_argument("--prepare-only", action="store_true", help="load and build, start nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("CXASSESS_DEMO is false here, so there is no demo to start.", returncode=2)
        try:
            self.prepare()
        except KeyboardInterrupt:
            raise CommandError("Stopped before it was ready; start again to go on.", returncode=130) from None
        if not options["prepare_only"]:
            self.serve(options["port"])

    def prepare(self) -> None:
        call_command("migrate", verbosity=0)
        for folders in (FOLDERS, SECOND_WAVES):
            for file in sorted(folders.glob("*/assessment.json")):
                self.load(file.parent)
        for wave in Wave.every_org.filter(state="closed").select_related("assessment", "organization"):
            self.build(wave)
        ensure_people()

    def load(self, folder: Path) -> None:
        """Import a folder unless an earlier start did."""
        try:
            imported = import_assessment(folder)
        except WaveExists:
            return
        self.stdout.write(f"Loaded {imported.wave.organization}: {imported.answers} answers.")

    def build(self, wave: Wave) -> None:
        """Build the report of a wave unless there is one that is ready."""
        with org_scope(wave.organization_id):
            if latest_ready(wave) is None:
                began = time.perf_counter()
                shelf.page(build_now(wave))
                self.stdout.write(
                    f"Built the report of {wave.organization} in {time.perf_counter() - began:.1f} s."
                )

    def serve(self, port: int) -> None:
        door = serving.listen(port, or_any=True)
        if door.getsockname()[1] != port:
            self.stdout.write(f"Port {port} is taken by another program; this is a free one instead.")
        status = serving.serve(door=door, announce=self.announce)
        self.stdout.write("Stopped. Everything loaded stays for the next start.")
        sys.exit(status)

    def announce(self, address: str) -> None:
        self.stdout.write(f"\nReady: {address}")
        self.stdout.write("Sign in there with one click, as analyst, executive or owner. Ctrl-C stops all.")
        self.stdout.flush()
