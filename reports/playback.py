"""Playback: page one of a published report, for whoever was asked and holds the address.

The address is one for all, names nobody, keeps no count and sets no cookie. It shows what every member may
read already, never more: published values of the first page, of the latest version that may be shown.
"""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cxassess.errors import Conflict
from reports.models import Playback
from surveys.models import Wave, WaveState, WaveVersion
from surveys.signals import Outcome

DAYS = 90
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def playback_of(wave: Wave) -> Playback | None:
    """What the sponsor agreed to for this wave, also when it was taken back; None where nothing was."""
    found: Playback | None = Playback.objects.filter(wave=wave).first()
    return found


@transaction.atomic
def agree(wave: Wave) -> Playback:
    """Give the word; only before the wave is opened, so that it is known to the first who answers."""
    _held_draft(wave)
    made: Playback = Playback.objects.get_or_create(
        wave=wave, defaults={"key": secrets.token_urlsafe(32), "days": DAYS}
    )[0]
    return made


@transaction.atomic
def disagree(wave: Wave) -> None:
    """Take the word back before anybody has read it."""
    _held_draft(wave)
    Playback.objects.filter(wave=wave).delete()


def stop(playback: Playback) -> None:
    """Let the address lead nowhere from now on; the day of the first stop stays."""
    Playback.objects.filter(pk=playback.pk, stopped_at=None).update(stopped_at=timezone.now())


def _held_draft(wave: Wave) -> None:
    held = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if held.state != WaveState.DRAFT:
        raise Conflict("Whether people get to read the outcome is decided before the wave is opened.")


# --- Who holds the address --------------------------------------------------------------------------------


def opened_by(key: str) -> Playback | None:
    """What a key opens today; unknown, stopped and over answer alike."""
    if not _SHAPE.fullmatch(key):
        return None
    # The key is the door: before it is passed there is no scope to look in.
    rows = Playback.every_org.select_related("wave__organization", "organization")
    found: Playback | None = rows.filter(key=key, stopped_at=None).first()
    return None if found is None or is_over(found) else found


def is_over(playback: Playback) -> bool:
    """Whether its days have passed; never before something was published."""
    last = last_day(playback)
    return last is not None and last < timezone.localdate()


def last_day(playback: Playback) -> date | None:
    """The last day on which page one can be read; None while nothing is published."""
    published = WaveVersion.every_org.filter(wave=playback.wave_id, published=True).order_by("-number")
    version: WaveVersion | None = published.first()
    return timezone.localdate(version.closed_at) + timedelta(days=playback.days) if version else None


# --- What respondents are told ----------------------------------------------------------------------------


def tell_outcome(sender: type[Wave], *, wave: Wave, **_more: Any) -> Outcome | None:
    """The promise a wave's first screen and thanks make; None where there is none."""
    playback = playback_of(wave)
    if playback is None or playback.stopped_at:
        return None
    return Outcome(
        address=reverse("outcome:show", args=[playback.key]),
        thanks=reverse("outcome:thanks", args=[playback.key]),
        days=playback.days,
    )
