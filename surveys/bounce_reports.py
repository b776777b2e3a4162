"""Reading mail that came back: what a delivery-status report (RFC 3464) says, and about which of our mails.

Such a report comes from anywhere and may be made up. Nothing in it is believed but a mail's own mark, which
nobody can make who does not know the wave's key (`surveys.bounces`), and one word: for good, or for now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from typing import Literal

MOST_BYTES = 1_000_000
"""Of a report that is longer nothing is read: a report needs a few thousand."""

MOST_PARTS = 50
LONGEST_HEADER = 2_000

MARK = re.compile(r"(?<![0-9a-z])([0-9a-f]{1,15}-[a-z2-7]{20})(?![0-9a-z])", re.IGNORECASE)
"""What stands in the Message-ID and, if the installation wants it, in the envelope of mail to people."""

OUTSIDE = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
"""Where the address stands to which a report was sent."""

FOR_GOOD = re.compile(r"5\.(0\.\d{1,3}|1\.\d{1,3}|2\.[01]|4\.[14])")
"""The address, its mailbox or its host does not exist. What else begins with 5, such as a full mailbox or a
server that takes no mail from us, may be over tomorrow."""

Verdict = Literal["hard", "soft"]


@dataclass(frozen=True)
class Returned:
    """What a report says: marks of mails, the likelier first, and whether it is for good."""

    marks: tuple[str, ...]
    verdict: Verdict


def read_report(content: bytes) -> Returned | None:
    """What a mail says about one of ours; None for anything but a report that it was given up."""
    if len(content) > MOST_BYTES:
        return None
    try:
        mail = message_from_bytes(content)
        verdict = _verdict(mail)
        marks = tuple(dict.fromkeys(_marks(mail)))
    except (RecursionError, ValueError, LookupError):
        # Nested without end, or in an encoding that does not exist: made up, not reported.
        return None
    return Returned(marks=marks, verdict=verdict) if verdict and marks else None


def _verdict(mail: Mail) -> Verdict | None:
    """Whether the mail was given up; None where it is only late, or this is no report."""
    if mail.get_content_type() != "multipart/report":
        return None
    found: Verdict | None = None
    for part in _parts(mail, of="message/delivery-status"):
        for group in _groups(part):
            if _word(group, "Action") == "failed":
                status = _word(group, "Status").partition(" ")[0]
                found = "hard" if FOR_GOOD.fullmatch(status) else found or "soft"
    return found


def _groups(part: Mail) -> list[Mail]:
    """The fields about each recipient, and those about the report itself."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return []
    return [each for each in payload[:MOST_PARTS] if isinstance(each, Mail)]


def _marks(mail: Mail) -> Iterator[str]:
    """From the address the report was sent to, then from the mail that it brings back."""
    for name in OUTSIDE:
        yield from _marks_in(mail, name)
    for part in _parts(mail, of="message/rfc822"):
        payload = part.get_payload()
        if isinstance(payload, list) and payload and isinstance(payload[0], Mail):
            yield from _marks_in(payload[0], "Message-ID")
    for part in _parts(mail, of="text/rfc822-headers"):
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield from _marks_in(message_from_bytes(content), "Message-ID")


def _marks_in(mail: Mail, name: str) -> Iterator[str]:
    for value in mail.get_all(name, [])[:5]:
        for found in MARK.finditer(str(value)[:LONGEST_HEADER]):
            yield found[1].lower()


def _parts(mail: Mail, *, of: str) -> Iterator[Mail]:
    """The parts of a kind directly inside a report."""
    payload = mail.get_payload()
    if isinstance(payload, list):
        yield from (
            part for part in payload[:MOST_PARTS] if isinstance(part, Mail) and part.get_content_type() == of
        )


def _word(group: Mail, name: str) -> str:
    return str(group.get(name, ""))[:LONGEST_HEADER].strip().lower()
