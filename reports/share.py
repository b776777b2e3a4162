"""Share links: one published report for people without an account, until a day, or until it is revoked.

A link shows what readers see and never more: the stored document, by the renderers of the product. It opens
only while its report is published, and withdrawing the report revokes its links, so that publishing again
brings none of them back. What is kept of its use is a count by day: members need to know whether a link is
used and how much, and nobody who follows one was asked whether their address may be kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from cxassess.errors import Conflict, CxError
from organizations.models import User
from organizations.tokens import counted, key_hash, new_key
from reports import publishing, queries
from reports.models import Report
from reports.share_models import ShareLink, ShareOpening

USUAL_DAYS, MOST_DAYS = 30, 365
TRIES, TRIES_S = 5, 15 * 60
"""Passwords one network address may try at one link, in so many seconds."""
ALL_TRIES, ALL_TRIES_S = 60, 60 * 60
"""Passwords that may be tried at one link by everybody together."""
LET_IN_S = 12 * 60 * 60
WRONG_PASSWORD = "password"
_SIGNER = signing.TimestampSigner(salt="reports.share")


class NotPublished(Conflict):
    code = "report_not_published"
    sentence = "Publish the report to readers first. A link shows what readers see."


class TooManyPasswords(CxError):
    code = "too_many_passwords"
    status = 429
    sentence = "Too many passwords were tried here. Please wait a quarter of an hour."


# --- Making and revoking ----------------------------------------------------------------------------------


@transaction.atomic
def share(
    report: Report,
    *,
    name: str,
    last_day: date,
    by: User,
    password: str = "",
    languages: Iterable[str],
    formats: Iterable[str] = (),
) -> tuple[ShareLink, str]:
    """Make a link that opens until the end of `last_day`; with it its key, which is stored nowhere.

    Raises NotPublished, and ValueError for a day that is over or further away than a year.
    """
    if not 0 <= (last_day - timezone.localdate()).days <= MOST_DAYS:
        raise ValueError(f"a link opens for {MOST_DAYS} days at most, and not in the past")
    if publishing.held(report) is None:
        raise NotPublished
    key = new_key()
    link: ShareLink = ShareLink.objects.create(
        report=report,
        name=name,
        token_hash=key_hash(key),
        password=make_password(password) if password else "",
        languages=list(languages),
        formats=list(formats),
        made_by=by,
        expires_at=end_of(last_day),
    )
    return link, key


def end_of(day: date) -> datetime:
    """Midnight after a day, by the clock of the installation."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def revoke(link: ShareLink, *, by: User) -> bool:
    """Let a link lead nowhere from now on; False where it was revoked before."""
    rows = ShareLink.objects.filter(pk=link.pk, revoked_at=None)
    return bool(rows.update(revoked_at=timezone.now(), revoked_by=by))


def links_of(report: Report) -> QuerySet[ShareLink]:
    """Every link that was made for a report, the latest first, each with how often it was `opened`."""
    rows: QuerySet[ShareLink] = ShareLink.objects.filter(report=report).select_related(
        "made_by", "revoked_by"
    )
    return rows


def times_opened(links: Iterable[ShareLink]) -> dict[int, int]:
    """By link, how often its page was opened or a file taken."""
    rows = ShareOpening.objects.filter(link__in=list(links)).exclude(what=WRONG_PASSWORD)
    return dict(rows.order_by().values_list("link_id").annotate(Sum("times")))


# --- Who holds a link -------------------------------------------------------------------------------------


def opened_by(key: str) -> ShareLink | None:
    """What a key opens now. One question finds all of it, so wrong and former keys take the same time."""
    # The key is the door: before it is passed there is no scope to look in.
    reports = Report.every_org.filter(queries.is_published()).values("pk")
    rows = ShareLink.every_org.select_related("organization", "report__wave", "report__organization")
    found: ShareLink | None = (
        rows.filter(
            token_hash=key_hash(key), revoked_at=None, expires_at__gt=timezone.now(), report__in=reports
        )
        .defer("report__document")
        .first()
    )
    return found


def check(link: ShareLink, password: str, *, address: str) -> bool:
    """Whether this password opens the link. Raises TooManyPasswords before it looks at it."""
    one = counted(f"share-password:{link.pk}:{address}", seconds=TRIES_S)
    everybody = counted(f"share-password:{link.pk}", seconds=ALL_TRIES_S)
    if one > TRIES or everybody > ALL_TRIES:
        raise TooManyPasswords
    return check_password(password, link.password)


def pass_for(link: ShareLink) -> str:
    """What a browser carries that has given the password: good for this link and twelve hours."""
    return _SIGNER.sign(_mark(link))


def is_let_in(link: ShareLink, carried: str) -> bool:
    """Whether somebody who carries this may pass; everybody where no password was set."""
    if not link.password:
        return True
    try:
        return _SIGNER.unsign(carried, max_age=LET_IN_S) == _mark(link)
    except signing.BadSignature:
        return False


def _mark(link: ShareLink) -> str:
    return f"{link.pk}-{link.token_hash[:16]}"


def note(link: ShareLink, what: str) -> None:
    """Count one more of this kind today."""
    seen = {"link": link, "day": timezone.localdate(), "what": what}
    if not ShareOpening.objects.filter(**seen).update(times=F("times") + 1):
        ShareOpening.objects.bulk_create([ShareOpening(**seen)], ignore_conflicts=True)
        ShareOpening.objects.filter(**seen).update(times=F("times") + 1)
