"""Addresses of signing in to the demo. The door itself exists only where the demo is switched on."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from organizations import views

app_name = "organizations"

urlpatterns: list[URLPattern] = []
if settings.DEMO:
    urlpatterns.append(path("demo/<slug:person>/", views.enter_demo, name="demo"))
