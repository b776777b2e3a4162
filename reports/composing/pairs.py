"""One function against each of the others, where it stands apart from them together."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from reports.composing.table import table
from reports.composing.tables_scores import MARKS
from reports.documents import Align, Section, Table
from reports.reading import Reading
from reports.wording import DASH, percent, signed, signed_interval, some
from scoring.published import PublicPair

STANDS_APART = ("clear", "possible")


def pair_sections(units: Iterable[str], *, reading: Reading) -> tuple[Section, ...]:
    """A section for each of these units that stands apart on something, in this order."""
    made = (_pairs(unit, reading=reading) for unit in units)
    return tuple(section for section in made if section)


def _pairs(unit: str, *, reading: Reading) -> Section | None:
    found = [pair for pair in reading.published.pairs if pair.unit == unit and _is_apart(pair, reading)]
    if not found:
        return None
    # Translators: heading over the differences between one function and each of the others.
    title = _("{function} and each of the others").format(function=reading.words.label(unit))
    return Section(
        key=f"pairs_{_slug(unit)}",
        title=title,
        note=_("Read only where the function stands apart from the others together."),
        lede=_sentence(unit, found, reading=reading),
        table=_table(unit, found, reading=reading),
    )


def _is_apart(pair: PublicPair, reading: Reading) -> bool:
    gap = reading.gap(pair.construct, pair.unit)
    return gap is not None and gap.state in STANDS_APART


def _slug(unit: str) -> str:
    return "together" if unit.startswith("other:") else unit


def _sentence(unit: str, found: list[PublicPair], *, reading: Reading) -> str:
    """From which functions it is clearly apart, and from which on no score."""
    words = reading.words
    clear = list(dict.fromkeys(pair.other for pair in found if pair.state == "clear"))
    every = list(dict.fromkeys(pair.other for pair in found))
    if not clear:
        return _("From none of the others alone is it clearly apart.")
    if len(clear) == len(every):
        return _("Clearly apart from each of the others on at least one score.")
    names = some([words.function(key) for key in clear])
    return _("Clearly apart, on at least one score, from {functions}.").format(functions=names)


def _table(unit: str, found: list[PublicPair], *, reading: Reading) -> Table:
    words = reading.words
    others = [each.key for each in reading.published.units if each.key in {pair.other for pair in found}]
    constructs = list(dict.fromkeys(pair.construct for pair in found))
    pairs = {(pair.construct, pair.other): pair for pair in found}
    columns: list[tuple[str, str, Align]] = [(key, words.label(key), "right") for key in others]
    return table(
        f"pairs_{_slug(unit)}",
        # Translators: "less" as in a subtraction; the signs mark what can be said of a difference.
        _(
            "{function} less each of the others, in points, with its {share} interval. ▲▼ clear; ? possible; "
            "= alike; no mark: not tellable."
        ).format(function=words.label(unit), share=percent(0.95)),
        [("construct", _("Score")), ("all", _("All others"), "right"), *columns],
        [
            [
                words.construct_label(key),
                _against_all(key, unit, reading=reading),
                *(_cell(pairs.get((key, other))) for other in others),
            ]
            for key in constructs
        ],
    )


def _against_all(construct: str, unit: str, *, reading: Reading) -> str:
    gap = reading.gap(construct, unit)
    if gap is None:
        return DASH
    return _marked(gap.points, gap.low, gap.high, gap.state)


def _cell(pair: PublicPair | None) -> str:
    return DASH if pair is None else _marked(pair.points, pair.low, pair.high, pair.state)


def _marked(points: int, low: int, high: int, state: str) -> str:
    mark = MARKS.get(state, " ▲" if points > 0 else " ▼")
    return f"{signed(points)}{mark}\n{signed_interval(low, high)}"
