"""`manage.py backup FILE`: the whole database as one file, while the installation runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cxassess import backup
from cxassess.backup_tools import BackupError


class Command(BaseCommand):
    help = "Writes a backup of the database, as it is at this moment, into a new file; - is standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["file"] == "-":
                manifest = backup.make(sys.stdout.buffer)
            else:
                manifest = into(Path(options["file"]))
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(
            f"{sum(manifest.rows.values())} rows of {manifest.database}, {manifest.size} bytes."
        )


def into(path: Path) -> backup.Manifest:
    """Under its name there is a whole backup or none; nobody but its owner can read it."""
    if path.exists():
        raise BackupError(f"There is a file {path} already. A backup replaces none.")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            manifest = backup.make(file)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return manifest
