"""Findings on what functions cannot see: said once where most of them share a blind spot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.composing.found import Found, Order
from reports.composing.punctuation import clauses
from reports.composing.table import table
from reports.documents import Table
from reports.reading import Reading
from reports.wording import count, join, percent, sentence, some
from scoring.published import PublicVisibility

BLIND_FROM = 0.4
"""Share of "can't tell" from which on a function cannot see."""
SHARED_BY = 3
"""From so many functions, and half of all, a blind spot belongs to the organization."""


def visibility_findings(reading: Reading) -> Iterator[Found]:
    shared = shared_blind_spots(reading)
    if shared:
        yield _shared(shared, reading=reading)
    rest = [gap for gap in reading.published.visibility if gap.construct not in shared]
    for unit in dict.fromkeys(gap.unit for gap in rest):
        yield _own([gap for gap in rest if gap.unit == unit], reading=reading)


def shared_blind_spots(reading: Reading) -> dict[str, list[str]]:
    """Construct → the functions that cannot see it, for those that most cannot see."""
    units: dict[str, list[str]] = {}
    for gap in reading.published.visibility:
        units.setdefault(gap.construct, []).append(gap.unit)
    least = max(SHARED_BY, (len(reading.published.units) + 1) // 2)
    return {construct: blind for construct, blind in units.items() if len(blind) >= least}


def _shared(shared: dict[str, list[str]], *, reading: Reading) -> Found:
    words, total = reading.words, len(reading.published.units)
    what = some([words.construct(key) for key in shared])
    everyone = all(len(blind) == total for blind in shared.values())
    unseen = (
        _("no function can see {constructs}") if everyone else _("most functions cannot see {constructs}")
    )
    return Found(
        id=f"visibility:shared:{'+'.join(shared)}",
        state="visibility",
        topic="orientation",
        order=Order.VISIBILITY,
        subject=_("The whole organization"),
        sentence=sentence(unseen.format(constructs=what)),
        evidence=sentence(_shared_evidence(shared, reading=reading)),
        so_what=_("What nobody can see nobody can steer; these scores rest on the few who could tell."),
        weight=len(shared) * total,
    )


def _shared_evidence(shared: dict[str, list[str]], *, reading: Reading) -> str:
    """Scores with equally many blind functions stand together: "One view and Evidence: eight of eight …"."""
    together: dict[int, list[str]] = {}
    for key, blind in shared.items():
        together.setdefault(len(blind), []).append(reading.words.construct_label(key))
    total = len(reading.published.units)
    # Translators: {scores} is a list of scores, {count} of {total} the functions that cannot see them.
    blind_units = _("{scores}: {count} of {total} reporting units")
    return clauses(
        blind_units.format(scores=join(labels), count=count(blind), total=count(total))
        for blind, labels in together.items()
    )


def _own(blind: Sequence[PublicVisibility], *, reading: Reading) -> Found:
    words, unit = reading.words, blind[0].unit
    unseen = ngettext(
        "{function} cannot see {constructs}", "{function} cannot see {constructs}", words.number(unit)
    )
    untold = ngettext(
        "“can't tell” among its answers: {scores}",
        "“can't tell” among their answers: {scores}",
        words.number(unit),
    )
    shares = [f"{words.construct_label(gap.construct)} {dk_rate(gap)}" for gap in blind]
    return Found(
        id=f"visibility:{unit}:{'+'.join(gap.construct for gap in blind)}",
        state="visibility",
        topic="orientation",
        order=Order.VISIBILITY,
        subject=words.label(unit),
        sentence=sentence(
            unseen.format(
                function=words.function(unit),
                constructs=join(words.construct(gap.construct) for gap in blind),
            )
        ),
        evidence=sentence(untold.format(scores=clauses(shares))),
        so_what=_("Where a function cannot see, it cannot help; this is a gap in access, not in will."),
        weight=len(blind),
    )


def dk_rate(gap: PublicVisibility) -> str:
    """The share of "can't tell", or only that it reaches the limit where the share may not be shown."""
    if gap.dk_rate is None:
        return _("at least {share}").format(share=percent(BLIND_FROM))
    return percent(gap.dk_rate)


def visibility_table(reading: Reading) -> Table | None:
    gaps, words = reading.published.visibility, reading.words
    if not gaps:
        return None
    return table(
        "visibility",
        _("Where at least {share} of a function's answers are “can't tell”.").format(
            share=percent(BLIND_FROM)
        ),
        (
            ("unit", _("Function")),
            ("construct", _("Score")),
            ("rate", _("Can't tell"), "right"),
            ("n", _("Answers"), "right"),
        ),
        [(words.label(gap.unit), words.construct_label(gap.construct), dk_rate(gap), gap.n) for gap in gaps],
    )
