"""`manage.py import_assessment FOLDER`: bring in an assessment that was answered elsewhere."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cxassess.errors import CxError
from scoring.instrument import InstrumentError
from surveys.importing import Imported, import_assessment


class Command(BaseCommand):
    help = "Imports a folder (assessment.json, responses.csv, pulse.csv) as a closed wave; prints its id."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument(
            "--closed-on",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="last day of answers, if not today",
        )

    def handle(self, *, folder: Path, closed_on: date | None = None, **options: Any) -> None:
        try:
            imported = import_assessment(folder, closed_on=closed_on)
        except CxError as error:
            raise CommandError(error.sentence, returncode=2) from error
        except InstrumentError as error:
            raise CommandError(str(error), returncode=2) from error
        self._tell(imported)

    def _tell(self, imported: Imported) -> None:
        wave = imported.wave
        self.stdout.write(f"{wave.organization.name}, wave {wave.name}: {imported.answers} answers")
        self.stdout.write(f"{len(wave.functions)} functions, {imported.customers} customers, closed")
        for function in imported.crowded:
            self.stdout.write(f"note: more answers than heads in {function}")
        self.stdout.write(str(wave.pk))
