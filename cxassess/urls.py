"""Addresses: members below /o/, respondents below /r/, accounts below /accounts/."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from cxassess import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("", include("organizations.urls")),
    path("", include("surveys.urls")),
]
if "reports" in settings.INSTALLED_APPS:
    urlpatterns.append(path("o/<slug:slug>/", include("reports.urls")))
