"""A database on a server: read by pg_dump in one snapshot, brought back by psql in one transaction.

The programs are PostgreSQL's own, because they alone know every kind of object there is: triggers, functions,
constraints that are checked later. They have to be at least as new as the server; of several the oldest that
will do are taken, since newer ones write what older servers do not read.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import psycopg2
from psycopg2.extensions import make_dsn

from cxassess.backup_tools import BackupError, Dump

DEBIAN = Path("/usr/lib/postgresql")
WAIT = "15s"
"""How long a restore waits for others to let go of a table."""

EMPTY = """
SET lock_timeout = '{wait}';
DO $empty$ DECLARE it record; BEGIN
  FOR it IN SELECT oid::regclass AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') LOOP
    EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', it.name);
  END LOOP;
  FOR it IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', it.name);
  END LOOP;
END $empty$;
"""
COUNTED = """
DO $counted$ BEGIN
  IF (SELECT count(*) FROM public."{table}") <> {number} THEN
    RAISE EXCEPTION 'other than {number} rows in {table}';
  END IF;
END $counted$;
"""

Entry = Mapping[str, Any]


def dump(entry: Entry, *, folder: Path) -> Dump:
    """The database of this entry of Django's DATABASES at one moment, while others go on writing."""
    path = folder / "database.dump"
    with closing(connected(entry)) as connection, connection.cursor() as cursor:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone() or ("",)
        server = connection.server_version // 10_000
        tools, version = programs("pg_dump", at_least=server)
        plain = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
        run([tools / "pg_dump", *plain, f"--snapshot={snapshot}", f"--file={path}", _dsn(entry)], entry)
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = [(str(app), str(name)) for app, name in cursor.fetchall()]
        return Dump(path=path, migrations=migrations, rows=_rows(cursor), server=server, tools=version)


def replace(entry: Entry, *, by: Path, server: int, tools: int, rows: Mapping[str, int]) -> None:
    """Drop what is there and bring back what is in the dump, both or neither.

    server, tools  versions with which the dump was made.
    """
    with closing(connected(entry)) as connection:
        here = connection.server_version // 10_000
    if here < server:
        raise BackupError(f"This backup is of PostgreSQL {server}, and the server here is {here}.")
    found, _ = programs("psql", at_least=tools)
    # The whole text first: psql would take a pipe that breaks off for the end, and commit half.
    script = by.with_suffix(".sql")
    with script.open("w") as file:
        file.write(EMPTY.format(wait=WAIT))
        file.flush()
        run([found / "pg_restore", "--no-owner", "--no-privileges", "--file=-", str(by)], entry, out=file)
        for table, number in rows.items():
            file.write(COUNTED.format(table=table, number=number))
    flags = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--output=/dev/null"]
    run([found / "psql", *flags, f"--file={script}", _dsn(entry)], entry)


def programs(name: str, *, at_least: int) -> tuple[Path, int]:
    """The folder of PostgreSQL's programs that will do, and their major version. Raises BackupError."""
    versions = {folder: version(folder / name) for folder in _folders() if (folder / name).exists()}
    fit = {folder: number for folder, number in versions.items() if number >= at_least}
    if not fit:
        there = f"only {max(versions.values())}" if versions else "none"
        raise BackupError(
            f"{name} of PostgreSQL {at_least} or later is needed, and there is {there} here. "
            "Install PostgreSQL's client programs (Debian: postgresql-client) or put their folder into PATH."
        )
    folder = min(fit, key=lambda folder: fit[folder])
    return folder, fit[folder]


def version(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def _folders() -> Iterator[Path]:
    """Where programs may lie. Debian's in PATH choose a version by themselves, so the real ones go first."""
    yield from sorted(DEBIAN.glob("*/bin"))
    yield from (Path(folder) for folder in os.get_exec_path())


def connected(entry: Entry) -> Any:
    return psycopg2.connect(_dsn(entry), password=entry["PASSWORD"] or None)


def run(command: Sequence[Path | str], entry: Entry, *, out: IO[str] | None = None) -> None:
    """One of the programs; what it complains about is the error. The password is not among its arguments."""
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "10"}
    if entry["PASSWORD"]:
        environment["PGPASSWORD"] = entry["PASSWORD"]
    done = subprocess.run(
        [str(part) for part in command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=out or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{Path(command[0]).name} did not succeed: {done.stderr.strip()[-2000:]}")


def _dsn(entry: Entry) -> str:
    given = {"dbname": entry["NAME"], "user": entry["USER"], "host": entry["HOST"], "port": entry["PORT"]}
    options = {name: value for name, value in entry["OPTIONS"].items() if isinstance(value, (str, int))}
    return str(make_dsn(**{name: value for name, value in {**given, **options}.items() if value}))


def _rows(cursor: Any) -> dict[str, int]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    counted = {}
    for (name,) in cursor.fetchall():
        cursor.execute(f'SELECT count(*) FROM public."{name}"')
        counted[str(name)] = int(cursor.fetchone()[0])
    return counted
