"""Addresses of reports, all behind a member's door."""

from __future__ import annotations

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("o/<slug:slug>/reports/<int:report_id>/", views.show, name="show"),
    path("o/<slug:slug>/reports/<int:report_id>.<slug:fmt>", views.download, name="download"),
    path("o/<slug:slug>/waves/<int:wave_id>/report/", views.latest, name="latest"),
    path("o/<slug:slug>/waves/<int:wave_id>/report/request/", views.request_again, name="request"),
    path("o/<slug:slug>/waves/<int:wave_id>/report/progress/", views.progress, name="progress"),
]
