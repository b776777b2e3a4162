"""What is known about a person by the tokens of their programs; they are gone with the membership."""

from __future__ import annotations

from typing import Any

from organizations.models import AccessToken
from organizations.personal import Holding, register


def about(email: str) -> list[dict[str, Any]]:
    """Every token of whoever has this address, without anything that opens."""
    rows = AccessToken.every_org.filter(member__user__email__iexact=email).select_related("organization")
    return [
        {
            "organization": row.organization.name,
            "name": row.name,
            "begins with": row.prefix,
            "may": row.scopes,
            "since": row.created_at,
            "until": row.revoked_at or row.expires_at,
            "last used on": row.last_used_on,
        }
        for row in rows.order_by("pk")
    ]


def forget(email: str) -> None:
    """Nothing is left to do: the database deletes tokens with the account."""


def hold() -> None:
    register(Holding(name="access tokens", about=about, forget=forget))
