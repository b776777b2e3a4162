"""Properties may take their time: a deadline in milliseconds would measure the machine, not the rule."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("scoring", deadline=None)
settings.load_profile("scoring")
