"""Addresses: members below /o/, respondents below /r/, accounts below /accounts/."""

from __future__ import annotations

from django.urls import include, path

from cxassess import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
]
# While the apps are being put together, one that cannot be imported yet does not stop the others.
for _where, _urls in (("", "organizations.urls"), ("", "surveys.urls"), ("o/<slug:slug>/", "reports.urls")):
    try:
        urlpatterns.append(path(_where, include(_urls)))
    except ImportError as error:
        print(error)
