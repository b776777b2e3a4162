"""Questions to the audit trail: which lines, and how they read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import AuditEntry, Member, Outcome, User

PAGE = 100
LATEST = 500
"""Lines that are looked through for people who are no longer members: a trail grows for years."""

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
    """One entry in words; the time is in UTC."""

    at: str
    person: str
    action: str
    subject: str
    outcome: str
    detail: str

    @property
    def cells(self) -> tuple[str, ...]:
        return self.at, self.person, self.action, self.subject, self.outcome, self.detail


def entries(
    *, since: date | None = None, until: date | None = None, person: str = "", kind: str = ""
) -> QuerySet[AuditEntry]:
    """Entries of the organization in scope, the latest first; days are in UTC and both included."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.order_by("-at", "-pk")
    if since:
        rows = rows.filter(at__gte=datetime.combine(since, time(), UTC))
    if until:
        rows = rows.filter(at__lte=datetime.combine(until, time.max, UTC))
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
    """Entries in words; one further query for the people who did it and to whom it was done."""
    found = list(rows.values_list(*_READ))
    ids = {actor_id for _at, actor_id, *_rest in found} - {None}
    about = {int(object_id) for _at, _actor, _action, kind, object_id, *_rest in found if kind == "user"}
    names = names_of(ids | about)
    return [_line(values, names) for values in found]


_READ = ("at", "actor_id", "action", "object_type", "object_id", "outcome", "detail")
_OUTCOMES = {outcome.value: str(outcome.label) for outcome in Outcome}


def _line(values: tuple[Any, ...], names: dict[int, str]) -> Line:
    at, actor_id, action, kind, object_id, outcome, detail = values
    return Line(
        at=at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        person="cxassess" if actor_id is None else names[actor_id],
        action=action,
        subject=_subject(kind, object_id, names),
        outcome=_OUTCOMES[outcome],
        detail=detail,
    )


def _subject(kind: str, object_id: str, names: dict[int, str]) -> str:
    if kind == "user":
        return names[int(object_id)]
    return _("the organization") if kind == "organization" else f"{kind} {object_id}".strip()


def names_of(ids: set[int]) -> dict[int, str]:
    """What people are called now; somebody whose account is gone by their number."""
    known = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=ids)}
    return {pk: known.get(pk) or _("Person %s, erased") % pk for pk in ids}


def people() -> list[tuple[str, str]]:
    """Id and name of the members in scope, and of everybody else in the latest lines of the trail."""
    latest = AuditEntry.objects.order_by("-at", "-pk").values_list("actor_id", flat=True)[:LATEST]
    ids = {*Member.objects.values_list("user_id", flat=True), *latest} - {None}
    named = names_of(ids)
    return sorted(((str(pk), named[pk]) for pk in ids), key=lambda person: person[1].lower())
