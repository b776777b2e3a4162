"""Where the organization stands among others that take part in the installation's portfolio.

Of the others nothing is told but how many they are: no mean, no name, no extreme. Scores are drawn towards
the mean of all before they are placed, so an unsure score is placed near the middle.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from reports.composing.table import table
from reports.documents import Section, Table
from reports.portfolio_place import Place
from reports.reading import Reading, estimate_text
from reports.wording import DASH, Wording, count, date, join, score, sentences, start
from scoring.benchmarks import BANDS, FOR_BANDS, FOR_PERCENTILE, Band

INDEX = "INDEX"
QUARTERS = (
    gettext_noop("lowest quarter"),
    gettext_noop("second quarter"),
    gettext_noop("third quarter"),
    gettext_noop("highest quarter"),
)
QUARTER = dict(zip(BANDS, QUARTERS, strict=True))


def standing_section(reading: Reading) -> Section | None:
    """None where the evidence knows of no portfolio: a report that is older than portfolios."""
    place = reading.portfolio
    if place is None:
        return None
    return Section(
        key="portfolio",
        title=_("Among other organizations"),
        note=_("The whole organization, in the portfolio of this installation."),
        lede=_place_sentence(place, words=reading.words),
        table=_table(place, reading=reading) if place.standings else None,
        paragraphs=how_to_read() if place.state == "stands" else (),
    )


def _place_sentence(place: Place, *, words: Wording) -> str:
    """Where the organization stands, or what is missing for a benchmark."""
    if place.state == "apart":
        return _("This organization takes no part in the portfolio, so it has no benchmark.")
    if place.state == "few":
        return sentences([_("There is no benchmark yet."), _so_far(place), asked()])
    if place.state == "stands":
        return stands_sentence(place, words=words)
    return _(
        "There is no benchmark at present: since the last portfolio so few organizations have changed that a "
        "new one would tell of single ones."
    )


def stands_sentence(place: Place, *, words: Wording) -> str:
    """Against how many it is measured, and where it stands at the ends."""
    return sentences([_against(place), _ends(place, words=words)])


def _so_far(place: Place) -> str:
    if not place.others:
        return _("When this report was built, no other organization took part.")
    said = ngettext(
        "When this report was built, {count} other organization took part.",
        "When this report was built, {count} other organizations took part.",
        place.others,
    )
    return said.format(count=count(place.others))


def asked() -> str:
    """What a benchmark needs."""
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


def _ends(place: Place, *, words: Wording) -> str:
    """Which scores stand in the highest and in the lowest quarter."""
    if not any(one.band for one in place.standings):
        return _("They do not differ beyond the error of their scores, so nobody is placed.")
    high = _in(place, BANDS[-1], words=words)
    low = _in(place, BANDS[0], words=words)
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


def _in(place: Place, band: Band, *, words: Wording) -> str:
    return join(_name(one.score, words=words) for one in place.standings if one.band == band)


def _name(key: str, *, words: Wording) -> str:
    return _("the maturity index") if key == INDEX else words.construct(key)


def _label(key: str, *, words: Wording) -> str:
    return _("Maturity index") if key == INDEX else words.construct_label(key)


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
    percentiles = has_percentiles(place)
    own = {one.score: _own(one.score, reading=reading) for one in place.standings}
    return table(
        "portfolio",
        _("Places of the organization's scores among the others'."),
        (
            ("score", _("Score")),
            ("own", pgettext("our number beside a published one", "Here"), "right"),
            *((("percentile", _("Percentile"), "right"),) if percentiles else ()),
            ("quarter", _("Quarter")),
        ),
        rows(place, own=own, words=reading.words),
    )


def has_percentiles(place: Place) -> bool:
    return any(one.percentile is not None for one in place.standings)


def rows(place: Place, *, own: Mapping[str, str], words: Wording) -> list[tuple[str, ...]]:
    """Score, the organization's own, percentile where there are any, quarter."""
    with_percentiles = has_percentiles(place)
    return [
        (
            _label(one.score, words=words),
            own[one.score],
            *((DASH if one.percentile is None else str(one.percentile),) if with_percentiles else ()),
            start(_(QUARTER[one.band])) if one.band else _("cannot be told"),
        )
        for one in place.standings
    ]


def _own(key: str, *, reading: Reading) -> str:
    return score(reading.published.maturity.index) if key == INDEX else estimate_text(reading.estimate(key))
