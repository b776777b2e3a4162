from __future__ import annotations

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        from organizations import (
            checks,  # noqa: F401  registers the system checks
            token_personal,
        )
        from organizations.second_factor import end_other_sessions

        token_personal.hold()
        for signal in (authenticator_added, authenticator_removed):
            signal.connect(end_other_sessions)
