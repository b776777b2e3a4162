"""Addresses: members below /o/, respondents /r/, customers /c/, accounts /accounts/, programs /api/."""

from __future__ import annotations

from django.urls import include, path, re_path

from cxassess import health, metrics
from cxassess.api_urls import missing
from reports.home import home

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", home, name="home"),
    path("api/v1/", include("cxassess.api_urls")),
    re_path(r"^api/[\s\S]*$", missing, name="api-missing"),
    path("accounts/", include("allauth.urls")),
    path("", include("organizations.urls")),
    path("", include("surveys.urls")),
    path("", include("surveys.mailing_urls")),
    path("", include("surveys.pulse_urls")),
    path("", include("surveys.member_urls")),
    path("", include("reports.outcome_urls")),
    path("", include("reports.share_urls")),
    path("o/<slug:slug>/", include("reports.urls")),
]
