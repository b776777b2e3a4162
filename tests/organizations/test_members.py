"""How people come into an organization: somebody adds them, and they choose their own password."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from organizations.actions import add_member
from organizations.models import Member, Organization, Role, User
from tests import builders

pytestmark = pytest.mark.django_db

PASSWORD = "seven green boats at noon"


def places() -> list[tuple[str, str]]:
    return list(Member.every_org.order_by("user__email").values_list("user__email", "role"))


def test_whoever_is_added_has_an_account_without_a_password() -> None:
    member = add_member(builders.organization(), email=" Ann@Example.com ", role=Role.OWNER, name="Ann")

    assert places() == [("ann@example.com", "owner")]
    assert not member.user.has_usable_password()


def test_adding_somebody_again_changes_the_role_and_nothing_else() -> None:
    acme = builders.organization()
    add_member(acme, email="ann@example.com", role=Role.READER)

    add_member(acme, email="ANN@example.com", role=Role.ANALYST)

    assert places() == [("ann@example.com", "analyst")]
    assert User.objects.count() == 1


def test_somebody_added_chooses_a_password_and_is_in(client: Client) -> None:
    add_member(builders.organization(), email="ann@example.com", role=Role.READER)

    client.post("/accounts/password/reset/", {"email": "ann@example.com"})
    link = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = client.get(link[1], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    page = client.post("/accounts/login/", {"login": "ann@example.com", "password": PASSWORD}, follow=True)

    assert "Acme" in page.content.decode()


def test_the_command_makes_an_organization_and_its_owner(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_member", "acme", "ann@example.com", role="owner", new="Acme Ltd")

    assert "ann@example.com is owner of Acme Ltd." in capsys.readouterr().out
    assert places() == [("ann@example.com", "owner")]


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("nowhere", "ann@example.com"), {}),
        (("acme", "not an address"), {}),
        (("a slug", "ann@example.com"), {"new": "A slug"}),
        (("acme", "ann@example.com"), {"new": "Acme once more"}),
        (("acme", "ann@example.com", "--role=emperor"), {}),
    ],
)
def test_the_command_refuses_what_cannot_be_meant(arguments: Any, options: Any) -> None:
    builders.organization()

    with pytest.raises(CommandError) as refused:
        call_command("add_member", *arguments, **options)

    assert refused.value.returncode in (1, 2)
    assert (places(), Organization.objects.count()) == ([], 1)
