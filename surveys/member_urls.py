"""Addresses of those who set up waves and watch them."""

from __future__ import annotations

from django.urls import path

from surveys import member_views as views

app_name = "waves"

urlpatterns = [
    path("o/<slug:slug>/", views.organization, name="organization"),
    path("o/<slug:slug>/new/", views.set_up, name="new"),
    path("o/<slug:slug>/waves/<int:wave_id>/", views.wave, name="wave"),
    path("o/<slug:slug>/waves/<int:wave_id>/preview/", views.preview, name="preview"),
    path("o/<slug:slug>/waves/<int:wave_id>/facts/", views.facts, name="facts"),
    path("o/<slug:slug>/waves/<int:wave_id>/links/", views.links, name="links"),
    path("o/<slug:slug>/waves/<int:wave_id>/invitations/", views.invitations, name="invitations"),
    path("o/<slug:slug>/waves/<int:wave_id>/open/", views.open_, name="open"),
    path("o/<slug:slug>/waves/<int:wave_id>/close/", views.close, name="close"),
    path("o/<slug:slug>/waves/<int:wave_id>/reopen/", views.reopen, name="reopen"),
]
