"""Addresses of the customer pulse: customers below /c/, members below a wave."""

from __future__ import annotations

from django.urls import path

from surveys import pulse_member_views as members
from surveys import pulse_views as views

app_name = "pulse"

urlpatterns = [
    path("c/<str:token>/", views.page, name="page"),
    path("c/<str:token>/thanks/", views.thanks, name="thanks"),
    path("c/<str:token>/frame/", views.page, {"framed": True}, name="frame"),
    path("c/<str:token>/frame/thanks/", views.thanks, {"framed": True}, name="frame_thanks"),
    path("c/<str:token>/brand.css", views.stylesheet, name="stylesheet"),
    path("c/<str:token>/logo.png", views.logo, name="logo"),
    path("c/<str:token>/<str:code>/", views.page, name="coded"),
    path("o/<slug:slug>/waves/<int:wave_id>/customers/", members.customers, name="customers"),
    path("o/<slug:slug>/waves/<int:wave_id>/customers/link/", members.link, name="link"),
    path("o/<slug:slug>/waves/<int:wave_id>/customers/rules/", members.rules, name="rules"),
    path("o/<slug:slug>/waves/<int:wave_id>/customers/codes/", members.codes, name="codes"),
    path("o/<slug:slug>/waves/<int:wave_id>/customers/file/", members.file, name="file"),
]
