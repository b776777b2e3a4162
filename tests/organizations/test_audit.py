"""The audit trail grows and does nothing else."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from cxassess.errors import Conflict
from organizations.audit import record
from organizations.models import AuditEntry, Organization, User
from organizations.scope import org_scope
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> AuditEntry:
    ours = builders.organization()
    return noted(ours, by=builders.ann(ours))


def noted(ours: Organization, *, by: User) -> AuditEntry:
    request = RequestFactory().get("/")
    request.user = by
    with org_scope(ours):
        return record(request, "viewed", ours)


def test_it_says_who_did_what_to_which_row(entry: AuditEntry) -> None:
    assert (entry.actor.email, entry.action, entry.object_type) == (
        "ann@example.com",
        "viewed",
        "organization",
    )


def test_an_entry_cannot_be_changed(entry: AuditEntry) -> None:
    entry.action = "downloaded"

    with pytest.raises(Conflict):
        entry.save()


def test_an_entry_cannot_be_deleted(entry: AuditEntry) -> None:
    with pytest.raises(Conflict):
        entry.delete()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE organizations_auditentry SET action = 'nothing'", "DELETE FROM organizations_auditentry"],
)
def test_the_database_refuses_what_goes_round_the_model(entry: AuditEntry, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.every_org.get().action == "viewed"


def test_it_outlives_the_account_it_names(entry: AuditEntry) -> None:
    User.objects.filter(email="ann@example.com").delete()

    assert AuditEntry.every_org.get().actor_id is not None
