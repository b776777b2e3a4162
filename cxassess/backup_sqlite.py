"""A database of one file: copied and replaced by SQLite itself, while others read and write it.

Both ways go through SQLite's own backup: it reads one moment of the file, and what it writes is one
transaction. Renaming a new file over the old one would leave running processes with the old one in their
hands, and its write-ahead log beside the new one, which is how such a file is ruined.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from cxassess.backup_tools import BackupError, Dump

WAIT_S = 20


def dump(source: Path, *, folder: Path) -> Dump:
    copy = folder / "database.sqlite3"
    with closing(_opened(source)) as original, closing(sqlite3.connect(copy)) as target:
        original.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file and none beside it
        migrations = target.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
        return Dump(path=copy, migrations=migrations, rows=rows(target))


def check(copy: Path, *, expected: dict[str, int]) -> None:
    """Raises BackupError unless the file is whole and holds so many rows in each table."""
    with closing(_opened(copy)) as database:
        complaints = database.execute("PRAGMA integrity_check").fetchall()
        if complaints != [("ok",)] or rows(database) != expected:
            raise BackupError("The database in this backup is damaged. Nothing was changed.")


def replace(target: Path, *, by: Path) -> None:
    """Put a finished database in the place of this one, in one transaction: the old one or the new one."""
    try:
        with closing(_opened(by)) as new, closing(sqlite3.connect(target, timeout=WAIT_S)) as old:
            new.backup(old)
    except sqlite3.OperationalError as error:
        raise BackupError(f"{target} cannot be written ({error}). Stop the installation first.") from error


def rows(database: sqlite3.Connection) -> dict[str, int]:
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in names
        if not name.startswith("sqlite_")
    }


def _opened(path: Path) -> sqlite3.Connection:
    """An existing file; SQLite would make a missing one."""
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT_S)
        database.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{path} is not a database that can be opened ({error}).") from error
    return database
