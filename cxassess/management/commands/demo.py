"""`manage.py demo`: six organizations with their reports, and everything running, from one command."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cxassess import serving
from organizations import portfolio
from organizations.demo import ensure_people, user_of
from organizations.scope import org_scope
from reports import shelf
from reports.adopted_models import ActionStatus
from reports.adopting import adopt, change, proposals
from reports.builds import build_now
from reports.models import Report
from reports.publishing import publish
from reports.queries import latest_ready
from surveys.importing import WaveExists, import_assessment
from surveys.models import Wave

FOLDERS = settings.BASE_DIR / "demo" / "organizations"
SECOND_WAVES = settings.BASE_DIR / "demo" / "second_waves"


BETWEEN_WAVES = timedelta(days=182)
"""An organization with a second wave answered its first so long before."""

ADOPTED = {"A04": ActionStatus.DONE, "A03": ActionStatus.UNDER_WAY, "A13": ActionStatus.DROPPED}
"""What an organization with a second wave is said to have done about its first."""


def follow(report: Report) -> None:
    """Adopt actions from the first of two waves, as its people would have before the second."""
    second = Wave.objects.filter(assessment=report.wave.assessment_id, closed_at__gt=report.wave.closed_at)
    if not second.exists():
        return
    document, analyst = shelf.document_of(report), user_of("analyst")
    for action in proposals(document):
        if action.action_id in ADOPTED:
            row = adopt(report.wave, catalog_id=action.action_id, document=document, by=analyst)
            change(row, values={"status": ADOPTED[action.action_id]}, by=analyst)


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
        ensure_people()
        closed = Wave.every_org.filter(state="closed").select_related("assessment", "organization")
        for wave in closed.order_by("closed_at", "pk"):
            self.build(wave)

    def load(self, folder: Path) -> None:
        """Import a folder unless an earlier start did."""
        has_second = folder.parent == FOLDERS and (SECOND_WAVES / folder.name).is_dir()
        closed_on = timezone.now().date() - BETWEEN_WAVES if has_second else None
        try:
            imported = import_assessment(folder, closed_on=closed_on)
        except WaveExists:
            return
        self.stdout.write(f"Loaded {imported.wave.organization}: {imported.answers} answers.")

    def build(self, wave: Wave) -> None:
        """Build the report of a wave unless there is one that is ready."""
        with org_scope(wave.organization_id):
            if latest_ready(wave) is None:
                portfolio.join(wave.organization, by=user_of("owner"))
                began = time.perf_counter()
                report = build_now(wave)
                shelf.page(report)
                publish(report, by=user_of("analyst"))
                follow(report)
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
