"""Publishing a report to readers, and taking it back.

Owners and analysts see a report as soon as it is ready: they are the ones who judge it. To everybody else it
does not exist before one of them publishes it, and no longer once it is withdrawn; `queries.report_row` asks
for the member, so that no address can forget this. Playback to respondents is agreed on its own.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cxassess.errors import Conflict
from organizations.models import User
from reports.models import Report
from reports.publishing_models import Publication
from reports.share_models import ShareLink


class NotReady(Conflict):
    code = "report_not_ready"
    sentence = "This report is not ready, so there is nothing to publish."


def standing(report: Report) -> Publication | None:
    """The publication by which readers see this report; None while they do not."""
    rows = Publication.objects.filter(report=report, withdrawn_at=None)
    found: Publication | None = rows.select_related("published_by").first()
    return found


def held(report: Report) -> Publication | None:
    """Like `standing`, and until the transaction ends nobody withdraws it."""
    rows = Publication.objects.select_for_update(no_key=True).filter(report=report, withdrawn_at=None)
    found: Publication | None = rows.first()
    return found


def earlier(report: Report) -> list[Publication]:
    """The publications that were withdrawn, the latest first."""
    rows = Publication.objects.filter(report=report, withdrawn_at__isnull=False)
    return list(rows.select_related("published_by", "withdrawn_by").order_by("-withdrawn_at", "-pk"))


@transaction.atomic
def publish(report: Report, *, by: User | None) -> Publication:
    """Let readers see a ready report; one that they see already stays as it was published."""
    if not report.is_ready:
        raise NotReady
    made: Publication = Publication.objects.get_or_create(
        report=report, withdrawn_at=None, defaults={"published_by": by}
    )[0]
    return made


@transaction.atomic
def withdraw(report: Report, *, by: User) -> bool:
    """Let readers no longer see it; links that were shared lead nowhere from now on. False: it was not."""
    now = timezone.now()
    rows = Publication.objects.filter(report=report, withdrawn_at=None)
    was_standing = bool(rows.update(withdrawn_at=now, withdrawn_by=by))
    # Only now: a link that was just being made has held the publication, and is seen from here on.
    ShareLink.objects.filter(report=report, revoked_at=None).update(revoked_at=now, revoked_by=by)
    return was_standing
