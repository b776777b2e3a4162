"""What is deleted when an organization's retention period is over: announced first, then gone.

Higher floors say what they hold by registering a `Holder`. Nothing is deleted that was not announced
`NOTICE` before, on the organization's page and by mail to its owners. A mail server that is away delays the
mail, not the deletion: what was promised to respondents does not wait for a mail server.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from organizations import mail
from organizations.audit import record_by_itself
from organizations.models import Member, Organization, RetentionNotice, Role
from organizations.scope import org_scope

NOTICE = timedelta(days=14)


@dataclass(frozen=True)
class Due:
    """One thing whose time is over: its id at its holder and what people call it."""

    object_id: str
    label: str


@dataclass(frozen=True)
class Holder:
    """Something with rows that a retention period ends. Both are called with the organization in scope.

    due     what is older than a day.
    delete  one of these by its id; deleting what is gone already does nothing.
    """

    name: str
    due: Callable[[date], Iterable[Due]]
    delete: Callable[[str], None]


_holders: dict[str, Holder] = {}


def register(holder: Holder) -> None:
    _holders[holder.name] = holder


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def keep(organization: Organization, *, today: date) -> None:
    """Announce what is over, delete what was announced long enough ago. Safe to repeat."""
    with org_scope(organization):
        _announce(organization, today=today)
        _tell(organization)
        for notice in RetentionNotice.objects.filter(due_on__lte=today):
            _delete(notice)


@transaction.atomic
def _announce(organization: Organization, *, today: date) -> None:
    """A notice for everything that is over, and none for what is not or no longer."""
    over = dict(_over(organization, today=today))
    for notice in RetentionNotice.objects.select_for_update():
        if over.pop((notice.holder, notice.object_id), None) is None:
            notice.delete()
    for (holder, object_id), label in over.items():
        RetentionNotice.objects.create(holder=holder, object_id=object_id, label=label, due_on=today + NOTICE)


def _over(organization: Organization, *, today: date) -> Iterable[tuple[tuple[str, str], str]]:
    if organization.retention_months is None:
        return
    before = months_before(today, organization.retention_months)
    for holder in _holders.values():
        for due in holder.due(before):
            yield (holder.name, due.object_id), due.label


def _tell(organization: Organization) -> None:
    """One mail to each owner about everything not yet told; told once a mail server took one of them."""
    untold = list(RetentionNotice.objects.filter(told_at=None))
    if not untold:
        return
    owners = Member.objects.filter(role=Role.OWNER, user__is_active=True)
    body = _letter(organization, untold)
    subject = f"{organization.name}: closed waves will be deleted"
    addresses = list(owners.values_list("user__email", flat=True))
    taken = [mail.send_notice(organization, to=owner, subject=subject, body=body) for owner in addresses]
    if any(taken):
        RetentionNotice.objects.filter(pk__in=[notice.pk for notice in untold]).update(told_at=timezone.now())


def _letter(organization: Organization, notices: list[RetentionNotice]) -> str:
    listed = "\n".join(f"- {notice.due_on:%Y-%m-%d}  {notice.label}" for notice in notices)
    return (
        f"{organization.name} keeps closed waves for {organization.retention_months} months.\n"
        f"These will be deleted, with their answers, comments and reports:\n\n{listed}\n\n"
        "Download the reports you want to keep, or let an owner set a longer period.\n"
    )


@transaction.atomic
def _delete(notice: RetentionNotice) -> None:
    held = RetentionNotice.objects.select_for_update().filter(pk=notice.pk).first()
    if held is None:  # another worker did
        return
    _holders[held.holder].delete(held.object_id)
    record_by_itself(
        "deleted", object_type=held.holder, object_id=held.object_id, detail="retention period over"
    )
    held.delete()
