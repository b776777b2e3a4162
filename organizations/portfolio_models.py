"""Who takes part in the installation's portfolio, and which organizations belong together."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from organizations.models import User
from organizations.scope import OrganizationOwned


class PortfolioMember(OrganizationOwned):
    """An organization takes part in the portfolio: an owner agreed. Gone when an owner withdraws it.

    agreed_by  null once that person's account is gone, and where nobody was asked: in the demo.
    """

    agreed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_portfolio_membership_each"),
        ]

    def __str__(self) -> str:
        return f"in the portfolio since {self.agreed_at:%Y-%m-%d}"


class OwnerGroup(OrganizationOwned):
    """Whom an organization belongs to, as the staff of the installation says; equal names belong together."""

    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_owner_group_each"),
        ]

    def __str__(self) -> str:
        return self.name
