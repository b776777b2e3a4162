"""Addresses of those who set up waves and watch them."""

from __future__ import annotations

from django.urls import path

from surveys import member_monitor as monitor
from surveys import member_people as people
from surveys import member_setup as setup
from surveys import member_views as views

app_name = "waves"

WAVE = "o/<slug:slug>/waves/<int:wave_id>/"

urlpatterns = [
    path("o/<slug:slug>/", views.organization, name="organization"),
    path("o/<slug:slug>/new/", setup.new, name="new"),
    path(WAVE, views.wave, name="wave"),
    path(WAVE + "preview/", views.preview, name="preview"),
    path(WAVE + "assessment/", setup.assessment, name="assessment"),
    path(WAVE + "functions/", setup.functions, name="functions"),
    path(WAVE + "facts/", views.facts, name="facts"),
    path(WAVE + "questions/", setup.questions, name="questions"),
    path(WAVE + "participants/", people.participants, name="participants"),
    path(WAVE + "participants/example.csv", people.example, name="example"),
    path(WAVE + "participants/off/", people.take_off, name="take_off"),
    path(WAVE + "codes/", people.codes, name="codes"),
    path(WAVE + "links/", people.links, name="links"),
    path(WAVE + "launch/", setup.launch, name="launch"),
    path(WAVE + "open/", views.open_, name="open"),
    path(WAVE + "monitor/", monitor.show, name="monitor"),
    path(WAVE + "last-day/", monitor.extend, name="extend"),
    path(WAVE + "close/", views.close, name="close"),
    path(WAVE + "reopen/", views.reopen, name="reopen"),
    path(WAVE + "next/", setup.following, name="next"),
]
