"""A query that was composed once answers like one that is composed anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from organizations.scope import org_scope
from surveys import actions, doors
from surveys.models import Draft
from tests.surveys.fieldwork import a_wave, an_organization, begun

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Any:
    with org_scope(an_organization()):
        begun_, _token = begun(a_wave())
        yield actions.save_answers(begun_, {"VIEW1": "4"}, comment="Ü")


def test_it_finds_the_row_that_the_composed_query_finds_in_every_field(draft: Draft) -> None:
    found = doors.DRAFT.first(token_hash=draft.token_hash)
    anew = Draft.every_org.get(pk=draft.pk)
    names = [field.attname for field in Draft._meta.concrete_fields]
    assert {name: getattr(found, name) for name in names} == {name: getattr(anew, name) for name in names}


def test_the_relations_come_along_without_a_further_query(
    draft: Draft, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        found = doors.DRAFT.first(token_hash=draft.token_hash)
        assert (found.wave, found.wave.organization.pk) == (draft.wave, draft.organization_id)


def test_it_asks_each_time_and_remembers_no_row(draft: Draft) -> None:
    assert doors.DRAFT.first(token_hash="somebody else's") is None
    Draft.every_org.filter(pk=draft.pk).update(comment="changed")
    assert doors.DRAFT.first(token_hash=draft.token_hash).comment == "changed"


def test_a_row_of_another_organization_is_not_locked(draft: Draft) -> None:
    with transaction.atomic():
        assert actions.LOCKED.first(pk=draft.pk, organization_id=draft.organization_id + 1) is None
        assert actions.LOCKED.first(pk=draft.pk, organization_id=draft.organization_id) == draft


@pytest.mark.parametrize("key", [{"token_hash": 1}, {"token_hash": None}, {"pk": 1}, {}])
def test_values_other_than_promised_are_refused_before_anything_is_asked(key: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="prepared for"):
        doors.DRAFT.first(**key)


@pytest.mark.django_db(transaction=True)
def test_a_query_that_locks_is_refused_outside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        actions.LOCKED.first(pk=1, organization_id=1)
