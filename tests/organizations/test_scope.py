"""The first lock: outside a scope there are no rows, and inside one only its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django import forms

from organizations.models import Member, Organization, Role
from organizations.scope import ScopeMismatch, ScopeMissing, org_scope
from tests import builders

pytestmark = pytest.mark.django_db

QUESTIONS: dict[str, Callable[[], Any]] = {
    "all": lambda: list(Member.objects.all()),
    "exists": lambda: Member.objects.exists(),
    "exclude, then exists": lambda: Member.objects.exclude(pk=0).exists(),
    "explain": lambda: Member.objects.all().explain(),
    "aggregate": lambda: Member.objects.aggregate(),
    "iterator": lambda: list(Member.objects.iterator()),
    "in a subquery": lambda: list(Organization.objects.filter(pk__in=Member.objects.values("organization"))),
    "form field": lambda: forms.ModelChoiceField(Member.objects.all()),
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
