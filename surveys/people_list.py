"""A list of people, typed, pasted or from a file: read line by line, and said line by line what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation

from cxassess.errors import CxError
from cxassess.formulas import disarmed, is_formula
from scoring.instrument import LEVELS
from surveys.actions import Invitee
from surveys.models import Wave

MOST_LINES = 2_000
LARGEST_FILE = 1_000_000
LONGEST_CELL = 254

Cells = tuple[str, str, str, str]
"""Address, function, level and language, as they were typed."""

COLUMNS = ("email", "function", "level", "language")
HEADINGS = {
    **dict.fromkeys(("email", "e-mail", "mail", "address", "e-mail address", "email address"), "email"),
    **dict.fromkeys(("function", "department", "abteilung", "service", "departamento"), "function"),
    **dict.fromkeys(("level", "ebene", "niveau", "nivel"), "level"),
    **dict.fromkeys(("language", "sprache", "langue", "idioma"), "language"),
}
"""What stands above a column, where a first line of headings says it."""


class ListRefused(CxError):
    """A list that cannot be read at all."""

    code = "people_list"
    status = 400


@dataclass(frozen=True)
class Line:
    """One line as it was typed.

    language  a language of the wave by its code, "" for whoever has not been given one.
    wrong     what is wrong with it, by column; empty for a good one.
    """

    number: int
    email: str
    function: str
    level: str
    language: str
    wrong: Mapping[str, str]

    @property
    def is_good(self) -> bool:
        return not self.wrong

    @property
    def invitee(self) -> Invitee:
        """The person; only of a good line."""
        return Invitee(function=self.function, level=self.level, email=self.email, language=self.language)

    @property
    def cells(self) -> Cells:
        """The line as it is read again."""
        return self.email, self.function, self.level, self.language


def text_of(content: bytes) -> str:
    """A file as text: UTF-8, UTF-16 with its mark, or what spreadsheets of the West write without one.

    Raises ListRefused for a file that is too large or no text.
    """
    if len(content) > LARGEST_FILE:
        raise ListRefused("The file is larger than one megabyte. Divide it.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ListRefused("The file is not a table of text. Save it as CSV first.")
    return text


def cells_of(text: str) -> list[tuple[int, Cells]]:
    """(number of the line, its cells) of every line with anything in it, headings left out.

    Raises ListRefused for too many lines, and for quotation marks that never end.
    """
    if "\0" in text:
        raise ListRefused("The list holds characters that are no text.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    separator = max(";\t,", key=first.count) if any(mark in first for mark in ";\t") else ","
    rows = list(_rows(lines, separator=separator))
    if len(rows) > MOST_LINES + 1:
        raise ListRefused(f"At most {MOST_LINES:,} people at a time. Divide the list.")
    order = _order(rows[0][1]) if rows else None
    places = order or {column: place for place, column in enumerate(COLUMNS)}
    kept = rows[1:] if order else rows
    return [(number, _in_order(row, places)) for number, row in kept]


def _rows(lines: Sequence[str], *, separator: str) -> Iterator[tuple[int, list[str]]]:
    """One row a line: a quotation mark that was forgotten spoils its own line and no other."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
            except csv.Error:
                row = line.split(separator)
            if any(cell.strip() for cell in row):
                yield number, [" ".join(cell.split()) for cell in row]


def _order(row: Sequence[str]) -> dict[str, int] | None:
    """Where each column stands, if this line is one of headings."""
    named = {
        HEADINGS[cell.casefold()]: place for place, cell in enumerate(row) if cell.casefold() in HEADINGS
    }
    return named if "email" in named and len(named) > 1 else None


def _in_order(row: Sequence[str], places: Mapping[str, int]) -> Cells:
    email, function, level, language = (
        row[places[column]][:LONGEST_CELL] if column in places and places[column] < len(row) else ""
        for column in COLUMNS
    )
    return email, function, level, language


def checked(cells: Iterable[tuple[int, Cells]], *, wave: Wave, listed: Iterable[str]) -> list[Line]:
    """Each line with what is wrong with it; a good one has its function by key and its level by name.

    listed  addresses that are on the wave's list already.
    """
    names = {function["name"].casefold(): function["key"] for function in wave.functions}
    names |= {key: key for key in wave.function_keys}
    tongues = _tongues(wave)
    known = {email.lower(): 0 for email in listed}
    lines = []
    for number, typed in cells:
        line = _checked(number, typed, names=names, tongues=tongues, wave=wave)
        if line.email.lower() in known and "email" not in line.wrong:
            line = _twice(line, known[line.email.lower()])
        elif line.is_good:
            known[line.email.lower()] = number
        lines.append(line)
    return lines


def _tongues(wave: Wave) -> dict[str, str]:
    """The wave's languages by every word for them: code, name in English, name in itself."""
    known = [translation.get_language_info(code) for code in wave.languages]
    return {
        word.casefold(): each["code"]
        for each in known
        for word in (each["code"], each["name"], each["name_local"])
    }


def _checked(
    number: int, typed: Cells, *, names: Mapping[str, str], tongues: Mapping[str, str], wave: Wave
) -> Line:
    email, function, level, language = (cell.strip().removeprefix("'").strip() for cell in typed)
    wrong: dict[str, str] = {}
    if problem := wrong_address(email):
        wrong["email"] = problem
    key = names.get(function.casefold())
    if key is None:
        asked = ", ".join(each["name"] for each in wave.functions)
        wrong["function"] = f"“{function[:40]}” is not one of {asked}." if function else f"One of {asked}."
    stand = level.casefold()
    if stand not in LEVELS:
        wrong["level"] = (f"“{level[:40]}” is not a level: " if level else "") + f"{', '.join(LEVELS)}."
    tongue = tongues.get(language.casefold(), "")
    if language and not tongue:
        offered = ", ".join(wave.languages)
        wrong["language"] = f"“{language[:40]}” is not a language of this questionnaire: {offered}."
    return Line(
        number=number,
        email=email.lower() if not wrong.get("email") else email,
        function=key or function,
        level=stand if stand in LEVELS else level,
        language=tongue or language,
        wrong=wrong,
    )


def wrong_address(email: str) -> str:
    """What is wrong with an address, "" if nothing is."""
    if not email:
        return "An e-mail address. People without one get a code on paper, further down."
    if is_formula(email):
        return "It begins like a formula; no address that people use does."
    try:
        validate_email(email)
    except ValidationError:
        return "This is not an e-mail address."
    return ""


def _twice(line: Line, before: int) -> Line:
    sentence = f"It stands in line {before} as well." if before else "It is on the list of this wave already."
    return replace(line, wrong={**line.wrong, "email": sentence})


def example(wave: Wave) -> str:
    """A list as CSV with headings: one person of each function, the levels and languages in turn."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for place, function in enumerate(wave.functions):
        level, language = LEVELS[place % len(LEVELS)], wave.languages[place % len(wave.languages)]
        rows.writerow((f"person{place + 1}@client.example", _named(function), level, language))
    return written.getvalue()


def _named(function: Mapping[str, Any]) -> str:
    """How a list names a function: by its key where a spreadsheet would reckon with its name."""
    name, key = function["name"], function["key"]
    return str(name if disarmed(name) == name else key)
