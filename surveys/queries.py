"""Questions about waves: which codebook, how many answered, and the answers themselves in blocks of bytes.

Blocks are the only way out for answers, and what reads them folds them. Each block is one finished query
along the random ids: nothing is sorted, no cursor stays open while others write, and memory is one block's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from django.db import connections, models
from django.db.models import Count
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from scoring.instrument import Codebook, Instrument
from scoring.tally import AnswerBlock
from surveys import library
from surveys.models import Comment, PulseSubmission, Submission, Wave, WaveVersion

BLOCK = 16_384
"""Submissions in a block, at most."""

BESIDE = ("function", "level", "known")
"""Bytes that stand before a person’s answers: their group, and what is known of their attention."""

PARTICIPATION_FROM = 10
"""Heads a function needs before even a band of its participation is shown."""

Band = Literal["below_half", "half", "most"]


def instrument_of(wave: Wave) -> Instrument:
    """The instrument version the wave is answered with, in the wave's form."""
    return library.instrument(wave.instrument_key, wave.instrument_version, wave.form)


def codebook_of(wave: Wave) -> Codebook:
    """What each byte of the wave's submissions means."""
    return Codebook.of(instrument_of(wave), functions=wave.function_keys)


def published_versions(wave: Wave) -> list[WaveVersion]:
    """Versions that may be shown, oldest first."""
    return list(WaveVersion.objects.filter(wave=wave, published=True).order_by("number"))


def shown_version(wave: Wave) -> WaveVersion | None:
    """The last version that may be shown; None before the first, and for a wave that came in closed."""
    return next(reversed(published_versions(wave)), None)


def last_version(wave: Wave) -> WaveVersion | None:
    """What the last closing made of the wave, shown or not."""
    version: WaveVersion | None = WaveVersion.objects.filter(wave=wave).order_by("-number").first()
    return version


def submission_count(wave: Wave, *, version: int | None = None) -> int:
    """Answers given; with a version, those that this closing and earlier ones counted."""
    return int(_counted(Submission, wave=wave, version=version).count())


def comments(wave: Wave) -> list[tuple[str, str, int | None]]:
    """Function key, text and version of every comment, in the order of their random ids."""
    rows = Comment.objects.filter(wave=wave).order_by("id").values_list("function", "text", "version")
    return [(wave.function_keys[function], text, version) for function, text, version in rows]


def pulse_count(wave: Wave) -> int:
    return int(PulseSubmission.objects.filter(wave=wave).count())


def answer_blocks(wave: Wave, *, version: int | None = None) -> Iterator[AnswerBlock]:
    """All submissions of the wave in the order of their random ids, at most BLOCK at a time.

    version  only those that this closing and earlier ones counted; None: all.
    """
    width = codebook_of(wave).width
    for packed in _packed_blocks(_counted(Submission, wave=wave, version=version), grouped=True):
        rows = packed.reshape(-1, len(BESIDE) + width)
        functions, levels, attention = rows[:, : len(BESIDE)].T
        yield AnswerBlock(functions, levels, rows[:, len(BESIDE) :], attention)


def pulse_blocks(wave: Wave, *, version: int | None = None) -> Iterator[AnswerBlock]:
    """All customers' answers of the wave (of a version); customers are of one group, code 0."""
    width = instrument_of(wave).pulse_codebook().width
    for packed in _packed_blocks(_counted(PulseSubmission, wave=wave, version=version), grouped=False):
        rows = packed.reshape(-1, width)
        group = np.zeros(len(rows), dtype=np.uint8)
        yield AnswerBlock(functions=group, levels=group, answers=rows)


@dataclass(frozen=True)
class Participation:
    """How many answered, as far as it may be said while a wave is open.

    bands  function -> below_half (under 50%), half (50 to 79%), most (80% and over); None for few heads.
    """

    answered: int
    headcount: int
    bands: dict[str, Band | None]


def answered_by_function(wave: Wave) -> dict[str, int]:
    """Exact numbers, in frozen order: to be told in no other way than `surveys.monitoring` does."""
    counted = dict(Submission.objects.filter(wave=wave).values_list("function").annotate(n=Count("id")))
    return {key: counted.get(code, 0) for code, key in enumerate(wave.function_keys)}


def participation(wave: Wave) -> Participation:
    """Total of the wave, and for each function of ten heads or more a band and nothing finer."""
    answered = answered_by_function(wave)
    bands = {key: banded(answered[key], headcount=headcount) for key, headcount in wave.headcounts.items()}
    return Participation(
        answered=sum(answered.values()), headcount=sum(wave.headcounts.values()), bands=bands
    )


def banded(answered: int, *, headcount: int) -> Band | None:
    """The band of a function's participation; None where it has too few heads for one."""
    if headcount < PARTICIPATION_FROM:
        return None
    share = answered / headcount
    return "most" if share >= 0.8 else "half" if share >= 0.5 else "below_half"


# --- Bytes straight from the database ------------------------------------------------------------------


def _counted(model: type[Any], *, wave: Wave, version: int | None) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = model.objects.filter(wave=wave)
    return rows if version is None else rows.filter(version__lte=version)


def _packed_blocks(given: models.QuerySet[Any], *, grouped: bool) -> Iterator[NDArray[np.uint8]]:
    """One array of bytes per block; with `grouped`, what is BESIDE stands before each row's answers."""
    rows = given.order_by("id")
    read = _aggregated if connections[rows.db].vendor == "postgresql" else _joined
    after: str | None = None
    while True:
        page = rows if after is None else rows.filter(id__gt=after)
        packed, count, after = read(page, grouped=grouped)
        if count:
            yield np.frombuffer(packed, dtype=np.uint8)
        if count < BLOCK:
            return


def _aggregated(page: Any, *, grouped: bool) -> tuple[bytes, int, str | None]:
    """PostgreSQL joins the bytes itself: one value crosses the wire instead of a block of Python objects."""
    group = "".join(f"substr(int2send({name}::smallint), 2) || " for name in BESIDE) if grouped else ""
    inner, params = _block_sql(page, grouped=grouped)
    whole = f"string_agg({group}answers, ''::bytea), count(*), max(id::text COLLATE \"C\")"
    with connections[page.db].cursor() as cursor:
        cursor.execute(f"SELECT {whole} FROM ({inner}) AS block", params)
        packed, count, last = cursor.fetchone()
    return bytes(packed or b""), count, last


def _joined(page: Any, *, grouped: bool) -> tuple[bytes, int, str | None]:
    with connections[page.db].cursor() as cursor:
        cursor.execute(*_block_sql(page, grouped=grouped))
        found = cursor.fetchall()
    parts = (part for row in found for part in (bytes(row[1:-1]), row[-1]))
    return b"".join(parts), len(found), found[-1][0] if found else None


def _block_sql(page: Any, *, grouped: bool) -> tuple[str, tuple[Any, ...]]:
    """A block's rows, their id first and their answers last; attention that is not known has no bits."""
    if grouped:
        page = page.annotate(known=Coalesce("attention", 0)).values_list("id", *BESIDE, "answers")
    else:
        page = page.values_list("id", "answers")
    sql, params = page[:BLOCK].query.sql_with_params()
    return sql, params
