"""The last day of a wave: when it has ended the wave closes by itself; while it is open the day can move."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from cxassess.errors import Conflict, NotFound
from organizations.audit import record_by_itself
from surveys.actions import close_wave
from surveys.errors import WaveNotReady
from surveys.models import Wave


@transaction.atomic
def close_over(wave_id: int) -> bool:
    """Close a wave whose last day has ended; whether it did. Safe to repeat, and after an extension."""
    wave = _held(wave_id)
    if wave is None or not (wave.is_open and wave.is_over):
        return False
    close_wave(wave)
    detail = f"its last day ended: {wave.closes_on:%Y-%m-%d} ({wave.time_zone})"
    record_by_itself("closed", object_type="wave", object_id=str(wave_id), detail=detail)
    return True


@transaction.atomic
def extend(wave_id: int, *, until: date) -> Wave:
    """Give people more time; a wave that has closed is opened again by hand instead.

    Raises Conflict for a day that is not later: who was told a day may still use all of it.
    """
    wave = _held(wave_id)
    if wave is None:
        raise NotFound
    if not wave.is_open:
        raise WaveNotReady("Only an open wave can be extended.")
    if until < wave.today() or (wave.closes_on is not None and until <= wave.closes_on):
        raise Conflict("Choose a later day: people were told the present one.", code="last_day")
    wave.closes_on = until
    wave.save(update_fields=["closes_on"])
    return wave


def _held(wave_id: int) -> Wave | None:
    held: Wave | None = Wave.objects.select_for_update(no_key=True).filter(pk=wave_id).first()
    return held
