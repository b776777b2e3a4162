"""What happens to a wave that floors above want to know."""

from __future__ import annotations

from django.dispatch import Signal

wave_closed = Signal()
"""Sent with `wave` inside the transaction that closes it; the sender is the Wave class."""

wave_reopening = Signal()
"""Sent with `wave` before a closed wave is opened again; a receiver that is not ready for it raises."""
