"""What must never happen to a wave and its answers is a constraint of the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cxassess.errors import Conflict
from organizations.models import Organization
from organizations.scope import org_scope
from surveys.actions import open_wave as open_wave_action
from surveys.checks import minimum_group_is_one
from surveys.models import (
    Assessment,
    Comment,
    Draft,
    Invitation,
    OpenLink,
    PulseSubmission,
    Submission,
    Wave,
    WaveState,
)

pytestmark = pytest.mark.django_db

FUNCTIONS = [{"key": "sales", "name": "Sales", "headcount": 12}, {"key": "it", "name": "IT", "headcount": 9}]


@pytest.fixture
def organization() -> Any:
    organization = Organization.objects.create(name="Northwind", slug="northwind")
    with org_scope(organization):
        yield organization


def make_wave(**fields: Any) -> Wave:
    assessment, _ = Assessment.objects.get_or_create(name="Ownership")
    given = {
        "assessment": assessment,
        "name": "2026",
        "instrument_key": "cx-ownership-maturity",
        "instrument_version": "1.0",
        "functions": FUNCTIONS,
    }
    wave: Wave = Wave.objects.create(**(given | fields))
    return wave


@pytest.fixture
def open_wave(organization: Organization) -> Wave:
    return make_wave(state=WaveState.OPEN)


def refuses(change: Any) -> bool:
    """True if the database itself says no."""
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("minimum", [-1, 0, 4, 11, 100, None, "", "5", "off", 5.0, 7.5, True, False])
def test_the_smallest_group_shown_is_five_to_ten(organization: Organization, minimum: Any):
    with pytest.raises(Conflict, match="whole number from 5 to 10"):
        make_wave(minimum_group=minimum)


@pytest.mark.parametrize("minimum", [-1, 0, 4, 11, 100, None])
def test_the_database_keeps_the_smallest_group_too(organization: Organization, minimum: Any):
    wave = make_wave()
    assert refuses(lambda: Wave.objects.filter(pk=wave.pk).update(minimum_group=minimum))


def test_a_wave_may_not_promise_less_than_the_installation(organization: Organization, settings: Any):
    wave = make_wave()
    settings.MINIMUM_GROUP = 7
    with pytest.raises(Conflict, match="from 7 to 10"):
        make_wave(name="2027", minimum_group=6)
    with pytest.raises(Conflict, match="from 7 to 10"):
        open_wave_action(wave)
    assert make_wave(name="2027", minimum_group=7).minimum_group == 7


def test_an_open_wave_keeps_its_promise_when_the_installation_asks_for_more(open_wave: Wave, settings: Any):
    settings.MINIMUM_GROUP = 7
    open_wave.facts = {"cx_lead": "none"}
    open_wave.save()
    assert Wave.objects.get(pk=open_wave.pk).minimum_group == 5


@pytest.mark.parametrize("minimum", [None, 0, 4, 11, "5", 5.0, True, ""])
def test_an_installation_whose_smallest_group_is_none_does_not_pass_its_checks(settings: Any, minimum: Any):
    settings.MINIMUM_GROUP = minimum
    assert [error.id for error in minimum_group_is_one(None)] == ["surveys.E001"]


@pytest.mark.parametrize("minimum", [5, 10])
def test_five_and_ten_may_be_the_smallest_group(organization: Organization, minimum: int):
    assert make_wave(minimum_group=minimum).minimum_group == minimum


CHANGES = {
    "minimum_group": 7,
    "functions": FUNCTIONS[:1],
    "instrument_key": "another",
    "instrument_version": "1.1",
}


@pytest.mark.parametrize(("field", "value"), CHANGES.items())
def test_what_an_open_wave_promised_does_not_change(open_wave: Wave, field: str, value: object):
    setattr(open_wave, field, value)
    with pytest.raises(Conflict, match="can no longer change"):
        open_wave.save()


@pytest.mark.parametrize(("field", "value"), CHANGES.items())
def test_the_database_keeps_the_promise_too(open_wave: Wave, field: str, value: object):
    assert refuses(lambda: Wave.objects.filter(pk=open_wave.pk).update(**{field: value}))


@pytest.mark.parametrize(("field", "value"), CHANGES.items())
def test_a_wave_being_set_up_may_still_change(organization: Organization, field: str, value: object):
    wave = make_wave()
    setattr(wave, field, value)
    wave.save()
    assert getattr(Wave.objects.get(pk=wave.pk), field) == value


def test_what_was_not_promised_may_change_while_the_wave_is_open(open_wave: Wave):
    open_wave.facts = {"cx_lead": "none"}
    open_wave.save()
    assert Wave.objects.get(pk=open_wave.pk).facts == {"cx_lead": "none"}


def test_a_closed_wave_is_not_opened_again(open_wave: Wave):
    open_wave.state, open_wave.closed_at = WaveState.CLOSED, timezone.now()
    open_wave.save()
    open_wave.state, open_wave.closed_at = WaveState.OPEN, None
    with pytest.raises(Conflict, match="forward"):
        open_wave.save()
    closed = Wave.objects.filter(pk=open_wave.pk)
    assert refuses(lambda: closed.update(state=WaveState.OPEN, closed_at=None))


def test_an_open_wave_does_not_become_a_draft_to_be_changed(open_wave: Wave):
    assert refuses(lambda: Wave.objects.filter(pk=open_wave.pk).update(state=WaveState.DRAFT))


@pytest.mark.parametrize(
    "fields",
    [
        {"state": WaveState.CLOSED},
        {"state": WaveState.OPEN, "closed_at": "2026-03-01T12:00Z"},
        {"state": "paused"},
    ],
)
def test_a_wave_has_a_time_of_closing_if_and_only_if_it_is_closed(organization: Organization, fields: Any):
    assert refuses(lambda: make_wave(**fields))


def test_a_wave_is_named_once_in_an_assessment(open_wave: Wave):
    assert refuses(make_wave)


# --- Of one organization --------------------------------------------------------------------------------


def foreign_parents(wave: Wave, stranger: Organization) -> dict[str, Any]:
    """A row of each kind that says it is the stranger's but hangs under a wave of somebody else."""
    own = {"wave_id": wave.pk, "organization_id": stranger.pk}
    return {
        "submission": Submission(function=0, level=0, answers=b"", **own),
        "comment": Comment(function=0, text="hello", **own),
        "pulse": PulseSubmission(answers=b"", **own),
        "invitation": Invitation(function="sales", token_hash="a" * 64, **own),
        "open link": OpenLink(token="b" * 43, **own),
    }


