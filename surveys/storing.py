"""Put many given answers into the database at once: PostgreSQL copies them, others insert them in one go.

A million model objects would take ten times as long as the rows themselves.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator, Sequence

import numpy as np
from django.db import connection
from django.utils import timezone

from scoring.blocks import SPEED
from surveys.columns import NO_DURATION
from surveys.haste import hasty_below
from surveys.models import PulseSubmission, Submission, Wave

Row = tuple[object, ...]


def store_submissions(batch: np.ndarray, *, wave: Wave) -> None:
    """Store a batch of records with function, level, duration (NO_DURATION: not known) and answers.

    Of the duration only stays whether it was hasty beside the wave's median.
    """
    attention = _attention(batch["duration"], limit=hasty_below(wave.median_s))
    groups = zip(batch["function"].tolist(), batch["level"].tolist(), attention, strict=True)
    _store(Submission, ("function", "level", "attention"), groups, answers=batch["answers"], wave=wave)


def _attention(durations: np.ndarray, *, limit: float | None) -> list[int | None]:
    """Bits by what is known of the time alone; None where nothing is."""
    known = (durations != NO_DURATION).tolist()
    bits = np.where(durations < (limit or 0.0), SPEED, 0).tolist()
    return [bit if is_known else None for bit, is_known in zip(bits, known, strict=True)]


def store_pulse(batch: np.ndarray, *, wave: Wave) -> None:
    """Store a batch of customers' answers."""
    _store(PulseSubmission, (), iter([()] * len(batch)), answers=batch["answers"], wave=wave)


def _store(
    model: type[Submission] | type[PulseSubmission],
    names: Sequence[str],
    groups: Iterator[Row],
    *,
    answers: np.ndarray,
    wave: Wave,
) -> None:
    columns = ("id", "organization_id", "wave_id", "day", *names, "answers")
    same = (wave.organization_id, wave.pk, timezone.localdate().isoformat())
    rows = (
        (identifier, *same, *group)
        for identifier, group in zip(_random_ids(len(answers)), groups, strict=True)
    )
    write = _copy if connection.vendor == "postgresql" else _insert
    write(model._meta.db_table, columns, rows, answers=answers)


def _copy(table: str, columns: Sequence[str], rows: Iterator[Row], *, answers: np.ndarray) -> None:
    digits, width = answers.tobytes().hex(), 2 * answers.shape[1]
    lines = [
        "\t".join(["\\N" if value is None else str(value) for value in row])
        + f"\t\\\\x{digits[at * width : (at + 1) * width]}\n"
        for at, row in enumerate(rows)
    ]
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", io.StringIO("".join(lines)))


def _insert(table: str, columns: Sequence[str], rows: Iterator[Row], *, answers: np.ndarray) -> None:
    places = ", ".join(["%s"] * len(columns))
    values = [(*row, packed.tobytes()) for row, packed in zip(rows, answers, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", values)


def _random_ids(count: int) -> Iterator[str]:
    """Random UUIDs as both databases store them: 32 hexadecimal digits."""
    return (uuid.uuid4().hex for _ in range(count))
