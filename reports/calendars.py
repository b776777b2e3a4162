"""Adopted actions as a calendar that any calendar program can subscribe to (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from datetime import UTC

from reports.adopted_models import AdoptedAction

FOLD = 75
"""Octets of a line without its break (section 3.1)."""


def calendar(name: str, actions: Iterable[tuple[AdoptedAction, str]], *, host: str) -> bytes:
    """All-day events, one for each action with its address on the page; lines end in CR LF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cxassess//adopted actions//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for action, address in actions:
        lines += event(action, address=address, host=host)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def event(action: AdoptedAction, *, address: str, host: str) -> Iterator[str]:
    """An action on the day it is due. Its note stays on the page: an address can be passed on."""
    if action.due_on is None:
        return
    told = filter(None, (action.owner_name, action.get_status_display(), action.moves))
    yield "BEGIN:VEVENT"
    yield f"UID:action-{action.pk}@{host}"
    yield f"DTSTAMP:{action.created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{action.due_on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{action.due_on + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(action.title)}"
    yield f"DESCRIPTION:{escaped(chr(10).join(told))}"
    yield f"URL:{address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A TEXT value (section 3.3.11), without the control characters that no calendar may hold."""
    plain = "".join(
        char for char in text.replace("\r\n", "\n").replace("\r", "\n") if char >= " " or char == "\n"
    )
    for char in ("\\", ";", ","):
        plain = plain.replace(char, f"\\{char}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> str:
    """A content line in pieces of 75 octets at most, never broken inside a character."""
    pieces, room = [""], FOLD
    for char in line:
        size = len(char.encode())
        if size > room:
            pieces.append("")
            room = FOLD - 1
        pieces[-1] += char
        room -= size
    return "\r\n ".join(pieces)
