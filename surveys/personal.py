"""What surveys know about an e-mail address: the open waves it was invited to. Answers lead to nobody."""

from __future__ import annotations

from typing import Any

from organizations.personal import Holding, register
from surveys.mail_models import Contact, Message
from surveys.models import Invitation


def about(email: str) -> list[dict[str, Any]]:
    """Whom an address was invited as, and how far that is."""
    rows = Invitation.every_org.filter(email__iexact=email).select_related("wave__assessment", "organization")
    return [
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


def forget(email: str) -> None:
    """Take the address off its invitations. They stay, so that nobody answers a wave twice."""
    Invitation.every_org.filter(email__iexact=email).update(email="", language="")


def hold() -> None:
    register(Holding(name="questionnaires", about=about, forget=forget))
