"""The installation as a Django app: its commands, and the Celery application every process shares."""

from __future__ import annotations

from django.apps import AppConfig


class CxassessConfig(AppConfig):
    name = "cxassess"

    def ready(self) -> None:
        from cxassess import (
            celery,  # noqa: F401  makes it the application that shared tasks bind to
            metrics_beats,  # noqa: F401  listens to the workers
        )
