"""All files of a report: each alone, and all at once through real workers, from the click to the last file.

Each alone: the best of several reports in a process of its own, as `render.py` has it. All at once: a member
presses "Prepare all files"; two processes of one Celery worker make them, over Redis (a chord) and over the
laptop's files (a group). Every press is for a report that no process has seen, so nothing is remembered. The
yardstick is writing the same document as JSON.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks.installation import child, installation, made_up_wave, set_up
from benchmarks.render import FORMATS, build, measured_apart

PEOPLE = 180
PRESSES = 7
WORKERS = 2
LIMIT_S = 60


def main() -> None:
    waves = [made_up_wave(PEOPLE, seed=seed) for seed in range(1, 1 + 2 * PRESSES)]
    for wave in waves:
        build(wave)
    print(f"other work on the machine: load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    alone = [measured_apart(waves[0], fmt) for fmt in FORMATS]
    yardstick = next(row["warm"] for row in alone if row["format"] == "json")
    for row in alone:
        tell(row["format"], row["warm"], yardstick=yardstick, peak=row["peak"])
    in_a_row = sum(row["warm"] for row in alone)
    print(f"{'one by one':>16} {in_a_row:>8.3f} s {in_a_row / yardstick:>8.1f} x JSON")
    ids = [wave.pk for wave in waves]
    with tempfile.TemporaryDirectory(prefix="cx-redis-") as folder, redis(Path(folder)) as url:
        pressed("all, over Redis", ids[:PRESSES], broker=url, yardstick=yardstick)
    pressed("all, over files", ids[PRESSES:], broker="", yardstick=yardstick)


def tell(name: str, seconds: float, *, yardstick: float, peak: float, more: str = "") -> None:
    print(f"{name:>16} {seconds:>8.3f} s {seconds / yardstick:>8.1f} x JSON {peak:>8.0f} MB{more}")


def redis(folder: Path) -> Any:
    from tests.services import running_redis

    return running_redis(folder)


def pressed(name: str, waves: list[int], *, broker: str, yardstick: float) -> None:
    """In a process of its own, because a broker is settled when a process starts."""
    command = child("benchmarks.handing_over", "--press", json.dumps(waves))
    environment = {**os.environ, "CXASSESS_BROKER_URL": broker}
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    row = json.loads(output)
    spread = f" in {WORKERS} processes; slowest of {PRESSES}: {row['slowest']:.3f} s"
    tell(name, row["median"], yardstick=yardstick, peak=row["peak"], more=spread)


def measure(waves: list[int]) -> dict[str, float]:
    with worker() as processes:
        taken = [press(wave) for wave in waves]
        peak = sum(peak_of(process) for process in processes)
    return {"median": statistics.median(taken), "slowest": max(taken), "peak": peak}


def press(wave: int) -> float:
    """Seconds from the request of a signed-in reader to the moment the last file was ready."""
    from django.urls import reverse

    from organizations.scope import org_scope
    from reports.formats_models import FileState, FormatSet
    from reports.models import Report

    report = Report.every_org.select_related("organization").get(wave=wave, state="ready")
    client = signed_in(report)
    address = reverse("reports:prepare", args=(report.organization.slug, report.pk))
    start, limit = time.time(), time.monotonic() + LIMIT_S
    if client.post(address).status_code != 302:
        raise RuntimeError("the button did not work")
    with org_scope(report.organization_id):
        while (asked := FormatSet.objects.get(report=report)).finished_at is None:
            if time.monotonic() > limit:
                raise RuntimeError("the files were not ready in time")
            time.sleep(0.02)
        states = set(asked.files.values_list("state", flat=True))
    if states != {FileState.READY}:
        raise RuntimeError(f"not every file was made: {states}")
    return float(asked.finished_at.timestamp()) - start


def signed_in(report: Any) -> Any:
    from django.test import Client

    from organizations.models import Member, Role, User
    from organizations.scope import org_scope

    user = User.objects.create_user(f"reader-{report.pk}@example.com")
    with org_scope(report.organization_id):
        Member.objects.create(user=user, role=Role.ANALYST)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


@contextmanager
def worker() -> Iterator[list[psutil.Process]]:
    """One Celery worker as production runs it, warm; its processes."""
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "-A", "cxassess", "worker"]
    quiet = ["--concurrency", str(WORKERS), "--without-gossip", "--without-mingle"]
    with subprocess.Popen([*command, *quiet], stdout=subprocess.DEVNULL) as process:
        try:
            yield warmed_up(psutil.Process(process.pid))
        finally:
            process.terminate()


def warmed_up(parent: psutil.Process) -> list[psutil.Process]:
    """Its children, once all of them are there and none computes any more."""
    before, limit = 0.0, time.monotonic() + LIMIT_S
    while time.monotonic() < limit:
        time.sleep(1)
        children = parent.children()
        spent = sum(sum(each.cpu_times()[:2]) for each in children)
        if len(children) == WORKERS and 0 < spent == before:
            return list(children)
        before = spent
    raise RuntimeError("the worker did not start")


def peak_of(process: psutil.Process) -> float:
    """MB this process held at most."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 / 1e6 if found else process.memory_info().rss / 1e6


if __name__ == "__main__":
    if sys.argv[1:2] == ["--press"]:
        set_up()
        print(json.dumps(measure(json.loads(sys.argv[2]))))
    else:
        with installation():
            main()
