"""The audit trail: who did what to which row, and when. Lines are added and never changed."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest

from organizations.models import AuditEntry


def record(request: HttpRequest, action: str, row: models.Model) -> AuditEntry:
    """Note that the person of this request did `action` to `row`; needs an organization in scope.

    action  a verb in the past tense, at most 40 characters: "viewed", "closed", "downloaded pdf".
    """
    entry: AuditEntry = AuditEntry.objects.create(
        actor_id=request.user.pk,
        action=action,
        object_type=row._meta.model_name or "",
        object_id=str(row.pk),
    )
    return entry
