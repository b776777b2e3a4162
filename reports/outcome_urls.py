"""Playback: public addresses whose key is all it takes, and the members' page that decides about them."""

from __future__ import annotations

from django.urls import path

from reports import playback_views as views

app_name = "outcome"

urlpatterns = [
    path("outcome/<str:key>/", views.show, name="show"),
    path("outcome/<str:key>/thanks/", views.thanks, name="thanks"),
    path("outcome/<str:key>/brand.css", views.stylesheet, name="stylesheet"),
    path("outcome/<str:key>/logo.png", views.logo, name="logo"),
    path("o/<slug:slug>/waves/<int:wave_id>/playback/", views.settle, name="settle"),
]
