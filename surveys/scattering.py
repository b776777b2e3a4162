"""Answers in an order that says nothing, and without the time they took.

A random id hides when a row was written from whoever asks for rows. Whoever holds the database sees more: the
place of a row on disk and the number of its transaction, which a submission shares with its comment and with
the invitation or code that was used. Written anew in random order, in one transaction, rows have neither in
common. In the same pass the last thing is read from the seconds people took, and they are gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connections, router

from scoring.blocks import SPEED
from surveys.haste import hasty_below, median, middle_of
from surveys.models import Comment, PulseSubmission, Submission, Wave

_KEPT = "scattered_rows"

Expressions = Mapping[str, tuple[str, list[Any]]]
"""By column, the SQL of its new value and the parameters of that."""


def scatter_answers(wave: Wave, *, version: int) -> None:
    """Write all answers and comments of a wave anew in random order; inside a transaction.

    Who took less than a third of the median is marked as hasty; nobody's seconds are kept. Sets, and does not
    save, the median of a wave that has none.
    version  number of this closing, for the rows that no earlier one counted.
    """
    own = _median_s(wave)
    limit = hasty_below(own, wave.median_s)
    wave.median_s = own if wave.median_s is None else wave.median_s
    counted: Expressions = {"version": ("COALESCE(version, %s)", [version])}
    judged: Expressions = {"duration_s": ("NULL", []), "attention": _judged(limit)}
    _scatter(Submission, wave=wave, changes={**judged, **counted})
    _scatter(Comment, wave=wave, changes=counted)
    _scatter(PulseSubmission, wave=wave, changes=counted)


def _median_s(wave: Wave) -> float | None:
    """Of the answers whose time is known; None where that would tell of fewer people than may be told of."""
    timed = Submission.objects.filter(wave=wave, duration_s__isnull=False)
    count = timed.count()
    if count < wave.minimum_group:
        return None
    return median(list(timed.order_by("duration_s").values_list("duration_s", flat=True)[middle_of(count)]))


def _judged(limit: float | None) -> tuple[str, list[Any]]:
    if limit is None:
        return "attention", []
    return f"CASE WHEN duration_s < %s THEN COALESCE(attention, 0) | {SPEED} ELSE attention END", [limit]


def _scatter(
    model: type[Submission] | type[Comment] | type[PulseSubmission], *, wave: Wave, changes: Expressions
) -> None:
    connection = connections[router.db_for_write(model)]
    name = connection.ops.quote_name
    table = name(model._meta.db_table)
    columns = [str(field.column) for field in model._meta.concrete_fields]
    values = [changes.get(column, (name(column), [])) for column in columns]
    # SQL by hand, held to one wave: but for these changes the rows are the same afterwards, so nothing else
    # needs to know.
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_KEPT} AS SELECT * FROM {table} WHERE wave_id = %s ORDER BY random()",
            [wave.pk],
        )
        cursor.execute(f"DELETE FROM {table} WHERE wave_id = %s", [wave.pk])
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(map(name, columns))})"
            f" SELECT {', '.join(sql for sql, _ in values)} FROM {_KEPT}",
            [parameter for _, parameters in values for parameter in parameters],
        )
        cursor.execute(f"DROP TABLE {_KEPT}")
