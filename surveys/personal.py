"""What surveys know about an e-mail address: the open waves it was invited to. Answers lead to nobody."""

from __future__ import annotations

from typing import Any

from organizations.personal import Holding, register
from surveys import kept_lists
from surveys.mail_models import Contact, Message
from surveys.models import Invitation


def about(email: str) -> list[dict[str, Any]]:
    """Whom an address was invited as and how far that is, and lists that name it and wait."""
    rows = Invitation.every_org.filter(email__iexact=email).select_related("wave__assessment", "organization")
    waiting = [
        {"organization": row.organization.name, "wave": row.wave.name, "state": "on a list that waits"}
        for row in kept_lists.naming(email)
    ]
    invited = [
        {
            "organization": row.organization.name,
            "assessment": row.wave.assessment.name,
            "wave": row.wave.name,
            "function": row.function,
            "level": row.level,
            "language": row.language,
            "state": row.state,
            "mails": Message.every_org.filter(invitation=row).count(),
            "mail does not get there": Contact.every_org.filter(invitation=row, unreachable=True).exists(),
            "wants no more mail": Contact.every_org.filter(invitation=row, silent=True).exists(),
        }
        for row in rows.order_by("pk")
    ]
    return [*invited, *waiting]


def forget(email: str) -> None:
    """Take the address off its invitations, which stay so that nobody answers twice, and off lists."""
    kept_lists.forget(email)
    Invitation.every_org.filter(email__iexact=email).update(email="", language="")


def hold() -> None:
    register(Holding(name="questionnaires", about=about, forget=forget))
