"""Which wave a report looks back to, and what was adopted after it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from reports.adopted_models import ActionStatus, AdoptedAction
from reports.reading import Adopted
from surveys.models import Wave, WaveVersion
from surveys.queries import shown_version


def earlier_wave(wave: Wave) -> Wave | None:
    """The last wave of the same assessment that was published before this one; None for a first wave.

    Only of the same instrument: another one asks about something else under the same names.
    """
    since = published_at(wave)
    if since is None:
        return None
    before = [(at, each) for each in published_waves(wave) if (at := published_at(each)) and at < since]
    return max(before, key=lambda pair: (pair[0], pair[1].pk))[1] if before else None


def published_waves(wave: Wave) -> QuerySet[Wave]:
    """The other waves of the assessment that have something to show, with the same instrument."""
    shown = Exists(WaveVersion.objects.filter(wave=OuterRef("pk"), published=True))
    rows: QuerySet[Wave] = Wave.objects.filter(
        Q(state="closed") | shown, assessment=wave.assessment_id, instrument_key=wave.instrument_key
    )
    return rows.exclude(pk=wave.pk).select_related("assessment", "organization")


def adopted_after(wave: Wave) -> tuple[Adopted, ...]:
    """What was adopted from a wave's report, in the order of its adoption."""
    rows = AdoptedAction.objects.filter(wave=wave).order_by("pk")
    return tuple(
        Adopted(title=row.title, status=str(ActionStatus(row.status).label), measure=row.measure)
        for row in rows
    )


def published_at(wave: Wave) -> dt.datetime | None:
    """When what is shown of a wave was closed; None while nothing is."""
    version = shown_version(wave)
    return version.closed_at if version else wave.closed_at
