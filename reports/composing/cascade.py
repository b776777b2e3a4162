"""The chain of customer measures: as the sponsor states it, beside what people perceive of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.composing.found import Found, Order
from reports.composing.sheet import CASCADE, NOT_STATED, rests_on
from reports.composing.table import table
from reports.documents import Cascade, CascadeLevel, Finding, Section, Table
from reports.reading import Reading, estimate_text
from reports.wording import DASH, interval, number, sentence, signed, start, terms
from scoring.published import PublicCascade

PERCEIVED = "METR"

READINGS = {
    "believed_not_built": "believed, not built: people perceive more of the chain than the sponsor states",
    "built_not_felt": "built, not felt: the sponsor states more of the chain than people perceive",
    "in_step": "in step: what the sponsor states and what people perceive lie close together",
}
SO_WHAT = {
    "believed_not_built": "People count on measures that nobody has been given a target for.",
    "built_not_felt": "Measures that people do not connect with their own work do not guide it.",
}
BREAK_SO_WHAT = "Below the break, a good result for customers and a good result for the plan can part ways."


def cascade_section(reading: Reading, *, findings: tuple[Finding, ...] = ()) -> Section | None:
    """The picture of the chain; a table alone where it was stated in part, nothing where it was not."""
    found = reading.published.cascade
    if found is None:
        return _in_part(reading)
    return Section(
        key="cascade",
        title="The chain of measures",
        note="From the chief executive to the front line, as the sponsor states it.",
        lede="" if findings else cascade_sentence(reading, found),
        findings=findings,
        figure=_figure(reading, found),
        table=_table(reading, found),
        paragraphs=(CAREFUL, *_note(reading)),
    )


CAREFUL = (
    "A level with no customer measure counts 0, one that is shown a measure 1, one with a target and a "
    "consequence 2; the chain is the sum in percent of the highest possible. It is one person's statement, "
    "so it has no interval; what people perceive has one."
)


def _words(reading: Reading) -> tuple[dict[str, str], dict[int, str]]:
    known = terms(reading.words.language)
    return known["cascade_levels"], known["cascade_values"]


def _figure(reading: Reading, found: PublicCascade) -> Cascade:
    levels, values = _words(reading)
    return Cascade(
        levels=tuple(
            CascadeLevel(
                label=levels[key], value=value, value_text=values[value], is_break=key == found.break_level
            )
            for key, value in found.levels.items()
        )
    )


def _table(reading: Reading, found: PublicCascade) -> Table:
    levels, values = _words(reading)
    rows = [
        (
            levels[key],
            f"{values[value]}{'; the chain breaks here' if key == found.break_level else ''}",
            DASH,
            DASH,
        )
        for key, value in found.levels.items()
    ]
    return table(
        "cascade",
        "What customer measure each level answers for, and how the whole compares with what people perceive.",
        (
            ("level", "Level"),
            ("measure", "Measure"),
            ("interval", "95% interval", "right"),
            ("n", "Answers", "right"),
        ),
        [*rows, *_compared(reading, found)],
    )


def _compared(reading: Reading, found: PublicCascade) -> list[tuple[str, str, str, str]]:
    rows = [("The chain as stated, 0 to 100", number(found.score), DASH, DASH)]
    perceived = reading.estimate(PERCEIVED)
    if perceived is not None:
        sure = interval(perceived.low, perceived.high)
        rows.append(("The chain as perceived, 0 to 100", estimate_text(perceived), sure, perceived.n))
    if found.difference is not None:
        rows.append(("Perceived less stated, points", signed(found.difference), DASH, DASH))
    return rows


def _in_part(reading: Reading) -> Section | None:
    grid = reading.facts.get(CASCADE)
    if not isinstance(grid, Mapping) or not grid:
        return None
    levels, values = _words(reading)
    return Section(
        key="cascade",
        title="The chain of measures",
        note="From the chief executive to the front line, as the sponsor states it.",
        lede="The chain was stated in part, so it is printed and not judged.",
        table=table(
            "cascade",
            "What customer measure each level answers for, as far as stated.",
            (("level", "Level"), ("measure", "Measure")),
            [(label, _cell(grid, key, values)) for key, label in levels.items()],
        ),
        paragraphs=_note(reading),
    )


def _note(reading: Reading) -> tuple[str, ...]:
    said = rests_on(reading, CASCADE)
    return (said,) if said else ()


def _cell(grid: Mapping[str, Any], key: str, values: Mapping[int, str]) -> str:
    value = grid.get(key)
    return values.get(value, NOT_STATED) if isinstance(value, int) else NOT_STATED


def cascade_sentence(reading: Reading, found: PublicCascade) -> str:
    """How the chain reads beside what people perceive, and where it breaks."""
    return sentence("; ".join(part for part in (_reading(reading, found), _break(reading, found)) if part))


def _reading(reading: Reading, found: PublicCascade) -> str:
    perceived = reading.estimate(PERCEIVED)
    if found.reading == "untold" or perceived is None:
        return f"the chain of customer measures is stated at {number(found.score)} of 100"
    return (
        f"{READINGS[found.reading]} (stated at {number(found.score)} of 100, perceived at "
        f"{estimate_text(perceived)})"
    )


def _break(reading: Reading, found: PublicCascade) -> str:
    if found.break_level is None:
        return ""
    level = _words(reading)[0][found.break_level]
    return (
        f"as stated, the chain breaks at “{level}”, which has no customer measure below a level that has one"
    )


# --- Findings ---------------------------------------------------------------------------------------


def cascade_findings(reading: Reading) -> Iterator[Found]:
    """A chain that is believed and not built, built and not felt, or that breaks on its way down."""
    found = reading.published.cascade
    if reading.says_nothing or found is None or (found.reading not in SO_WHAT and found.break_level is None):
        return
    state = found.reading if found.reading in SO_WHAT else "break"
    yield Found(
        id=f"cascade:{state}",
        state=state,
        topic="structure",
        order=Order.CASCADE,
        subject="The chain of measures",
        sentence=cascade_sentence(reading, found),
        evidence=sentence(start("; ".join(_evidence(reading, found)))),
        so_what=SO_WHAT.get(state, BREAK_SO_WHAT),
        weight=float(abs(found.difference or 0)),
    )


def _evidence(reading: Reading, found: PublicCascade) -> list[str]:
    parts = [f"the sponsor's statement: {number(found.score)} of 100 for the chain"]
    perceived = reading.estimate(PERCEIVED)
    if perceived is not None:
        sure = interval(perceived.low, perceived.high)
        answers = reading.words.answers(perceived.n)
        parts.append(f"perceived: {estimate_text(perceived)}, interval {sure}, {answers}")
    return parts
