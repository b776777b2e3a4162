"""Addresses of people and clients. The demo's door exists only where the demo is switched on."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from organizations import own_views, people_views, settings_views, token_views, trail_views, views

app_name = "organizations"

urlpatterns: list[URLPattern] = [
    path("account/", own_views.show, name="me"),
    path("account/data.json", own_views.export, name="my-data"),
    path("account/erase/", own_views.erase, name="erase"),
    path("organizations/new/", views.new_organization, name="new"),
    path("invitation/<str:key>/", people_views.accept, name="invitation"),
    path("invitation/<str:key>/brand.css", people_views.stylesheet, name="invitation-stylesheet"),
    path("invitation/<str:key>/logo.png", people_views.logo, name="invitation-logo"),
    path("o/<slug:slug>/people/", people_views.show, name="people"),
    path("o/<slug:slug>/people/invite/", people_views.invite, name="invite"),
    path("o/<slug:slug>/people/<int:member_id>/role/", people_views.change_role, name="role"),
    path("o/<slug:slug>/people/<int:member_id>/remove/", people_views.remove, name="remove"),
    path("o/<slug:slug>/invitations/<int:invitation_id>/send/", people_views.send_again, name="send-again"),
    path("o/<slug:slug>/invitations/<int:invitation_id>/withdraw/", people_views.withdraw, name="withdraw"),
    path("o/<slug:slug>/leave/", people_views.leave, name="leave"),
    path("o/<slug:slug>/settings/", settings_views.show, name="settings"),
    path("o/<slug:slug>/settings/name/", settings_views.rename, name="rename"),
    path("o/<slug:slug>/settings/looks/", settings_views.looks, name="looks"),
    path("o/<slug:slug>/settings/security/", settings_views.security, name="security"),
    path("o/<slug:slug>/settings/retention/", settings_views.retention, name="retention"),
    path("o/<slug:slug>/brand.css", settings_views.stylesheet, name="stylesheet"),
    path("o/<slug:slug>/logo.png", settings_views.logo, name="logo"),
    path("o/<slug:slug>/tokens/", token_views.show, name="tokens"),
    path("o/<slug:slug>/tokens/new/", token_views.new, name="new-token"),
    path("o/<slug:slug>/tokens/<int:token_id>/revoke/", token_views.revoke, name="revoke-token"),
    path("o/<slug:slug>/trail/", trail_views.show, name="trail"),
    path("o/<slug:slug>/trail.csv", trail_views.export, name="trail-csv"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/<slug:person>/", views.enter_demo, name="demo"))
