"""What a closing counted and published, kept so that no later closing can give away what it hid."""

from __future__ import annotations

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scoring.sifting import sift
from scoring.versions import Release, release
from surveys.models import Wave, WaveVersion
from surveys.queries import (
    answer_blocks,
    codebook_of,
    last_version,
    published_versions,
    pulse_count,
    shown_version,
)


def next_number(wave: Wave) -> int:
    """Number of the version that the next closing makes."""
    last = WaveVersion.objects.filter(wave=wave).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def releases(wave: Wave) -> list[Release]:
    """What has been published of the wave, oldest first."""
    return [Release.model_validate(version.release) for version in published_versions(wave)]


def keep_version(wave: Wave, *, number: int) -> WaveVersion:
    """Decide whether what this closing counted may be published, and keep the decision for good.

    Every answer of the wave has its version by now; the wave knows when it was closed.
    """
    found = release(
        sift(answer_blocks(wave), codebook=codebook_of(wave)).kept,
        minimum_group=wave.minimum_group,
        customers=pulse_count(wave),
        earlier=releases(wave),
    )
    version: WaveVersion = WaveVersion.objects.create(
        wave=wave,
        number=number,
        closed_at=wave.closed_at,
        minimum_group=wave.minimum_group,
        published=found.published,
        release=found.model_dump(mode="json"),
    )
    return version


def held_back(wave: Wave) -> str:
    """Why the report of the last closing is not the one that is shown, and what to do; "" if it is."""
    last, shown = last_version(wave), shown_version(wave)
    if last is None or shown is None or last.number == shown.number:
        return ""
    why = {
        "few": _(
            "in at least one function, or among customers, fewer than %(least)s people answered after that, "
            "and two reports side by side would tell what those few said."
        ),
        "apart": _(
            "the functions shown are others now, and two reports side by side would tell what fewer than "
            "%(least)s people said."
        ),
    }[Release.model_validate(last.release).short or "few"]
    told = {"least": wave.minimum_group, "day": date_format(shown.closed_at)}
    what = _("The report is still the one of %(day)s. Answers that came later are kept and not shown:")
    then = _(
        "Collect more answers, %(least)s or more in every function that answers, and close the wave again."
    )
    return " ".join(part % told for part in (what, why, then))
