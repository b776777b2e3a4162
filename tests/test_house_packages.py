"""What we install: pinned, hashed, from no named place, and under licenses a client can live with."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from cxassess.env import BASE_DIR

LOCKS = sorted((BASE_DIR / "requirements").glob("*.lock"))


def locked(path: Path) -> list[Requirement]:
    lines = (line.removesuffix("\\").strip() for line in path.read_text().splitlines())
    return [Requirement(line) for line in lines if re.match(r"[a-z0-9]", line)]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_package_is_pinned_by_version_and_hash(path: Path) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", path.read_text().split("\n", 2)[2])
    hashed = re.compile(r"\S+==\S+.*\\\n +--hash=sha256:")
    assert [block.split()[0] for block in blocks if not hashed.match(block)] == []
    assert len(blocks) == len(locked(path))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_host(path: Path) -> None:
    assert re.findall(r"https?:|file:|--index|--extra-index|--find-links|--trusted", path.read_text()) == []


def test_the_developers_lock_holds_everything_that_runs_in_the_same_version() -> None:
    folder = BASE_DIR / "requirements"
    run, dev = ({str(package) for package in locked(folder / name)} for name in ("run.lock", "dev.lock"))
    assert run - dev == set()


def test_every_dependency_we_name_is_locked() -> None:
    text = (BASE_DIR / "pyproject.toml").read_text()
    named = re.search(r"^dependencies = \[(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert named is not None
    wanted = {Requirement(line).name.lower() for line in re.findall(r'"(.+)"', named[1])}
    assert wanted - {package.name for package in locked(BASE_DIR / "requirements/run.lock")} == set()


def license_of(name: str) -> str:
    """What the package's own metadata says: the expression, the classifiers, or the text's first line."""
    about = importlib.metadata.metadata(name)
    classifiers = [line for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    expression = about.get("License-Expression") or "; ".join(classifiers)
    return str(expression or (about.get("License") or "").split("\n")[0])


def installed(package: Requirement) -> bool:
    return package.marker is None or package.marker.evaluate()


RUNNING = [package.name for package in locked(BASE_DIR / "requirements/run.lock") if installed(package)]


@pytest.mark.parametrize("name", RUNNING)
def test_nothing_that_runs_is_under_the_gpl(name: str) -> None:
    words = license_of(name)
    assert words != ""
    lesser = words.replace("Lesser General Public License", "").replace("LGPL", "")
    assert not re.search(r"GPL|General Public|SSPL|Commons Clause", lesser)
