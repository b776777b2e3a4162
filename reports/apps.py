from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from celery.signals import worker_process_init

        from reports import builds, formats_warming, hooks, personal, playback
        from surveys.signals import outcome_asked, wave_closed, wave_reopening

        wave_closed.connect(builds.when_wave_closed, dispatch_uid="reports.when_wave_closed")
        outcome_asked.connect(playback.tell_outcome, dispatch_uid="reports.tell_outcome")
        wave_reopening.connect(builds.when_wave_reopening, dispatch_uid="reports.when_wave_reopening")
        worker_process_init.connect(formats_warming.warm, weak=False, dispatch_uid="reports.warm")
        personal.hold()
        hooks.hold()
