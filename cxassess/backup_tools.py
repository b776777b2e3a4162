"""What backups of both kinds of database have in common: the words of an error, and a hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

BLOCK = 1024 * 1024


class BackupError(Exception):
    """Why there is no backup, or why it was not brought back; a sentence for the operator."""


@dataclass(frozen=True)
class Dump:
    """A database as one file, and what was in it at that moment.

    server, tools  major version of the database server and of the program that read it, 0 for SQLite.
    """

    path: Path
    migrations: list[tuple[str, str]]
    rows: dict[str, int]
    server: int = 0
    tools: int = 0


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
