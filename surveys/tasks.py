"""What the workers do about waves, by subject."""

from __future__ import annotations

from surveys import monitor_tasks

__all__ = ["monitor_tasks"]
