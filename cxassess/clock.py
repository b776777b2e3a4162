"""Time by the database's clock, which all processes of an installation share."""

from __future__ import annotations

import datetime as dt

from django.db.models import DateTimeField, Expression, ExpressionWrapper, Value
from django.db.models.functions import Now


def from_now(distance: dt.timedelta) -> Expression:
    """A moment so far from now; a negative distance lies in the past."""
    return ExpressionWrapper(Now() + Value(distance), output_field=DateTimeField())
