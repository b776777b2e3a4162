"""docker-compose.yml: well formed, and every service's own command does its work when run by hand."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal

import psycopg2
import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from cxassess import env
from tests import services
from tests.conftest import SCRATCH

ROOT = env.BASE_DIR
GIVEN = {"CXASSESS_SECRET_KEY": "a key for the tests of the compose file", "POSTGRES_PASSWORD": "secret"}


class Strict(BaseModel):
    """Names a key of the compose format that is misspelled or not meant to be used here."""

    model_config = ConfigDict(extra="forbid")


class HealthCheck(Strict):
    test: list[str]
    interval: str
    timeout: str
    retries: int
    start_period: str = "0s"


class Dependency(Strict):
    condition: Literal["service_healthy", "service_completed_successfully"]


class Service(Strict):
    image: str
    build: str = ""
    restart: Literal["unless-stopped", "no"]
    init: bool = False
    read_only: bool = False
    tmpfs: list[str] = []
    cap_drop: list[str] = []
    security_opt: list[str] = []
    environment: dict[str, str] = {}
    command: list[str] = []
    ports: list[str] = []
    volumes: list[str] = []
    depends_on: dict[str, Dependency] = {}
    stop_grace_period: str = "10s"
    healthcheck: HealthCheck | None = None


def interpolated(text: str, given: dict[str, str]) -> str:
    """${NAME:-default} and ${NAME:?complaint}, as Compose reads them."""

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        if kind == "?" and not given.get(name):
            raise ValueError(f"{name}: {rest}")
        return given.get(name) or (rest if kind == "-" else "")

    return re.sub(r"\$\{(\w+):([-?])([^}]*)\}", value, text)


def filled(tree: Any, given: dict[str, str]) -> Any:
    """Every text of the parsed file interpolated; Compose, too, parses first."""
    if isinstance(tree, dict):
        return {key: filled(branch, given) for key, branch in tree.items()}
    if isinstance(tree, list):
        return [filled(branch, given) for branch in tree]
    return interpolated(tree, given) if isinstance(tree, str) else tree


def compose(given: dict[str, str] = GIVEN) -> dict[str, Service]:
    document = filled(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), given)
    assert document.keys() == {"x-cxassess", "services", "volumes"}
    return {name: Service.model_validate(service) for name, service in document["services"].items()}


def test_the_file_names_the_services_of_an_installation() -> None:
    assert compose().keys() == {"migrate", "web", "worker", "beat", "postgres", "redis"}


def test_every_service_that_stays_has_a_health_check() -> None:
    assert {name for name, service in compose().items() if service.healthcheck is None} == {"migrate"}


def test_a_service_waits_only_for_services_there_are_and_for_health_that_is_checked() -> None:
    services_ = compose()
    for service in services_.values():
        for name, dependency in service.depends_on.items():
            checked = services_[name].healthcheck is not None
            assert checked == (dependency.condition == "service_healthy")


def test_the_key_and_the_password_must_be_given() -> None:
    with pytest.raises(ValueError, match="CXASSESS_SECRET_KEY"):
        compose({"POSTGRES_PASSWORD": "x"})
    with pytest.raises(ValueError, match="POSTGRES_PASSWORD"):
        compose({"CXASSESS_SECRET_KEY": "x" * 32})


@pytest.mark.parametrize("name", ["migrate", "web", "worker", "beat"])
def test_our_services_start_with_settings_we_know(name: str) -> None:
    service = compose()[name]
    read = env.read({k: v for k, v in service.environment.items() if k.startswith("CXASSESS_")})
    assert env.secret_key(read) == GIVEN["CXASSESS_SECRET_KEY"]
    assert env.database(read)["HOST"] == "postgres"
    assert "127.0.0.1" in read.allowed_hosts


def test_our_services_run_without_privileges() -> None:
    ours = [service for service in compose().values() if service.build]
    assert len(ours) == 4
    assert all(service.read_only and service.cap_drop == ["ALL"] for service in ours)
    stages = (ROOT / "Dockerfile").read_text().split("\nFROM ")
    assert "\nUSER cxassess\n" in stages[-1]


def test_the_image_installs_from_the_hashed_lock_and_starts_like_the_web_service() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "RUN /opt/venv/bin/pip install --require-hashes -r /tmp/run.lock" in lines
    command = next(line for line in lines if line.startswith("CMD "))
    assert yaml.safe_load(command.removeprefix("CMD ")) == compose()["web"].command


def test_nothing_listens_to_the_world_unasked() -> None:
    assert [port for service in compose().values() for port in service.ports] == ["127.0.0.1:8000:8000"]


# --- Run by hand --------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def is_taken(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


class Installation:
    """The services of the file as processes: their commands and variables, with this machine's addresses."""

    def __init__(self, *, database: str, broker: str, folder: Path) -> None:
        self.services = compose()
        self.database, self.broker, self.folder = database, broker, folder
        # The file's own port, unless another program on this machine already has it.
        self.port = str(free_port()) if is_taken(8000) else "8000"

    def environment(self, name: str) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("CXASSESS_")}
        bin_folder = str(Path(sys.executable).parent)
        there = self.services[name].environment | {
            "CXASSESS_DATABASE_URL": self.database,
            "CXASSESS_BROKER_URL": self.broker,
        }
        path = f"{bin_folder}{os.pathsep}{inherited['PATH']}"
        return inherited | there | {"PATH": path, "CXASSESS_VAR": str(self.folder)}

    def here(self, words: list[str]) -> list[str]:
        """The command with a port that is free here, and its temporary folder apart from other runs."""
        return [re.sub(r"\b8000$", self.port, word).replace("/tmp/", f"{self.folder}/") for word in words]

    def run(self, name: str) -> int:
        command = self.here(self.services[name].command)
        return subprocess.run(command, cwd=ROOT, env=self.environment(name), timeout=120).returncode

    @contextmanager
    def started(self, name: str) -> Iterator[subprocess.Popen[bytes]]:
        command = self.here(self.services[name].command)
        with (
            self.log(name).open("wb") as log,
            subprocess.Popen(
                command, cwd=ROOT, env=self.environment(name), stdout=log, stderr=log
            ) as process,
        ):
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def is_healthy(self, name: str) -> bool:
        check = self.services[name].healthcheck
        assert check is not None
        assert check.test[0] == "CMD"
        command = self.here(check.test[1:])
        return subprocess.run(command, cwd=ROOT, env=self.environment(name), timeout=60).returncode == 0


