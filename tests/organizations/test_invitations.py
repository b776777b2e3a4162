"""How colleagues come in: an owner invites them by mail, and the link opens once, for them alone."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from organizations import people
from organizations.models import AuditEntry, Member, MemberInvitation, Organization, Role, User
from organizations.scope import org_scope
from tests import builders
from tests.organizations.signing import PASSWORD, reauthenticate, sign_in, with_password

pytestmark = pytest.mark.django_db

IVY = "ivy@example.com"


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def acme() -> Organization:
    return builders.organization()


@pytest.fixture
def olga(acme: Organization) -> User:
    return with_password(builders.olga(acme))


@pytest.fixture
def owner(olga: User) -> Client:
    client = Client()
    client.force_login(olga)
    return client


def invite(owner: Client, *, email: str = IVY, role: str = "analyst") -> Any:
    return owner.post("/o/acme/people/invite/", {"email": email, "role": role})


def link() -> str:
    """The link in the latest mail."""
    found = re.search(r"http://testserver(/invitation/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def accept(client: Client, address: str, *, name: str = "Ivy", password: str = PASSWORD) -> Any:
    return client.post(address, {"name": name, "password": password})


def roles() -> dict[str, str]:
    return dict(Member.every_org.values_list("user__email", "role"))


def trail() -> list[str]:
    return list(AuditEntry.every_org.order_by("pk").values_list("action", flat=True))


# --- The way in -----------------------------------------------------------------------------------------


def test_who_is_invited_chooses_name_and_password_and_is_in(owner: Client, client: Client) -> None:
    invite(owner)

    answered = accept(client, link())

    assert answered["Location"] == "/o/acme/"
    assert client.get("/o/acme/").status_code == 200
    assert roles() == {"olga@example.com": "owner", IVY: "analyst"}
    assert User.objects.get(email=IVY).get_full_name() == "Ivy"


def test_the_new_account_signs_in_like_any_other(owner: Client, client: Client) -> None:
    invite(owner)
    accept(client, link())
    client.logout()

    assert sign_in(client, email=IVY).wsgi_request.user.is_authenticated


def test_the_mail_comes_in_the_clients_name_and_answers_go_to_whoever_invited(owner: Client) -> None:
    invite(owner)

    message = mail.outbox[0]

    assert (message.to, message.reply_to) == ([IVY], ["olga@example.com"])
    assert message.from_email == "Acme <cxassess@localhost>"
    assert "Olga invites you to join Acme" in str(message.body)


def test_a_name_with_a_line_break_writes_no_second_header(owner: Client) -> None:
    Organization.objects.update(name="Acme\r\nBcc: eve@example.com")

    invite(owner)

    assert mail.outbox[0].subject == "Acme Bcc: eve@example.com invites you to cxassess"
    assert mail.outbox[0].recipients() == [IVY]


def test_what_a_name_says_in_braces_stays_text(owner: Client) -> None:
    Organization.objects.update(name="{{ invitation.token_hash }}{% now 'Y' %}")

    invite(owner)

    assert "{{ invitation.token_hash }}{% now 'Y' %}" in str(mail.outbox[0].body)


def test_the_database_does_not_know_the_key(owner: Client) -> None:
    invite(owner)
    key = link().split("/")[2]

    stored = MemberInvitation.every_org.values().get()

    assert key not in str(stored)
    assert stored["token_hash"] == people.key_hash(key)


def test_inviting_and_joining_stand_in_the_trail_without_an_address(owner: Client, client: Client) -> None:
    invite(owner)
    accept(client, link())

    assert trail() == ["invited", "joined"]
    assert IVY not in str(list(AuditEntry.every_org.values()))


def test_a_weak_password_is_not_taken_and_the_link_stays_good(owner: Client, client: Client) -> None:
    invite(owner)

    refused = accept(client, link(), password="password1234")

    assert refused.status_code == 400
    assert accept(client, link()).status_code == 302


def test_looking_at_the_link_uses_nothing_up(owner: Client, client: Client) -> None:
    invite(owner)

    for _time in range(3):
        assert client.get(link()).status_code == 200

    assert MemberInvitation.every_org.count() == 1


def test_the_page_keeps_its_key_to_itself(owner: Client, client: Client) -> None:
    invite(owner)

    answered = client.get(link())

    assert answered["Referrer-Policy"] == "same-origin"
    assert answered["Cache-Control"] == "private, no-store"


# --- Once, in time, and for nobody else -----------------------------------------------------------------


def test_a_link_opens_once(owner: Client) -> None:
    invite(owner)
    address = link()
    accept(Client(), address)

    again = accept(Client(), address, name="Eve")

    assert again.status_code == 404
    assert "no longer works" in again.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_it_at_once_one_is_in(owner: Client) -> None:
    invite(owner)
    address = link()

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda name: accepted(address, name), ["Ivy", "Eve"]))

    # The other finds the link used up, or an account there already.
    assert sorted(answers) in ([200, 302], [302, 404])
    assert Member.every_org.count() == 2


def accepted(address: str, name: str) -> int:
    try:
        return int(accept(Client(), address, name=name).status_code)
    finally:
        connection.close()


def test_after_fourteen_days_it_is_too_late(owner: Client, client: Client) -> None:
    invite(owner)
    MemberInvitation.every_org.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert accept(client, link()).status_code == 404
    assert IVY not in roles()


def test_it_is_good_for_fourteen_days() -> None:
    acme = builders.organization()
    with org_scope(acme):
        made, _key = people.invite(acme, email=IVY, role=Role.READER)

    assert timedelta(days=13, hours=23) < made.expires_at - timezone.now() <= timedelta(days=14)


def test_a_withdrawn_link_opens_nothing(owner: Client, client: Client) -> None:
    invite(owner)
    pk = MemberInvitation.every_org.get().pk

    owner.post(f"/o/acme/invitations/{pk}/withdraw/")

    assert accept(client, link()).status_code == 404
    assert trail() == ["invited", "withdrew"]


def test_used_withdrawn_and_made_up_links_read_the_same(owner: Client, client: Client) -> None:
    invite(owner)
    address = link()
    accept(Client(), address)

    used, made_up = client.get(address), client.get(f"/invitation/{'A' * 43}/")

    assert (used.status_code, used.content) == (made_up.status_code, made_up.content)


def test_somebody_signed_in_under_another_address_cannot_use_it(owner: Client, client: Client) -> None:
    invite(owner)
    with_password(builders.sam())
    sign_in(client, email="sam@example.com")

    answered = client.post(link())

    assert answered.status_code == 403
    assert IVY not in answered.content.decode()
    assert "sam@example.com" not in roles()


def test_an_address_that_was_only_claimed_is_not_enough(owner: Client, client: Client) -> None:
    invite(owner)
    with_password(builders.sam())
    sign_in(client, email="sam@example.com")
    reauthenticate(client)
    client.post("/accounts/email/", {"action_add": "", "email": IVY})

    address = next(re.findall(r"/invitation/\S+", str(m.body))[0] for m in mail.outbox if "Acme" in m.subject)

    assert client.post(address).status_code == 403


def test_who_joins_ends_the_claims_of_others_to_the_address(owner: Client, client: Client) -> None:
    invite(owner)
    sam = with_password(builders.sam())
    sam.emailaddress_set.create(email=IVY, verified=False)

    accept(client, link())

    assert list(sam.emailaddress_set.values_list("email", flat=True)) == ["sam@example.com"]


def test_who_has_an_account_signs_in_and_joins_with_it(owner: Client, client: Client) -> None:
    with_password(builders.sam())
    invite(owner, email="Sam@Example.com")

    asked = client.get(link())
    sign_in(client, email="sam@example.com")
    client.post(link())

    assert "Sign in with it to accept" in asked.content.decode()
    assert roles()["sam@example.com"] == "analyst"


def test_the_link_sets_no_password_for_an_account_that_has_one(owner: Client, client: Client) -> None:
    sam = with_password(builders.sam())
    invite(owner, email="sam@example.com")

    accept(client, link(), password="a password of the attacker")

    sam.refresh_from_db()
    assert sam.check_password(PASSWORD)
    assert "sam@example.com" not in roles()


def test_guessing_links_ends_soon(client: Client) -> None:
    answers = [client.get(f"/invitation/{number:043d}/").status_code for number in range(32)]

    assert (answers[0], answers[-1]) == (404, 429)


# --- Sending --------------------------------------------------------------------------------------------


def test_sent_again_the_new_link_works_and_the_old_one_does_not(owner: Client, client: Client) -> None:
    invite(owner)
    old = link()
    invitation = MemberInvitation.every_org.get()
    MemberInvitation.every_org.update(sent_at=timezone.now() - timedelta(minutes=11))

    owner.post(f"/o/acme/invitations/{invitation.pk}/send/")

    assert client.get(old).status_code == 404
    assert client.get(link()).status_code == 200


def test_nobody_gets_two_mails_in_ten_minutes(owner: Client) -> None:
    invite(owner)
    invitation = MemberInvitation.every_org.get()

    refused = owner.post(f"/o/acme/invitations/{invitation.pk}/send/")

    assert (refused.status_code, len(mail.outbox)) == (400, 1)


def test_nobody_gets_more_than_five_mails(owner: Client) -> None:
    invite(owner)
    invitation = MemberInvitation.every_org.get()
    for _time in range(8):
        MemberInvitation.every_org.update(sent_at=timezone.now() - timedelta(minutes=11))
        owner.post(f"/o/acme/invitations/{invitation.pk}/send/")

    assert len(mail.outbox) == people.MOST_SENDS == 5


def test_withdrawing_and_inviting_anew_is_no_way_round(owner: Client) -> None:
    for _time in range(8):
        invite(owner)
        for invitation in MemberInvitation.every_org.all():
            owner.post(f"/o/acme/invitations/{invitation.pk}/withdraw/")

    assert len(mail.outbox) == 5


def test_without_a_mail_server_the_invitation_waits_and_can_be_sent_at_once(
    owner: Client, settings: Any, unused_tcp_port: int
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_tcp_port
    invite(owner)
    page = owner.get("/o/acme/people/").content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    owner.post(f"/o/acme/invitations/{MemberInvitation.every_org.get().pk}/send/")

    assert "did not take the mail" in page
    assert [message.to for message in mail.outbox] == [[IVY]]


@pytest.fixture
def unused_tcp_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def test_a_member_and_somebody_invited_are_not_invited_again(owner: Client) -> None:
    invite(owner)

    for email in (IVY.upper(), "olga@example.com"):
        assert invite(owner, email=email).status_code == 400

    assert len(mail.outbox) == 1


def test_a_reader_invites_nobody(acme: Organization, client: Client) -> None:
    client.force_login(builders.max_(acme))

    assert invite(client).status_code == 403
    assert not mail.outbox
