"""What changed since the wave before, as a picture and as tables."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.composing.change import reliable_units
from reports.composing.table import sure_label, table
from reports.documents import ChangeFigure, ChangeMark, Table
from reports.reading import Reading
from reports.wording import number, signed, signed_interval, start
from scoring.published import PublicChange, PublicUnitChange


def state_name(state: str) -> str:
    """What can be said of a change, of a score or of who answers, in a table."""
    names = {
        "reliable": pgettext("what can be said of a change", "reliable"),
        "stable": pgettext("what can be said of a change", "held"),
        "held": pgettext("what can be said of a change", "held"),
        "changed": pgettext("what can be said of a change", "changed"),
        "not yet tellable": pgettext("what can be said of a change", "not yet tellable"),
        "not compared": pgettext("what can be said of a change", "not compared"),
    }
    return names[state]


def change_figure(reading: Reading) -> ChangeFigure | None:
    trend = reading.published.trend
    if trend is None or not trend.changes:
        return None
    return ChangeFigure(
        before=reading.earlier,
        after=reading.wave,
        rows=tuple(
            ChangeMark(
                label=reading.words.construct_label(change.construct),
                before=change.before,
                after=change.after,
                points=change.points,
                low=max(0, change.before + change.low),
                high=min(100, change.before + change.high),
                state=state_name(change.state),
                is_reliable=change.state == "reliable",
            )
            for change in trend.changes
        ),
    )


def change_table(reading: Reading) -> Table | None:
    trend = reading.published.trend
    if trend is None or not trend.changes:
        return None
    return table(
        "change",
        _("Scores of both waves over the functions that both show."),
        (
            ("score", _("Score")),
            ("before", reading.earlier, "right"),
            ("after", reading.wave, "right"),
            ("points", _change_column(), "right"),
            ("interval", sure_label(), "right"),
            ("state", reading_column()),
        ),
        [_row(reading.words.construct_label(change.construct), change) for change in trend.changes],
    )


def unit_table(reading: Reading) -> Table | None:
    """The reliable changes of single units, widest first."""
    found = reliable_units(reading)
    if not found:
        return None
    words = reading.words
    return table(
        "change_units",
        _("Reliable changes of single functions."),
        (
            ("unit", _("Function")),
            ("score", _("Score")),
            ("before", reading.earlier, "right"),
            ("after", reading.wave, "right"),
            ("points", _change_column(), "right"),
            ("interval", sure_label(), "right"),
        ),
        [(words.label(one.unit), *_row(words.construct_label(one.construct), one)[:-1]) for one in found],
    )


def ownership_table(reading: Reading) -> Table | None:
    trend, words = reading.published.trend, reading.words
    if trend is None or not trend.ownership:
        return None
    return table(
        "change_ownership",
        _("Who answers for each stage, in both waves."),
        (
            ("stage", pgettext("part of the customer's journey", "Stage")),
            ("before", reading.earlier),
            ("after", reading.wave),
            ("said", reading_column()),
        ),
        [
            (
                words.stage_row(one.stage),
                _state(one.before, one.before_top, reading),
                _state(one.after, one.after_top, reading),
                state_name(one.said),
            )
            for one in trend.ownership
        ],
    )


def _row(label: str, change: PublicChange | PublicUnitChange) -> tuple[str, ...]:
    return (
        label,
        number(change.before),
        number(change.after),
        signed(change.points),
        signed_interval(change.low, change.high),
        state_name(change.state),
    )


def _state(state: str, top: str | None, reading: Reading) -> str:
    named = f", {reading.words.label(top)}" if top and state in ("owned", "leaning") else ""
    return f"{start(reading.words.state(state))}{named}"


def _change_column() -> str:
    return pgettext("column: what a score did between two waves", "Change")


def reading_column() -> str:
    return pgettext("column: what can be said of a number", "Reading")
