"""The instruments this installation knows: shipped YAML, read once."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from cxassess.errors import NotFound
from scoring.instrument import FULL, Instrument, InstrumentError

FOLDER = Path(__file__).parent / "instruments"
DEFAULT = ("cx-ownership-maturity", "1.0")

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}")


class InstrumentMissing(NotFound):
    """No instrument of that key and version is installed."""

    code = "instrument_missing"


def instrument(key: str, version: str, form: str = FULL) -> Instrument:
    """The instrument of that key and version in a form, read from its file the first time it is asked for.

    Raises InstrumentMissing for a name that is no plain name, or that no file has, and for a form that the
    instrument does not have; InstrumentError for a broken file.
    """
    # A name never becomes a path before it has been recognized as a name.
    if not (len(key) <= 60 and _KEY.fullmatch(key) and _VERSION.fullmatch(version)):
        raise InstrumentMissing("There is no such instrument.")
    return _in_form(key, version, form)


def instruments() -> tuple[tuple[str, str], ...]:
    """Key and version of every shipped instrument, oldest version first."""
    files = sorted(FOLDER.glob("*/*.yaml"), key=lambda file: (file.parent.name, _in_order(file.stem)))
    return tuple((file.parent.name, file.stem) for file in files)


@lru_cache(maxsize=64)
def _in_form(key: str, version: str, form: str) -> Instrument:
    read = _read(key, version)
    if form != FULL and form not in read.forms:
        raise InstrumentMissing(f"{key} {version} has no form of that name.")
    return read.in_form(form)


@lru_cache(maxsize=64)
def _read(key: str, version: str) -> Instrument:
    file = FOLDER / key / f"{version}.yaml"
    source = f"{key}/{version}.yaml"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InstrumentMissing(f"There is no instrument {key} in version {version}.") from None
    except UnicodeDecodeError as error:
        raise InstrumentError(source=source, line=1, item="", rule="the file is not UTF-8 text") from error
    return _under_its_name(Instrument.from_yaml(text, source=source), key=key, version=version, source=source)


def _under_its_name(read: Instrument, *, key: str, version: str, source: str) -> Instrument:
    if (read.key, read.version) != (key, version):
        rule = f"the file says it is {read.key} {read.version}"
        raise InstrumentError(source=source, line=1, item="key", rule=rule)
    return read


def _in_order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
