"""The demo's door: one click in the demo, and no such address anywhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import reload
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches, get_resolver

import organizations.urls
from cxassess import urls
from cxassess.env import BASE_DIR
from organizations.demo import ensure_people, user_of
from organizations.models import Member
from tests import builders


@pytest.fixture
def in_the_demo(settings: Any) -> Any:
    settings.DEMO = True
    _read_addresses_again()
    yield
    settings.DEMO = False
    _read_addresses_again()


def _read_addresses_again() -> None:
    reload(organizations.urls)
    reload(urls)
    clear_url_caches()


def test_without_the_demo_there_is_no_such_address() -> None:
    assert not any("demo" in str(entry.pattern) for entry in organizations.urls.urlpatterns)
    assert get_resolver().reverse_dict.getlist("demo") == []


def test_a_process_without_the_demo_answers_404(tmp_path: Any) -> None:
    environment = os.environ | {"CXASSESS_DEMO": "0", "CXASSESS_VAR": str(tmp_path)}
    script = (
        "import django; django.setup(); from django.urls import resolve, Resolver404\n"
        "try: resolve('/demo/analyst/')\n"
        "except Resolver404: print('no such address')"
    )

    said = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert said.stdout.strip() == "no such address", said.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["analyst", "executive", "owner"])
def test_one_click_signs_in(client: Client, in_the_demo: None, key: str) -> None:
    builders.organization("Acme")
    ensure_people()

    page = client.post(f"/demo/{key}/", follow=True)

    assert "Acme" in page.content.decode()


@pytest.mark.django_db
def test_the_door_opens_by_post_alone(client: Client, in_the_demo: None) -> None:
    assert client.get("/demo/analyst/").status_code == 405
    assert client.post("/demo/nobody/").status_code == 404


@pytest.mark.django_db
def test_the_demo_people_join_every_organization_once() -> None:
    builders.organization("One")
    builders.organization("Two")

    ensure_people()
    ensure_people()

    assert Member.every_org.count() == 6
    assert not user_of("analyst").has_usable_password()
