"""What the clock does to waves: closes those that are over, counts who takes part, clears lists away."""

from __future__ import annotations

from celery import shared_task

from organizations.scope import org_scope
from surveys import closing, kept_lists
from surveys.models import Wave, WaveState
from surveys.monitoring import take_stock


@shared_task(name="surveys.tasks.close_waves", ignore_result=True)
def close_waves() -> None:
    """Every five minutes, by the beat: a task for each wave whose last day has ended where its client is."""
    for wave in Wave.every_org.filter(state=WaveState.OPEN, closes_on__isnull=False):
        if wave.is_over:
            close_over.delay(wave.organization_id, wave.pk)


@shared_task(name="surveys.tasks.close_over", ignore_result=True)
def close_over(organization_id: int, wave_id: int) -> None:
    """Close one wave whose last day has ended. Delivered twice it closes once; extended it stays open."""
    with org_scope(organization_id):
        closing.close_over(wave_id)


@shared_task(name="surveys.tasks.count_participation", ignore_result=True)
def count_participation() -> None:
    """At every full hour, by the beat: what the monitors of open waves show until the next."""
    for wave in Wave.every_org.filter(state=WaveState.OPEN).only("pk", "organization_id"):
        count_wave.delay(wave.organization_id, wave.pk)


@shared_task(name="surveys.tasks.count_wave", ignore_result=True)
def count_wave(organization_id: int, wave_id: int) -> None:
    """Count one wave; a failure stops no other."""
    with org_scope(organization_id):
        wave = Wave.objects.filter(pk=wave_id, state=WaveState.OPEN).first()
        if wave is not None:
            take_stock(wave)


@shared_task(name="surveys.tasks.clear_lists", ignore_result=True)
def clear_lists() -> None:
    """Every hour, by the beat: lists of people that nobody came back to for a week."""
    kept_lists.clear_old()
