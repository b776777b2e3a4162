"""A member's calendar of adopted actions: make its secret address, revoke it, read it."""

from __future__ import annotations

from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cxassess.errors import NotFound
from organizations.audit import record
from organizations.doors import View, membership, reader
from organizations.models import Organization
from organizations.scope import org_scope
from organizations.tokens import count_guess, is_key, key_hash
from reports import adopting
from reports.adopted_models import PENDING, CalendarFeed
from reports.calendars import calendar


def subscriber(view: View) -> View:
    """view(request, feed, …) for whoever holds the key of a calendar, with its organization in scope.

    A revoked key, one of another organization, and one whose member has left or sleeps answer alike.
    """

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, key: str, **kwargs: object) -> HttpResponse:
        feed = _feed(slug, key)
        if feed is None:
            count_guess(request.META.get("REMOTE_ADDR", ""))
            raise NotFound()
        with org_scope(feed.organization_id):
            response = view(request, feed, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    guarded.audience = "subscriber"  # type: ignore[attr-defined]
    return guarded


def _feed(slug: str, key: str) -> CalendarFeed | None:
    if not is_key(key):
        return None
    # Before the door is passed there is no scope to look in.
    rows = CalendarFeed.every_org.select_related("organization", "member__user")
    feed: CalendarFeed | None = rows.filter(
        token_hash=key_hash(key), organization__slug=slug, member__user__is_active=True
    ).first()
    return feed


@subscriber
@require_safe
def feed(request: HttpRequest, feed: CalendarFeed) -> HttpResponse:
    """The actions that wait and have a day, as a calendar."""
    organization = feed.organization
    rows = adopting.seen_by(feed.member).filter(status__in=PENDING, due_on__isnull=False)
    events = [
        (row, request.build_absolute_uri(reverse("reports:action", args=(organization.slug, row.pk))))
        for row in rows
    ]
    content = calendar(organization.name, events, host=request.get_host().partition(":")[0])
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@reader
@require_safe
def page(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Whether this member has a calendar; its address is shown only when it is made."""
    has_feed = CalendarFeed.objects.filter(member=membership(request)).exists()
    context = {"organization": organization, "has_feed": has_feed, "address": ""}
    return render(request, "reports/calendar.html", context)


@reader
@require_POST
@transaction.atomic
def make(request: HttpRequest, organization: Organization) -> HttpResponse:
    """A new secret address, shown this once; the one before is void."""
    member = membership(request)
    key = adopting.new_feed(member)
    record(request, "made a calendar address", member)
    address = request.build_absolute_uri(reverse("reports:feed", args=(organization.slug, key)))
    context = {"organization": organization, "has_feed": True, "address": address}
    response = render(request, "reports/calendar.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@reader
@require_POST
@transaction.atomic
def revoke(request: HttpRequest, organization: Organization) -> HttpResponse:
    member = membership(request)
    adopting.revoke_feed(member)
    record(request, "revoked the calendar address", member)
    return redirect("reports:calendar", organization.slug)
