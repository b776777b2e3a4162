"""Each function's own questions: where it is strong and weak in its own work for customers.

The questions differ from function to function, so a level of one says nothing about a level of another; what
may be compared is the shape: whether knowledge, process, crossings or measures carry it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.composing.nothing import nothing
from reports.composing.punctuation import clauses
from reports.composing.story import UNNUMBERED, Story
from reports.composing.table import table
from reports.documents import Align, HeatCell, HeatColumn, Heatmap, HeatRow, Page, Section, Table
from reports.reading import Reading, estimate_text
from reports.wording import count, interval, percent, start, terms
from scoring.published import PublicEstimate, PublicModule, PublicUnit

FACETS = ("K", "P", "X", "M")
TITLE = gettext_noop("Knowledge, process, crossings, measures")
QUESTION = gettext_noop("Where is each function strong and weak in its own work for customers?")
CAUTION = gettext_noop(
    "Each function answered eight questions of its own. Their levels cannot be compared from function to "
    "function; their shapes can."
)


def functions_page(story: Story) -> Page:
    reading = story.reading
    units = asked(reading)
    return Page(
        key="functions",
        number=UNNUMBERED,
        title=_("Functions"),
        question=_(QUESTION),
        lede=functions_sentence(reading),
        sections=(_modules(reading, units) if units else _nothing(reading),),
    )


def asked(reading: Reading) -> list[PublicUnit]:
    """Reporting units whose own questions may be shown; a pool has none."""
    modules = reading.published.modules
    return [
        unit
        for unit in reading.published.units
        if unit.key in modules and any(modules[unit.key].facets.get(key) for key in FACETS)
    ]


def functions_sentence(reading: Reading) -> str:
    """In how many functions one facet stands out from another."""
    units = asked(reading)
    if not units:
        return _("Too few answers to show a function's own questions.")
    modules = reading.published.modules
    uneven = [unit for unit in units if _ends(modules[unit.key])[2]]
    if not uneven:
        return _("In no function shown does one part of its own work stand clearly out from another.")
    return ngettext(
        "In {count} of {total} function shown, one part of its own work stands clearly above another.",
        "In {count} of {total} functions shown, one part of its own work stands clearly above another.",
        len(units),
    ).format(count=count(len(uneven)), total=count(len(units)))


def _modules(reading: Reading, units: list[PublicUnit]) -> Section:
    modules = reading.published.modules
    return Section(
        key="modules",
        title=_(TITLE),
        note=_("Compare along a row, not down a column."),
        lede=_(CAUTION),
        figure=_heat(reading, units),
        table=_table(reading, units),
        paragraphs=(_(MEANS), *shapes([modules[unit.key] for unit in units], reading=reading)),
    )


MEANS = gettext_noop(
    "Knowledge: what the function knows of customers. Process: whether its own rules serve them. Crossings: "
    "how it works with its neighbors. Own measures: what it is judged by."
)


# --- Shapes -----------------------------------------------------------------------------------------


def shapes(modules: Sequence[PublicModule], *, reading: Reading) -> tuple[str, ...]:
    """The strongest and the weakest part of each function; in one list those that cannot be told apart."""
    clear = [module for module in modules if _ends(module)[2]]
    close = [module for module in modules if not _ends(module)[2]]
    said = tuple(start(_shape(module, _apart(), reading=reading)) for module in clear)
    if not close:
        return said
    listed = clauses(_shape(module, _together(module), reading=reading) for module in close)
    # Translators: {parts} lists, by semicolons, functions each with its highest and its lowest part.
    close_said = _("Not far enough apart to call one the stronger: {parts}.").format(parts=listed)
    return (*said, close_said)


def _apart() -> str:
    # Translators: {high} and {low} read "knowledge (72)".
    return _("{function}: strongest in {high}, weakest in {low}.")


def _together(module: PublicModule) -> str:
    """How to say a shape whose ends cannot be told apart, or that has one part alone."""
    high, low, _clear = _ends(module)
    # Translators: {high} and {low} read "knowledge (72)"; one of a list by semicolons.
    return _("{function}, {high} alone") if high == low else _("{function}, {high} against {low}")


def _shape(module: PublicModule, said: str, *, reading: Reading) -> str:
    high, low, _clear = _ends(module)
    return said.format(
        function=reading.words.function(module.unit),
        high=_facet_score(module, high, reading),
        low=_facet_score(module, low, reading),
    )


def _facet_score(module: PublicModule, key: str, reading: Reading) -> str:
    return f"{facet(reading, key)} ({estimate_text(module.facets.get(key))})"


def _ends(module: PublicModule) -> tuple[str, str, bool]:
    """The highest facet, the lowest, and whether their intervals lie apart; "" twice if none is shown."""
    shown = {key: found for key in FACETS if (found := module.facets.get(key)) is not None}
    if not shown:
        return "", "", False
    high = max(shown, key=lambda key: shown[key].value)
    low = min(shown, key=lambda key: shown[key].value)
    return high, low, shown[high].low > shown[low].high


def facet(reading: Reading, key: str, *, part: str = "name") -> str:
    return str(terms(reading.words.language)["facets"][key][part])


# --- Picture and table ------------------------------------------------------------------------------


def _heat(reading: Reading, units: list[PublicUnit]) -> Heatmap:
    modules = reading.published.modules
    return Heatmap(
        columns=tuple(HeatColumn(key=key, label=facet(reading, key, part="label")) for key in FACETS),
        rows=tuple(
            HeatRow(
                key=unit.key,
                label=reading.words.label(unit.key),
                n_band=unit.n,
                cells=tuple(_cell(modules[unit.key].facets.get(key)) for key in FACETS),
            )
            for unit in units
        ),
    )


def _cell(estimate: PublicEstimate | None) -> HeatCell:
    if estimate is None:
        return HeatCell(hidden="fewer_than_five")
    return HeatCell(value=estimate.value, text=estimate_text(estimate) if estimate.bound else "")


def _table(reading: Reading, units: list[PublicUnit]) -> Table:
    modules = reading.published.modules
    columns: list[tuple[str, str, Align]] = [
        (key, facet(reading, key, part="label"), "right") for key in FACETS
    ]
    return table(
        "modules",
        _(
            "Each function's own questions, 0 to 100, with {share} intervals; levels of two functions cannot "
            "be compared."
        ).format(share=percent(0.95)),
        [
            ("unit", _("Function")),
            ("n", _("Answers")),
            *columns,
            ("overall", _("All eight questions"), "right"),
        ],
        [
            [
                reading.words.label(unit.key),
                unit.n,
                *(_numbers(modules[unit.key].facets.get(key), reading=reading) for key in FACETS),
                _numbers(modules[unit.key].overall, reading=reading),
            ]
            for unit in units
        ],
    )


def _numbers(estimate: PublicEstimate | None, *, reading: Reading) -> str:
    if estimate is None:
        return reading.words.hidden("fewer_than_five")
    return f"{estimate_text(estimate)}\n{interval(estimate.low, estimate.high)}"


# --- Nothing ----------------------------------------------------------------------------------------


def _nothing(reading: Reading) -> Section:
    return nothing("modules", title=_(TITLE), reading=reading, asks=_(WHO), alone=True)


WHO = gettext_noop(
    "Eight questions go to each function of the standard list; functions of another name have none, and "
    "functions shown together have no profile of their own."
)
