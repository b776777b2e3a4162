"""The smallest group that is shown fails closed: unset, nothing, text and too few are refused everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.test import Client

from cxassess import env
from cxassess.errors import Conflict
from organizations.models import Organization
from organizations.scope import org_scope
from scoring.units import LARGEST_GROUP, LEAST_GROUP
from surveys import models
from surveys.actions import open_wave
from surveys.models import Wave
from tests import builders
from tests.surveys.fieldwork import a_wave

NONE = ["", " ", "0", "-5", "4", "11", "100", "five", "5.0", "5,5", "0x5", "none", "null", "true", "٧", "5 "]


# --- The installation -----------------------------------------------------------------------------------


def test_an_installation_that_says_nothing_shows_no_group_below_five() -> None:
    assert env.read({}).minimum_group == 5


@pytest.mark.parametrize("text", ["5", "7", "10"])
def test_an_installation_may_ask_for_five_to_ten(text: str) -> None:
    assert env.read({"CXASSESS_MINIMUM_GROUP": text}).minimum_group == int(text)


@pytest.mark.parametrize("text", NONE)
def test_a_smallest_group_that_is_none_stops_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CXASSESS_MINIMUM_GROUP: say a whole number from 5 to 10"):
        env.read({"CXASSESS_MINIMUM_GROUP": text})


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "0", "4"])
def test_no_program_starts_with_a_smallest_group_that_is_none(
    manage: list[str], text: str, tmp_path: Path
) -> None:
    own = {**os.environ, "CXASSESS_MINIMUM_GROUP": text, "CXASSESS_VAR": str(tmp_path)}
    done = subprocess.run([*manage, "check"], env=own, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "CXASSESS_MINIMUM_GROUP: say a whole number from 5 to 10" in done.stderr


def test_every_floor_means_the_same_five_and_ten() -> None:
    assert (env.LEAST_GROUP, env.LARGEST_GROUP) == (LEAST_GROUP, LARGEST_GROUP)
    assert (models.MINIMUM_GROUP, models.LARGEST_MINIMUM_GROUP) == (LEAST_GROUP, LARGEST_GROUP)


# --- A wave -----------------------------------------------------------------------------------------------


@pytest.fixture
def acme(db: None) -> Any:
    organization = builders.organization()
    with org_scope(organization):
        yield organization


SET_UP = {"name": "Ownership", "wave": "2026", "market": "b2b", "time_zone": "UTC"}


@pytest.mark.parametrize("typed", ["", "0", "4", "11", "-5", "five", "5.5", "off"])
def test_the_page_that_sets_up_a_wave_refuses_a_smallest_group_that_is_none(
    client: Client, acme: Organization, typed: str
) -> None:
    client.force_login(builders.ann(acme))
    answer = client.post(f"/o/{acme.slug}/new/", {**SET_UP, "minimum_group": typed})
    assert answer.status_code == 400
    assert not Wave.objects.exists()


def test_the_page_that_sets_up_a_wave_asks_for_no_less_than_the_installation(
    client: Client, acme: Organization, settings: Any
) -> None:
    settings.MINIMUM_GROUP = 7
    client.force_login(builders.ann(acme))
    refused = client.post(f"/o/{acme.slug}/new/", {**SET_UP, "minimum_group": "6"})
    assert "At least 7: that is what people are promised." in refused.content.decode()
    client.post(f"/o/{acme.slug}/new/", {**SET_UP, "minimum_group": "8"})
    assert Wave.objects.get().minimum_group == 8


@pytest.mark.parametrize("minimum", [4, 6, 10])
def test_after_launch_the_smallest_group_changes_neither_in_the_model_nor_in_the_database(
    acme: Organization, minimum: int
) -> None:
    wave = a_wave()
    wave.minimum_group = minimum
    with pytest.raises(Conflict, match="minimum group can no longer change"):
        wave.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.filter(pk=wave.pk).update(minimum_group=minimum)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_wave SET minimum_group = NULL WHERE id = %s", [wave.pk])
    assert Wave.objects.get(pk=wave.pk).minimum_group == 5


@pytest.mark.parametrize("page", ["new", "facts", "links", "invitations", "open", "close", "reopen"])
def test_no_page_changes_the_smallest_group_of_a_wave_that_was_launched(
    client: Client, acme: Organization, page: str
) -> None:
    wave = a_wave()
    client.force_login(builders.ann(acme))
    address = f"/o/{acme.slug}/new/" if page == "new" else f"/o/{acme.slug}/waves/{wave.pk}/{page}/"
    client.post(address, {**SET_UP, "minimum_group": "9", "people": ""})
    assert Wave.objects.get(pk=wave.pk).minimum_group == 5


def test_a_wave_that_was_set_up_before_the_installation_asked_for_more_does_not_open(
    acme: Organization, settings: Any
) -> None:
    wave = a_wave(opened=False)
    settings.MINIMUM_GROUP = 6
    with pytest.raises(Conflict, match="whole number from 6 to 10"):
        open_wave(wave)


# --- On a file database -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_file_database_keeps_the_promises_of_a_wave_and_its_versions(tmp_path: Path) -> None:
    own = {"CXASSESS_VAR": str(tmp_path), "CXASSESS_DATABASE_URL": f"sqlite:///{tmp_path}/cx.sqlite3"}
    command = [sys.executable, "-m", "tests.surveys.on_sqlite"]
    done = subprocess.run(
        command, env={**os.environ, **own}, cwd=env.BASE_DIR, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert {name for name, refused in found["refused"].items() if refused == name.startswith("may ")} == set()
    assert len(found["refused"]) == 24
    assert found["versions"] == [[1, True], [2, True]]
