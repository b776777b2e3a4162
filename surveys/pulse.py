"""The customer pulse: its link and codes, and the answers customers give or that are brought in as a file.

Customers' answers hold a random id, the day and four bytes. There is no comment: a customer who writes is
soon known by an order, a name or a complaint, and the page promises that nobody can tell who said what.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import numpy as np
from django.db import IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac

from cxassess.errors import Conflict, CxError
from surveys.actions import check_open
from surveys.columns import ImportRefused, read_pulse
from surveys.errors import NotOpenYet, WaveClosed, WaveNotReady
from surveys.models import Wave, WaveState
from surveys.pulse_errors import CodeNeeded, CodeUnknown, PulseClosed, PulseNotOpenYet
from surveys.pulse_models import PulseCode, PulseLink, PulseUpload
from surveys.queries import instrument_of, pulse_count
from surveys.storing import store_pulse
from surveys.tokens import new_token, token_hash

FILE = "pulse.csv"
LARGEST_FILE = 8 * 1024**2
MOST_ROWS = 500_000
MOST_CODES = 10_000
"""Codes made at once."""

ALL_CODES = 500_000
MOST_ORIGINS = 20
STEP = 5
"""Customers are told of from five on, and five at a time while they answer."""

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class OriginRefused(CxError):
    """A website that cannot be allowed to show the page; `details["line"]` is what was typed."""

    code = "origin_refused"
    status = 400


# --- The link -------------------------------------------------------------------------------------------


def link_of(wave: Wave) -> PulseLink | None:
    found: PulseLink | None = PulseLink.objects.filter(wave=wave).first()
    return found


def make_link(wave: Wave) -> PulseLink:
    """The wave's link for customers, made at the first call."""
    link: PulseLink = PulseLink.objects.get_or_create(wave=wave, defaults={"token": new_token()})[0]
    return link


def allow(link: PulseLink, *, origins: Sequence[str], only_codes: bool) -> None:
    """Say which websites may show the page in a frame, and whether it takes a code. Raises OriginRefused."""
    link.origins, link.only_codes = checked_origins(origins), only_codes
    link.save(update_fields=["origins", "only_codes"])


def checked_origins(lines: Iterable[str]) -> list[str]:
    """The origins as a content security policy takes them, in order and once each. Raises OriginRefused."""
    found = list(dict.fromkeys(_origin(line) for line in map(str.strip, lines) if line))
    if len(found) > MOST_ORIGINS:
        raise OriginRefused(f"At most {MOST_ORIGINS} websites may show the page.")
    return found


def _origin(line: str) -> str:
    """One whole origin: no wildcard and nothing that would end the policy or widen it."""
    refused = OriginRefused(
        f"{line[:80]!a} is not the address of a website: write it as https://www.example.com.",
        details={"line": ascii(line[:80])},
    )
    try:
        parts = urlsplit(line)
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise refused from error
    plain = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in ("localhost", "127.0.0.1"))
    if not safe or not plain or len(host) > 253 or not _HOST.fullmatch(host):
        raise refused
    return f"{parts.scheme}://{host}{port}"


def told(wave: Wave) -> int:
    """How many customers answered, as far as it may be said: none below five, by fives while it is open."""
    count = pulse_count(wave)
    if count < STEP:
        return 0
    return count if wave.state == WaveState.CLOSED else count // STEP * STEP


# --- Codes ----------------------------------------------------------------------------------------------


@transaction.atomic
def make_codes(link: PulseLink, *, count: int) -> list[str]:
    """So many new codes, each for one answer; told this once, because only their hashes are stored."""
    held: PulseLink = PulseLink.objects.select_for_update().get(pk=link.pk)
    if not 1 <= count <= MOST_CODES or held.codes_made + count > ALL_CODES:
        raise Conflict(f"Make 1 to {MOST_CODES:,} codes at once and {ALL_CODES:,} in all.")
    codes = [new_token() for _code in range(count)]
    hashes = sorted(map(token_hash, codes))  # rows do not stand in the order of the list
    PulseCode.objects.bulk_create([PulseCode(wave_id=held.wave_id, code_hash=each) for each in hashes])
    held.codes_made += count
    held.save(update_fields=["codes_made"])
    return codes


