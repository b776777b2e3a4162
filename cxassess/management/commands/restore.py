"""`manage.py restore FILE`: a backup in the place of the database of this installation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cxassess import backup
from cxassess.backup_tools import BackupError


class Command(BaseCommand):
    help = "Brings back a backup and migrates it; - is standard input. Stop the web and the workers first."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--overwrite", action="store_true", help="replace a database that is not empty")
        parser.add_argument(
            "--another-key", action="store_true", help="go on though the secret key is not that of the backup"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        how = {name: options[name] for name in ("overwrite", "another_key")}
        try:
            if options["file"] == "-":
                manifest = backup.bring_back(sys.stdin.buffer, **how)
            else:
                with Path(options["file"]).open("rb") as source:
                    manifest = backup.bring_back(source, **how)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"The database is as it was at {manifest.made_at:%Y-%m-%d %H:%M} UTC.")
        self.stderr.write("Everybody signs in again, and mail that was planned waits for somebody to go on.")
