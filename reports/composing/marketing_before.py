"""Marketing against its own last wave, where both waves show it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.composing.change_tables import reading_column, state_name
from reports.composing.marketing import COMPARED, MARKETING
from reports.composing.table import sure_label, table
from reports.documents import Section, Table
from reports.reading import Reading
from reports.wording import count, join, number, sentences, signed, signed_interval
from scoring.published import PublicUnitChange


def before_section(reading: Reading) -> Section | None:
    """None for a first wave."""
    if not reading.earlier:
        return None
    found = own_changes(reading)
    return Section(
        key="before",
        title=_("Against its own last wave"),
        # Translators: names of two waves, "2025 against 2026."
        note=_("{earlier} against {later}.").format(earlier=reading.earlier, later=reading.wave),
        lede=before_sentence(reading),
        table=_table(found, reading=reading) if found else None,
    )


def own_changes(reading: Reading) -> list[PublicUnitChange]:
    """What the rules of waves let be said of marketing alone, in the order of the scores."""
    trend = reading.published.trend
    found = [one for one in trend.unit_changes if one.unit == MARKETING] if trend else []
    order = {key: at for at, key in enumerate(COMPARED)}
    return sorted(found, key=lambda one: (order.get(one.construct, len(order)), one.construct))


def before_sentence(reading: Reading) -> str:
    """What has moved within marketing beyond chance, and on how many scores that cannot be told."""
    found = own_changes(reading)
    if not found:
        said = _("Both waves have to show {function} on a score before it can be compared.")
        return said.format(function=reading.words.function(MARKETING))
    moved = [one for one in found if one.state == "reliable"]
    rose = [reading.words.construct(one.construct) for one in moved if one.points > 0]
    fell = [reading.words.construct(one.construct) for one in moved if one.points < 0]
    return sentences([_rose(rose, reading=reading), _fell(fell, reading=reading), _rest(found)])


def _rose(names: list[str], *, reading: Reading) -> str:
    if not names:
        return ""
    # Translators: {scores} lists names of scores; {wave} is the name of the wave before.
    said = _("Risen in {function} since {wave}: {scores}.")
    return said.format(function=reading.words.function(MARKETING), wave=reading.earlier, scores=join(names))


def _fell(names: list[str], *, reading: Reading) -> str:
    if not names:
        return ""
    # Translators: {scores} lists names of scores; {wave} is the name of the wave before.
    said = _("Fallen in {function} since {wave}: {scores}.")
    return said.format(function=reading.words.function(MARKETING), wave=reading.earlier, scores=join(names))


def _rest(found: list[PublicUnitChange]) -> str:
    open_ = sum(one.state == "not yet tellable" for one in found)
    if not open_:
        return ""
    said = ngettext(
        "Of {count} of {total} score it cannot be told yet whether it moved.",
        "Of {count} of {total} scores it cannot be told yet whether they moved.",
        len(found),
    )
    return said.format(count=count(open_), total=count(len(found)))


def _table(found: list[PublicUnitChange], *, reading: Reading) -> Table:
    return table(
        "before",
        _("Scores of marketing in both waves."),
        (
            ("score", _("Score")),
            ("before", reading.earlier, "right"),
            ("after", reading.wave, "right"),
            ("points", pgettext("column: what a score did between two waves", "Change"), "right"),
            ("interval", sure_label(), "right"),
            ("state", reading_column()),
        ),
        [
            (
                reading.words.construct_label(one.construct),
                number(one.before),
                number(one.after),
                signed(one.points),
                signed_interval(one.low, one.high),
                state_name(one.state),
            )
            for one in found
        ],
    )
