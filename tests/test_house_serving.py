"""Web and worker start together, stop together, and leave nothing running."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from cxassess import serving

ROOT = Path(__file__).resolve().parent.parent

CREW = """
    import sys
    from cxassess.crew import Crew, Program

    child = "import os, subprocess as s; s.Popen([os.sys.executable, '-c', 'import time; time.sleep(99)']); "
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    sleep = "import time; time.sleep(99)"
    codes = [child + deaf + sleep, {second!r} or child + sleep]
    crew = Crew([Program("one", [sys.executable, "-c", code]) for code in codes], grace_s=1)
    sys.exit(crew.run(ready=lambda: True, announce=lambda: print("up", flush=True)))
"""


@contextmanager
def started(command: list[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that does not outlive the block, nor do its children, whatever the test finds."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, **options) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                for child in family(process.pid):
                    child.kill()
                process.kill()


def laptop(var: Path) -> dict[str, str]:
    """The environment of somebody who has set nothing, but for the folder that must not be the checkout's."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CXASSESS_", "DJANGO_"))}
    return inherited | {"CXASSESS_VAR": str(var), "PYTHONUNBUFFERED": "1"}


def a_crew(second: str = "") -> list[str]:
    """Two programs with a child each, the first of them deaf to being asked to stop."""
    return [sys.executable, "-c", textwrap.dedent(CREW.format(second=second))]


def family(pid: int) -> list[psutil.Process]:
    found: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    return found


def wait_for_family(pid: int, *, size: int) -> list[psutil.Process]:
    deadline = time.monotonic() + 20
    while len(found := family(pid)) < size and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(found) == size
    return found


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_a_crew_leaves_nobody_behind(number: signal.Signals) -> None:
    with started(a_crew()) as crew:
        programs = wait_for_family(crew.pid, size=4)
        crew.send_signal(number)
        assert crew.wait(20) == 0
    assert psutil.wait_procs(programs, timeout=5)[1] == []


@pytest.mark.slow
def test_when_one_program_fails_the_others_stop_too() -> None:
    with started(a_crew(second="import time; time.sleep(2); raise SystemExit(3)")) as crew:
        programs = wait_for_family(crew.pid, size=3)
        assert crew.wait(20) == 1
    assert psutil.wait_procs(programs, timeout=5)[1] == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_when_the_crew_itself_is_killed_its_programs_are_told_to_stop() -> None:
    with started(a_crew(second="import time; time.sleep(99)")) as crew:
        programs = wait_for_family(crew.pid, size=3)
        obedient = next(program for program in programs if "subprocess" not in program.cmdline()[-1])
        crew.kill()
        gone, left = psutil.wait_procs(programs, timeout=3)
    for program in left:
        program.kill()
    assert obedient in gone


def test_a_taken_port_is_refused_or_replaced_by_a_free_one() -> None:
    with serving.listen(0, or_any=True) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            serving.listen(port, or_any=False)
        with serving.listen(port, or_any=True) as other:
            assert other.getsockname()[1] not in (0, port)


def test_nothing_is_ready_where_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind((serving.HOST, 0))
        assert serving.is_ready(unused.getsockname()[1]) is False


def stylesheet(port: int) -> tuple[str, str]:
    """The first stylesheet that the front page names, and how long a browser may keep it."""
    address = f"http://{serving.HOST}:{port}"
    with urllib.request.urlopen(address, timeout=20) as page:
        link = str(re.findall(r'rel="stylesheet" href="([^"]+)"', page.read().decode())[0])
    with urllib.request.urlopen(address + link, timeout=20) as sheet:
        return link, str(sheet.headers["Cache-Control"])


@pytest.mark.slow
def test_behind_https_there_is_nothing_django_warns_of(tmp_path: Path, manage: list[str]) -> None:
    environment = laptop(tmp_path) | {"CXASSESS_HTTPS": "true"}
    command = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    checked = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (checked.stderr, checked.returncode) == ("", 0)


@pytest.mark.slow
def test_serve_starts_all_and_stops_all(tmp_path: Path, manage: list[str]) -> None:
    with serving.listen(0, or_any=True) as door:
        port = door.getsockname()[1]
    with started([*manage, "serve", "--port", str(port)], env=laptop(tmp_path)) as served:
        assert served.stdout is not None
        assert served.stdout.readline() == f"Ready: http://127.0.0.1:{port}/\n"
        programs = family(served.pid)
        assert serving.is_ready(port)
        link, cache = stylesheet(port)
        assert re.fullmatch(r"/static/css/tokens\.[0-9a-f]{12}\.css", link)
        assert "immutable" in cache
        served.send_signal(signal.SIGINT)
        assert served.wait(30) == 0
    assert psutil.wait_procs(programs, timeout=5)[1] == []
