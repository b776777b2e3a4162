"""`manage.py report`: the whole file or none, and a sentence when it cannot be."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reports.models import Report, State
from reports.renderers import RENDERERS
from surveys.models import Wave
from tests.reports.staging import closed_wave, open_wave
from tests.reports.test_tasks import worker_environment

pytestmark = pytest.mark.django_db


def written(wave: Wave, fmt: str, path: Path) -> bytes:
    call_command("report", str(wave.pk), format=fmt, out=str(path))
    return path.read_bytes()


def refused(*words: str, **options: str) -> str:
    """What the command says when it refuses, with exit status 2."""
    with pytest.raises(CommandError) as caught:
        call_command("report", *words, **options, stderr=io.StringIO())
    assert caught.value.returncode == 2
    return str(caught.value)


@pytest.mark.parametrize(
    ("fmt", "start"),
    [
        ("html", b"<!doctype html>"),
        ("pdf", b"%PDF-"),
        ("docx", b"PK"),
        ("xlsx", b"PK"),
        ("csv", b"PK"),
        ("json", b"{"),
    ],
)
def test_a_closed_wave_becomes_a_file_in_every_format(fmt: str, start: bytes, tmp_path: Path) -> None:
    assert written(closed_wave(), fmt, tmp_path / "report").startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_json_carries_the_document_and_its_results(tmp_path: Path) -> None:
    wave = closed_wave()
    document = json.loads(written(wave, "json", tmp_path / "report.json"))
    assert document["fingerprint"] == Report.every_org.get(wave=wave, state=State.READY).fingerprint
    assert set(document["results"]) >= {"stage", "index", "reporting_units", "ownership", "clear_gaps"}


def test_a_second_call_takes_the_stored_document(tmp_path: Path) -> None:
    wave = closed_wave()
    first = written(wave, "json", tmp_path / "one")
    assert written(wave, "json", tmp_path / "two") == first
    assert Report.every_org.filter(wave=wave, state=State.READY).count() == 1


def test_a_file_that_was_there_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("old" * 1_000_000)
    assert json.loads(written(closed_wave(), "json", target))["format"] == 1


def test_an_unknown_wave_is_refused(tmp_path: Path) -> None:
    assert "There is no wave '4711'" in refused("4711", format="json", out=str(tmp_path / "r"))
    assert "There is no wave 'x; drop'" in refused("x; drop", format="json", out=str(tmp_path / "r"))


def test_an_open_wave_is_refused_and_nothing_is_stored(tmp_path: Path) -> None:
    assert "not closed yet" in refused(str(open_wave().pk), format="json", out=str(tmp_path / "r"))
    assert not Report.every_org.exists()
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    sentence = refused(str(closed_wave().pk), format="exe", out=str(tmp_path / "r"))
    assert sentence == f"There is no format 'exe'. Choose one of {', '.join(RENDERERS)}."


@pytest.mark.parametrize("out", ["", ".", "no/such/folder/report.pdf"])
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_built(out: str) -> None:
    wave = closed_wave()
    assert "folder" in refused(str(wave.pk), format="pdf", out=out)
    assert Report.every_org.get(wave=wave).state == State.QUEUED


def test_a_full_disk_is_reported_in_a_sentence() -> None:
    sentence = refused(str(closed_wave().pk), format="json", out="/dev/full")
    assert sentence == "'/dev/full' could not be written: No space left on device."


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_report_goes_to_standard_output(manage: list[str]) -> None:
    done = run(manage, str(closed_wave().pk), "--format", "json", "--out", "-")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["format"] == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_one_line_on_standard_error_and_exit_status_2(manage: list[str]) -> None:
    done = run(manage, "4711", "--format", "json", "--out", "-")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().strip().count("\n") == 0
    assert run(manage, "4711", "--out", "-").returncode == 2


def run(manage: list[str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [*manage, "report", *arguments]
    return subprocess.run(command, env=worker_environment(), cwd=settings.BASE_DIR, capture_output=True)
