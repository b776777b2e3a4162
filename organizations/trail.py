"""Questions to the audit trail: which lines, and how they read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import AuditEntry, Outcome, User

PAGE = 100

SEEN = Q(action__startswith="viewed")
EXPORTED = Q(action__startswith="downloaded") | Q(action__startswith="exported")
KINDS = {
    "seen": gettext_lazy("Seen"),
    "changed": gettext_lazy("Changed"),
    "exported": gettext_lazy("Exported"),
    "refused": gettext_lazy("Refused or failed"),
}

COLUMNS = ("Time (UTC)", "Person", "Action", "Object", "Outcome", "Detail")


@dataclass(frozen=True)
class Line:
    """One entry in words."""

    at: datetime
    person: str
    action: str
    subject: str
    outcome: str
    detail: str

    @property
    def cells(self) -> tuple[str, ...]:
        when = self.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        return when, self.person, self.action, self.subject, self.outcome, self.detail


def entries(
    *, since: date | None = None, until: date | None = None, person: str = "", kind: str = ""
) -> QuerySet[AuditEntry]:
    """Entries of the organization in scope, the latest first; days are in UTC and both included."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.select_related("actor").order_by("-at", "-pk")
    if since:
        rows = rows.filter(at__gte=datetime.combine(since, time(), UTC))
    if until:
        rows = rows.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), UTC))
    if person:
        rows = rows.filter(actor_id=int(person))
    return rows.filter(_of_kind(kind)) if kind else rows


def _of_kind(kind: str) -> Q:
    done = Q(outcome=Outcome.DONE)
    return {
        "seen": done & SEEN,
        "changed": done & ~SEEN & ~EXPORTED,
        "exported": done & EXPORTED,
        "refused": ~done,
    }[kind]


def lines(rows: QuerySet[AuditEntry]) -> list[Line]:
    """Entries in words; one further query for the people they are about."""
    found = list(rows)
    about = {entry.object_id for entry in found if entry.object_type == "user"}
    names = {str(user.pk): user.get_full_name() for user in User.objects.filter(pk__in=about)}
    return [_line(entry, names) for entry in found]


def _line(entry: AuditEntry, names: dict[str, str]) -> Line:
    return Line(
        at=entry.at,
        person=actor_name(entry),
        action=entry.action,
        subject=_subject(entry, names),
        outcome=str(Outcome(entry.outcome).label),
        detail=entry.detail,
    )


def actor_name(entry: AuditEntry) -> str:
    if entry.actor_id is None:
        return "cxassess"
    return entry.actor.get_full_name() if entry.actor else pseudonym(entry.actor_id)


def pseudonym(user_id: int | str) -> str:
    """What the trail calls somebody whose account is gone."""
    return _("Person %s, erased") % user_id


def _subject(entry: AuditEntry, names: dict[str, str]) -> str:
    if entry.object_type == "user":
        return names.get(entry.object_id) or pseudonym(entry.object_id)
    if entry.object_type == "organization":
        return _("the organization")
    return f"{entry.object_type} {entry.object_id}".strip()


def people() -> list[tuple[str, str]]:
    """Everybody who appears in the trail of the organization in scope: id and name."""
    ids = AuditEntry.objects.exclude(actor_id=None).values_list("actor_id", flat=True).distinct()
    known: dict[Any, str] = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=ids)}
    return sorted(
        ((str(pk), known.get(pk) or pseudonym(pk)) for pk in ids), key=lambda person: person[1].lower()
    )
