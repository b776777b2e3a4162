"""What became of the actions adopted after the wave before: what each one's number did since."""

from __future__ import annotations

from collections.abc import Callable

from reports.composing.change import STATES
from reports.composing.table import table
from reports.documents import Section
from reports.reading import WHOLE, Adopted, Reading
from reports.wording import count, plural, sentence, start
from scoring.published import PublicOwnershipChange

Numbers = tuple[str, str, str]
"""The number that should move, what it did, and whether that can be told."""

NOT_COMPARED = "–"


def adopted_section(reading: Reading) -> Section | None:
    """None where nothing was adopted."""
    if not reading.adopted:
        return None
    return Section(
        key="adopted",
        title="What was adopted",
        note="A number that moved says that it moved, not that the action moved it.",
        lede=adopted_sentence(reading),
        table=table(
            "change_adopted",
            "Adopted actions, and what their numbers did.",
            (
                ("action", "Action"),
                ("status", "Status"),
                ("number", "Number"),
                ("did", "What it did"),
                ("state", "Reading"),
            ),
            [(one.title, one.status, *number_of(one, reading)) for one in reading.adopted],
        ),
    )


def adopted_sentence(reading: Reading) -> str:
    """How many actions there were, and of how many the number moved reliably."""
    total = len(reading.adopted)
    moved = sum(number_of(one, reading)[2] in ("reliable", "changed") for one in reading.adopted)
    told = f"{count(moved)} of their numbers {plural(moved, 'has', 'have')} moved" if moved else UNMOVED
    adopted = f"{count(total)} {plural(total, 'action was', 'actions were')} adopted"
    return sentence(f"{adopted} after {reading.earlier}; {told}")


UNMOVED = "of no number can it be told that it moved"


def number_of(adopted: Adopted, reading: Reading) -> Numbers:
    """The number an action was to move, as the comparison of the waves prints it."""
    kind, _, what = adopted.measure.partition(":")
    found = NUMBERS.get(kind)
    return found(what, reading) if found else (NOT_COMPARED, NOT_COMPARED, "not compared")


def _score(construct: str, reading: Reading) -> Numbers:
    label = reading.words.construct_label(construct)
    trend = reading.published.trend
    change = next((one for one in trend.changes if one.construct == construct), None) if trend else None
    if change is None:
        return label, NOT_COMPARED, "not compared"
    did = "moved" if change.state == "reliable" else "from"
    return label, f"{did} {change.before} → {change.after}", STATES[change.state]


def _stages(state: str, label: str) -> Callable[[str, Reading], Numbers]:
    def counted(_what: str, reading: Reading) -> Numbers:
        trend = reading.published.trend
        rows = [one for one in trend.ownership if one.stage != WHOLE] if trend else []
        if not rows:
            return label, NOT_COMPARED, "not compared"
        before, after = (sum(each == state for each in column) for column in _states(rows))
        concerned = [one for one in rows if state in (one.before, one.after)]
        return label, f"{before} → {after} of {len(rows)}", _told(concerned)

    return counted


def _states(rows: list[PublicOwnershipChange]) -> tuple[list[str], list[str]]:
    return [one.before for one in rows], [one.after for one in rows]


def _told(rows: list[PublicOwnershipChange]) -> str:
    """Changed if one certainly did; held only if all certainly did."""
    said = {one.said for one in rows}
    return "changed" if "changed" in said else "held" if said <= {"held"} else "not yet tellable"


def _whole(_what: str, reading: Reading) -> Numbers:
    trend, words = reading.published.trend, reading.words
    label = start(words.stage(WHOLE))
    row = next((one for one in trend.ownership if one.stage == WHOLE), None) if trend else None
    if row is None:
        return label, NOT_COMPARED, "not compared"
    return label, f"{words.state(row.before)} → {words.state(row.after)}", row.said


NUMBERS: dict[str, Callable[[str, Reading], Numbers]] = {
    "score": _score,
    "owned": _stages("owned", "Stages owned"),
    "orphaned": _stages("orphaned", "Stages without an owner"),
    "whole": _whole,
}
"""By the first word of a measure; what stands in no comparison of waves is not compared."""
