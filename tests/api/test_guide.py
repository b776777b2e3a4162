"""docs/api.md: every address is in it, and its examples run as they stand, against a server that runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cxassess.env import BASE_DIR
from organizations.models import Role
from surveys.models import Invitation, Wave
from tests.api.program import program
from tests.api.tenants import OF_CLIENTS, operations, tenant

PYTHON = [sys.executable, "-"]
GUIDE = (BASE_DIR / "docs" / "api.md").read_text()


def example(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, flags=re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture
def surroundings(transactional_db: None, live_server: Any) -> dict[str, str]:
    """What the first lines of the example export."""
    ours = tenant()
    ann = program("Ann", of=ours.organization, role=Role.ANALYST)
    named = {
        "CX": f"{live_server.url}/api/v1",
        "CX_TOKEN": ann.key,
        "CX_ORGANIZATION": ours.organization.slug,
    }
    assert set(re.findall(r"^export (\w+)=", example("sh"), flags=re.MULTILINE)) == set(named)
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"} | named


def run(command: list[str], script: str, *, env: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        command, input=script, env=env, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="this machine has no curl")
def test_the_example_in_curl_fetches_a_report(surroundings: dict[str, str], tmp_path: Path) -> None:
    said = run(["bash", "-euo", "pipefail"], example("bash"), env=surroundings, folder=tmp_path)

    assert '"email":"ann@example.com"' in said
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.slow
def test_the_example_in_python_launches_a_wave_once_though_it_runs_twice(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    before = Wave.every_org.count()

    said = [run(PYTHON, example("python"), env=surroundings, folder=tmp_path) for _time in range(2)]

    assert said == ["open 2 listed, 0 of 42 answered\n"] * 2
    assert Wave.every_org.count() == before + 1
    assert Invitation.every_org.filter(email="ida@example.com").count() == 1


def test_every_address_is_in_the_guide(db: None) -> None:
    listed = set(re.findall(r"^\| `([A-Z]+ [^`]+)` \|", GUIDE, flags=re.MULTILINE))
    there = {
        f"{method.upper()} {path.removeprefix('/api/v1/').replace('organizations/{slug}/', '…/')}"
        for path, methods in Client().get("/api/v1/schema/").json()["paths"].items()
        for method in methods
    }

    assert listed == there


@pytest.mark.parametrize("role", ["reader", "analyst", "owner"])
def test_the_guide_says_who_may(db: None, role: str) -> None:
    listed = set(re.findall(rf"^\| `([A-Z]+) …/([^`]*)` \| .* \| {role} \|$", GUIDE, flags=re.MULTILINE))
    there = {
        (method, re.sub(r"<\w+:(\w+)>", r"{\1}", route.pattern).split("{slug}/")[1])
        for route, method in operations(OF_CLIENTS)
        if route.view.cls.role_for(method) == role
    }

    assert listed == there
