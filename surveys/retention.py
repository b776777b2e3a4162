"""What of surveys a retention period ends: closed waves, with everything that hangs on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from organizations.retention import Due, Holder, register
from surveys.models import Wave, WaveState


def over(before: date) -> Iterator[Due]:
    """Waves of the organization in scope that were closed before a day."""
    limit = datetime.combine(before, time(), UTC)
    rows = Wave.objects.filter(state=WaveState.CLOSED, closed_at__lt=limit).select_related("assessment")
    for wave in rows.order_by("closed_at", "pk"):
        yield Due(object_id=str(wave.pk), label=f"{wave.assessment.name}, {wave.name}")


def delete(object_id: str) -> None:
    """The wave with its answers, comments, customers' answers, links, facts and reports."""
    wave = Wave.objects.filter(pk=int(object_id), state=WaveState.CLOSED).first()
    if wave is None:
        return
    # What was published of a wave stays in the tables for as long as there are answers.
    wave.submissions.all().delete()
    wave.delete()


def hold() -> None:
    register(Holder(name="wave", due=over, delete=delete))
