"""A backup: one archive with a manifest and the database, and the way back.

The archive is a compressed tar of two members, so that it can be looked into with nothing of ours. Nothing
in it is secret from whoever reads it, and it holds everything: encrypt it on its way (docs/running.md). The
installation's secret key is not in it; the manifest tells by a mark whether the key is still the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Literal
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from pydantic import BaseModel, ConfigDict, ValidationError

from cxassess import backup_postgresql as postgresql
from cxassess import backup_sqlite as sqlite
from cxassess.backup_tools import BLOCK, BackupError, Dump, sha256

MANIFEST, DATABASE = "manifest.json", "database"
LARGEST_MANIFEST = 4 * BLOCK
OF_EVERY_START = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""Tables that have rows as soon as they are made."""


class Manifest(BaseModel):
    """What is in a backup, told before its database is read.

    format      of the archive itself.
    server      major version of the database server, and of the program that read it; 0 for SQLite.
    migrations  that had been applied, in their order.
    rows        in each table.
    key         mark of the installation's secret key; it does not tell the key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    version: str
    made_at: dt.datetime
    database: Literal["sqlite", "postgresql"]
    server: int
    tools: int
    migrations: list[tuple[str, str]]
    rows: dict[str, int]
    key: str
    size: int
    sha256: str


# --- Making one --------------------------------------------------------------------------------------------


def make(out: IO[bytes]) -> Manifest:
    """Write a backup of this installation's database as it is at this moment. Raises BackupError."""
    with workplace() as folder:
        dump = _dump(folder)
        manifest = Manifest(
            version=own_version(),
            made_at=timezone.now(),
            database=connection.vendor,  # type: ignore[arg-type]
            server=dump.server,
            tools=dump.tools,
            migrations=dump.migrations,
            rows=dump.rows,
            key=key_mark(),
            size=dump.path.stat().st_size,
            sha256=sha256(dump.path),
        )
        with tarfile.open(fileobj=out, mode="w|gz") as archive:
            told = manifest.model_dump_json(indent=1).encode()
            archive.addfile(_member(MANIFEST, size=len(told)), BytesIO(told))
            with dump.path.open("rb") as file:
                archive.addfile(_member(DATABASE, size=manifest.size), file)
        return manifest


def _dump(folder: Path) -> Dump:
    entry = connection.settings_dict
    if connection.vendor == "sqlite":
        return sqlite.dump(Path(entry["NAME"]), folder=folder)
    return postgresql.dump(entry, folder=folder)


def _member(name: str, *, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(timezone.now().timestamp())
    return member


# --- The way back ------------------------------------------------------------------------------------------


def bring_back(source: IO[bytes], *, overwrite: bool, another_key: bool) -> Manifest:
    """Put a backup in the place of this installation's database. Raises BackupError.

    Until everything about the archive is known to be right, nothing here is touched; then the database is
    the old one or that of the backup, and never a part of either.
    """
    with workplace() as folder:
        manifest, copy = unpacked(source, folder=folder)
        refuse_foreign(manifest, another_key=another_key)
        if not (overwrite or is_empty()):
            raise BackupError("There is a database here already. --overwrite replaces all that is in it.")
        connection.close()
        if manifest.database == "sqlite":
            _bring_back_file(copy, manifest)
        else:
            entry, versions = connection.settings_dict, {"server": manifest.server, "tools": manifest.tools}
            postgresql.replace(entry, by=copy, rows=manifest.rows, **versions)
            settle()
    cache.clear()  # renderings and counts of another past
    return manifest


def _bring_back_file(copy: Path, manifest: Manifest) -> None:
    """Migrated and settled beside the old one, which is replaced last of all."""
    sqlite.check(copy, expected=manifest.rows)
    settle(database=copy)
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    sqlite.replace(target, by=copy)


def unpacked(source: IO[bytes], *, folder: Path) -> tuple[Manifest, Path]:
    """The manifest and the database of an archive, once its hash is found to be right."""
    try:
        with tarfile.open(fileobj=source, mode="r|*") as archive:
            manifest = Manifest.model_validate_json(_content(archive, MANIFEST).read(LARGEST_MANIFEST))
            copy = folder / DATABASE
            written = _copy(_content(archive, DATABASE), to=copy)
            if archive.next() is not None:
                raise BackupError("There is more in this archive than a backup has.")
    except (tarfile.TarError, ValidationError, EOFError, OSError, ValueError) as error:
        raise BackupError(f"This is not a whole backup of cxassess ({type(error).__name__}).") from error
    if (written, sha256(copy)) != (manifest.size, manifest.sha256):
        raise BackupError("The database in this backup is damaged. Nothing was changed.")
    return manifest, copy


def _content(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """The next member, which must bear this name; it is read, never unpacked to a place it names."""
    member = archive.next()
    file = archive.extractfile(member) if member is not None and member.isfile() else None
    if member is None or file is None or member.name != name:
        raise ValueError(f"no {name}")
    return file


def _copy(source: IO[bytes], *, to: Path) -> int:
    with to.open("wb") as file:
        while block := source.read(BLOCK):
            file.write(block)
        return file.tell()


def refuse_foreign(manifest: Manifest, *, another_key: bool) -> None:
    """Raises BackupError where this installation could not live with what is in the backup."""
    if manifest.database != connection.vendor:
        raise BackupError(f"This backup is of {manifest.database}, and this database is {connection.vendor}.")
    known = MigrationLoader(None).disk_migrations
    news = [f"{app}.{name}" for app, name in manifest.migrations if _ours(app) and (app, name) not in known]
    if news:
        raise BackupError(
            f"This backup was made by a version ({manifest.version}) that is newer than this one "
            f"({own_version()}): {news[0]} is not known here."
        )
    if not another_key and not hmac.compare_digest(manifest.key, key_mark()):
        raise BackupError(
            "This backup belongs to another CXASSESS_SECRET_KEY. Under this one second factors cannot be "
            "read and links in mail that is still to be sent cannot be made. Set the old key, or say "
            "--another-key to go on without them."
        )


def _ours(app: str) -> bool:
    """Migrations of libraries may be folded together by a newer version of theirs."""
    return app in ("organizations", "surveys", "reports")


def is_empty() -> bool:
    """Whether nothing would be lost: no tables, or none with rows but those of every new database."""
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - OF_EVERY_START:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
            if cursor.fetchone():
                return False
    return True


def settle(*, database: Path | None = None) -> None:
    """Migrate a database and let its past be over, in a process of its own that knows no other database."""
    address = {"CXASSESS_DATABASE_URL": f"sqlite:///{quote(str(database))}"} if database else {}
    command = [sys.executable, "-m", "cxassess.backup_settling"]
    environment = {**os.environ, **address, "CXASSESS_SECRET_KEY": settings.SECRET_KEY}
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if done.returncode:
        state = "Nothing was changed" if database else "The database is as it was in the backup"
        last = done.stderr.strip().rpartition("\n")[2]
        raise BackupError(f"{state}, because it could not be migrated: {last}")


# --- Both --------------------------------------------------------------------------------------------------


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder that only its owner can look into, on the disk that has room for the database; gone after."""
    beside = Path(connection.settings_dict["NAME"]).parent if connection.vendor == "sqlite" else None
    place = beside if beside is not None and beside.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=place) as folder:
        yield Path(folder)


def own_version() -> str:
    return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"])


def key_mark() -> str:
    """The same for the same secret key, and of no use to find it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"cxassess backup", hashlib.sha256).hexdigest()