def eventually(true: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.5)
    return true()


@pytest.fixture
def installation(postgresql: None, redis_url: str, tmp_path: Path) -> Iterator[Installation]:
    server = psycopg2.connect(services.postgresql_url(SCRATCH / "pg"))
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute("CREATE DATABASE compose")
    yield Installation(
        database=services.postgresql_url(SCRATCH / "pg").replace("/postgres?", "/compose?"),
        broker=redis_url,
        folder=tmp_path,
    )
    with server.cursor() as cursor:
        cursor.execute("DROP DATABASE compose WITH (FORCE)")
    server.close()


@pytest.mark.slow
def test_the_commands_of_the_file_make_a_working_installation(installation: Installation) -> None:
    assert installation.run("migrate") == 0
    names = ["web", "worker", "beat"]
    assert [name for name in names if installation.is_healthy(name)] == []
    with ExitStack() as running:
        processes = [running.enter_context(installation.started(name)) for name in names]
        for name in names:
            assert eventually(lambda name=name: installation.is_healthy(name), seconds=40), name
        # The clock rings within half a minute, and the worker answers it.
        swept = lambda: "reports.tasks.sweep" in installation.log("worker").read_text()  # noqa: E731
        assert eventually(swept, seconds=45)
        assert [process.poll() for process in processes] == [None, None, None]
    assert [process.returncode for process in processes] == [0, 0, 0]
