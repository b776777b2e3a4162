"""`manage.py take_bounces`: reads mail that came back, from a mail server's pipe or from a folder."""

from __future__ import annotations

import mailbox
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from surveys.bounce_reports import MOST_BYTES
from surveys.bounces import Taken, take

TRY_LATER = 75
"""What mail servers understand as "keep it and try again" (EX_TEMPFAIL)."""


class Command(BaseCommand):
    help = (
        "Reads reports of mail that could not be delivered: one from standard input, as a mail server's pipe "
        "gives it, or all of a Maildir or mbox. Prints how many, never whose."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--maildir", type=Path, metavar="FOLDER")
        source.add_argument("--mbox", type=Path, metavar="FILE")
        parser.add_argument("--keep", action="store_true", help="leave what was understood in the mailbox")

    def handle(self, *, maildir: Path | None, mbox: Path | None, keep: bool, **options: Any) -> None:
        try:
            if maildir or mbox:
                found = Counter(_of_box(_opened(maildir, mbox), keep=keep))
            else:
                found = Counter([take(sys.stdin.buffer.read(MOST_BYTES + 1))])
        except OperationalError as error:
            sentence = "The database does not answer; nothing is lost."
            raise CommandError(sentence, returncode=TRY_LATER) from error
        self.stdout.write(
            f"{found.total()} read: {found[Taken.HARD]} came back for good, {found[Taken.SOFT]} for now, "
            f"{found[Taken.STRANGE]} about nothing of ours"
        )


def _opened(maildir: Path | None, mbox: Path | None) -> mailbox.Maildir | mailbox.mbox:
    path = maildir or mbox
    if path is None or not path.exists():
        raise CommandError(f"There is no mailbox {path}.", returncode=2)
    try:
        return mailbox.Maildir(path, create=False) if maildir else mailbox.mbox(path, create=False)
    except (mailbox.Error, OSError) as error:
        raise CommandError(f"{path} cannot be read as a mailbox.", returncode=2) from error


def _of_box(box: mailbox.Maildir | mailbox.mbox, *, keep: bool) -> Iterator[Taken]:
    """Read every mail; what was understood goes, since it brings a person's link back; the rest stays."""
    box.lock()
    try:
        for key in list(box.keys()):
            with box.get_file(key) as file:
                taken = take(file.read(MOST_BYTES + 1))
            if taken is not Taken.STRANGE and not keep:
                box.remove(key)
            yield taken
    finally:
        box.flush()
        box.close()
