"""Answers in an order that says nothing.

A random id hides when a row was written from whoever asks for rows. Whoever holds the database sees more: the
place of a row on disk and the number of its transaction, which a submission shares with its comment and with
the invitation that was used. Written anew in random order, in one transaction, rows have neither in common.
"""

from __future__ import annotations

from django.db import connections, router

from surveys.models import Comment, Submission, Wave

_KEPT = "scattered_rows"


def scatter_answers(wave: Wave) -> None:
    """Write the submissions and comments of a wave anew in random order; inside a transaction."""
    for model in (Submission, Comment):
        _scatter(model, wave=wave)


def _scatter(model: type[Submission] | type[Comment], *, wave: Wave) -> None:
    connection = connections[router.db_for_write(model)]
    table = connection.ops.quote_name(model._meta.db_table)
    # SQL by hand, held to one wave: the rows are the same afterwards, so nothing else needs to know.
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_KEPT} AS SELECT * FROM {table} WHERE wave_id = %s ORDER BY random()",
            [wave.pk],
        )
        cursor.execute(f"DELETE FROM {table} WHERE wave_id = %s", [wave.pk])
        cursor.execute(f"INSERT INTO {table} SELECT * FROM {_KEPT}")
        cursor.execute(f"DROP TABLE {_KEPT}")
