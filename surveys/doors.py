"""The respondent's door: a token in the address finds a draft or an invitation and enters its organization.

A view behind `@respondent` never looks up its own top object. Unknown, mistyped, used and erased links all
answer alike, so nothing can be learned by trying.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import TypeVar

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from cxassess.errors import CxError
from organizations.branding import PageBrand, on_page
from organizations.scope import org_scope
from surveys.errors import TooManyGuesses, UnknownLink
from surveys.models import Draft, Invitation, OpenLink, Wave
from surveys.prepared import Prepared
from surveys.questionnaire import named_functions
from surveys.tokens import is_token, token_hash

GUESSES_A_MINUTE = 60
"""Unknown links one address may try. Known links always open: an address can be a whole office."""


@dataclass(frozen=True)
class Respondent:
    """Who stands at the door: somebody with a draft, an invitation not begun or sent, or an open link."""

    token: str
    wave: Wave
    draft: Draft | None = None
    invitation: Invitation | None = None
    open_link: OpenLink | None = None
    asked_language: str = ""
    browser_language: str = ""

    @property
    def language(self) -> str:
        """The draft's, else the address's, the invitation's, the browser's; else the wave's first."""
        known: list[str] = self.wave.languages
        drafted = self.draft.language if self.draft else ""
        invited = self.invitation.language if self.invitation else ""
        wanted = (drafted, self.asked_language, invited, self.browser_language)
        return next((language for language in wanted if language in known), known[0])

    @cached_property
    def brand(self) -> PageBrand:
        """How the client looks on this person's pages; no query."""
        return on_page(self.wave.organization, below=reverse("surveys:start", args=[self.token]))

    @property
    def function(self) -> str:
        """The function the link fixes, "" where the person says it."""
        source = self.draft or self.invitation or self.open_link
        return (source.function if source else None) or ""

    @property
    def level(self) -> str:
        """The level the link fixes, "" where the person says it."""
        source = self.draft or self.invitation
        return source.level if source else ""

    @property
    def function_name(self) -> str:
        return dict(named_functions(self.wave, language=self.language)).get(self.function, "")


View = Callable[..., HttpResponse]
Door = TypeVar("Door", Draft, Invitation, OpenLink)


def respondent(view: View) -> View:
    """view(request, person, …) for whoever holds the token, with the organization in scope."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        try:
            person = _at_the_door(request, token)
            request.brand = person.brand  # type: ignore[attr-defined]
            with org_scope(person.wave.organization_id), translation.override(person.language):
                response = view(request, person, **kwargs)
        except CxError as error:
            if wants_json(request):
                raise
            response = refusal(request, error)
        return _unseen(response)

    guarded.audience = "respondent"  # type: ignore[attr-defined]
    return guarded


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which wants to know and not to show."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def refusal(request: HttpRequest, error: CxError) -> HttpResponse:
    """What a person reads when a link does not lead on, in the browser's language: nothing else is known."""
    with translation.override(translation.get_language_from_request(request)):
        return render(request, "surveys/answer/refused.html", {"error": error}, status=error.status)


def _at_the_door(request: HttpRequest, token: str) -> Respondent:
    person = _person(token) if is_token(token) else None
    if person is None:
        count_guess(request.META.get("REMOTE_ADDR", ""))
        raise UnknownLink
    return replace(
        person,
        asked_language=request.GET.get("in", ""),
        browser_language=translation.get_language_from_request(request),
    )


def knows(token: str) -> bool:
    """Whether a token opens anything."""
    return is_token(token) and _person(token) is not None


def _person(token: str) -> Respondent | None:
    """Who a token belongs to: one query for somebody in the middle of answering, three at most."""
    hashed = token_hash(token)
    if draft := DRAFT.first(token_hash=hashed):
        return Respondent(token, draft.wave, draft=draft)
    if invitation := INVITATION.first(token_hash=hashed):
        return Respondent(token, invitation.wave, invitation=invitation)
    if link := OPEN_LINK.first(token=token):
        return Respondent(token, link.wave, open_link=link)
    return None


def _by(model: type[Door], key: str) -> Prepared[Door]:
    """The row of a unique key, with its wave and client. Who knocks has no scope yet: the row gives it."""
    return Prepared(
        lambda **value: model.every_org.select_related("wave__organization").filter(**value), **{key: str}
    )


DRAFT, INVITATION, OPEN_LINK = _by(Draft, "token_hash"), _by(Invitation, "token_hash"), _by(OpenLink, "token")


def count_guess(address: str) -> None:
    """Slow down who tries links in bulk."""
    name = f"unknown-links:{address}"
    cache.add(name, 0, timeout=60)
    try:
        guesses = cache.incr(name)
    except ValueError:  # ran out between the two calls
        return
    if guesses > GUESSES_A_MINUTE:
        raise TooManyGuesses


def _unseen(response: HttpResponse) -> HttpResponse:
    """Neither a cache nor a search engine keeps what somebody answered."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
