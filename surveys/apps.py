from __future__ import annotations

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from surveys import (
            checks,  # noqa: F401  registers the system checks
            hooks,
            kept_lists,
            mailing_rounds,
            personal,
            pulse,
            retention,
        )
        from surveys.signals import wave_closed

        wave_closed.connect(mailing_rounds.when_wave_closed, dispatch_uid="mail")
        wave_closed.connect(kept_lists.when_wave_closed, dispatch_uid="lists of people")
        wave_closed.connect(pulse.destroy_codes, dispatch_uid="customers' codes")
        personal.hold()
        retention.hold()
        hooks.hold()
