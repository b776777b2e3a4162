"""Invitations and reminders over a real mail server: each once, and none after the close."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from organizations.models import Organization
from organizations.scope import org_scope
from surveys import actions, mailing, mailing_post, mailing_rounds
from surveys.actions import Invitee
from surveys.mail_models import Contact, Kind, MailKey, MailRound, Message, MessageState, RoundState
from surveys.mail_tasks import send_round, sweep_mail
from surveys.mailing_rounds import RoundRefused
from surveys.models import Invitation, InvitationState, Wave
from surveys.tokens import token_hash
from tests.surveys import post_office
from tests.surveys.fieldwork import a_wave, an_organization
from tests.surveys.post_office import PostOffice

pytestmark = pytest.mark.django_db

ORIGIN = "https://cx.example.com/"
PEOPLE = ("amy@example.com", "bob@example.com", "cho@example.com")
WAITING, SENT, REFUSED, UNCERTAIN, DROPPED = (
    MessageState.WAITING,
    MessageState.SENT,
    MessageState.REFUSED,
    MessageState.UNCERTAIN,
    MessageState.DROPPED,
)


@pytest.fixture
def client_organization() -> Organization:
    return an_organization()


@pytest.fixture
def wave(client_organization: Organization) -> Iterator[Wave]:
    """An open wave with three people asked by name."""
    with org_scope(client_organization):
        opened = a_wave(languages=["en", "de", "fr", "es"])
        ask(opened, *PEOPLE)
        yield opened


@pytest.fixture
def port() -> int:
    return post_office.free_port()


@pytest.fixture
def office(settings: Any, port: int) -> Iterator[PostOffice]:
    """A mail server that works."""
    post_office.use(settings, port=port)
    with post_office.opened(PostOffice(), port=port) as office:
        yield office


def ask(wave: Wave, *addresses: str) -> None:
    people = [Invitee("service", "contributor", address) for address in addresses]
    actions.create_invitations(wave, people=people)


def planned(wave: Wave, kind: Kind = Kind.INVITATION) -> MailRound:
    return mailing_rounds.plan_round(wave, kind=kind, origin=ORIGIN)


def work_on(row: MailRound) -> MailRound:
    """A worker hears of a round; returns what the round is afterwards."""
    send_round(row.organization_id, row.pk)
    found: MailRound = MailRound.every_org.get(pk=row.pk)
    return found


def invite(wave: Wave) -> MailRound:
    return work_on(planned(wave))


def remind(wave: Wave) -> MailRound:
    """A reminder, as if the last mail had gone out days ago."""
    MailRound.objects.filter(wave=wave).update(
        due_at=timezone.now() - dt.timedelta(days=3), started_at=timezone.now() - dt.timedelta(days=3)
    )
    return work_on(planned(wave, Kind.REMINDER))


def let_time_pass(row: MailRound) -> None:
    """Until whatever the round and its messages wait for has come."""
    past = timezone.now() - dt.timedelta(seconds=1)
    MailRound.objects.filter(pk=row.pk, retry_at__isnull=False).update(retry_at=past)
    MailRound.objects.filter(pk=row.pk, lease_until__isnull=False).update(lease_until=past)
    Message.objects.filter(round=row, retry_at__isnull=False).update(retry_at=past)


def states() -> dict[str, str]:
    rows = Message.objects.filter(kind=Kind.INVITATION).values_list("invitation__email", "state")
    return dict(rows)


def link_in(mail: Any) -> str:
    """Path of the personal link in a mail."""
    text = mail.get_body(("plain",)).get_content()
    found = re.search(r"https://cx\.example\.com(/r/\w+/)\s", text)
    assert found is not None
    return found[1]


def submit(address: str) -> None:
    draft = actions.begin_invited(Invitation.objects.get(email=address))
    actions.submit(draft)


# --- Once ---------------------------------------------------------------------------------------------------


def test_everybody_is_invited_once_although_the_task_is_delivered_twice(
    wave: Wave, office: PostOffice
) -> None:
    row = planned(wave)
    work_on(row)
    again = work_on(row)
    assert office.to == sorted(PEOPLE)
    assert (again.state, again.written, again.sent, again.claims) == (RoundState.DONE, 3, 3, 1)


def test_who_is_typed_in_later_is_invited_then_and_nobody_else_again(wave: Wave, office: PostOffice) -> None:
    invite(wave)
    ask(wave, "dan@example.com")
    assert invite(wave).number == 2
    assert office.to == sorted((*PEOPLE, "dan@example.com"))


def test_a_second_round_of_invitations_for_nobody_is_refused(wave: Wave, office: PostOffice) -> None:
    invite(wave)
    with pytest.raises(RoundRefused, match="nobody with an e-mail address"):
        planned(wave)


def test_the_database_knows_a_message_once(wave: Wave, office: PostOffice) -> None:
    invite(wave)
    first = Message.objects.select_related("round", "invitation").first()
    known = {name: getattr(first, name) for name in ("wave", "round", "invitation", "kind", "number")}
    with pytest.raises(IntegrityError, match="message_once"), transaction.atomic():
        Message.objects.create(**known)


# --- Servers ------------------------------------------------------------------------------------------------


def test_a_dead_server_delays_the_mail_and_loses_and_doubles_nothing(
    wave: Wave, settings: Any, port: int
) -> None:
    post_office.use(settings, port=port)
    row = work_on(planned(wave))
    assert (row.state, row.trouble, set(states().values())) == (RoundState.RUNNING, 1, {WAITING})
    assert row.retry_at > timezone.now()
    assert mailing.in_trouble(wave)
    let_time_pass(row)
    with post_office.opened(PostOffice(), port=port) as office:
        row = work_on(row)
    assert (row.state, row.sent, office.to) == (RoundState.DONE, 3, sorted(PEOPLE))
    assert not mailing.in_trouble(wave)


def test_a_server_that_does_not_work_is_asked_less_and_less_often(
    wave: Wave, settings: Any, port: int
) -> None:
    post_office.use(settings, port=port)
    row, pauses = planned(wave), []
    for _try in range(8):
        row = work_on(row)
        pauses.append(round((row.retry_at - timezone.now()).total_seconds()))
        let_time_pass(row)
    assert pauses == [30, 60, 120, 240, 480, 900, 900, 900]


def test_a_server_that_ends_connections_after_some_mails_gets_the_rest_on_the_next(
    wave: Wave, office: PostOffice
) -> None:
    office.most = 2
    row = invite(wave)
    assert (row.state, row.sent, row.trouble, office.to) == (RoundState.DONE, 3, 0, sorted(PEOPLE))


def test_one_refused_address_stops_nobody_else_and_is_not_written_to_again(
    wave: Wave, office: PostOffice
) -> None:
    office.refuses.add("bob@example.com")
    row = invite(wave)
    assert (row.state, row.sent, row.refused) == (RoundState.DONE, 2, 1)
    assert states()["bob@example.com"] == REFUSED
    office.refuses.clear()
    remind(wave)
    assert "bob@example.com" not in office.to


def test_an_address_no_mail_can_carry_stops_nobody_else(wave: Wave, office: PostOffice) -> None:
    Invitation.objects.filter(email="bob@example.com").update(email="bob@" + "x" * 70 + ".com")
    row = invite(wave)
    assert (row.sent, row.refused) == (2, 1)


def test_a_server_that_asks_for_patience_gets_the_mail_later_and_once(wave: Wave, office: PostOffice) -> None:
    office.delays["cho@example.com"] = 2
    row = invite(wave)
    assert (row.state, states()["cho@example.com"]) == (RoundState.RUNNING, WAITING)
    for _wait in range(2):
        let_time_pass(row)
        row = work_on(row)
    assert (row.state, row.sent, office.to) == (RoundState.DONE, 3, sorted(PEOPLE))


def test_a_server_that_never_stops_asking_for_patience_is_given_up(wave: Wave, office: PostOffice) -> None:
    office.delays["cho@example.com"] = 99
    row = invite(wave)
    for _wait in range(mailing.ATTEMPTS):
        let_time_pass(row)
        row = work_on(row)
    assert (row.state, row.sent, row.refused) == (RoundState.DONE, 2, 1)


def test_a_server_that_is_silent_after_it_got_a_mail_leaves_it_uncertain_and_unrepeated(
    wave: Wave, office: PostOffice, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(mailing_post, "ANSWER_S", 0.3)
    settings.EMAIL_TIMEOUT = 0.3
    office.hangs = True
    row = invite(wave)
    assert (row.state, row.sent, row.uncertain) == (RoundState.DONE, 0, 3)
    office.hangs = False
    let_time_pass(row)
    work_on(row)
    assert len(set(office.to)) == len(office.to)
    assert remind(wave).sent == 3  # who may have missed the invitation is reminded like everybody else


# --- Reminders ----------------------------------------------------------------------------------------------


def test_a_reminder_goes_to_those_who_have_not_sent_answers_and_carries_the_same_link(
    wave: Wave, office: PostOffice
) -> None:
    invite(wave)
    links = {mail["To"]: link_in(mail) for mail in office.mails}
    submit("amy@example.com")
    del office.mails[:], office.envelopes[:]
    remind(wave)
    assert {mail["To"]: link_in(mail) for mail in office.mails} == {
        address: links[address] for address in PEOPLE[1:]
    }


def test_who_sends_answers_while_a_reminder_waits_gets_none(
    wave: Wave, office: PostOffice, settings: Any
) -> None:
    invite(wave)
    office.delays["bob@example.com"] = 1
    row = remind(wave)
    submit("bob@example.com")
    let_time_pass(row)
    assert work_on(row).dropped == 1
    assert office.to.count("bob@example.com") == 1


def test_who_has_begun_is_reminded_with_the_link_that_resumes(
    client: Client, wave: Wave, office: PostOffice
) -> None:
    invite(wave)
    actions.begin_invited(Invitation.objects.get(email="amy@example.com"))
    remind(wave)
    link = link_in(next(mail for mail in reversed(office.mails) if mail["To"] == "amy@example.com"))
    assert client.get(link).status_code == 303


def test_there_are_no_more_reminders_than_were_agreed(wave: Wave, office: PostOffice) -> None:
    invite(wave)
    for _reminder in range(3):
        remind(wave)
    with pytest.raises(RoundRefused, match="No more than 3 reminders"):
        remind(wave)


def test_two_mails_to_the_same_people_lie_a_day_apart(wave: Wave, office: PostOffice) -> None:
    invite(wave)
    with pytest.raises(RoundRefused, match="Leave a day"):
        planned(wave, Kind.REMINDER)


def test_a_planned_round_waits_for_its_moment_by_the_clients_clock(wave: Wave, office: PostOffice) -> None:
    Wave.objects.filter(pk=wave.pk).update(time_zone="America/New_York")
    wave.refresh_from_db()
    noon = (timezone.now() + dt.timedelta(days=2)).replace(hour=12, minute=0, tzinfo=None)
    at = mailing_rounds.moment(wave, noon)
    row = mailing_rounds.plan_round(wave, kind=Kind.INVITATION, origin=ORIGIN, due_at=at)
    work_on(row)
    assert (office.to, row.due_at.astimezone(wave.zone).hour) == ([], 12)
    MailRound.objects.update(due_at=timezone.now())
    assert work_on(row).sent == 3


def test_an_hour_the_clocks_jump_over_is_refused_and_one_that_comes_twice_is_the_first(wave: Wave) -> None:
    wave.time_zone = "Europe/Berlin"
    with pytest.raises(RoundRefused, match="jump over"):
        mailing_rounds.moment(wave, dt.datetime(2026, 3, 29, 2, 30))
    twice = mailing_rounds.moment(wave, dt.datetime(2026, 10, 25, 2, 30))
    assert twice == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_paused_mail_stays_and_goes_on_where_it_was(wave: Wave, office: PostOffice) -> None:
    row = planned(wave)
    mailing_rounds.pause(wave, paused=True)
    assert (work_on(row).state, sweep_mail(), office.to) == (RoundState.PLANNED, 0, [])
    mailing_rounds.pause(wave, paused=False)
    assert work_on(row).sent == 3


def test_a_round_that_has_begun_cannot_be_called_off(wave: Wave, office: PostOffice) -> None:
    row = planned(wave)
    mailing_rounds.call_off(wave, kind=row.kind, number=row.number)
    assert not MailRound.objects.exists()
    begun = invite(wave)
    with pytest.raises(RoundRefused, match="has begun"):
        mailing_rounds.call_off(wave, kind=begun.kind, number=begun.number)


# --- The sweep ----------------------------------------------------------------------------------------------


def test_the_sweep_rings_for_rounds_that_are_due_and_in_nobodys_hands(
    wave: Wave, client_organization: Organization
) -> None:
    planned(wave)
    assert (sweep_mail(), sweep_mail()) == (1, 0)


def test_nothing_leaves_before_the_wave_is_open(
    client_organization: Organization, office: PostOffice
) -> None:
    with org_scope(client_organization):
        draft = a_wave(opened=False)
        ask(draft, *PEOPLE)
        row = planned(draft)
        assert (work_on(row).state, sweep_mail()) == (RoundState.PLANNED, 0)
        actions.open_wave(draft)
        assert work_on(row).sent == 3


# --- The close ----------------------------------------------------------------------------------------------


def test_after_the_close_nothing_is_sent_and_nothing_about_a_person_is_left(
    wave: Wave, office: PostOffice
) -> None:
    office.delays["cho@example.com"] = 9
    row = invite(wave)
    actions.close_wave(wave)
    office.delays.clear()
    after = work_on(row)
    sweep_mail()
    assert office.to == ["amy@example.com", "bob@example.com"]
    assert [model.objects.count() for model in (Message, Contact, MailKey, Invitation)] == [0, 0, 0, 0]
    assert (after.state, after.written, after.sent, after.dropped) == (RoundState.ENDED, 3, 2, 1)


def test_after_the_close_no_link_can_be_made_again(wave: Wave, office: PostOffice) -> None:
    from surveys.mailing_links import derived_token, wave_key

    invite(wave)
    contact = Contact.objects.first()
    expected = contact.invitation.token_hash
    assert token_hash(derived_token(wave_key(wave), contact.nonce)) == expected
    actions.close_wave(wave)
    assert token_hash(derived_token(wave_key(wave), contact.nonce)) != expected


def test_a_wave_whose_last_day_is_over_writes_to_nobody(wave: Wave, office: PostOffice) -> None:
    row = planned(wave)
    Wave.objects.filter(pk=wave.pk).update(closes_on=timezone.localdate() - dt.timedelta(days=2))
    assert (work_on(row).state, office.to) == (RoundState.PLANNED, [])


# --- The link -----------------------------------------------------------------------------------------------


def test_the_link_in_the_mail_opens_the_questionnaire(client: Client, wave: Wave, office: PostOffice) -> None:
    invite(wave)
    assert client.get(link_in(office.mails[0])).status_code == 200


def test_the_database_alone_gives_nobody_a_link(wave: Wave, office: PostOffice, settings: Any) -> None:
    from surveys.mailing_links import link_token, wave_key

    invite(wave)
    contact = Contact.objects.select_related("invitation").first()
    assert link_token(contact, key=wave_key(wave)) is not None
    settings.SECRET_KEY = "another-installation-" * 3
    assert link_token(contact, key=wave_key(wave)) is None


def test_a_link_that_can_no_longer_be_made_is_not_sent(wave: Wave, office: PostOffice, settings: Any) -> None:
    invite(wave)
    settings.SECRET_KEY = "another-installation-" * 3
    row = remind(wave)
    assert (row.sent, row.dropped, len(office.mails)) == (0, 3, 3)


def test_who_began_with_a_link_handed_out_by_hand_keeps_it_and_gets_no_other(
    client: Client, wave: Wave, office: PostOffice
) -> None:
    token = actions.create_invitations(wave, people=[Invitee("sales", "manager", "eve@example.com")])[0]
    actions.begin_invited(Invitation.objects.get(email="eve@example.com"))
    invite(wave)
    assert "eve@example.com" not in office.to
    assert client.get(f"/r/{token}/").status_code == 303


# --- No more mail -------------------------------------------------------------------------------------------


def stop_link(mail: Any) -> str:
    return str(mail["List-Unsubscribe"]).strip(" <>").removeprefix("https://cx.example.com")


def test_one_click_of_the_mail_program_ends_the_mail(wave: Wave, office: PostOffice) -> None:
    invite(wave)
    mail = next(mail for mail in office.mails if mail["To"] == "amy@example.com")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    clicked = Client(enforce_csrf_checks=True).post(stop_link(mail), {"List-Unsubscribe": "One-Click"})
    assert clicked.status_code == 200
    remind(wave)
    assert office.to.count("amy@example.com") == 1
    assert office.to.count("bob@example.com") == 2


def test_looking_at_the_address_ends_nothing(client: Client, wave: Wave, office: PostOffice) -> None:
    invite(wave)
    page = client.get(stop_link(office.mails[0]))
    assert "Send me no more mail" in page.text
    assert not Contact.objects.filter(silent=True).exists()


def test_who_wants_no_more_mail_can_still_answer(client: Client, wave: Wave, office: PostOffice) -> None:
    invite(wave)
    client.post(stop_link(office.mails[0]))
    assert client.get(link_in(office.mails[0])).status_code == 200
    assert Invitation.objects.filter(state=InvitationState.INVITED).count() == 3
