"""Do people in one function agree with one another? And do functions differ at all?

"The function thinks" may be said only where its people agree beyond what chance would give. A mean is shown
all the same: it describes; the words beside it say whether it is one view or the middle of several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses
from reports.composing.table import table
from reports.documents import Align, Finding, Grid, GridCell, GridRow, HeatColumn, Section, Table
from reports.reading import ASKED_OF_ALL, Reading
from reports.wording import count, fixed, join, number, sentence, sentences, some
from scoring.published import PublicAggregation, PublicAgreement, PublicUnit

APART = ("split", "polarized")
MARKS = {"shared": "full", "split": "half", "polarized": "cross", "untold": ""}
LEGEND = (
    (
        "full",
        gettext_noop("shared: people agree beyond chance, so one may say that the function thinks so"),
    ),
    ("half", gettext_noop("split: people agree no more than chance would have it")),
    ("cross", gettext_noop("polarized: people lie further apart than chance would have it")),
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
    # Translators: a clause added to the numbers of a function.
    return _("opinion in {function} is split").format(function=reading.words.function(unit))


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
        title=_("Do people in one function agree with one another?"),
        note=_("“The function thinks” is said only where opinion is shared."),
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
        return _("Too few answers in each function to say whether its people agree with one another.")
    apart = [each for each in told if each.state in APART]
    if not apart:
        return _("Wherever it can be told, people in one function agree with one another.")
    if len(apart) == len(told):
        return _("Nowhere do people in one function agree with one another beyond chance.")
    # Translators: {share} reads "7 of 9"; a case is one function on one score.
    shared = _("Opinion is shared in {share} cases that can be told.").format(share=_shared(told))
    return sentences([shared, _most_apart(apart, reading=reading)])


def _shared(found: Iterable[PublicAgreement]) -> str:
    """ "7 of 9": shared, of those that can be told."""
    told = [each for each in found if each.state != "untold"]
    shared = sum(each.state == "shared" for each in told)
    # Translators: so many out of so many: "7 of 9".
    return _("{part} of {total}").format(part=shared, total=len(told))


def _most_apart(apart: list[PublicAgreement], *, reading: Reading) -> str:
    """The functions in which opinion is split most often."""
    units = [each.unit for each in apart]
    amount = max(units.count(unit) for unit in units)
    most = [unit for unit in dict.fromkeys(units) if units.count(unit) == amount]
    names = some([reading.words.function(unit) for unit in most])
    if len(most) > 1:
        said = ngettext(
            "It is split most often in {functions}, on {count} score each.",
            "It is split most often in {functions}, on {count} scores each.",
            amount,
        )
    else:
        said = ngettext(
            "It is split most often in {functions}, on {count} score.",
            "It is split most often in {functions}, on {count} scores.",
            amount,
        )
    return said.format(functions=names, count=count(amount))


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
        legend=tuple((mark, _(text)) for mark, text in LEGEND),
    )


def state_name(state: str) -> str:
    """How people of one function lie to one another on a score."""
    names = {
        "shared": pgettext("opinion in one function", "shared"),
        "split": pgettext("opinion in one function", "split"),
        "polarized": pgettext("opinion in one function", "polarized"),
        "untold": pgettext("opinion in one function", "cannot be told"),
    }
    return names[state]


def _cell(found: PublicAgreement | None) -> GridCell:
    state = "untold" if found is None else found.state
    return GridCell.model_validate({"text": state_name(state), "mark": MARKS[state]})


def _table(reading: Reading, *, constructs: list[str]) -> Table:
    words = reading.words
    columns: list[tuple[str, str, Align]] = [(key, words.construct_label(key), "right") for key in constructs]
    return table(
        "agreement",
        _(
            "How far people in one function agree: the state; r_wg(J), which is 1 when all agree, against "
            "answers spread evenly and against answers that lean to one side; the mean distance from the "
            "item's mean in steps of the scale. Numbers from ten answers on."
        ),
        [("unit", _("Function")), ("n", _("Answers")), *columns],
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
    return [_("Shared, of all that can be told"), _shared(every), *map(_shared, by_construct)]


def _numbers(found: PublicAgreement | None) -> str:
    """The state, with the strength and the numbers below it where they may be shown."""
    if found is None:
        return state_name("untold")
    word = state_name(found.state)
    if found.rwg is None or found.rwg_skewed is None:
        return word
    lines = [word, f"{fixed(found.rwg)} · {fixed(found.rwg_skewed)}"]
    if found.deviation is not None:
        # Translators: a distance in steps of the answer scale: "0.7 steps".
        lines.append(_("{number} steps").format(number=number(found.deviation)))
    return "\n".join(lines)


# --- Between functions ------------------------------------------------------------------------------


def _between(reading: Reading, *, findings: tuple[Finding, ...]) -> Section | None:
    found = reading.published.aggregation
    if not found:
        return None
    return Section(
        key="aggregation",
        title=_("Do functions differ at all?"),
        note=_("How much of the spread between people lies between functions."),
        lede="" if findings else _differs_sentence(reading),
        findings=findings,
        table=table(
            "aggregation",
            _(
                "ICC(1), the share of the spread between people that lies between functions; ICC(2), how "
                "reliable the functions' means are as a set; 0 to 1."
            ),
            (
                ("construct", _("Score")),
                ("icc1", "ICC(1)", "right"),
                ("icc2", "ICC(2)", "right"),
                ("reading", _("Functions")),
            ),
            [
                _aggregation_row(each, reading=reading)
                for each in sorted(found, key=lambda each: _place(each.construct))
            ],
        ),
        paragraphs=(_(MEANS),),
    )


MEANS = gettext_noop(
    "A function's mean is shown from the smallest group on, whether its people agree or not: it describes "
    "the function. Where functions do not differ, that is a result as well: they see the company alike."
)


def _aggregation_row(each: PublicAggregation, *, reading: Reading) -> tuple[str, ...]:
    return (
        reading.words.construct_label(each.construct),
        fixed(each.icc1),
        fixed(each.icc2),
        _reading(each, reading=reading),
    )


def _reading(each: PublicAggregation, *, reading: Reading) -> str:
    """What may be said of functions on a score; one that stands apart counts before the test of them all."""
    if each.differs:
        return pgettext("functions on a score", "differ")
    states = {gap.state for gap in reading.published.gaps if gap.construct == each.construct}
    if "clear" in states:
        return pgettext("functions on a score", "one stands apart")
    if "possible" in states:
        return pgettext("functions on a score", "not tellable")
    return pgettext("functions on a score", "see it alike")


def _differs_sentence(reading: Reading) -> str:
    apart = sorted((each.construct for each in reading.published.aggregation if each.differs), key=_place)
    if not apart:
        return ""
    names = some([reading.words.construct(key) for key in apart])
    return _("Functions differ beyond chance on {scores}.").format(scores=names)


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
    shares = [f"{words.construct_label(each.construct)} {fixed(each.icc1)}" for each in alike[:4]]
    return Found(
        id=f"alike:{'+'.join(keys)}",
        state="alike",
        topic="agreement",
        order=Order.ALIKE,
        subject=join(words.construct_label(key) for key in keys) if len(keys) < total else _("All scores"),
        sentence=_alike_sentence(keys, total=total, reading=reading),
        evidence=sentence(
            # Translators: {shares} lists scores with a number of 0 to 1: "One view 0.02; Evidence 0.01".
            _("Share of the spread that lies between functions: {shares}").format(shares=clauses(shares))
        ),
        so_what=_(
            "What differs here differs between people; talk between functions alone will not settle it."
        ),
        weight=len(keys),
    )


def _alike_sentence(keys: list[str], *, total: int, reading: Reading) -> str:
    if len(keys) == total:
        return _(
            "As far as these answers tell, functions see every score compared alike: they differ no more "
            "than the people within one function do."
        )
    return _(
        "As far as these answers tell, functions see {scores} alike: they differ no more than the people "
        "within one function do."
    ).format(scores=some([reading.words.construct(key) for key in keys]))
