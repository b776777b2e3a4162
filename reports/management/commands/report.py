"""`manage.py report WAVE --format pdf --out report.pdf`: the report of a closed wave as a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cxassess.errors import CxError
from organizations.scope import org_scope
from reports.builds import build_now
from reports.renderers import RENDERERS
from reports.shelf import rendered
from surveys.models import Wave

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = "Builds the report of a closed wave, or takes the stored one, and writes it to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", metavar="WAVE", help="id of the wave, as import_assessment prints it")
        parser.add_argument("--format", required=True, help=f"one of {', '.join(RENDERERS)}")
        parser.add_argument("--out", required=True, metavar="FILE", help="where to; - is standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        check_format(options["format"])
        check_target(options["out"])
        wave = find_wave(options["wave"])
        write(options["out"], report_bytes(wave, options["format"]))


def refusal(sentence: str) -> CommandError:
    """A sentence on standard error, and exit status 2."""
    return CommandError(sentence, returncode=2)


def check_format(name: str) -> None:
    if name not in RENDERERS:
        raise refusal(f"There is no format {name!r}. Choose one of {', '.join(RENDERERS)}.")


def check_target(out: str) -> None:
    """Refuse a place that cannot be written before anything is built."""
    if out == STANDARD_OUTPUT:
        return
    path = Path(out)
    if not out or path.is_dir():
        raise refusal(f"{out!r} is a folder. Say the name of the file to write.")
    if not path.parent.is_dir():
        raise refusal(f"The folder {str(path.parent)!r} does not exist.")


def find_wave(text: str) -> Wave:
    """The wave of any organization: whoever runs this command owns the installation."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    rows = Wave.every_org.select_related("assessment", "organization")
    wave: Wave | None = rows.filter(pk=number).first()
    if wave is None:
        raise refusal(f"There is no wave {text!r}. The last line of import_assessment is the id of one.")
    return wave


def report_bytes(wave: Wave, fmt: str) -> bytes:
    try:
        with org_scope(wave.organization_id):
            return rendered(build_now(wave), fmt)
    except CxError as error:
        raise refusal(error.sentence) from error


def write(out: str, content: bytes) -> None:
    try:
        if out == STANDARD_OUTPUT:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            write_file(Path(out), content)
    except OSError as error:
        raise refusal(f"{out!r} could not be written: {error.strerror or error}.") from error


def write_file(path: Path, content: bytes) -> None:
    """Replace the file in one step, so that nobody ever finds half of it. A device is written to directly."""
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
