"""Addresses of reports below /o/<slug>/, all behind a member's door."""

from __future__ import annotations

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("reports/<int:report_id>/", views.show, name="show"),
    path("reports/<int:report_id>.<slug:fmt>", views.download, name="download"),
    path("waves/<int:wave_id>/report/", views.latest, name="latest"),
    path("waves/<int:wave_id>/report/request/", views.request_again, name="request"),
    path("waves/<int:wave_id>/report/progress/", views.progress, name="progress"),
]
