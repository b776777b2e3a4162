"""What the workers do about waves, by subject."""

from __future__ import annotations

from surveys import mail_tasks, monitor_tasks

__all__ = ["mail_tasks", "monitor_tasks"]
