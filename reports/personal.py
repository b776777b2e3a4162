"""What reports know about an e-mail address: the actions its member is to do. They go on without a name."""

from __future__ import annotations

from typing import Any

from organizations.personal import Holding, register
from reports import publishing_personal
from reports.adopted_models import AdoptedAction


def about(email: str) -> list[dict[str, Any]]:
    rows = AdoptedAction.every_org.filter(member__user__email__iexact=email).select_related("organization")
    return [
        {
            "organization": row.organization.name,
            "action": row.title,
            "status": row.get_status_display(),
            "due on": row.due_on,
        }
        for row in rows.order_by("pk")
    ]


def forget(email: str) -> None:
    """The membership is gone by now, and with it the name; an address typed as the owner goes as well."""
    AdoptedAction.every_org.filter(owner__iexact=email).update(owner="")


def hold() -> None:
    register(Holding(name="adopted actions", about=about, forget=forget))
    publishing_personal.hold()
