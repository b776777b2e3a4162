"""What changes who belongs where, and the rules an organization sets itself."""

from __future__ import annotations

from typing import cast

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from cxassess.errors import Conflict
from organizations.models import Member, Organization, Role, User
from organizations.scope import org_scope
from organizations.second_factor import has_second_factor


@transaction.atomic
def add_member(organization: Organization, *, email: str, role: Role, name: str = "") -> Member:
    """Give a person a place in an organization, or another role if they have one already.

    A person without an account gets one, without a password: they choose it through the mail that "Forgot
    the password?" sends, so nobody else ever knows it.
    """
    user = _account(email.strip().lower(), name=name)
    with org_scope(organization):
        member, _made = Member.objects.update_or_create(user=user, defaults={"role": role})
    return cast("Member", member)


@transaction.atomic
def create_organization(*, name: str, slug: str, owner: User | None = None) -> Organization:
    """A further client of this installation, with its first owner if there is one yet."""
    organization: Organization = Organization.objects.create(name=" ".join(name.split()), slug=slug)
    if owner is not None:
        with org_scope(organization):
            Member.objects.create(user=owner, role=Role.OWNER)
    return organization


def _account(email: str, *, name: str) -> User:
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    # Whoever adds a member vouches for the address; without this line signing in would ask to confirm it.
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


# --- Rules ------------------------------------------------------------------------------------------------


def rename(organization: Organization, *, name: str) -> None:
    organization.name = " ".join(name.split())
    organization.save(update_fields=["name"])


def require_second_factor(organization: Organization, *, wanted: bool, by: User) -> None:
    """Whether every member needs a second factor. Raises Conflict for somebody who would be outside then."""
    if wanted and not has_second_factor(by):
        sentence = _("Set up a second factor of your own first; otherwise you would be outside.")
        raise Conflict(sentence, code="second_factor_missing")
    organization.requires_second_factor = wanted
    organization.save(update_fields=["requires_second_factor"])


def retain(organization: Organization, *, months: int | None) -> int | None:
    """For how long closed waves are kept, None without an end; what it was before."""
    before, organization.retention_months = organization.retention_months, months
    organization.save(update_fields=["retention_months"])
    return before
