"""Which wave a report looks back to, and which one looks back to it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

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


def published_at(wave: Wave) -> dt.datetime | None:
    """When what is shown of a wave was closed; None while nothing is."""
    version = shown_version(wave)
    return version.closed_at if version else wave.closed_at
