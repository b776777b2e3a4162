"""Addresses of the REST interface, below /api/v1/: the apps' own, its description, and nothing else."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from cxassess.errors import NotFound
from organizations import api_urls as organizations
from organizations.doors import everybody
from reports import api_urls as reports
from surveys import api_urls as surveys

app_name = "api"


@everybody
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """What the interface takes and gives, as OpenAPI: the same for everybody, and nobody's secret."""
    return JsonResponse(_described())


@cache
def _described() -> dict[str, object]:
    described: dict[str, object] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return described


@csrf_exempt
@everybody
def missing(request: HttpRequest) -> HttpResponse:
    """Below /api/ what does not exist answers as JSON, too."""
    raise NotFound


urlpatterns: list[URLPattern] = [
    *organizations.urlpatterns,
    *surveys.urlpatterns,
    *reports.urlpatterns,
    path("schema/", schema, name="schema"),
]
