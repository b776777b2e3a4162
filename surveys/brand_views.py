"""The client's looks for whoever answers: behind the same door as the questionnaire."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from organizations import branding
from surveys.doors import Respondent, respondent

View = Callable[..., HttpResponse]


def kept_by_browser(view: View) -> View:
    """Let this browser keep the answer for a day, where respondents' pages are kept by none.

    The looks are the same for everybody with a link and tell nothing of what was answered.
    """

    @wraps(view)
    def kept(request: HttpRequest, **kwargs: object) -> HttpResponse:
        response = view(request, **kwargs)
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = "private, max-age=86400"
        return response

    return kept


@require_safe
@kept_by_browser
@respondent
def stylesheet(request: HttpRequest, person: Respondent) -> HttpResponse:
    return branding.stylesheet_response(request, person.wave.organization)


@require_safe
@kept_by_browser
@respondent
def logo(request: HttpRequest, person: Respondent) -> HttpResponse:
    return branding.logo_response(request, person.wave.organization)
