"""Getting in where parts meet: secrets at the wrong door, foreign children, closing while people send."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from cxassess.errors import CxError
from organizations.scope import org_scope
from reports.models import Report
from surveys import actions, pulse
from surveys.actions import Invitee
from surveys.errors import WaveClosed, WaveNotReady
from surveys.models import Draft, Invitation, Submission, Wave, WaveVersion
from surveys.tokens import token_hash
from tests import builders
from tests.surveys.fieldwork import a_wave, an_organization, begun, invited

PEOPLE = 16


@pytest.mark.django_db
def test_a_secret_of_one_kind_opens_no_door_of_another(client: Client) -> None:
    with org_scope(an_organization()):
        wave = a_wave()
        secrets = {
            "respondent": invited(wave),
            "open": actions.create_open_link(wave).token,
            "customer": pulse.make_link(wave).token,
        }
    doors = {
        "/r/{}/": {"respondent", "open"},
        "/r/{}/review/": set(),  # nobody has begun
        "/r/{}/unsubscribe/": {"respondent"},
        "/c/{}/": {"customer"},
        "/c/{}/frame/": {"customer"},
        "/invitations/{}/": set(),
        "/o/northwind/calendar/{}.ics": set(),
    }
    opened = {
        door: {kind for kind, secret in secrets.items() if client.get(door.format(secret)).status_code == 200}
        for door in doors
    }
    assert {door: kinds - doors[door] for door, kinds in opened.items()} == {door: set() for door in doors}
    assert opened["/r/{}/"] == {"respondent", "open"}
    assert opened["/c/{}/"] == {"customer"}


@pytest.mark.django_db
def test_the_stored_form_of_a_secret_opens_nothing(client: Client) -> None:
    with org_scope(an_organization()):
        wave = a_wave()
        invited(wave)
        _draft, token = begun(wave)
        hashes = [*Invitation.objects.values_list("token_hash", flat=True), token_hash(token)]
    assert {client.get(f"/r/{stored}/").status_code for stored in hashes} == {404}


@pytest.mark.django_db
def test_a_person_of_another_wave_is_not_taken_off_this_one_s_list(client: Client) -> None:
    acme = builders.organization()
    client.force_login(builders.ann(acme))
    with org_scope(acme):
        mine, other = (a_wave(opened=False, name=name) for name in ("2026", "2027"))
        actions.create_invitations(other, people=[Invitee("sales", "manager", "ann@acme.example")])
        person = Invitation.objects.get()
    client.post(reverse("waves:take_off", args=("acme", mine.pk)), {"person": person.pk})
    assert Invitation.every_org.filter(pk=person.pk).exists()


# --- At the same moment -------------------------------------------------------------------------------------


def at_once(works: list[Callable[[], None]]) -> list[CxError]:
    """Everything at the same moment, each on a connection of its own; returns what was refused."""
    refused: list[CxError] = []
    ready = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        ready.wait()
        try:
            work()
        except CxError as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def scoped(wave: Wave, work: Callable[[], object]) -> Callable[[], None]:
    def inside() -> None:
        with org_scope(wave.organization_id):
            work()

    return inside


@pytest.mark.django_db(transaction=True)
def test_a_wave_closed_by_two_at_once_is_closed_once_and_reported_once() -> None:
    with org_scope(an_organization()):
        wave = a_wave()
    refused = at_once([scoped(wave, lambda: actions.close_wave(wave))] * 4)
    assert [type(error) for error in refused] == [WaveNotReady] * 3
    assert (Report.every_org.count(), WaveVersion.every_org.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("closing_first", range(3))
def test_while_a_wave_closes_whatever_was_taken_is_counted_and_whatever_was_not_is_told(
    closing_first: int,
) -> None:
    with org_scope(an_organization()):
        wave = a_wave()
        drafts = [begun(wave)[0] for _ in range(PEOPLE)]
    sending = [scoped(wave, lambda draft=draft: actions.submit(draft)) for draft in drafts]
    closing = scoped(wave, lambda: actions.close_wave(wave))
    refused = at_once([*sending[:closing_first], closing, *sending[closing_first:]])
    assert {type(error) for error in refused} <= {WaveClosed}
    with org_scope(wave.organization_id):
        assert Submission.objects.filter(version=1).count() == PEOPLE - len(refused)
        assert Submission.objects.count() == PEOPLE - len(refused)
        assert Draft.objects.count() == 0
