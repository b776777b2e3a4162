"""Addresses of those who answer: everything below a personal or an open link."""

from __future__ import annotations

from django.urls import path

from surveys import brand_views, code_views, views

app_name = "surveys"

urlpatterns = [
    path("r/sent/", views.sent, name="sent"),
    path("r/code/", code_views.type_code, name="code"),
    path("r/<str:token>/", views.start, name="start"),
    path("r/<str:token>/brand.css", brand_views.stylesheet, name="stylesheet"),
    path("r/<str:token>/logo.png", brand_views.logo, name="logo"),
    path("r/<str:token>/about/", views.about, name="about"),
    path("r/<str:token>/<int:number>/", views.answer, name="answer"),
    path("r/<str:token>/review/", views.review, name="review"),
    path("r/<str:token>/send/", views.send, name="send"),
    path("r/<str:token>/language/", views.speak, name="speak"),
]
