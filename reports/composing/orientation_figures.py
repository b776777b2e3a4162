"""Figures from published research, for orientation beside our own: dated, sourced, never a badge or a test.

Populations differ from ours, samples are seldom known, and several figures are worded differently from source
to source. On a page they are printed only where a number of ours may stand beside them; the method page lists
them all.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext
from pydantic import BaseModel, ConfigDict, Field

from reports import languages
from reports.composing.punctuation import clauses, labelled
from reports.composing.sheet import is_stated, stated
from reports.composing.table import table
from reports.documents import Section, Table
from reports.reading import READINESS, Reading, estimate_text
from reports.wording import DASH, join, percent, sentence

KIND = "research"
RESEARCH = Path(__file__).parents[1] / f"{KIND}.yaml"
TEXTS = ("value", "who", "what", "says", "sample", "caution")
"""What of a figure has words, and so another text in every language."""

ORGANIZATION = "organization"
UNSTATED = gettext_noop("sample size not stated in our source")


class Figure(BaseModel):
    """A published figure and what to hold beside it; fields as research.yaml explains them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    source: str
    value: str
    who: str
    what: str
    caution: str
    year: int | None = None
    sample: str = ""
    page: str = ""
    market: str = ""
    ours: dict[str, dict[str, Any]] = Field(default_factory=dict)
    says: str = ""

    @property
    def key(self) -> str:
        """Number, and the market where there is a figure for each."""
        return f"{self.number}-{self.market}" if self.market else str(self.number)

    def beside(self, reading: Reading) -> str:
        """What this report can hold beside the figure, in words; empty where nothing may be shown."""
        says = {"says": self.says} if self.says else {}
        for name, arguments in self.ours.items():
            return COMPARISONS[name](reading, **arguments, **says)
        return ""

    @property
    def said_of_sample(self) -> str:
        return self.sample or _(UNSTATED)

    @property
    def about(self) -> str:
        """Of whom the figure says what: a cell of a table."""
        return labelled(self.who, self.what)


@functools.cache
def figures(language: str = "en") -> tuple[Figure, ...]:
    """Every published figure, in the order of its number; KeyError for one that names an unknown source.

    Raises ValueError for a language without words, and KeyError where a word is missing.
    """
    loaded: dict[str, Any] = yaml.safe_load(RESEARCH.read_text(encoding="utf-8"))
    if language == "en":
        return _sourced(loaded["figures"], loaded["sources"])
    words = languages.words_of(KIND, language)
    return _sourced([_worded(entry, words["figures"]) for entry in loaded["figures"]], words["sources"])


def _sourced(entries: Sequence[dict[str, Any]], sources: Mapping[str, str]) -> tuple[Figure, ...]:
    return tuple(Figure(**entry | {"source": sources[entry["source"]]}) for entry in entries)


