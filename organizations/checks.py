"""System checks that keep the first lock on every organization-owned model."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import Error, register

from organizations.scope import OrganizationOwned, ScopedManager


@register()
def default_managers_are_scoped(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A model that replaces `objects` by a plain manager would open the lock unseen."""
    return [
        Error(f"{model.__name__}: the default manager is not scoped", obj=model, id="organizations.E001")
        for model in apps.get_models()
        if issubclass(model, OrganizationOwned) and not isinstance(model._default_manager, ScopedManager)
    ]
