"""What pages of lower floors show of adopted actions, without knowing them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from organizations.models import Organization
from reports.adopted_models import PENDING, AdoptedAction

register = template.Library()


@register.inclusion_tag("reports/_adopted.html")
def adopted_actions(organization: Organization) -> dict[str, Any]:
    """A line with the way to the organization's actions, and how many wait and are overdue."""
    rows = AdoptedAction.objects.filter(status__in=PENDING)
    due = list(rows.values_list("due_on", flat=True))
    today = timezone.localdate()
    overdue = sum(day is not None and day < today for day in due)
    return {"organization": organization, "waiting": len(due), "overdue": overdue}
