"""Lists of people that wait to be corrected: kept while somebody is at it, and no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from surveys.list_models import KeptList
from surveys.models import Wave
from surveys.people_list import Cells, Line

KEPT = dt.timedelta(days=7)
"""After so long nobody comes back to a list, and it is only addresses lying about."""


def keep(wave: Wave, lines: Iterable[Line]) -> None:
    """Keep what is left of a wave's list, in place of what was; nothing left, nothing kept."""
    rows = [[line.number, *line.cells] for line in lines]
    if rows:
        KeptList.objects.update_or_create(wave=wave, defaults={"lines": rows, "kept_at": timezone.now()})
    else:
        throw_away(wave)


def kept(wave: Wave) -> list[tuple[int, Cells]]:
    """The lines that wait; none once a week has passed."""
    found = KeptList.objects.filter(wave=wave, kept_at__gt=timezone.now() - KEPT).first()
    return [(number, (*cells,)) for number, *cells in found.lines] if found else []


def throw_away(wave: Wave) -> None:
    KeptList.objects.filter(wave=wave).delete()


def when_wave_closed(sender: object, *, wave: Wave, **kwargs: object) -> None:
    """Receiver of `wave_closed`."""
    throw_away(wave)


def clear_old() -> int:
    """Delete the lists of every organization that nobody came back to; returns how many."""
    gone, _each = KeptList.every_org.filter(kept_at__lte=timezone.now() - KEPT).delete()
    return int(gone)


# --- What is stored about somebody ------------------------------------------------------------------------


def naming(email: str) -> list[KeptList]:
    """Lists in which an address stands."""
    rows = KeptList.every_org.select_related("wave__assessment", "organization").order_by("pk")
    return [row for row in rows if any(_is(line, email) for line in row.lines)]


def forget(email: str) -> None:
    """Take the lines with an address out of every list."""
    for row in naming(email):
        left = [line for line in row.lines if not _is(line, email)]
        KeptList.every_org.filter(pk=row.pk).update(lines=left)


def _is(line: list[Any], email: str) -> bool:
    return str(line[1]).strip().lower() == email.lower()
