"""The people of the demo: they exist, and sign in with one click, only where the demo is switched on."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from organizations.models import Member, Organization, Role, User


@dataclass(frozen=True)
class DemoPerson:
    """Somebody whom the demo's door signs in. The address cannot receive mail (RFC 2606)."""

    key: str
    email: str
    name: str
    role: Role


PEOPLE = (
    DemoPerson("analyst", "analyst@demo.example", "Ann Alder", Role.ANALYST),
    DemoPerson("executive", "executive@demo.example", "Max Morrow", Role.READER),
    DemoPerson("owner", "owner@demo.example", "Olive Oakes", Role.OWNER),
)


def ensure_people() -> None:
    """Make the demo's people members of every organization there is; safe to repeat."""
    for person in PEOPLE:
        user = _user(person)
        joined = set(Member.every_org.filter(user=user).values_list("organization_id", flat=True))
        for organization in Organization.objects.exclude(pk__in=joined):
            Member.every_org.create(organization=organization, user=user, role=person.role)


def user_of(key: str) -> User:
    """The demo person of a key; KeyError if there is none of that name."""
    return _user({person.key: person for person in PEOPLE}[key])


def _user(person: DemoPerson) -> User:
    user = User.objects.filter(email=person.email).first()
    # Without a password only the demo's door lets them in.
    user = user or User.objects.create_user(person.email, name=person.name)
    # Nobody could open the mail that would verify it, and a second factor can be tried only behind one.
    verified = {"verified": True, "primary": True}
    EmailAddress.objects.get_or_create(user=user, email=person.email, defaults=verified)
    return user
