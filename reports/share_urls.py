"""Share links: public addresses whose key, and a password where there is one, is all it takes."""

from __future__ import annotations

from django.urls import path

from reports import share_views as views

app_name = "share"

urlpatterns = [
    path("s/<str:key>/", views.show, name="show"),
    path("s/<str:key>/password/", views.password, name="password"),
    path("s/<str:key>/brand.css", views.stylesheet, name="stylesheet"),
    path("s/<str:key>/logo.png", views.logo, name="logo"),
    path("s/<str:key>/report.<slug:fmt>", views.download, name="download"),
]
