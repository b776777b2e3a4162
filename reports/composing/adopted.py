"""What became of the actions adopted after the wave before: what each one's number did since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.composing.change_tables import reading_column, state_name
from reports.composing.punctuation import clauses
from reports.composing.table import table
from reports.documents import Section
from reports.reading import WHOLE, Adopted, Reading
from reports.wording import DASH, count, from_to, number, sentence, start
from scoring.published import PublicOwnershipChange

HAS_MOVED = ("reliable", "changed")
"""States in which it can be told that a number moved."""


@dataclass(frozen=True)
class Moved:
    """The number that should move, what it did, and what can be said of that (a key of `state_name`)."""

    label: str
    did: str = DASH
    state: str = "not compared"


def adopted_section(reading: Reading) -> Section | None:
    """None where nothing was adopted."""
    if not reading.adopted:
        return None
    return Section(
        key="adopted",
        title=_("What was adopted"),
        note=_("A number that moved says that it moved, not that the action moved it."),
        lede=adopted_sentence(reading),
        table=table(
            "change_adopted",
            _("Adopted actions, and what their numbers did."),
            (
                ("action", _("Action")),
                ("status", _("Status")),
                ("number", _("Number")),
                ("did", _("What it did")),
                ("state", reading_column()),
            ),
            [_row(one, reading) for one in reading.adopted],
        ),
    )


def _row(adopted: Adopted, reading: Reading) -> tuple[str, ...]:
    found = number_of(adopted, reading)
    return adopted.title, _(adopted.status), found.label, found.did, state_name(found.state)


def adopted_sentence(reading: Reading) -> str:
    """How many actions there were, and of how many the number moved reliably."""
    total = len(reading.adopted)
    # Translators: {wave} is the name of a wave, such as "2025"; a semicolon and a second clause follow.
    adopted = ngettext(
        "{count} action was adopted after {wave}", "{count} actions were adopted after {wave}", total
    ).format(count=count(total), wave=reading.earlier)
    moved = sum(number_of(one, reading).state in HAS_MOVED for one in reading.adopted)
    return sentence(clauses([adopted, _have_moved(moved)]))


def _have_moved(moved: int) -> str:
    """A clause on how many of the numbers that actions were to move did."""
    if not moved:
        return _("of no number can it be told that it moved")
    said = ngettext("{count} of their numbers has moved", "{count} of their numbers have moved", moved)
    return said.format(count=count(moved))


def number_of(adopted: Adopted, reading: Reading) -> Moved:
    """The number an action was to move, as the comparison of the waves prints it."""
    kind, _colon, what = adopted.measure.partition(":")
    found = NUMBERS.get(kind)
    return found(what, reading) if found else Moved(DASH)


def _score(construct: str, reading: Reading) -> Moved:
    label = reading.words.construct_label(construct)
    trend = reading.published.trend
    change = next((one for one in trend.changes if one.construct == construct), None) if trend else None
    if change is None:
        return Moved(label)
    # Translators: what a score did: "moved 40 → 52", or where that cannot be told only "from 40 → 43".
    did = _("moved {before} → {after}") if change.state == "reliable" else _("from {before} → {after}")
    return Moved(
        label, did.format(before=number(change.before), after=number(change.after)), state=change.state
    )


def _stages(state: str, label: str) -> Callable[[str, Reading], Moved]:
    def counted(_what: str, reading: Reading) -> Moved:
        trend = reading.published.trend
        rows = [one for one in trend.ownership if one.stage != WHOLE] if trend else []
        if not rows:
            return Moved(_(label))
        before, after = (sum(each == state for each in column) for column in _states(rows))
        concerned = [one for one in rows if state in (one.before, one.after)]
        # Translators: how many stages, before and now, out of how many: "2 → 4 of 8".
        did = _("{before} → {after} of {total}").format(before=before, after=after, total=len(rows))
        return Moved(_(label), did, state=_told(concerned))

    return counted


def _states(rows: list[PublicOwnershipChange]) -> tuple[list[str], list[str]]:
    return [one.before for one in rows], [one.after for one in rows]


def _told(rows: list[PublicOwnershipChange]) -> str:
    """Changed if one certainly did; held only if all certainly did."""
    said = {one.said for one in rows}
    return "changed" if "changed" in said else "held" if said <= {"held"} else "not yet tellable"


def _whole(_what: str, reading: Reading) -> Moved:
    trend, words = reading.published.trend, reading.words
    label = start(words.stage(WHOLE))
    row = next((one for one in trend.ownership if one.stage == WHOLE), None) if trend else None
    if row is None:
        return Moved(label)
    return Moved(label, from_to(words.state(row.before), words.state(row.after)), state=row.said)


NUMBERS: dict[str, Callable[[str, Reading], Moved]] = {
    "score": _score,
    "owned": _stages("owned", gettext_noop("Stages owned")),
    "orphaned": _stages("orphaned", gettext_noop("Stages without an owner")),
    "whole": _whole,
}
"""By the first word of a measure; what stands in no comparison of waves is not compared."""
