"""System checks of what respondents are promised."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from surveys.models import LARGEST_MINIMUM_GROUP, MINIMUM_GROUP


@register()
def minimum_group_is_one(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Whoever sets the installation's smallest group in code rather than the environment is told as well."""
    least = getattr(settings, "MINIMUM_GROUP", None)
    if type(least) is int and MINIMUM_GROUP <= least <= LARGEST_MINIMUM_GROUP:
        return []
    rule = f"a whole number from {MINIMUM_GROUP} to {LARGEST_MINIMUM_GROUP}"
    return [Error(f"MINIMUM_GROUP: say {rule} (it says {least!r})", id="surveys.E001")]
