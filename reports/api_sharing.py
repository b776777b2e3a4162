"""The interface to what is shared with people who have no account: links, and page one for who was asked."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cxassess.errors import NotFound
from organizations.api_doors import Endpoint, member_of, record
from organizations.api_schema import says
from organizations.api_shapes import Body, Pages, asked, brought, page, page_of, passed, wrong
from organizations.models import Role
from reports import playback, publishing, queries, share, translations
from reports.api_shapes import FORMATS
from reports.models import Report
from reports.share_forms import SHORTEST_PASSWORD, ShareForm
from reports.share_models import ShareLink
from surveys.models import Wave

BEHIND = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), Role.ANALYST)


class ShareShape(serializers.Serializer[Any]):
    """A link that opens one published report, until a day. Its address is told once, when it is made."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    last_day = serializers.DateField()
    has_password = serializers.BooleanField()
    languages = serializers.ListField(child=serializers.CharField())
    formats = serializers.ListField(child=serializers.ChoiceField(choices=FORMATS))
    made_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    opened = serializers.IntegerField(help_text="How often the page was opened or a file taken.")


class NewShareShape(ShareShape):
    """A new link with its address, this once."""

    address = serializers.CharField()


class ShareBody(Body):
    name = serializers.CharField(max_length=120)
    last_day = serializers.DateField()
    password = serializers.CharField(
        min_length=SHORTEST_PASSWORD, max_length=128, required=False, write_only=True
    )
    languages = serializers.ListField(
        child=serializers.CharField(max_length=8), required=False, min_length=1, max_length=20
    )
    formats = serializers.ListField(
        child=serializers.ChoiceField(choices=FORMATS), required=False, max_length=20
    )


class Shares(Endpoint):
    area = "reports"
    roles = BEHIND

    @says("The links of a report, the newest first", gives=page_of(ShareShape), asks=Pages)
    def get(self, request: Request, report_id: int) -> Response:
        report = queries.report_row(report_id, to=member_of(request))
        values = asked(Pages, request)
        return page(request, share.links_of(report), gives=ShareShape, values=values, dressed=_dressed)

    @says("Share a published report by link", takes=ShareBody, gives=NewShareShape, status=201)
    def post(self, request: Request, report_id: int) -> Response:
        report = queries.report_row(report_id, to=member_of(request))
        if publishing.standing(report) is None:
            raise share.NotPublished
        given = brought(ShareBody, request)
        languages = translations.languages_of(report)
        if not set(given.get("languages", ())) <= set(languages):
            raise wrong("languages", f"This report is in {', '.join(languages)}.")
        form = ShareForm({"languages": list(languages), "formats": []} | given, languages=languages)
        values = {"languages": languages[:1]} | passed(form)
        link, key = share.share(report, by=member_of(request).user, **values)
        detail = f"report {report.pk}, until {values['last_day']}"
        record(request, "made a share link", link, detail=detail)
        address = request.build_absolute_uri(reverse("share:show", args=[key]))
        found = _dressed([link])[0] | {"address": address}
        return Response(NewShareShape(found).data, status=201)


class OneShare(Endpoint):
    area = "reports"
    roles = BEHIND

    @says("One link", gives=ShareShape)
    def get(self, request: Request, report_id: int, link_id: int) -> Response:
        return Response(ShareShape(_dressed([_link(request, report_id, link_id)])[0]).data)

    @says("Revoke a link", status=204)
    def delete(self, request: Request, report_id: int, link_id: int) -> Response:
        link = _link(request, report_id, link_id)
        if share.revoke(link, by=member_of(request).user):
            record(request, "revoked a share link", link, detail=f"report {link.report_id}")
        return Response(status=204)


def _link(request: Request, report_id: int, link_id: int) -> ShareLink:
    report: Report = queries.report_row(report_id, to=member_of(request))
    found: ShareLink | None = share.links_of(report).filter(pk=link_id).first()
    if found is None:
        raise NotFound
    return found


def _dressed(links: list[ShareLink]) -> list[dict[str, Any]]:
    times = share.times_opened(links)
    names = ("id", "name", "last_day", "languages", "formats", "made_at", "revoked_at")
    return [
        {name: getattr(link, name) for name in names}
        | {"has_password": bool(link.password), "opened": times.get(link.pk, 0)}
        for link in links
    ]


# --- Page one for whoever was asked ---------------------------------------------------------------------


class OutcomeShape(serializers.Serializer[Any]):
    """Whether people who were asked get to read page one, where, and until when."""

    is_agreed = serializers.BooleanField()
    is_stopped = serializers.BooleanField()
    address = serializers.CharField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)


class OutcomeBody(Body):
    """Before the launch “yes” or “no”; afterwards “stop”."""

    wanted = serializers.ChoiceField(choices=["yes", "no", "stop"])


class Outcome(Endpoint):
    area = "reports"
    roles = BEHIND

    @says("Whether people who were asked get to read page one", gives=OutcomeShape)
    def get(self, request: Request, wave_id: int) -> Response:
        return _outcome(request, _wave(wave_id))

    @says("Agree to it, withdraw it, or stop it", takes=OutcomeBody, gives=OutcomeShape)
    def put(self, request: Request, wave_id: int) -> Response:
        wave = _wave(wave_id)
        wanted = brought(OutcomeBody, request)["wanted"]
        agreed = playback.playback_of(wave)
        if wanted == "stop" and agreed is None:
            raise NotFound
        if wanted == "stop" and agreed is not None:
            playback.stop(agreed)
        elif wanted == "yes":
            playback.agree(wave)
        else:
            playback.disagree(wave)
        record(request, SETTLED[wanted], wave)
        return _outcome(request, wave)


SETTLED = {"stop": "stopped playback", "yes": "agreed to playback", "no": "withdrew playback"}


def _wave(wave_id: int) -> Wave:
    found: Wave | None = Wave.objects.filter(pk=wave_id).first()
    if found is None:
        raise NotFound
    return found


def _outcome(request: Request, wave: Wave) -> Response:
    agreed = playback.playback_of(wave)
    found = {
        "is_agreed": agreed is not None,
        "is_stopped": bool(agreed and agreed.stopped_at),
        "address": request.build_absolute_uri(reverse("outcome:show", args=[agreed.key])) if agreed else None,
        "last_day": playback.last_day(agreed) if agreed else None,
    }
    return Response(OutcomeShape(found).data)
