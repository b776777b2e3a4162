"""Organizations and people in the words of the product: Ann analyzes, Max is a member, Sam is a stranger."""

from __future__ import annotations

from cxassess.env import BASE_DIR
from organizations.models import Member, Organization, Role, User
from organizations.scope import org_scope
from reports.models import Report
from reports.publishing import publish
from surveys.importing import import_assessment
from surveys.models import Wave

FOLDERS = BASE_DIR / "demo" / "organizations"


def organization(name: str = "Acme", **fields: str) -> Organization:
    row: Organization = Organization.objects.create(name=name, slug=fields.get("slug", name.lower()))
    return row


def person(name: str) -> User:
    """Somebody with an account and nothing else."""
    return User.objects.create_user(f"{name.lower()}@example.com", name=name)


def member(name: str, *, of: Organization, role: Role) -> User:
    user = person(name)
    with org_scope(of):
        Member.objects.create(user=user, role=role)
    return user


def ann(of: Organization) -> User:
    return member("Ann", of=of, role=Role.ANALYST)


def max_(of: Organization) -> User:
    return member("Max", of=of, role=Role.READER)


def olga(of: Organization) -> User:
    return member("Olga", of=of, role=Role.OWNER)


def sam() -> User:
    """Signed in, and a member of nothing that the test is about."""
    return person("Sam")


def published(report: Report) -> Report:
    """The report, which the organization's readers see from now on."""
    with org_scope(report.organization_id):
        publish(report, by=None)
    return report


def imported_wave(folder: str = "velora-retail") -> Wave:
    """The closed wave of one of the demo's organizations."""
    return import_assessment(FOLDERS / folder).wave
