"""Addresses about mail: the wave's page for members, and the one by which a person asks for no more of it."""

from __future__ import annotations

from django.urls import path

from surveys import mailing_views, unsubscribing

app_name = "mail"

WAVE = "o/<slug:slug>/waves/<int:wave_id>/mail/"

urlpatterns = [
    path("r/<str:token>/unsubscribe/", unsubscribing.unsubscribe, name="unsubscribe"),
    path(WAVE, mailing_views.page, name="page"),
    path(f"{WAVE}text/", mailing_views.text, name="text"),
    path(f"{WAVE}ways/", mailing_views.ways, name="ways"),
    path(f"{WAVE}plan/", mailing_views.plan, name="plan"),
    path(f"{WAVE}call-off/", mailing_views.call_off, name="call_off"),
    path(f"{WAVE}address/", mailing_views.correct, name="correct"),
    path(f"{WAVE}pause/", mailing_views.pause, name="pause"),
    path(f"{WAVE}go-on/", mailing_views.go_on, name="go_on"),
]
