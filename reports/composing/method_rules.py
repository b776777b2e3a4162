"""The method in words: which groups are shown, what is hidden, and how finely anything is said."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.composing.sure import residual_risk
from reports.composing.table import table
from reports.documents import Section, Table
from reports.reading import Reading
from reports.wording import DASH, count, percent, start
from scoring.rounding import FLAT_HIGH, FLAT_LOW
from scoring.units import LEAST_FOR_SHARES


def units_section(reading: Reading) -> Section:
    """How functions become reporting units."""
    k = count(reading.published.minimum_group)
    return Section(
        key="units",
        title=_("Which groups are shown"),
        paragraphs=(
            _(
                "A function with fewer than {k} answers is put together with the others that have too few;"
                " while these have fewer than {k} together, the smallest of the rest joins them. Only then"
                " is anything reckoned, so every total is a total of groups that are shown, and none can be"
                " taken apart."
            ).format(k=k),
            _(
                "Every reporting unit weighs the same, whatever its size: a small function is one link of the"
                " chain like any other. Functions shown together have no flag and no profile of their own"
                " questions."
            ),
            _(
                "Groups are the organization, its reporting units, leaders and managers, and the front line;"
                " there are no other filters. Which groups are shown was fixed when the wave was closed."
            ),
        ),
    )


def privacy_section(reading: Reading) -> Section:
    """What is hidden, and how finely what is shown is rounded."""
    words = reading.words
    return Section(
        key="privacy",
        title=_("What is hidden, and why"),
        paragraphs=(
            # Translators: the placeholders are the words printed in a cell, such as "Fewer than five".
            _(
                "“{few}” means that there are answers and they stay hidden; “{none}” means that nobody"
                " answered."
            ).format(few=start(words.hidden("fewer_than_five")), none=words.hidden("no_data")),
            _(
                "Beyond the rules of the table, an audit asks of every group of people smaller than the"
                " minimum whether its answers could be computed from everything that is or ever was published"
                " of this wave; where they could, the smallest cell is hidden and the audit asks again."
            ),
            _(
                "What the sponsor filled in on the fact sheet is stated as the sponsor's; what people"
                " answered is never attributed."
            ),
            residual_risk(reading),
        ),
        table=_privacy_table(reading.published.minimum_group, LEAST_FOR_SHARES),
    )


def _privacy_table(k: int, ten: int) -> Table:
    return table(
        "privacy",
        _("From how many answers something is said, and how finely."),
        (
            ("what", _("What")),
            # Translators: a column: from how many answers on.
            ("least", pgettext("least number of answers", "From"), "right"),
            ("how", _("How it is said")),
        ),
        (*_of_groups(_("{n} answers").format(n=k), ten=ten, k=k), *_of_people(ten)),
    )


def _of_groups(from_answers: str, *, ten: int, k: int) -> tuple[tuple[str, str, str], ...]:
    """Scores, states, shares and sizes: what, from how many answers, how it is said."""
    return (
        (
            _("Score of a group, and its gap"),
            from_answers,
            _("whole points; intervals outward to whole points"),
        ),
        (
            _("A score at an end of the scale"),
            from_answers,
            _("“≥{high}” or “≤{low}” where everybody stands there").format(high=FLAT_HIGH, low=FLAT_LOW),
        ),
        (_("State of a stage, a flag, a word"), from_answers, _("in words, without its share")),
        (_("Share or spread of a group"), _("{n} answers").format(n=ten), _shares()),
        (_("Levels"), _("{n} answers on each side").format(n=k), _("never inside a function")),
        (
            _("Number of answers"),
            from_answers,
            _("in bands: 5–9, 10–19, 20–49, 50 and more; the total exactly"),
        ),
    )


def _shares() -> str:
    return _(
        "steps of {coarse} below twenty answers, of {fine} from there on; never {none} or {all} of one group"
    ).format(coarse=percent(0.05), fine=percent(0.01), none=percent(0), all=percent(1))


def _of_people(ten: int) -> tuple[tuple[str, str, str], ...]:
    """Comments and people, in the same columns."""
    return (
        (
            _("Comments"),
            _("{n} comments").format(n=ten),
            _("shuffled; with the function only where {n} of its people wrote one").format(n=ten),
        ),
        (_("People"), DASH, _("never; answers lead to no name, link, address or time of day")),
    )
