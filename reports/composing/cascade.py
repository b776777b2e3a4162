"""The chain of customer measures: as the sponsor states it, beside what people perceive of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses
from reports.composing.sheet import CASCADE, NOT_STATED, rests_on
from reports.composing.table import sure_label, table
from reports.documents import Cascade, CascadeLevel, Finding, Section, Table
from reports.reading import Reading, estimate_text
from reports.wording import DASH, interval, number, sentence, signed, terms
from scoring.published import PublicCascade

PERCEIVED = "METR"

READINGS = {
    # Translators: clauses; another clause or nothing follows after a semicolon.
    "believed_not_built": gettext_noop(
        "believed, not built: people perceive more of the chain than the sponsor states "
        "(stated at {stated} of 100, perceived at {perceived})"
    ),
    "built_not_felt": gettext_noop(
        "built, not felt: the sponsor states more of the chain than people perceive "
        "(stated at {stated} of 100, perceived at {perceived})"
    ),
    "in_step": gettext_noop(
        "in step: what the sponsor states and what people perceive lie close together "
        "(stated at {stated} of 100, perceived at {perceived})"
    ),
}
SO_WHAT = {
    "believed_not_built": gettext_noop("People count on measures that nobody has been given a target for."),
    "built_not_felt": gettext_noop(
        "Measures that people do not connect with their own work do not guide it."
    ),
}
BREAK_SO_WHAT = gettext_noop(
    "Below the break, a good result for customers and a good result for the plan can part ways."
)
TITLE = gettext_noop("The chain of measures")
NOTE = gettext_noop("From the chief executive to the front line, as the sponsor states it.")


def cascade_section(reading: Reading, *, findings: tuple[Finding, ...] = ()) -> Section | None:
    """The picture of the chain; a table alone where it was stated in part, nothing where it was not."""
    found = reading.published.cascade
    if found is None:
        return _in_part(reading)
    return Section(
        key="cascade",
        title=_(TITLE),
        note=_(NOTE),
        lede="" if findings else cascade_sentence(reading, found),
        findings=findings,
        figure=_figure(reading, found),
        table=_table(reading, found),
        paragraphs=(_(CAREFUL), *_note(reading)),
    )


CAREFUL = gettext_noop(
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
        (levels[key], _stated(values[value], breaks=key == found.break_level), DASH, DASH)
        for key, value in found.levels.items()
    ]
    return table(
        "cascade",
        _(
            "What customer measure each level answers for, and how the whole compares with what people "
            "perceive."
        ),
        (
            ("level", _("Level")),
            ("measure", _("Measure")),
            ("interval", sure_label(), "right"),
            ("n", _("Answers"), "right"),
        ),
        [*rows, *_compared(reading, found)],
    )


def _stated(measure: str, *, breaks: bool) -> str:
    # Translators: {measure} is what a level answers for: "no customer measure".
    return _("{measure}; the chain breaks here").format(measure=measure) if breaks else measure


def _compared(reading: Reading, found: PublicCascade) -> list[tuple[str, str, str, str]]:
    rows = [(_("The chain as stated, 0 to 100"), number(found.score), DASH, DASH)]
    perceived = reading.estimate(PERCEIVED)
    if perceived is not None:
        sure = interval(perceived.low, perceived.high)
        rows.append((_("The chain as perceived, 0 to 100"), estimate_text(perceived), sure, perceived.n))
    if found.difference is not None:
        rows.append((_("Perceived less stated, points"), signed(found.difference), DASH, DASH))
    return rows


def _in_part(reading: Reading) -> Section | None:
    grid = reading.facts.get(CASCADE)
    if not isinstance(grid, Mapping) or not grid:
        return None
    levels, values = _words(reading)
    return Section(
        key="cascade",
        title=_(TITLE),
        note=_(NOTE),
        lede=_("The chain was stated in part, so it is printed and not judged."),
        table=table(
            "cascade",
            _("What customer measure each level answers for, as far as stated."),
            (("level", _("Level")), ("measure", _("Measure"))),
            [(label, _cell(grid, key, values)) for key, label in levels.items()],
        ),
        paragraphs=_note(reading),
    )


def _note(reading: Reading) -> tuple[str, ...]:
    said = rests_on(reading, CASCADE)
    return (said,) if said else ()


def _cell(grid: Mapping[str, Any], key: str, values: Mapping[int, str]) -> str:
    value = grid.get(key)
    known = values.get(value) if isinstance(value, int) else None
    return known or _(NOT_STATED)


def cascade_sentence(reading: Reading, found: PublicCascade) -> str:
    """How the chain reads beside what people perceive, and where it breaks."""
    return sentence(clauses([_reading(reading, found), _break(reading, found)]))


def _reading(reading: Reading, found: PublicCascade) -> str:
    perceived = reading.estimate(PERCEIVED)
    if found.reading == "untold" or perceived is None:
        said = _("the chain of customer measures is stated at {stated} of 100")
        return said.format(stated=number(found.score))
    said = _(READINGS[found.reading])
    return said.format(stated=number(found.score), perceived=estimate_text(perceived))


def _break(reading: Reading, found: PublicCascade) -> str:
    if found.break_level is None:
        return ""
    level = _words(reading)[0][found.break_level]
    # Translators: {level} is a level of the organization: "Managers". A clause.
    return _(
        "as stated, the chain breaks at “{level}”, which has no customer measure below a level that has one"
    ).format(level=level)


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
        subject=_(TITLE),
        sentence=cascade_sentence(reading, found),
        evidence=sentence(clauses(_evidence(reading, found))),
        so_what=_(SO_WHAT.get(state, BREAK_SO_WHAT)),
        weight=float(abs(found.difference or 0)),
    )


def _evidence(reading: Reading, found: PublicCascade) -> list[str]:
    statement = _("the sponsor's statement: {stated} of 100 for the chain")
    parts = [statement.format(stated=number(found.score))]
    perceived = reading.estimate(PERCEIVED)
    if perceived is not None:
        # Translators: {answers} reads "50+ answers".
        said = _("perceived: {perceived}, interval {interval}, {answers}")
        parts.append(
            said.format(
                perceived=estimate_text(perceived),
                interval=interval(perceived.low, perceived.high),
                answers=reading.words.answers(perceived.n),
            )
        )
    return parts
