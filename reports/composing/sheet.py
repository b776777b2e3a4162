"""The sponsor's fact sheet in words: each line as it was stated, what it rests on, and what to note of it.

The sheet is one person's statement. It forms a profile, not a scale: its lines are printed and flagged one by
one and never added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from reports.composing.punctuation import labelled
from reports.reading import Reading
from reports.wording import DASH, join, sentence, start, terms

NOT_STATED = gettext_noop("not stated")
NOTES = "notes"
CASCADE = "metrics_cascade"

LINES = (
    "cx_lead", "cx_lead_rank", "marketing_and_service_one_leader",
    "structure", "sales_marketing_operations", "journey_map_made_by",
    "forum", "forum_decides", "forum_roles",
    "cx_budget", "cx_budget_owner", "cx_budget_steered_by",
    "customer_record_systems", "content_systems", "co_creation_evidence",
)  # fmt: skip
"""Every line of the sheet but the grid of measures, in the order of the page."""

MOOT = {
    "cx_lead_rank": "cx_lead",
    "forum_decides": "forum",
    "forum_roles": "forum",
    "cx_budget_owner": "cx_budget",
    "cx_budget_steered_by": "cx_budget",
}
"""Lines that say nothing where another line says that there is none."""

LONGEST_NOTE = 280
MANY_SYSTEMS = 2


def is_filled(reading: Reading) -> bool:
    """Whether the sponsor stated anything."""
    return any(is_stated(value) for key, value in reading.facts.items() if key != NOTES)


def is_stated(value: object) -> bool:
    """Whether anything stands on a line."""
    return value is not None and value != ""


def line(reading: Reading, key: str) -> str:
    """The label of a line of the sheet."""
    known: Mapping[str, Any] = terms(reading.words.language)["facts"].get(key, {})
    return str(known.get("label", key.replace("_", " ").capitalize()))


def stated(reading: Reading, key: str) -> str:
    """What the sponsor put on a line, in words; "not stated" where nothing was put."""
    value = reading.facts.get(key)
    if not is_stated(value):
        return _(NOT_STATED)
    if isinstance(value, bool):
        return pgettext("fact sheet", "yes") if value else pgettext("fact sheet", "no")
    if isinstance(value, Mapping):
        return join(
            labelled(_option(reading, key, row), _option(reading, key, cell)) for row, cell in value.items()
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return join(_option(reading, key, each) for each in value) or pgettext("fact sheet", "none of these")
    return _option(reading, key, value)


def _option(reading: Reading, key: str, value: object) -> str:
    known: Mapping[Any, Any] = terms(reading.words.language)["facts"].get(key, {})
    if value in known:
        return str(known[value])
    if isinstance(value, str) and value in reading.words.function_names:
        return reading.words.function(value)
    return str(value).replace("_", " ")


def note(reading: Reading, key: str) -> str:
    """What a line rests on, as the sponsor noted it, cut for print; empty without a note."""
    notes = reading.facts.get(NOTES)
    text = " ".join(str(notes.get(key, "")).split()) if isinstance(notes, Mapping) else ""
    if len(text) <= LONGEST_NOTE:
        return text
    return text[:LONGEST_NOTE].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def has_notes(reading: Reading) -> bool:
    return any(note(reading, key) for key in reading.facts)


# --- Remarks ----------------------------------------------------------------------------------------


def remark(reading: Reading, key: str) -> str:
    """What to note of a line, in words; empty where there is nothing to note or nothing was stated."""
    value = reading.facts.get(key)
    if not is_stated(value):
        return ""
    if (parent := MOOT.get(key)) and reading.facts.get(parent) == "none":
        said = stated(reading, parent)
        return _("stated, though “{line}” says “{said}”").format(line=line(reading, parent), said=said)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _missing(reading, key, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _known_remark(reading, key, "many") if value >= MANY_SYSTEMS else ""
    return _known_remark(reading, key, _kind(reading, key, value))


def _known_remark(reading: Reading, key: str, kind: str) -> str:
    known: Mapping[str, str] = terms(reading.words.language)["remarks"].get(key, {})
    return str(known.get(kind, ""))


def _kind(reading: Reading, key: str, value: object) -> str:
    """A journey map made by a function that is named is one made by one function."""
    if key == "journey_map_made_by" and value in reading.words.function_names:
        return "one_other_function"
    return str(value).lower()


def _missing(reading: Reading, key: str, value: Sequence[object]) -> str:
    """What a list leaves out of what it could hold."""
    known = terms(reading.words.language)["facts"].get(key, {})
    absent = [str(words) for option, words in known.items() if option != "label" and option not in value]
    lead = _known_remark(reading, key, "missing")
    return lead.format(missing=join(absent, last="or")) if absent and lead else ""


def remarked(reading: Reading) -> list[str]:
    """The lines of which there is something to note."""
    return [key for key in LINES if remark(reading, key)]


def other_lines(reading: Reading) -> list[str]:
    """Lines of an instrument of one's own, in the order in which they were stated."""
    return [key for key in reading.facts if key not in (*LINES, CASCADE, NOTES)]


def row(reading: Reading, key: str) -> tuple[str, str, str]:
    """Line, what was stated, what to note."""
    return line(reading, key), stated(reading, key), start(remark(reading, key)) or DASH


def rests_on(reading: Reading, key: str) -> str:
    """The note on a line as a sentence; empty without one."""
    said = note(reading, key)
    if not said:
        return ""
    return sentence(_("“{line}” rests on: {note}").format(line=line(reading, key), note=said))
