"""Do people in one function agree with one another? And do functions differ at all?

"The function thinks" may be said only where its people agree beyond what chance would give. A mean is shown
all the same: it describes; the words beside it say whether it is one view or the middle of several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.composing.found import Found, Order
from reports.composing.table import table
from reports.documents import Align, Finding, Grid, GridCell, GridRow, HeatColumn, Section, Table
from reports.reading import ASKED_OF_ALL, Reading
from reports.wording import counted, join, number, sentence, sentences, some
from scoring.published import PublicAggregation, PublicAgreement, PublicUnit

APART = ("split", "polarized")
STATES = {
    "shared": "shared",
    "split": "split",
    "polarized": "polarized",
    "untold": "cannot be told",
}
MARKS = {"shared": "full", "split": "half", "polarized": "cross", "untold": ""}
LEGEND = (
    ("full", "shared: people agree beyond chance, so one may say that the function thinks so"),
    ("half", "split: people agree no more than chance would have it"),
    ("cross", "polarized: people lie further apart than chance would have it"),
)


# --- What other pages ask ---------------------------------------------------------------------------


def accord(construct: str, unit: str, *, reading: Reading) -> PublicAgreement | None:
    found = (each for each in reading.published.agreement if (each.construct, each.unit) == (construct, unit))
    return next(found, None)


def is_apart(construct: str, unit: str, *, reading: Reading) -> bool:
    """Whether the people of a unit do not share one view on this."""
    found = accord(construct, unit, reading=reading)
    return found is not None and found.state in APART


def speaks_as_one(construct: str, unit: str, *, reading: Reading) -> bool:
    """Whether one may say that the unit thinks so; yes as well where agreement was not looked at."""
    found = accord(construct, unit, reading=reading)
    return found is None or found.state == "shared"


def divided(construct: str, unit: str, *, reading: Reading) -> str:
    """ "opinion in sales is split", to be added to a number of sales; empty where it is shared."""
    if not is_apart(construct, unit, reading=reading):
        return ""
    return f"opinion in {reading.words.function(unit)} is split"


# --- Sections ---------------------------------------------------------------------------------------


def agreement_sections(reading: Reading, *, findings: tuple[Finding, ...] = ()) -> tuple[Section, ...]:
    """Within functions and between them; nothing where neither may be shown."""
    made = (_within(reading), _between(reading, findings=findings))
    return tuple(section for section in made if section)


def _within(reading: Reading) -> Section | None:
    constructs = _constructs(reading)
    if not constructs or not _units(reading):
        return None
    return Section(
        key="agreement",
        title="Do people in one function agree with one another?",
        note="“The function thinks” is said only where opinion is shared.",
        lede=agreement_sentence(reading),
        figure=_grid(reading, constructs=constructs),
        table=_table(reading, constructs=constructs),
    )


def _constructs(reading: Reading) -> list[str]:
    """Constructs in the order of the tables, any others after them."""
    return sorted(dict.fromkeys(each.construct for each in _within_functions(reading)), key=_place)


def _units(reading: Reading) -> list[PublicUnit]:
    """Functions that stand on their own: a pool of several has no opinion to share."""
    return [unit for unit in reading.published.units if not unit.pooled]


def _within_functions(reading: Reading) -> list[PublicAgreement]:
    alone = {unit.key for unit in _units(reading)}
    return [each for each in reading.published.agreement if each.unit in alone]


def _place(construct: str) -> int:
    return ASKED_OF_ALL.index(construct) if construct in ASKED_OF_ALL else len(ASKED_OF_ALL)


def agreement_sentence(reading: Reading) -> str:
    """Where opinion is shared and where it is not, counted over functions and scores."""
    told = [each for each in _within_functions(reading) if each.state != "untold"]
    if not told:
        return "Too few answers in each function to say whether its people agree with one another."
    apart = [each for each in told if each.state in APART]
    if not apart:
        return "Wherever it can be told, people in one function agree with one another."
    if len(apart) == len(told):
        return "Nowhere do people in one function agree with one another beyond chance."
    shared = f"opinion is shared in {_shared(told)} cases that can be told"
    return sentences([shared, _most_apart(apart, reading=reading)])


def _shared(found: Iterable[PublicAgreement]) -> str:
    """ "7 of 9": shared, of those that can be told."""
    told = [each for each in found if each.state != "untold"]
    return f"{sum(each.state == 'shared' for each in told)} of {len(told)}"


def _most_apart(apart: list[PublicAgreement], *, reading: Reading) -> str:
    """The functions in which opinion is split most often."""
    units = [each.unit for each in apart]
    amount = max(units.count(unit) for unit in units)
    most = [unit for unit in dict.fromkeys(units) if units.count(unit) == amount]
    names = some([reading.words.function(unit) for unit in most])
    each = " each" if len(most) > 1 else ""
    return f"it is split most often in {names}, on {counted(amount, 'score', 'scores')}{each}"


def _grid(reading: Reading, *, constructs: list[str]) -> Grid:
    return Grid(
        columns=tuple(HeatColumn(key=key, label=reading.words.construct_label(key)) for key in constructs),
        rows=tuple(
            GridRow(
                label=reading.words.label(unit.key),
                n_band=unit.n,
                cells=tuple(_cell(accord(key, unit.key, reading=reading)) for key in constructs),
            )
            for unit in _units(reading)
        ),
        legend=LEGEND,
    )


def _cell(found: PublicAgreement | None) -> GridCell:
    state = "untold" if found is None else found.state
    return GridCell.model_validate({"text": STATES[state], "mark": MARKS[state]})


def _table(reading: Reading, *, constructs: list[str]) -> Table:
    words = reading.words
    columns: list[tuple[str, str, Align]] = [(key, words.construct_label(key), "right") for key in constructs]
    return table(
        "agreement",
        "How far people in one function agree: the state; r_wg(J), which is 1 when all agree, against "
        "answers spread evenly and against answers that lean to one side; the mean distance from the "
        "item's mean in steps of the scale. Numbers from ten answers on.",
        [("unit", "Function"), ("n", "Answers"), *columns],
        [
            [
                words.label(unit.key),
                unit.n,
                *(_numbers(accord(key, unit.key, reading=reading)) for key in constructs),
            ]
            for unit in _units(reading)
        ]
        + [_shared_row(reading, constructs=constructs)],
    )


def _shared_row(reading: Reading, *, constructs: list[str]) -> list[str]:
    every = _within_functions(reading)
    by_construct = [[each for each in every if each.construct == key] for key in constructs]
    return ["Shared, of all that can be told", _shared(every), *map(_shared, by_construct)]


def _numbers(found: PublicAgreement | None) -> str:
    """The state, with the strength and the numbers below it where they may be shown."""
    if found is None:
        return STATES["untold"]
    word = STATES[found.state]
    if found.rwg is None or found.rwg_skewed is None:
        return word
    distance = f"\n{number(found.deviation)} steps" if found.deviation is not None else ""
    return f"{word}\n{found.rwg:.2f} · {found.rwg_skewed:.2f}{distance}"


# --- Between functions ------------------------------------------------------------------------------


def _between(reading: Reading, *, findings: tuple[Finding, ...]) -> Section | None:
    found = reading.published.aggregation
    if not found:
        return None
    return Section(
        key="aggregation",
        title="Do functions differ at all?",
        note="How much of the spread between people lies between functions.",
        lede="" if findings else _differs_sentence(reading),
        findings=findings,
        table=table(
            "aggregation",
            "ICC(1), the share of the spread between people that lies between functions; ICC(2), how "
            "reliable the functions' means are as a set; 0 to 1.",
            (
                ("construct", "Score"),
                ("icc1", "ICC(1)", "right"),
                ("icc2", "ICC(2)", "right"),
                ("reading", "Functions"),
            ),
            [
                _aggregation_row(each, reading=reading)
                for each in sorted(found, key=lambda each: _place(each.construct))
            ],
        ),
        paragraphs=(MEANS,),
    )


MEANS = (
    "A function's mean is shown from the smallest group on, whether its people agree or not: it describes "
    "the function. Where functions do not differ, that is a result as well: they see the company alike."
)


def _aggregation_row(each: PublicAggregation, *, reading: Reading) -> tuple[str, ...]:
    return (
        reading.words.construct_label(each.construct),
        f"{each.icc1:.2f}",
        f"{each.icc2:.2f}",
        _reading(each, reading=reading),
    )


def _reading(each: PublicAggregation, *, reading: Reading) -> str:
    """What may be said of functions on a score; one that stands apart counts before the test of them all."""
    if each.differs:
        return "differ"
    states = {gap.state for gap in reading.published.gaps if gap.construct == each.construct}
    if "clear" in states:
        return "one stands apart"
    return "not tellable" if "possible" in states else "see it alike"


def _differs_sentence(reading: Reading) -> str:
    apart = sorted((each.construct for each in reading.published.aggregation if each.differs), key=_place)
    names = some([reading.words.construct(key) for key in apart])
    return sentence(f"functions differ beyond chance on {names}") if apart else ""


def agreement_findings(reading: Reading) -> Iterator[Found]:
    """That functions see something alike is a finding, not a failure to find a difference."""
    apart = {gap.construct for gap in reading.published.gaps if gap.state in ("clear", "possible")}
    every = reading.published.aggregation
    alike = [each for each in every if not each.differs and each.construct not in apart]
    alike.sort(key=lambda each: _place(each.construct))
    if alike:
        yield _alike(alike, total=len(every), reading=reading)


def _alike(alike: list[PublicAggregation], *, total: int, reading: Reading) -> Found:
    keys = [each.construct for each in alike]
    words = reading.words
    what = "every score compared" if len(keys) == total else some([words.construct(key) for key in keys])
    shares = [f"{words.construct_label(each.construct)} {each.icc1:.2f}" for each in alike[:4]]
    return Found(
        id=f"alike:{'+'.join(keys)}",
        state="alike",
        topic="agreement",
        order=Order.ALIKE,
        subject=join(words.construct_label(key) for key in keys) if len(keys) < total else "All scores",
        sentence=sentence(
            f"as far as these answers tell, functions see {what} alike: they differ no more than the people "
            "within one function do"
        ),
        evidence=sentence(f"share of the spread that lies between functions: {'; '.join(shares)}"),
        so_what="What differs here differs between people; talk between functions alone will not settle it.",
        weight=len(keys),
    )
