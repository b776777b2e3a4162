from __future__ import annotations

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from surveys import (
            checks,  # noqa: F401  registers the system checks
            personal,
            retention,
        )

        personal.hold()
        retention.hold()
