"""Where the organization stands among others that take part in the installation's portfolio.

Of the others nothing is told but how many they are: no mean, no name, no extreme. Scores are drawn towards
the mean of all before they are placed, so an unsure score is placed near the middle.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.composing.table import table
from reports.documents import Section, Table
from reports.portfolio_place import Place, Standing
from reports.reading import Reading, estimate_text
from reports.wording import DASH, count, date, join, score, sentences, start
from scoring.benchmarks import FOR_BANDS, FOR_PERCENTILE

INDEX = "INDEX"
BANDS = {
    "lowest quarter": gettext_noop("lowest quarter"),
    "second quarter": gettext_noop("second quarter"),
    "third quarter": gettext_noop("third quarter"),
    "highest quarter": gettext_noop("highest quarter"),
}


def standing_section(reading: Reading) -> Section | None:
    """None where the evidence knows of no portfolio: a report that is older than portfolios."""
    place = reading.portfolio
    if place is None:
        return None
    return Section(
        key="portfolio",
        title=_("Among other organizations"),
        note=_("The whole organization, in the portfolio of this installation."),
        lede=place_sentence(reading),
        table=_table(place, reading=reading) if place.standings else None,
        paragraphs=how_to_read() if place.state == "stands" else (),
    )


def place_sentence(reading: Reading) -> str:
    """Where the organization stands, or what is missing for a benchmark."""
    place = reading.portfolio
    if place is None or place.state == "apart":
        return _("This organization takes no part in the portfolio, so it has no benchmark.")
    if place.state == "few":
        return sentences([_("There is no benchmark yet."), _so_far(place), _asked()])
    if place.state == "waiting":
        return _(
            "There is no benchmark at present: since the last portfolio so few organizations have changed "
            "that a new one would tell of single ones."
        )
    return sentences([_against(place), _ends(place, reading=reading)])


def _so_far(place: Place) -> str:
    if not place.others:
        return _("When this report was built, no other organization that counts took part.")
    said = ngettext(
        "When this report was built, {count} other organization took part.",
        "When this report was built, {count} other organizations took part.",
        place.others,
    )
    return said.format(count=count(place.others))


def _asked() -> str:
    said = _(
        "A benchmark needs {count} of them with the same questions and a published report, and no more than "
        "half of them may belong together."
    )
    return said.format(count=count(FOR_BANDS))


def _against(place: Place) -> str:
    day = date(place.on) if place.on else DASH
    said = ngettext(
        "Measured against {count} other organization in the portfolio of {day}.",
        "Measured against {count} other organizations in the portfolio of {day}.",
        place.others,
    )
    return said.format(count=count(place.others), day=day)


def _ends(place: Place, *, reading: Reading) -> str:
    """Which scores stand in the highest and in the lowest quarter."""
    high = _in(place, "highest quarter", reading=reading)
    low = _in(place, "lowest quarter", reading=reading)
    if not any(one.band for one in place.standings):
        return _("They do not differ beyond the error of their scores, so nobody is placed.")
    if not high and not low:
        return _("Every score that can be placed stands in one of the two middle quarters.")
    said = []
    if high:
        # Translators: {scores} lists names of scores.
        said.append(_("In the highest quarter: {scores}.").format(scores=high))
    if low:
        # Translators: {scores} lists names of scores.
        said.append(_("In the lowest quarter: {scores}.").format(scores=low))
    return sentences(said)


def _in(place: Place, band: str, *, reading: Reading) -> str:
    return join(score_name(reading, one.score) for one in place.standings if one.band == band)


def score_name(reading: Reading, key: str, *, label: bool = False) -> str:
    if key == INDEX:
        return _("Maturity index") if label else _("the maturity index")
    return reading.words.construct_label(key) if label else reading.words.construct(key)


def how_to_read() -> tuple[str, ...]:
    """What a place means, and what it does not."""
    drawn = _(
        "Every score is first drawn towards the mean of all, the more the less sure it is; the place is "
        "where it then stands in the distribution the organizations come from. Percentiles are given in "
        "steps of five, from {count} other organizations on; below that, quarters."
    ).format(count=FOR_PERCENTILE)
    who = _(
        "The others were asked the same questions in the same form, took part of their own accord and may "
        "not be like this organization. A place is for orientation: it is no target, and no finding rests "
        "on it."
    )
    return (drawn, who)


def _table(place: Place, *, reading: Reading) -> Table:
    has_percentiles = any(one.percentile is not None for one in place.standings)
    return table(
        "portfolio",
        _("Places of the organization's scores among the others'."),
        (
            ("score", _("Score")),
            ("own", _("Here"), "right"),
            *((("percentile", _("Percentile"), "right"),) if has_percentiles else ()),
            ("quarter", _("Quarter")),
        ),
        [_row(one, reading=reading, has_percentiles=has_percentiles) for one in place.standings],
    )


def _row(one: Standing, *, reading: Reading, has_percentiles: bool) -> tuple[str, ...]:
    percentile = DASH if one.percentile is None else str(one.percentile)
    return (
        score_name(reading, one.score, label=True),
        _own(one.score, reading=reading),
        *((percentile,) if has_percentiles else ()),
        start(_(BANDS[one.band])) if one.band else _("cannot be told"),
    )


def _own(key: str, *, reading: Reading) -> str:
    if key == INDEX:
        return score(reading.published.maturity.index)
    return estimate_text(reading.estimate(key))
