"""An installation to measure: PostgreSQL in a temporary folder, migrated, with waves of made-up answers."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEADCOUNT_PER_FUNCTION = 0.16  # of all people, for each of eight functions: four in five answered
ROWS_PER_COPY = 20_000
COPY = "COPY surveys_submission (id, organization_id, wave_id, day, function, level, answers) FROM STDIN"


@contextmanager
def installation() -> Iterator[None]:
    """Django on an empty PostgreSQL of its own, also for the processes started inside the block."""
    from tests.services import postgresql_url, start_postgresql

    with tempfile.TemporaryDirectory(prefix="cx-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database server may run as another user
        server = start_postgresql(folder / "pg")
        os.environ.update(
            CXASSESS_VAR=str(folder / "var"),
            CXASSESS_SECRET_KEY="only-for-measuring-" * 3,
            CXASSESS_DATABASE_URL=postgresql_url(folder / "pg"),
            CXASSESS_LOG_LEVEL="WARNING",
        )
        set_up()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
            server.cleanup()


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cxassess.settings")
    import django

    django.setup()


def made_up_wave(people: int, *, seed: int = 1) -> Any:
    """A closed wave of the shipped instrument that so many people answered, in an organization of its own."""
    from django.utils import timezone

    from organizations.models import Organization
    from organizations.scope import org_scope
    from surveys.models import Assessment, Wave

    keys = ("executive", "sales", "marketing", "service", "operations", "finance", "hr", "it")
    headcount = max(1, round(people * HEADCOUNT_PER_FUNCTION))
    organization = Organization.objects.create(slug=f"bench-{uuid.uuid4().hex[:8]}", name="Made up")
    with org_scope(organization):
        wave = Wave.objects.create(
            assessment=Assessment.objects.create(name="Speed", market="b2b"),
            name=f"{people}",
            state="closed",
            closed_at=timezone.now(),
            instrument_key="cx-ownership-maturity",
            instrument_version="1.0",
            functions=[{"key": key, "name": key.title(), "headcount": headcount} for key in keys],
        )
        fill(wave, people, seed=seed)
    return wave


def fill(wave: Any, people: int, *, seed: int) -> None:
    from surveys.queries import codebook_of

    codebook = codebook_of(wave)
    chance = np.random.default_rng(seed)
    for start in range(0, people, ROWS_PER_COPY):
        n = min(ROWS_PER_COPY, people - start)
        functions = chance.integers(0, len(codebook.functions), n)
        levels = chance.choice(3, n, p=(0.1, 0.2, 0.7))
        copy_rows(wave, functions, levels, made_up_answers(codebook, functions, levels, chance))
    analyze()


def made_up_answers(
    codebook: Any, functions: NDArray[Any], levels: NDArray[Any], chance: np.random.Generator
) -> NDArray[np.uint8]:
    """Valid bytes, evenly spread over each column's codes; shape (n, width)."""
    columns = [
        chance.choice(sorted(set(column.codes.values())), len(functions)) for column in codebook.columns
    ]
    asked = np.array([[codebook.asked(f, lv) for lv in codebook.levels] for f in codebook.functions])
    return np.where(asked[functions, levels], np.stack(columns, axis=1), 0).astype(np.uint8)


def copy_rows(wave: Any, functions: NDArray[Any], levels: NDArray[Any], answers: NDArray[np.uint8]) -> None:
    """Into the table by PostgreSQL's own bulk load; through the models a million would take minutes."""
    from django.db import connection

    lines = (
        f"{uuid.uuid4()}\t{wave.organization_id}\t{wave.pk}\t2026-01-01\t{f}\t{lv}\t\\\\x{row.tobytes().hex()}\n"
        for f, lv, row in zip(functions, levels, answers, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            COPY,
            io.StringIO("".join(lines)),
        )


def analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE surveys_submission")


def child(module: str, *arguments: str) -> list[str]:
    """Command line of a measurement that wants a process, and so a peak of memory, for itself."""
    return [sys.executable, "-m", module, *arguments]
