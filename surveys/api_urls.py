"""Addresses of the interface to assessments and waves, below /api/v1/."""

from __future__ import annotations

from django.urls import path

from organizations.api_urls import ORGANIZATION
from surveys import api

WAVES = ORGANIZATION + "waves/"
WAVE = WAVES + "<int:wave_id>/"

urlpatterns = [
    path(ORGANIZATION + "assessments/", api.Assessments.as_view(), name="assessments"),
    path(ORGANIZATION + "assessments/<int:assessment_id>/", api.OneAssessment.as_view(), name="assessment"),
    path(WAVES, api.Waves.as_view(), name="waves"),
    path(WAVE, api.OneWave.as_view(), name="wave"),
]
