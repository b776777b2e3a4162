"""Addresses of people and clients. The demo's door exists only where the demo is switched on."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from organizations import (
    deck_template_views,
    hook_views,
    own_views,
    people_views,
    settings_views,
    token_views,
    trail_views,
    views,
)

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
    path("o/<slug:slug>/settings/portfolio/", settings_views.take_part, name="take-part"),
    path("o/<slug:slug>/deck-template/", deck_template_views.show, name="deck-template"),
    path("o/<slug:slug>/deck-template/take/", deck_template_views.take, name="take-deck-template"),
    path("o/<slug:slug>/deck-template/remove/", deck_template_views.remove, name="remove-deck-template"),
    path("o/<slug:slug>/deck-template.pptx", deck_template_views.download, name="deck-template-file"),
    path("o/<slug:slug>/brand.css", settings_views.stylesheet, name="stylesheet"),
    path("o/<slug:slug>/logo.png", settings_views.logo, name="logo"),
    path("o/<slug:slug>/tokens/", token_views.show, name="tokens"),
    path("o/<slug:slug>/tokens/new/", token_views.new, name="new-token"),
    path("o/<slug:slug>/tokens/<int:token_id>/revoke/", token_views.revoke, name="revoke-token"),
    path("o/<slug:slug>/webhooks/", hook_views.show_all, name="hooks"),
    path("o/<slug:slug>/webhooks/new/", hook_views.new, name="new-hook"),
    path("o/<slug:slug>/webhooks/<int:hook_id>/", hook_views.show, name="hook"),
    path("o/<slug:slug>/webhooks/<int:hook_id>/change/", hook_views.change, name="change-hook"),
    path("o/<slug:slug>/webhooks/<int:hook_id>/secret/", hook_views.rotate, name="rotate-hook"),
    path("o/<slug:slug>/webhooks/<int:hook_id>/secret/end/", hook_views.end_former, name="end-hook-secret"),
    path("o/<slug:slug>/webhooks/<int:hook_id>/pause/", hook_views.pause, name="pause-hook"),
    path("o/<slug:slug>/webhooks/<int:hook_id>/resume/", hook_views.resume, name="resume-hook"),
    path("o/<slug:slug>/webhooks/<int:hook_id>/delete/", hook_views.remove, name="delete-hook"),
    path("o/<slug:slug>/webhooks/<int:hook_id>/test/", hook_views.send_test, name="test-hook"),
    path(
        "o/<slug:slug>/webhooks/deliveries/<int:delivery_id>/again/",
        hook_views.send_again,
        name="send-hook-again",
    ),
    path("o/<slug:slug>/trail/", trail_views.show, name="trail"),
    path("o/<slug:slug>/trail.csv", trail_views.export, name="trail-csv"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/<slug:person>/", views.enter_demo, name="demo"))
