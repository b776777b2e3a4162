"""Taking part in the installation's portfolio, and which organizations count as one owner there.

A benchmark tells nothing of one organization only if the others are really others. So organizations are put
into owner groups: of one group no more than half may stand in a benchmark, and five must stand beside it.

The staff of the installation may say whom an organization belongs to (`manage.py owner_group`). Where they
have not, organizations that have an owner in common belong together: whoever decides in both could fill a
portfolio with organizations of their own. The staff themselves do not link: they set up every client, can
read the database, and would make a single group of an installation that a consultancy runs for its clients.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from organizations.models import Member, Organization, Role, User
from organizations.portfolio_models import OwnerGroup, PortfolioMember


def takes_part(organization: Organization) -> PortfolioMember | None:
    """The agreement by which an organization takes part; None while it does not."""
    found: PortfolioMember | None = PortfolioMember.every_org.filter(organization=organization).first()
    return found


@transaction.atomic
def join(organization: Organization, *, by: User | None) -> bool:
    """Let the published scores of an organization take part. False if they did."""
    values = {"agreed_by": by}
    return bool(PortfolioMember.every_org.get_or_create(organization=organization, defaults=values)[1])


@transaction.atomic
def leave(organization: Organization) -> bool:
    """From now on no new report uses its scores. False if they took no part."""
    return bool(PortfolioMember.every_org.filter(organization=organization).delete()[0])


def set_owner_group(organization: Organization, name: str) -> None:
    """Say whom an organization belongs to; with an empty name, its owners say so again."""
    name = " ".join(name.split())
    if not name:
        OwnerGroup.every_org.filter(organization=organization).delete()
        return
    OwnerGroup.every_org.update_or_create(organization=organization, defaults={"name": name})


def owner_groups() -> Mapping[int, str]:
    """Organization -> its owner group, for every organization of the installation."""
    named = dict(OwnerGroup.every_org.values_list("organization_id", "name"))
    groups = _by_owners(
        [key for key in Organization.objects.values_list("pk", flat=True) if key not in named]
    )
    return groups | {key: f"named {name.casefold()}" for key, name in named.items()}


def _by_owners(organizations: list[int]) -> dict[int, str]:
    """Organizations linked by owners in common, directly or through others; each by its least number."""
    group = {key: key for key in organizations}
    owned: dict[int, list[int]] = {}
    rows = Member.every_org.filter(role=Role.OWNER, user__is_staff=False, organization__in=organizations)
    for user, organization in rows.order_by("organization_id").values_list("user_id", "organization_id"):
        owned.setdefault(user, []).append(organization)
    for first, *others in owned.values():
        for other in others:
            one, two = sorted((group[first], group[other]))
            group = {key: one if at == two else at for key, at in group.items()}
    return {key: f"owners of {at}" for key, at in group.items()}
