"""The first lock: outside a scope there are no rows, and inside one only its own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django import forms
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Exists

from organizations.models import AuditEntry, Member, Organization, Role, User
from organizations.scope import ScopeMismatch, ScopeMissing, org_scope
from tests import builders

pytestmark = pytest.mark.django_db


def waited_for(question: Callable[[], Any]) -> Any:
    async def ask() -> Any:
        return await question()

    return async_to_sync(ask)()


QUESTIONS: dict[str, Callable[[], Any]] = {
    "all": lambda: list(Member.objects.all()),
    "exists": lambda: Member.objects.exists(),
    "exclude, then exists": lambda: Member.objects.exclude(pk=0).exists(),
    "explain": lambda: Member.objects.all().explain(),
    "aggregate": lambda: Member.objects.aggregate(),
    "count": lambda: Member.objects.count(),
    "first": lambda: Member.objects.first(),
    "none": lambda: Member.objects.none(),
    "iterator": lambda: list(Member.objects.iterator()),
    "in bulk": lambda: Member.objects.in_bulk([1]),
    "get or create": lambda: Member.objects.get_or_create(user=None),
    "update": lambda: Member.objects.update(role=Role.OWNER),
    "delete": lambda: Member.objects.filter(pk=1).delete(),
    "values": lambda: list(Member.objects.values_list("pk")),
    "another database": lambda: Member.objects.using("default").exists(),
    "default manager": lambda: Member._default_manager.exists(),
    "exists in a subquery": lambda: list(User.objects.filter(Exists(Member.objects.all()))),
    "asynchronous exists": lambda: waited_for(Member.objects.aexists),
    "asynchronous loop": lambda: waited_for(Member.objects.aiterator().__anext__),
    "checking a row": lambda: Member(organization_id=1, user_id=1).validate_constraints(),
    "in a subquery": lambda: list(Organization.objects.filter(pk__in=Member.objects.values("organization"))),
    "form field": lambda: forms.ModelChoiceField(Member.objects.all()),
    "form field of a key": lambda: models.ForeignKey(Member, models.CASCADE).formfield(),
    "raw": lambda: Member.objects.raw("SELECT 1"),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_outside_a_scope_no_question_is_answered(question: Callable[[], Any]) -> None:
    with pytest.raises(ScopeMissing):
        question()


def test_a_related_manager_is_locked_as_well() -> None:
    user = builders.ann(builders.organization())

    with pytest.raises(ScopeMissing):
        user.memberships.count()
    with pytest.raises(ScopeMissing):
        list(User.objects.prefetch_related("memberships"))


def test_inside_a_scope_only_its_own_rows_are_there() -> None:
    ours, theirs = builders.organization("Ours"), builders.organization("Theirs")
    ann = builders.ann(ours)
    builders.max_(theirs)

    with org_scope(ours):
        assert [member.user for member in Member.objects.all()] == [ann]


def test_the_innermost_scope_holds_and_ends() -> None:
    ours, theirs = builders.organization("Ours"), builders.organization("Theirs")
    builders.ann(ours)

    with org_scope(ours):
        with org_scope(theirs):
            assert not Member.objects.exists()
        assert Member.objects.exists()
    with pytest.raises(ScopeMissing):
        Member.objects.exists()


def test_a_row_is_filed_under_the_scope_it_was_made_in() -> None:
    ours = builders.organization()

    with org_scope(ours):
        member = Member.objects.create(user=builders.sam(), role=Role.READER)

    assert member.organization == ours


@pytest.mark.parametrize("many", [False, True])
def test_a_row_of_another_organization_is_refused(many: bool) -> None:
    ours, theirs = builders.organization("Ours"), builders.organization("Theirs")
    foreign = Member(organization=theirs, user=builders.sam(), role=Role.OWNER)

    with org_scope(ours), pytest.raises(ScopeMismatch):
        Member.objects.bulk_create([foreign]) if many else foreign.save()


def test_rows_do_not_move_between_organizations() -> None:
    ours, theirs = builders.organization("Ours"), builders.organization("Theirs")

    with org_scope(ours), pytest.raises(ScopeMismatch):
        Member.objects.update(organization=theirs)


def test_a_scope_needs_an_organization_that_exists() -> None:
    with pytest.raises(ScopeMissing), org_scope(Organization(name="Not stored")):
        pass


def test_a_thread_starts_without_a_scope() -> None:
    raised: list[type[Exception]] = []

    def look() -> None:
        try:
            Member.objects.exists()
        except ScopeMissing as error:
            raised.append(type(error))

    with org_scope(builders.organization()):
        thread = Thread(target=look)
        thread.start()
        thread.join()

    assert raised == [ScopeMissing]


def test_a_scope_reaches_what_is_awaited_in_it() -> None:
    ours = builders.organization()
    builders.ann(ours)

    with org_scope(ours):
        assert waited_for(Member.objects.acount) == 1


def test_a_scope_ends_when_its_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), org_scope(builders.organization()):
        raise ZeroDivisionError
    with pytest.raises(ScopeMissing):
        Member.objects.exists()


def test_a_row_of_another_organization_is_not_found_by_its_id() -> None:
    ours, theirs = builders.organization("Ours"), builders.organization("Theirs")
    builders.max_(theirs)
    foreign = Member.every_org.get(organization=theirs)

    with org_scope(ours):
        assert Member.objects.filter(pk=foreign.pk).first() is None
        assert Member.objects.filter(pk=foreign.pk).update(role=Role.OWNER) == 0
        assert Member.objects.filter(pk=foreign.pk).delete()[0] == 0
    assert Member.every_org.get(pk=foreign.pk).role == Role.READER


def test_nobody_reaches_rows_through_the_organization_itself() -> None:
    with pytest.raises(FieldError):
        Organization.objects.filter(member__role=Role.OWNER)
    assert not hasattr(Organization, "member_set")


def test_following_a_key_from_a_row_in_hand_asks_for_no_scope() -> None:
    builders.ann(builders.organization())

    member = Member.every_org.get()

    assert member.organization.name == "Acme"
    member.refresh_from_db()


def test_deleting_an_account_takes_its_memberships_along() -> None:
    ann = builders.ann(builders.organization())

    ann.delete()

    assert not Member.every_org.exists()


def test_every_owned_model_keeps_the_scoped_manager() -> None:
    assert [found for found in checks.run_checks() if found.id == "organizations.E001"] == []


def test_a_model_that_brings_a_plain_manager_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AuditEntry._meta, "default_manager", AuditEntry.every_org)

    assert [found.obj for found in checks.run_checks() if found.id == "organizations.E001"] == [AuditEntry]
