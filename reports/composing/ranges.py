"""How sure a number is, as it stands in a line of evidence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.wording import interval, signed_interval
from scoring.published import PublicEstimate


def interval_of(text: str) -> str:
    """ "interval 40–52": the range in which the number may lie, already written."""
    # Translators: {interval} is a range of numbers, such as "40–52" or "−3 to +20".
    return _("interval {interval}").format(interval=text)


def range_of(estimate: PublicEstimate) -> str:
    return interval_of(interval(estimate.low, estimate.high))


def signed_range(low: float, high: float) -> str:
    return interval_of(signed_interval(low, high))
