"""Bring in an assessment that was answered elsewhere: a folder with its set-up and its answers.

The files are read whole, checked and packed before the database is touched; then everything is stored in one
transaction. A folder with anything wrong in it leaves nothing behind but a sentence that says what.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, NoReturn

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from numpy.typing import NDArray
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from cxassess.errors import Conflict, CxError
from organizations.models import Organization
from organizations.scope import org_scope
from scoring.instrument import CANT_TELL_TEXT, FULL, NOBODY, SHARED, Codebook, Instrument
from surveys import library
from surveys.columns import NO_DURATION, ImportRefused, PackedRows, read_pulse, read_responses, shown
from surveys.haste import median, middle_of
from surveys.models import (
    LARGEST_MINIMUM_GROUP,
    MINIMUM_GROUP,
    Assessment,
    Wave,
    WaveState,
)
from surveys.storing import store_pulse, store_submissions

SET_UP, RESPONSES, PULSE = "assessment.json", "responses.csv", "pulse.csv"
PLAIN_WORDS = {"extra_forbidden": "the set-up has no such line", "missing": "the line is missing"}
MAX_SET_UP = 256 * 1024
MAX_CSV = 4 * 1024**3
BATCH = 4_096


def import_assessment(folder: Path, *, closed_on: dt.date | None = None) -> Imported:
    """Store the assessment of a folder as a closed wave.

    closed_on  the last day on which people answered, None for today; of two waves the later is compared with
               the one before it.

    Raises ImportRefused, with file, line and column, for a folder that is not what it should be, ClosesLater
    for a day to come, and WaveExists if the organization already has this wave; nothing is stored then.
    """
    closed_at = _moment(closed_on)
    set_up, instrument = _read_set_up(folder)
    _refuse_known_wave(set_up)
    codebook = Codebook.of(instrument, functions=tuple(set_up.functions))
    with ExitStack() as spools:
        answers = spools.enter_context(_spool(codebook.width))
        customers = spools.enter_context(_spool(instrument.pulse_codebook().width))
        with _opened(folder, RESPONSES) as stream:
            answers.fill(read_responses(stream, file=RESPONSES, codebook=codebook))
        if (folder / PULSE).is_symlink() or (folder / PULSE).exists():
            with _opened(folder, PULSE) as stream:
                customers.fill(read_pulse(stream, file=PULSE, codebook=instrument.pulse_codebook()))
        wave = _store(set_up, instrument, closed_at=closed_at, answers=answers, customers=customers)
    return Imported(
        wave=wave, answers=answers.rows, customers=customers.rows, crowded=_crowded(set_up, answers)
    )


def _moment(closed_on: dt.date | None) -> dt.datetime:
    """Noon of that day, so that it is the same day in nearly every time zone; now for today."""
    now = timezone.now()
    if closed_on is None or closed_on == now.date():
        return now
    if closed_on > now.date():
        raise ClosesLater
    return dt.datetime.combine(closed_on, dt.time(12), dt.UTC)


class ClosesLater(CxError):
    """An import is of answers that were given."""

    code = "closes_later"
    status = 400
    sentence = "That day is still to come: answers are imported once their wave is over."


class WaveExists(Conflict):
    """A folder is imported once; a later one carries another name of the wave."""

    code = "wave_exists"


@dataclass(frozen=True)
class Imported:
    """What came in; `crowded` names functions with more answers than heads."""

    wave: Wave
    answers: int
    customers: int
    crowded: tuple[str, ...]


# --- assessment.json ------------------------------------------------------------------------------------


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("text holds no control characters")
    return text


Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_printable),
]
FunctionKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


class FunctionSetUp(BaseModel):
    """One function of the organization."""

    model_config = ConfigDict(strict=True, extra="forbid")

    headcount: Annotated[int, Field(ge=1, le=10_000_000)]
    name: Name | None = None


class SetUp(BaseModel):
    """assessment.json: who was asked, and what the sponsor says of the organization."""

    model_config = ConfigDict(strict=True, extra="forbid")

    organization: Name
    market: Literal["b2b", "b2c", "both"]
    wave: Annotated[Name, StringConstraints(max_length=100)]
    assessment: Name = "Customer experience ownership"
    functions: Annotated[dict[FunctionKey, FunctionSetUp], Field(min_length=1, max_length=60)]
    minimum_group: Annotated[int, Field(ge=MINIMUM_GROUP, le=LARGEST_MINIMUM_GROUP)]
    facts: dict[str, Any] = {}
    instrument: str = library.DEFAULT[0]
    instrument_version: str = library.DEFAULT[1]
    form: Annotated[str, StringConstraints(max_length=40)] = FULL


def _read_set_up(folder: Path) -> tuple[SetUp, Instrument]:
    if not folder.is_dir():
        raise ImportRefused(f"there is no folder {shown(str(folder))}", file=SET_UP)
    with _opened(folder, SET_UP) as stream:
        text = _text(stream.read(MAX_SET_UP + 1))
    try:
        set_up = SetUp.model_validate(_json(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        _refuse(PLAIN_WORDS.get(first["type"], first["msg"]), text=text, path=first["loc"])
    if set_up.minimum_group < settings.MINIMUM_GROUP:
        rule = f"this installation shows no group of fewer than {settings.MINIMUM_GROUP}"
        _refuse(rule, text=text, path=("minimum_group",))
    instrument = library.instrument(set_up.instrument, set_up.instrument_version, set_up.form)
    _check_functions(set_up, text=text)
    _check_facts(set_up, instrument=instrument, text=text)
    return set_up, instrument


def _text(content: bytes) -> str:
    if len(content) > MAX_SET_UP:
        raise ImportRefused(f"the file is larger than {MAX_SET_UP // 1024} KiB", file=SET_UP)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ImportRefused("the file is not UTF-8", file=SET_UP, line=line) from error


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ImportRefused(f"not JSON: {error.msg}", file=SET_UP, line=error.lineno) from error
    except RecursionError as error:
        raise ImportRefused("values nest too deep", file=SET_UP) from error
    except ValueError as error:
        raise ImportRefused(str(error), file=SET_UP) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise ValueError(f"{shown(twice)} stands twice in one place")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _check_functions(set_up: SetUp, *, text: str) -> None:
    for key in set_up.functions:
        if key in (SHARED, NOBODY, CANT_TELL_TEXT):
            _refuse(f"{key} already means something else in answers", text=text, path=("functions", key))


def _check_facts(set_up: SetUp, *, instrument: Instrument, text: str) -> None:
    functions = tuple(set_up.functions)
    for key, value in set_up.facts.items():
        if key == "notes":
            _check_notes(value, facts=set_up.facts, text=text)
            continue
        fact = instrument.fact(key)
        if fact is None:
            _refuse("the fact sheet has no such line", text=text, path=("facts", key))
        if not fact.allows(value, functions=functions):
            expected = fact.expected(functions=functions)
            what = f"{shown(json.dumps(value))} is not known; expected {expected}"
            _refuse(what, text=text, path=("facts", key))


def _check_notes(notes: Any, *, facts: dict[str, Any], text: str) -> None:
    """Notes say what a line of the fact sheet rests on."""
    known = isinstance(notes, dict) and set(notes) <= set(facts)
    if not known or not all(isinstance(note, str) and len(note) <= 2000 for note in notes.values()):
        _refuse("expected a note in text for lines that are there", text=text, path=("facts", "notes"))


def _refuse(what: str, *, text: str, path: Iterable[str | int]) -> NoReturn:
    """Refuse the set-up because of what stands at a path of keys."""
    words = [str(part) for part in path if part != "[key]"]
    column = shown(".".join(words)).strip("'") if words else ""
    raise ImportRefused(what, file=SET_UP, line=_line_of(text, words), column=column)


def _line_of(text: str, words: Iterable[str]) -> int:
    """The line on which the last key of a path that is there begins, found key after key."""
    at = 0
    for word in words:
        found = re.compile(re.escape(json.dumps(word, ensure_ascii=False)) + r"\s*:").search(text, at)
        at = found.start() if found else at
    return text.count("\n", 0, at) + 1


# --- Files ----------------------------------------------------------------------------------------------


@contextmanager
def _opened(folder: Path, file: str) -> Iterator[BinaryIO]:
    """A regular file of the folder itself: no link that leads elsewhere, no pipe that never ends."""
    try:
        handle = os.open(folder / file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise ImportRefused("the file is missing", file=file) from None
    except OSError as error:
        raise ImportRefused("this is not a file that can be read here", file=file) from error
    try:
        _check_file(os.fstat(handle), file=file)
        with os.fdopen(handle, "rb", closefd=False) as stream:
            yield stream
    finally:
        os.close(handle)


def _check_file(found: os.stat_result, *, file: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise ImportRefused("this is not a regular file", file=file)
    if found.st_size > MAX_CSV:
        raise ImportRefused(f"the file is larger than {MAX_CSV // 1024**3} GiB", file=file)


class _Spool:
    """Packed rows waiting on disk, in a file without a name, until all of them are known to be good."""

    def __init__(self, file: BinaryIO, *, width: int) -> None:
        self.file, self.rows = file, 0
        self.record = np.dtype(
            [("function", "u1"), ("level", "u1"), ("duration", "<i4"), ("answers", "u1", (width,))]
        )
        self.sizes = np.zeros(256, dtype=np.int64)
        self.durations: list[NDArray[np.int32]] = []

    def fill(self, chunks: Iterable[PackedRows]) -> None:
        for chunk in chunks:
            records = np.empty(len(chunk), dtype=self.record)
            records["function"], records["level"] = chunk.functions, chunk.levels
            records["duration"], records["answers"] = chunk.durations, chunk.answers
            self.file.write(records.tobytes())
            self.sizes += np.bincount(chunk.functions, minlength=256)
            self.durations.append(chunk.durations[chunk.durations != NO_DURATION])
            self.rows += len(chunk)

    def median_s(self, *, least: int) -> float | None:
        """Median of the seconds people took; None if fewer than `least` have any."""
        known = np.sort(np.concatenate([np.empty(0, dtype=np.int32), *self.durations]))
        return median(known[middle_of(len(known))].tolist()) if len(known) >= least else None

    def batches(self) -> Iterator[np.ndarray]:
        """The rows again, a batch at a time."""
        self.file.seek(0)
        while content := self.file.read(BATCH * self.record.itemsize):
            yield np.frombuffer(content, dtype=self.record)


@contextmanager
def _spool(width: int) -> Iterator[_Spool]:
    with tempfile.TemporaryFile() as file:
        yield _Spool(file, width=width)


# --- The database ---------------------------------------------------------------------------------------


def _store(
    set_up: SetUp, instrument: Instrument, *, closed_at: dt.datetime, answers: _Spool, customers: _Spool
) -> Wave:
    with transaction.atomic():
        organization = _organization(set_up.organization)
        with org_scope(organization):
            median_s = answers.median_s(least=set_up.minimum_group)
            wave = _wave(set_up, instrument, closed_at=closed_at, median_s=median_s)
            for batch in answers.batches():
                store_submissions(batch, wave=wave)
            for batch in customers.batches():
                store_pulse(batch, wave=wave)
    return wave


def _refuse_known_wave(set_up: SetUp) -> None:
    """Say so before a long file is read; storing looks again."""
    organization = Organization.objects.filter(name=set_up.organization).first()
    if organization is None:
        return
    with org_scope(organization):
        if Wave.objects.filter(assessment__name=set_up.assessment, name=set_up.wave).exists():
            raise _wave_exists(set_up)


def _wave_exists(set_up: SetUp) -> WaveExists:
    return WaveExists(f"{set_up.organization} already has a wave {set_up.wave}; nothing was imported.")


def _organization(name: str) -> Organization:
    known = Organization.objects.filter(name=name).first()
    return known or Organization.objects.create(name=name, slug=_free_slug(name))


def _free_slug(name: str) -> str:
    slug = slugify(name)[:40].strip("-") or "organization"
    taken = set(Organization.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    more = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(candidate for candidate in (slug, *more) if candidate not in taken)


def _wave(set_up: SetUp, instrument: Instrument, *, closed_at: dt.datetime, median_s: float | None) -> Wave:
    assessment, _ = Assessment.objects.get_or_create(
        name=set_up.assessment, defaults={"market": set_up.market}
    )
    wave: Wave
    wave, is_new = Wave.objects.get_or_create(
        assessment=assessment,
        name=set_up.wave,
        defaults={
            "state": WaveState.CLOSED,
            "closed_at": closed_at,
            "instrument_key": instrument.key,
            "instrument_version": instrument.version,
            "form": instrument.form,
            "functions": _functions(set_up, instrument),
            "minimum_group": set_up.minimum_group,
            "facts": set_up.facts,
            "languages": list(instrument.languages),
            "median_s": median_s,
        },
    )
    if not is_new:
        raise _wave_exists(set_up)
    return wave


def _functions(set_up: SetUp, instrument: Instrument) -> list[dict[str, Any]]:
    modules = {key: module.name["en"] for key, module in instrument.modules.items() if "en" in module.name}
    return [
        {
            "key": key,
            "name": function.name or modules.get(key) or re.sub("[_-]+", " ", key).title(),
            "headcount": function.headcount,
        }
        for key, function in set_up.functions.items()
    ]


def _crowded(set_up: SetUp, answers: _Spool) -> tuple[str, ...]:
    heads = [function.headcount for function in set_up.functions.values()]
    return tuple(
        key
        for key, answered, head in zip(set_up.functions, answers.sizes.tolist(), heads, strict=False)
        if answered > head
    )