def _worded(entry: dict[str, Any], words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """A figure with each of its texts in another language."""
    of = words[Figure(**entry).key]
    return entry | {part: of[part] for part in TEXTS if part in entry}


# --- Comparisons: each gives words, or nothing where no number may be shown ---------------------------


def names_itself(reading: Reading, *, functions: Sequence[str]) -> str:
    """How many of a function's people name it for the whole experience."""
    naming = reading.whole.self_naming if reading.whole else {}
    own = {key: naming[key].own for key in functions if key in naming}
    if len(own) < len(functions) or None in own.values():
        return ""
    each = _("{share} of all in {function}")
    shares = join(
        each.format(share=percent(share), function=reading.words.function(key)) for key, share in own.items()
    )
    # Translators: {shares} is "7% of all in sales", or two of them joined by "and".
    if len(functions) > 1:
        return _("{shares} name their own function for the whole experience").format(shares=shares)
    return _("{shares} name {function} for the whole experience").format(
        shares=shares, function=reading.words.function(functions[0])
    )


def within(reading: Reading, *, entry: str, says: str) -> str:
    found = reading.published.clock.entries.get(entry)
    return says.format(share=percent(found.share)) if found else ""


def chose(reading: Reading, *, column: str, unit: str, options: Sequence[str], says: str) -> str:
    """The share of a function's people (or of all) who chose one of these options."""
    found = reading.published.choices.get(column, {}).get(unit)
    if found is None:
        return ""
    share = percent(sum(found.shares[option] for option in options))
    # The whole has no name; what is said of it has no blank for one.
    return says.format(share=share, function="" if unit == ORGANIZATION else reading.words.function(unit))


def chose_each(
    reading: Reading, *, column: str, units: Sequence[str], options: Sequence[str], says: str
) -> str:
    """The same of several functions, side by side."""
    groups = reading.published.choices.get(column, {})
    if any(unit not in groups for unit in units):
        return ""
    shares = {unit: sum(groups[unit].shares[option] for option in options) for unit in units}
    each = _("{share} in {function}")
    return says.format(
        shares=join(
            each.format(share=percent(share), function=reading.words.function(unit))
            for unit, share in shares.items()
        )
    )


def scored(reading: Reading, *, construct: str, unit: str) -> str:
    found = reading.estimate(construct, unit)
    # What is said beside the figure counts the statements of the full form.
    if found is None or (construct in READINESS and reading.left_out):
        return ""
    words = reading.words
    return _("{construct} stands at {score} of 100 in {function}").format(
        construct=words.construct(construct), score=estimate_text(found), function=words.function(unit)
    )


def customers(reading: Reading, *, statements: Sequence[str]) -> str:
    """What customers say of these statements, as scores."""
    rows = [row for key in statements if (row := reading.mirror_row(key)) is not None]
    if len(rows) < len(statements):
        return ""
    each = _("“{statement}” at {score}")
    said = join(
        each.format(statement=reading.words.statement(row.key), score=estimate_text(row.customers))
        for row in rows
    )
    # Translators: {statements} is "“They are easy to deal with” at 60", or two of them joined by "and".
    return _("customers put {statements} of 100").format(statements=said)


def budget(reading: Reading) -> str:
    found = reading.facts.get("cx_budget")
    if found is None:
        return ""
    return _("there is a dedicated budget") if found == "dedicated" else _("there is no dedicated budget")


def on_the_sheet(reading: Reading, *, line: str) -> str:
    """What the sponsor stated of a budget that there is."""
    if reading.facts.get("cx_budget") != "dedicated" or not is_stated(reading.facts.get(line)):
        return ""
    return _("stated: {value}").format(value=stated(reading, line))


Comparison = Callable[..., str]
COMPARISONS: Mapping[str, Comparison] = {
    "names_itself": names_itself,
    "within": within,
    "chose": chose,
    "chose_each": chose_each,
    "scored": scored,
    "customers": customers,
    "budget": budget,
    "stated": on_the_sheet,
}


# --- On a page, and all of them ---------------------------------------------------------------------


def figures_for(page: str, *, reading: Reading) -> Iterator[tuple[Figure, str]]:
    """The figures of a page that have something publishable beside them."""
    for figure in figures(reading.words.language):
        if figure.page == page and figure.market in ("", reading.market) and (ours := figure.beside(reading)):
            yield figure, ours


def figures_numbered(numbers: Collection[int], *, reading: Reading) -> Iterator[tuple[Figure, str]]:
    """Certain figures, whichever page they stand on, that have something publishable beside them."""
    for figure in figures(reading.words.language):
        if figure.number in numbers and (ours := figure.beside(reading)):
            yield figure, ours


def research(page: str, *, reading: Reading) -> tuple[Section, ...]:
    """The section of a page on published research; none where nothing of ours may stand beside it."""
    return research_section(figures_for(page, reading=reading), reading=reading)


def research_section(pairs: Iterable[tuple[Figure, str]], *, reading: Reading) -> tuple[Section, ...]:
    """Published figures with what stands beside them here; none where there are no such."""
    found = list(pairs)
    if not found or reading.says_nothing:
        return ()
    return (
        Section(
            key="research",
            title=_("For orientation"),
            note=_(
                "Published research beside our own numbers: another population, another question, no test."
            ),
            table=_table(found),
            paragraphs=tuple(_sentence(each, ours) for each, ours in found),
        ),
    )


def _table(found: Sequence[tuple[Figure, str]]) -> Table:
    return table(
        "research",
        _("Published figures and what stands beside them here."),
        (
            ("value", _("Published")),
            ("who", _("Of whom, what")),
            ("source", _("Source")),
            # Translators: a column: the number of this organization.
            ("ours", pgettext("our number beside a published one", "Here")),
            ("caution", _("Caution")),
        ),
        [
            (each.value, each.about, clauses([each.source, each.said_of_sample]), ours, each.caution)
            for each, ours in found
        ],
    )


def _sentence(figure: Figure, ours: str) -> str:
    # Translators: {finding} and {ours} are clauses of their own, such as "7% of sales leaders saw customer
    # experience as theirs to own" and "55% of all in sales name sales for the whole experience"; where the
    # language changes the order of words behind "in a survey", put a colon before them.
    said = _("for orientation: in a {year} survey, {finding} ({sample}); here {ours}")
    finding = f"{figure.value} {figure.who} {figure.what}"
    return sentence(said.format(year=figure.year, finding=finding, sample=figure.said_of_sample, ours=ours))


def every_figure(reading: Reading) -> list[tuple[str, ...]]:
    """All figures as rows: number, figure, whom and what, source with year and sample, ours, caution."""
    undated = _("not dated")
    return [
        (
            str(each.number),
            each.value,
            each.about,
            clauses([each.source, each.said_of_sample if each.year else undated]),
            _here(each, reading),
            each.caution,
        )
        for each in figures(reading.words.language)
    ]


def _here(figure: Figure, reading: Reading) -> str:
    fits = figure.market in ("", reading.market)
    return (figure.beside(reading) if fits and not reading.says_nothing else "") or DASH
