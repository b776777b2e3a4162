"""What changed since the wave before, in sentences, tables and findings.

A change is told only where it is reliable. What stayed within five points has held; of the rest nobody can
tell yet, which is not the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.composing.found import Found, Order
from reports.composing.table import table
from reports.documents import ChangeFigure, ChangeMark, Table
from reports.reading import Reading
from reports.wording import (
    count,
    join,
    number,
    plural,
    sentence,
    sentences,
    signed,
    signed_interval,
    some,
    start,
)
from scoring.published import PublicChange, PublicOwnershipChange, PublicTrend, PublicUnitChange

STATES = {"reliable": "reliable", "stable": "held", "not yet tellable": "not yet tellable"}
SAID = {"changed": "changed", "held": "held", "not yet tellable": "not yet tellable"}


def change_findings(reading: Reading) -> Iterator[Found]:
    trend = reading.published.trend
    for change in reliable(trend.changes) if trend else ():
        name = reading.words.construct(change.construct)
        yield Found(
            id=f"change:{change.construct}",
            state="reliable",
            topic="change",
            order=Order.CHANGE,
            subject=reading.words.construct_label(change.construct),
            sentence=sentence(f"{name} {_went(change)} from {change.before} to {change.after}"),
            evidence=sentence(
                f"Change {signed(change.points)} points, 95% interval "
                f"{signed_interval(change.low, change.high)}, {_over(trend, reading, change.construct)}"
            ),
            so_what="",
            weight=abs(change.points),
        )


def _over(trend: PublicTrend | None, reading: Reading, construct: str) -> str:
    if construct == "PUL":
        return "over all customers who answered"
    if construct == "LEV":
        return "over leaders and managers"
    units = len(trend.units) if trend else 0
    return f"over {count(units)} {plural(units, 'unit', 'units')} that both waves show"


def _went(change: PublicChange | PublicUnitChange) -> str:
    return "rose" if change.points > 0 else "fell"


def reliable(changes: Sequence[PublicChange]) -> list[PublicChange]:
    """Changes that may be claimed, widest first."""
    found = [change for change in changes if change.state == "reliable"]
    return sorted(found, key=lambda change: (-abs(change.points), change.construct))


def change_sentence(reading: Reading) -> str:
    """What moved and what held, in a sentence or two."""
    trend = reading.published.trend
    if trend is None:
        return ""
    return sentences([_moved_sentence(trend, reading), _held_sentence(trend), stage_change_sentence(reading)])


def _moved_sentence(trend: PublicTrend, reading: Reading) -> str:
    told = [
        f"{reading.words.construct(change.construct)} {_went(change)} from {change.before} to {change.after}"
        for change in reliable(trend.changes)
    ]
    if not told:
        return f"since {reading.earlier}, no score has moved so far that it can be told"
    return f"since {reading.earlier}, {some(told)}"


def _held_sentence(trend: PublicTrend) -> str:
    held = sum(change.state == "stable" for change in trend.changes)
    untold = sum(change.state == "not yet tellable" for change in trend.changes)
    parts = [
        f"{count(held)} {plural(held, 'score', 'scores')} held within five points" if held else "",
        f"of {count(untold)} it cannot be told yet" if untold else "",
    ]
    return join(part for part in parts if part)


def stage_change_sentence(reading: Reading) -> str:
    """A direction only where four of five repeated draws have it."""
    trend, words = reading.published.trend, reading.words
    stage = trend.stage if trend else None
    if stage is None:
        return ""
    if stage.said in ("risen", "fallen"):
        return (
            f"the stage has {stage.said} from {words.maturity_stage(stage.before)} to "
            f"{words.maturity_stage(stage.after)}, in {stage.chance}% of repeated draws"
        )
    if stage.said == "held":
        return f"the stage is still {words.maturity_stage(stage.after)}, in {stage.chance}% of repeated draws"
    return (
        f"whether the stage has changed cannot be told yet: it was {words.maturity_stage(stage.before)} and "
        f"is {words.maturity_stage(stage.after)}"
    )


# --- Picture and tables -------------------------------------------------------------------------------------


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
                state=STATES[change.state],
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
        "Scores of both waves over the functions that both show.",
        (
            ("score", "Score"),
            ("before", reading.earlier, "right"),
            ("after", reading.wave, "right"),
            ("points", "Change", "right"),
            ("interval", "95% interval", "right"),
            ("state", "Reading"),
        ),
        [_row(reading.words.construct_label(change.construct), change) for change in trend.changes],
    )


def _row(label: str, change: PublicChange | PublicUnitChange) -> tuple[str, ...]:
    return (
        label,
        number(change.before),
        number(change.after),
        signed(change.points),
        signed_interval(change.low, change.high),
        STATES[change.state],
    )


def unit_table(reading: Reading) -> Table | None:
    """The reliable changes of single units, widest first."""
    found = reliable_units(reading)
    if not found:
        return None
    words = reading.words
    return table(
        "change_units",
        "Reliable changes of single functions.",
        (
            ("unit", "Function"),
            ("score", "Score"),
            ("before", reading.earlier, "right"),
            ("after", reading.wave, "right"),
            ("points", "Change", "right"),
            ("interval", "95% interval", "right"),
        ),
        [(words.label(one.unit), *_row(words.construct_label(one.construct), one)[:-1]) for one in found],
    )


def reliable_units(reading: Reading) -> list[PublicUnitChange]:
    trend = reading.published.trend
    found = [change for change in trend.unit_changes if change.state == "reliable"] if trend else []
    return sorted(found, key=lambda one: (-abs(one.points), one.unit, one.construct))


def units_sentence(reading: Reading) -> str:
    """How many functions moved on how many scores, and how many comparisons there were."""
    trend = reading.published.trend
    if trend is None or not trend.unit_changes:
        return "No score of a single function is shown in both waves."
    found = reliable_units(reading)
    total = len(trend.unit_changes)
    if not found:
        return f"None of the {total} comparisons of single functions is reliable."
    names = reading.words.functions(dict.fromkeys(one.unit for one in found))
    return sentence(f"{len(found)} of {total} comparisons of single functions are reliable: {names}")


def ownership_table(reading: Reading) -> Table | None:
    trend, words = reading.published.trend, reading.words
    if trend is None or not trend.ownership:
        return None
    return table(
        "change_ownership",
        "Who answers for each stage, in both waves.",
        (("stage", "Stage"), ("before", reading.earlier), ("after", reading.wave), ("said", "Reading")),
        [
            (
                words.stage_row(one.stage),
                _state(one.before, one.before_top, reading),
                _state(one.after, one.after_top, reading),
                SAID[one.said],
            )
            for one in trend.ownership
        ],
    )


def _state(state: str, top: str | None, reading: Reading) -> str:
    named = f", {reading.words.label(top)}" if top and state in ("owned", "leaning") else ""
    return f"{start(reading.words.state(state))}{named}"


def ownership_sentence(reading: Reading) -> str:
    """What changed about who answers, in words: "renewal was orphaned and is owned"."""
    trend = reading.published.trend
    if trend is None or not trend.ownership:
        return "Who answers for the stages cannot be compared."
    changed = [one for one in trend.ownership if one.said == "changed"]
    untold = sum(one.said == "not yet tellable" for one in trend.ownership)
    rest = f"of {count(untold)} {plural(untold, 'row', 'rows')} it cannot be told yet" if untold else ""
    if not changed:
        return sentences(["no stage has changed hands as far as can be told", rest])
    return sentences([join(_changed(one, reading) for one in changed), rest])


def _changed(one: PublicOwnershipChange, reading: Reading) -> str:
    words = reading.words
    return f"{words.stage(one.stage)} was {words.state(one.before)} and is {words.state(one.after)}"


def dropped_sentence(reading: Reading) -> str:
    """Which units only one wave shows, and that they are in no number of the comparison."""
    trend, words = reading.published.trend, reading.words
    alone = [*trend.only_before, *trend.only_after] if trend else []
    if not alone:
        return ""
    names = words.functions(dict.fromkeys(alone))
    return sentence(
        f"{names} {plural(len(alone), 'is', 'are')} shown in one of the two waves only, and in no "
        "number of this comparison"
    )


RULES = (
    "Both waves are taken over the functions that both show, each weighing the same. A change is reliable "
    "from five points on, when it is larger than 1.96 standard errors and stays so with all scores judged "
    "together; a score has held when the 90% interval of its change lies within five points. Of the rest it "
    "cannot be told yet.",
    "Waves are anonymous: nobody is followed from one to the next, and the people of a function may be "
    "others. A change is of the organization, and nothing here says what it came from.",
)