def has_code(link: PulseLink, code: str) -> bool:
    """Whether a code still lets somebody answer."""
    return bool(PulseCode.objects.filter(wave_id=link.wave_id, code_hash=token_hash(code)).exists())


def destroy_codes(*, wave: Wave, **_signal: Any) -> None:
    """No code outlives the close; what was used was gone before."""
    PulseCode.objects.filter(wave=wave).delete()
    PulseLink.objects.filter(wave=wave).update(codes_made=0)


# --- Answers --------------------------------------------------------------------------------------------


def check_pulse(wave: Wave) -> None:
    """Raise what a customer is told when this wave takes no answers today."""
    try:
        check_open(wave)
    except NotOpenYet as error:
        raise PulseNotOpenYet from error
    except WaveClosed as error:
        raise PulseClosed from error


@transaction.atomic
def take(link: PulseLink, answers: Mapping[str, str], *, code: str = "") -> None:
    """Store what one customer picked, by column; with the code, if there is one, used up.

    Raises PulseNotOpenYet, PulseClosed, CodeNeeded, or CodeUnknown for a code that lets nobody in any more.
    AnswerError for an answer that the statements do not know.
    """
    wave = _kept_open(link.wave_id)
    check_pulse(wave)
    if code:
        used, _rows = PulseCode.objects.filter(wave=wave, code_hash=token_hash(code)).delete()
        if not used:
            raise CodeUnknown
    elif link.only_codes:
        raise CodeNeeded
    codebook = instrument_of(wave).pulse_codebook()
    every = {column.key: answers.get(column.key, "") for column in codebook.columns}
    store_pulse(_batch([np.frombuffer(codebook.encode(every), dtype=np.uint8)[None]]), wave=wave)


@transaction.atomic
def bring_in(wave: Wave, stream: BinaryIO) -> int:
    """Store a file of customers' answers while the wave is open; how many there were. All of it or nothing.

    Raises ImportRefused with line and column; WaveNotReady for a wave that is not open; Conflict for a file
    that was brought in before.
    """
    content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ImportRefused(f"the file is larger than {LARGEST_FILE // 1024**2} MiB", file=FILE)
    batch = _read(wave, content)
    held = _kept_open(wave.pk)
    if not held.is_open or held.is_over:
        raise WaveNotReady("Customers' answers are brought in while the wave is open.")
    _once(held, content, rows=len(batch))
    store_pulse(batch, wave=held)
    return len(batch)


def _read(wave: Wave, content: bytes) -> np.ndarray:
    codebook = instrument_of(wave).pulse_codebook()
    chunks, rows = [], 0
    for chunk in read_pulse(io.BytesIO(content), file=FILE, codebook=codebook):
        rows += len(chunk)
        if rows > MOST_ROWS:
            raise ImportRefused(f"the file has more than {MOST_ROWS:,} rows", file=FILE)
        chunks.append(chunk.answers)
    if not chunks:
        raise ImportRefused("there is no answer below the column names", file=FILE, line=2)
    return _batch(chunks)


def _batch(answers: Sequence[np.ndarray]) -> np.ndarray:
    """Records as storing takes them, from arrays of bytes of shape (n, width)."""
    rows = np.concatenate(answers)
    batch = np.empty(len(rows), dtype=[("answers", "u1", (rows.shape[1],))])
    batch["answers"] = rows
    return batch


def _once(wave: Wave, content: bytes, *, rows: int) -> None:
    """Note the file; Conflict if this wave has it already."""
    fingerprint = salted_hmac(f"surveys.pulse.file {wave.pk}", content, algorithm="sha256").hexdigest()
    try:
        with transaction.atomic():
            PulseUpload.objects.create(wave=wave, fingerprint=fingerprint, rows=rows)
    except IntegrityError as error:
        raise Conflict("This file was brought in already; nothing was added.", code="file_known") from error


def _kept_open(wave_id: int) -> Wave:
    """The wave as it is, kept from being closed until the transaction ends; many may hold it at once."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM surveys_wave WHERE id = %s FOR SHARE", [wave_id])
    wave: Wave = Wave.objects.get(pk=wave_id)
    return wave
