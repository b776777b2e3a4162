"""Whoever upgrades an installation with data in it loses nothing, and it works on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from cxassess.env import BASE_DIR
from tests import services
from tests.conftest import SCRATCH
from tests.test_house_serving import laptop

LEFT = {
    "reads": '{"as": "stored"}',
    "language": "en",
    "published": True,
    "actions": ["Ask renewal"],
    "forms": [["2025", "full"], ["2026", "full"]],
    "invited": [["ivy@example.com", ""]],
    "contacts": 1,
    "answers": {"VIEW1": "3"},
}


def upgraded(environment: dict[str, str]) -> Any:
    command = [sys.executable, "-m", "tests.upgrading"]
    environment = environment | {"DJANGO_SETTINGS_MODULE": "cxassess.settings"}
    done = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_a_laptop_is_upgraded_with_everything_on_it(tmp_path: Path) -> None:
    assert upgraded(laptop(tmp_path)) == LEFT


@pytest.mark.slow
def test_a_server_is_upgraded_with_everything_on_it(postgresql: Any, tmp_path: Path) -> None:
    address = services.postgresql_url(SCRATCH / "pg")
    connection = psycopg2.connect(address)
    connection.autocommit = True
    connection.cursor().execute("CREATE DATABASE upgraded")
    connection.close()
    elsewhere = {
        "CXASSESS_DATABASE_URL": address.replace("/postgres?", "/upgraded?"),
        "CXASSESS_SECRET_KEY": os.environ["CXASSESS_SECRET_KEY"],
    }

    assert upgraded(laptop(tmp_path) | elsewhere) == LEFT
