"""Tables of scores, gaps and levels."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from reports.composing.table import Columns, sure_label, table
from reports.composing.views import others
from reports.documents import Align, Table
from reports.reading import PROFILE, READINESS, Reading, estimate_text
from reports.wording import DASH, interval, number, percent, signed, signed_interval
from scoring.published import PublicGap


def heat_table(reading: Reading, *, constructs: Sequence[str] = PROFILE) -> Table:
    words = reading.words
    units = reading.published.units
    constructs = [key for key in constructs if key in reading.published.scores]
    body = [
        [words.label(unit.key), unit.n, *(cell_text(key, unit.key, reading=reading) for key in constructs)]
        for unit in units
    ]
    total = [_("All, each function weighing the same"), DASH]
    total += [estimate_text(reading.estimate(key)) for key in constructs]
    columns: list[tuple[str, str, Align]] = [(key, words.construct_label(key), "right") for key in constructs]
    return table(
        "scores",
        _("Scores of 0 to 100 by reporting unit; in brackets the distance to the others where it is clear."),
        [("unit", _("Function")), ("n", _("Answers")), *columns],
        [*body, total],
    )


def cell_text(construct: str, unit: str, *, reading: Reading) -> str:
    """A score, with its distance to the others where that is clear, or why there is none."""
    estimate = reading.estimate(construct, unit)
    if estimate is None:
        return reading.words.hidden(hidden_reason(construct, unit, reading=reading))
    gap = reading.gap(construct, unit)
    mark = f" ({signed(gap.points)})" if gap and gap.state == "clear" else ""
    return f"{estimate_text(estimate)}{mark}"


def hidden_reason(construct: str, unit: str, *, reading: Reading) -> str:
    score = reading.published.scores.get(construct)
    reason = score.hidden.get(unit) if score else None
    return "fewer_than_five" if reason == "fewer_than_minimum" else "no_data"


def gaps_table(gaps: Sequence[PublicGap], *, key: str, caption: str, reading: Reading) -> Table:
    words = reading.words
    return table(
        key,
        caption,
        (
            ("unit", _("Function")),
            ("construct", _("Score")),
            ("own", _("Its own"), "right"),
            ("others", _("The others"), "right"),
            ("gap", _("Gap"), "right"),
            ("interval", sure_label(), "right"),
            ("n", _("Answers"), "right"),
        ),
        [
            (
                words.label(gap.unit),
                words.construct_label(gap.construct),
                estimate_text(reading.estimate(gap.construct, gap.unit)),
                DASH if others(gap, reading) is None else number(others(gap, reading) or 0),
                signed(gap.points),
                signed_interval(gap.low, gap.high),
                gap.n,
            )
            for gap in gaps
        ],
    )


MARKS = {"possible": " ?", "aligned": " =", "inconclusive": ""}


def gap_grid(reading: Reading, *, constructs: Sequence[str]) -> Table:
    """Function by score: the gap with its interval, and a mark for what may be said of it."""
    gaps = {(gap.unit, gap.construct): gap for gap in reading.published.gaps}
    words = reading.words
    constructs = [key for key in constructs if key in reading.published.scores]
    columns: list[tuple[str, str, Align]] = [(key, words.construct_label(key), "right") for key in constructs]
    return table(
        "gaps_every",
        _(
            "Gap in points and its {share} interval. ▲▼ clear; ? possible; = alike; no mark: not tellable."
        ).format(share=percent(0.95)),
        [("unit", _("Function")), *columns],
        [
            [words.label(unit.key), *(_grid_cell(gaps.get((unit.key, key))) for key in constructs)]
            for unit in reading.published.units
        ],
    )


def _grid_cell(gap: PublicGap | None) -> str:
    if gap is None:
        return DASH
    mark = MARKS.get(gap.state, " ▲" if gap.points > 0 else " ▼")
    return f"{signed(gap.points)}{mark}\n{signed_interval(gap.low, gap.high)}"


def levels_table(reading: Reading) -> Table:
    words = reading.words
    return table(
        "levels",
        _("Leaders and managers less the front line, in points."),
        (
            ("construct", _("Score")),
            ("gap", _("Gap"), "right"),
            ("interval", sure_label(), "right"),
            ("state", _("State")),
            ("n_lead", _("Leaders and managers"), "right"),
            ("n_front", _("Front line"), "right"),
        ),
        [
            (
                words.construct_label(gap.construct),
                signed(gap.points),
                signed_interval(gap.low, gap.high),
                words.state(gap.state),
                gap.n_lead,
                gap.n_front,
            )
            for gap in reading.published.level_gaps
        ],
    )


def score_table(constructs: Sequence[str], *, key: str, caption: str, reading: Reading) -> Table:
    words, rows = reading.words, []
    for construct in constructs:
        estimate = reading.estimate(construct)
        if estimate is not None:
            rows.append(
                (
                    words.construct_label(construct),
                    estimate_text(estimate),
                    interval(estimate.low, estimate.high),
                    estimate.n,
                )
            )
    columns: Columns = (
        ("construct", _("Score of")),
        ("value", _("Score"), "right"),
        ("interval", sure_label(), "right"),
        ("n", _("Answers"), "right"),
    )
    return table(key, caption, columns, rows)


def readiness_table(reading: Reading) -> Table:
    return score_table(
        READINESS, key="readiness", caption=_("Readiness, 0 to 100, whole organization."), reading=reading
    )
