"""`manage.py demo` as a stranger meets it: one command, one address, one click, and nothing left behind."""

from __future__ import annotations

import re
import signal
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

import psutil
import pytest

from cxassess import serving
from cxassess.env import BASE_DIR
from tests.test_house_serving import family, laptop, started

FOLDERS = sorted(path.name for path in (BASE_DIR / "demo/organizations").iterdir() if path.is_dir())
WAVES = sorted((BASE_DIR / "demo").glob("*/*/assessment.json"))


@dataclass
class Visitor:
    """A person with a browser that runs no scripts."""

    address: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> str:
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.address, path)))

    def press(self, page: str, *, button: str) -> str:
        """Send the form of this button, with its hidden fields."""
        form = next(form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if button in form)
        action = re.search(r'action="([^"]+)"', form)
        assert action is not None
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
        body = urllib.parse.urlencode(fields).encode()
        url = urllib.parse.urljoin(self.address, action[1])
        return self._open(urllib.request.Request(url, data=body, headers={"Referer": self.address}))

    def _open(self, request: urllib.request.Request) -> str:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        with opener.open(request, timeout=30) as response:
            text: str = response.read().decode()
        return text


def computing_seconds(program: psutil.Process) -> float:
    spent = program.cpu_times()
    return float(spent.user + spent.system)


@contextmanager
def demo(var: Path, manage: list[str], *options: str) -> Iterator[tuple[str, list[str], float]]:
    """A running demo: its address, what it said on the way, and the seconds of one core until it was ready.

    Seconds of a core, not of the clock: other work on the machine must not decide what the test says.
    """
    with started([*manage, "demo", *options], env=laptop(var)) as process:
        lines, address = [], ""
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if found := re.match(r"Ready: (\S+)", line):
                address = found[1]
                break
        programs = family(process.pid)
        seconds = sum(computing_seconds(program) for program in [psutil.Process(process.pid), *programs])
        yield address, lines, seconds
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    assert psutil.wait_procs(programs, timeout=5)[1] == []


@pytest.mark.slow
def test_the_demo_loads_every_organization_once_and_shows_it(tmp_path: Path, manage: list[str]) -> None:
    with demo(tmp_path, manage) as (address, lines, seconds):
        assert len([line for line in lines if line.startswith("Loaded ")]) == len(WAVES)
        assert len([line for line in lines if line.startswith("Built the report ")]) == len(WAVES)
        assert seconds < 100

        visitor = Visitor(address)
        home = visitor.press(visitor.get("/"), button="Continue as the executive")
        reports = sorted(set(re.findall(r'href="(/o/[^"/]+/reports/\d+/)"', home)))
        assert len(reports) == len(FOLDERS)
        for report in reports:
            assert visitor.get(report).count("<h1") == 1
        assert 'rel="stylesheet"' in home
        for sheet in re.findall(r'<link rel="stylesheet" href="([^"]+)"', home):
            assert "{" in visitor.get(sheet)

    with demo(tmp_path, manage) as (address, lines, seconds):
        assert [line for line in lines if line.startswith(("Loaded", "Built"))] == []
        assert seconds < 10, seconds
        assert "Continue as the analyst" in Visitor(address).get("/")


@pytest.mark.slow
def test_while_its_port_is_taken_the_demo_says_which_it_took(tmp_path: Path, manage: list[str]) -> None:
    with serving.listen(0, or_any=True) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with demo(tmp_path, manage, "--port", str(port)) as (address, lines, _):
            assert f"Port {port} is taken by another program; this is a free one instead.\n" in lines
            assert "Continue as the analyst" in Visitor(address).get("/")