@pytest.mark.parametrize("kind", ["submission", "comment", "pulse", "invitation", "open link"])
def test_a_row_hangs_under_a_wave_of_its_own_organization(open_wave: Wave, kind: str):
    from django.db import connection

    stranger = Organization.objects.create(name="Southwind", slug="southwind")
    row = foreign_parents(open_wave, stranger)[kind]

    def store() -> None:
        type(row).every_org.bulk_create([row])
        connection.check_constraints()

    assert refuses(store)


# --- People ---------------------------------------------------------------------------------------------


def test_nothing_in_a_given_answer_points_at_a_person():
    for model in (Submission, Comment, PulseSubmission):
        points_at = {field.related_model for field in model._meta.get_fields() if field.is_relation}
        assert points_at == {Organization, Wave}
        assert model._meta.pk.get_internal_type() == "UUIDField"
        times = [
            field.name for field in model._meta.get_fields() if field.get_internal_type() == "DateTimeField"
        ]
        assert times == []


def test_a_draft_comes_by_exactly_one_link(open_wave: Wave):
    link = OpenLink.objects.create(wave=open_wave, token="t" * 43)
    invitation = Invitation.objects.create(wave=open_wave, function="it", token_hash="h" * 64)
    assert refuses(lambda: Draft.objects.create(wave=open_wave, token_hash="1" * 64))
    assert refuses(
        lambda: Draft.objects.create(
            wave=open_wave, open_link=link, invitation=invitation, token_hash="2" * 64
        )
    )


def test_an_invitation_has_one_draft_however_many_windows_are_open(open_wave: Wave):
    invitation = Invitation.objects.create(wave=open_wave, function="it", token_hash="h" * 64)
    Draft.objects.create(wave=open_wave, invitation=invitation, token_hash="1" * 64)
    assert refuses(lambda: Draft.objects.create(wave=open_wave, invitation=invitation, token_hash="2" * 64))


def test_a_wave_has_one_open_link_for_all_and_one_for_each_function(open_wave: Wave):
    OpenLink.objects.create(wave=open_wave, token="1" * 43)
    OpenLink.objects.create(wave=open_wave, token="2" * 43, function="it")
    assert refuses(lambda: OpenLink.objects.create(wave=open_wave, token="3" * 43))
    assert refuses(lambda: OpenLink.objects.create(wave=open_wave, token="4" * 43, function="it"))


def test_an_address_is_invited_once_and_people_without_one_as_often_as_there_are(open_wave: Wave):
    for code, email in enumerate(["ann@example.com", "", ""]):
        Invitation.objects.create(wave=open_wave, function="it", email=email, token_hash=f"{code:064}")
    again = {"wave": open_wave, "function": "it", "email": "ann@example.com", "token_hash": "f" * 64}
    assert refuses(lambda: Invitation.objects.create(**again))


def test_a_level_that_is_none_is_refused(open_wave: Wave):
    assert refuses(lambda: Submission.objects.create(wave=open_wave, function=0, level=3, answers=b""))
