"""Waves with answers, for tests of what becomes of them."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connection

from organizations.models import Organization
from organizations.scope import org_scope
from surveys.actions import close_wave
from surveys.models import Assessment, PulseSubmission, Submission, Wave
from surveys.queries import codebook_of, instrument_of

FUNCTIONS = ("executive", "sales", "marketing", "service")
PEOPLE = {"executive": 3, "sales": 20, "marketing": 12, "service": 24}
_numbers = itertools.count(1)


def organization() -> Organization:
    number = next(_numbers)
    row: Organization = Organization.objects.create(slug=f"acme-{number}", name=f"Acme {number}")
    return row


def open_wave(
    *, of: Organization | None = None, people: Mapping[str, int] = PEOPLE, customers: int = 0
) -> Wave:
    """A wave that so many people of each function have answered, all sorts of answers, always the same."""
    owner = of or organization()
    with org_scope(owner):
        wave = Wave.objects.create(
            assessment=Assessment.objects.create(name=f"Ownership {next(_numbers)}", market="b2b"),
            name="2026",
            state="open",
            instrument_key="cx-ownership-maturity",
            instrument_version="1.0",
            functions=[{"key": key, "name": key.title(), "headcount": 30} for key in FUNCTIONS],
        )
        answer(wave, people)
        answer_as_customers(wave, customers)
    return wave


def closed_wave(
    *, of: Organization | None = None, people: Mapping[str, int] = PEOPLE, customers: int = 0
) -> Wave:
    """The same, closed as a person closes it: a report is asked for on the way."""
    wave = open_wave(of=of, people=people, customers=customers)
    with org_scope(wave.organization_id):
        closed: Wave = close_wave(wave)
    return closed


def answer(wave: Wave, people: Mapping[str, int], *, seed: int = 7) -> None:
    chance = np.random.default_rng(seed)
    codebook = codebook_of(wave)
    for function, n in people.items():
        levels = chance.choice(codebook.levels, n, p=(0.1, 0.2, 0.7))
        Submission.objects.bulk_create(
            Submission(
                wave=wave,
                function=codebook.functions.index(function),
                level=codebook.levels.index(level),
                answers=some_answers(codebook, chance, asked=codebook.asked(function, level)),
            )
            for level in levels
        )


def answer_as_customers(wave: Wave, customers: int) -> None:
    chance = np.random.default_rng(11)
    codebook = instrument_of(wave).pulse_codebook()
    PulseSubmission.objects.bulk_create(
        PulseSubmission(wave=wave, answers=some_answers(codebook, chance)) for _ in range(customers)
    )


def some_answers(codebook: Any, chance: np.random.Generator, asked: Any = True) -> bytes:
    """One valid row; every answer that a column knows is equally likely."""
    row = [chance.choice(sorted(set(column.codes.values()))) for column in codebook.columns]
    return bytes(np.where(asked, row, 0).astype(np.uint8))


def database_url() -> str:
    """The address of the test database, for a process of its own."""
    settings = connection.settings_dict
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"


@contextmanager
def celery_worker(broker: str = "") -> Iterator[None]:
    """A worker of its own process on the test database; without a broker it hears of the one in files."""
    command = [sys.executable, "-m", "celery", "-A", "cxassess", "worker", "--pool", "solo", "-l", "warning"]
    with subprocess.Popen(command, env=worker_environment(broker)) as process:
        try:
            yield
        finally:
            process.terminate()


def worker_environment(broker: str = "") -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cxassess.settings",
        "CXASSESS_DATABASE_URL": database_url(),
        "CXASSESS_BROKER_URL": broker,
    }


def wait_until(holds: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)
