"""What happens to a wave that floors above want to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from surveys.models import Wave

wave_opened = Signal()
"""Sent with `wave` inside the transaction that opens it, or opens it again; the sender is the Wave class."""

wave_closed = Signal()
"""Sent with `wave` inside the transaction that closes it; the sender is the Wave class."""

wave_reopening = Signal()
"""Sent with `wave` before a closed wave is opened again; a receiver that is not ready for it raises."""

outcome_asked = Signal()
"""Sent with `wave` by pages of respondents; a receiver answers with the Outcome they may read, or None."""


@dataclass(frozen=True)
class Outcome:
    """The promise that people get to read what came of their answers.

    address  path where it will stand.
    thanks   path of the page after sending, which names it.
    days     it stands there for so long.
    """

    address: str
    thanks: str
    days: int


def outcome_of(wave: Wave) -> Outcome | None:
    """What people were promised to read, None where nothing was."""
    answers: Iterator[object] = (answer for _, answer in outcome_asked.send(type(wave), wave=wave))
    return next((answer for answer in answers if isinstance(answer, Outcome)), None)
