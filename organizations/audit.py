"""The audit trail: who did what to which row, when, and what came of it. Lines are added and never changed.

What was done is recorded by the view inside its own transaction: a line stands exactly when the change
does. What was refused or rolled back is recorded by the door, after the view has been left: by then its
transaction is over, so the line is written in one of its own and stays. Only members are recorded. A line
about a stranger would cost a write that an address without an organization does not, and the time it takes
would tell a foreign organization from a missing one.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.db import models
from django.http import HttpRequest

from organizations.models import AuditEntry, Outcome

QUIET_S = 60
"""The same refusal of the same person is one line a minute, so that nobody can bury the trail."""


def record(request: HttpRequest, action: str, row: models.Model, *, detail: str = "") -> AuditEntry:
    """Note that the person of this request did `action` to `row`; needs an organization in scope.

    action  a verb in the past tense, at most 40 characters: "viewed", "closed", "downloaded pdf".
    detail  what changed, at most 200 characters, without anything that could name a person.
    """
    return _add(
        actor_id=request.user.pk,
        action=action,
        object_type=row._meta.model_name or "",
        object_id=str(row.pk),
        detail=detail,
    )


def record_by_itself(action: str, *, object_type: str, object_id: str, detail: str = "") -> AuditEntry:
    """Note what the product did without being asked; needs an organization in scope."""
    return _add(action=action, object_type=object_type, object_id=object_id, detail=detail)


def record_attempt(request: HttpRequest, *, outcome: Outcome, code: str, ids: dict[str, object]) -> None:
    """Note what the person of this request tried in vain; call it when no transaction of theirs is open.

    code  of the error, such as "not_allowed". What was tried is the name of the address and the ids in it.
    """
    match = request.resolver_match
    tried = {
        "action": "tried to open" if request.method in ("GET", "HEAD") else "tried to send",
        "object_type": (match.view_name if match else "")[:40],
        "object_id": "/".join(str(value) for value in ids.values())[:40],
        "detail": code[:200],
    }
    line = f"{request.user.pk} {outcome} {sorted(tried.items())}"
    if cache.add(f"audit:{hashlib.sha256(line.encode()).hexdigest()}", True, timeout=QUIET_S):
        _add(actor_id=request.user.pk, outcome=outcome, **tried)


def _add(**values: object) -> AuditEntry:
    entry: AuditEntry = AuditEntry.objects.create(**values)
    return entry
